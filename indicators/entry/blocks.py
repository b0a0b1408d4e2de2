"""A pasted block with areas down and dates across, to the wide format of a file."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from nalportal.exchange.clipboard import read_block
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Line, Table
from nalportal.names import Names
from regions.models import Municipality, Region, display_name
from regions.municipality_names import other_names

from ..cells import COUNTRY
from ..models import AreaKind
from .areas import either_of, province_names
from .files import is_wide

AREA = "gebied"


def wide_table(name: str, text: str, head: Mapping[str, str]) -> Table:
    """The table of a pasted ``text`` (3 queries). ``head`` has what all its figures share, by the
    columns of a wide file; ``name`` is what its faults call it.

    Raises :class:`FaultyFile` for a text that is no such block.
    """
    rows = read_block(text).filled
    expected = _("een eerste regel met gebied en daarna datums, maanden of jaren")
    if len(rows) < 2:
        raise FaultyFile([Fault(name, 1, "", shown(text), expected)])
    headings = rows[0].cells[1:]
    table = Table(name, (*head, AREA, *headings), ())
    if not is_wide(table):
        raise FaultyFile([Fault(name, 1, "", shown(", ".join(rows[0].cells)), expected)])
    codes, either = _codes(), either_of(row.cells[0] for row in rows[1:])
    lines = []
    for row in rows[1:]:
        area, *figures = row.cells
        found = codes.find(area)
        code = found[0] if len(found) == 1 and area not in either else area
        # A spreadsheet does not copy the empty cells at the end of a row, nor do people.
        figures += [""] * (len(headings) - len(figures))
        lines.append(Line(row.number, (*head.values(), code, *figures)))
    return Table(name, table.headers, tuple(lines))


def _codes() -> Names[str]:
    """The code of each area by the names that people write for it (3 queries)."""
    names = Names[str]()
    for name in (COUNTRY, str(AreaKind.COUNTRY.label)):
        names.add(name, COUNTRY)
    for region in Region.objects.select_related("unit"):
        unit = region.unit
        for name in (unit.slug, unit.short_name, unit.name):
            names.add(name, unit.slug)
    for code, known_as in province_names():
        for name in known_as:
            names.add(name, code)
    municipalities: Collection[tuple[str, str]] = Municipality.objects.values_list("code", "name")
    for code, name in municipalities:
        for known in (code, name, display_name(name)):
            names.add(known, code)
    for name, code in other_names({code for code, _name in municipalities}):
        names.add(name, code)
    return names
