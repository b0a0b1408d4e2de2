"""Figures that say something against another of their series are a question; all is fictitious."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.entry.plan import plan
from indicators.imports import read_figures
from indicators.models import MeasureKind, Observation
from nalportal.exchange.tables import read_table
from tests import factories

pytestmark = pytest.mark.django_db

HEAD = (
    "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot;"
    "soort_cijfer;vastgesteld_op\n"
)
Span = tuple[date, date]


@pytest.fixture(autouse=True)
def _references() -> None:
    factories.source(slug="nal")
    factories.measure(slug="laadpunten", kinds=())
    factories.measure(slug="tempo", kinds=(), kind=MeasureKind.FLOW)


def average(since: str, until: str) -> str:
    return f"tempo;nal;NL;;{until};{since};;10;;;;\n"


def side(kind: str, value: int) -> str:
    return f"laadpunten;nal;NL;;31-12-2090;;;{value};;;{kind};1-6-2020\n"


def asked(rows: str) -> list[tuple[int, int]]:
    """The lines that a question is about, and those that they contradict."""
    reading = read_figures(read_table("cijfers.csv", (HEAD + rows).encode()))
    assert not reading.faults
    lines = {entry.key: entry.place.line for entry in reading.entries}
    found = plan(reading.entries).contradictions
    return [(one.entry.place.line, lines[one.key]) for one in found]


FIRST = average("1-1-2019", "31-12-2020")


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (average("1-6-2020", "30-6-2021"), [(2, 3), (3, 2)]),
        (average("1-6-2018", "31-1-2019"), [(2, 3), (3, 2)]),
        (average("1-1-2020", "31-12-2020"), []),  # within it
        (average("1-1-2019", "31-3-2021"), []),  # it runs on
        (average("1-1-2021", "31-12-2021"), []),  # after it
    ],
)
def test_a_period_that_crosses_another_is_asked(other: str, wanted: list[tuple[int, int]]) -> None:
    assert asked(FIRST + other) == wanted


@pytest.mark.parametrize(
    ("low", "middle", "high", "wanted"),
    [
        (1, 2, 3, []),
        (2, 2, 2, []),
        (3, 2, 4, [(2, 3), (3, 2)]),
        (1, 5, 4, [(3, 4), (4, 3)]),
    ],
)
def test_the_sides_of_a_forecast_stand_in_their_order(
    low: int, middle: int, high: int, wanted: list[tuple[int, int]]
) -> None:
    rows = side("prognose-laag", low) + side("prognose", middle) + side("prognose-hoog", high)
    assert asked(rows) == wanted


def test_nothing_is_stored_before_somebody_says_that_it_is_right(tmp_path: Path) -> None:
    file = tmp_path / "prognose.csv"
    file.write_text(HEAD + side("prognose-laag", 9) + side("prognose-hoog", 5))
    out = StringIO()
    with pytest.raises(CommandError, match="--sure"):
        call_command("import_figures", str(file), "--apply", stdout=out)
    assert not Observation.objects.exists()
    assert "Laag, midden en hoog staan niet op volgorde" in out.getvalue()
    call_command("import_figures", str(file), "--apply", "--sure", stdout=out)
    assert Observation.objects.count() == 2
