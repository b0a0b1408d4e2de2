"""Long work outside a request: once, whoever dies or presses twice, and told on its page."""

from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponseRedirect
from django.test import Client
from django.urls import reverse

from indicators.models import Observation
from indicators.previewing import looking, reading
from nalportal.accounts.models import User
from nalportal.operations.health import State, jobs
from nalportal.pages.jobs import Done, run_next
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
    monkeypatch.setattr(looking, "IN_REQUEST", 0)
    client.force_login(reviewer)
    return client


def looked_at(page: Client, rows: str) -> Any:
    """The answer that leads to the preview of these rows, once a job looked at them."""
    asked = upload(page, LONG + rows)
    assert "Wij zijn bezig" in page.get(asked.headers["Location"]).text
    while run_next():
        pass
    done = Job.objects.get(token=asked.headers["Location"].split("/")[-2])
    return HttpResponseRedirect(done.address)


@pytest.mark.django_db
def test_a_large_file_is_read_and_looked_at_outside_the_request(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 0)
    with mock.patch("indicators.views.previews.plan") as in_request:
        preview = looked_at(page, ROW.format("2021-01-31", "1010"))
        shown = page.get(preview.headers["Location"])
    assert not in_request.called
    assert "1 nieuw, 0 herzien" in shown.text
    assert "1.010" in shown.text
    assert not Observation.objects.exists()


@pytest.mark.django_db
def test_what_is_wrong_with_a_large_file_is_told_where_it_was_chosen(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 0)
    address = looked_at(page, ROW.format("2021-01-31", "1010").replace("nal", "ander")).url
    shown = page.get(address)
    assert [fault.column for fault in shown.context["faults"]] == ["bron"]
    assert "Bron ander maken" in shown.text
    # Of an upload of somebody else, or one that went, there is nothing to tell.
    other = factories.user(is_reviewer=True)
    page.force_login(other)
    assert "faults" not in page.get(address).context
    assert "faults" not in page.get(f"{reverse('figures-import')}?gelezen=x").context


@pytest.mark.django_db
def test_a_large_table_of_a_publisher_asks_what_it_does_not_say(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 0)
    factories.region(unit=factories.unit(slug="oost"))
    chosen = reverse("figures-import-statline")
    file = SimpleUploadedFile("tabel.csv", b"RegioS;Perioden;Waarde_1\nNL01;2020JJ00;67\n")
    page.post(chosen, {"file": file})
    run_next()
    asked = page.get(Job.objects.get().address)
    assert "Het bestand tabel.csv wacht" in asked.text
    waits = asked.context["form"]["eerder"].value()
    page.post(chosen, {"eerder": waits, "maat": "laadpunten", "bron": "nal", "dag": "laatste"})
    run_next()
    shown = page.get(Job.objects.latest("pk").address)
    assert shown.context["look"].words.dates == "31-12-2020"


@pytest.mark.django_db(transaction=True)
def test_while_a_job_only_looks_others_can_save(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.features.has_select_for_update:
        pytest.skip("a lock of one row is in nobody's way")
    monkeypatch.setattr(reading, "AT_ONCE", 0)
    page.post(reverse("figures-import"), {"file": SimpleUploadedFile("a.csv", LONG.encode())})
    held = []

    def look(*_: Any) -> Done:
        held.append(connection.in_atomic_block)
        return Done("/", "")

    monkeypatch.setattr("indicators.previewing.jobs.read_file", look)
    assert run_next()
    assert held == [False]


@pytest.mark.django_db
def test_a_large_file_is_stored_outside_the_request_and_once(page: Client, outsider: User) -> None:
    preview = looked_at(page, ROW.format("2021-01-31", "1010"))
    address = confirmed(page, preview).headers["Location"]
    assert not Observation.objects.exists()
    waiting = page.get(address)
    assert "Wij zijn bezig" in waiting.text
    assert "0 van 1" in waiting.text
    assert jobs().state is State.GOOD
    assert [run_next(), run_next()] == [True, False]
    assert Observation.objects.count() == 1
    assert Observation.history.get().history_user == Job.objects.latest("pk").by
    done = page.get(address)
    assert "1 cijfer opgeslagen." in done.text
    assert f'href="{reverse("figures")}"' in done.text
    assert {bytes(job.what) for job in Job.objects.all()} == {b""}
    page.force_login(outsider)
    assert page.get(address).status_code == 404


@pytest.mark.django_db
def test_what_was_overtaken_is_told_and_nothing_is_stored(page: Client) -> None:
    # Both previews are made before the first is stored.
    previews = [looked_at(page, ROW.format("2021-01-31", value)) for value in ("1010", "1011")]
    first, second = (confirmed(page, preview).headers["Location"] for preview in previews)
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
