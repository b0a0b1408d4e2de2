"""Rows as the queries of the indicators give them; all figures are fictitious unless named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.models import ChargerType
from indicators.reports import (
    CHARGE_POINTS,
    MONTHLY_RATE,
    VEHICLES,
    BreakRow,
    FigureRow,
    IndicatorRow,
    IndicatorsData,
    IndicatorsReport,
    MeasureRow,
    PresentationRow,
    SourceEntry,
    assemble_indicators,
)
from nalportal.dutch import PartialDate, Precision
from nalportal.progress.reports import TextIndex
from tests import factories

YEAR_END = date(2020, 12, 31)
NO_TEXTS = TextIndex([])
MONITOR, NDW = 1, 2
SOURCES = {
    MONITOR: SourceEntry("NAL", "Monitor", "2021", "", "Geteld.", "", "monitor", "monitor"),
    NDW: SourceEntry("NDW", "Register", "", "", "", "CC0", "ndw", "ndw"),
}
# Of the monitor a later edition too.
LATER = replace(SOURCES[MONITOR], edition="2022", key="monitor-2022", published_on=date(2022, 1, 1))
EDITIONS = {9: LATER}
MEASURES = tuple(
    MeasureRow(slug, slug.capitalize(), 0, MONITOR)
    for slug in (CHARGE_POINTS, VEHICLES, MONTHLY_RATE)
)
# The indicators of the printed report.
OUTLINE = tuple(
    IndicatorRow(slug, title, (PresentationRow(slug, layout),))
    for slug, title, layout in factories.PRINTED_INDICATORS
)
REGIONS = {
    slug: slug.capitalize() for slug in ("noordwest", "noord", "oost", "zuid", "zuidwest", "g4")
}


def row(
    measure: str, value: float | str | Decimal | None, on: date = YEAR_END, **fields: Any
) -> FigureRow:
    """A figure of the country from the chosen source; None is "pm"."""
    filled: dict[str, Any] = {
        "source": MONITOR,
        "area": "",
        "charger_type": "",
        "value": None if value is None else Decimal(value),
        "missing": "pm" if value is None else "",
    }
    filled |= fields
    cites = (SOURCES[filled["source"]].key,)
    return FigureRow(measure=measure, on=on, **{"cites": cites, **filled})


def regional(region: str, on: date, value: int | None, **fields: Any) -> FigureRow:
    """The stock of charge points of a region."""
    return row(CHARGE_POINTS, value, on, area=region, **fields)


def monthly(
    charger_type: str,
    value: int | None,
    start: date = date(2020, 6, 1),
    end: date = date(2021, 4, 30),
    label: str = "",
    **fields: Any,
) -> FigureRow:
    """A reported average over a period."""
    return row(
        MONTHLY_RATE,
        value,
        end,
        charger_type=charger_type,
        period_from=start,
        period_label=label,
        **fields,
    )


def by_type(on: date, public: int, semi_public: int, fast: int) -> list[FigureRow]:
    """The stock of the country per type."""
    values = zip(
        (ChargerType.PUBLIC, ChargerType.SEMI_PUBLIC, ChargerType.FAST),
        (public, semi_public, fast),
        strict=True,
    )
    return [row(CHARGE_POINTS, value, on, charger_type=kind) for kind, value in values]


def series_break(
    on: date, measure: str = CHARGE_POINTS, source: int | None = None, charger_type: str = ""
) -> BreakRow:
    dated = PartialDate(on, Precision.MONTH)
    text = f"Anders geteld vanaf {on}."
    return BreakRow(measure, source, dated, text, "Toelichting", charger_type)


def assembled(*rows: FigureRow, breaks: tuple[BreakRow, ...] = (), **more: Any) -> IndicatorsReport:
    filled: dict[str, Any] = {"measures": MEASURES, "sources": SOURCES, "outline": OUTLINE}
    data = IndicatorsData(figures=rows, breaks=breaks, **{**filled, **more})
    return assemble_indicators(data, NO_TEXTS, REGIONS)
