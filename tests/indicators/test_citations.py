"""In which edition of its source a figure stands, whichever way it came in."""

from datetime import date

import pytest

from indicators.citations import cited_by_code
from indicators.entry.choices import DateChoice
from indicators.entry.files import Reading
from indicators.entry.plan import Plan, plan
from indicators.entry.writing import write
from indicators.exports import figures_file
from indicators.imports import read_figures
from indicators.models import Edition, Observation, Source
from nalportal.exchange.tables import read_table
from tests import factories

pytestmark = pytest.mark.django_db

LONG = "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot\n"


@pytest.fixture
def monitor() -> Source:
    factories.measure(slug="laadpunten")
    return factories.source(slug="monitor", publisher="NAL", title="Monitor")


@pytest.fixture
def editions(monitor: Source) -> tuple[Edition, Edition]:
    """The later one was recorded first."""
    later = factories.edition(
        source=monitor, slug="monitor-2", title="Monitor", label="2", published_on=date(2021, 7, 1)
    )
    return factories.edition(source=monitor, slug="monitor-1", published_on=date(2021, 1, 1)), later


def read(*lines: str) -> Reading:
    text = LONG + "".join(f"laadpunten;{line}\n" for line in lines)
    return read_figures(read_table("cijfers.csv", text.encode()))


def stored(*lines: str) -> Plan:
    found = read(*lines)
    assert found.faults == []
    planned = plan(found.entries)
    write(planned, by=None, origin="test")
    return planned


def cited() -> dict[str, str]:
    rows = Observation.objects.select_related("edition")
    return {f"{row.on}": row.edition.slug if row.edition else "" for row in rows}


# ------------------------------------------------------------------------------- by which code


def test_a_source_without_editions_is_cited_itself(monitor: Source) -> None:
    (found,) = cited_by_code().values()
    assert (found.source, found.edition, found.words) == (monitor, None, "NAL, Monitor")


def test_the_code_of_a_source_means_its_newest_edition(
    editions: tuple[Edition, Edition],
) -> None:
    found = cited_by_code()
    assert {code: one.edition for code, one in found.items()} == {
        "monitor-1": editions[0].pk,
        "monitor-2": editions[1].pk,
        "monitor": editions[1].pk,
    }
    assert found["monitor-2"].words == "NAL, Monitor, 2"
    assert found["monitor"].words == "NAL, Monitor (nieuwste uitgave)"


def test_where_an_edition_has_the_code_of_its_source_the_code_means_that_edition(
    monitor: Source, editions: tuple[Edition, Edition]
) -> None:
    first = factories.edition(source=monitor, slug="monitor", published_on=date(2020, 1, 1))
    assert cited_by_code()["monitor"].edition == first.pk


# ----------------------------------------------------------------------------- out of a file


def test_a_figure_stands_in_the_edition_that_the_file_names(
    editions: tuple[Edition, Edition],
) -> None:
    stored("monitor-1;NL;;2019-12-31;;;10;;", "monitor;NL;;2020-12-31;;;11;;")
    assert cited() == {"2019-12-31": "monitor-1", "2020-12-31": "monitor-2"}


def test_a_new_edition_goes_on_where_the_first_one_was(editions: tuple[Edition, Edition]) -> None:
    stored("monitor-1;NL;;2018-12-31;;;9;;", "monitor-1;NL;;2019-12-31;;;10;;")
    planned = stored(
        "monitor-2;NL;;2018-12-31;;;9;;",
        "monitor-2;NL;;2019-12-31;;;12;;",
        "monitor-2;NL;;2020-12-31;;;14;;",
    )
    assert (planned.unchanged, len(planned.revised), len(planned.new)) == (1, 1, 1)
    # What it repeats stands where it stood; what it revises or adds stands in the new one.
    assert cited() == {
        "2018-12-31": "monitor-1",
        "2019-12-31": "monitor-2",
        "2020-12-31": "monitor-2",
    }
    assert Observation.objects.values("source").distinct().count() == 1


def test_a_figure_that_is_final_now_stands_in_the_edition_that_says_so(
    editions: tuple[Edition, Edition],
) -> None:
    stored("monitor-1;NL;;2019-12-31;;;10;ja;")
    stored("monitor-2;NL;;2019-12-31;;;10;nee;")
    assert cited() == {"2019-12-31": "monitor-2"}


def test_two_editions_of_one_file_cannot_both_give_a_figure(
    editions: tuple[Edition, Edition],
) -> None:
    found = read("monitor-1;NL;;2019-12-31;;;10;;", "monitor-2;NL;;2019-12-31;;;12;;")
    assert [fault.line for fault in found.faults] == [3]


def test_a_figure_of_no_source_is_refused(editions: tuple[Edition, Edition]) -> None:
    found = read(";NL;;2019-12-31;;;10;;")
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, "bron")]


def test_what_goes_out_comes_back_without_a_change(editions: tuple[Edition, Edition]) -> None:
    stored("monitor-1;NL;;2019-12-31;;;10;;", "monitor-2;NL;;2020-12-31;;;11;;")
    content = figures_file(Observation.objects.order_by("on"), "csv")
    again = plan(read_figures(read_table("cijfers.csv", content)).entries)
    assert (len(again.changes), again.unchanged) == (0, 2)


def test_a_wide_file_names_its_edition_too(editions: tuple[Edition, Edition]) -> None:
    text = "maat;bron;gebied;soort_laadpunt;31-12-2019\nlaadpunten;monitor-1;NL;;10\n"
    (entry,) = read_figures(read_table("cijfers.csv", text.encode())).entries
    assert entry.content.edition == editions[0].pk


# ------------------------------------------------------------------------------ in the grid


def test_a_grid_is_of_a_source_and_what_is_typed_of_an_edition(
    monitor: Source, editions: tuple[Edition, Edition]
) -> None:
    asked = {"maat": "laadpunten", "bron": "monitor-1", "gebieden": "land", "datum": "31-12-2019"}
    choice = DateChoice(asked)
    assert choice.is_valid(), choice.errors
    assert (choice.source, choice.edition) == (monitor, editions[0].pk)
