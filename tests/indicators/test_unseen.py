"""What the report would not show of figures that come in is said, and why; all are fictitious."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from indicators.entry.consequences import consequences
from indicators.entry.files import is_wide, read_wide
from indicators.entry.plan import plan
from indicators.entry.previews import in_words
from indicators.imports import ObservationResource
from indicators.models import Measure, Observation, Source
from indicators.unseen import report_being_made, unseen
from nalportal.exchange.tables import read_table
from tests import factories

LONG = "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot\n"


@pytest.fixture(autouse=True)
def monitor(db: None) -> Source:
    return factories.source(slug="nal", publisher="NAL", title="Monitor")


@pytest.fixture(autouse=True)
def points(monitor: Source) -> Measure:
    factories.printed_indicators()
    factories.measure(
        slug="stekkervoertuigen",
        name="Stekkervoertuigen",
        source=monitor,
    )
    factories.measure(slug="plaatsing-per-maand", name="Tempo", kind="tempo", source=monitor)
    return factories.measure(slug="laadpunten", name="Laadpunten", source=monitor)


@pytest.fixture(autouse=True)
def regions(db: None) -> list[Any]:
    return [
        factories.region(unit=factories.unit(slug=name, short_name=name.capitalize()))
        for name in ("noord", "oost")
    ]


def told(*rows: str) -> list[str]:
    table = read_table("cijfers.csv", (LONG + "".join(f"{row};;\n" for row in rows)).encode())
    found = read_wide(table) if is_wide(table) else ObservationResource().read(table)
    assert not found.faults
    return [str(line) for line in unseen(plan(found.entries).changes, report_being_made())]


def test_what_a_table_shows_or_computes_from_is_no_matter() -> None:
    assert (
        told(
            "laadpunten;nal;NL;;31-12-2020;;;65.613",
            "stekkervoertuigen;nal;NL;;31-12-2020;;;272.895",
            "laadpunten;nal;noord;;31-12-2020;;;4.000",
            "laadpunten;nal;noord;;31-1-2021;;;4.100",
            "plaatsing-per-maand;nal;NL;snel;30-4-2021;1-6-2020;;59",
        )
        == []
    )


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            "laadpunten;nal;NL;;31-12-2020;1-1-2020;;1",
            "Laadpunten, Nederland, 1-1-2020 tot en met 31-12-2020: een stand is van één dag, en "
            "dit cijfer is van een periode",
        ),
        (
            "plaatsing-per-maand;nal;NL;snel;31-12-2020;;;1",
            "Tempo, Nederland, Snel, 31-12-2020: een gemiddelde is van een periode, en hier is "
            "geen eerste dag",
        ),
        (
            "plaatsing-per-maand;nal;noord;snel;31-12-2020;1-1-2020;;1",
            "Tempo, Noord, Snel, 1-1-2020 tot en met 31-12-2020: gemiddelden staan in het rapport "
            "alleen voor heel Nederland",
        ),
        (
            "stekkervoertuigen;nal;noord;;31-12-2020;;;1",
            "Stekkervoertuigen, Noord, 31-12-2020: geen tabel gebruikt dit cijfer zolang er van "
            "die dag geen ander cijfer bij hoort",
        ),
    ],
)
def test_a_figure_that_no_table_uses_says_why(row: str, line: str) -> None:
    assert told(row) == [line]


def test_an_earlier_figure_of_the_year_is_superseded() -> None:
    assert told(
        "stekkervoertuigen;nal;NL;;30-6-2020;;;1", "stekkervoertuigen;nal;NL;;31-12-2020;;;2"
    ) == [
        "Stekkervoertuigen, Nederland, 30-6-2020: in het rapport staat een later cijfer van "
        "hetzelfde jaar"
    ]


def test_a_figure_that_makes_place_is_named(monitor: Source, points: Measure) -> None:
    """Half a pair takes nothing away; the other half does."""
    cars = Measure.objects.get(slug="stekkervoertuigen")
    for measure in (points, cars):
        factories.observation(
            measure=measure, source=monitor, charger_type="", on=date(2021, 3, 31), value=74_838
        )
    half = "laadpunten;nal;NL;;31-12-2021;;;86453"
    assert told(half) == []
    assert told(half, "stekkervoertuigen;nal;NL;;31-12-2021;;;390000") == [
        "Laadpunten, Nederland, 31-3-2021; Stekkervoertuigen, Nederland, 31-3-2021: stond tot nu "
        "toe in het rapport; wat u nu invoert, komt ervoor in de plaats"
    ]
    factories.round_(figures_until=date(2021, 4, 30))
    assert not any("tot nu toe" in line for line in told(half))


def test_of_another_source_only_the_last_is_seen_beside(monitor: Source, points: Measure) -> None:
    factories.source(slug="ndw", publisher="NDW", title="Register")
    factories.observation(measure=points, source=monitor, charger_type="", value=65_613)
    rows = [f"laadpunten;ndw;NL;;31-12-{year};;;1" for year in (2018, 2019, 2020)]
    assert told(*rows) == [
        "Laadpunten, Nederland, 31-12-2018; Laadpunten, Nederland, 31-12-2019: het rapport neemt "
        "op die dag NAL, Monitor; van een andere bron staat alleen het laatste volledige cijfer "
        "ernaast"
    ]


def test_a_municipality_is_seen_in_the_sum_of_its_region(regions: list[Any]) -> None:
    inside = factories.municipality(code="GM0014", name="Groningen")
    factories.membership(municipality=inside, region=regions[0])
    factories.municipality(code="GM0034", name="Almere")
    assert told("laadpunten;nal;GM0014;;31-12-2020;;;10") == []
    assert told("laadpunten;nal;GM0034;;31-12-2020;;;10") == [
        "Laadpunten, Almere, 31-12-2020: de gemeente hoorde op die dag bij geen NAL-regio"
    ]


def test_what_is_after_the_figures_of_the_round_comes_in_the_next() -> None:
    factories.round_(title="Eind 2020", figures_until=date(2021, 4, 30))
    assert told("laadpunten;nal;NL;;30-4-2021;;;1") == []
    assert told("laadpunten;nal;NL;;1-5-2021;;;1") == [
        "Laadpunten, Nederland, 1-5-2021: “Eind 2020” neemt cijfers tot en met 30-4-2021; dit "
        "komt in een volgend rapport"
    ]


def test_of_many_only_the_first_are_named() -> None:
    rows = [f"plaatsing-per-maand;nal;NL;snel;{day}-1-2021;;;1" for day in range(1, 29)]
    (line,) = told(*rows)
    assert "20-1-2021; en nog 8\N{NO-BREAK SPACE}cijfers: een gemiddelde" in line


def test_the_preview_says_it(client: Client) -> None:
    factories.round_(title="Begin 2020", figures_until=date(2020, 3, 1))
    client.force_login(factories.user(is_reviewer=True))
    data = {
        "maat": "plaatsing-per-maand",
        "bron": "nal",
        "soort": "snel",
        "blok": "Gebied\t2020\nNederland\t59\n",
    }
    shown = client.post(reverse("figures-import-block"), data, follow=True).content.decode()
    assert "Niet te zien in het rapport" in shown
    assert "hier is geen eerste dag" in shown
    assert "Telt niet mee voor Begin 2020." in shown


def test_every_cell_of_each_report_being_made_that_changes_is_told_and_nothing_is_stored(
    monitor: Source, points: Measure
) -> None:
    """Of every round that is not frozen, as its report tells it; the register stays as it was."""
    cars = Measure.objects.get(slug="stekkervoertuigen")
    for measure, value in ((points, 65_613), (cars, 272_895)):
        factories.observation(
            measure=measure, source=monitor, charger_type="", on=date(2020, 12, 31), value=value
        )
    for year in (2020, 2021):
        day = date(year, 12, 31)
        factories.round_(title=f"Eind {year}", reference_on=day, figures_until=day)
    rows = "laadpunten;nal;NL;;31-12-2020;;;66000", "laadpunten;nal;NL;;31-12-2021;;;86453"
    table = read_table("cijfers.csv", (LONG + "".join(f"{row};;\n" for row in rows)).encode())
    before = list(Observation.objects.values_list("pk", "value"))
    lines = Observation.history.count()
    first, second = consequences(plan(ObservationResource().read(table).entries))
    assert (first.title, second.title) == ("Eind 2020", "Eind 2021")
    points_of, ratio_of = "(Semi-)publieke laadpunten", "Stekkervoertuigen per laadpunt"
    assert [str(one) for one in first.changes] == [
        f"Kerncijfers, {points_of}, Stand: 65.613 → 66.000",
        f"Kerncijfers, {ratio_of}, Stand: 4,2 → 4,1",
        f"Tabel 1, {points_of}, 2020: 65.613 → 66.000",
        f"Tabel 1, {ratio_of}, 2020: 4,2 → 4,1",
    ]
    told = [str(one) for one in second.changes]
    assert f"Kerncijfers, {points_of}, Stand: 65.613 → 86.453" in told
    assert f"Tabel 1, {points_of}, 2021: Niets → 86.453" in told
    assert f"Tabel 1, {ratio_of}, 2021: Niets → Onbekend" in told
    assert list(Observation.objects.values_list("pk", "value")) == before
    assert Observation.history.count() == lines


def test_a_figure_of_a_later_day_than_its_edition_is_told(monitor: Source, points: Measure) -> None:
    factories.edition(source=monitor, slug="mei", label="mei 2022", published_on=date(2022, 5, 16))
    rows = [f"laadpunten;mei;NL;;{day};;;86453;;;;\n" for day in ("30-4-2022", "30-6-2022")]
    rows.append("laadpunten;mei;NL;;31-12-2030;;;9;;;streefwaarde;1-5-2022\n")
    heading = LONG.strip() + ";soort_cijfer;vastgesteld_op\n"
    for text, told in ((heading + "".join(rows[::2]), 0), (heading + "".join(rows), 1)):
        entries = ObservationResource().read(read_table("cijfers.csv", text.encode())).entries
        early = in_words(entries, plan(entries), None).early
        assert len(early) == told
    assert "mei 2022 is van 16-5-2022, en er staan cijfers bij van 30-6-2022." in early[0]
