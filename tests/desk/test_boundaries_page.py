"""Boundaries of a division on screen: sent, read as a job, shown, stored. Names are fictitious."""

import gzip
import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nalportal.dutch import short_date
from nalportal.pages.jobs import run_next
from nalportal.pages.models import Job
from nalportal.progress.models import RoundState
from regions.models import BoundarySet
from tests import factories
from tests.regions.test_boundaries import CROSSING, THREE, feature, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def beheerder(client: Client) -> Client:
    for code, name in (("GM0001", "Een"), ("GM0002", "Twee"), ("GM0003", "Drie")):
        factories.municipality(code=code, name=name)
    client.force_login(factories.user(is_staff=True))
    return client


def sent(client: Client, features: Any, name: str = "grenzen.geojson", **more: str) -> Any:
    """The preview that the job of this file leads to."""
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    packed = gzip.compress(content) if name.endswith(".gz") else content
    said = {"op": "1-1-2021", "bron": "CBS en Kadaster", "licentie": "CC BY 4.0"} | more
    client.post(reverse("boundaries"), said | {"file": SimpleUploadedFile(name, packed)})
    assert run_next()
    return client.get(Job.objects.latest("pk").address)


def stored(client: Client, shown: Any) -> Any:
    data = {"token": shown.context["form"]["token"].value()}
    return client.post(shown.request["PATH_INFO"], data, follow=True)


@pytest.mark.parametrize("name", ["grenzen.geojson", "grenzen.json.gz"])
def test_boundaries_are_shown_stored_and_a_second_time_change_nothing(
    beheerder: Client, name: str
) -> None:
    shown = sent(beheerder, THREE, name)
    assert "3\xa0gemeenten in het bestand." in shown.text
    assert "Coördinaten in meters (RD)." in shown.text
    assert not BoundarySet.objects.exists()
    assert "De grenzen zijn opgeslagen." in stored(beheerder, shown).text
    there = BoundarySet.objects.get()
    assert (there.origin, there.source, there.codes) == (
        name,
        "CBS en Kadaster",
        ["GM0001", "GM0002", "GM0003"],
    )
    assert "Er verandert niets" in sent(beheerder, THREE, name).text
    assert BoundarySet.objects.get() == there


def test_what_has_no_boundaries_yet_is_named_until_it_has_them(beheerder: Client) -> None:
    factories.round_(state=RoundState.OPEN, division_on=date(2022, 1, 1))
    factories.municipality(code="GM0004", name="Vier", valid_from=date(2023, 1, 1))
    page = beheerder.get(reverse("boundaries")).text
    today = short_date(timezone.localdate())
    assert f"Nog zonder grenzen, dus met tegels: de indeling van 1-1-2022 en {today}." in page
    stored(beheerder, sent(beheerder, THREE, op="1-1-2022"))
    page = beheerder.get(reverse("boundaries")).text
    assert f"Nog zonder grenzen, dus met tegels: de indeling van {today}." in page


def test_what_makes_place_is_named(beheerder: Client) -> None:
    stored(beheerder, sent(beheerder, THREE, "eerste.geojson"))
    shown = sent(beheerder, THREE, "tweede.geojson", licentie="CC0")
    assert "in de plaats van die uit eerste.geojson" in shown.text
    stored(beheerder, shown)
    assert BoundarySet.objects.get().licence == "CC0"


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature("GM0001", CROSSING)], "grenzen.geojson, regel 1"),
        (THREE[:2], "Op 1-1-2021 was er ook, en niet in het bestand: Drie (GM0003)."),
        ([*THREE, feature("GM0009", square(3))], "en wel in het bestand: GM0009."),
    ],
)
def test_what_is_wrong_is_told_and_cannot_be_stored(
    beheerder: Client, features: Any, said: str
) -> None:
    shown = sent(beheerder, features)
    assert said in shown.text
    assert "Grenzen opslaan" not in shown.text
    beheerder.post(shown.request["PATH_INFO"], {"token": "0" * 8})
    assert not BoundarySet.objects.exists()


def test_a_preview_of_somebody_else_is_not_there(beheerder: Client, client: Client) -> None:
    shown = sent(beheerder, THREE)
    client.force_login(factories.user(is_staff=True))
    answer = client.get(shown.request["PATH_INFO"], follow=True)
    assert "Dit voorbeeld is verlopen" in answer.text


def test_a_file_of_another_kind_or_too_large_is_not_kept(
    beheerder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nalportal.desk.forms.division.BoundariesForm.max_size", 10)
    for name in ("grenzen.geojson", "grenzen.shp"):
        file = SimpleUploadedFile(name, b"0123456789" * 2)
        answer = beheerder.post(reverse("boundaries"), {"op": "1-1-2021", "file": file})
        assert answer.status_code == 200
    assert not Job.objects.exists()
