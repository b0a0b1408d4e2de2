"""One municipality: its timelines, documents, past, region through time and names."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from regions.models import Municipality, PolicyStep, Region, Stage
from tests import factories

PAGE = "/gemeenten/GM9001/"


@pytest.fixture
def place(noord: Region) -> Municipality:
    return factories.municipality(name="Aduard", code="GM9001", region=noord)


def step(place: Municipality, **fields: object) -> PolicyStep:
    instrument = fields.pop("instrument", None) or factories.instrument(slug="laadvisie")
    return factories.policy_step(municipality=place, instrument=instrument, **fields)  # type: ignore[arg-type]


def text(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.text.split())


def test_a_municipality_that_is_none_is_not_found(as_outsider: Client, place: Municipality) -> None:
    assert as_outsider.get("/gemeenten/GM9999/").status_code == 404


def test_the_page_takes_thirteen_queries_however_much_there_is(
    as_coordinator: Client,
    place: Municipality,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    vision = factories.instrument()
    for _ in range(2):
        for _ in range(3):
            document = factories.policy_document()
            factories.policy_step(municipality=place, instrument=vision, document=document)
            factories.municipality_alias(municipality=place)
            factories.reorganisation(new=place)
        with django_assert_num_queries(13):
            as_coordinator.get(PAGE)


def test_every_step_stands_in_its_timeline_newest_first(
    as_outsider: Client, place: Municipality, coordinator: User
) -> None:
    first = step(place, stage=Stage.STARTED, on=date(2021, 1, 1), recorded_by=coordinator)
    step(place, instrument=first.instrument, on=date(2021, 5, 12), review_due_on=date(2023, 5, 12))
    page = text(as_outsider, f"{PAGE}?op=1-6-2023")
    adopted, started = (
        page.index("Vastgesteld, 12 mei 2021"),
        page.index("In ontwikkeling, 1"),
    )
    assert adopted < started
    assert "Vastgelegd door Co Ordinator" in page
    assert "Verlopen" in page
    assert "herijken vóór 12 mei 2023" in page


def test_a_corrected_step_is_struck_and_stays_visible(
    as_outsider: Client, place: Municipality, coordinator: User
) -> None:
    wrong = step(place, on=date(2021, 5, 1))
    step(
        place,
        instrument=wrong.instrument,
        on=date(2021, 6, 1),
        replaces=wrong,
        recorded_by=coordinator,
    )
    page = text(as_outsider)
    struck = page.partition("<del>")[2].partition("</del>")[0]
    assert "1 mei 2021" in struck
    assert "Gecorrigeerd door Co Ordinator" in page


def test_what_was_taken_back_is_struck_and_says_so(
    as_outsider: Client, place: Municipality, coordinator: User
) -> None:
    wrong = step(place, on=date(2021, 5, 1))
    step(place, instrument=wrong.instrument, stage="", replaces=wrong, recorded_by=coordinator)
    page = text(as_outsider)
    assert page.count("<del>") == 1
    assert "Vervallen verklaard door Co Ordinator" in page
    assert "Onbekend" in page


def test_notes_are_for_the_reviewer_and_who_keeps_the_region(
    client: Client, place: Municipality, coordinator: User, reviewer: User, outsider: User
) -> None:
    step(place, note="Wethouder belt nog.")
    seen = []
    for user in (coordinator, reviewer, outsider):
        client.force_login(user)
        seen.append("Wethouder belt nog." in text(client))
    assert seen == [True, True, False]


def test_documents_stand_once_each(as_outsider: Client, place: Municipality) -> None:
    document = factories.policy_document(title="Visie op laden", reference="CVDR000001")
    for _ in range(2):
        step(place, instrument=factories.instrument(), document=document)
    documents = text(as_outsider).partition("Documenten</h2>")[2].partition("</section>")[0]
    assert documents.count("Visie op laden") == 1
    assert "CVDR000001" in documents


def test_a_merged_municipality_shows_where_it_came_from_and_what_it_inherits(
    as_outsider: Client, noord: Region
) -> None:
    day = date(2022, 1, 1)
    new = factories.municipality(name="Nieuw", code="GM9001", region=noord, valid_from=day)
    vision = factories.instrument(slug="laadvisie")
    for name in ("Oud", "Ouder"):
        old = factories.municipality(
            name=name, code=f"GM88{len(name)}0", region=noord, valid_until=day
        )
        step(old, instrument=vision, on=date(2021, 5, 1))
        factories.reorganisation(old=old, new=new, on=day)
    page = text(as_outsider)
    assert "geërfd van Oud en Ouder – te herijken" in page
    assert "heeft een instrument alleen als al haar voorgangers het hadden vastgesteld" in page
    assert "Voorgangers" in page
    gone = text(as_outsider, "/gemeenten/GM8830/")
    assert "bestaat niet meer sinds 1 januari 2022" in gone
    assert "Stand op 31 december 2021" in gone
    assert '<a href="/gemeenten/GM9001/">Nieuw</a>' in gone


def test_region_through_time_and_other_names(as_outsider: Client, noord: Region) -> None:
    day, other = date(2022, 3, 24), factories.region(name="Fictief West")
    moved = factories.municipality(name="Verhuisd", code="GM9001")
    factories.membership(municipality=moved, region=noord, valid_until=day)
    factories.membership(municipality=moved, region=other, valid_from=day)
    factories.municipality_alias(municipality=moved, name="Verhuisd (Dr.)")
    page = text(as_outsider)
    assert page.index("tot 24 maart 2022") < page.index("Fictief West")
    assert "vanaf 24 maart 2022" in page
    assert "Verhuisd (Dr.)" in page


# --------------------------------------------------------------- what a total of 0 said earlier

NOBODY = "Tabel 3 (opgave van de regio)"


def lapsed(place: Municipality) -> PolicyStep:
    return step(
        place, stage=Stage.NOT_ADOPTED, on=date(2020, 12, 31), no_later_than=True, source=NOBODY
    )


def test_on_its_own_day_a_total_of_nobody_holds(
    as_coordinator: Client, place: Municipality
) -> None:
    lapsed(place)
    page = text(as_coordinator, f"{PAGE}?op=31-12-2020")
    assert "Overnemen" not in page
    assert "Onbekend" not in page


@pytest.mark.parametrize("address", [f"{PAGE}?op=31-12-2021", "/gemeenten/?op=31-12-2021"])
def test_later_it_is_unknown_with_the_old_value_beside(
    as_coordinator: Client, place: Municipality, address: str
) -> None:
    lapsed(place)
    page = text(as_coordinator, address)
    assert "Onbekend" in page
    assert "op 31-12-2020: niet vastgesteld, totaal van de regio" in page
    assert f"{PAGE}vastleggen/?overnemen=laadvisie&amp;op=31-12-2021" in page


def test_whoever_may_not_record_sees_the_old_value_and_no_link(
    as_outsider: Client, place: Municipality
) -> None:
    lapsed(place)
    page = text(as_outsider, f"{PAGE}?op=31-12-2021")
    assert "op 31-12-2020: niet vastgesteld" in page
    assert "Overnemen" not in page


def test_taking_it_over_fills_the_row_and_records_it_for_that_day(
    as_coordinator: Client, place: Municipality
) -> None:
    lapsed(place)
    asked = f"{PAGE}vastleggen/?overnemen=laadvisie&op=31-12-2021"
    form = as_coordinator.get(asked).context["form"]
    [row] = form.rows
    shown = {name: str(row[name].value()) for name in ("stage", "no_later_than")}
    assert shown == {"stage": "niet-vastgesteld", "no_later_than": "True"}
    sent = {
        "token": str(uuid4()),
        "version": str(form["version"].value()),
        "laadvisie-stage": "niet-vastgesteld",
        "laadvisie-dated": "31-12-2021",
        "laadvisie-no_later_than": "on",
    }
    assert as_coordinator.post(asked, sent).status_code == 302
    page = text(as_coordinator, f"{PAGE}?op=31-12-2021")
    assert "Overnemen" not in page
    # What somebody said of this municipality is no total, and holds on.
    assert "Overnemen" not in text(as_coordinator, f"{PAGE}?op=31-12-2022")


def test_only_what_lapsed_fills_a_row(as_coordinator: Client, place: Municipality) -> None:
    step(place)
    [row] = as_coordinator.get(f"{PAGE}vastleggen/?overnemen=laadvisie").context["form"].rows
    assert row["stage"].value() is None
