"""Figure 2 before it is drawn, figure 1 of one region, and the numbers that go with charts."""

from collections.abc import Sequence
from typing import Any

import pytest

from indicators.charts import sketch_named
from indicators.charts.lines import coverage_sketch, region_sketch
from indicators.charts.monthly import placed_sketches
from indicators.charts.rates import rate_sketches
from indicators.charts.ratios import ratio_sketches
from indicators.reports import CoverageReport
from nalportal.dutch import NO_BREAK_SPACE

from .made_reports import month_end, table_1, table_2
from .rows import REGIONS, assembled, regional, series_break
from .test_charts import rows_of, texts_of
from .vega_lite import refuse_invalid


def coverage(
    noord: Sequence[int | None], oost: Sequence[int | None] = (), *breaks: int, provisional: int = 0
) -> CoverageReport:
    """Stock a month from January 2012 on; the last months can be provisional."""
    rows = [
        regional(slug, month_end(n), value, provisional=n >= len(values) - provisional)
        for slug, values in (("noord", noord), ("oost", oost))
        for n, value in enumerate(values)
    ]
    days = tuple(series_break(month_end(n).replace(day=1)) for n in breaks)
    return assembled(*rows, breaks=days).coverage


def growing(months: int) -> list[int | None]:
    return [n * n for n in range(months)]


@pytest.mark.parametrize(("months", "marks", "lines"), [(2, 1, 0), (6, 5, 0), (7, 6, 2)])
def test_a_month_is_a_mark_and_six_of_them_have_a_line(months: int, marks: int, lines: int) -> None:
    (sketch,) = placed_sketches(coverage(growing(months)))
    assert len(rows_of(sketch.spec, "point")) == marks
    assert len(rows_of(sketch.spec, "line")) == lines


@pytest.mark.parametrize("values", [[], [5], [5, None], [None, None, 7]])
def test_without_two_months_in_a_row_there_is_no_panel(values: list[int | None]) -> None:
    assert placed_sketches(coverage(values)) == ()


def test_lines_end_at_breaks_and_no_line_crosses_one() -> None:
    (sketch,) = placed_sketches(coverage(growing(16), [], 8))
    ends = [(row["run"], row["on"]) for row in rows_of(sketch.spec, "line")]
    assert ends == [
        (0, month_end(1).toordinal()),
        (0, month_end(7).toordinal()),
        (1, month_end(9).toordinal()),
        (1, month_end(15).toordinal()),
    ]
    assert texts_of(sketch.spec, fontStyle="italic") == ["a"]
    assert "a = trendbreuk september" in sketch.note.replace(NO_BREAK_SPACE, " ")


def test_a_negative_month_is_drawn_below_zero_and_told() -> None:
    (sketch,) = placed_sketches(coverage([100, 60, 90]))
    assert [row["value"] for row in rows_of(sketch.spec, "point")] == [-40.0, 30.0]
    assert rows_of(sketch.spec, "rule", color="#4a565c")[0] == {"value": 0}
    assert "Onder nul" in sketch.note
    assert "−40 in februari" in sketch.description


def test_a_provisional_month_is_an_open_mark() -> None:
    (sketch,) = placed_sketches(coverage(growing(4), provisional=1))
    assert len(rows_of(sketch.spec, "point", filled=False)) == 1
    assert "Open teken: voorlopig cijfer." in sketch.note


def test_panels_share_both_scales() -> None:
    panels: list[Any] = [s.spec for s in placed_sketches(coverage(growing(9), [0, 900]))]
    scales = {str(layer["encoding"]["y"].get("scale")) for p in panels for layer in p["layer"][:1]}
    days = {str(layer["encoding"]["x"].get("scale")) for p in panels for layer in p["layer"][:1]}
    assert (len(panels), len(scales), len(days)) == (2, 1, 1)


def test_a_panel_says_its_ends_its_extremes_and_its_trend() -> None:
    (sketch,) = placed_sketches(coverage(growing(8)))
    assert sketch.description.replace(NO_BREAK_SPACE, " ") == (
        "Per maand erbij, Noord: (semi-)publieke laadpunten. "
        "1 in februari 2012 en 13 in augustus 2012. "
        "Laagste: 1 in februari 2012; hoogste: 13 in augustus 2012. "
        "Trend van februari 2012 tot en met augustus 2012: 2,00 per maand (standaardfout 0,00)."
    )


# ------------------------------------------------------------------------ one region in figure 1


def test_one_region_stands_out_and_the_others_are_grey() -> None:
    sketch = region_sketch(coverage([1, 2, 3], [4, 5, 6]), "noord")
    assert sketch is not None
    assert len(rows_of(sketch.spec, "line", color="#b58a00")) == 3
    assert len(rows_of(sketch.spec, "line", color="#6b787e")) == 3
    assert texts_of(sketch.spec, fontWeight=600) == ["Noord"]
    assert "Oost" not in sketch.description
    assert sketch.note.startswith("Grijs: de andere NAL-regio's.")


@pytest.mark.parametrize("region", ["oost", "zuid"])
def test_a_region_without_figures_has_no_chart(region: str) -> None:
    assert region_sketch(coverage([1, 2], [None, None]), region) is None


def test_a_stock_that_is_at_least_is_not_drawn() -> None:
    rows = [regional("noord", month_end(n), 10) for n in (0, 2)]
    part = regional("noord", month_end(1), 4, charger_type="snel")
    sketch = coverage_sketch(assembled(*rows, part).coverage)
    assert sketch is not None
    assert [row["value"] for row in rows_of(sketch.spec, "line")] == [10.0, 10.0]
    assert "ontbreekt een cijfer" in sketch.note


# ----------------------------------------------------------------------------- files of a chart


def test_each_chart_of_a_report_is_found_by_its_own_key() -> None:
    rows = [regional(slug, month_end(n), n + 5) for slug in REGIONS for n in range(3)]
    report = assembled(*rows)
    expected = ["dekking", *(f"{kind}-{r}" for r in REGIONS for kind in ("dekking", "geplaatst"))]
    for key in expected:
        found = sketch_named(report, key)
        assert found is not None
        assert found.key == key
    assert sketch_named(report, "dekking-nergens") is None


def test_the_numbers_of_a_chart_are_those_that_it_shows() -> None:
    points = ratio_sketches(table_1())[0]
    assert points.numbers.head == ("Datum", "(Semi-)publieke laadpunten", "Voorlopig")
    assert [str(row[1]) for row in points.numbers.rows] == [
        "26.700", "33.630", "36.977", "50.772", "65.613", "74.838",
    ]  # fmt: skip
    total = rate_sketches(table_2())[3]
    assert [(str(row[3]), row[4]) for row in total.numbers.rows][-1] == ("1.511", "opgave")


def test_the_numbers_of_figure_1_have_a_column_per_region_and_all_together() -> None:
    sketch = coverage_sketch(coverage([1, None], [4, 5]))
    assert sketch is not None
    assert sketch.numbers.head == ("Datum", "Noord", "Oost", "Alle regio's", "Voorlopig")
    assert [[str(v) for v in row[1:]] for row in sketch.numbers.rows] == [
        ["1", "4", "ten minste 5", "nee"],
        ["pm", "5", "ten minste 5", "nee"],
    ]


def test_specs_are_valid_vega_lite() -> None:
    report = coverage(growing(30), [100, 60, 90], 13, provisional=2)
    one = region_sketch(report, "noord")
    assert one is not None
    for sketch in (*placed_sketches(report), one):
        refuse_invalid(sketch.spec)
