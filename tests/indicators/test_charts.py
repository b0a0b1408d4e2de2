"""The charts before they are drawn: what stands where, and what they say. Pure, so fast."""

import gzip
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import coverage_chart, rate_charts, ratio_charts, sketches_of
from indicators.charts.bars import FOLDED, label_width
from indicators.charts.dated import Divider, break_rules
from indicators.charts.drawing import Sketch
from indicators.charts.lines import LABEL_STEP, coverage_sketch, spread
from indicators.charts.rates import rate_sketches
from indicators.charts.ratios import ratio_sketches
from indicators.charts.style import BREAK_DASH, plain, text_width, tick_texts, ticks, wrapped
from indicators.charts.timeline import STROKES, date_ticks
from indicators.reports import CoverageReport, RatioReport
from nalportal.dutch import NO_BREAK_SPACE
from nalportal.report.payload import load

from .made_reports import (
    NO_TEXTS,
    SEPTEMBER_2019,
    SEPTEMBER_2020,
    break_in,
    coverage_of,
    coverage_report,
    month_end,
    rate_report,
    ratio_report,
    series,
    table_1,
    table_2,
)
from .vega_lite import refuse_invalid

PAYLOADS = Path(__file__).parents[1] / "report/payloads"
YEAR_ENDS = [date(year, 12, 31) for year in range(2010, 2021)]


def rows_of(spec: Any, mark: str, **wanted: object) -> list[dict[str, Any]]:
    """The rows of all layers with this mark, and these properties of it."""
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark and wanted.items() <= layer["mark"].items()
        for row in layer["data"]["values"]
    ]


def texts_of(spec: Any, **wanted: object) -> list[str]:
    return [row["text"] for row in rows_of(spec, "text", **wanted)]


_TOLD = re.compile(r"\b([a-z]) = (?:trendbreuk |andere bron vanaf )(.+?)[:.] ")


def assert_told(sketches: Iterable[Sketch]) -> None:
    """Each letter that a chart draws is explained under it and under its group, no other is; its
    date is in the words of who listens. No text is cut off."""
    beside: dict[str, set[str]] = {}
    for sketch in sketches:
        texts = texts_of(sketch.spec)
        drawn = {one for text in texts if _LETTERS.fullmatch(text) for one in text.split(", ")}
        told = dict(_TOLD.findall(f"{sketch.note} "))
        assert set(told) == drawn, sketch.key
        assert [date for date in told.values() if date not in sketch.description] == []
        assert not any(text.endswith("…") for text in texts)
        beside.setdefault(sketch.shared_note, set()).update(drawn)
    beside.pop("", None)  # of charts that stand alone
    for note, letters in beside.items():
        assert {letter for letter, _date in _TOLD.findall(f"{note} ")} == letters


_LETTERS = re.compile("[a-z](, [a-z])*")


@pytest.mark.parametrize("stored", sorted(PAYLOADS.glob("schema-*.gz")), ids=lambda path: path.stem)
def test_what_a_chart_of_a_published_report_draws_is_told(stored: Path) -> None:
    report = load(gzip.decompress(stored.read_bytes()))
    assert_told(sketches_of(report.indicators, report.outlook))


# ---------------------------------------------------------------------------- table 1: bars


def test_each_date_is_a_bar_with_its_dutch_number() -> None:
    points, vehicles, per_point = (sketch.spec for sketch in ratio_sketches(table_1()))
    assert texts_of(points, fontWeight=600) == [
        "26.700", "33.630", "36.977", "50.772", "65.613", "74.838",
    ]  # fmt: skip
    assert texts_of(vehicles, fontWeight=600)[-1] == "287.790"
    assert texts_of(per_point, fontWeight=600) == ["4,1", "3,5", "3,7", "3,9", "4,2", "3,8"]


def test_a_date_within_the_year_has_a_dashed_edge() -> None:
    spec = ratio_sketches(table_1())[0].spec
    assert [row["label"] for row in rows_of(spec, "bar", color="white")] == ["31-3-2021"]
    assert len(rows_of(spec, "bar", color="#0b5563")) == 5


def test_a_provisional_year_end_has_a_dashed_edge() -> None:
    end = date(2020, 12, 31)
    sketch = ratio_sketches(ratio_report([(end, 10, 40)], provisional=[end]))[0]
    assert [row["label"] for row in rows_of(sketch.spec, "bar", color="white")] == ["2020"]
    assert sketch.note == (
        "Stand aan het einde van het jaar; gestreepte rand: voorlopig cijfer eind 2020."
    )
    assert "10 (voorlopig) eind 2020" in sketch.description


@pytest.mark.parametrize(
    ("missing", "word"), [("pm", "pm"), ("onbekend", "Onbekend"), ("nvt", "–")]
)
def test_a_missing_value_is_a_word_without_a_bar(missing: str, word: str) -> None:
    report = ratio_report([(date(2019, 12, 31), missing, 5), (date(2020, 12, 31), 0, 5)])
    spec = ratio_sketches(report)[0].spec
    assert [row["label"] for row in rows_of(spec, "bar")] == ["2020"]
    assert texts_of(spec, color="#4a565c") == [word]
    assert texts_of(spec, fontWeight=600) == ["0"]


def test_only_missing_values_still_make_a_chart() -> None:
    sketch = ratio_sketches(ratio_report([(date(2020, 12, 31), "pm", "onbekend")]))[0]
    assert not rows_of(sketch.spec, "bar")
    assert (
        sketch.description == "Er zijn nog geen cijfers over het aantal (semi-)publieke laadpunten."
    )


def test_no_dates_no_charts() -> None:
    assert ratio_charts(ratio_report([])) == ()


def test_breaks_stand_before_the_first_date_after_them() -> None:
    points, vehicles, per_point = (sketch.spec for sketch in ratio_sketches(table_1()))
    for spec in (points, per_point):
        found = rows_of(spec, "text", fontStyle="italic")
        assert found == [{"label": "2019", "text": "a"}, {"label": "2020", "text": "b"}]
        assert rows_of(spec, "rule", strokeDash=list(BREAK_DASH)) == found
    assert not rows_of(vehicles, "rule", strokeDash=list(BREAK_DASH))


def test_two_breaks_in_one_gap_share_a_rule() -> None:
    breaks = (SEPTEMBER_2019, SEPTEMBER_2020)
    columns = ratio_report([(date(2016, 12, 31), 1, 4), (date(2021, 3, 31), 2, 8)]).columns
    assert break_rules([column.on for column in columns], breaks) == {1: Divider("a, b")}


def test_values_that_would_touch_stand_on_their_side() -> None:
    many = ratio_report([(end, 100_000 + i, 400_000) for i, end in enumerate(YEAR_ENDS)])
    spec = ratio_sketches(many)[0].spec
    assert len(texts_of(spec, angle=270, fontWeight=600)) == 11
    assert not texts_of(ratio_sketches(table_1())[1].spec, angle=270)


def test_very_many_dates_get_an_axis_instead_of_values() -> None:
    months = [(month_end(i), 600 * (i + 1), 2400 * (i + 1)) for i in range(120)]
    sketch = ratio_sketches(ratio_report(months))[0]
    assert texts_of(sketch.spec, align="right") == ["0", "20.000", "40.000", "60.000", "80.000"]
    assert not texts_of(sketch.spec, fontWeight=600)
    assert len(rows_of(sketch.spec, "bar", color="#0b5563")) == 120
    assert "gestreepte" not in sketch.note


@given(
    st.lists(st.sampled_from([month_end(i) for i in range(130)]), min_size=1, unique=True),
    st.booleans(),
)
@settings(max_examples=60)
def test_labels_of_dates_never_touch_and_the_first_and_the_last_are_there(
    dates: list[date], parted: bool
) -> None:
    rows = [(on, 10, 40) for on in sorted(dates)]
    breaks = (SEPTEMBER_2019,) if parted else ()
    spec: Any = ratio_sketches(ratio_report(rows, breaks))[0].spec
    x = scale_of_dates(spec)
    folded, shown, labels = "labelExpr" in x["axis"], x["axis"]["values"], x["scale"]["domain"]
    assert (shown[0], shown[-1]) == (labels[0], labels[-1])
    slot = x["scale"]["range"][1] / len(labels)
    middles = [(labels.index(label) + 0.5) * slot for label in shown]
    halves = [label_width(label, folded=folded) / 2 for label in shown]
    for (at, half), (later, other) in pairwise(zip(middles, halves, strict=True)):
        assert at + half < later - other
    # Nor is the last one cut off.
    assert middles[-1] + halves[-1] <= spec["width"] + spec["padding"]["right"] + 3


def scale_of_dates(spec: Any) -> Any:
    """Of bars."""
    found = (layer["encoding"].get("x", {}) for layer in spec["layer"])
    return next(x for x in found if "axis" in x)


def test_a_half_year_beside_years_leaves_none_of_them_out() -> None:
    """As the printed series goes on: the last day takes two lines, so that 2021 fits before it."""
    ends = [date(year, 12, 31) for year in range(2016, 2022)]
    rows = [(on, 9, 9) for on in (*ends, date(2022, 4, 30))]
    axis = scale_of_dates(ratio_sketches(ratio_report(rows))[0].spec)["axis"]
    assert axis["values"] == ["2016", "2017", "2018", "2019", "2020", "2021", "30-4-2022"]
    assert axis["labelExpr"] == FOLDED


# --------------------------------------------------------------------- what a chart 1 says


def test_a_description_says_the_outcome() -> None:
    nbsp = NO_BREAK_SPACE
    points, vehicles, per_point = (sketch.description for sketch in ratio_sketches(table_1()))
    assert points == (
        "Het aantal (semi-)publieke laadpunten steeg van 26.700 eind 2016 naar 65.613 eind 2020; "
        f"op 31{nbsp}maart{nbsp}2021 74.838. "
        f"Trendbreuken: september{nbsp}2019 en september{nbsp}2020."
    )
    assert vehicles.startswith("Het aantal stekkervoertuigen (BEV en PHEV) steeg van 108.958")
    assert "Laagste: 3,5 eind 2017." in per_point


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (5, 3, "daalde van 5 eind 2019 naar 3 eind 2020."),
        (5, 5, "was eind 2020 even groot als eind 2019: 5."),
        ("pm", 3, "was 3 eind 2020. Geen cijfer: eind 2019 (pm)."),
    ],
)
def test_a_description_of_other_developments(first: int | str, last: int, words: str) -> None:
    report = ratio_report([(date(2019, 12, 31), first, 9), (date(2020, 12, 31), last, 9)])
    assert ratio_sketches(report)[0].description == f"Het aantal (semi-)publieke laadpunten {words}"


def test_many_missing_values_are_counted() -> None:
    report = ratio_report([*((end, "pm", 1) for end in YEAR_ENDS[:-1]), (YEAR_ENDS[-1], 7, 1)])
    assert "Voor 10 datums is er geen cijfer." in ratio_sketches(report)[0].description


def test_the_note_explains_dashes_letters_and_words_once_for_all_panels() -> None:
    report = table_1()
    sketches = ratio_sketches(
        RatioReport(
            NO_TEXTS,
            (*report.columns, ratio_report([(date(2021, 12, 31), "pm", 1)]).columns[0]),
            (),
            "",
            report.breaks,
            (),
            (),
        )
    )
    note = sketches[0].shared_note.replace(NO_BREAK_SPACE, " ")
    assert note == (
        "Stand aan het einde van het jaar; gestreepte rand: 31 maart 2021, geen jaareinde. "
        "a = trendbreuk september 2019: Laadpunten in plaats van aansluitingen. "
        "b = trendbreuk september 2020: Thuislaadpunten tellen niet meer mee. "
        "pm = het cijfer bestaat, maar is nog niet bekend."
    )
    assert {sketch.shared_note for sketch in sketches} == {sketches[0].shared_note}
    # On its own page a panel explains its own letters and words.
    assert [" = trendbreuk" in sketch.note for sketch in sketches] == [True, False, True]
    assert ["pm =" in sketch.note for sketch in sketches] == [True, False, True]


# ----------------------------------------------------------------- table 2: horizontal bars


def test_four_panels_share_one_scale() -> None:
    sketches = rate_sketches(table_2())
    assert [s.title for s in sketches] == ["Publiek", "Semipubliek", "Snel", "Totaal"]
    specs: list[Any] = [sketch.spec for sketch in sketches]
    scales = [str(layer["encoding"]["x"]["scale"]) for s in specs for layer in s["layer"][1:]]
    assert set(scales) == {scales[0]}
    assert "'domain': [0.0, 1511.0]" in scales[0]


def test_an_incomplete_total_says_at_least_and_a_missing_part_has_a_word() -> None:
    sketches = rate_sketches(rate_report([("2020", 308, "pm", 18)]))
    semi_public, total = sketches[1], sketches[3]
    assert texts_of(semi_public.spec, color="#4a565c", baseline="middle") == ["pm"]
    assert not rows_of(semi_public.spec, "rect")
    assert texts_of(total.spec, fontWeight=600) == ["ten minste 326"]
    assert total.description.endswith("totaal. 2020: ten minste 326.")
    assert "pm = " in total.note


def test_a_negative_average_is_shown() -> None:
    spec: Any = rate_sketches(rate_report([("2020", -40, 20, 5)]))[0].spec
    assert texts_of(spec, fontWeight=600) == ["−40"]
    assert spec["layer"][1]["encoding"]["x"]["scale"]["domain"] == [-40.0, 20.0]


def test_a_long_label_takes_more_lines_and_more_height() -> None:
    short: Any = rate_sketches(rate_report([("kort", 1, 1, 1)]))[0].spec
    long: Any = rate_sketches(rate_report([("woord " * 10, 1, 1, 1)]))[0].spec
    assert long["height"] == short["height"] + 15


def test_the_rates_say_when_the_counting_changed() -> None:
    note = rate_sketches(rate_report([("2020", 1, 1, 1)], (SEPTEMBER_2019,)))[0].note
    assert note.endswith(f"Trendbreuk: september{NO_BREAK_SPACE}2019.")


def test_no_periods_no_charts() -> None:
    assert rate_charts(rate_report([])) == ()


# ------------------------------------------------------------------------- figure 1: lines


@pytest.mark.parametrize(
    "report",
    [coverage_of(), coverage_of(series("g4", "G4", [])), coverage_of(series("g4", "G4", ["pm"]))],
)
def test_without_figures_there_is_no_chart(report: CoverageReport) -> None:
    assert coverage_chart(report) is None


def test_a_break_and_a_missing_value_interrupt_a_line() -> None:
    report = coverage_of(series("g4", "G4", [1, 2, "pm", 4, 5, 6]), breaks=(break_in(2012, 5),))
    sketch = coverage_sketch(report)
    assert sketch is not None
    runs = [row["run"] for row in rows_of(sketch.spec, "line")]
    assert [runs.count(run) for run in dict.fromkeys(runs)] == [2, 1, 2]
    assert sketch.note.startswith("Waar een lijn onderbroken is, ontbreekt een cijfer. a = trend")


def test_a_break_outside_the_figures_is_neither_drawn_nor_told() -> None:
    sketch = coverage_sketch(coverage_report(6, (break_in(2030, 1),)))
    assert sketch is not None
    assert not rows_of(sketch.spec, "text", fontStyle="italic")
    assert "trendbreuk" not in f"{sketch.note} {sketch.description}".lower()


def test_each_region_has_its_own_colour_dash_and_marker() -> None:
    strokes = [(stroke.colour, stroke.marker) for stroke in STROKES.values()]
    assert len(set(strokes)) == len({marker for _colour, marker in strokes}) == 6


def test_names_of_pale_lines_are_written_in_ink() -> None:
    spec: Any = coverage_sketch(coverage_report(3)).spec  # type: ignore[union-attr]
    assert texts_of(spec, align="left", color="#1a2226") == ["Noord", "Oost"]
    assert texts_of(spec, align="left", color="#7a1145") == ["Zuid"]


def test_a_region_that_is_new_gets_a_line_too() -> None:
    sketch = coverage_sketch(coverage_of(series("nieuw", "Nieuw", [1, 2, 3])))
    assert sketch is not None
    assert len(rows_of(sketch.spec, "line", color="#6b787e")) == 3


@given(st.lists(st.floats(0, 250), min_size=1, max_size=8))
def test_names_keep_apart_in_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, [LABEL_STEP] * len(wanted), 250)
    ordered = [placed[i] for i in sorted(range(len(wanted)), key=lambda i: wanted[i])]
    assert all(b - a >= LABEL_STEP - 0.11 for a, b in pairwise(ordered))
    assert max(placed) <= 250


@pytest.mark.parametrize(("points", "most"), [(1, 1), (2, 2), (6, 6), (120, 11)])
def test_markers_stay_apart(points: int, most: int) -> None:
    sketch = coverage_sketch(coverage_report(points))
    assert sketch is not None
    assert 1 <= len(rows_of(sketch.spec, "point", color="#14213d")) <= most
    assert len(rows_of(sketch.spec, "line", color="#14213d")) == points


def test_a_point_alone_between_breaks_has_a_marker() -> None:
    report = coverage_report(40, (break_in(2013, 4), break_in(2013, 5, "b")))
    sketch = coverage_sketch(report)
    assert sketch is not None
    alone = month_end(15).toordinal()
    assert alone in [row["on"] for row in rows_of(sketch.spec, "point", color="#14213d")]


@pytest.mark.parametrize(
    ("points", "texts"),
    [
        (1, ["31-1-2012"]),
        (2, ["31-1-2012", "29-2-2012"]),
        (3, ["jan.\n2012", "feb.\n2012", "mrt.\n2012"]),
        (24, ["jun.\n2012", "dec.\n2012", "jun.\n2013", "dec.\n2013"]),
        (120, ["dec.\n2012", "dec.\n2015", "dec.\n2018", "dec.\n2021"]),
    ],
)
def test_dates_under_the_lines(points: int, texts: list[str]) -> None:
    dates = [month_end(i) for i in range(points)]
    assert [text for _on, text in date_ticks(dates, 188)] == texts


def test_the_description_follows_each_region() -> None:
    report = coverage_of(series("g4", "G4", [5, 7]), series("oost", "Oost", ["pm", "pm"]))
    description = coverage_sketch(report).description  # type: ignore[union-attr]
    assert description.replace(NO_BREAK_SPACE, " ") == (
        "Het aantal (semi-)publieke laadpunten per NAL-regio. "
        "G4 steeg van 5 op 31 januari 2012 naar 7 op 29 februari 2012. Oost: geen cijfers."
    )


# --------------------------------------------------------------------------- shared pieces


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        ("0", "11", ["0,0", "2,5", "5,0", "7,5", "10,0", "12,5"]),
        ("0", "4.2", ["0", "1", "2", "3", "4", "5"]),
        ("-3", "6", ["−4", "−2", "0", "2", "4", "6"]),
        ("0", "74838", ["0", "20.000", "40.000", "60.000", "80.000"]),
    ],
)
def test_grid_lines_are_round_numbers(low: str, high: str, texts: list[str]) -> None:
    assert tick_texts(ticks(Decimal(low), Decimal(high))) == texts


@pytest.mark.parametrize(
    "name",
    ["Een heel lange regionaam", "Noord-Holland-Noordwestfriesland", "W" * 40, "", "a", "- -"],
)
def test_a_long_name_goes_on_over_lines_and_loses_nothing(name: str) -> None:
    lines = wrapped(name, 96)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(text_width(line) <= 96 for line in lines)


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert plain("a\x00b\x1fc\ufffed\te") == "abcd\te"


@pytest.mark.parametrize(
    "sketches",
    [
        ratio_sketches(table_1()),
        ratio_sketches(ratio_report([(month_end(i), i, 4 * i) for i in range(120)])),
        rate_sketches(rate_report([("2020", -5, "pm", 3)])),
        [coverage_sketch(coverage_report(30, (break_in(2013, 3),)))],
    ],
    ids=["six dates", "120 dates", "rates", "lines"],
)
def test_specs_are_valid_vega_lite(sketches: Sequence[Sketch]) -> None:
    for sketch in sketches:
        refuse_invalid(sketch.spec)
