"""Days and periods as files and spreadsheets write them, and which day of them is meant. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from nalportal.dutch import PartialDate, Precision, short_date
from nalportal.written_dates import parse_partial_date

# 2020JJ00, 2020KW04 and 2020MM12: the codes of CBS.
PERIOD_CODE = re.compile(r"([0-9]{4})(JJ|HJ|KW|MM)([0-9]{2})")
# Half a year is no precision of a date: only files of CBS have them.
_HALF_YEAR = re.compile(r"([0-9]{4})(?:HJ0([12])| ([12])e halfjaar)", re.IGNORECASE)
_PROVISIONAL = "*"
_FIGURE = re.compile(r"[0-9]{5,}")
_YEAR_FIRST = re.compile(r"([0-9]{4}) (.+)")
# A spreadsheet shows a month as jan-21 or jan 2021.
_SHOWN_MONTH = re.compile(r"([a-z]{3,9})[.]?[ -]([0-9]{2}|[0-9]{4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{4})")


def parse_period(text: str) -> PartialDate:
    """A day, month, quarter or year: ``2020KW04``, ``2020 december``, ``jan-21``, ``1-2021``, and
    all that :func:`nalportal.written_dates.parse_partial_date` reads.

    Raises ``ValueError`` for anything else, half years among them: no series here has those. Five
    digits are a figure here, though a sheet counts its days so.
    """
    if _FIGURE.fullmatch(text):
        raise ValueError(_("“%s” is een getal, geen datum.") % text[:40])
    if match := PERIOD_CODE.fullmatch(text):
        return _of_code(*match.groups())
    if match := _SHOWN_MONTH.fullmatch(text):
        century = "20" if len(match[2]) == 2 else ""
        return parse_partial_date(f"{match[1]} {century}{match[2]}")
    if match := _MONTH_FIRST.fullmatch(text):
        return parse_partial_date(f"{match[2]}-{match[1]}")
    # CBS puts the year first, people put it last.
    words = _YEAR_FIRST.fullmatch(text)
    return parse_partial_date(f"{words[2]} {words[1]}" if words else text)


class Span(NamedTuple):
    """The days of a period in a file of CBS, and whether its figures are provisional."""

    first: date
    last: date
    is_year: bool
    is_provisional: bool


@lru_cache(maxsize=1_000)
def span_of(text: str) -> Span:
    """The period of a figure of CBS, half years among them; raises ``ValueError`` for no period."""
    bare = text.rstrip(_PROVISIONAL)
    is_provisional = bare != text
    if match := _HALF_YEAR.fullmatch(bare):
        first, last = ((1, 1), (6, 30)) if "1" in match.groups() else ((7, 1), (12, 31))
        year = int(match[1])
        return Span(date(year, *first), date(year, *last), False, is_provisional)
    period = parse_period(bare)
    is_year = period.precision == Precision.YEAR
    return Span(period.on, period.last_day, is_year, is_provisional)


def is_period(text: str) -> bool:
    """Whether this is a period as CBS writes it."""
    try:
        span_of(text)
    except ValueError:
        return False
    return True


def _of_code(year: str, kind: str, number: str) -> PartialDate:
    match kind:
        case "JJ" if number == "00":
            return parse_partial_date(year)
        case "KW":
            return parse_partial_date(f"{year}-Q{int(number)}")
        case "MM":
            return parse_partial_date(f"{year}-{number}")
    raise ValueError(f"{year}{kind}{number}")


def last_days(periods: Mapping[str, PartialDate]) -> str:
    """That the months, quarters and years among ``periods`` mean their last day, with the first and
    the last of them; empty when all are days. The keys are what stood there."""
    told = {text: period for text, period in periods.items() if period.precision != Precision.DAY}
    if not told:
        return ""
    ends = list(dict.fromkeys([next(iter(told)), next(reversed(told))]))
    examples = ", ".join(f"{text} = {short_date(told[text].last_day)}" for text in ends)
    return _("Een maand, kwartaal of jaar is de laatste dag ervan: %(examples)s.") % {
        "examples": examples
    }
