"""What bars and lines show beside plain figures: seams, bounds, targets. All is fictitious."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts.drawing import Sketch
from indicators.charts.lines import region_sketch
from indicators.charts.measured import measured_sketch
from indicators.charts.ratios import ratio_sketches
from indicators.charts.style import BREAK_DASH, NAVY, PETROL, text_width
from indicators.models import Layout
from indicators.reports import (
    BreakEntry,
    CoverageReport,
    MeasureTable,
    Outlook,
    OutlookTable,
    Publication,
    SourceEntry,
    TableColumn,
    TableRow,
)
from nalportal.dutch import PartialDate, Precision
from nalportal.figures import ABOUT, OVER, UNKNOWN, Figure, no_figure

from .made_reports import break_in, coverage_report, month_end, table_1
from .test_charts import rows_of, scale_of_dates, texts_of
from .vega_lite import refuse_invalid

TARGET_DAY = date(2025, 12, 31)
SOURCES = (
    SourceEntry("NAL", "Monitor (fictief)", "", "", "", "", "monitor", "monitor"),
    SourceEntry("NDW", "Register (fictief)", "", "", "", "", "ndw", "ndw"),
)


def given_figure(value: int | None, *, at_least: bool = False, rough: str = "") -> Figure:
    if value is None:
        return no_figure("f", UNKNOWN)
    return Figure("f", Decimal(value), at_least=at_least, rough=rough)


def year(of: int) -> date:
    return date(of, 12, 31)


def seam(on: date) -> BreakEntry:
    parted = (Publication("monitor", "Monitor"), Publication("ndw", "Register"))
    return BreakEntry("a", PartialDate(on, Precision.DAY), "Palen", "", (), parted)


def table(
    values: Sequence[tuple[date, Figure]],
    breaks: tuple[BreakEntry, ...] = (),
    provisional: Sequence[date] = (),
) -> MeasureTable:
    rows = tuple(TableRow(str(on), "", None, on, on in provisional, (f,)) for on, f in values)
    column = TableColumn("land", "gegeven", "Nederland", "Nederland", "Palen")
    return MeasureTable(
        "palen-1", Layout.LEVEL, "", "Palen", "", None, False, (column,), rows, breaks, (), ()
    )


def aimed(target: int, low: int, high: int, area: str = "", measure: str = "Palen") -> OutlookTable:
    def entry(set_on: date, target: Figure | None, *forecast: Figure) -> Outlook:
        kinds = ("prognose-laag", "prognose-hoog")[: len(forecast)]
        return Outlook(area, "", TARGET_DAY, set_on, target, forecast, kinds, None, None, None)

    entries = (
        entry(date(2022, 1, 1), given_figure(target)),
        entry(date(2021, 1, 1), given_figure(1)),
        entry(date(2022, 1, 1), None, given_figure(low), given_figure(high)),
    )
    return OutlookTable("palen", measure, "Palen", entries, ())


def spec_of(*args: Any) -> Any:
    sketch = measured_sketch(*args)
    assert sketch is not None
    refuse_invalid(sketch.spec)
    return sketch.spec


BARS = [(year(2020), given_figure(60)), (year(2021), given_figure(80))]


def test_one_date_has_no_chart_and_with_a_target_it_has() -> None:
    assert measured_sketch(table(BARS[:1])) is None
    assert measured_sketch(table(BARS[:1]), (aimed(210, 165, 195),)) is not None


def test_of_a_target_the_one_that_was_set_last_is_drawn_in_its_own_place() -> None:
    sketch = measured_sketch(table(BARS), (aimed(210, 165, 195),))
    assert sketch is not None
    spec: Any = sketch.spec
    bars = rows_of(spec, "bar")
    assert {"label": "2025", "value": 195.0, "low": 165.0} in bars
    assert [row["label"] for row in bars] == ["2020", "2021", "2025"]
    assert rows_of(spec, "rule", strokeWidth=3) == [{"label": "2025", "value": 210.0}]
    assert "doel\n210" in texts_of(spec)
    assert "verwacht\n165\ntot 195" in texts_of(spec)
    assert "Doel 31\xa0december\xa02025: 210." in sketch.description
    assert "doel 210 (31-12-2025)" in sketch.note
    assert "165 tot 195 (31-12-2025)" in sketch.note


def same_day(target: int, *, bars: int = 2) -> Any:
    """A target for a day that has a figure too."""
    values = [(year(2026 - bars + place), given_figure(151_000)) for place in range(bars)]
    return measured_sketch(table(values), (aimed(target, target, target),))


@pytest.mark.parametrize("bars", [2, 10])  # level, and on their side
def test_a_value_and_the_target_of_its_day_are_not_written_over_each_other(bars: int) -> None:
    sketch = same_day(150_000, bars=bars)
    assert "151.000" in texts_of(sketch.spec)
    assert not any("doel" in text for text in texts_of(sketch.spec))
    assert "doel 150.000 (31-12-2025)" in sketch.note


@pytest.mark.parametrize("bars", [2, 10])
def test_with_room_between_them_both_are_written(bars: int) -> None:
    texts = texts_of(same_day(900_000, bars=bars).spec)
    assert "151.000" in texts
    assert any(text.split() == ["doel", "900.000"] for text in texts)


def test_a_target_of_another_area_or_measure_is_not_drawn() -> None:
    for other in (aimed(210, 1, 2, area="Noord"), replace(aimed(210, 1, 2), label="Auto's")):
        assert "Dikke streep" not in measured_sketch(table(BARS), (other,)).note  # type: ignore[union-attr]


def test_table_1_draws_the_targets_of_its_two_measures() -> None:
    outlook = (aimed(80_000, 75_000, 90_000, measure="laadpunten"),)
    points, vehicles, per = ratio_sketches(table_1(), outlook)
    assert rows_of(points.spec, "rule", strokeWidth=3)
    assert not rows_of(vehicles.spec, "rule", strokeWidth=3)
    assert not rows_of(per.spec, "rule", strokeWidth=3)


def test_of_a_series_of_one_kind_no_target_of_all_kinds_is_drawn() -> None:
    outlook = (aimed(80_000, 75_000, 90_000, measure="laadpunten"),)
    points, *_rest = ratio_sketches(replace(table_1(), only_kind="Publiek"), outlook)
    assert not rows_of(points.spec, "rule", strokeWidth=3)
    of_one = replace(coverage_report(12), only_kind="Publiek")
    assert "Dikke streep" not in of_oost(of_one, 9_000).note


def of_oost(coverage: CoverageReport, target: int, area: str = "Oost") -> Sketch:
    outlook = (aimed(target, target, target, area=area, measure="laadpunten"),)
    sketch = region_sketch(coverage, "oost", outlook)
    assert sketch is not None
    return sketch


def test_the_chart_of_a_region_draws_what_that_region_aims_at() -> None:
    sketch = of_oost(coverage_report(12), 9_000)
    refuse_invalid(sketch.spec)
    assert "doel\n9.000" in texts_of(sketch.spec)
    assert "Doel 31\xa0december\xa02025: 9.000." in sketch.description
    assert "doel 9.000 (31-12-2025)" in sketch.note
    assert sketch.numbers.rows[-1][0] == TARGET_DAY
    assert "Dikke streep" not in of_oost(coverage_report(12), 9_000, area="Noord").note


def test_a_target_as_high_as_the_line_is_not_written_over_its_name() -> None:
    last = 4_000 + 90 * 11  # of Oost, after twelve months
    sketch = of_oost(coverage_report(12), last)
    assert not any("doel" in text for text in texts_of(sketch.spec))
    assert "doel 4.990 (31-12-2025)" in sketch.note


def test_the_numbers_of_a_chart_have_what_was_aimed_at_too() -> None:
    sketch = measured_sketch(table(BARS), (aimed(210, 165, 195),))
    assert sketch is not None
    assert sketch.numbers.head[-4:] == (
        "Doel",
        "Verwachting, laag",
        "Verwachting",
        "Verwachting, hoog",
    )
    last = sketch.numbers.rows[-1]
    assert (last[1], [str(value) for value in last[-4:]]) == (
        TARGET_DAY,
        ["210", "165", "", "195"],
    )


def test_a_bound_has_an_arrow_and_about_a_wave() -> None:
    values = [
        (year(2020), given_figure(60, at_least=True)),
        (year(2021), given_figure(80, rough=ABOUT)),
        (year(2022), given_figure(85, at_least=True, rough=OVER)),
    ]
    sketch = measured_sketch(table(values))
    assert sketch is not None
    spec: Any = sketch.spec
    assert [row["label"] for row in rows_of(spec, "point", shape="triangle-up")] == ["2020"]
    assert [row["label"] for row in rows_of(spec, "point", filled=False)] == ["2021"]
    assert texts_of(spec, fontWeight=600) == ["ten minste\n60", "ongeveer\n80", "ruim\n85"]
    assert "Pijl omhoog: ten minste. Golf: ongeveer." in sketch.note


def test_a_seam_is_a_double_line_between_two_colours_with_the_names_of_both() -> None:
    values = [*BARS, (year(2022), given_figure(200)), (year(2023), given_figure(220))]
    spec = spec_of(table(values, (seam(year(2022)),)))
    assert [row["label"] for row in rows_of(spec, "bar", color=PETROL)] == ["2020", "2021"]
    assert [row["label"] for row in rows_of(spec, "bar", color=NAVY)] == ["2022", "2023"]
    lines = rows_of(spec, "rule", strokeWidth=1.5)
    assert [row["label"] for row in lines] == ["2022", "2022"]
    assert not rows_of(spec, "rule", strokeDash=list(BREAK_DASH))
    assert {"Monitor", "Register"} <= set(texts_of(spec))
    # Nothing joins the two at the foot either.
    feet = [(row["label"], row["last"]) for row in rows_of(spec, "rule") if "last" in row]
    assert feet == [("2020", "2021"), ("2022", "2023")]


def test_a_source_with_a_long_name_has_a_line_of_its_own_in_the_colour_of_its_bars() -> None:
    long = Publication("ndw", "Fictieve uitgever, Register van laadpunten en meer")
    parted = replace(seam(year(2021)), seam=(Publication("monitor", "Monitor"), long))
    names = [
        (layer["mark"]["color"], layer["encoding"]["y"]["value"], row["text"])
        for layer in spec_of(table(BARS, (parted,)))["layer"]
        if layer["mark"].get("color") in (PETROL, NAVY) and layer["mark"]["type"] == "text"
        for row in layer["data"]["values"]
    ]
    (before, higher, first), (after, lower, second) = names
    assert (before, first, after) == (PETROL, "Monitor", NAVY)
    assert second == "Fictieve uitgever, Register van laadpunten en\nmeer"
    assert higher < lower


def test_values_at_a_seam_stay_clear_of_it() -> None:
    values = [(year(2016 + n), given_figure(88_494)) for n in range(7)]
    level = {"baseline": "bottom"}
    assert texts_of(spec_of(table(values)), **level)
    assert not texts_of(spec_of(table(values, (seam(year(2021)),))), **level)


def test_a_target_among_many_bars_stands_on_its_side() -> None:
    values = [(year(2014 + n), given_figure(88_494)) for n in range(9)]
    spec = spec_of(table(values), (aimed(210_000, 165_000, 195_000),))
    assert "doel 210.000" in texts_of(spec, angle=270)


def test_what_stands_under_a_forecast_does_not_touch_its_neighbour() -> None:
    looking = aimed(210_000, 165_000, 195_000)
    later = tuple(
        replace(entry, on=year(of)) for of in (2022, 2025, 2030) for entry in looking.entries
    )
    spec = spec_of(table(BARS[:1]), (replace(looking, entries=later),))
    x = scale_of_dates(spec)
    assert x["scale"]["range"][1] / 4 >= text_width("tot 195.000")


def test_the_words_of_targets_on_a_scale_of_days_do_not_touch() -> None:
    looking = aimed(400, 300, 350)
    soon = tuple(replace(e, on=date(2026, 1, 31)) for e in looking.entries)
    both = replace(looking, entries=(*looking.entries, *soon))
    assert texts_of(spec_of(table(months(20)), (both,))).count("doel\n400") == 1


@pytest.mark.parametrize(("measure", "drawn"), [(0, [True, False]), (1, [False, True])])
def test_a_seam_of_one_measure_of_table_1_is_not_one_of_the_other(
    measure: int, drawn: list[bool]
) -> None:
    before = table_1()
    at = before.columns[-2].on

    def cited(figure: Figure, on: date, *, is_seam: bool) -> Figure:
        return replace(figure, sources=("ndw" if is_seam and on >= at else "monitor",))

    columns = tuple(
        replace(
            column,
            charge_points=cited(column.charge_points, column.on, is_seam=measure == 0),
            vehicles=cited(column.vehicles, column.on, is_seam=measure == 1),
        )
        for column in before.columns
    )
    changed = replace(before, columns=columns, breaks=(seam(at),), sources=SOURCES)
    points, vehicles, _per = ratio_sketches(changed)
    found = [bool(rows_of(one.spec, "rule", strokeWidth=1.5)) for one in (points, vehicles)]
    assert found == drawn


def test_two_measures_that_change_their_source_on_one_day_have_a_seam_each() -> None:
    before = table_1()
    at = before.columns[-2].on

    def cited(figure: Figure, on: date) -> Figure:
        return replace(figure, sources=("ndw" if on >= at else "monitor",))

    columns = tuple(
        replace(
            c,
            charge_points=cited(c.charge_points, c.on),
            vehicles=cited(c.vehicles, c.on),
            ratio=cited(c.ratio, c.on),
        )
        for c in before.columns
    )
    # The names of measures are written by people, so no name says which panel a seam is of.
    seams = tuple(
        replace(seam(at), text=title, letter=letter)
        for title, letter in (("Laadpunten (fictief)", "c"), ("Auto's (fictief)", "d"))
    )
    told = ratio_sketches(replace(before, columns=columns, breaks=seams, sources=SOURCES))
    letters = [{"c", "d", "c, d"} & {*texts_of(one.spec)} for one in told[:2]]
    assert letters == [{"c"}, {"d"}]
    assert ["d = " in one.note for one in told] == [False, True, True]
    assert [one.note.count(" = andere bron") for one in told] == [1, 1, 2]


def test_two_measures_that_change_to_one_source_on_other_days_have_a_seam_each() -> None:
    before = table_1()
    first, second = (before.columns[place].on for place in (2, -2))

    def cited(figure: Figure, on: date, at: date) -> Figure:
        return replace(figure, sources=("ndw" if on >= at else "monitor",))

    columns = tuple(
        replace(
            c,
            charge_points=cited(c.charge_points, c.on, first),
            vehicles=cited(c.vehicles, c.on, second),
        )
        for c in before.columns
    )
    seams = (replace(seam(first), letter="a"), replace(seam(second), letter="b"))
    told = ratio_sketches(replace(before, columns=columns, breaks=seams, sources=SOURCES))
    assert [{"a", "b"} & {*texts_of(one.spec)} for one in told[:2]] == [{"a"}, {"b"}]


def test_from_lower_bounds_no_rise_is_told() -> None:
    first, *others = table_1().columns
    columns = (replace(first, charge_points=given_figure(5, at_least=True)), *others)
    told = ratio_sketches(replace(table_1(), columns=columns))[0].description
    assert "was ten minste 5 eind 2016 en 65.613 eind 2020" in told


# -------------------------------------------------------------------------------------- lines


def months(count: int, *, lacking: Sequence[int] = ()) -> list[tuple[date, Figure]]:
    return [
        (month_end(i), given_figure(100 + i, at_least=i in lacking, rough=ABOUT if i == 3 else ""))
        for i in range(count)
    ]


def test_more_than_twelve_dates_are_a_line_with_its_figures_at_ends_and_breaks() -> None:
    after = month_end(20)
    parted = (break_in(after.year, after.month),)
    spec = spec_of(table(months(60), parted))
    assert not rows_of(spec, "bar")
    assert texts_of(spec, fontWeight=600) == ["120", "119", "159", "100"]


def test_in_a_line_a_bound_is_an_arrow_that_nothing_joins() -> None:
    sketch = measured_sketch(table(months(20, lacking=[8]), provisional=[month_end(19)]))
    assert sketch is not None
    spec: Any = sketch.spec
    [arrow] = rows_of(spec, "point", shape="triangle-up")
    assert arrow["on"] == month_end(8).toordinal()
    assert arrow["on"] not in [row["on"] for row in rows_of(spec, "line")]
    assert [row["on"] for row in rows_of(spec, "point", filled=False)] == [
        month_end(19).toordinal()
    ]
    assert "≈" in texts_of(spec)
    for sign in ("Pijl omhoog: ten minste.", "≈: ongeveer.", "Open punt: voorlopig."):
        assert sign in sketch.note


def test_a_line_with_a_seam_and_a_target_ends_at_the_seam_and_aims_at_the_day() -> None:
    spec = spec_of(table(months(120), (seam(month_end(60)),)), (aimed(400, 300, 350),))
    runs = {row["run"] for row in rows_of(spec, "line")}
    assert len(runs) == 2
    # Each in the colour of its source.
    assert [len(rows_of(spec, "line", color=look)) for look in (PETROL, NAVY)] == [60, 60]
    assert len(rows_of(spec, "rule", strokeWidth=1.5)) == 2
    assert {"Monitor", "Register"} <= set(texts_of(spec))
    assert {"on": TARGET_DAY.toordinal(), "value": 400.0} in rows_of(spec, "tick")


FIGURES = st.builds(
    given_figure,
    st.one_of(st.none(), st.integers(-(10**7), 10**9)),
    at_least=st.booleans(),
    rough=st.sampled_from(("", "", ABOUT, OVER)),
)


@settings(max_examples=60)
@given(
    st.lists(FIGURES, min_size=1, max_size=130),
    st.booleans(),
    st.sampled_from(((), (1, 0, 2), (10**6, 10, 10**5))),
)
def test_what_is_drawn_and_its_numbers_are_those_of_the_table(
    found: list[Figure], parted: bool, ahead: tuple[int, int, int] | tuple[()]
) -> None:
    values = [(month_end(i), figure) for i, figure in enumerate(found)]
    breaks = (seam(month_end(len(found) // 2)),) if parted else ()
    told = table(values, breaks)
    sketch = measured_sketch(told, (aimed(*ahead),) if ahead else ())
    known = [(on, figure) for on, figure in values if figure.value is not None]
    if not known or len(known) + bool(ahead) < 2:
        assert sketch is None
        return
    assert sketch is not None
    in_table = [(row.on, row.figures[0]) for row in told.rows]
    assert [(row[1], row[2]) for row in sketch.numbers.rows][: len(found)] == in_table
    spec: Any = sketch.spec
    marks = ("bar", "line", "point")
    shown = {row["value"] for mark in marks for row in rows_of(spec, mark)}
    exact = {float(f.value) for _on, f in known if f.value is not None and not f.at_least}
    assert exact <= shown
