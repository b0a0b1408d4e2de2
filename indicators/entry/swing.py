"""A crosstab of a Swing site, as the Klimaatmonitor gives it, to the table that :mod:`.cbs` reads.

A line with the title, the area and the year; heads under an empty corner, subjects or years; a row
per area; after an empty line the unit and the source.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import accumulate, pairwise, takewhile

from django.utils.translation import gettext as _

from nalportal.dutch import bare_number
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import Line, Table

from .areas import CODE, Areas
from .cbs import NIL, UNKNOWN
from .layouts import AREAS, PERIODS, table_of
from .periods import is_period

LACKING = "?"
# A site tells under its tables what its signs mean there; only then a dash is a nought.
_SAYS_NIL = re.compile(r"(?:^|\s)-\s*[=:]?\s*(?:nihil|nul|0)\b", re.IGNORECASE)
# Under the rows, where no empty line parts them.
UNDER = ("Eenheid", "Bron", "Speciale waarden")
# The CSV form has points between thousands and a comma before decimals.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|-?[0-9]+,[0-9]+")
# Where a point is before decimals, nobody can tell what 1.511 is elsewhere in the file.
_DECIMAL_POINT = re.compile(r"-?[0-9]+\.[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def is_crosstab(lines: Sequence[Line]) -> bool:
    """Whether these are the lines of such a site: under the rows stand its names, with a value."""
    return any(line.cells[0].rstrip(":") in UNDER and any(line.cells[1:]) for line in lines)


def crosstab(file: str, lines: Sequence[Line], areas: Areas, *, adds_parts: bool = False) -> Table:
    """The lines as a table; raises :class:`FaultyFile` when they are no such crosstab.

    ``adds_parts``: where the rows are parts of one municipality (districts), which it says above
    them, they become one row of that, added up.
    """
    titles = list(takewhile(lambda line: not _is_head(line), lines))
    heads = list(takewhile(_is_head, lines[len(titles) :]))
    begin = len(titles) + len(heads)
    rows = list(takewhile(_is_row, lines[begin:]))
    if not rows:
        expected = _("een kruistabel: koppen naast een lege hoek, en een regel per gebied")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    heads = _filled(heads)
    width = len(heads[0].cells)
    rows = [replace(row, cells=_padded(row.cells, width)) for row in rows]
    found = list(_figures(file, rows, lines[begin + len(rows) :]))
    if adds_parts:
        found = [_added_up(file, found, _code_above(titles))]
    if any(is_period(text) for line in heads for text in line.cells):
        table = table_of(file, [*heads, *found], areas)
    else:
        columns = zip(*(line.cells for line in heads), strict=True)
        names = tuple("/".join(dict.fromkeys(filter(None, column))) for column in columns)
        year = [year] if (year := _year(titles)) else []
        found = [replace(row, cells=(*row.cells, *year)) for row in found]
        table = Table(file, (*names, *[PERIODS] * len(year)), tuple(found))
    title = next(filter(None, lines[0].cells)) if titles else ""
    return replace(table, title=title, unit=_unit(lines))


def _filled(heads: Sequence[Line]) -> list[Line]:
    """The heads, all as wide; above others a head stands once, over all that it is of."""
    width = max(place for line in heads for place, text in enumerate(line.cells) if text) + 1
    cells = [_padded(line.cells, width)[1:] for line in heads]
    above = [accumulate(texts, _last_told) for texts in cells[:-1]]
    found = zip(heads, [*above, cells[-1]], strict=True)
    return [replace(line, cells=(AREAS, *texts)) for line, texts in found]


def _last_told(before: str, text: str) -> str:
    return text or before


def _figures(file: str, rows: Sequence[Line], under: Iterable[Line]) -> Iterator[Line]:
    """The rows with their figures as :mod:`.cbs` reads them."""
    # A number in a workbook has its own point, before its decimals.
    is_csv = file.lower().endswith(".csv")
    if is_csv and (faults := [*_decimal_points(file, rows)]):
        raise FaultyFile(faults)
    says_nil = any(_SAYS_NIL.search(" ".join(filter(None, line.cells))) for line in under)
    unknown = {LACKING} if says_nil else {LACKING, NIL}
    for row in rows:
        figures = map(_figure_of_csv if is_csv else bare_number, row.cells[1:])
        cells = (UNKNOWN if text in unknown else text for text in figures)
        yield replace(row, cells=(row.cells[0], *cells))


def _unit(lines: Iterable[Line]) -> str:
    named = (line.cells[1] for line in lines if line.cells[0].rstrip(":") == UNDER[0])
    return next(named, "")


def _code_above(titles: Iterable[Line]) -> str:
    """The code of the municipality that a table is about, in two cells: GM and 0164."""
    for line in titles:
        for kind, number in pairwise(line.cells):
            # Who saves it as a workbook loses the noughts before a number.
            code = kind + number.zfill(4)
            if kind == "GM" and number.isdigit() and CODE.fullmatch(code):
                return code
    return ""


def _added_up(file: str, rows: Sequence[Line], code: str) -> Line:
    """One row of the municipality with this code; what is not known of one part, is not known."""
    if not code:
        expected = _("een gemeente boven de tabel (GM en haar nummer), om wijken op te tellen")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    columns = zip(*(row.cells[1:] for row in rows), strict=True)
    return Line(rows[0].number, (code, *map(_sum, columns)))


def _sum(cells: Sequence[str]) -> str:
    try:
        return f"{sum(Decimal(text.replace(',', '.')) for text in cells):f}"
    except InvalidOperation:
        return UNKNOWN


def _is_head(line: Line) -> bool:
    return not line.cells[0] and any(line.cells)


def _is_row(line: Line) -> bool:
    return bool(line.cells[0]) and line.cells[0].rstrip(":") not in UNDER


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("" for _more in range(width - len(cells))))


def _decimal_points(file: str, rows: Iterable[Line]) -> Iterator[Fault]:
    expected = _("een komma voor decimalen; een punt staat hier tussen duizendtallen")
    for row in rows:
        for text in map(bare_number, row.cells[1:]):
            if _DECIMAL_POINT.fullmatch(text) and not _THOUSANDS.fullmatch(text):
                yield Fault(file, row.number, "", text, expected)


def _figure_of_csv(text: str) -> str:
    found = bare_number(text)
    return found.replace(".", "").replace(",", ".") if _THOUSANDS.fullmatch(found) else found


def _year(titles: Iterable[Line]) -> str:
    """The year above a table without years among its heads; it has a cell of its own."""
    cells = (cell for line in titles for cell in line.cells)
    return next((cell for cell in cells if _YEAR.fullmatch(cell)), "")
