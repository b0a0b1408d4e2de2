"""Numbers, dates and counting words the way Dutch readers write them.

The bottom floor: every renderer (page, PDF, sheet, chart) takes its words from
here, so that one value never reads differently in two places. No Django models
and no database; everything is a pure function over plain values.

Why: decisions 3 and 28.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language, ngettext, ngettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.prose import SHAPELESS, SPACES
from nalportal.rounding import rounded

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

# As people type them; as they read them: see :func:`month_name`.
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


class Precision(TextChoices):
    """How exactly a date is known; the stored date is the first day of the period, and the last
    of what was realised: only then it is certain."""

    DAY = "day", _("dag")
    MONTH = "month", _("maand")
    QUARTER = "quarter", _("kwartaal")
    YEAR = "year", _("jaar")


_MONTHS_IN = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}


@dataclass(frozen=True)
class PartialDate:
    """A day, or the month, quarter or year that starts on ``on``.

    Or, with ``words``, the days from ``on`` to ``until`` that somebody called so: "medio 2026".
    """

    on: date
    precision: str = Precision.DAY
    words: str = ""
    until: date | None = None

    @property
    def last_day(self) -> date:
        """The last day of the period: what is planned for it is late only after this day."""
        if self.until:
            return self.until
        months = _MONTHS_IN.get(Precision(self.precision))
        if months is None:
            return self.on
        # Also right for a date within the period, should somebody have filled that in.
        month = ((self.on.month - 1) // months + 1) * months
        return date(self.on.year, month, calendar.monthrange(self.on.year, month)[1])

    def __str__(self) -> str:
        return partial_date(self)


class Term(TextChoices):
    """What is planned without a day: it is said, so it is not a date that is missing."""

    ONGOING = "doorlopend", _("doorlopend")
    YEARLY = "jaarlijks", _("jaarlijks")
    UNDECIDED = "n.t.b.", _("n.t.b.")


@dataclass(frozen=True)
class OpenDate:
    """Planned, and for no day: such a thing is never late."""

    term: str

    @property
    def last_day(self) -> date:
        return date.max

    def __str__(self) -> str:
        return str(Term(self.term).label)


Planned = PartialDate | OpenDate


def planned_or_none(
    on: date | None, precision: str, words: str, until: date | None
) -> Planned | None:
    """The four columns of a planned date as one value; ``None`` where nothing was said."""
    if on is None:
        return OpenDate(words) if words else None
    return PartialDate(on, precision, words, until)


def planned_columns(value: Planned | None) -> tuple[date | None, str, str, date | None]:
    """The other way round than :func:`planned_or_none`."""
    match value:
        case PartialDate():
            return value.on, value.precision, value.words, value.until
        case OpenDate():
            return None, "", value.term, None
        case _:
            return None, "", "", None


def partial_date_or_none(on: date | None, precision: str) -> PartialDate | None:
    """The pair of columns (date, precision) as one value; ``None`` where no date is given."""
    return PartialDate(on, precision) if on else None


def period_with(day: date | None, precision: str) -> PartialDate | None:
    """The day itself, or the month, quarter or year that it lies in."""
    if day is None:
        return None
    months = _MONTHS_IN.get(Precision(precision))
    if months:
        day = date(day.year, (day.month - 1) // months * months + 1, 1)
    return PartialDate(day, precision)


def since_when(what: str, value: PartialDate) -> str:
    """``Gerealiseerd op 3 mei 2021``, ``in juli 2021``, ``in het 3e kwartaal 2021``."""
    match Precision(value.precision):
        case Precision.DAY:
            words = _now("%(what)s op %(when)s")
        case Precision.QUARTER:
            words = _now("%(what)s in het %(when)s")
        case _:
            words = _now("%(what)s in %(when)s")
    return words % {"what": what, "when": value}


def partial_date(value: PartialDate) -> str:
    """``31 maart 2021``, ``juli 2021``, ``3e kwartaal 2021``, ``2021``, or the words it has."""
    if value.words:
        return value.words.replace(" ", NO_BREAK_SPACE)
    match Precision(value.precision):
        case Precision.DAY:
            return long_date(value.on)
        case Precision.MONTH:
            return f"{month_name(value.on.month)}{NO_BREAK_SPACE}{value.on.year}"
        case Precision.QUARTER:
            quarter = (value.on.month + 2) // 3
            words = _now("%(quarter)se kwartaal %(year)s")
            words %= {"quarter": quarter, "year": value.on.year}
            return words.replace(" ", NO_BREAK_SPACE)
        case _:
            return str(value.on.year)


def months_later(value: Planned, months: int) -> PartialDate:
    """A period moved by so many months, forward or back; 31 January and one month is 28 February.

    Raises ``ValueError`` (in Dutch) where the period does not fit: half a quarter, half a year.
    """
    if isinstance(value, OpenDate) or value.words:
        message = _now("“%(words)s” verschuift niet vanzelf; geef een nieuwe datum.")
        raise ValueError(message % {"words": value})
    size = {Precision.QUARTER: 3, Precision.YEAR: 12}.get(Precision(value.precision), 1)
    if months % size:
        message = (
            _now("een kwartaal verschuift met een veelvoud van %(size)s maanden.")
            if size == 3
            else _now("een jaar verschuift met een veelvoud van %(size)s maanden.")
        )
        raise ValueError(message % {"size": size})
    years, month = divmod(value.on.year * 12 + value.on.month - 1 + months, 12)
    if not 1900 <= years <= 2200:
        raise ValueError(_now("het jaar %(year)s is te ver weg.") % {"year": years})
    last = calendar.monthrange(years, month + 1)[1]
    return PartialDate(date(years, month + 1, min(value.on.day, last)), value.precision)


def month_name(month: int) -> str:
    """``maart`` for 3, in the language of the page."""
    return _month_names(get_language())[month - 1]


@cache
def _month_names(_language: str | None) -> tuple[str, ...]:
    """Kept per language: a page has thousands of dates."""
    return (
        _now("januari"), _now("februari"), _now("maart"), _now("april"), _now("mei"),
        _now("juni"), _now("juli"), _now("augustus"), _now("september"), _now("oktober"),
        _now("november"), _now("december"),
    )  # fmt: skip


def long_date(value: date) -> str:
    """``31 maart 2021``, kept on one line."""
    return f"{value.day}{NO_BREAK_SPACE}{month_name(value.month)}{NO_BREAK_SPACE}{value.year}"


def short_date(value: date) -> str:
    """``31-3-2021``: table heads and fields."""
    return f"{value.day}-{value.month}-{value.year}"


def moment(value: datetime) -> str:
    """``5 juli 2021 om 14:12`` in Dutch time."""
    local = timezone.localtime(value)
    words = _now("%(day)s om %(time)s")
    return words % {"day": long_date(local.date()), "time": f"{local:%H:%M}"}


def short_partial_date(value: PartialDate) -> str:
    """``31-3-2021`` for a day; a month, quarter or year as it is: cells of a table."""
    is_day = value.precision == Precision.DAY and not value.words
    return short_date(value.on) if is_day else partial_date(value)


def number(value: Decimal | int, decimals: int = 0) -> str:
    """``1.511``, ``3,8`` or ``−12``."""
    text = f"{abs(rounded(Decimal(value), decimals)):,.{decimals}f}"
    text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{MINUS}{text}" if rounded(Decimal(value), decimals) < 0 else text


# What a web page, a word processor or a sheet leaves beside a number, or within it.
_UNSEEN, _WIDE = re.compile(f"[{SHAPELESS}]"), re.compile(f"[{SPACES}]+")


def bare_number(text: str) -> str:
    """What a cell shows, for whoever reads a number or the word in its place: without the marks
    that nobody sees, with plain spaces and none at its ends."""
    if text.isascii():
        return text
    return _WIDE.sub(" ", _UNSEEN.sub("", text)).strip(" ")


# As much as a figure of the register can hold.
_DIGITS = 11
MOST_DECIMALS = 3
_PARTED = re.compile(r"([-−]?)([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]{1,9}))?")
_PLAIN = re.compile(r"([-−]?)([0-9]+)(?:([.,])([0-9]{1,9}))?")
# Sixty-five thousand as an English program prints it, and 65 and a bit to a Dutch reader.
_PARTED_ABROAD = re.compile(r"[-−]?[1-9][0-9]{0,2},[0-9]{3}")


def parse_number(text: str, decimals: int = MOST_DECIMALS, mark: str = "") -> Decimal:
    """Read a number with at most ``decimals`` decimals, the other way round than :func:`number`.

    ``1511``, ``1.511`` and ``1511,0`` are 1511 where whole numbers are expected; ``3,8`` and
    ``3.8`` are the same where decimals are. What can be read in two ways is no number: ``65,613``
    of what is counted (65 thousand abroad), ``1.511`` of what has decimals. ``mark`` is the decimal
    sign that the format of a publisher fixes: then nothing parts thousands and nothing is in doubt.

    Raises ``ValueError``, whose text is :func:`number_expected`.
    """
    decimals = min(decimals, MOST_DECIMALS)
    parts = _sign_whole_fraction(bare_number(text), decimals, mark)
    if parts is None or len(parts[1]) > _DIGITS or len(parts[2].rstrip("0")) > decimals:
        raise ValueError(number_expected(decimals))
    sign, whole, fraction = parts
    return Decimal(f"{'-' if sign else ''}{whole}.{fraction.rstrip('0') or 0}") + 0  # never -0


def _sign_whole_fraction(text: str, decimals: int, mark: str) -> tuple[str, str, str] | None:
    parted = None if mark else _PARTED.fullmatch(text)
    if parted is not None:
        sign, whole, fraction = parted.groups()
        certain = decimals == 0 or fraction or whole.count(".") > 1
        return (sign, whole.replace(".", ""), fraction or "") if certain else None
    plain = _PLAIN.fullmatch(text)
    if plain is None or (mark and plain[3] not in (None, mark)):
        return None
    if not mark and decimals < MOST_DECIMALS and _PARTED_ABROAD.fullmatch(text):
        return None
    return plain[1], plain[2], plain[4] or ""


def number_expected(decimals: int) -> str:
    """What :func:`parse_number` takes, in words."""
    if not decimals:
        return _now("een heel getal, zoals 1511 of 1.511")
    return ngettext(
        "een getal met ten hoogste %(decimals)s decimaal, zoals 1511 of 3,8",
        "een getal met ten hoogste %(decimals)s decimalen, zoals 1511 of 3,8",
        decimals,
    ) % {"decimals": decimals}


def plain_number(value: Decimal) -> str:
    """``3,8`` or ``1511``, as it is typed: a comma, no points and no zeros at the end."""
    return f"{value.normalize():f}".replace(".", ",")


def counted(count: int, singular: str, plural: str) -> str:
    """``1 aandachtspunt``, ``2 aandachtspunten``, ``0 aandachtspunten``: one of :data:`NOUNS`."""
    return f"{number(count)}{NO_BREAK_SPACE}{ngettext(singular, plural, count)}"


# All that is counted, in code and in templates: here a catalogue finds it.
NOUNS = (
    ngettext_lazy("aandachtspunt bleef", "aandachtspunten bleven"),
    ngettext_lazy("aandachtspunt staat", "aandachtspunten staan"),
    ngettext_lazy("bestand", "bestanden"),
    ngettext_lazy("betrokken partij", "betrokken partijen"),
    ngettext_lazy("brief verstuurd", "brieven verstuurd"),
    ngettext_lazy("cel", "cellen"),
    ngettext_lazy("cel of noot", "cellen of noten"),
    ngettext_lazy("cijfer", "cijfers"),
    ngettext_lazy("dag", "dagen"),
    ngettext_lazy("datum", "datums"),
    ngettext_lazy("fout", "fouten"),
    ngettext_lazy("gegeven", "gegevens"),
    ngettext_lazy("gemeente", "gemeenten"),
    ngettext_lazy("gemeente gekozen", "gemeenten gekozen"),
    ngettext_lazy("gemeente wordt", "gemeenten worden"),
    ngettext_lazy("geplande mijlpaal", "geplande mijlpalen"),
    ngettext_lazy("herinnering", "herinneringen"),
    ngettext_lazy("laadpunt", "laadpunten"),
    ngettext_lazy("locatie", "locaties"),
    ngettext_lazy("mijlpaal", "mijlpalen"),
    ngettext_lazy("mijlpaal heeft", "mijlpalen hebben"),
    ngettext_lazy("NAL-regio", "NAL-regio’s"),
    ngettext_lazy("onderdeel", "onderdelen"),
    ngettext_lazy("opmerking wacht", "opmerkingen wachten"),
    ngettext_lazy("partij", "partijen"),
    ngettext_lazy("punt", "punten"),
    ngettext_lazy("punt is", "punten zijn"),
    ngettext_lazy("punt stond", "punten stonden"),
    ngettext_lazy("reeks", "reeksen"),
    ngettext_lazy("regel", "regels"),
    ngettext_lazy("resultaat", "resultaten"),
    ngettext_lazy("rij", "rijen"),
    ngettext_lazy("veld", "velden"),
    ngettext_lazy("vlak", "vlakken"),
    ngettext_lazy("werkgroep", "werkgroepen"),
    ngettext_lazy("wijziging", "wijzigingen"),
)


def joined(names: list[str] | tuple[str, ...]) -> str:
    """``Groningen, Friesland en Drenthe``."""
    if len(names) < 2:
        return "".join(names)
    return _now("%(names)s en %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def alternatives(words: Iterable[str]) -> str:
    """``gerealiseerd, planning of aandachtspunt``."""
    *first, last = words
    said = {"first": ", ".join(first), "last": last}
    return _now("%(first)s of %(last)s") % said if first else last


def round_name(title: str) -> str:
    """What a round is called behind "stand van": "eind 2020" for "Stand van zaken eind 2020"."""
    return within_sentence(title).removeprefix("stand van zaken ")


def within_sentence(title: str) -> str:
    """A title in the middle of a line: "Stand van zaken" becomes "stand van zaken"."""
    return title[:1].lower() + title[1:]
