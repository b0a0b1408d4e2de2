"""Random observations, editions, breaks, seams, targets: each output says what a plain
recomputation gives.

That reads the rows themselves, in another way than the report does. All fictitious.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from indicators.charts import numbers
from indicators.models import PARTS, Accuracy, ValueKind
from indicators.reports import (
    CHARGE_POINTS,
    VEHICLES,
    BreakRow,
    FigureRow,
    IndicatorsData,
    IndicatorsReport,
    MeasureRow,
    assemble_outlook,
)
from indicators.reports.rows import OutlookRow
from nalportal.figures import Figure
from nalportal.report.model import Report
from nalportal.report.payload import dump, load
from nalportal.report.provenance import editions_of, provenance
from nalportal.report.sheets import render_csv, render_xlsx
from nalportal.report.tables import Table, all_tables
from tests.indicators.rows import (
    EDITIONS,
    LATER,
    MEASURES,
    MONITOR,
    NDW,
    REGIONS,
    SOURCES,
    assembled,
    monthly,
    row,
    series_break,
)
from tests.report.pdf_sample import FROZEN, report

from .readers import figures_of_csv, figures_of_json
from .test_tables import assert_in_workbook, assert_on_page

MONTHS = [date(2020, month, 28) for month in range(8, 13)] + [
    date(2021, month, 28) for month in range(1, 4)
]
SEAM = date(2021, 1, 1)
HUGE = st.one_of(st.none(), st.integers(0, 90_000))
SOURCE = st.sampled_from((MONITOR, MONITOR, MONITOR, NDW))


# Each figure of the monitor stands in one of its editions.
EDITION = st.sampled_from(("monitor", LATER.key))


def _row(
    measure: str, value: int | None, on: date, accuracy: str, edition: str, **fields: Any
) -> FigureRow:
    if fields.get("source", MONITOR) == MONITOR:
        fields["cites"] = (edition,)
    return row(measure, value, on, accuracy=accuracy if value is not None else "", **fields)


OBSERVED = st.one_of(
    st.builds(
        lambda value, on, kind, area, source, accuracy, edition: _row(
            CHARGE_POINTS, value, on, accuracy, edition, charger_type=kind, area=area, source=source
        ),
        HUGE,
        st.sampled_from(MONTHS),
        st.sampled_from((*map(str, PARTS), "", "")),
        st.sampled_from(("", "", "noord", "noord", *REGIONS)),
        SOURCE,
        st.sampled_from(("", "", "", *Accuracy.values)),
        EDITION,
    ),
    st.builds(
        lambda value, on, area, source, edition: _row(
            VEHICLES, value, on, "", edition, area=area, source=source
        ),
        HUGE,
        st.sampled_from(MONTHS),
        st.sampled_from(("", "noord")),
        SOURCE,
        EDITION,
    ),
    st.builds(
        lambda value, kind, source: monthly(kind, value, source=source),
        HUGE,
        st.sampled_from((*map(str, PARTS), "totaal")),
        SOURCE,
    ),
)
AHEAD = st.builds(
    lambda value, kind, on, area: OutlookRow(
        CHARGE_POINTS,
        MONITOR,
        area,
        REGIONS.get(area, ""),
        False,
        "",
        kind,
        on,
        date(2020, 6, 1),
        Decimal(value),
        cites=("monitor",),
    ),
    st.integers(0, 2_000_000),
    st.sampled_from(ValueKind.values),
    st.sampled_from((date(2020, 12, 31), date(2025, 12, 31))),
    st.sampled_from(("", "noord")),
)


class Register(NamedTuple):
    """What the queries would give."""

    rows: list[FigureRow]
    ahead: list[OutlookRow]
    breaks: tuple[BreakRow, ...]
    measures: tuple[MeasureRow, ...]


def _key(found: FigureRow) -> tuple[object, ...]:
    return found.measure, found.source, found.area, found.charger_type, found.on, found.period_from


TAKEN_OVER = tuple(
    replace(one, successions=((SEAM, NDW),)) if one.slug == CHARGE_POINTS else one
    for one in MEASURES
)
# Months after each other of one region, which loose rows seldom are.
SERIES = st.lists(
    st.tuples(HUGE, st.sampled_from(("", "", *Accuracy.values)), EDITION), max_size=8
).map(
    lambda values: [
        _row(CHARGE_POINTS, value, on, accuracy, edition, area="noord")
        for on, (value, accuracy, edition) in zip(MONTHS, values, strict=False)
    ]
)


def _once(series: list[FigureRow], loose: list[FigureRow]) -> list[FigureRow]:
    return list({_key(found): found for found in (*loose, *series)}.values())


REGISTER = st.builds(
    Register,
    st.builds(_once, SERIES, st.lists(OBSERVED, min_size=1, max_size=20, unique_by=_key)),
    st.lists(AHEAD, max_size=4, unique_by=lambda one: (one.kind, one.on, one.area)),
    st.sampled_from(((), (series_break(date(2020, 10, 1)),))),
    st.sampled_from((MEASURES, TAKEN_OVER)),
)


def told(register: Register) -> Report:
    data = IndicatorsData(
        measures=register.measures,
        sources=SOURCES,
        editions=EDITIONS,
        figures=tuple(register.rows),
        outlook=tuple(register.ahead),
        breaks=register.breaks,
    )
    sample = report()
    found = assembled(
        *register.rows, breaks=register.breaks, measures=register.measures, editions=EDITIONS
    )
    outlook = tuple(
        replace(table, indicator=sample.indicators.ratio.texts.slug)
        for table in assemble_outlook(data, REGIONS)
    )
    return replace(sample, indicators=_with_texts(sample, found), outlook=outlook)


def _with_texts(sample: Report, found: IndicatorsReport) -> IndicatorsReport:
    """The figures that were assembled under the headings of the sample."""
    old = sample.indicators
    for one in (
        replace(found.ratio, texts=old.ratio.texts),
        replace(found.rate, texts=old.rate.texts),
        replace(found.coverage, texts=old.coverage.texts),
    ):
        old = old.with_(one)
    return old


# ------------------------------------------------------------------- the plain recomputation


class Known(NamedTuple):
    """A number, whether it is a bound, and whether it is about right."""

    value: Decimal
    at_least: bool = False
    about: bool = False


def of(found: FigureRow) -> Known | None:
    if found.value is None:
        return None
    bound = found.accuracy in ("ten minste", "ruim")
    return Known(found.value, bound, found.accuracy == "ongeveer")


def taken(register: Register, measure: str) -> list[FigureRow]:
    """The rows of the source of their day."""
    [chosen] = [one for one in register.measures if one.slug == measure]
    later = {True: NDW, False: MONITOR} if chosen.successions else {True: MONITOR, False: MONITOR}
    return [r for r in register.rows if r.measure == measure and r.source == later[r.on >= SEAM]]


def one_kind(register: Register, *, national: bool) -> str:
    """The only kind of charge points that the country, or the regions, have figures of."""
    rows = taken(register, CHARGE_POINTS)
    kinds = {r.charger_type for r in rows if (not r.area) is national}
    return kinds.pop() if len(kinds) == 1 and not kinds & {"", "totaal"} else ""


def stock(
    register: Register, measure: str, area: str, on: date, *, whole: bool = False
) -> Known | None:
    """All types of one area on one day, from the source of that day; of a series of one type only
    that type, unless the ``whole`` is asked for."""
    types = {
        found.charger_type: of(found)
        for found in taken(register, measure)
        if (found.area, found.on) == (area, on)
    }
    if measure == CHARGE_POINTS and not whole:
        only = one_kind(register, national=not area)
        if only:
            return types.get(only)
    given = [types[name] for name in ("totaal", "") if types.get(name)]
    parts = [types.get(part) for part in PARTS]
    known = [part for part in parts if part]
    together = Known(
        sum((part.value for part in known), Decimal(0)),
        len(known) < len(parts) or any(part.at_least for part in known),
        any(part.about for part in known),
    )
    options = [one for one in (*given, together if known else None) if one]
    exact = [one for one in options if not one.at_least]
    if not given:
        return together if known else None
    return exact[0] if exact else max(options, key=lambda one: one.value)


def is_as(figure: Figure, wanted: Known | None) -> bool:
    """Whether a figure says this; a "ruim" of one source is a bound in a sum."""
    if wanted is None:
        return figure.value is None
    return (figure.value, figure.at_least, figure.rough == "ongeveer") == wanted


def all_days(register: Register, measure: str, area: str) -> set[date]:
    return {r.on for r in register.rows if (r.measure, r.area) == (measure, area)}


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(REGISTER)
def test_every_stock_ratio_and_increase_is_what_a_plain_recomputation_gives(
    register: Register,
) -> None:
    found = told(register).indicators
    regional = {r.area for r in register.rows if r.area}
    for column in found.ratio.columns:
        # The country is also the sum of its regions, where all of them are known.
        if len(regional) < len(REGIONS):
            wanted = stock(register, CHARGE_POINTS, "", column.on)
            assert is_as(column.charge_points, wanted)
            cars = stock(register, VEHICLES, "", column.on)
            assert is_as(column.vehicles, cars)
        points, vehicles, per = column.charge_points, column.vehicles, column.ratio
        if per.value is not None:
            assert vehicles.value is not None
            exact = vehicles.value / (points.value or 1)
            assert per.value == exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        else:
            bounds = points.at_least or vehicles.at_least
            assert not (points.value and vehicles.value is not None) or bounds
    for series in found.coverage.series:
        for point in series.points:
            assert is_as(point.figure, stock(register, CHARGE_POINTS, series.region, point.on))
            of_day = {
                r.cites
                for r in taken(register, CHARGE_POINTS)
                if (r.area, r.on) == (series.region, point.on)
            }
            if point.figure.value is not None and len(of_day) == 1:
                assert {point.figure.sources} == of_day
        assert_increases(register, series.region, series.placed)


def assert_increases(register: Register, area: str, placed: Sequence[Any]) -> None:
    edges = [row.dated.on for row in register.breaks]
    edges += [SEAM] if register.measures is TAKEN_OVER else []
    for point in placed:
        at = MONTHS.index(point.on)
        before, now = (stock(register, CHARGE_POINTS, area, day) for day in MONTHS[at - 1 : at + 1])
        parted = any(MONTHS[at - 1] < edge <= point.on for edge in edges)
        if parted or not before or not now or before.at_least or now.at_least:
            assert point.figure.value is None
        else:
            assert point.figure.value == now.value - before.value
            assert (point.figure.rough == "ongeveer") == (before.about or now.about)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(REGISTER)
def test_what_is_aimed_at_has_the_last_observation_up_to_its_day(register: Register) -> None:
    regional = {r.area for r in register.rows if r.area}
    slugs = {name: slug for slug, name in REGIONS.items()}
    for table in told(register).outlook:
        for entry in table.entries:
            area = slugs.get(entry.area, "")
            if not area and len(regional) == len(REGIONS):
                continue
            days = sorted(day for day in MONTHS if day <= entry.on)
            # A target of all types is not reached by one of them.
            known = [(day, stock(register, CHARGE_POINTS, area, day, whole=True)) for day in days]
            last = next(((day, one) for day, one in reversed(known) if one), None)
            assert (entry.observed_on, entry.observed and entry.observed.value) == (
                (last[0], last[1].value) if last else (None, None)
            )


# --------------------------------------------------------------------------- all outputs agree


def of_figures(found: Report) -> Iterator[Table]:
    chapters = ("tabel-", "trends", "andere-bronnen", "regios-per-bron", "doelen", "prognoses")
    for table in all_tables(found):
        if table.kind.startswith(chapters) and table.kind not in ("tabel-3",):
            yield table


def named_in_list(content: bytes) -> dict[str, tuple[str, str]]:
    """Source and edition of each figure of the list."""
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return {line["kenmerk"]: (line["bron"], line["uitgave"]) for line in lines}


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(REGISTER)
def test_table_chart_workbook_list_and_json_say_the_same(register: Register) -> None:
    found = told(register)
    tables = list(of_figures(found))
    figures = {f.id: f for table in tables for *_place, f in table.figures()}
    for table in tables:
        assert_on_page(table)
    payload = dump(found)
    assert load(payload) == found
    in_json, in_list = figures_of_json(payload), figures_of_csv(render_csv(found, FROZEN))
    editions, named = editions_of(found), named_in_list(render_csv(found, FROZEN))
    for id_, figure in figures.items():
        assert in_list[id_][2] == str(figure)
        told_of = provenance(figure, editions)
        assert named[id_] == (told_of.source, told_of.edition)
        value = None if figure.value is None else str(figure.value)
        assert (in_json[id_]["value"], in_json[id_]["rough"]) == (value, figure.rough)
    book = load_workbook(io.BytesIO(render_xlsx(found, FROZEN)))
    sheets: dict[str, list[Table]] = {}
    for table in tables:
        if table.sheet:
            sheets.setdefault(table.sheet, []).append(table)
    for name, of_sheet in sheets.items():
        # One that would be empty is only named, on the first sheet.
        if any(table.rows for table in of_sheet):
            assert_in_workbook(book, name, of_sheet)
    coverage = found.indicators.coverage
    for drawn in (numbers.stock(coverage), numbers.placed(coverage)):
        shown = [v for line in drawn.rows for v in line if isinstance(v, Figure) and v.id]
        assert all(figures[one.id] == one for one in shown)
