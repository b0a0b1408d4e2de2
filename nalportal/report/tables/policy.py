"""Table 3, and of each region its own row of it as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.memoize import once_per_value
from nalportal.dutch import long_date, within_sentence
from nalportal.figures import UNKNOWN
from regions.reports import InstrumentEntry, PolicyCell, PolicyRow, PolicyTable, TerritoryReport

from .. import labels
from ..model import Report
from . import notes
from .model import (
    AS_FIGURE,
    About,
    Bar,
    Cell,
    Column,
    Kind,
    Link,
    Note,
    NoteKind,
    Row,
    Shown,
    Table,
    note,
)
from .stock import nothing_supplied

TOTAL = "totaal"
COUNTED = "geteld"
UNKNOWN_BAR = "onbekend"


# ------------------------------------------------------------------------------------ table 3


@once_per_value(keep=4)
def policy_table(report: Report) -> Table:
    """Table 3: municipalities with vision and policy per region."""
    table = report.territory.table
    rows = tuple(_row(row, table) for row in table.rows)
    total = _row(table.total, table)
    columns = _columns(table)
    return Table(
        id="tabel-3",
        kind="tabel-3",
        number="3",
        caption=_("Overzicht visie en beleid gemeenten per NAL-regio, {0}").format(
            within_sentence(labels.report_title(report))
        ),
        columns=columns,
        rows=rows,
        total=total if rows else None,
        notes=(
            *notes.footnotes(table.footnotes),
            *notes.readings((*rows, total) if rows else (), columns),
            *(_policy_notes(table) if rows else ()),
            note(NoteKind.BASIS, _division(report)),
            *notes.written(report.indicators.policy_texts),
        ),
        empty=nothing_supplied(_("tabel 3")),
        sheet=_("Tabel 3"),
        about=About(on=report.reference_on),
    )


def _columns(table: PolicyTable) -> tuple[Column, ...]:
    """Of each instrument its number, its share and, where that differs, its origin; as in the
    printed table only the share of the first one is seen there."""
    of_each = labels.says_basis_per_cell(table)
    columns = [Column(_("Regio"), Kind.NAME), Column(_("Gemeenten"), about=_members())]
    for place, entry in enumerate(table.instruments):
        heading = entry.column_heading
        about = About(instrument=entry.name, measure=_("Gemeenten met dit instrument"))
        columns += [
            Column(heading, corrected_as=AS_FIGURE, about=about),
            Column(
                f"{heading}, {_('aandeel')}",
                shown=Shown.DATA if place else Shown.SHARE,
                about=_share_of(entry),
            ),
        ]
        if of_each:
            columns.append(Column(f"{heading}, {_('herkomst')}", Kind.TEXT, Shown.LINE))
    return tuple(columns)


def _members() -> About:
    return About(measure=_("Gemeenten"))


def _share_of(entry: InstrumentEntry) -> About:
    return About(instrument=entry.name, measure=_("Aandeel van de gemeenten"))


def _row(row: PolicyRow, table: PolicyTable) -> Row:
    of_each = labels.says_basis_per_cell(table)
    link = None if row.slug == TOTAL else Link("regio", row.slug)
    cells = [Cell(labels.row_name(row.name), link=link), Cell(row.municipalities)]
    for entry in table.instruments:
        found = row.cell(entry.slug)
        cells += [_number(found, row), Cell(found.share, about=_from(found))]
        if of_each:
            # Of what is unknown nobody counted or said anything.
            known = found.count.missing != UNKNOWN
            cells.append(Cell(labels.basis_word(found.basis) if known else ""))
    return Row(tuple(cells), About(area=area_of(row)))


def _number(cell: PolicyCell, row: PolicyRow) -> Cell:
    """What is counted from the municipalities cannot be another number than they make."""
    computed = row.slug == TOTAL or cell.basis != "opgave"
    return Cell(cell.count, computed=computed, about=_from(cell))


def _from(cell: PolicyCell) -> About:
    return About(basis=cell.basis)


def area_of(row: PolicyRow) -> str:
    """The name of a region, or of all of them."""
    return labels.all_regions() if row.slug == TOTAL else row.name


def _policy_notes(table: PolicyTable) -> Iterable[Note]:
    yield note(NoteKind.BASIS, labels.basis_line(table))
    yield from _differences(labels.difference_lines(table))


def _differences(lines: Iterable[str]) -> Iterable[Note]:
    """Where a total of a region contradicts what is recorded per municipality."""
    for place, line in enumerate(lines):
        if not place:
            yield note(NoteKind.WARNING, _("Opgave en telling verschillen:"))
        yield note(NoteKind.WARNING, line)


def _division(report: Report) -> str:
    said = _("Gemeentelijke indeling van {0}.").format(long_date(report.division_on))
    rounding = _("Percentages zijn berekend en half naar boven afgerond op één decimaal.")
    return f"{said} {rounding}"


# -------------------------------------------------------------------- a region's own policy


@dataclass(frozen=True)
class _Own:
    """One instrument in one region, and in all regions together."""

    entry: InstrumentEntry
    cell: PolicyCell
    row: PolicyRow
    total: PolicyRow


@once_per_value(keep=4)
def region_policies(report: Report) -> dict[str, Table]:
    """Of each region its row of table 3 as a table of its own, by the slug of the region."""
    return {
        region.unit.slug: _region_policy(region.policy, report)
        for region in report.territory.regions
    }


def _region_policy(row: PolicyRow, report: Report) -> Table:
    territory = report.territory
    table = territory.table
    found = [_Own(entry, row.cell(entry.slug), row, table.total) for entry in table.instruments]
    figures = [row.municipalities, *(own.cell.count for own in found)]
    numbers = frozenset(number for figure in figures for number in figure.notes)
    rows = tuple(map(_own_row, found))
    columns = _own_columns(row)
    return Table(
        id=f"beleid-{row.slug}",
        kind="beleid",
        caption=_("Gemeenten per instrument, {0}").format(
            within_sentence(labels.report_title(report))
        ),
        columns=columns,
        rows=rows,
        notes=(
            *notes.footnotes(table.footnotes, numbers),
            *notes.readings(rows, columns),
            *([note(NoteKind.BASIS, basis)] if (basis := _own_basis(found)) else []),
            *_differences(labels.difference_lines(table, row.slug)),
            *_stages(row.slug, territory),
        ),
        heading=_("Beleid van gemeenten"),
        across=_("Gemeenten"),
        on_page=False,
        repeats=True,
        about=About(area=row.name, on=report.reference_on),
    )


def _own_columns(row: PolicyRow) -> tuple[Column, ...]:
    of = _("Van")
    mixed = Shown.LINE if len({cell.basis for cell in row.cells}) > 1 else Shown.DATA
    return (
        Column(_("Instrument"), Kind.NAME, room=1),
        Column(
            _("Aantal"),
            marks=row.municipalities.notes,
            corrected_as=AS_FIGURE,
            about=About(measure=_("Gemeenten met dit instrument")),
        ),
        Column(of, shown=Shown.OF, about=_members()),
        Column(_("Herkomst"), Kind.TEXT, mixed),
        Column(_("Aandeel"), about=About(measure=_("Aandeel van de gemeenten"))),
        Column(_("Alle regio’s"), shown=Shown.WIDE),
        Column(of, shown=Shown.OF),
        Column(_("Per gemeente bekend"), Kind.TEXT, Shown.WIDE),
    )


def _own_row(own: _Own) -> Row:
    cell, row, total = own.cell, own.row, own.total
    known = _known(cell, int(row.municipalities.value or 0))
    members = Cell(row.municipalities) if cell.count.value is not None else Cell(None)
    of_all = total.cell(own.entry.slug).count
    return Row(
        (
            Cell(own.entry.name),
            _number(cell, row),
            members,
            Cell(labels.basis_word(cell.basis)),
            Cell(cell.share, bar=_bar(cell)),
            Cell(of_all, computed=True),
            Cell(total.municipalities if of_all.value is not None else None),
            Cell(known[1], icon=known[0]),
        ),
        About(area=row.name, instrument=own.entry.name),
    )


def _bar(cell: PolicyCell) -> Bar:
    if cell.share.value is None:
        # pm is hatched, unknown is empty and dashed: neither may look like zero.
        return Bar(missing=cell.count.missing or UNKNOWN_BAR)
    return Bar(float(cell.share.value))


def _known(cell: PolicyCell, members: int) -> tuple[str, str]:
    """Whether it is known which municipalities a figure counts: code and words of a stage."""
    if cell.known == 0 and cell.count.value is None:
        return "onbekend", _("Nee")
    if cell.known == 0:
        return "onbekend", _("Nee, alleen het totaal")
    if cell.known < members:
        words_ = ngettext("Van %(n)d van de %(all)d", "Van %(n)d van de %(all)d", cell.known)
        return "onbekend", words_ % {"n": cell.known, "all": members}
    if cell.counted == 0:
        return "geen", _("Ja, geen enkele")
    return "vastgesteld", _("Ja, alle gemeenten") if cell.counted == members else _("Ja")


def _own_basis(found: list[_Own]) -> str:
    """Where the figures come from, and of whom it is known; of no figure at all nothing."""
    cells = [own.cell for own in found if own.cell.count.missing != UNKNOWN or own.cell.known]
    if not cells:
        return ""
    if all(cell.basis == COUNTED for cell in cells):
        return _("Geteld uit wat per gemeente is vastgelegd.")
    members = int(found[0].row.municipalities.value or 0)
    unnamed = [cell for cell in cells if cell.known < members]
    sentences = [_("Opgave van de regio.")]
    if len(unnamed) == len(cells):
        sentences.append(_("Welke gemeenten het zijn, is niet opgegeven."))
    elif unnamed:
        sentences.append(_("Niet overal is opgegeven welke gemeenten het zijn."))
    sentences.append(_("Alle regio’s: tabel 3 van het rapport."))
    return " ".join(sentences)


def _stages(region: str, territory: TerritoryReport) -> Iterable[Note]:
    """How far the municipalities of a region are, for each instrument that this is known of."""
    names = {entry.slug: entry.name for entry in territory.instruments}
    for part in labels.stages_of(region, territory):
        yield note(NoteKind.STAGES, f"{names[part.instrument]}: {labels.stage_line(part)}.")
