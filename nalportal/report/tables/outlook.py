"""Targets and forecasts of an indicator: tables of their own, beside what was observed."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from indicators.models import ChargerType, Layout
from indicators.reports import MeasureTable, Outlook, OutlookTable

from ..provenance import cited_for
from . import notes
from .model import About, Cell, Column, Kind, NoteKind, Row, Table, note

Names = Mapping[str, str]


def outlook_tables(
    found: Iterable[OutlookTable], indicator: str, beside: Iterable[MeasureTable]
) -> Iterator[Table]:
    """The targets and the forecasts of the measures of one indicator; ``beside`` are its own
    tables, which know the names of its kinds."""
    named = {
        column.slug: column.name
        for table in beside
        for column in table.columns
        if table.layout == Layout.KINDS and column.name
    }
    names = {"": _("Alle soorten"), **named, **{one.value: str(one.label) for one in ChargerType}}
    for table in found:
        if table.indicator == indicator:
            targets = [entry for entry in table.entries if entry.target is not None]
            forecasts = [entry for entry in table.entries if entry.target is None]
            if targets:
                yield _targets(table, targets, names)
            if forecasts:
                yield _forecasts(table, forecasts, names)


def _targets(table: OutlookTable, entries: Iterable[Outlook], names: Names) -> Table:
    of = table.label
    columns = (
        *_head(),
        Column(_("Doel"), about=About(measure=_("{0}: doel").format(of))),
        Column(_("Laatste stand"), about=About(measure=of)),
        Column(_("Stand op"), Kind.DAY),
        Column(
            _("Realisatie ten opzichte van doel"),
            about=About(measure=_("{0}: realisatie ten opzichte van doel").format(of)),
        ),
    )
    rows = tuple(
        _row(entry, names, entry.target, entry.observed, entry.observed_on, entry.realised)
        for entry in entries
    )
    caption = _("Doelen: {0}").format(of)
    return _table(table, "doelen", _("Doelen"), caption, columns, rows)


def _forecasts(table: OutlookTable, entries: Iterable[Outlook], names: Names) -> Table:
    sides = {
        "prognose-laag": _("Prognose, laag"),
        "prognose": _("Prognose"),
        "prognose-hoog": _("Prognose, hoog"),
    }
    columns = (
        *_head(),
        *(
            Column(heading, about=About(measure=f"{table.label}: {heading.lower()}"))
            for heading in sides.values()
        ),
    )
    rows = []
    for entry in entries:
        told = dict(zip(entry.kinds, entry.forecast, strict=True))
        rows.append(_row(entry, names, *(told.get(side) for side in sides)))
    caption = _("Prognoses: {0}").format(table.label)
    return _table(table, "prognoses", _("Prognoses"), caption, columns, tuple(rows))


def _head() -> tuple[Column, ...]:
    return (
        Column(_("Gebied"), Kind.NAME, room=1),
        Column(_("Soort"), Kind.TEXT),
        Column(_("Voor"), Kind.DAY),
        Column(_("Vastgesteld op"), Kind.DAY),
    )


def _row(entry: Outlook, names: Names, *values: object) -> Row:
    area = entry.area or _("Nederland")
    # The payload has the code of a kind; that of one that no table names can be read too.
    kind = names.get(entry.charger_type) or entry.charger_type.capitalize()
    told = (area, kind, entry.on, entry.set_on, *values)
    return Row(tuple(map(Cell, told)), About(area=area, on=entry.on))  # type: ignore[arg-type] # values of cells


def _table(
    table: OutlookTable,
    kind: str,
    sheet: str,
    caption: str,
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
) -> Table:
    return Table(
        id=f"{kind}-{table.measure}",
        kind=kind,
        caption=caption,
        columns=columns,
        rows=rows,
        notes=(
            note(NoteKind.READING, _("Een doel of prognose is geen waarneming en telt niet mee.")),
            *notes.of_dates(rows, columns),
            *notes.sources(cited_for(table.sources, ())),
        ),
        sheet=sheet,
        part=table.label,
        part_heading=_("Maat"),
    )
