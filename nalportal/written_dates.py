"""Dates as people write them in lists of actions: "Q3 2026", "medio 2026", "doorlopend".

Every road in (form, paste, file, correction) reads a date here. :func:`parse_partial_date` takes
what says exactly a day, month, quarter or year; :func:`parse_planned` also what is only planned
roughly, and keeps the words of it. No year is ever guessed.

Why: decisions 3 and 34.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _now

from .dutch import MONTHS, OpenDate, PartialDate, Planned, Precision, Term

MAX_WORDS = 60
# Next to the first three letters of the name.
_ABBREVIATIONS = {"mrt": "maart", "sept": "september"}
_ORDINALS = {"eerste": "1", "tweede": "2", "derde": "3", "vierde": "4"}
_ORDINALS["laatste(?= kw)"] = "4"
_YEAR = r"'?(\d{4}|\d{2})"
_PLAIN = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), Precision.DAY, "ymd"),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), Precision.DAY, "ymd"),
    (re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ]{_YEAR}"), Precision.DAY, "dmy"),
    (
        re.compile(rf"(\d{{1,2}})(?:e|ste|de)?[ -]([a-z]{{3,9}})\.?[ -]{_YEAR}"),
        Precision.DAY,
        "dny",
    ),
    (re.compile(rf"([a-z]{{3,9}})\.?(?: van )?[ -]?{_YEAR}"), Precision.MONTH, "ny"),
    (re.compile(r"(\d{4})-(\d{1,2})"), Precision.MONTH, "ym"),
    (re.compile(r"(\d{1,2})[-/.](\d{4})"), Precision.MONTH, "my"),
    (
        re.compile(rf"([1-4])(?:e|ste|de)? ?(?:kwartaal|kw\.?|q|k)(?: van)?[ /.-]?{_YEAR}"),
        Precision.QUARTER,
        "qy",
    ),
    (
        re.compile(rf"(?:q|k|kw\.? ?|kwartaal )([1-4])(?: van)?[ /.-]?{_YEAR}"),
        Precision.QUARTER,
        "qy",
    ),
    (re.compile(r"(\d{4})[ /-]?(?:q|k|kw ?)([1-4])"), Precision.QUARTER, "yq"),
    (re.compile(r"'?(\d{4}|(?<=')\d{2})"), Precision.YEAR, "y"),
)  # fmt: skip
# Around a date, and no part of it: "di 1 juni 2021 14:00", "per 1 juni 2021".
_AROUND = re.compile(
    r"(?:(?:in|op|per|gepland|verwacht|planning|datum):? )*(?:het jaar )?"
    r"(?:(?:ma|di|wo|do|vr|za|zo)\.? |(?:maan|dins|woens|donder|vrij|zater|zon)dag )?"
    r"(.*?)(?:[t ]\d\d?:\d\d(?::\d\d)?)?"
)
# The days of a sheet whose dates lost their form: 1 January 2000 to 31 December 2099.
_SHEET_ORIGIN, _SHEET_DAYS = date(1899, 12, 30), range(36526, 73051)


def parse_partial_date(text: str) -> PartialDate:
    """A day, month, quarter or year: "31-12-2020", "sep-21", "3e kwartaal 2021", "2021".

    Raises ``ValueError`` (in Dutch, naming what was typed) when it is none of these.
    """
    found = _plain(_cleaned(text))
    if found is None:
        raise _refusal(
            _now(
                "“%(text)s” is geen datum. Schrijf bijvoorbeeld 31-12-2020, juli 2021, "
                "3e kwartaal 2021 of 2021."
            ),
            text,
        )
    return found


def parse_reached(text: str) -> tuple[PartialDate, bool]:
    """When something was so, and whether perhaps earlier: "sinds mei 2021", "uiterlijk 2021".

    Of what is no day, month, quarter or year only the last day is sure: "eind 2021" is at the
    latest 31 December 2021. Raises ``ValueError`` (in Dutch) for the rest: such as what is
    only likely, or tells until when.
    """
    cleaned = _SINCE.sub("", _cleaned(text))
    late = _LATEST.match(cleaned)
    rest = _SINCE.sub("", cleaned[late.end() :] if late else cleaned)
    span = None if _plain(rest) else _rough(rest)
    return (
        (PartialDate(span.last, Precision.DAY), True)
        if span
        else (_plain(rest) or parse_partial_date(text), late is not None)
    )


def parse_day(text: str) -> date:
    """One day: "31-12-2020", "1 mei 2021". Raises ``ValueError`` (in Dutch) for anything else, a
    month or a year too."""
    found = parse_partial_date(text)
    if found.precision != Precision.DAY:
        raise _refusal(_now("“%(text)s” is geen dag. Schrijf bijvoorbeeld 31-12-2020."), text)
    return found.on


def parse_planned(text: str) -> Planned:
    """Also half a year, a season, a span or a limit; its words are kept with the period.

    "medio 2026" is 1 May to 31 August 2026 and stays "medio 2026"; what says no more than a day,
    month, quarter or year has no words of its own. "doorlopend", "jaarlijks" and "n.t.b." are
    values too. Raises ``ValueError`` (in Dutch) for the rest: such as all without a year.
    """
    cleaned, words = _cleaned(text), " ".join(text.split())
    if term := _TERMS.get(cleaned.rstrip(". ")):
        return OpenDate(term)
    if plain := _plain(cleaned):
        return plain
    span = _span(cleaned) if len(words) <= MAX_WORDS else None
    if span is None:
        raise _refusal(
            _now(
                "“%(text)s” is geen datum. Schrijf bijvoorbeeld 31-12-2020, juli 2021, "
                "3e kwartaal 2021, medio 2021, 2021 of doorlopend, met het jaar erbij."
            ),
            text,
        )
    return PartialDate(span.first, Precision.DAY, words, span.last)


def _refusal(message: str, text: str) -> ValueError:
    return ValueError(message % {"text": text.strip()[:40]})


def _cleaned(text: str) -> str:
    text = re.sub(r"\s+", " ", text.strip().lower())
    text = re.sub("[’‘`´]", "'", text).translate(str.maketrans("–—ó", "--o"))
    for word, digit in _ORDINALS.items():
        text = re.sub(rf"\b{word}\b", f"{digit}e", text)
    return text


# ------------------------------------------------------------------- day, month, quarter, year


def _plain(text: str) -> PartialDate | None:
    around = _AROUND.fullmatch(text)
    text = re.sub(", ?", " ", around[1] if around else text)
    if text.isascii() and text.isdigit() and int(text[:6]) in _SHEET_DAYS:
        return PartialDate(_SHEET_ORIGIN + timedelta(days=int(text)), Precision.DAY)
    for pattern, precision, order in _PLAIN:
        if match := pattern.fullmatch(text):
            try:
                parts = dict(zip(order, match.groups(), strict=True))
                return PartialDate(_first_day(parts), precision)
            except ValueError:
                continue  # "3 kwartaal 2021" has the shape of "3 maart 2021"
    return None


def _first_day(parts: dict[str, str]) -> date:
    month = int(parts.get("m", 1))
    if "n" in parts:
        name = _ABBREVIATIONS.get(parts["n"], parts["n"])
        names = [m if len(name) > 3 else m[:3] for m in MONTHS]
        month = names.index(name) + 1
    if "q" in parts:
        month = 3 * int(parts["q"]) - 2
    return date(_year(parts["y"]), month, int(parts.get("d", 1)))


def _year(digits: str) -> int:
    """Two digits are of this century: nothing in a register is planned for the last one."""
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    if not 1900 <= year <= 2200:
        raise ValueError(year)
    return year


# -------------------------------------------------------------------------- what says it roughly


@dataclass(frozen=True)
class _Span:
    first: date
    last: date


_TERMS = {
    **dict.fromkeys(("doorlopend", "lopend", "continu", "structureel", "permanent",
                     "doorlopend proces", "continu proces"), Term.ONGOING),
    **dict.fromkeys(("jaarlijks", "elk jaar", "ieder jaar", "jaarlijks terugkerend"), Term.YEARLY),
    **dict.fromkeys(
        ("n.t.b", "ntb", "n.n.b", "nnb", "nader te bepalen", "nog te bepalen", "nog niet bekend",
         "nog n.t.b", "nog ntb", "t.b.d", "tbd", "onbekend", "nog onbekend"),
        Term.UNDECIDED,
    ),
}  # fmt: skip
_SEASONS = {"voorjaar": 3, "lente": 3, "zomer": 6, "najaar": 9, "herfst": 9}
_THIRDS = {"begin": 0, "start": 0, "medio": 1, "half": 1, "halverwege": 1, "midden": 1, "mid": 1}
_LATE = ("eind", "einde", "ultimo")
_BARE_YEAR = re.compile(r"^(\d\d)$")

_SEASON = re.compile(rf"(?:(?:het|de) )?({'|'.join(_SEASONS)})(?: van)?[ -]?{_YEAR}")
_WINTER = re.compile(rf"(?:de )?winter(?: van)? {_YEAR} ?[-/] ?{_YEAR}")
_HALF = re.compile(
    rf"(?:([12])(?:e|ste|de)[ -]?(?:helft|halfjaar|half jaar|half)|h([12])|([12])h)(?: van)?"
    rf"(?: het jaar)?[ /-]?{_YEAR}|(\d{{4}})[ /-]?h([12])"
)
_WEEK = re.compile(
    rf"(?:week|wk\.?|w) ?(\d{{1,2}})(?: van| in|,)?[ /-]*{_YEAR}"
    r"|(\d{4})[ -]?(?:w|week )(\d{1,2})"
)
_PART = re.compile(rf"({'|'.join((*_THIRDS, *_LATE))})(?: van(?: het| de)?)?[ -](.+)")
_BEFORE = re.compile(r"(?:voor|tot|eerder dan) (?:aanvang van |begin van )?(.+)")
_UNTIL = re.compile(
    r"(?:uiterlijk|niet later dan|tot en met|t/m"
    r"|(?:voor|tot) (?:(?:het )?einde?(?: van)?(?= )|ultimo))(?: (?:in|op|per))? (.+)"
)
_ABOUT = re.compile(
    r"(?:ca\.?|circa|ongeveer|omstreeks|rond|rondom|±|~|waarschijnlijk|vermoedelijk"
    r"|(?:in de )?loop van|gedurende|heel|geheel|naar verwachting|in|per|verwacht:?)"
    r" ?(.+)|(.+?) ?\?"
)
_SINCE = re.compile(r"^(?:(?:sinds|vanaf|op|per|d\.?d\.?)\s+)+")
_LATEST = re.compile(r"uiterl(?:ijk|\.)?\s*")
_AFTER_SUMMER = re.compile(rf"na (?:de )?zomer(?:vakantie)?(?: van)? {_YEAR}")
# What stands within a date itself, such as the marks of "1-1-2021", parts two of them only last.
_JOINED = [
    re.compile(rf"(?:van |tussen )?(.+?)(?:{mark})(.+)")
    for mark in (" (?:t/m|tot en met|tot|en|of|-|/) |t/m", "/| ?[+&,] ?", "-")
]


def _span(text: str) -> _Span | None:
    for read in (_exact, _of_year, _limited, _part, _between):
        try:
            if found := read(text):
                return found
        except (ValueError, OverflowError):
            continue  # the 54th week, a year that is no year
    return None


def _rough(text: str) -> _Span | None:
    """A part of a year, or all before a day."""
    try:
        before = _limited(text) if text.startswith("voor ") else None
        return before or _of_year(text) or _part(text)
    except (ValueError, OverflowError):
        return None


def _exact(text: str) -> _Span | None:
    plain = _plain(text)
    return _Span(plain.on, plain.last_day) if plain else None


def _of_year(text: str) -> _Span | None:
    """A season, half a year or a week."""
    if match := _SEASON.fullmatch(text) or _SEASON.fullmatch(text.removeprefix("in ")):
        return _months(_year(match[2]), _SEASONS[match[1]], 3)
    if match := _AFTER_SUMMER.fullmatch(text):
        return _months(_year(match[1]), _SEASONS["najaar"], 3)
    if match := _WINTER.fullmatch(text):
        first, last = _year(match[1]), _year(match[2])
        return _Span(date(first, 12, 1), _months(last, 2, 1).last) if last == first + 1 else None
    if match := _HALF.fullmatch(text):
        which = match[1] or match[2] or match[3] or match[6]
        return _months(_year(match[4] or match[5]), 6 * int(which) - 5, 6)
    if match := _WEEK.fullmatch(text):
        year, week = _year(match[2] or match[3]), int(match[1] or match[4])
        return _Span(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7))
    return None


def _limited(text: str) -> _Span | None:
    """ "uiterlijk" and "vóór" tell one day: the last; "circa" tells no less than the rest."""
    if match := _UNTIL.fullmatch(text):
        rest = _span(match[1])
        return _Span(rest.last, rest.last) if rest else None
    if match := _BEFORE.fullmatch(text):
        rest = _span(match[1])
        return _Span(*[rest.first - timedelta(days=1)] * 2) if rest else None
    match = _ABOUT.fullmatch(text)
    return _span(match[1] or match[2]) if match else None


def _part(text: str) -> _Span | None:
    """ "begin", "medio" and "eind" are a third of the year, quarter or month."""
    match = _PART.fullmatch(text)
    whole = _plain(_BARE_YEAR.sub(r"'\1", match[2])) if match else None
    if match is None or whole is None or whole.precision == Precision.DAY:
        return None
    third = _THIRDS.get(match[1], 2)
    if whole.precision == Precision.MONTH:
        first = whole.on + timedelta(days=10 * third)
        return _Span(first, whole.last_day if third == 2 else first + timedelta(days=9))
    months = 4 if whole.precision == Precision.YEAR else 1
    return _months(whole.on.year, whole.on.month + third * months, months)


def _between(text: str) -> _Span | None:
    """From the first day of one to the last of the other: "Q4 2025 / Q1 2026"."""
    found = (_joined(*match.groups()) for row in _JOINED if (match := row.fullmatch(text)))
    return next(filter(None, found), None)


def _joined(one: str, other: str) -> _Span | None:
    # "juni/juli 2026", "1-15 mei 2021", "week 23/24 2021": what is said once holds for both.
    last = _span(f"'{other}" if re.fullmatch(r"\d{4}/\d\d", f"{one}/{other}") else other)
    if last is None and " " in other:
        last = _span(f"{one.split(maxsplit=1)[0]} {other}")
    if last is None:
        return None
    _number, _space, rest = other.partition(" ")
    first = _span(one) or _span(f"{one} {last.last.year}") or _span(f"{one} {rest}")
    return _Span(first.first, last.last) if first and first.last < last.last else None


def _months(year: int, month: int, count: int) -> _Span:
    last = month + count - 1
    return _Span(date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]))
