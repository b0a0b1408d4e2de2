"""Two people on one page, each in a session of their own, interleaved at each step.

Every kind of thing that is edited field by field: whatever the order, nothing that either wrote is
lost, and what both wrote is asked. Of the admin `tests/admin/test_two_people.py` tells, of cells of
grids and of steps `tests/regions` and `tests/indicators`, and how it looks
`tests/desk/test_browser_two_people.py`.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from nalportal.progress.models import Place
from nalportal.progress.texts import Texts, write
from nalportal.records.versions import SeenVersion
from tests import factories
from tests.progress.pages import form_values

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Kind:
    """``page`` makes one and gives the address of its form; the two fields take these texts."""

    page: Callable[[], str]
    fields: tuple[str, str]
    texts: tuple[str, str] = ("Van de eerste (fictief)", "Van de tweede (fictief)")


def milestone() -> str:
    return reverse("milestone-edit", args=[factories.milestone().reference])


def unit_texts() -> str:
    round_, unit = factories.round_(), factories.unit()
    by = factories.user(is_reviewer=True)
    write(unit, round_, Texts("Kort", "Lang"), seen=SeenVersion(0), by=by)
    return reverse("texts-edit", args=[unit.slug])


def totals() -> str:
    region = factories.region(unit=factories.unit())
    for slug in ("laadvisie", "plankaart"):
        factories.instrument(slug=slug)
    for _ in range(9):
        factories.municipality(region=region)
    factories.round_()
    return reverse("policy-counts", args=[region.unit.slug])


def policy_document() -> str:
    region = factories.region()
    place = factories.municipality(region=region)
    row = factories.policy_document()
    factories.policy_step(municipality=place, document=row)
    return reverse("policy-document-edit", args=[row.pk])


def round_settings() -> str:
    return reverse("round-edit", args=[factories.round_(title="Oud").slug])


def national_text() -> str:
    round_ = factories.round_(slug="medio-2021")
    row = factories.report_text(round=round_, place=Place.REGIONS, title="Oud", body="Oud")
    return f"/ronde/medio-2021/teksten/{row.pk}/"


def source() -> str:
    return f"/cijfers/bronnen/{factories.source().slug}/"


def edition() -> str:
    return f"/cijfers/uitgaven/{factories.edition().slug}/"


def measure() -> str:
    return f"/cijfers/maten/{factories.measure(slug='laadpunten').slug}/"


def dimension() -> str:
    return f"/cijfers/soorten/{factories.dimension().slug}/"


def agreement() -> str:
    row = factories.agreement()
    return f"/onderdelen/{row.region.unit.slug}/overeenkomst/{row.pk}/"


def indicator() -> str:
    return f"/cijfers/indicatoren/{factories.indicator().slug}/"


def unit() -> str:
    return f"/onderdelen/{factories.unit().slug}/"


def person() -> str:
    return f"/mensen/{factories.user().pk}/wijzigen/"


WEB = ("https://een.example/", "https://twee.example/")
KINDS = {
    "mijlpaal": Kind(milestone, ("title", "explanation")),
    "teksten van een onderdeel": Kind(unit_texts, ("summary", "intro")),
    "opgave van een regio": Kind(totals, ("laadvisie-aantal", "plankaart-aantal"), ("3", "4")),
    "beleidsdocument": Kind(policy_document, ("title", "url"), WEB),
    "ronde": Kind(round_settings, ("title", "deadline_on"), ("1-3-2022", "2-3-2022")),
    "landelijke tekst": Kind(national_text, ("body",) * 2),
    "bron": Kind(source, ("publisher", "name")),
    "uitgave": Kind(edition, ("title", "label"), ("Fictief 1", "Fictief 2")),
    "maat": Kind(measure, ("name", "unit_name"), ("Fictief 1", "Fictief 2")),
    "indeling": Kind(dimension, ("name", "name"), ("Fictief 1", "Fictief 2")),
    "indicator": Kind(indicator, ("title", "order"), ("7", "8")),
    "overeenkomst": Kind(agreement, ("signed", "partners"), ("juli 2020", "Fictieve partners")),
    "onderdeel": Kind(unit, ("name", "short_name"), ("Eerste", "Tweede")),
    "persoon": Kind(person, ("first_name", "last_name"), ("Eerste", "Tweede")),
}


@pytest.fixture
def two() -> tuple[Client, Client]:
    people = [factories.user(is_reviewer=True, is_staff=True) for _ in range(2)]
    clients = Client(), Client()
    for client, someone in zip(clients, people, strict=True):
        client.force_login(someone)
    return clients


# Each opens the page and saves it; of orders that only swap the two people, one.
ORDERS = [order for order in sorted(set(itertools.permutations("AABB"))) if order[0] == "A"]


def saved(client: Client, page: str) -> dict[str, str]:
    return {name: str(value) for name, value in form_values(client.get(page)).items()}


@pytest.mark.parametrize("order", ORDERS, ids="".join)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if len(set(KINDS[kind].fields)) == 2])
def test_of_two_fields_both_stay(
    two: tuple[Client, Client], kind: str, order: tuple[str, ...]
) -> None:
    what = KINDS[kind]
    page, opened = what.page(), {}
    for who in map("AB".index, order):
        if who not in opened:
            opened[who] = form_values(two[who].get(page))
            continue
        typed = {what.fields[who]: what.texts[who]}
        assert two[who].post(page, opened[who] | typed).status_code == 302
    now = saved(two[0], page)
    assert [now[name] for name in what.fields] == list(what.texts)


@pytest.mark.parametrize("answer", ["opgeslagen", "getypt"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_both_wrote_is_asked_and_both_are_shown(
    two: tuple[Client, Client], kind: str, answer: str
) -> None:
    what = KINDS[kind]
    page, name = what.page(), what.fields[-1]
    opened = [form_values(client.get(page)) for client in two]
    assert two[0].post(page, opened[0] | {name: what.texts[0]}).status_code == 302
    asked = two[1].post(page, opened[1] | {name: what.texts[1]})
    assert asked.status_code == 409
    assert "Intussen gewijzigd" in asked.text
    shown = form_values(asked)
    [choice] = asked.context["conflict"].choices
    assert str(shown[name]) == what.texts[1]
    assert saved(two[1], page)[name] == what.texts[0]
    assert two[1].post(page, shown | {choice.name: answer}).status_code == 302
    assert saved(two[0], page)[name] == what.texts[answer == "getypt"]


def test_the_other_fields_of_the_page_that_asks_are_kept_too(two: tuple[Client, Client]) -> None:
    page = milestone()
    opened = [form_values(client.get(page)) for client in two]
    two[0].post(page, opened[0] | {"title": "Van de eerste"})
    both = {"title": "Van de tweede", "explanation": "Alleen van de tweede"}
    asked = two[1].post(page, opened[1] | both)
    two[1].post(page, form_values(asked) | {"kies-title": "opgeslagen"})
    now = saved(two[0], page)
    assert (now["title"], now["explanation"]) == ("Van de eerste", "Alleen van de tweede")
