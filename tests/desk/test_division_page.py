"""A division of CBS on screen: shown, other names asked, done by whom. Names are fictitious."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nalportal.accounts.models import User
from regions.models import Municipality, MunicipalityAlias, Province, Reorganisation
from tests import factories

pytestmark = pytest.mark.django_db

HEAD = "Codes en namen van gemeenten/Code (code);Codes en namen van gemeenten/Naam (naam)"
ARROWS = "van,naar,op,soort\n" + "".join(
    f"{old},GM9100,2023-01-01,fusie\n" for old in ("GM9001", "GM9002")
)


@pytest.fixture
def beheerder(client: Client) -> Client:
    region = factories.region()
    for code, name in (("GM9001", "Eenfictief"), ("GM9002", "Tweefictief"), ("GM9003", "Oudnaam")):
        factories.municipality(code=code, name=name, region=region, province=Province.ZEELAND)
    client.force_login(factories.user(is_staff=True))
    return client


def sent(client: Client, *lines: str, arrows: str = "", on: str = "1-1-2023") -> Any:
    data: dict[str, Any] = {"op": on}
    data["file"] = SimpleUploadedFile("gebieden.csv", "\n".join((HEAD, *lines)).encode())
    if arrows:
        data["herindelingen"] = SimpleUploadedFile("herindelingen.csv", arrows.encode())
    return client.post(reverse("division"), data, follow=True)


def confirmed(client: Client, shown: Any, **ticks: str) -> Any:
    form = shown.context["form"]
    data = {name: form[name].value() for name in ("token", "fingerprint")} | ticks
    return client.post(shown.request["PATH_INFO"], data, follow=True)


NEW = ("GM9100;Nieuwfictief", "GM9003;Nieuwnaam")


def test_a_division_with_its_reorganisations_and_each_other_name_asked(beheerder: Client) -> None:
    shown = sent(beheerder, *NEW, arrows=ARROWS)
    assert "nieuw per 1-1-2023: Nieuwfictief (GM9100), Zeeland" in shown.text
    assert "Oudnaam (GM9003) heet voortaan Nieuwnaam" in shown.text
    assert not Reorganisation.objects.exists()
    confirmed(beheerder, shown)
    assert Municipality.objects.get(code="GM9003").name == "Oudnaam"
    assert Reorganisation.objects.count() == 2
    made = Municipality.history.filter(code="GM9100").get()
    assert made.history_user == User.objects.get()
    # A second time only the name is still a question.
    shown = sent(beheerder, *NEW)
    assert shown.context["lines"] == []
    confirmed(beheerder, shown, **{"hernoem-GM9003": "on"})
    assert Municipality.objects.get(code="GM9003").name == "Nieuwnaam"
    assert MunicipalityAlias.objects.filter(name="Oudnaam").exists()
    assert "Er verandert niets" in sent(beheerder, *NEW).text


def test_editions_may_come_in_any_order(beheerder: Client) -> None:
    confirmed(beheerder, sent(beheerder, *NEW, arrows=ARROWS), **{"hernoem-GM9003": "on"})
    older = ("GM9001;Eenfictief", "GM9002;Tweefictief", "GM9003;Oudnaam")
    assert "Er verandert niets" in sent(beheerder, *older, on="1-1-2022").text


def test_what_the_file_cannot_tell_is_a_problem_and_no_button(beheerder: Client) -> None:
    shown = sent(beheerder, *NEW)
    assert "GM9100 Nieuwfictief is nieuw." in shown.text
    assert "Indeling bijwerken" not in shown.text
    refused = confirmed(beheerder, shown)
    assert "Dit kan niet zo" in refused.text
    assert sent(beheerder, "PV;Zeeland").context["faults"][0].line == 2
    assert not Municipality.objects.filter(code="GM9100").exists()
