"""What the printed report says otherwise, and what each municipality has of each instrument."""

from django.utils.translation import gettext as _

from indicators.memoize import once_per_value
from nalportal.dutch import long_date
from regions.reports import InstrumentEntry, MunicipalityEntry
from regions.status import UNKNOWN, Status

from .. import labels
from ..model import Report
from .model import Cell, Column, Empty, Kind, NoteKind, Row, Shown, Table, note, row_of


def differences_title() -> str:
    """Above what the printed report says otherwise."""
    return _("Verschillen met het gedrukte rapport")


def municipalities_title() -> str:
    """Above what each municipality has of each instrument."""
    return _("Gemeenten en instrumenten")


def differences(report: Report) -> Table:
    """Where the printed report says otherwise."""
    return Table(
        id="verschillen",
        kind="verschillen",
        number="A",
        caption=differences_title(),
        columns=(
            Column(_("Waar"), Kind.NAME, room=4),
            Column(_("Gedrukt"), Kind.TEXT, room=4),
            Column(_("In het portaal"), Kind.TEXT, room=4),
            Column(_("Uitleg"), Kind.TEXT, room=7),
        ),
        rows=tuple(
            row_of(d.subject, d.printed, labels.shown_words(d), d.explanation)
            for d in report.differences
        ),
        heading=differences_title(),
        lead=_(
            "Het portaal rekent totalen, percentages en verhoudingen uit. Hier staat waar het "
            "gedrukte rapport iets anders zegt, en waarom."
        ),
        empty=Empty(
            _("Geen verschillen vastgelegd"),
            _("Bij dit rapport hoort geen gedrukt rapport waarmee het is vergeleken."),
        ),
        sheet=_("Verschillen"),
        on_page=False,
    )


@once_per_value(keep=4)
def municipalities(report: Report) -> tuple[Table, ...]:
    """Per region its municipalities and what they have of each instrument.

    On paper only the instruments of which anything is known; on the pages this table has filters
    of its own.
    """
    territory = report.territory
    known = {
        status.instrument
        for entry in territory.municipalities
        for status in entry.statuses
        if status.status.stage != UNKNOWN
    }
    columns = (
        Column(_("CBS-code"), Kind.TEXT, Shown.DATA),
        Column(_("Gemeente"), Kind.NAME, room=7),
        Column(_("Provincie"), Kind.TEXT, Shown.DATA),
        *(c for entry in territory.instruments for c in _of(entry, entry.slug in known)),
    )
    cells: dict[Status, tuple[Cell, ...]] = {}
    about = _("Gemeenten volgens de indeling van {0}.")
    unknown = labels.missing_meanings()[UNKNOWN]
    names = {region.unit.slug: region.unit for region in territory.regions}
    regions = dict.fromkeys([*names, *(entry.region for entry in territory.municipalities)])
    return tuple(
        Table(
            id=f"gemeenten-{region}",
            kind="gemeenten",
            number=f"B{place}",
            caption=_("Gemeenten van {0}").format(
                names[region].name if region in names else region
            ),
            columns=columns,
            rows=tuple(
                _municipality(entry, territory.instruments, cells)
                for entry in territory.municipalities
                if entry.region == region
            ),
            notes=(note(NoteKind.READING, unknown),),
            heading=municipalities_title(),
            lead=f"{about.format(long_date(report.division_on))} {unknown}",
            sheet=_("Gemeenten"),
            part=names[region].short_name if region in names else region,
            part_heading=_("NAL-regio"),
            on_page=False,
            on_paper=bool(known) and region in names,
        )
        for place, region in enumerate(regions, 1)
    )


def _of(entry: InstrumentEntry, is_known: bool) -> tuple[Column, ...]:
    # "Niet vastgesteld" takes more room than "ja".
    room = 5 + (entry.answers == "fasen")
    shown = Shown.COLUMN if is_known else Shown.DATA
    return (
        Column(entry.short_name, Kind.TEXT, shown, room),
        Column(f"{entry.short_name}, {_('sinds')}", Kind.DAY, Shown.DATA),
        Column(f"{entry.short_name}, {_('uiterlijk')}", Kind.TEXT, Shown.DATA),
        Column(f"{entry.short_name}, {_('sinds, in woorden')}", Kind.TEXT, Shown.DATA),
        Column(f"{entry.short_name}, {_('in de maak')}", Kind.TEXT, Shown.DATA),
        Column("", Kind.TEXT, Shown.REMARK),
    )


def _municipality(
    entry: MunicipalityEntry,
    instruments: tuple[InstrumentEntry, ...],
    cells: dict[Status, tuple[Cell, ...]],
) -> Row:
    """``cells`` keeps those of each status: most municipalities have the same few."""
    statuses = {status.instrument: status.status for status in entry.statuses}
    told = [Cell(entry.code), Cell(entry.name), Cell(entry.province)]
    for instrument in instruments:
        status = statuses.get(instrument.slug, _NOTHING)
        if status not in cells:
            cells[status] = _status(status)
        told += cells[status]
    return Row(tuple(told))


_NOTHING = Status()


def _status(status: Status) -> tuple[Cell, ...]:
    since = str(status.dated) if status.dated else ""
    dated = f"{_('uiterlijk')} {since}" if since and status.no_later_than else since
    inherited = labels.inherited_words(status)
    preparing = labels.stage_word(status.preparing) if status.preparing else ""
    said = [inherited, f"{_('nieuw')}: {preparing.lower()}" if preparing else ""]
    return (
        Cell(labels.stage_word(status.stage), icon=status.stage),
        Cell(status.dated.on if status.dated else None),
        Cell(_("ja") if since and status.no_later_than else ""),
        Cell(inherited or dated),
        Cell(preparing),
        Cell(", ".join(filter(None, said))),
    )
