"""The figures per region and municipality as sheets, and what other sources say."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.charts import Numbers, numbers
from indicators.reports import CoverageReport, IndicatorsReport, OtherSource, RatioReport
from nalportal.dutch import long_date

from ..words import source_line
from .model import Column, Sheet, Value, readings
from .notes import break_notes, source_notes, text_notes


def regional_sheets(indicators: IndicatorsReport) -> list[Sheet]:
    """Tables 4 to 6, vehicles per charge point by region, municipalities, and other sources; but
    for table 4 only those with something in them."""
    coverage = indicators.coverage
    others = (*indicators.ratio.others, *indicators.rate.others, *coverage.others)
    found = (
        _placed(coverage),
        _trends(coverage),
        _ratios(indicators.ratio),
        _municipalities(coverage),
        _others(others),
    )
    return [_stock(coverage), *(sheet for sheet in found if sheet.rows)]


def _stock(coverage: CoverageReport) -> Sheet:
    found = numbers.stock(coverage) if coverage.series else Numbers((_("Datum"),), ())
    none = _("Geen cijfers per regio in deze ronde.")
    return Sheet(
        name=_("Tabel 4"),
        caption=_("Tabel 4. (Semi-)publieke laadpunten per NAL-regio"),
        columns=_columns(found),
        rows=found.rows,
        notes=(
            *([] if found.rows else [none]),
            *readings(found.rows),
            *break_notes(coverage.breaks),
            *text_notes(coverage.texts.table_notes),
            *text_notes(coverage.texts.footnotes),
            *source_notes(coverage),
        ),
    )


def _columns(found: Numbers) -> tuple[Column, ...]:
    return tuple(Column(heading, 18) for heading in found.head)


def _placed(coverage: CoverageReport) -> Sheet:
    found = numbers.placed(coverage)
    return Sheet(
        name=_("Tabel 5"),
        caption=_("Tabel 5. (Semi-)publieke laadpunten erbij per maand, per NAL-regio"),
        columns=_columns(found),
        rows=found.rows,
        notes=tuple(readings(found.rows)),
    )


def _trends(coverage: CoverageReport) -> Sheet:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.name, trend.period_from, trend.on, trend.months, trend.slope, trend.error)
        for one in coverage.series
        for trend in one.trends
    )
    return Sheet(
        name=_("Tabel 6"),
        caption=_("Tabel 6. Trend van wat er per maand bij komt"),
        columns=(
            Column(_("Regio"), 18),
            Column(_("Vanaf")),
            Column(_("Tot en met")),
            Column(_("Maanden")),
            Column(_("Trend per maand"), 18),
            Column(_("Standaardfout"), 18),
        ),
        rows=rows,
        notes=(
            _("Een rechte lijn door de maanden tussen twee trendbreuken (kleinste kwadraten)."),
        ),
    )


def _ratios(ratio: RatioReport) -> Sheet:
    rows = tuple((r.name, r.on, r.charge_points, r.vehicles, r.ratio) for r in ratio.regions)
    return Sheet(
        name=_("Per laadpunt per regio"),
        caption=_("Stekkervoertuigen per laadpunt, per NAL-regio"),
        columns=(
            Column(_("Regio"), 18),
            Column(_("Datum")),
            Column(_("Laadpunten")),
            Column(_("Stekkervoertuigen"), 18),
            Column(_("Per laadpunt")),
        ),
        rows=rows,
        notes=(ratio.caveat, *readings(rows)),
    )


def _municipalities(coverage: CoverageReport) -> Sheet:
    names = {series.region: series.name for series in coverage.series}
    found = coverage.municipalities
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (entry.code, entry.name, names.get(entry.region, entry.region), entry.on, entry.figure)
        for entry in found
    )
    day = f" {_('op')} {long_date(found[0].on)}" if found else ""
    return Sheet(
        name=_("Laadpunten per gemeente"),
        caption=f"{_('(Semi-)publieke laadpunten per gemeente')}{day}",
        columns=(
            Column(_("CBS-code"), 10),
            Column(_("Gemeente"), 26),
            Column(_("Regio"), 18),
            Column(_("Datum")),
            Column(_("Laadpunten")),
        ),
        rows=rows,
        notes=tuple(readings(rows)),
    )


def _others(others: Iterable[OtherSource]) -> Sheet:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            source_line(other.source),
            other.label,
            entry.name,
            entry.period,
            entry.period_from,
            entry.on,
            entry.figure,
        )
        for other in others
        for entry in other.figures
    )
    return Sheet(
        name=_("Andere bronnen"),
        caption=_("Andere bronnen"),
        columns=(
            Column(_("Bron"), 40),
            Column(_("Maat"), 34),
            Column(_("Gebied"), 18),
            Column(_("Periode"), 26),
            Column(_("Vanaf")),
            Column(_("Datum")),
            Column(_("Cijfer")),
        ),
        rows=rows,
        notes=(_("Deze cijfers tellen niet mee in de reeksen en totalen hierboven."),),
    )
