"""Pages that change several milestones: a selection, pasted lines, a file."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nalportal.accounts.models import User
from nalportal.pages import uploads
from nalportal.progress import milestone_upload, verbs
from nalportal.progress.history import history_of
from nalportal.progress.models import (
    CONFIRMED_UNCHANGED,
    Category,
    Milestone,
    ReportingUnit,
    SubmissionState,
)
from nalportal.written_dates import parse_partial_date
from tests import factories

from .pages import error_fields, form_values, send

PASTE = "/mijlpalen/meerdere/"
IMPORT = "/mijlpalen/importeren/"


@pytest.fixture
def rows(noord: ReportingUnit) -> list[Milestone]:
    july: dict[str, Any] = {
        "planned_on": parse_partial_date("juli 2021").on,
        "planned_precision": "month",
    }
    return [factories.milestone(unit=noord, title=title, **july) for title in ("Een", "Twee")]


def undo_on(response: Any) -> str:
    """Where the button of the message on this page goes."""
    [found] = re.findall(r'action="(/mijlpalen/ongedaan-maken/[^"]*)"', response.content.decode())
    return str(found)


def selecting(action: str, rows: list[Milestone]) -> str:
    chosen = "".join(f"&kies={row.reference}" for row in rows)
    return f"/mijlpalen/selectie/?actie={action}{chosen}"


# -------------------------------------------------------------------------------- a selection


def test_the_list_offers_what_can_be_done_with_a_selection(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    page = as_coordinator.get("/mijlpalen/").content.decode()
    assert page.count('name="kies"') == 2
    assert page.count('name="actie"') == 4


def test_a_theme_for_the_selection(as_coordinator: Client, rows: list[Milestone]) -> None:
    factories.theme(slug="laadvisie")
    response = send(as_coordinator, selecting("thema", rows), theme="laadvisie", reason="Indeling")
    assert response.headers["Location"] == "/mijlpalen/"
    assert [row.themes.get().slug for row in rows] == ["laadvisie", "laadvisie"]


def test_the_selection_is_shown_before_anything_happens(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    page = as_coordinator.get(selecting("verschuiven", rows)).content.decode()
    assert "Een" in page
    assert "Twee" in page


def test_dates_move_once_however_often_it_is_sent(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    address = selecting("verschuiven", rows)
    values = form_values(as_coordinator.get(address)) | {"months": "3"}
    for _ in range(2):
        as_coordinator.post(address, values)
    october = parse_partial_date("oktober 2021")
    assert {row.planned for row in Milestone.objects.all()} == {october}


def test_confirming_is_in_the_history(as_coordinator: Client, rows: list[Milestone]) -> None:
    send(as_coordinator, selecting("bevestigen", rows))
    assert [history_of(row)[0].reason for row in rows] == [CONFIRMED_UNCHANGED] * 2


@pytest.mark.parametrize(
    ("action", "fields", "wrong"),
    [
        ("thema", {"theme": ""}, "theme"),
        ("thema", {"theme": "bestaat-niet"}, "theme"),
        ("verschuiven", {"months": "0"}, "months"),
        ("verschuiven", {"months": "veel"}, "months"),
        ("verschuiven", {"months": "999"}, "months"),
    ],
)
def test_what_an_action_needs_is_asked(
    as_coordinator: Client,
    rows: list[Milestone],
    action: str,
    fields: dict[str, str],
    wrong: str,
) -> None:
    assert error_fields(send(as_coordinator, selecting(action, rows), **fields)) == [wrong]


def test_what_cannot_move_is_named_and_the_list_keeps_its_filter(
    as_coordinator: Client, rows: list[Milestone], noord: ReportingUnit
) -> None:
    rows.append(factories.milestone(unit=noord, category=Category.REALISED))
    response = send(as_coordinator, f"{selecting('verschuiven', rows)}&sort=title", months="3")
    assert response.headers["Location"] == "/mijlpalen/?sort=title"
    page = as_coordinator.get("/mijlpalen/?sort=title").content.decode()
    assert "Datum van 2 mijlpalen verschoven." in page
    assert "Overgeslagen: NO-003 (geen geplande datum om te verschuiven)." in page


def test_one_press_takes_back_what_was_done_to_several(
    as_coordinator: Client, rows: list[Milestone], as_neighbour: Client
) -> None:
    send(as_coordinator, selecting("gerealiseerd", rows), on="1-7-2021")
    assert {row.category for row in Milestone.objects.all()} == {Category.REALISED}
    address = undo_on(as_coordinator.get("/mijlpalen/"))
    assert as_neighbour.post(address).status_code == 404
    page = as_coordinator.post(address, follow=True).content.decode()
    assert "Ongedaan gemaakt." in page
    assert {row.category for row in Milestone.objects.all()} == {Category.PLANNED}
    # Again is the same press; so is a changed address no press at all.
    again = as_coordinator.post(address, follow=True)
    assert [str(message) for message in again.context["messages"]] == []
    assert as_coordinator.post(address + "x").status_code == 404


def test_who_undoes_one_in_the_list_is_back_in_the_list(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    send(as_coordinator, selecting("gerealiseerd", rows[:1]), on="1-7-2021")
    address = undo_on(as_coordinator.get("/mijlpalen/"))
    stood_on = {"referer": "http://testserver/mijlpalen/?sort=title"}
    response = as_coordinator.post(address, headers=stood_on)
    assert response.headers["Location"] == "/mijlpalen/?sort=title"


def test_undo_refuses_kindly_what_was_changed_since(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    send(as_coordinator, "/mijlpalen/NO-001/intrekken/", reason="Vervallen")
    address = undo_on(as_coordinator.get("/mijlpalen/NO-001/"))
    other = factories.user(first_name="An", last_name="Der", is_reviewer=True)
    verbs.restore(rows[0], by=other)
    page = as_coordinator.post(address, follow=True).content.decode()
    assert "Overgeslagen: NO-001 (intussen gewijzigd door An Der)." in page


def test_a_milestone_was_withdrawn_on_a_day_of_its_own(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    address = "/mijlpalen/NO-001/intrekken/"
    later = send(as_coordinator, address, reason="Vervallen", withdrawn_on="1-1-2199")
    assert error_fields(later) == ["withdrawn_on"]
    send(as_coordinator, address, reason="Vervallen", withdrawn_on="3-2-2021")
    assert Milestone.objects.get(pk=rows[0].pk).withdrawn_on == date(2021, 2, 3)


def test_confirming_says_nothing_new_so_there_is_nothing_to_take_back(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    send(as_coordinator, selecting("bevestigen", rows))
    page = as_coordinator.get("/mijlpalen/").content.decode()
    assert ("ongewijzigd bevestigd" in page, "/ongedaan-maken/" in page) == (True, False)


def test_leaving_keeps_the_filter_and_what_was_ticked(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    page = as_coordinator.get(f"{selecting('thema', rows[:1])}&q=e").content.decode()
    assert 'href="/mijlpalen/?kies=NO-001&amp;q=e"' in page
    page = as_coordinator.get("/mijlpalen/?kies=NO-001&q=e").content.decode()
    assert len(re.findall(r'name="kies"[^>]* checked', page)) == 1


def test_nothing_selected_is_said(as_coordinator: Client, noord: ReportingUnit) -> None:
    response = as_coordinator.get(selecting("thema", []), follow=True)
    assert "Kies eerst één of meer mijlpalen" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["?actie=weg&kies=NO-001", "?kies=NO-001", "?actie=thema&kies=%00"]
)
def test_a_selection_nobody_can_make_is_not_found(
    as_coordinator: Client, rows: list[Milestone], address: str
) -> None:
    assert as_coordinator.get(f"/mijlpalen/selectie/{address}").status_code == 404


def test_a_strangers_milestone_cannot_be_selected(
    as_neighbour: Client, rows: list[Milestone]
) -> None:
    chosen = {"kies": ["NO-001"]}
    assert as_neighbour.get(selecting("bevestigen", rows)).status_code == 404
    assert as_neighbour.post(selecting("bevestigen", rows), chosen).status_code == 404


def test_a_closed_register_cannot_be_selected(
    as_coordinator: Client, rows: list[Milestone], noord: ReportingUnit
) -> None:
    factories.submission(unit=noord, state=SubmissionState.SUBMITTED)
    chosen = {"kies": ["NO-001"]}
    assert as_coordinator.post(selecting("bevestigen", rows), chosen).status_code == 403


@pytest.mark.parametrize("page", [PASTE, IMPORT])
def test_without_a_unit_there_is_nothing_to_add_to(
    client: Client, outsider: User, page: str
) -> None:
    client.force_login(outsider)
    assert "Vraag het de beheerder" in client.get(page).content.decode()


# ------------------------------------------------------------------------------------- a file


def exported(client: Client, *replacements: tuple[str, str]) -> bytes:
    """The own list as a file, with some of its text replaced."""
    text = client.get("/mijlpalen/mijlpalen.csv").content.decode()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def uploading(client: Client, content: bytes, name: str = "lijst.csv") -> Any:
    """Send a file; gives the page with its preview (or the form with what is wrong)."""
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client: Client, response: Any) -> Any:
    return client.post(response.request["PATH_INFO"], form_values(response), follow=True)


NEW_ROW = ";noord;planning;0;Drie;;juli 2099;;;;;;;;;;;\r\n"


def test_a_preview_of_new_changed_and_unchanged(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    content = exported(as_coordinator, (";Twee;", ";Twee en meer;")) + NEW_ROW.encode()
    response = uploading(as_coordinator, content)
    preview = response.context["preview"]
    assert (len(preview.new), len(preview.changed), len(preview.unchanged)) == (1, 1, 1)
    assert "<ins>" in response.content.decode()
    assert Milestone.objects.count() == 2
    assert not Milestone.objects.filter(title="Twee en meer").exists()


def test_confirmed_it_is_imported_once(
    as_coordinator: Client, rows: list[Milestone], coordinator: User
) -> None:
    content = exported(as_coordinator, (";Twee;", ";Twee en meer;")) + NEW_ROW.encode()
    response = uploading(as_coordinator, content)
    for _ in range(2):
        done = confirm(as_coordinator, response)
        assert done.redirect_chain == [("/mijlpalen/", 302)]
    titles = Milestone.objects.order_by("reference").values_list("title", flat=True)
    assert list(titles) == ["Een", "Twee en meer", "Drie"]
    event = history_of(rows[1])[0]
    assert (event.who, event.reason) == (coordinator.display_name, "import van lijst.csv")


def test_a_register_that_changed_meanwhile_is_shown_again(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    response = uploading(as_coordinator, exported(as_coordinator, (";Twee;", ";Twee en meer;")))
    verbs.raise_attention(rows[1], by=factories.user())
    again = confirm(as_coordinator, response)
    assert "Het register is intussen gewijzigd" in again.content.decode()
    assert not Milestone.objects.filter(title="Twee en meer").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (";noord;", ";oost;", "de code van een regio of werkgroep"),
        ("NO-001", "NO-999", "een kenmerk dat u mag wijzigen"),
        ("NO-001", "OO-001", "kenmerk"),
        (";Een;", f";{'x' * 301};", "ten hoogste 300 tekens"),
        (";Een;", ";;", "titel"),
        ("titel", "kop", "kolom"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_can_be_imported(
    as_coordinator: Client,
    rows: list[Milestone],
    neighbour: User,
    old: str,
    new: str,
    words: str,
) -> None:
    factories.milestone(unit=ReportingUnit.objects.get(slug="oost"))
    response = uploading(as_coordinator, exported(as_coordinator, (old, new)))
    page = response.content.decode()
    assert words in page
    assert "Deze wijzigingen opslaan" not in page
    confirm(as_coordinator, response)
    assert set(Milestone.objects.filter(unit__slug="noord")) == set(rows)


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (101 * 1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("lijst.xlsx", b"geen werkmap", "een leesbare werkmap"),
        ("lijst.csv", b"\xff\xfet\x00i\x00", "UTF-16"),
        ("lijst.csv", b"\x00" * 100, "UTF-16"),
        ("lijst.docx", b"iets", "eindigt op .csv of .xlsx"),
        ("lijst.csv", b"", "Dit bestand is leeg."),
    ],
)
def test_what_is_no_list_is_told(
    as_coordinator: Client, name: str, content: bytes, words: str
) -> None:
    response = uploading(as_coordinator, content, name)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_a_bomb_is_told(as_coordinator: Client) -> None:
    page = uploading(as_coordinator, bomb(), "lijst.xlsx").content.decode()
    assert "uitgepakt ten hoogste 100 MB" in page


def test_a_huge_file_is_told(as_coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads.UploadForm, "max_size", 1024 * 1024)
    response = uploading(as_coordinator, b"x" * (1024 * 1024 + 1))
    assert "ten hoogste 1 MB" in response.content.decode()


def test_more_rows_than_a_unit_has_are_told(
    as_coordinator: Client, monkeypatch: pytest.MonkeyPatch, rows: list[Milestone]
) -> None:
    monkeypatch.setattr(milestone_upload, "MAX_ROWS", 1)
    assert (
        "ten hoogste 1 regels"
        in uploading(as_coordinator, exported(as_coordinator)).content.decode()
    )


def test_no_file_is_told(as_coordinator: Client) -> None:
    assert "Kies een bestand." in as_coordinator.post(IMPORT).content.decode()


def test_people_say_which_column_is_what(as_coordinator: Client, noord: ReportingUnit) -> None:
    """A list of their own, with words of the screen and columns that nobody knows."""
    own = "Wie;Wat doen we;Klaar\nNoord;Slim laden bij VvE's (fictief);medio 2026\n"
    response = uploading(as_coordinator, own.encode())
    page = response.content.decode()
    assert "Wat staat in welke kolom?" in page
    assert "Deze wijzigingen opslaan" not in page
    said = {"kolommen": "1", "kolom-1": "onderdeel", "kolom-2": "titel", "kolom-3": "gepland"}
    asked = as_coordinator.post(response.request["PATH_INFO"], said, follow=True)
    # The category stands nowhere, and is asked for as any other cell.
    assert "categorie" in asked.content.decode()
    more = own.replace("Klaar", "Klaar;Soort").replace("2026\n", "2026;Planning\n")
    response = uploading(as_coordinator, more.encode())
    said["kolom-4"] = "categorie"
    confirm(as_coordinator, as_coordinator.post(response.request["PATH_INFO"], said, follow=True))
    row = Milestone.objects.get()
    assert (row.title, row.planned_words) == ("Slim laden bij VvE's (fictief)", "medio 2026")


def test_somebody_elses_file_is_not_there(
    as_coordinator: Client, as_neighbour: Client, rows: list[Milestone]
) -> None:
    mine = uploading(as_coordinator, exported(as_coordinator)).request["PATH_INFO"]
    assert as_neighbour.get(mine).headers["Location"] == IMPORT


def test_the_sheet_comes_back_unchanged(as_coordinator: Client, rows: list[Milestone]) -> None:
    content = as_coordinator.get("/mijlpalen/mijlpalen.xlsx").content
    response = uploading(as_coordinator, content, "lijst.xlsx")
    assert len(response.context["preview"].unchanged) == 2
    assert "Er is niets op te slaan" in response.content.decode()


def test_a_preview_only_reads_however_many_rows(
    as_coordinator: Client, rows: list[Milestone], coordinator: User
) -> None:
    content = exported(as_coordinator, (";Twee;", ";Twee en meer;"))
    for count in (1, 30):
        file = uploads.Upload("lijst.csv", content + NEW_ROW.encode() * count)
        with CaptureQueriesContext(connection) as asked:
            assert len(milestone_upload.preview(file, by=coordinator).new) == count
        # A savepoint would be the transaction that keeps everybody else waiting on SQLite.
        assert [query["sql"].split()[0] for query in asked] == ["SELECT"] * 5


def test_a_file_waits_as_what_it_was_sent_for(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    page = uploading(as_coordinator, exported(as_coordinator)).request["PATH_INFO"]
    elsewhere = page.replace("/mijlpalen/", "/gemeenten/")
    assert as_coordinator.get(elsewhere).headers["Location"] == "/gemeenten/importeren/"
    assert as_coordinator.get(page).status_code == 200
