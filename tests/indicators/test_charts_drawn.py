"""The charts as drawn: a clean SVG, made once per data, by a worker that ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import caches

from indicators.charts import Chart, coverage_chart, drawing, rate_charts, ratio_charts
from indicators.charts.cleaning import UnexpectedSvgError, clean
from indicators.charts.drawing import DrawingError, Sketch, draw, run_worker
from indicators.charts.numbers import Numbers
from indicators.charts.ratios import ratio_sketches
from indicators.charts.style import Spec

from .made_reports import (
    break_in,
    coverage_of,
    coverage_report,
    rate_report,
    ratio_report,
    series,
    table_1,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & ]]> 😀 שלום'


def svg(inside: str = "") -> str:
    root = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9">'
    return f"{root}{inside}</svg>"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    caches["files"].clear()
    yield
    caches["files"].clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Spec]:
    """Counts instead of drawing: the specs that reached the worker."""
    reached: list[Spec] = []

    def count(specs: Sequence[Spec]) -> list[str]:
        reached.extend(specs)
        return [svg()] * len(specs)

    monkeypatch.setattr(drawing, "run_worker", count)
    return reached


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def shown_texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in parsed(svg).iter(f"{SVG}text")]


# -------------------------------------------------------------------------------- the SVG


@pytest.fixture(scope="module")
def real() -> list[Chart]:
    """Every kind of chart, drawn by vl-convert itself; names that try to break out included."""
    hostile = coverage_of(series("g4", HOSTILE, [1, 2, 3]), series("oost", "A\x00B", [3, 2, 1]))
    lines = [coverage_report(20, (break_in(2012, 9),)), hostile]
    return [
        *ratio_charts(table_1()),
        *rate_charts(rate_report([(HOSTILE, 308, "pm", 18)])),
        *(chart for report in lines if (chart := coverage_chart(report))),
    ]


def test_the_svg_is_an_image_with_a_dutch_label(real: list[Chart]) -> None:
    for chart in real:
        root = parsed(chart.svg)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] == chart.description
        assert root.attrib["class"] == "vega"
        assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
        assert int(root.attrib["width"]) <= 330


def test_inside_the_svg_nothing_speaks_runs_or_refers(real: list[Chart]) -> None:
    for chart in real:
        for element in list(parsed(chart.svg).iter())[1:]:
            names = set(element.attrib)
            assert not {"role", "style", "class", "id", "href"} & names
            assert not [name for name in names if name.startswith(("aria-", "on", "{"))]
        assert not re.search(r"<(script|style|image|use|a)\b|url\(", chart.svg)


def test_the_typeface_is_an_attribute_that_a_stylesheet_overrides(real: list[Chart]) -> None:
    for chart in real:
        families = {t.get("font-family") for t in parsed(chart.svg).iter(f"{SVG}text")}
        assert families == {"'Source Sans 3'"}


def test_texts_are_at_least_eleven_pixels(real: list[Chart]) -> None:
    for chart in real:
        sizes = {t.get("font-size") for t in parsed(chart.svg).iter(f"{SVG}text")}
        assert sizes == {"12px"}


def test_users_text_is_shown_literally(real: list[Chart]) -> None:
    rates, lines = real[3], real[-1]
    assert '<script>alert("1")' in shown_texts(rates.svg)[0]
    assert HOSTILE in rates.description
    assert shown_texts(lines.svg)[0].startswith("<script>")
    assert "AB" in shown_texts(lines.svg)
    assert "<script" not in rates.svg + lines.svg


def test_the_drawing_shows_all_values(real: list[Chart]) -> None:
    assert {"26.700", "31-3-2021", "a", "b"} <= set(shown_texts(real[0].svg))


def test_the_same_data_gives_the_same_bytes(real: list[Chart]) -> None:
    assert [chart.svg for chart in ratio_charts(table_1())] == [c.svg for c in real[:3]]


@pytest.mark.parametrize("points", [1, 2, 6, 120])
def test_a_line_chart_of_any_length_is_drawn(points: int) -> None:
    chart = coverage_chart(coverage_report(points))
    assert chart is not None
    assert {"G4", "Noordwest"} <= set(shown_texts(chart.svg))


# ------------------------------------------------------------------------------- cleaning


def test_unknown_attributes_are_left_out() -> None:
    cleaned = clean(
        svg('<g role="x"><text style="x" onclick="x" aria-label="x" class="x" x="1">t</text></g>'),
        'Zegt "a" & <b>',
        unique="1",
    )
    assert cleaned == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="vega" role="img" '
        'aria-label="Zegt &quot;a&quot; &amp; &lt;b&gt;" width="9" height="9" viewBox="0 0 9 9">'
        '<g><text x="1">t</text></g></svg>'
    )


def test_places_are_rounded_to_a_hundredth_of_a_pixel() -> None:
    drawn = svg(
        '<path fill="red" d="M7.5,130.69013068h-1.2e-15v0.0049e-13" transform="translate(0.5,1)"/>'
    )
    cleaned = clean(drawn, "", unique="1")
    assert 'd="M7.5,130.69h-1.2e-15v0.00" transform="translate(0.5,1)"' in cleaned


def test_ids_are_told_apart() -> None:
    drawn = svg(
        '<defs><clipPath id="clip1"><rect width="1" height="1"/></clipPath></defs>'
        '<g clip-path="url(#clip1)"><rect width="1" height="1"/></g>'
    )
    cleaned = clean(drawn, "", unique="abc")
    assert 'id="clip1-abc"' in cleaned
    assert 'clip-path="url(#clip1-abc)"' in cleaned


def test_shapes_that_draw_nothing_are_left_out() -> None:
    drawn = svg('<g><path d="M0,0"/><path d="M0,0" stroke="red" display="none"/><g/></g>')
    assert "<path" not in clean(drawn, "", unique="1")
    assert "<g" not in clean(drawn, "", unique="1")


@pytest.mark.parametrize(
    "drawn",
    [
        svg("<script>1</script>"),
        svg("<image/>"),
        svg("<style>a</style>"),
        svg('<foreignObject xmlns="http://www.w3.org/1999/xhtml"/>'),
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{svg("")}',
        "no svg",
        "",
    ],
)
def test_anything_else_is_refused(drawn: str) -> None:
    with pytest.raises(UnexpectedSvgError):
        clean(drawn, "", unique="1")


# ------------------------------------------------------------------------------- drawn once


def test_the_second_reader_finds_the_charts_drawn(drawn: list[Spec]) -> None:
    first, second = ratio_charts(table_1()), ratio_charts(table_1())
    assert len(drawn) == 3
    assert first == second


def test_only_what_has_changed_is_drawn_again(drawn: list[Spec]) -> None:
    end = date(2020, 12, 31)
    ratio_charts(ratio_report([(end, 10, 40)]))
    ratio_charts(ratio_report([(end, 20, 40)]))
    assert len(drawn) == 5  # the panel of vehicles is the same


def test_two_equal_charts_are_drawn_once(drawn: list[Spec]) -> None:
    sketch = ratio_sketches(table_1())[0]
    assert len(draw([sketch, sketch])) == 2
    assert len(drawn) == 1


@pytest.mark.parametrize("change", [{"description": "Anders."}, {"spec": {"height": 1}}])
def test_the_key_follows_spec_and_label(change: dict[str, Any]) -> None:
    sketch = Sketch("k", "Titel", {"height": 2}, "Zo.", "", Numbers((), ()))
    assert sketch.cache_key != replace(sketch, **change).cache_key
    assert sketch.cache_key == replace(sketch, note="Anders.").cache_key


def test_the_key_follows_the_drawing_code(monkeypatch: pytest.MonkeyPatch) -> None:
    sketch = ratio_sketches(table_1())[0]
    before = sketch.cache_key
    monkeypatch.setattr(drawing, "_drawer", lambda: ["a later engine"])
    assert replace(sketch).cache_key != before


def test_a_spoilt_entry_is_drawn_again(drawn: list[Spec]) -> None:
    caches["files"].set_many({sketch.cache_key: None for sketch in ratio_sketches(table_1())})
    ratio_charts(table_1())
    assert len(drawn) == 3


# ------------------------------------------------------------------------------ the worker


def test_a_spec_that_cannot_be_drawn_is_an_error_for_the_log() -> None:
    with pytest.raises(DrawingError, match="vl-convert stopped with code 1"):
        run_worker([{"mark": "no such mark"}])


def test_a_worker_that_hangs_is_stopped() -> None:
    with pytest.raises(DrawingError, match="not ready after"):
        run_worker([{}], timeout=0.001)


def test_an_unexpected_drawing_is_an_error_for_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "run_worker", lambda _specs: ["<html/>"] * 3)
    with pytest.raises(DrawingError, match="html"):
        ratio_charts(table_1())
