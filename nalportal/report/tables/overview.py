"""The regions side by side, and what has to be recalibrated."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from indicators.memoize import once_per_value
from nalportal.dutch import long_date
from nalportal.figures import whole
from regions.recalibration import SOON_MONTHS
from regions.reports import InstrumentEntry, InstrumentOverview, PolicyOverview, RegionOverview

from .. import labels
from ..model import Report
from .model import (
    NOTHING,
    About,
    Bar,
    Cell,
    Column,
    Item,
    Kind,
    Link,
    NoteKind,
    Row,
    Shown,
    Table,
    note,
    row_of,
)
from .policy import TOTAL


@once_per_value(keep=4)
def overview_tables(report: Report) -> tuple[Table, ...]:
    """Those of a report that has an overview; an older one has none."""
    overview = report.territory.overview
    if overview is None or not report.territory.regions:
        return ()
    instruments = report.territory.instruments
    about = About(on=report.reference_on)
    return (
        side_by_side(overview, instruments, "C", about),
        reviews(overview, instruments, "D"),
        due_list(overview, instruments, long_date(report.reference_on)),
    )


def side_by_side(
    overview: PolicyOverview,
    instruments: Sequence[InstrumentEntry],
    number: str = "",
    about: About = NOTHING,
) -> Table:
    """Per region and instrument the share of the municipalities of which it is known."""
    found = {part.instrument for part in overview.total.instruments}
    chosen = tuple(entry for entry in instruments if entry.slug in found)
    columns = (
        Column(_("NAL-regio"), Kind.NAME, room=2),
        Column(_("Gemeenten"), shown=Shown.LINE, unit=("gemeente", "gemeenten")),
        *(column for entry in chosen for column in _columns_of(entry)),
    )
    rows = tuple(_row(region, chosen) for region in overview.regions)
    return Table(
        id="naast-elkaar-tabel",
        kind="naast-elkaar",
        number=number,
        caption=_("Gemeenten met het instrument, per NAL-regio"),
        columns=columns,
        rows=rows,
        total=_row(overview.total, chosen),
        heading=side_by_side_title(),
        lead=_(
            "Het aandeel is over de gemeenten waarvan bekend is of zij het instrument hebben. De "
            "balk gaat over alle gemeenten: gevuld heeft het, leeg heeft het niet, gestippeld is "
            "onbekend."
        ),
        sheet=_("Regio’s naast elkaar"),
        part_heading=_("Instrument"),
        repeats=True,
        about=about,
    )


def _columns_of(entry: InstrumentEntry) -> tuple[Column, ...]:
    group = entry.short_name
    share = _("Aandeel van de gemeenten waarvan het bekend is")
    about = About(instrument=entry.name, measure=share)
    return (
        Column(_("Aandeel van bekende"), group=group, about=about),
        Column(_("Waarvan bekend"), Kind.TEXT, Shown.LINE, room=4, group=group),
        Column(_("Bekend"), shown=Shown.DATA, group=group),
        Column(_("Heeft het instrument"), shown=Shown.DATA, group=group),
        Column(_("Herkomst"), Kind.TEXT, Shown.DATA, group=group),
        Column(_("Stand van de gemeenten"), Kind.TEXT, Shown.DATA, group=group),
    )


def _row(region: RegionOverview, instruments: Sequence[InstrumentEntry]) -> Row:
    parts = {part.instrument: part for part in region.instruments}
    cells = [Cell(labels.row_name(region.name)), Cell(whole("", region.municipalities))]
    for entry in instruments:
        cells += _cells(parts[entry.slug])
    area = labels.all_regions() if region.slug == TOTAL else region.name
    return Row(tuple(cells), About(area=area))


def _cells(part: InstrumentOverview) -> tuple[Cell, ...]:
    said = labels.known_words(part)
    if part.basis == "opgave":
        said = f"{said}, {_('opgave')}"
    return (
        Cell(part.share, bar=_bar(part), about=About(basis=part.basis)),
        Cell(said),
        Cell(whole("", part.known)),
        Cell(whole("", part.in_force)),
        Cell(labels.basis_word(part.basis)),
        Cell(labels.stage_line(part)),
    )


def _bar(part: InstrumentOverview) -> Bar:
    of = part.known + part.unknown
    filled, known = (100 * n / of if of else 0.0 for n in (part.in_force, part.known))
    return Bar(filled, known)


def side_by_side_title() -> str:
    """Above the regions side by side."""
    return _("Aandeel per regio, en wat er bekend is")


def reviews_title() -> str:
    """Above what has to be recalibrated."""
    return _("Herijken")


def stages_title() -> str:
    """Above the lists of how far the municipalities of each region are."""
    return _("Hoever zijn de gemeenten?")


# ------------------------------------------------------------------------------ recalibration


def reviews(
    overview: PolicyOverview, instruments: Sequence[InstrumentEntry], number: str = ""
) -> Table:
    """Of each region how much has to be recalibrated, and by whom."""
    names = {entry.slug: entry.short_name for entry in instruments}
    together = overview.total
    soon = _("Verlopen: de datum is voorbij. Binnenkort: binnen {0} maanden.")
    return Table(
        id="herijken",
        kind="herijken",
        number=number,
        caption=_("Te herijken per NAL-regio"),
        columns=(
            Column(_("NAL-regio"), Kind.NAME, room=2),
            Column(_("Verlopen"), room=1),
            Column(_("Binnenkort"), room=1),
            Column(_("Gemeenten"), Kind.TEXT, room=6),
        ),
        rows=tuple(
            row_of(region.name, region.overdue, region.soon, _due(region, names))
            for region in overview.regions
        ),
        total=row_of(labels.row_name(together.name), together.overdue, together.soon, None),
        heading=reviews_title(),
        lead=soon.format(SOON_MONTHS),
    )


def _due(region: RegionOverview, names: Mapping[str, str]) -> tuple[Item, ...]:
    return tuple(
        Item(
            due.name,
            f"{names[due.instrument]}, {labels.due_words(due)}",
            Link("gemeente", due.code),
        )
        for due in region.due
    )


def due_list(overview: PolicyOverview, instruments: Sequence[InstrumentEntry], on: str) -> Table:
    """What has to be recalibrated as a list, so that it can be filtered: in data files only."""
    names = {entry.slug: entry.name for entry in instruments}
    soon = _("Binnenkort = binnen {0} maanden na {1}.").format(SOON_MONTHS, on)
    return Table(
        id="herijken-lijst",
        kind="herijken-lijst",
        caption=_("Te herijken, gezien op {0}").format(on),
        columns=(
            Column(_("Regio"), Kind.TEXT),
            Column(_("CBS-code"), Kind.TEXT),
            Column(_("Gemeente"), Kind.NAME),
            Column(_("Instrument"), Kind.TEXT),
            Column(_("Herijken vóór"), Kind.DAY),
            Column(_("Stand"), Kind.TEXT),
        ),
        rows=tuple(
            row_of(
                region.name,
                due.code,
                due.name,
                names[due.instrument],
                due.due_on,
                labels.review_word(due.state),
            )
            for region in overview.regions
            for due in region.due
        ),
        notes=(note(NoteKind.READING, soon),),
        sheet=_("Herijken"),
        on_page=False,
        on_paper=False,
    )
