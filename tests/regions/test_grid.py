"""The grid of municipalities × instruments: what is typed, saved, refused and asked."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User, of_person
from nalportal.dutch import PartialDate, Precision
from nalportal.exchange.cells import CellError
from nalportal.exchange.clipboard import read_block, write_block
from nalportal.progress.frame import frame_of
from nalportal.progress.models import Round, SubmissionState
from regions import verbs
from regions.filters import AsOfForm
from regions.grid import GridRow, Mine, Reader, filled_by, rows_of
from regions.models import (
    AnswerKind,
    Municipality,
    PolicyAction,
    PolicyInstrument,
    PolicyStep,
    Region,
)
from tests import factories

pytestmark = pytest.mark.django_db

GRID = "/gemeenten/invullen/"
PEILDATUM = date(2021, 12, 31)


@pytest.fixture
def visie() -> PolicyInstrument:
    return factories.instrument(slug="laadvisie", name="Laadvisie")


@pytest.fixture
def member() -> PolicyInstrument:
    return factories.instrument(slug="lidmaatschap", answers=AnswerKind.YES_NO)


@pytest.fixture
def places(noord: Region) -> list[Municipality]:
    factories.round_(
        reference_on=PEILDATUM, division_on=date(2022, 1, 1), title="Eind 2021", slug="eind-2021"
    )
    return [
        factories.municipality(code=f"GM900{n}", name=f"Fictief {n}", region=noord)
        for n in range(1, 4)
    ]


@pytest.fixture
def page(client: Client, coordinator: User, visie: PolicyInstrument) -> Client:
    client.force_login(coordinator)
    return client


def cell(place: Municipality, slug: str = "laadvisie", version: int = 0) -> str:
    return f"cel-{place.code}-{slug}-{version}"


def send(page: Client, cells: dict[str, str], **more: Any) -> Any:
    return page.post(GRID, {"token": str(uuid4()), "deel": "1", **cells, **more})


def stored() -> list[tuple[str, str, date, bool]]:
    rows = PolicyStep.objects.standing().order_by("pk")
    return [(row.municipality.code, row.stage, row.on, row.no_later_than) for row in rows]


# --------------------------------------------------------------------------- reading a cell

DAY = PartialDate(date(2021, 10, 15), Precision.DAY)


@pytest.mark.parametrize(
    ("text", "stage", "dated", "late"),
    [
        ("v 15-10-2021", "vastgesteld", DAY, False),
        ("V15-10-2021", "vastgesteld", DAY, False),
        ("Vastgesteld 15-10-2021", "vastgesteld", DAY, False),
        ("vastgesteld, 15 oktober 2021", "vastgesteld", DAY, False),
        ("v uiterlijk 15-10-2021", "vastgesteld", DAY, True),
        ("v", "vastgesteld", PartialDate(PEILDATUM, Precision.DAY), True),
        ("c mei 2021", "concept", PartialDate(date(2021, 5, 1), Precision.MONTH), False),
        ("In ontwikkeling sinds 15-10-2021", "gestart", DAY, False),
        ("i 2021", "gestart", PartialDate(date(2021, 1, 1), Precision.YEAR), False),
        ("Niet vastgesteld 15-10-2021", "niet-vastgesteld", DAY, False),
        ("niet-vastgesteld op 15-10-2021", "niet-vastgesteld", DAY, False),
        ("n 15-10-2021", "niet-vastgesteld", DAY, False),
        ("g 15-10-2021", "geen", DAY, False),
        ("Ingetrokken 15-10-2021", "ingetrokken", DAY, False),
        ("pm", "pm", PartialDate(PEILDATUM, Precision.DAY), True),
        ("✓ 15-10-2021", "vastgesteld", DAY, False),
        ("Vastgesteld (15-10-2021)", "vastgesteld", DAY, False),
        ("v eind 2021", "vastgesteld", PartialDate(PEILDATUM, Precision.DAY), True),
        ("v vóór 1-7-2021", "vastgesteld", PartialDate(date(2021, 6, 30), Precision.DAY), True),
        ("c Q3 2021", "concept", PartialDate(date(2021, 7, 1), Precision.QUARTER), False),
    ],
)
def test_a_cell_reads_as_people_type_it(
    visie: PolicyInstrument, text: str, stage: str, dated: PartialDate, late: bool
) -> None:
    fact = Reader(PEILDATUM).fact(visie, text)
    assert (fact.stage, fact.dated, fact.no_later_than) == (stage, dated, late)


def test_yes_and_no_have_keys_of_their_own(member: PolicyInstrument) -> None:
    reader = Reader(PEILDATUM)
    typed = ("j", "n", "Ja 1-5-2021", "nee", "X", "v")
    assert [reader.fact(member, text).stage for text in typed] == [
        "ja", "nee", "ja", "nee", "ja", "ja",
    ]  # fmt: skip


def test_an_expected_date_and_a_document_stand_behind_a_semicolon(visie: PolicyInstrument) -> None:
    document = factories.policy_document(title="Visie; deel 1", reference="CVDR677545")
    bare = factories.policy_document(title="Visie; deel 2")
    reader = Reader(PEILDATUM)
    both = reader.fact(visie, "c 15-10-2021; verwacht 2022; CVDR677545")
    assert (both.dated, both.document) == (DAY, document)
    assert both.expected == PartialDate(date(2022, 1, 1), Precision.YEAR)
    assert reader.fact(visie, "v 15-10-2021; Visie; deel 2").document == bare
    assert reader.fact(visie, "c 15-10-2021 verwacht mei 2022").expected == PartialDate(
        date(2022, 5, 1), Precision.MONTH
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("klaar", "Kies In ontwikkeling, Concept"),
        ("ja", "U vulde “ja” in"),
        ("x", "U vulde “x” in"),
        ("v ooit", "is geen datum"),
        ("v waarschijnlijk 2021", "is geen datum"),
        ("v tot en met 2021", "is geen datum"),
        ("onbekend", "die niet klopt vervallen bij de gemeente"),
        ("v 1-5-2021; Besluit", "achter de puntkomma"),
    ],
)
def test_what_is_unclear_is_told(visie: PolicyInstrument, text: str, said: str) -> None:
    with pytest.raises(CellError, match=said):
        Reader(PEILDATUM).fact(visie, text)


# -------------------------------------------------------------------------------- the page


def test_the_grid_opens_on_the_own_region_at_the_peildatum(
    page: Client, places: list[Municipality]
) -> None:
    factories.municipality(name="Elders", region=factories.region())
    step = factories.policy_step(municipality=places[0], on=date(2021, 5, 12))
    text = page.get(GRID).text
    assert "Beleid invullen: Noord" in text
    assert "Elders" not in text
    assert "stand op 31" in text
    assert f'data-cel="cel-GM9001-{step.instrument.slug}-{step.pk}"' in text
    assert f'data-cel="{cell(places[1])}"' in text
    assert "12-5-2021" in text


def test_the_grid_of_the_country_takes_eight_queries_however_many_cells(
    client: Client,
    reviewer: User,
    visie: PolicyInstrument,
    member: PolicyInstrument,
    places: list[Municipality],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(reviewer)
    for more in (0, 20):
        for _n in range(more):
            factories.policy_step(municipality=factories.municipality(region=factories.region()))
        client.get(GRID)
        with django_assert_num_queries(8):  # one of them for remarks
            client.get(GRID)


def test_another_region_is_looked_at_without_fields(
    page: Client, places: list[Municipality]
) -> None:
    other = factories.region(unit=factories.unit(slug="zuid"))
    factories.municipality(code="GM9200", name="Zuidelijk", region=other)
    text = page.get(f"{GRID}?regio=zuid").text
    assert "Zuidelijk" in text
    assert "data-cel" not in text


# ----------------------------------------------------------------------------------- saving


def test_one_press_saves_all_cells_as_one_action(
    page: Client, places: list[Municipality], member: PolicyInstrument
) -> None:
    response = send(
        page,
        {
            cell(places[0]): "v 15-10-2021",
            cell(places[1]): "c mei 2021",
            cell(places[1], "lidmaatschap"): "j",
        },
    )
    assert "3\u00a0cellen opgeslagen om" in response.text
    assert stored() == [
        ("GM9001", "vastgesteld", date(2021, 10, 15), False),
        ("GM9002", "concept", date(2021, 5, 1), False),
        ("GM9002", "ja", PEILDATUM, True),
    ]
    action = PolicyAction.objects.get()
    assert f"/gemeenten/handelingen/{action.pk}/ongedaan/" in response.text
    # Only the rows that were saved come back, each cell with its new version.
    first = PolicyStep.objects.earliest("pk")
    assert cell(places[0], version=first.pk) in response.text
    assert "GM9003" not in response.text
    assert "15-10-2021" in response.text


def test_without_the_script_a_whole_save_leads_back_to_the_grid(
    page: Client, places: list[Municipality]
) -> None:
    sent = {"token": str(uuid4()), cell(places[0]): "v 15-10-2021"}
    response = page.post(GRID, sent, follow=True)
    assert response.redirect_chain == [(GRID, 302)]
    assert "Alle cellen zijn opgeslagen." in response.text


def test_what_is_wrong_is_told_per_cell_and_the_others_go_on(
    page: Client, places: list[Municipality]
) -> None:
    elsewhere = factories.municipality(code="GM9100", name="Elders", region=factories.region())
    young = factories.municipality(
        code="GM9101", region=places[0].memberships.get().region, valid_from=date(2021, 11, 1)
    )
    ended = factories.municipality(
        code="GM9102", region=places[0].memberships.get().region, valid_until=date(2021, 6, 1)
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = send(
        page,
        {
            cell(places[0]): "v 15-10-2021",
            cell(places[1]): "klaar",
            cell(places[2]): f"v {tomorrow:%d-%m-%Y}",
            cell(elsewhere): "v 15-10-2021",
            cell(young): "v 15-10-2021",
            cell(ended): "v 15-10-2021",
            "cel-GM9999-laadvisie-0": "v 15-10-2021",
            cell(places[0], "niets"): "v 15-10-2021",
            cell(places[1], "laadvisie", 5) + "x": "v 15-10-2021",
        },
        telt_niet_mee="on",
    )
    assert [row[0] for row in stored()] == ["GM9001"]
    assert "7 cellen zijn niet opgeslagen" in response.text
    for said in (
        "U vulde “klaar” in.",
        "een datum die niet in de toekomst ligt",
        "Deze gemeente hoort niet bij uw regio.",
        "toen de gemeente ontstond",
        "toen de gemeente ophield te bestaan",
        "kent het portaal niet",
    ):
        assert said in response.text
    # What was refused stands in its cell still, and where the page has no such cell beside why.
    assert 'value="klaar"' in response.text
    told = " ".join(response.text.split())
    refused = "Deze gemeente of dit instrument kent het portaal niet."
    for where in ("GM9999, ", f"{places[0].name}, niets"):
        assert re.search(rf"{where}[^:]*: {refused} U typte: “v 15-10-2021”\.", told), where


def test_sent_twice_nothing_is_stored_twice(page: Client, places: list[Municipality]) -> None:
    sent = {"token": str(uuid4()), "deel": "1", cell(places[0]): "v 15-10-2021"}
    first, again = page.post(GRID, sent), page.post(GRID, sent)
    anew = page.post(GRID, {**sent, "token": str(uuid4())})
    assert len(stored()) == PolicyAction.objects.count() == 1
    for response in (first, again, anew):
        assert "1\u00a0cel opgeslagen" in response.text


def test_a_cell_that_somebody_else_changed_asks_and_the_others_go_on(
    page: Client, reviewer: User, places: list[Municipality], visie: PolicyInstrument
) -> None:
    verbs.record([places[0]], [verbs.Fact(visie, "concept", DAY)], by=reviewer)
    theirs = PolicyStep.objects.get()
    mine = {cell(places[0]): "v 1-11-2021", cell(places[1]): "v 1-11-2021"}
    response = send(page, mine)
    assert [row[0] for row in stored()] == ["GM9001", "GM9002"]
    assert f"Intussen gewijzigd door {reviewer.display_name}" in response.text
    assert "Gebruik mijn versie: v 1-11-2021" in response.text
    # The answer is about this change and no other.
    kept = send(page, mine, **{"kies-GM9001-laadvisie": "opgeslagen"})
    assert "Intussen" not in kept.text
    assert len(stored()) == 2
    other = send(page, mine, **{"kies-GM9001-laadvisie": str(theirs.pk + 1000)})
    assert "Intussen" in other.text
    send(page, mine, **{"kies-GM9001-laadvisie": str(theirs.pk)})
    assert [row[:2] for row in stored()][-1] == ("GM9001", "vastgesteld")


def test_a_step_of_the_same_day_is_corrected_and_the_old_one_taken_back_is_a_change(
    page: Client, reviewer: User, places: list[Municipality], visie: PolicyInstrument
) -> None:
    verbs.record([places[0]], [verbs.Fact(visie, "concept", DAY)], by=reviewer)
    step = PolicyStep.objects.get()
    send(page, {cell(places[0], version=step.pk): "v 15-10-2021"})
    assert stored() == [("GM9001", "vastgesteld", date(2021, 10, 15), False)]
    new = PolicyStep.objects.standing().get()
    assert new.replaces == step
    verbs.retract(new, by=reviewer, reason="Fictief")
    response = send(page, {cell(places[0], version=new.pk): "c 1-11-2021"})
    assert "Intussen gewijzigd" in response.text


def test_an_earlier_date_takes_the_place_of_what_the_cell_shows(
    page: Client, reviewer: User, places: list[Municipality], visie: PolicyInstrument
) -> None:
    """Adopted "uiterlijk 31-12-2021" by a total of the region; now they know the day."""
    day, document = PartialDate(PEILDATUM, Precision.DAY), factories.policy_document()
    told = verbs.Fact(
        visie, "vastgesteld", day, no_later_than=True, document=document, note="Oud",
        source="opgave van de regio",
    )  # fmt: skip
    verbs.record(places[:2], [told], by=reviewer)
    first, second = PolicyStep.objects.order_by("pk")
    response = send(
        page,
        {
            cell(places[0], version=first.pk): "v 15-10-2021",
            cell(places[1], version=second.pk): "c 15-10-2021",
        },
    )
    assert "2\u00a0cellen opgeslagen" in response.text
    assert stored() == [
        ("GM9001", "vastgesteld", DAY.on, False),
        ("GM9002", "concept", DAY.on, False),
    ]
    mine, other = PolicyStep.objects.standing().order_by("pk")
    # What was said of the same goes along; who said the other date did not say this one.
    assert (mine.replaces, mine.document, mine.note, mine.source) == (first, document, "Oud", "")
    assert (other.replaces, other.document, other.note) == (second, None, "")
    assert "15-10-2021" in page.get(GRID).text
    verbs.undo(mine.action, by=reviewer)
    assert [row[2] for row in stored()] == [PEILDATUM] * 2


def test_what_is_given_back_names_what_people_know(
    page: Client, places: list[Municipality], noord: Region, visie: PolicyInstrument
) -> None:
    noord.unit.editors.clear()
    said = f"Fictief 1, {visie.short_name}"
    answer = send(
        page, {cell(places[0], version=751): "v 15-10-2021", "kies-GM9001-laadvisie": "7"}
    )
    assert answer.status_code == 403
    assert said in answer.text
    assert "GM9001" not in answer.text
    figures = {f"{places[0].code}-waarde": ["12"], "2021-12-31-waarde": ["13"]}
    assert of_person(figures, "/cijfers/invoeren/") == {
        "Fictief 1: Waarde": ["12"],
        "31-12-2021: Waarde": ["13"],
    }


def test_undoing_a_save_leads_back_to_the_grid(page: Client, places: list[Municipality]) -> None:
    send(page, {cell(places[0]): "v 15-10-2021"})
    [action] = PolicyAction.objects.all()
    sent = {"token": str(uuid4()), "regio": "noord"}
    response = page.post(f"/gemeenten/handelingen/{action.pk}/ongedaan/", sent, follow=True)
    assert response.redirect_chain == [(f"{GRID}?regio=noord", 302)]
    assert "Ongedaan gemaakt." in response.text
    assert stored() == []


def test_what_a_cell_would_not_show_is_not_called_saved(
    page: Client, reviewer: User, places: list[Municipality], visie: PolicyInstrument
) -> None:
    for stage, on in (("concept", date(2021, 3, 1)), ("vastgesteld", DAY.on)):
        fact = verbs.Fact(visie, stage, PartialDate(on, Precision.DAY))
        verbs.record(places[:2], [fact], by=reviewer)
    newest = PolicyStep.objects.order_by("-pk")
    shown = {place: newest.filter(municipality=place)[0].pk for place in places[:2]}
    sent = {
        cell(places[0], version=shown[places[0]]): "i 1-2-2021",
        cell(places[1], version=shown[places[1]]): "c 1-3-2021",
    }
    response = send(page, sent)
    assert "Er is niets opgeslagen." in response.text
    assert "Hier staat ook Concept, 1\u00a0maart\u00a02021. Laat dat eerst" in response.text
    assert "Hier staat ook Vastgesteld, 15\u00a0oktober\u00a02021. Laat dat eerst" in response.text
    assert len(stored()) == 4


def test_a_document_alone_goes_with_what_stands(
    page: Client, reviewer: User, places: list[Municipality], visie: PolicyInstrument
) -> None:
    document = factories.policy_document(title="Fictieve visie", reference="CVDR677545")
    verbs.record([places[0]], [verbs.Fact(visie, "vastgesteld", DAY, note="Oud")], by=reviewer)
    step = PolicyStep.objects.get()
    send(page, {cell(places[0], version=step.pk): "Vastgesteld 15-10-2021; CVDR677545"})
    new = PolicyStep.objects.standing().get()
    assert (new.replaces, new.document, new.note) == (step, document, "Oud")


def test_what_will_not_count_is_asked_once(page: Client, places: list[Municipality]) -> None:
    sent = {cell(places[0]): "v 12-2-2022", cell(places[1]): "v 15-10-2021"}
    response = send(page, sent)
    assert [row[0] for row in stored()] == ["GM9002"]
    assert "12-2-2022 ligt na de peildatum en telt niet mee voor Eind 2021." in response.text
    assert "Toch opslaan" in response.text
    send(page, sent, telt_niet_mee="on")
    assert [row[0] for row in stored()] == ["GM9002", "GM9001"]


def test_a_closed_register_takes_only_what_came_after_the_peildatum(
    page: Client, places: list[Municipality], noord: Region
) -> None:
    factories.submission(
        unit=noord.unit, round=Round.objects.get(), state=SubmissionState.SUBMITTED
    )
    assert cell(places[0]) in page.get(GRID).text
    response = send(
        page,
        {cell(places[0]): "v 15-10-2021", cell(places[1]): "v 12-2-2022"},
        telt_niet_mee="on",
    )
    assert "Leg nu alleen vast wat na 31" in response.text
    assert [row[0] for row in stored()] == ["GM9002"]


def test_hostile_fields_are_told_and_not_stored(page: Client, places: list[Municipality]) -> None:
    response = send(
        page,
        {
            cell(places[0]): "v 15-10-2021\x00",
            cell(places[1]): "v" * 2_000,
            f"cel-{places[2].code}-laadvisie-{'9' * 30}": "v 15-10-2021",
        },
    )
    assert response.status_code == 200
    assert not stored()
    broken = page.post(GRID, {cell(places[0]): "v 15-10-2021", "deel": "1", "token": "x"})
    assert "Verstuur dit nog een keer." in broken.text
    assert not stored()


# ---------------------------------------------------------------------- without the script


def test_a_block_fills_the_grid_and_what_has_no_place_is_told(
    page: Client, places: list[Municipality], member: PolicyInstrument
) -> None:
    text = (
        "Gemeente\tLidmaatschap\tLaadvisie\n"
        "Fictief 1\tja\tv 15-10-2021\n"
        "gm9002\t\tconcept\n"
        "Elders\tja\t\n"
        "Fictief 3\tja\tc\tteveel\n"
    )
    heads = {kind.short_name for kind in PolicyInstrument.objects.all()}
    text = text.replace("Lidmaatschap", member.short_name)
    assert {"Laadvisie", member.short_name} == heads
    response = page.post(GRID, {"token": str(uuid4()), "plakken": text, "vullen": "ja"})
    assert f'name="{cell(places[0])}"' in response.text
    assert f'name="{cell(places[0], "lidmaatschap")}"' in response.text
    assert 'value="concept"' in response.text
    assert "“Elders” is geen gemeente van dit rooster." in response.text
    assert 'role="status" tabindex="-1" autofocus>' in response.text
    assert "“teveel” past in geen cel" in response.text
    assert not stored()


def test_what_is_pasted_and_not_in_the_cells_yet_is_not_lost_by_the_other_button(
    page: Client, places: list[Municipality]
) -> None:
    pasted = {"token": str(uuid4()), "plakken": "Fictief 1\tv 15-10-2021\nElders\tc"}
    response = page.post(GRID, pasted)
    assert f'name="{cell(places[0])}"' in response.text
    assert "“Elders” is geen gemeente van dit rooster." in response.text
    assert not stored()
    seen = response.text.split('name="gevuld" value="')[1].split('"')[0]
    filled = {**pasted, "token": str(uuid4()), "gevuld": seen, cell(places[0]): "v 15-10-2021"}
    assert page.post(GRID, filled).status_code == 302
    assert [row[:2] for row in stored()] == [(places[0].code, "vastgesteld")]


ANSWERS = st.sampled_from(["", "v 15-10-2021", "c mei 2021", 'v "fictief"', "v\n1-2-2021", "pm"])


@given(
    answers=st.lists(st.tuples(ANSWERS, ANSWERS), min_size=3, max_size=3),
    named=st.sampled_from(["{name}", "{code}", "gem. {name}", "Bijnaam {code}"]),
    blanks=st.sets(st.integers(0, 2)),
    order=st.permutations([0, 1, 2]),
    headed=st.booleans(),
)
def test_every_value_of_a_random_block_is_in_its_own_cell(
    random_grid: tuple[list[GridRow], dict[str, str]],
    answers: list[tuple[str, str]],
    named: str,
    blanks: set[int],
    order: list[int],
    headed: bool,
) -> None:
    rows, kinds = random_grid
    lines: list[tuple[str, ...]] = []
    if headed:  # and the columns the other way around
        lines.append(("Gemeente", *reversed(kinds.values())))
    for at in order:
        texts = answers[at][::-1] if headed else answers[at]
        place = named.format(name=rows[at].name, code=rows[at].code)
        lines += [("", "", "")] * (at in blanks) + [(place, *texts)]
    filling = filled_by(read_block(write_block(lines)), rows, kinds)
    wanted = {
        cell.name: text
        for row, texts in zip(rows, answers, strict=True)
        for cell, text in zip(row.cells, texts, strict=True)
        if text
    }
    assert filling.left == []
    assert filling.fields == wanted


@pytest.fixture
def random_grid(
    places: list[Municipality], visie: PolicyInstrument, member: PolicyInstrument
) -> tuple[list[GridRow], dict[str, str]]:
    for place in places:
        factories.municipality_alias(municipality=place, name=f"Bijnaam {place.code}")
    kinds = {kind.slug: kind.short_name for kind in (visie, member)}
    standing = AsOfForm({}, frame_of(RequestFactory().get(GRID))).standing()
    rows = rows_of(standing, [place.code for place in places], Mine(None, {}), {})
    return rows, {slug: kinds[slug] for slug in (one.slug for one in standing.instruments)}


def test_a_cell_that_is_filled_twice_says_what_is_not_used(
    random_grid: tuple[list[GridRow], dict[str, str]],
) -> None:
    rows, kinds = random_grid
    block = read_block("Fictief 1\tc 1-2-2021\nFictief 1\tv 15-10-2021")
    filling = filled_by(block, rows, kinds)
    assert filling.fields == {rows[0].cells[0].name: "c 1-2-2021"}
    assert filling.left == [
        "Regel 2: “v 15-10-2021” is niet gebruikt. Eerder stond er “c 1-2-2021”."
    ]


# ---------------------------------------------------------------- one municipality at a time


def test_a_region_is_walked_through_one_municipality_at_a_time(
    page: Client, places: list[Municipality], member: PolicyInstrument, noord: Region
) -> None:
    factories.policy_step(municipality=places[0], stage="concept", on=date(2021, 2, 1))
    first, second, last = (f"/gemeenten/{row.code}/vastleggen/?regio=noord" for row in places)
    text = page.get(first).text
    assert "Gemeente 1 van 3 in Noord, GM9001." in text
    assert "Vorige" not in text
    step = {"laadvisie-stage": "vastgesteld", "laadvisie-dated": "1-5-2021", "volgende": "ja"}
    response = page.post(first, {"version": "999999", "token": str(uuid4()), **step}, follow=True)
    assert response.redirect_chain == [(second, 302)]
    assert "Opgeslagen: Fictief 1." in response.text
    assert "Vorige: Fictief 1" in response.text
    # A step without a date is of the peildatum at the latest.
    sent = {
        "version": "999999",
        "token": str(uuid4()),
        "laadvisie-stage": "concept",
        "volgende": "ja",
    }
    page.post(second, sent)
    assert stored()[-1] == ("GM9002", "concept", PEILDATUM, True)
    response = page.post(last, {"version": "999999", "token": str(uuid4()), **step}, follow=True)
    assert response.redirect_chain == [(f"{GRID}?regio=noord", 302)]
    assert "Dat was de laatste gemeente van Noord." in response.text


def test_what_the_status_does_not_show_is_told(
    page: Client, places: list[Municipality], visie: PolicyInstrument
) -> None:
    factories.policy_step(municipality=places[0], instrument=visie, on=date(2021, 8, 1))
    step = {"laadvisie-stage": "concept", "laadvisie-dated": "1-5-2021", "volgende": "ja"}
    for place, told in ((places[0], True), (places[1], False)):
        address = f"/gemeenten/{place.code}/vastleggen/?regio=noord"
        sent = {"version": "999999", "token": str(uuid4()), **step}
        response = page.post(address, sent, follow=True)
        said = f"vervallen bij de gemeente. Het gaat om {place.name}"
        assert (said in response.text) == told
    assert len(stored()) == 3


def test_the_municipality_before_can_be_followed_and_nothing_is_saved_by_that(
    page: Client, places: list[Municipality], visie: PolicyInstrument
) -> None:
    factories.policy_step(
        municipality=places[0], instrument=visie, stage="concept", on=date(2021, 2, 1)
    )
    address = f"/gemeenten/{places[1].code}/vastleggen/?regio=noord&zoals=GM9001"
    form = page.get(address).context["form"]
    assert form.rows[0]["stage"].value() == "concept"
    assert form.rows[0]["dated"].value() == "1-2-2021"
    assert len(stored()) == 1
    # Of another region it is the form as it always was.
    assert page.get(address.replace("noord", "zuid")).context["walk"] is None
