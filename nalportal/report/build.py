"""Collect and assemble the whole report, or the parts one page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Flag, auto

from django.conf import settings

from indicators.models import Layout
from indicators.reports import (
    IndicatorsData,
    IndicatorsReport,
    MeasureTable,
    RateReport,
    RatioColumn,
    RatioReport,
    TableRow,
    assemble_indicators,
    assemble_outlook,
    collect_indicators,
    collect_outline,
    collect_recent,
)
from nalportal.figures import UNKNOWN, Figure, no_figure
from nalportal.progress.models import Place, PrintedDifference, UnitKind
from nalportal.progress.reports import (
    ReasonEntry,
    Scope,
    TextIndex,
    UnitsData,
    assemble_units,
    collect_differences,
    collect_reasons,
    collect_units,
)
from regions.reports import (
    PolicyTable,
    TerritoryData,
    TerritoryReport,
    assemble_territory,
    collect_territory,
)
from workgroups.reports import WorkgroupsData, assemble_workgroups, collect_workgroups

from .model import SCHEMA, Context, DatedFigure, Difference, KeyFigure, Lacking, Report


class Part(Flag):
    """What a live page needs. A part that was not asked for is empty in the report."""

    UNITS = auto()
    TERRITORY = auto()
    WORKGROUPS = auto()
    INDICATORS = auto()
    # Which indicators there are; with figures only if there are tables of those beside table 3.
    OUTLINE = auto()
    DIFFERENCES = auto()


WHOLE = Part.UNITS | Part.TERRITORY | Part.WORKGROUPS | Part.INDICATORS | Part.DIFFERENCES


# What the agreements of the programme ask of municipalities; table 3 has the others too.
KEY_INSTRUMENTS = ("lidmaatschap", "laadvisie", "prognosekaart", "plaatsingsbeleid")


@dataclass(frozen=True)
class ReportData:
    """Everything the queries gave."""

    units: UnitsData
    territory: TerritoryData
    workgroups: WorkgroupsData
    indicators: IndicatorsData
    differences: tuple[PrintedDifference, ...]
    reasons: tuple[ReasonEntry, ...] = ()


_NO_TERRITORY = TerritoryData((), (), (), (), (), ())
_NO_WORKGROUPS = WorkgroupsData((), {})
_NO_INDICATORS = IndicatorsData()


def collect(
    scope: Scope, parts: Part = WHOLE, unit: str | None = None, *, for_page: bool = False
) -> ReportData:
    """Run the queries of ``parts``; the milestones of one ``unit`` only, if it is given.

    A page may show the figures as they were collected a moment ago.
    """
    return ReportData(
        units=collect_units(scope, only=unit, with_milestones=Part.UNITS in parts),
        territory=collect_territory(scope) if Part.TERRITORY in parts else _NO_TERRITORY,
        workgroups=_collect_workgroups(scope, parts),
        indicators=_collect_indicators(scope, parts, for_page=for_page),
        differences=collect_differences(scope) if Part.DIFFERENCES in parts else (),
        reasons=collect_reasons(scope) if parts == WHOLE else (),
    )


def _collect_workgroups(scope: Scope, parts: Part) -> WorkgroupsData:
    return collect_workgroups(scope.reference_on) if Part.WORKGROUPS in parts else _NO_WORKGROUPS


def _collect_indicators(scope: Scope, parts: Part, *, for_page: bool) -> IndicatorsData:
    outline = collect_outline() if Part.OUTLINE in parts else ()
    beside_table_3 = any(row.has(Layout.TABLE_3) and len(row.presentations) > 1 for row in outline)
    if Part.INDICATORS in parts or beside_table_3:
        return collect_recent(scope) if for_page else collect_indicators(scope)
    return IndicatorsData(outline=outline) if outline else _NO_INDICATORS


def assemble(data: ReportData, scope: Scope) -> Report:
    """Put the report together from what was collected. Pure: no query, no clock."""
    units = assemble_units(data.units, scope)
    texts = TextIndex(data.units.texts)
    territory = assemble_territory(data.territory, units, scope.reference_on)
    regions = {u.slug: u.short_name for u in units.values() if u.kind == UnitKind.REGION}
    indicators = assemble_indicators(data.indicators, texts, regions)
    return Report(
        schema=SCHEMA,
        language=settings.LANGUAGE_CODE,
        slug=scope.slug,
        title=scope.title,
        reference_on=scope.reference_on,
        division_on=scope.division_on,
        figures_until=scope.figures_until,
        background=texts.first(Place.BACKGROUND),
        regions_intro=texts.first(Place.REGIONS),
        workgroups_intro=texts.first(Place.WORKGROUPS),
        indicators_intro=texts.first(Place.INDICATORS),
        definitions=texts.all(Place.DEFINITION),
        key_figures=key_figures(territory, indicators, scope.reference_on),
        national=next((u for u in units.values() if u.kind == UnitKind.NATIONAL), None),
        territory=territory,
        workgroups=assemble_workgroups(data.workgroups, units, scope.stood_before),
        indicators=indicators,
        differences=_differences(data.differences, territory),
        foreword=texts.first(Place.FOREWORD),
        summary=texts.first(Place.SUMMARY),
        sections=texts.sections(),
        reasons=data.reasons,
        outlook=assemble_outlook(data.indicators, regions),
    )


def build(
    scope: Scope, parts: Part = WHOLE, unit: str | None = None, *, for_page: bool = False
) -> Report:
    """``assemble(collect(scope), scope)``."""
    return assemble(collect(scope, parts, unit, for_page=for_page), scope)


def key_figures(
    territory: TerritoryReport, indicators: IndicatorsReport, reference_on: date
) -> tuple[KeyFigure, ...]:
    """The figures on top of the report: stock, pace, and what municipalities adopted. Pure."""
    stock = [
        _stock(indicators.ratio, reference_on, key, definition)
        for key, definition in (
            ("charge_points", "laadpunt"),
            ("vehicles", "stekkervoertuig"),
            ("ratio", "verhouding"),
        )
    ]
    return (
        *(stock if indicators.has(RatioReport) else ()),
        *([_pace(indicators)] if indicators.has(RateReport) else ()),
        *_policy(territory),
        *_measured(indicators, reference_on),
    )


def _measured(indicators: IndicatorsReport, reference_on: date) -> Iterable[KeyFigure]:
    """The last national figure of each table that was chosen for it."""
    for indicator in indicators.indicators:
        for table in indicator.tables:
            place = _national(table) if table.is_key_figure else None
            if place is None:
                continue
            told = [(row, row.figures[place]) for row in table.rows if row.on <= reference_on]
            known = [(row, figure) for row, figure in told if figure.value is not None]
            exact = [(row, figure) for row, figure in known if not figure.at_least]
            last = (exact or known or told)[-1:]
            figure = last[0][1] if last else no_figure(table.slug, UNKNOWN)
            context = _of_row(last[0][0]) if last else Context()
            slug = indicator.texts.slug
            yield KeyFigure(table.slug, table.title, figure, None, context, slug)


def _of_row(row: TableRow) -> Context:
    return Context(told=row.label) if row.label else Context(on=row.on, since=row.since)


def _national(table: MeasureTable) -> int | None:
    """The column that tells most of the country: what was made of the others, if that is there."""
    national = [("verhouding", "land"), ("aandeel", "aandeel"), ("totaal", "totaal")]
    national += [("toename", "land"), ("gegeven", "land")]
    places = {(column.role, column.slug): at for at, column in enumerate(table.columns)}
    if table.layout == Layout.KINDS and len(table.columns) == 1:
        return 0  # of the one kind there is; several without a total are no one figure
    return next((places[key] for key in national if key in places), None)


def _stock(ratio: RatioReport, reference_on: date, key: str, definition: str) -> KeyFigure:
    """A figure of table 1 at the last year end that has it, and what is known of it since.

    A year of which one of the two was entered takes away nothing of the other.
    """
    told: list[tuple[RatioColumn, Figure]] = [(c, getattr(c, key)) for c in ratio.columns]
    ends = [(c, figure) for c, figure in told if c.year_end and c.on <= reference_on]
    if not ends:
        nothing = no_figure(key, "onbekend")
        return KeyFigure(key, "", nothing, None, Context(), definition)
    known = [(c, figure) for c, figure in ends if figure.value is not None]
    exact = [(c, figure) for c, figure in known if not figure.at_least]
    column, figure = (exact or known or ends)[-1]
    later = [DatedFigure(c.on, f) for c, f in told if c.on > column.on and f.value is not None]
    context = Context(on=column.on, later=later[-1] if later else None)
    kind = "" if key == "vehicles" else ratio.only_kind
    return KeyFigure(key, "", figure, None, context, definition, kind)


def _pace(indicators: IndicatorsReport) -> KeyFigure:
    rows = indicators.rate.rows
    whole = [r for r in rows if r.total.value is not None and not r.total.at_least]
    row = (whole or rows)[-1] if rows else None
    figure = row.total if row else no_figure("tempo", "onbekend")
    kind = indicators.rate.only_kind
    if row and kind:
        parts = (row.public, row.semi_public, row.fast)
        figure = next((part for part in parts if part.value is not None), figure)
    context = Context(since=row.period_from, on=row.on) if row else Context()
    return KeyFigure("rate", "", figure, None, context, "plaatsingstempo", kind)


def _policy(territory: TerritoryReport) -> Iterable[KeyFigure]:
    total = territory.table.total
    for entry in territory.table.instruments:
        if entry.slug not in KEY_INSTRUMENTS:
            continue
        yield KeyFigure(
            entry.slug,
            entry.name,
            total.cell(entry.slug).count,
            total.municipalities,
            _policy_context(territory.table, entry.slug),
            entry.slug,
        )


def _policy_context(table: PolicyTable, instrument: str) -> Context:
    """Which regions gave no number, or else the share of the municipalities."""
    counts = [(row.name, row.cell(instrument).count) for row in table.rows]
    lacking = tuple(Lacking(name, count.missing) for name, count in counts if count.value is None)
    if not counts or lacking:
        return Context(lacking=lacking)
    return Context(share=table.total.cell(instrument).share)


def _differences(
    rows: Iterable[PrintedDifference], territory: TerritoryReport
) -> tuple[Difference, ...]:
    figures = policy_figures(territory)
    return tuple(
        Difference(
            subject=row.subject,
            printed=row.printed,
            figure=figures.get(row.figure),
            shown=row.shown,
            explanation=row.explanation,
        )
        for row in rows
    )


def policy_figures(territory: TerritoryReport) -> Mapping[str, Figure]:
    """The numbers and shares of table 3, by id."""
    return {
        figure.id: figure
        for row in (*territory.table.rows, territory.table.total)
        for cell in row.cells
        for figure in (cell.count, cell.share)
    }
