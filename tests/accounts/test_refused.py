"""A form that can't be handled any more: a clear answer, and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nalportal.progress.models import Milestone, RoundState, SubmissionState
from tests import factories
from tests.progress.pages import form_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Milestone:
    return factories.milestone(unit=factories.unit(slug="noord"), title="Eerst")


@pytest.fixture
def as_editor(row: Milestone) -> Client:
    editor = factories.user()
    row.unit.editors.add(editor)
    client = Client()
    client.force_login(editor)
    return client


def closed(row: Milestone) -> None:
    round_ = factories.round_(state=RoundState.OPEN)
    factories.submission(round=round_, unit=row.unit, state=SubmissionState.SUBMITTED)


def moved_to_another_unit(row: Milestone) -> None:
    row.unit = factories.unit()
    row.save()


def without_the_role(row: Milestone) -> None:
    row.unit.editors.clear()


@pytest.mark.parametrize(
    ("happens", "status", "words"),
    [
        (closed, 403, "U kunt nu niets wijzigen."),
        (moved_to_another_unit, 404, "Deze pagina bestaat niet (meer)"),
        (without_the_role, 404, "Deze pagina bestaat niet (meer)"),
    ],
)
def test_what_was_typed_comes_back_with_the_refusal(
    as_editor: Client, row: Milestone, happens: object, status: int, words: str
) -> None:
    address = f"/mijlpalen/{row.reference}/wijzigen/"
    page = form_values(as_editor.get(address)) | {"explanation": "Lang getypt, <b>fictief</b>"}
    happens(row)  # type: ignore[operator]  # one of the three above
    answer = as_editor.post(address, page)
    assert answer.status_code == status
    assert words in answer.text
    assert "Lang getypt, &lt;b&gt;fictief&lt;/b&gt;" in answer.text
    assert str(page["token"]) not in answer.text
    row.refresh_from_db()
    assert (row.title, row.explanation) == ("Eerst", "")


def test_a_page_that_only_asked_gives_nothing_back(as_editor: Client) -> None:
    answer = as_editor.get("/mijlpalen/XX-999/?q=gezocht")
    assert answer.status_code == 404
    assert "Wat u had ingevuld" not in answer.text


@pytest.mark.parametrize("happens", [closed, without_the_role])
def test_the_file_that_was_not_taken_is_named(
    as_editor: Client, row: Milestone, happens: object
) -> None:
    address = f"/mijlpalen/{row.reference}/bestanden/"
    page = form_values(as_editor.get(address))
    happens(row)  # type: ignore[operator]  # one of the two above
    file = SimpleUploadedFile("Besluit (fictief).pdf", b"%PDF-1.4")
    answer = as_editor.post(address, page | {"file": file})
    assert answer.status_code in (403, 404)
    assert "Dit is niet opgeslagen." in answer.text
    assert "Besluit (fictief).pdf" in answer.text
    assert not row.files.exists()
