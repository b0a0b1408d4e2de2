"""A colour is written once, in the tokens of the stylesheet; who needs it takes it from there."""

import re
from pathlib import Path

import pytest

from indicators.charts.timeline import STROKES
from nalportal.palette import colour, colours

ROOT = Path(__file__).parents[1]
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
PLACES = ("nalportal", "indicators", "regions", "workgroups")


def test_a_token_is_found_by_its_name() -> None:
    assert colour("brand-700") == "#0b5563"
    assert colour("paper") == "#ffffff"


def test_an_unknown_token_fails_loudly() -> None:
    with pytest.raises(KeyError):
        colour("roze")


def test_the_colour_of_a_region_is_the_token_of_its_name() -> None:
    named = {f"region-{slug}": stroke.colour for slug, stroke in STROKES.items()}
    assert named == {k: v for k, v in colours().items() if k.startswith("region-")}


def test_no_colour_is_written_a_second_time() -> None:
    found = [
        (str(path.relative_to(ROOT)), value)
        for place in PLACES
        for kind in ("*.py", "*.typ")
        for path in (ROOT / place).rglob(kind)
        for value in HEX.findall(path.read_text())
    ]
    assert [entry for entry in found if "/migrations/" not in entry[0]] == []
