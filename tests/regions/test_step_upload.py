"""Steps out of a file: every kind of line, files as people have them, and back again."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.pages.file_preview import OVERTAKEN, Preview, RemovesMore
from nalportal.pages.uploads import Upload
from nalportal.refusals import Overtaken
from regions import verbs
from regions.models import (
    ActionKind,
    AnswerKind,
    Municipality,
    PolicyAction,
    PolicyInstrument,
    PolicyStep,
    Region,
    Stage,
)
from regions.step_files import HEADINGS, template_file
from regions.step_upload import import_steps, preview
from tests import factories
from tests.exchange.files import csv_text, xlsx

pytestmark = pytest.mark.django_db

ROW = {"gemeente": "GM0014", "instrument": "laadvisie", "stap": "vastgesteld", "datum": "1-5-2021"}


@pytest.fixture
def by(noord: Region) -> User:
    found: User = noord.unit.editors.get()
    return found


@pytest.fixture(autouse=True)
def known(noord: Region) -> Municipality:
    """Two instruments, and a municipality with names that sources use."""
    factories.instrument(slug="laadvisie", review_after_months=24)
    factories.instrument(slug="lidmaatschap", answers=AnswerKind.YES_NO)
    hague = factories.municipality(code="GM0518", name="'s-Gravenhage", region=noord)
    for name in ("Den Haag", "'s-Gravenhage (gemeente)"):
        factories.municipality_alias(municipality=hague, name=name)
    return factories.municipality(code="GM0014", name="Groningen", region=noord)


def table(*rows: dict[str, str]) -> list[list[str]]:
    return [list(HEADINGS), *([row.get(name, "") for name in HEADINGS] for row in rows)]


def file(*rows: dict[str, str], delimiter: str = ";", encoding: str = "utf-8-sig") -> Upload:
    return Upload("stappen.csv", csv_text(*table(*rows), delimiter=delimiter).encode(encoding))


def imported(upload: Upload, by: User) -> Preview:
    """What the preview showed, after it was confirmed."""
    found = preview(upload, by=by)
    assert found.faults == ()
    import_steps(upload, found.fingerprint, by=by)
    return found


def kinds(found: Preview) -> tuple[int, int, int]:
    return len(found.new), len(found.changed), len(found.unchanged)


def faults(upload: Upload, by: User) -> list[tuple[int | None, str, str]]:
    return [(fault.line, fault.column, fault.expected) for fault in preview(upload, by=by).faults]


# ---------------------------------------------------------------------------- kinds of lines


def test_a_new_line_becomes_a_step_of_one_action(by: User) -> None:
    assert not imported(file(ROW), by).unchanged
    step = PolicyStep.objects.get()
    assert (step.stage, step.on, step.review_due_on) == (
        "vastgesteld",
        date(2021, 5, 1),
        date(2023, 5, 1),
    )
    assert (step.recorded_by, step.action) == (by, PolicyAction.objects.get())
    assert PolicyAction.objects.get().kind == ActionKind.IMPORT


def test_a_preview_writes_nothing_and_a_second_import_changes_nothing(by: User) -> None:
    preview(file(ROW), by=by)
    assert not PolicyStep.objects.exists()
    imported(file(ROW), by)
    again = preview(file(ROW | {"datum": "2021-05-01"}), by=by)
    assert kinds(again) == (0, 0, 1)
    with pytest.raises(Overtaken):
        import_steps(file(ROW), again.fingerprint, by=by)
    assert PolicyStep.objects.count() == 1


def test_another_stage_on_another_day_is_new_and_on_the_same_day_contradicts(by: User) -> None:
    imported(file(ROW), by)
    assert kinds(preview(file(ROW | {"stap": "ingetrokken", "datum": "2022"}), by=by)) == (1, 0, 0)
    found = imported(file(ROW | {"stap": "concept", "noot": "Toch niet"}), by)
    assert kinds(found) == (0, 1, 0)
    changes = {change.field: (change.before, change.after) for change in found.changed[0].changes}
    assert changes == {"stap": ("Vastgesteld", "Concept"), "noot": ("", "Toch niet")}
    step = PolicyStep.objects.standing().get()
    assert (step.stage, step.replaces_id is not None) == ("concept", True)


def test_the_same_day_twice_is_no_contradiction_when_the_file_says_both(by: User) -> None:
    imported(file(ROW | {"stap": "concept"}), by)
    both = file(ROW | {"stap": "concept"}, ROW)
    assert kinds(imported(both, by)) == (1, 0, 1)


def test_two_stages_within_one_year_are_two_steps(by: User) -> None:
    imported(file(ROW | {"stap": "gestart", "datum": "2021"}), by)
    assert kinds(preview(file(ROW | {"stap": "concept", "datum": "2021"}), by=by)) == (1, 0, 0)
    late = ROW | {"stap": "gestart", "datum": "2021", "uiterlijk": "ja"}
    assert kinds(preview(file(late), by=by)) == (0, 1, 0)


def test_a_line_without_a_step_says_nothing(by: User) -> None:
    about = {"gemeente": "GM0014", "naam": "Groningen", "instrument": "laadvisie"}
    assert kinds(preview(file(about, ROW), by=by)) == (1, 0, 0)


def test_an_import_is_undone_as_one_action(by: User) -> None:
    imported(file(ROW | {"stap": "concept"}), by)
    imported(file(ROW, ROW | {"instrument": "lidmaatschap", "stap": "ja"}), by)
    verbs.undo(PolicyAction.objects.order_by("-pk")[0], by=by)
    assert PolicyStep.objects.standing().get().stage == "concept"


def test_what_was_recorded_meanwhile_overtakes_the_preview(by: User) -> None:
    seen = preview(file(ROW), by=by)
    imported(file(ROW), by)
    with pytest.raises(Overtaken):
        import_steps(file(ROW), seen.fingerprint, by=by)


# ----------------------------------------------------------------------- files as people have


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_csv_of_any_common_make(by: User, delimiter: str, encoding: str) -> None:
    row = ROW | {"noot": "Geëvalueerd; met één, twee"}
    imported(file(row, delimiter=delimiter, encoding=encoding), by)
    assert PolicyStep.objects.get().note == "Geëvalueerd; met één, twee"


def test_a_workbook_with_real_dates(by: User) -> None:
    rows: list[list[Any]] = [list(row) for row in table(ROW)]
    rows[1][HEADINGS.index("datum")] = date(2021, 5, 1)
    imported(Upload("stappen.xlsx", xlsx(*rows)), by)
    assert PolicyStep.objects.get().on == date(2021, 5, 1)


def test_a_workbook_with_a_formula_is_refused_with_its_line(by: User) -> None:
    upload = Upload("stappen.xlsx", xlsx(*table(ROW | {"datum": "=TODAY()"}, ROW)))
    assert faults(upload, by) == [(2, "datum", "een waarde, geen formule")]
    assert len(preview(upload, by=by).new) == 1


def test_a_hundred_thousand_lines_are_refused_at_once(by: User) -> None:
    text = csv_text(*table(ROW), delimiter=";") + ("GM0014;;;;;;;;;\n" * 100_000)
    [(line, _column, expected)] = faults(Upload("groot.csv", text.encode()), by)
    assert (line, expected) == (None, "ten hoogste 50000 regels")
    text = csv_text(*table(ROW), delimiter=";") + ("GM0014;;;;;;;;;\n" * 5_000)
    [(line, _column, expected)] = faults(Upload("groot.csv", text.encode()), by)
    assert (line, expected) == (None, "ten hoogste 5.000 regels")


@pytest.mark.parametrize(
    "name", ["'s-Gravenhage", "s-Gravenhage", "Den Haag", "DEN HAAG", "'s-Gravenhage (gemeente)"]
)
def test_a_name_in_five_spellings_with_and_without_its_code(by: User, name: str) -> None:
    for code in ("", "GM0518", "gm0518"):
        row = ROW | {"gemeente": code, "naam": name, "datum": "1-5-2021"}
        assert preview(file(row), by=by).new[0].reference == "GM0518"


@pytest.mark.parametrize("stage", ["v", "✓", "Vastgesteld", "VASTGESTELD"])
def test_a_stage_as_the_pages_write_it(by: User, stage: str) -> None:
    assert kinds(preview(file(ROW | {"stap": stage}), by=by)) == (1, 0, 0)
    assert kinds(preview(file(ROW | {"stap": "In ontwikkeling"}), by=by)) == (1, 0, 0)


# -------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"gemeente": "GM9999"}, ("gemeente", "de code van een gemeente, zoals GM0014")),
        ({"gemeente": "GM0900"}, ("gemeente", "een gemeente waarvoor u mag vastleggen")),
        (
            {"gemeente": "GM0099"},
            ("datum", "een datum vóór 1-1-2021, toen de gemeente ophield te bestaan"),
        ),
        (
            {"gemeente": "GM0098"},
            ("datum", "een datum vanaf 1-1-2022, toen de gemeente ontstond"),
        ),
        (
            {"naam": "Assen"},
            ("gemeente", "de naam die bij GM0014 hoort, Groningen, of een andere code"),
        ),
        (
            {"gemeente": "", "naam": "Groninge"},
            ("naam", "een CBS-code, zoals GM0014, of een naam die het portaal kent"),
        ),
        (
            {"gemeente": "", "naam": "Bergen"},
            ("naam", "de CBS-code erbij, want met deze naam zijn er meer: GM0373 en GM0893"),
        ),
        ({"instrument": "laadpaal"}, ("instrument", "de code van een instrument, zoals laadvisie")),
        ({"instrument": "lidmaatschap"}, ("instrument, stap", "Ja of Nee")),
        ({"datum": "1-1-2099"}, ("datum", "een datum die niet in de toekomst ligt")),
        (
            {"verwacht": "2099"},
            (
                "verwacht",
                "geen datum, want alleen In ontwikkeling en Concept hebben een verwachte "
                "vaststelling",
            ),
        ),
        ({"document": "CVDR1"}, ("document", "het kenmerk of de titel van een beleidsdocument")),
        ({"bron": "x" * 201}, ("bron", "ten hoogste 200 tekens")),
        ({"noot": "\x00"}, ("noot", "tekst zonder stuurtekens")),
    ],
)
def test_what_a_line_may_not_be(
    by: User, noord: Region, cells: dict[str, str], fault: tuple[str, str]
) -> None:
    factories.municipality(code="GM0900", region=factories.region())
    factories.municipality(code="GM0099", region=noord, valid_until=date(2021, 1, 1))
    factories.municipality(code="GM0098", region=noord, valid_from=date(2022, 1, 1))
    for code, kind in (("GM0373", "Noord-Holland"), ("GM0893", "Limburg")):
        factories.municipality(code=code, name="Bergen", province=kind, region=noord)
    upload = file(ROW | {"stap": "concept"}, ROW | cells)
    assert faults(upload, by) == [(3, *fault)]


def test_a_line_that_stands_twice_in_the_file(by: User) -> None:
    upload = file(ROW, ROW | {"datum": "2021-05-01"})
    expected = "een rij die één keer voorkomt; deze staat al op regel 2"
    assert faults(upload, by) == [(3, "", expected)]


def test_three_faulty_lines_of_four_hundred_stay_behind_and_the_others_go_on(
    by: User, noord: Region
) -> None:
    codes = [factories.municipality(region=noord).code for _ in range(397)]
    good = [ROW | {"gemeente": code} for code in codes]
    upload = file(ROW | {"stap": "bijna"}, *good, ROW | {"datum": "ooit"}, ROW | good[0])
    found = preview(upload, by=by)
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (2, "stap"),
        (400, "datum"),
        (401, ""),
    ]
    assert len(found.new) == 397
    import_steps(upload, found.fingerprint, by=by)
    assert PolicyStep.objects.count() == 397
    assert kinds(preview(upload, by=by)) == (0, 0, 397)


def test_a_file_with_only_faults_stores_nothing(by: User) -> None:
    upload = file(ROW | {"stap": "bijna"})
    found = preview(upload, by=by)
    assert not found.does
    with pytest.raises(Overtaken):
        import_steps(upload, found.fingerprint, by=by)
    assert not PolicyAction.objects.exists()


def test_very_many_faults_are_cut_off_with_how_many_there_are_more(by: User) -> None:
    found = faults(file(*[ROW | {"stap": f"bijna {n}"} for n in range(205)]), by)
    assert len(found) == 201
    assert found[-1][2] == "dat u deze eerst verbetert; er zijn er nog 5"


def test_a_column_too_few_is_told_and_one_too_many_is_not_read(by: User) -> None:
    upload = Upload("x.csv", b"gemeente;stap;kleur\nGM0014;ja;rood\n")
    assert {column for _line, column, _expected in faults(upload, by)} == {"instrument", "datum"}
    upload = Upload(
        "x.csv", b"Stap;Gemeente;kleur;Instrument;DATUM\nja;GM0014;rood;lidmaatschap;2021"
    )
    found = preview(upload, by=by)
    assert (found.faults, kinds(found), found.unread) == ((), (1, 0, 0), ("kleur",))


# ------------------------------------------------------------------------------ and back again


def exchanged(known: Municipality, extension: str) -> bytes:
    return template_file(Municipality.objects.all(), extension)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_import_export_import_is_without_difference(
    by: User, known: Municipality, extension: str
) -> None:
    factories.policy_document(reference="CVDR677545")
    rows = [
        ROW | {"document": "CVDR677545", "noot": "=1+1\nmet een regel", "bron": "Fictieve bron"},
        ROW | {"stap": "concept", "datum": "juli 2022", "verwacht": "3e kwartaal 2099"},
        ROW | {"instrument": "lidmaatschap", "stap": "ja", "datum": "2020", "uiterlijk": "ja"},
        ROW | {"gemeente": "GM0518", "stap": "geen"},
    ]
    imported(file(*rows), by)
    first = exchanged(known, extension)
    found = preview(Upload(f"terug.{extension}", first), by=by)
    assert found.faults == ()
    assert kinds(found) == (0, 0, 4)
    # What was taken back since is not brought back by a file that is older.
    for action in PolicyAction.objects.order_by("-pk"):
        verbs.undo(action, by=by)
    late = preview(Upload(f"terug.{extension}", first), by=by)
    assert [row.kind for row in late.rows] == [OVERTAKEN] * 4
    assert "Regel 2: Co Ordinator nam dit terug op" in late.rows[0].note


def back(known: Municipality, extension: str, **changes: str) -> Upload:
    """The file as it is downloaded now, with some of its text replaced."""
    content = exchanged(known, extension)
    for old, new in changes.items():
        content = content.replace(old.encode(), new.encode())
    return Upload(f"terug.{extension}", content)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_document_without_a_reference_stays_linked(
    by: User, known: Municipality, extension: str
) -> None:
    documents = [
        factories.policy_document(title="Fictieve laadvisie Groningen"),
        factories.policy_document(title="Fictief raadsbesluit"),
        factories.policy_document(title="Fictief raadsbesluit"),
        factories.policy_document(title="CVDR1"),
        factories.policy_document(title="Ander besluit", reference="CVDR1"),
    ]
    for document in documents:
        place = factories.municipality(region=by.units.get().region)
        factories.policy_step(
            municipality=place, instrument=PolicyInstrument.objects.first(), document=document
        )
    found = preview(back(known, extension), by=by)
    assert (found.faults, kinds(found)) == ((), (0, 0, 5))


def step_of(by: User, **row: str) -> PolicyStep:
    imported(file(ROW | row), by)
    found: PolicyStep = PolicyStep.objects.standing().latest("pk")
    return found


FULL = {
    "noot": "Een noot",
    "bron": "Een bron",
    "document": "Fictieve visie",
    "uiterlijk": "ja",
}


def test_an_empty_cell_takes_nothing_away(by: User) -> None:
    factories.policy_document(title="Fictieve visie")
    step_of(by, **FULL)
    found = preview(file(ROW), by=by)
    assert (found.faults, kinds(found)) == ((), (0, 0, 1))
    found = imported(file(ROW | {"noot": "Een andere noot"}), by)
    assert [change.field for change in found.changed[0].changes] == ["noot"]
    standing = PolicyStep.objects.standing().get()
    assert (standing.note, standing.source, standing.no_later_than) == (
        "Een andere noot",
        "Een bron",
        True,
    )
    assert standing.document is not None


def test_taking_away_is_said_in_words_and_asked(by: User) -> None:
    step_of(by, noot="Een noot", bron="Fictieve bron")
    upload = file(ROW | {"noot": "(Leegmaken)"})
    found = preview(upload, by=by)
    assert found.removes == 1
    with pytest.raises(RemovesMore):
        import_steps(upload, found.fingerprint, by=by)
    assert PolicyStep.objects.standing().get().note == "Een noot"
    import_steps(upload, found.fingerprint, by=by, may_remove=True)
    standing = PolicyStep.objects.standing().get()
    assert (standing.note, standing.source) == ("", "Fictieve bron")


def test_the_page_asks_whether_cells_may_be_emptied(as_coordinator: Client, by: User) -> None:
    step_of(by, noot="Een noot")
    page = send(as_coordinator, file(ROW | {"noot": "(leegmaken)"}))
    assert "Ja, verwijder dit gegeven" in page.content.decode()
    address, form = page.request["PATH_INFO"], page.context["form"]
    sent = {"token": str(uuid4()), "fingerprint": form.initial["fingerprint"]}
    refused = as_coordinator.post(address, sent).content.decode()
    assert "Vink aan dat deze gegevens weg mogen." in refused
    as_coordinator.post(address, sent | {"removes": "on"})
    assert PolicyStep.objects.standing().get().note == ""


def test_a_line_that_the_register_overtook_is_refused_and_the_others_go_on(
    by: User, known: Municipality
) -> None:
    old = step_of(by)
    before = back(known, "csv")
    fact = verbs.Fact(old.instrument, Stage.ADOPTED, PartialDate(date(2021, 6, 1), Precision.DAY))
    verbs.correct(old, fact, by=by)
    untouched = preview(before, by=by)
    assert kinds(untouched) == (0, 0, 0)
    [row] = untouched.overtaken
    assert "Co Ordinator verbeterde dit op" in row.note
    assert row.note.endswith("in: Vastgesteld, 1\xa0juni\xa02021.")
    # Nor does it come back with a note that somebody wrote in the old file.
    hague = b"GM0518;'s-Gravenhage;laadvisie;"
    edited = before.content.replace(hague + b";" * 7, hague + b"geen;2-5-2021" + b";" * 6)
    edited = edited.replace(b";nee;;;;", b";nee;;;Een noot;")
    found = imported(Upload("terug.csv", edited), by)
    assert (kinds(found), len(found.overtaken)) == ((1, 0, 0), 1)
    assert {(step.municipality.code, step.on) for step in PolicyStep.objects.standing()} == {
        ("GM0014", date(2021, 6, 1)),
        ("GM0518", date(2021, 5, 2)),
    }


@pytest.mark.parametrize("name", ["Integrale laadvisie", "LAADVISIE", "Laad-visie", "Visie"])
def test_an_instrument_as_the_pages_write_it(by: User, name: str) -> None:
    visie = PolicyInstrument.objects.get(slug="laadvisie")
    visie.name, visie.short_name, visie.column_heading = "Integrale laadvisie", "Visie", "Laadvisie"
    visie.save()
    assert step_of(by, instrument=name).instrument.slug == "laadvisie"


@pytest.mark.parametrize("name", ["CVDR1", "cvdr1", "Fictieve visie", "Fictieve visie (CVDR1)"])
def test_a_document_as_the_pages_write_it(by: User, name: str) -> None:
    document = factories.policy_document(title="Fictieve visie", reference="CVDR1")
    assert step_of(by, document=name).document == document


def test_a_title_of_two_documents_says_too_little(by: User) -> None:
    for _ in range(2):
        factories.policy_document(title="Fictieve visie")
    expected = "het kenmerk of de titel van een beleidsdocument"
    assert faults(file(ROW | {"document": "Fictieve visie"}), by) == [(2, "document", expected)]


# What can be stored of a text: everything that the pages take.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufffe\uffff"),
    max_size=12,
)
WHOLE_DAY = (date(2021, 5, 1), Precision.DAY)


@settings(max_examples=25)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([Stage.ADOPTED, Stage.DRAFT, Stage.NONE, Stage.REPEALED]),
            st.sampled_from([WHOLE_DAY, (date(2021, 4, 1), Precision.QUARTER)]),
            st.sampled_from([("", "CVDR1"), ("Fictief", ""), ("Fictief [1]", ""), None]),
            TEXTS,
            st.booleans(),
        ),
        max_size=3,
    ),
    extension=st.sampled_from(["csv", "xlsx"]),
)
def test_whatever_stands_down_and_up_again_changes_nothing(
    by: User, known: Municipality, steps: list[Any], extension: str
) -> None:
    with transaction.atomic():
        visie = PolicyInstrument.objects.get(slug="laadvisie")
        for place, (stage, (on, precision), named, text, late) in enumerate(steps):
            document = None
            if named:
                title = named[0] or f"Besluit {place}"
                reference = f"{named[1]}{place}" if named[1] else ""
                document = factories.policy_document(title=title, reference=reference)
            factories.policy_step(
                municipality=factories.municipality(region=by.units.get().region),
                instrument=visie,
                stage=stage,
                on=on,
                precision=precision,
                document=document,
                note=text,
                source="Fictieve bron",
                no_later_than=late,
            )
        found = preview(back(known, extension), by=by)
        transaction.set_rollback(True)
    assert (found.faults, kinds(found)) == ((), (0, 0, len(steps)))


def test_the_file_has_a_line_per_municipality_and_instrument(
    as_coordinator: Client, noord: Region
) -> None:
    factories.municipality(name="Niet van ons", region=factories.region())
    factories.municipality(name="Weg", region=noord, valid_until=date(2021, 1, 1))
    text = as_coordinator.get("/gemeenten/invullen.csv").content.decode("utf-8-sig")
    assert text.splitlines() == [
        ";".join(HEADINGS),
        "GM0518;''s-Gravenhage;laadvisie;;;;;;;;".replace("''", "'"),
        "GM0518;'s-Gravenhage;lidmaatschap;;;;;;;;",
        "GM0014;Groningen;laadvisie;;;;;;;;",
        "GM0014;Groningen;lidmaatschap;;;;;;;;",
    ]


# ----------------------------------------------------------------------------------- the pages


def send(client: Client, upload: Upload) -> Any:
    sent = {"file": SimpleUploadedFile(upload.name, upload.content)}
    return client.post("/gemeenten/importeren/", sent, follow=True)


def test_a_file_is_seen_first_and_then_confirmed(as_coordinator: Client) -> None:
    page = send(as_coordinator, file(ROW))
    assert "1 nieuw, 0 vervangen wat er nu staat" in page.content.decode()
    assert not PolicyStep.objects.exists()
    address = page.request["PATH_INFO"]
    sent = {
        "token": str(uuid4()),
        "fingerprint": page.context["form"].initial["fingerprint"],
    }
    done = as_coordinator.post(address, sent, follow=True)
    assert "Geïmporteerd: 1\u00a0gemeente." in done.content.decode()
    assert (
        "Dit was al opgeslagen" in as_coordinator.post(address, sent, follow=True).content.decode()
    )
    assert PolicyStep.objects.count() == 1
    nothing = as_coordinator.get(address).content.decode()
    assert "Er is niets op te slaan" in nothing


def test_a_file_waits_as_what_it_was_sent_for(as_coordinator: Client) -> None:
    page = send(as_coordinator, file(ROW)).request["PATH_INFO"]
    elsewhere = page.replace("/gemeenten/", "/mijlpalen/")
    assert as_coordinator.get(elsewhere).headers["Location"] == "/mijlpalen/importeren/"
    assert as_coordinator.get(page).status_code == 200


def test_a_preview_takes_the_same_queries_however_many_lines(
    as_coordinator: Client, noord: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [factories.municipality(region=noord).code for _ in range(30)]
    for rows in ([ROW], [ROW | {"gemeente": code} for code in codes]):
        address = send(as_coordinator, file(*rows)).request["PATH_INFO"]
        with django_assert_num_queries(8):  # one for the round that is open
            as_coordinator.get(address)


def test_each_line_that_does_not_count_in_the_open_round_says_so(
    as_coordinator: Client, by: User
) -> None:
    factories.round_(title="Eind 2020", state="open", reference_on=date(2020, 12, 31))
    counts = ROW | {"gemeente": "GM0518", "datum": "31-12-2020"}
    found = preview(file(ROW, counts), by=by)
    assert [row.note for row in found.new] == ["Telt niet mee voor Eind 2020.", ""]
    page = as_coordinator.get(send(as_coordinator, file(ROW, counts)).request["PATH_INFO"])
    assert page.content.decode().count("Telt niet mee voor Eind 2020.") == 1
    imported(file(ROW), by)
    assert [row.note for row in preview(file(ROW), by=by).unchanged] == [""]


def test_a_faulty_file_says_what_is_wrong(as_coordinator: Client) -> None:
    page = send(as_coordinator, file(ROW | {"stap": "bijna"})).content.decode()
    assert "Fout:" in page
    assert "stappen.csv, regel 2, kolom stap" in page
    assert 'href="/gemeenten/importeren/"' in page


def test_who_may_record_nothing_is_told_so(as_outsider: Client) -> None:
    assert (
        "U kunt nu niets vastleggen" in as_outsider.get("/gemeenten/importeren/").content.decode()
    )
