"""Tables 4 to 6 and the stock per municipality: the numbers of figures 1 and 2."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from indicators.charts import Numbers, numbers
from indicators.memoize import once_per_value
from indicators.reports import CoverageReport, MunicipalStock, RegionSeries, Trend
from indicators.reports.trend import FEWEST_MONTHS
from nalportal.dutch import joined, long_date, within_sentence
from nalportal.figures import Figure

from ..labels import source_line
from ..provenance import cited, cited_by
from . import notes
from .model import (
    AS_FIGURE,
    About,
    Cell,
    Column,
    Empty,
    Kind,
    Link,
    Note,
    NoteKind,
    Row,
    Shown,
    Table,
    note,
    row_of,
)
from .stock import points


@once_per_value(keep=4)
def stock_table(coverage: CoverageReport) -> Table:
    """Table 4, of figure 1: the stock per region on each date."""
    found = numbers.stock(coverage) if coverage.series else Numbers((_("Datum"),), ())
    columns, rows = _per_region(found, coverage.series, points(coverage.only_kind))
    return Table(
        id="tabel-4",
        kind="tabel-4",
        number="4",
        caption=_("{points} per NAL-regio").format(points=points(coverage.only_kind)),
        columns=columns,
        rows=rows,
        notes=(
            *notes.of_dates(rows, columns),
            *notes.breaks(coverage.breaks),
            *notes.written(coverage.texts),
            *notes.sources(cited(coverage)),
        ),
        empty=_no_series(coverage),
        sheet=_("Tabel 4"),
        charts="coverage",
    )


def _no_series(coverage: CoverageReport) -> Empty:
    """That there is nothing, or nothing of the source that the report takes."""
    if coverage.others:
        return Empty(
            _("Geen cijfers per regio van de bron van het rapport."),
            _("Hieronder staan de cijfers per regio van andere bronnen, elk met de eigen bron."),
        )
    return Empty(
        _("Geen cijfers per regio in deze ronde."),
        _("Er is geen reeks met cijfers aangeleverd. Daarom staat hier geen grafiek."),
    )


def by_source(coverage: CoverageReport, region: str = "") -> Table:
    """The last stock per region of every source, each on its own: nothing is added across them.

    ``region``: the name of the one that is asked for.
    """
    told = [_row_of_source(coverage, series) for series in coverage.series if series.points]
    told += [
        (entry.name, source_line(other.source), other.label, entry.on, entry.figure)
        for other in coverage.others
        for entry in other.figures
    ]
    names = dict.fromkeys(name for name, *_rest in told if region in ("", name))
    columns = (
        Column(_("Regio"), Kind.NAME, room=1),
        Column(_("Bron"), Kind.TEXT, room=1),
        Column(_("Maat"), Kind.TEXT, room=1),
        Column(_("Datum"), Kind.DAY),
        Column(_("Laatste stand"), corrected_as=AS_FIGURE),
    )
    rows = tuple(
        row_of(*row, about=About(area=name, measure=row[2], on=row[3]))
        for name in names
        for row in told
        if row[0] == name
    )
    return Table(
        id="regios-per-bron",
        kind="regios-per-bron",
        caption=_("Laadpunten per NAL-regio, per bron"),
        columns=columns,
        rows=rows,
        notes=(
            *([note(NoteKind.READING, _each_its_own())] if len(rows) > len(names) else ()),
            *notes.readings(rows, columns),
            *notes.sources([(other.source, "") for other in coverage.others]),
        ),
        empty=Empty(
            _("Nog geen cijfers."), _("Van deze regio is geen aantal laadpunten opgegeven.")
        ),
        sheet=_("Regio’s per bron"),
    )


def _each_its_own() -> str:
    return _("Elke bron telt anders: cijfers van verschillende bronnen zijn niet op te tellen.")


def _row_of_source(
    coverage: CoverageReport, series: RegionSeries
) -> tuple[str, str, str, date, Figure]:
    """The last whole stock of the source that the report takes; else the last."""
    exact = [p for p in series.points if p.figure.value is not None and not p.figure.at_least]
    last = (exact or series.points)[-1]
    cited = [entry for entry, _names in cited_by(last.figure, coverage.sources)]
    source = "; ".join(map(source_line, cited))
    return series.name, source, points(coverage.only_kind), last.on, last.figure


@once_per_value(keep=4)
def placed_table(coverage: CoverageReport) -> Table:
    """Table 5, of figure 2: what was placed in each month per region."""
    found = numbers.placed(coverage)
    columns, rows = _per_region(found, coverage.series, added(coverage.only_kind))
    return Table(
        id="tabel-5",
        kind="tabel-5",
        number="5",
        caption=_("{points} erbij per maand, per NAL-regio").format(
            points=points(coverage.only_kind)
        ),
        columns=tuple(Column(c.heading, c.kind, room=c.room, about=c.about) for c in columns),
        rows=rows,
        notes=tuple(notes.of_dates(rows, columns)),
        heading=_("Laadpunten erbij per maand"),
        empty=Empty(
            _("Geen cijfers per maand."), _("Er zijn nog geen twee maanden na elkaar bekend.")
        ),
        sheet=_("Tabel 5"),
        charts="placed",
    )


def added(kind: str) -> str:
    return _("{points} erbij in de maand").format(points=points(kind))


def _per_region(
    found: Numbers, series: Sequence[RegionSeries], measure: str
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """A column per region; after them what all are together, and whether a row is provisional."""
    first, *others = found.head
    columns = [Column(first, Kind.NAME, room=1)]
    for place, heading in enumerate(others):
        if place < len(series):
            about = About(area=series[place].name, measure=measure)
            columns.append(Column(heading, corrected_as=AS_FIGURE, about=about))
        elif place < len(others) - 1:
            columns.append(Column(heading, about=About(area=heading, measure=measure)))
        else:
            columns.append(Column(heading, Kind.FIGURE))
    rows = tuple(
        row_of(*values, about=About(on=values[0]))
        for values in found.rows
        if isinstance(values[0], date)
    )
    return tuple(columns), rows


# ------------------------------------------------------------------------------------ table 6


@once_per_value(keep=4)
def trend_table(coverage: CoverageReport) -> Table:
    """Table 6: the lines of figure 2, with their standard error."""
    return _trends("6", coverage.series)


@once_per_value(keep=32)
def area_trends(series: RegionSeries) -> Table:
    """The lines of one region or municipality."""
    return _trends("", (series,))


def _trends(number: str, series: Sequence[RegionSeries]) -> Table:
    measure = _("Trend van wat er per maand bij komt")
    ends = ((_("Begin van de lijn"), _("begin van de lijn")), (_("Einde"), _("einde van de lijn")))
    none = [one.name for one in series if not one.trends]
    return Table(
        id=f"tabel-{number}" if number else "trends",
        kind="trends",
        number=number,
        caption=measure,
        columns=(
            Column(_("Gebied"), Kind.NAME, room=1),
            Column(_("Vanaf"), Kind.DAY),
            Column(_("Tot en met"), Kind.DAY),
            Column(_("Maanden")),
            _of_trend(_("Trend per maand"), measure, _("helling per maand")),
            _of_trend(_("Standaardfout"), measure, _("standaardfout van de helling")),
            *(_of_trend(heading, measure, what, Shown.DATA) for heading, what in ends),
        ),
        rows=tuple(_trend(one, trend) for one in series for trend in one.trends),
        notes=(*_without_trend(none), note(NoteKind.READING, _about_trends())),
        empty=Empty(_("Geen trend."), _too_short()),
        sheet=_("Tabel 6") if number else "",
    )


def _of_trend(heading: str, measure: str, what: str, shown: Shown = Shown.COLUMN) -> Column:
    return Column(heading, shown=shown, about=About(measure=f"{measure}: {what}"))


def _trend(one: RegionSeries, trend: Trend) -> Row:
    figures = (trend.slope, trend.error, trend.first, trend.last)
    about = About(area=one.name, since=trend.period_from, on=trend.on)
    return row_of(one.name, trend.period_from, trend.on, trend.months, *figures, about=about)


def _without_trend(names: Sequence[str]) -> list[Note]:
    if not names:
        return []
    told = _("Geen trend van {0}: {1}").format(joined(tuple(names)), within_sentence(_too_short()))
    return [note(NoteKind.READING, told)]


def _too_short() -> str:
    words = _("Tussen twee trendbreuken zijn minder dan {fewest} maanden bekend.")
    return words.format(fewest=FEWEST_MONTHS)


def _about_trends() -> str:
    return _(
        "De trend is een rechte lijn door de maanden tussen twee trendbreuken (kleinste "
        "kwadraten). “Trend per maand” zegt hoeveel er elke maand meer of minder bij komt dan "
        "de maand ervoor."
    )


# ------------------------------------------------------------------------------ of one area


def area_table(series: RegionSeries, coverage: CoverageReport | None = None) -> Table:
    """One region or municipality: its stock on each date, and what came since the month before.

    ``coverage``: that whose sources it says.
    """
    found = numbers.area(series)
    first, *others = found.head
    rows = tuple(row_of(*values, about=About(area=series.name)) for values in found.rows)
    columns = (Column(first, Kind.NAME, room=1), *map(Column, others))
    return Table(
        id="cijfers",
        kind="cijfers",
        caption=_("Cijfers bij de grafieken: {0}").format(series.name),
        columns=columns,
        rows=rows,
        notes=(*notes.of_dates(rows, columns), *notes.sources(cited(coverage) if coverage else [])),
    )


def municipal_tables(coverage: CoverageReport) -> tuple[Table, ...]:
    """The stock of each municipality, a table per region: on its page and in one sheet."""
    names = {series.region: series.name for series in coverage.series}
    regions = dict.fromkeys(entry.region for entry in coverage.municipalities)
    return tuple(
        municipal_table(
            coverage.municipalities_of(region),
            names.get(region, region),
            region,
            coverage.only_kind,
        )
        for region in regions
    )


def municipal_table(
    entries: Iterable[MunicipalStock], region: str, slug: str = "", kind: str = ""
) -> Table:
    """The stock of the municipalities of one region."""
    entries, provisional = tuple(entries), _("voorlopig")
    days = {entry.on for entry in entries}
    day = f" {_('op')} {long_date(entries[0].on)}" if len(days) == 1 else ""
    rows = tuple(
        Row(
            (
                Cell(entry.name, link=Link("laadpunten", entry.code)),
                Cell(entry.code),
                Cell(entry.on),
                Cell(entry.figure),
                Cell(provisional if entry.provisional else ""),
            ),
            About(area=entry.name, on=entry.on),
        )
        for entry in entries
    )
    columns = (
        Column(_("Gemeente"), Kind.NAME, room=1),
        Column(_("CBS-code"), Kind.TEXT, Shown.DATA),
        # While figures of the last date are lacking, each municipality has its own.
        Column(_("Datum"), Kind.DAY, Shown.DATA if len(days) < 2 else Shown.COLUMN),
        Column(_("Laadpunten"), corrected_as=AS_FIGURE, about=About(measure=points(kind))),
        Column(_("Voorlopig"), Kind.TEXT, Shown.LINE),
    )
    return Table(
        id=f"laadpunten-{slug}" if slug else "gemeenten",
        kind="laadpunten-gemeenten",
        caption=f"{_('{points} per gemeente').format(points=points(kind))}{day}",
        columns=columns,
        rows=rows,
        notes=tuple(notes.of_dates(rows, columns)),
        empty=Empty(
            _("Geen cijfers per gemeente"),
            _("De bron van deze reeks geeft alleen cijfers per regio."),
        ),
        sheet=_("Laadpunten per gemeente"),
        part=region,
        part_heading=_("Regio"),
        on_page=False,
        on_paper=False,
    )
