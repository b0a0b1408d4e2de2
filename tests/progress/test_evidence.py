"""Files with a milestone: who may, what is taken, and what a frozen round keeps."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nalportal.accounts.models import User
from nalportal.exchange.file_types import PDF
from nalportal.pages.sent_twice import Handled
from nalportal.progress import evidence
from nalportal.progress.history import history_of
from nalportal.progress.models import EvidenceFile, Milestone, ReportingUnit, SubmissionState
from nalportal.progress.models.files import evidence_storage, random_name
from tests import factories

from .pages import error_fields, form_values

CONTENT = b"%PDF-1.7 fictief besluit"


@pytest.fixture
def milestone(noord: ReportingUnit) -> Milestone:
    return factories.milestone(unit=noord)


def address(milestone: Milestone, *rest: object) -> str:
    return f"/mijlpalen/{milestone.reference}/bestanden/" + "".join(f"{part}/" for part in rest)


def upload(name: str = "Besluit.pdf", content: bytes = CONTENT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def added(client: Client, milestone: Milestone, file: SimpleUploadedFile) -> Any:
    page = client.get(address(milestone))
    return client.post(address(milestone), {**form_values(page), "file": file}, follow=True)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_is_added_and_fetched_as_it_was(
    as_coordinator: Client, milestone: Milestone
) -> None:
    page = added(as_coordinator, milestone, upload()).content.decode()
    assert "Bestand toegevoegd." in page
    assert "Besluit.pdf" in page
    file = EvidenceFile.objects.get()
    assert "Besluit" not in str(file.content.name)
    response = as_coordinator.get(address(milestone, file.pk))
    assert body(response) == CONTENT


def test_no_browser_shows_it_as_a_page_of_the_site(
    as_coordinator: Client, milestone: Milestone
) -> None:
    added(as_coordinator, milestone, upload())
    response = as_coordinator.get(address(milestone, EvidenceFile.objects.get().pk))
    assert response["Content-Disposition"] == 'attachment; filename="Besluit.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    # By its content: the browser that sent it said that it was a page.
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/besluit.html", "besluit.pdf"),
        ("C:\\mijn map\\Besluit \u202efdp.exe", "Besluit fdp.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_its_name_is_safe_to_show(
    as_coordinator: Client, milestone: Milestone, name: str, kept: str
) -> None:
    file = evidence.add_file(
        evidence.holder_of(milestone), _named(name), PDF, by=_editor(milestone)
    )
    assert file.name.removeprefix(".") == kept


def _named(name: str) -> Any:
    file = upload()
    file._name = name  # type: ignore[attr-defined]  # as a client may send it; Django cleans its own
    return file


def _editor(milestone: Milestone) -> User:
    found: User = milestone.unit.editors.get()
    return found


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (upload("leeg.pdf", b""), "Dit bestand is leeg"),
        (upload("pagina.pdf", b"<script>alert(1)</script>"), "Dit is geen PDF"),
        (upload("groot.pdf", CONTENT.ljust(1024 * 1024 + 1)), "ten hoogste 1 MB"),
    ],
)
def test_what_is_not_taken_is_told(
    as_coordinator: Client,
    milestone: Milestone,
    settings: Any,
    file: SimpleUploadedFile,
    told: str,
) -> None:
    settings.EVIDENCE_FILE_MB = 1
    page = added(as_coordinator, milestone, file)
    assert told in page.content.decode()
    assert "file" in error_fields(page)
    assert not EvidenceFile.objects.exists()


def test_one_of_exactly_the_limit_fits(
    as_coordinator: Client, milestone: Milestone, settings: Any
) -> None:
    settings.EVIDENCE_FILE_MB = 1
    added(as_coordinator, milestone, upload(content=CONTENT.ljust(1024 * 1024)))
    assert EvidenceFile.objects.get().size == 1024 * 1024


def test_a_unit_has_room_for_so_much_together(
    as_coordinator: Client, milestone: Milestone, settings: Any
) -> None:
    settings.EVIDENCE_UNIT_MB = 1
    added(as_coordinator, milestone, upload(content=CONTENT.ljust(700_000)))
    page = added(as_coordinator, milestone, upload("twee.pdf", CONTENT.ljust(700_000, b"x")))
    assert "Er is geen ruimte meer" in page.content.decode()
    assert EvidenceFile.objects.count() == 1


def test_a_full_disk_leaves_nothing_half(
    as_coordinator: Client, milestone: Milestone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    storage = evidence_storage()
    monkeypatch.setattr(type(storage), "_save", full)
    page = added(as_coordinator, milestone, upload())
    assert "kon niet worden bewaard" in page.content.decode()
    assert not EvidenceFile.objects.exists()


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FileSystemStorage:
    """An empty place for files, of this test alone."""
    own = FileSystemStorage(tmp_path)
    monkeypatch.setattr(evidence, "evidence_storage", lambda: own)
    monkeypatch.setattr(EvidenceFile._meta.get_field("content"), "storage", own)
    return own


def stored_names(storage: FileSystemStorage) -> set[str]:
    try:
        folders = storage.listdir("")[0]
    except FileNotFoundError:
        return set()
    return {f"{folder}/{name}" for folder in folders for name in storage.listdir(folder)[1]}


def test_of_two_at_the_same_moment_one_is_stored(
    as_coordinator: Client,
    milestone: Milestone,
    storage: FileSystemStorage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = form_values(as_coordinator.get(address(milestone)))
    as_coordinator.post(address(milestone), {**values, "file": upload()})
    [kept] = EvidenceFile.objects.all()
    # The other request looked before this one was committed, and sees no file of it either.
    monkeypatch.setattr("nalportal.pages.answers.was_sent_before", lambda form, by: False)
    earlier = iter([None, Handled("/", first_time=False)])
    monkeypatch.setattr("nalportal.pages.sent_twice._earlier", lambda number, by: next(earlier))
    monkeypatch.setattr(type(EvidenceFile.objects.all()), "standing", lambda rows: rows.none())
    response = as_coordinator.post(address(milestone), {**values, "file": upload()})
    assert response.status_code == 302
    assert EvidenceFile.objects.count() == 1
    assert stored_names(storage) == {str(kept.content.name)}


def test_what_a_crash_left_behind_is_swept_after_a_week(
    as_coordinator: Client,
    milestone: Milestone,
    storage: FileSystemStorage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added(as_coordinator, milestone, upload())
    left = storage.save(random_name(None, ""), ContentFile(b"half"))
    other = storage.save("leesmij.txt", ContentFile(b"van de beheerder"))
    assert evidence.sweep() == 0  # it may be of a request that is not done yet
    monkeypatch.setattr(evidence, "SWEPT_AFTER_DAYS", -1)
    assert evidence.sweep() == 1
    assert stored_names(storage) == {str(EvidenceFile.objects.get().content.name)}
    assert storage.exists(other)
    assert not storage.exists(left)


def test_what_a_frozen_round_has_is_never_swept(
    milestone: Milestone, storage: FileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = evidence.add_file(evidence.holder_of(milestone), upload(), PDF, by=_editor(milestone))
    snapshot = factories.snapshot()
    evidence.freeze_files(snapshot, milestone.files.all())
    evidence.remove_file(evidence.holder_of(milestone), file, by=_editor(milestone))
    monkeypatch.setattr(evidence, "SWEPT_AFTER_DAYS", -1)
    assert evidence.sweep() == 0
    assert evidence.faults_of_files(snapshot) == []


def test_a_file_that_comes_or_goes_is_in_the_history_of_its_milestone(
    as_coordinator: Client, milestone: Milestone
) -> None:
    added(as_coordinator, milestone, upload())
    file = EvidenceFile.objects.get()
    evidence.remove_file(evidence.holder_of(milestone), file, by=_editor(milestone))
    told = ["Bestand weggehaald: Besluit.pdf", "Bestand toegevoegd: Besluit.pdf"]
    assert [event.reason for event in history_of(milestone)][:2] == told
    assert [row.history_change_reason for row in file.history.all()] == told
    page = as_coordinator.get(f"/mijlpalen/{milestone.reference}/").content.decode()
    assert f"<p>{told[0]}</p>" in page


def test_sent_twice_is_kept_once(as_coordinator: Client, milestone: Milestone) -> None:
    values = form_values(as_coordinator.get(address(milestone)))
    for _time in range(2):
        as_coordinator.post(address(milestone), {**values, "file": upload()})
    assert EvidenceFile.objects.count() == 1


def test_another_file_in_the_same_form_is_kept_too(
    as_coordinator: Client, milestone: Milestone
) -> None:
    values = form_values(as_coordinator.get(address(milestone)))
    for content in (CONTENT, CONTENT + b" en nog een"):
        as_coordinator.post(address(milestone), {**values, "file": upload(content=content)})
    assert EvidenceFile.objects.count() == 2


def test_the_same_content_is_kept_once(as_coordinator: Client, milestone: Milestone) -> None:
    added(as_coordinator, milestone, upload())
    added(as_coordinator, milestone, upload("Nog eens.pdf"))
    assert EvidenceFile.objects.count() == 1


def test_another_unit_finds_nothing(
    as_coordinator: Client, as_neighbour: Client, milestone: Milestone
) -> None:
    added(as_coordinator, milestone, upload())
    number = EvidenceFile.objects.get().pk
    for place in (address(milestone), address(milestone, number)):
        assert as_neighbour.get(place).status_code == 404
    assert as_neighbour.post(address(milestone, number, "weghalen")).status_code == 404


def test_a_file_of_another_milestone_is_not_found(
    as_coordinator: Client, milestone: Milestone, noord: ReportingUnit
) -> None:
    other = factories.evidence_file(milestone=factories.milestone(unit=noord))
    assert as_coordinator.get(address(milestone, other.pk)).status_code == 404


def test_a_closed_register_takes_no_files(
    as_coordinator: Client, milestone: Milestone, noord: ReportingUnit
) -> None:
    factories.submission(unit=noord, state=SubmissionState.SUBMITTED)
    assert as_coordinator.get(address(milestone)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_taken_away_is_gone(as_coordinator: Client, milestone: Milestone) -> None:
    added(as_coordinator, milestone, upload())
    file = EvidenceFile.objects.get()
    place = address(milestone, file.pk, "weghalen")
    question = as_coordinator.get(place)
    assert "U kunt het niet terughalen" in question.content.decode()
    page = as_coordinator.post(place, form_values(question), follow=True).content.decode()
    assert "Bestand weggehaald." in page
    assert as_coordinator.get(address(milestone, file.pk)).status_code == 404
    assert not evidence_storage().exists(str(file.content.name))
    assert EvidenceFile.objects.get().removed_by == _editor(milestone)


@pytest.mark.django_db(transaction=True)
def test_what_a_round_froze_stays(as_coordinator: Client, milestone: Milestone) -> None:
    file = factories.evidence_file(milestone=milestone)
    snapshot = factories.snapshot()
    evidence.freeze_files(snapshot, milestone.files.all())
    place = address(milestone, file.pk, "weghalen")
    question = as_coordinator.get(place)
    assert "blijft bewaard bij de bevroren ronde" in question.content.decode()
    as_coordinator.post(place, form_values(question))
    assert evidence.faults_of_files(snapshot) == []


def test_a_frozen_file_that_changed_is_found(milestone: Milestone) -> None:
    file = factories.evidence_file(milestone=milestone)
    snapshot = factories.snapshot()
    evidence.freeze_files(snapshot, milestone.files.all())
    with file.content.open("wb") as content:
        content.write(b"%PDF-1.7 iets anders")
    assert evidence.faults_of_files(snapshot) == [
        f"bestand {file.pk} heeft een ander controlegetal"
    ]
    evidence_storage().delete(str(file.content.name))
    assert evidence.faults_of_files(snapshot) == [f"bestand {file.pk} is er niet meer"]


def test_a_correction_keeps_the_list_of_the_version_before(milestone: Milestone) -> None:
    file = factories.evidence_file(milestone=milestone)
    first = factories.snapshot()
    evidence.freeze_files(first, milestone.files.all())
    factories.evidence_file(milestone=milestone, content=b"%PDF-1.7 later", added_by=file.added_by)
    second = factories.snapshot(round=first.round, version=2)
    evidence.freeze_files(second, milestone.files.all())
    assert [row.file for row in second.files.all()] == [file]


def test_handed_in_meanwhile_takes_nothing(milestone: Milestone, noord: ReportingUnit) -> None:
    editor = _editor(milestone)
    factories.submission(unit=noord, state=SubmissionState.SUBMITTED)
    with pytest.raises(PermissionDenied):
        evidence.add_file(evidence.holder_of(milestone), upload(), PDF, by=editor)
    assert not EvidenceFile.objects.exists()
