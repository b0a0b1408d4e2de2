"""The first figure of a series is weighed against what stands beside it; all are fictitious."""

from datetime import date
from typing import Any

import pytest

from indicators.entry.files import read_wide
from indicators.entry.plan import Plan, plan
from indicators.entry.previews import in_words
from indicators.models import Measure, MeasureKind, Source, ValueKind
from nalportal.exchange.tables import read_table
from tests import factories

ON = date(2020, 12, 31)


@pytest.fixture(autouse=True)
def monitor(db: None) -> Source:
    return factories.source(slug="nal", publisher="NAL", title="Monitor")


@pytest.fixture(autouse=True)
def points(monitor: Source) -> Measure:
    return factories.measure(slug="laadpunten", name="Laadpunten", unit_name="laadpunten")


@pytest.fixture(autouse=True)
def regions(db: None) -> list[Any]:
    return [factories.region(unit=factories.unit(slug=name)) for name in ("noord", "oost", "zuid")]


def planned(*rows: str, dates: str = "31-12-2020", measure: str = "laadpunten") -> Plan:
    head = f"maat;bron;gebied;soort_laadpunt;{dates}\n"
    lines = "".join(f"{measure};nal;{row}\n" for row in rows)
    found = read_wide(read_table("cijfers.csv", (head + lines).encode()))
    assert not found.faults
    return plan(found.entries)


def beside(found: Plan) -> list[tuple[int, int]]:
    return [(int(first.entry.content.value or 0), int(first.value)) for first in found.firsts]


def test_a_figure_ten_times_that_of_another_source_is_asked(points: Measure) -> None:
    ndw = factories.source(slug="ndw", publisher="NDW", title="Register")
    factories.observation(measure=points, source=ndw, charger_type="", value=65_613)
    assert beside(planned("NL;;6.561")) == [(6_561, 65_613)]
    assert beside(planned("NL;;66.000")) == []
    # Two years away says nothing.
    assert beside(planned("NL;;6.561", dates="31-12-2022")) == []


def test_the_question_names_both(points: Measure) -> None:
    ndw = factories.source(slug="ndw", publisher="NDW", title="Register")
    factories.observation(measure=points, source=ndw, charger_type="", value=65_613)
    found = planned("NL;;6.561")
    assert found.asked == 1
    changes = [change.entry for change in found.changes]
    assert in_words(changes, found, None).doubts == (
        "Nederland, 31-12-2020: 6.561. Het is het eerste cijfer van deze reeks; Nederland, "
        "31-12-2020 heeft 65.613 (NDW, Register).",
    )


def test_a_region_that_has_more_than_the_country_is_asked(points: Measure) -> None:
    factories.observation(measure=points, source=Source.objects.get(), charger_type="", value=900)
    assert beside(planned("noord;;901")) == [(901, 900)]
    assert beside(planned("noord;;899")) == []


def test_shares_and_paces_of_areas_are_not_parts_of_that_of_the_country() -> None:
    for slug, fields in (
        ("dekking", {"unit_name": "%", "kind": MeasureKind.SHARE}),
        ("tempo", {"unit_name": "per maand", "kind": MeasureKind.FLOW}),
    ):
        measure = factories.measure(slug=slug, **fields)  # type: ignore[arg-type] # its fields
        factories.observation(
            measure=measure, source=Source.objects.get(), charger_type="", value=60
        )
        assert beside(planned("noord;;80", measure=slug)) == []


def test_an_area_far_from_all_others_is_asked_once() -> None:
    rows = ("noord;;10.000", "oost;;900", "zuid;;1.100")
    assert beside(planned(*rows)) == [(10_000, 1_100)]
    assert beside(planned("noord;;100", *rows[1:])) == [(100, 900)]
    assert beside(planned("noord;;5.000", *rows[1:])) == []


def test_a_series_that_has_figures_is_compared_with_its_own(
    points: Measure, monitor: Source, regions: list[Any]
) -> None:
    for region, value in zip(regions, (900, 10_000, 11_000), strict=True):
        factories.observation(
            measure=points, source=monitor, region=region, charger_type="", value=value
        )
    assert beside(planned("noord;;1.000", dates="31-1-2021")) == []


def test_few_points_and_targets_are_no_first_figures_of_a_series(
    points: Measure, monitor: Source
) -> None:
    assert beside(planned("noord;;1", "oost;;20", "zuid;;30")) == []
    factories.observation(
        measure=points,
        source=monitor,
        charger_type="",
        kind=ValueKind.TARGET,
        set_on=date(2020, 1, 1),
        value=10,
    )
    assert beside(planned("NL;;65.613")) == []


def test_without_a_first_figure_no_query_is_made(
    points: Measure, monitor: Source, django_assert_num_queries: Any
) -> None:
    factories.observation(measure=points, source=monitor, charger_type="", value=100)
    head = "maat;bron;gebied;soort_laadpunt;31-1-2021\nlaadpunten;nal;NL;;110\n"
    entries = read_wide(read_table("cijfers.csv", head.encode())).entries
    with django_assert_num_queries(1):
        plan(entries)
