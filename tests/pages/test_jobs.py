"""Long work outside a request: once, whoever dies or presses twice, and told on its page."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Observation
from indicators.views import previews
from nalportal.accounts.models import User
from nalportal.operations.health import State, jobs
from nalportal.pages.jobs import run_next
from nalportal.pages.models import Job
from tests import factories
from tests.indicators.test_entry_pages import confirmed
from tests.indicators.test_file_pages import LONG, ROW, upload
from tests.report.test_faults import KILLED, found_by


@pytest.fixture
def page(client: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """With any file as large as those that are stored outside the request."""
    factories.measure(slug="laadpunten")
    factories.source(slug="nal")
    factories.region(unit=factories.unit(slug="noord"))
    monkeypatch.setattr(previews, "IN_REQUEST", 0)
    client.force_login(reviewer)
    return client


@pytest.mark.django_db
def test_a_large_file_is_stored_outside_the_request_and_once(page: Client, outsider: User) -> None:
    preview = upload(page, LONG + ROW.format("2021-01-31", "1010"))
    address = confirmed(page, preview).headers["Location"]
    assert not Observation.objects.exists()
    waiting = page.get(address)
    assert "Wij zijn bezig" in waiting.text
    assert "0 van 1" in waiting.text
    assert jobs().state is State.GOOD
    assert [run_next(), run_next()] == [True, False]
    assert Observation.objects.count() == 1
    assert Observation.history.get().history_user == Job.objects.get().by
    done = page.get(address)
    assert "1 cijfer opgeslagen." in done.text
    assert f'href="{reverse("figures")}"' in done.text
    assert bytes(Job.objects.get().what) == b""
    page.force_login(outsider)
    assert page.get(address).status_code == 404


@pytest.mark.django_db
def test_what_was_overtaken_is_told_and_nothing_is_stored(page: Client) -> None:
    first, second = (
        confirmed(page, upload(page, LONG + ROW.format("2021-01-31", value))).headers["Location"]
        for value in ("1010", "1011")
    )
    while run_next():
        pass
    assert "1 cijfer opgeslagen." in page.get(first).text
    assert "intussen gewijzigd" in page.get(second).text
    assert Observation.objects.get().value == 1010


def test_a_job_survives_kill_9_at_each_step_and_is_done_once(
    transactional_db: None, reviewer: User, tmp_path: Path
) -> None:
    found = found_by("tests.pages.killed", tmp_path)
    together, deadly = found.pop("at once"), found.pop("deadly")
    for number, (point, seen) in enumerate(found.items()):
        assert seen == [[KILLED], [1, number], [0], [0, number + 1]], point
    assert together[1] == [0, len(found) + 1]
    # What ends each process that tries is told, and holds up nobody else.
    assert deadly == [True, [0, len(found) + 1]]
