"""Files with policy documents: as with milestones (`tests/progress/test_evidence.py`)."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.progress import evidence
from nalportal.progress.models import EvidenceFile, SubmissionState
from nalportal.progress.models.files import evidence_storage
from nalportal.report.freeze import Frozen
from nalportal.report.paper.imprint import BARE
from regions.documents import history_of
from regions.models import Municipality, PolicyDocument, Region
from tests import factories
from tests.progress.pages import error_fields, form_values

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.7 fictief besluit"


@pytest.fixture
def place(noord: Region) -> Municipality:
    return factories.municipality(code="GM9001", name="Fictiefdorp", region=noord)


@pytest.fixture
def document(place: Municipality) -> PolicyDocument:
    row = factories.policy_document(title="Fictieve laadvisie")
    factories.policy_step(municipality=place, document=row)
    return row


def address(document: PolicyDocument, *rest: object) -> str:
    parts = "".join(f"{part}/" for part in rest)
    return f"/gemeenten/documenten/{document.pk}/bestanden/{parts}"


def added(client: Client, document: PolicyDocument, content: bytes = CONTENT) -> Any:
    values = form_values(client.get(address(document)))
    file = SimpleUploadedFile("Besluit.pdf", content, "text/html")
    return client.post(address(document), {**values, "file": file}, follow=True)


def test_it_is_added_fetched_and_told(
    as_coordinator: Client, document: PolicyDocument, outsider: User
) -> None:
    page = added(as_coordinator, document).content.decode()
    assert "Bestand toegevoegd." in page
    assert "Weghalen" in page
    file = EvidenceFile.objects.get()
    assert f'href="{address(document, file.pk)}"' in page
    assert history_of(document)[0].reason == "Bestand toegevoegd: Besluit.pdf"
    # A document is for everybody who signed in, and so is its file.
    as_coordinator.force_login(outsider)
    response = as_coordinator.get(address(document, file.pk))
    assert b"".join(response.streaming_content) == CONTENT  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="Besluit.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_only_who_may_change_the_document_adds_and_takes_away(
    as_outsider: Client, document: PolicyDocument
) -> None:
    file = factories.evidence_file(document=document)
    assert as_outsider.get(address(document)).status_code == 403
    assert as_outsider.post(address(document, file.pk, "weghalen")).status_code == 403
    assert "Weghalen" not in as_outsider.get(f"/gemeenten/documenten/{document.pk}/").text


def test_a_file_of_another_document_is_not_found(
    as_coordinator: Client, document: PolicyDocument
) -> None:
    other = factories.evidence_file(document=factories.policy_document())
    assert as_coordinator.get(address(document, other.pk)).status_code == 404
    assert as_coordinator.get(address(document, other.pk, "weghalen")).status_code == 404


def test_while_the_ministry_looks_nothing_is_added(
    as_coordinator: Client, document: PolicyDocument, noord: Region
) -> None:
    values = form_values(as_coordinator.get(address(document)))
    factories.submission(unit=noord.unit, state=SubmissionState.SUBMITTED)
    file = SimpleUploadedFile("Besluit.pdf", CONTENT)
    assert as_coordinator.post(address(document), {**values, "file": file}).status_code == 403
    assert not EvidenceFile.objects.exists()


def test_milestones_and_documents_share_the_room_of_a_unit(
    as_coordinator: Client, document: PolicyDocument, noord: Region, settings: Settings
) -> None:
    settings.EVIDENCE_UNIT_MB = 1
    factories.evidence_file(
        milestone=factories.milestone(unit=noord.unit), content=CONTENT.ljust(700_000)
    )
    page = added(as_coordinator, document, CONTENT.ljust(700_000, b"x"))
    assert "Er is geen ruimte meer: de bestanden van Regio Noord" in page.content.decode()
    assert "file" in error_fields(page)
    assert EvidenceFile.objects.count() == 1


def test_what_a_reviewer_adds_takes_room_of_the_ministry(
    as_reviewer: Client, document: PolicyDocument, settings: Settings
) -> None:
    settings.EVIDENCE_UNIT_MB = 1
    added(as_reviewer, document, CONTENT.ljust(700_000))
    page = added(as_reviewer, document, CONTENT.ljust(700_000, b"x"))
    assert "de bestanden van het ministerie" in page.content.decode()
    assert EvidenceFile.objects.get().unit is None


@pytest.mark.django_db(transaction=True)
def test_what_a_round_froze_stays_and_can_be_verified(
    as_coordinator: Client, document: PolicyDocument
) -> None:
    file = factories.evidence_file(document=document)
    later = factories.evidence_file(document=factories.policy_document(), content=b"%PDF-1.7 los")
    factories.evidence_file()  # of a milestone that is not in the report
    round_ = factories.round_()
    step = document.steps.get()
    assert step.on <= round_.reference_on
    made = Frozen(b"{}", b"%PDF-fictief", BARE, 1, factories.FROZEN_AT)
    snapshot = made.store(round_, by=None, reason="Fictieve herkomst")
    assert [row.file for row in snapshot.files.all()] == [file]
    for row in (file, later):
        owner = row.documents.get()
        page = as_coordinator.get(address(owner, row.pk, "weghalen"))
        if page.status_code == 200:
            as_coordinator.post(address(owner, row.pk, "weghalen"), form_values(page))
    file.refresh_from_db()
    assert file.removed_at is not None
    assert as_coordinator.get(address(document, file.pk)).status_code == 404
    assert evidence_storage().exists(str(file.content.name))
    assert evidence.faults_of_files(snapshot) == []


@pytest.mark.django_db(transaction=True)
def test_what_no_round_froze_is_gone(as_coordinator: Client, document: PolicyDocument) -> None:
    added(as_coordinator, document)
    file = EvidenceFile.objects.get()
    place = address(document, file.pk, "weghalen")
    question = as_coordinator.get(place)
    assert "U kunt het niet terughalen" in question.content.decode()
    as_coordinator.post(place, form_values(question))
    assert not evidence_storage().exists(str(file.content.name))


def test_the_file_of_municipalities_names_it_with_its_hash(
    as_outsider: Client, document: PolicyDocument
) -> None:
    file = factories.evidence_file(document=document)
    response = as_outsider.get("/gemeenten/gemeenten.csv?op=1-6-2023")
    rows = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert next(rows)["Bestanden"] == f"Fictief besluit.pdf (sha256 {file.sha256})"
