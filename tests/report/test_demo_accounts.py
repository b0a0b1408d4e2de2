from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.progress.models import ReportingUnit, UnitKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.fixture
def units() -> None:
    for code, name, kind in [
        ("NO", "Noord", UnitKind.REGION),
        ("LO", "Logistiek", UnitKind.WORKGROUP),
    ]:
        ReportingUnit.objects.create(
            code=code, name=name, short_name=name, slug=name.lower(), kind=kind, order=1
        )


def run() -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("units")
def test_it_makes_four_people_whose_names_say_demo() -> None:
    run()
    assert [user.first_name for user in User.objects.all()] == ["Demo"] * 4
    assert all(user.is_demo for user in User.objects.all())


@pytest.mark.usefixtures("units")
def test_two_of_them_keep_the_register_of_their_unit() -> None:
    run()
    editors = {
        unit.slug: [user.email for user in unit.editors.all()]
        for unit in ReportingUnit.objects.all()
    }
    assert editors == {"noord": ["noord@demo.example"], "logistiek": ["logistiek@demo.example"]}


@pytest.mark.usefixtures("units")
def test_what_it_prints_lets_each_of_them_in(client: Client) -> None:
    lines = run().splitlines()
    [password] = [line.split()[4] for line in lines if line.startswith("Inloggen")]
    for line in lines[2:]:
        data = {"login": line.split()[0], "password": password}
        assert client.post("/account/inloggen/", data).status_code == 302
        client.logout()


@pytest.mark.usefixtures("units")
def test_a_second_time_it_leaves_them_as_they_are() -> None:
    run()
    ReportingUnit.objects.get(slug="noord").editors.clear()
    assert "gemaakt" not in run()
    assert not ReportingUnit.objects.get(slug="noord").editors.exists()


def test_without_the_units_it_says_what_to_do_first() -> None:
    with pytest.raises(CommandError, match="draai eerst load_nal_2020"):
        run()
    assert not User.objects.exists()


def test_outside_the_demo_it_makes_nobody(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="alleen in de demo"):
        run()
    assert not User.objects.exists()
