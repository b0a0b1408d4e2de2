"""In which dates the pages of municipalities speak: those of the open round, or today's."""

import re
from datetime import date

import pytest
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import Round, RoundState
from regions.models import Municipality, PolicyInstrument, Region, Stage
from tests import factories
from tests.progress.pages import form_values

pytestmark = pytest.mark.django_db

LIST = "/gemeenten/"
PEILDATUM, DIVISION = date(2021, 12, 31), date(2022, 1, 1)


@pytest.fixture
def round_() -> Round:
    return factories.round_(
        slug="eind-2021",
        title="Eind 2021 (fictief)",
        reference_on=PEILDATUM,
        division_on=DIVISION,
        deadline_on=date(2022, 2, 28),
    )


@pytest.fixture
def vision() -> PolicyInstrument:
    return factories.instrument(slug="laadvisie", name="Integrale laadvisie")


@pytest.fixture
def coordinator() -> User:
    return factories.user()


@pytest.fixture
def noord(coordinator: User) -> Region:
    unit = factories.unit(short_name="Noord", slug="noord", editors=(coordinator,))
    return factories.region(unit=unit)


@pytest.fixture
def places(noord: Region) -> tuple[Municipality, Municipality]:
    """One that is there all the time, and one that began with the division of the round."""
    begun = factories.municipality(name="Nieuwdorp", region=noord, valid_from=DIVISION)
    factories.municipality(name="Elders", region=factories.region())
    return factories.municipality(name="Altijddorp", region=noord), begun


@pytest.fixture
def as_coordinator(client: Client, coordinator: User, noord: Region) -> Client:
    client.force_login(coordinator)
    return client


def page(client: Client, address: str, **asked: str) -> str:
    return re.sub(r"\s+", " ", client.get(address, asked, follow=True).content.decode())


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_the_list_opens_on_the_own_region_at_the_peildatum_of_the_open_round(
    as_coordinator: Client, round_: Round, places: tuple[Municipality, ...]
) -> None:
    shown = page(as_coordinator, LIST)
    assert "Stand op 31 december 2021, gemeentelijke indeling van 1 januari 2022" in words(
        shown.replace("\u00a0", " ")
    )
    assert "<b>2 gemeenten</b>" in shown
    assert "Elders" not in shown.split("<tbody>")[1].split("</tbody>")[0]
    # The file of this list, and the view that is kept of it, are of that region too.
    assert re.search(r'href="[^"]*\.csv\?[^"]*regio=\w+', shown)
    assert "<b>3 gemeenten</b>" in page(as_coordinator, LIST, regio="")


def test_a_reviewer_sees_all_regions(
    reviewer: User, round_: Round, places: tuple[Municipality, ...]
) -> None:
    client = Client()
    client.force_login(reviewer)
    assert "<b>3 gemeenten</b>" in page(client, LIST)


def test_what_is_unknown_in_the_round_is_found_from_the_round(
    as_coordinator: Client,
    round_: Round,
    places: tuple[Municipality, ...],
    vision: PolicyInstrument,
) -> None:
    """A step of after the peildatum: known today, and still unknown in the round."""
    for place in places:
        factories.policy_step(municipality=place, instrument=vision, on=date(2022, 2, 12))
    asked = {"instrument": "laadvisie", "stand": "onbekend"}
    assert "<b>2 gemeenten</b>" in page(as_coordinator, LIST, ronde="eind-2021", **asked)
    assert "<b>0 gemeenten</b>" in page(as_coordinator, LIST, ronde="vandaag", **asked)


def test_the_switch_says_which_and_leads_to_the_other(
    as_coordinator: Client, round_: Round
) -> None:
    in_round = page(as_coordinator, LIST, q="dorp")
    assert "Eind 2021 (fictief) · stand op 31-12-2021 · indeling 1-1-2022" in words(in_round)
    today = re.search(r'href="([^"]*)" ?>Vandaag', in_round)
    assert today
    shown = page(as_coordinator, today[1].replace("&amp;", "&"))
    assert "Stand van vandaag" in words(shown)
    assert "U kijkt niet naar de ronde." in shown
    assert 'value="dorp"' in shown
    assert "<title>Gemeenten en beleid, vandaag" in shown


def test_the_choice_goes_along_in_links_forms_and_files(
    as_coordinator: Client, round_: Round, places: tuple[Municipality, ...]
) -> None:
    shown = page(as_coordinator, LIST, ronde="vandaag")
    code = places[0].code
    assert f'href="/gemeenten/{code}/?ronde=vandaag"' in shown
    assert 'href="/gemeenten/kaart/?ronde=vandaag"' in shown
    assert 'href="/mijlpalen/?ronde=vandaag"' in shown
    assert shown.count('<input type="hidden" name="ronde" value="vandaag">') == 3
    assert re.search(r"gemeenten\.csv\?[^\"]*ronde=vandaag", shown)
    one = page(as_coordinator, f"/gemeenten/{code}/", ronde="vandaag")
    assert f'href="/gemeenten/{code}/vastleggen/?ronde=vandaag"' in one


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"regio": "noord"}, "noord-beleid-eind-2021.csv"),
        ({"regio": "noord", "op": "31-12-2021"}, "noord-beleid-eind-2021.csv"),
        ({"regio": ""}, "gemeenten-en-beleid-eind-2021.csv"),
        ({"regio": "noord", "op": "2-2-2022"}, "noord-beleid-2022-02-02.csv"),
    ],
)
def test_a_file_says_how_it_stands(
    as_coordinator: Client, round_: Round, asked: dict[str, str], name: str
) -> None:
    response = as_coordinator.get("/gemeenten/gemeenten.csv", asked)
    assert f'filename="{name}"' in response.headers["Content-Disposition"]


def test_a_day_that_is_typed_has_the_division_of_that_day(
    as_coordinator: Client, round_: Round, places: tuple[Municipality, ...]
) -> None:
    asked = {"ronde": "eind-2021", "regio": "noord"}
    assert "<b>1 gemeente</b>" in page(as_coordinator, LIST, op="30-12-2021", **asked)
    assert "<b>2 gemeenten</b>" in page(as_coordinator, LIST, op="31-12-2021", **asked)


@pytest.mark.parametrize("choice", ["bestaat-niet", "\x00", "a" * 300, "eind-2021' or 1=1"])
def test_a_choice_that_is_none_is_the_open_round(
    as_coordinator: Client, round_: Round, choice: str
) -> None:
    assert "stand op 31-12-2021" in words(page(as_coordinator, LIST, ronde=choice))


def test_without_an_open_round_it_is_today(as_coordinator: Client, noord: Region) -> None:
    factories.round_(state=RoundState.PUBLISHED)
    shown = page(as_coordinator, LIST)
    assert "Dit is geen ronde." in shown
    assert "Vandaag</a>" not in shown


def test_a_round_that_lies_still_says_so_and_not_until_when_to_hand_in(
    as_coordinator: Client, noord: Region
) -> None:
    slug = factories.round_(state=RoundState.PUBLISHED, deadline_on=date(2022, 2, 28)).slug
    shown = page(as_coordinator, LIST, ronde=slug)
    assert "Ligt vast. U kunt hier niets wijzigen." in shown
    assert "Inleveren tot en met" not in shown


def test_what_is_recorded_stays_in_the_same_frame(
    as_coordinator: Client,
    round_: Round,
    places: tuple[Municipality, ...],
    vision: PolicyInstrument,
) -> None:
    address = f"/gemeenten/{places[0].code}/vastleggen/?ronde=vandaag"
    values = form_values(as_coordinator.get(address))
    values |= {"laadvisie-stage": Stage.ADOPTED, "laadvisie-dated": "3-2-2021"}
    assert as_coordinator.post(address, values).headers["Location"].endswith("?ronde=vandaag")


def test_the_page_of_a_municipality_is_of_the_peildatum(
    as_coordinator: Client,
    round_: Round,
    places: tuple[Municipality, ...],
    vision: PolicyInstrument,
) -> None:
    place = places[0]
    factories.policy_step(
        municipality=place, instrument=vision, stage=Stage.DRAFT, on=date(2021, 2, 3)
    )
    factories.policy_step(municipality=place, instrument=vision, on=date(2022, 2, 12))
    in_round = page(as_coordinator, f"/gemeenten/{place.code}/")
    assert "Stand op 31 december 2021." in in_round.replace("\u00a0", " ")
    record = page(as_coordinator, f"/gemeenten/{place.code}/vastleggen/")
    assert "In Eind 2021 (fictief):" in record
    assert "Nu:" in page(as_coordinator, f"/gemeenten/{place.code}/vastleggen/", ronde="vandaag")


def test_a_step_of_after_the_peildatum_stands_beside_what_counts(
    as_coordinator: Client,
    round_: Round,
    places: tuple[Municipality, ...],
    vision: PolicyInstrument,
) -> None:
    factories.policy_step(
        municipality=places[0], instrument=vision, stage=Stage.DRAFT, on=date(2021, 2, 3)
    )
    assert "Daarna" not in page(as_coordinator, LIST)
    factories.policy_step(municipality=places[0], instrument=vision, on=date(2022, 2, 12))
    shown = words(page(as_coordinator, LIST))
    assert "Daarna" in shown
    assert "12-2-2022" in shown
    assert "Telt niet mee voor Eind 2021 (fictief)" in shown
    assert "1 gemeente heeft een status van na 31-12-2021. Die telt niet mee." in shown
    assert "Telt niet mee" not in words(page(as_coordinator, LIST, ronde="vandaag"))
