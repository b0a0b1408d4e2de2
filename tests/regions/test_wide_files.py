"""The workbook of a region: down, kept in a spreadsheet, and up again."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.pages.file_preview import Preview, RemovesMore
from nalportal.pages.uploads import Upload
from regions import verbs
from regions.models import (
    AnswerKind,
    Municipality,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Region,
    Stage,
)
from regions.step_files import template_file
from regions.step_upload import import_steps, preview
from regions.wide_files import wide_csv
from regions.workbook import workbook
from tests import factories
from tests.exchange.files import resaved

pytestmark = pytest.mark.django_db
ON = date(2021, 12, 31)
HEADINGS = (
    "Code;Gemeente;Visie;Visie datum;Visie document;Lid;Lid datum;Ook in voorbereiding;"
    "Stand op;Versie"
)


@pytest.fixture
def by(noord: Region) -> User:
    found: User = noord.unit.editors.get()
    return found


@pytest.fixture(autouse=True)
def known(noord: Region) -> Municipality:
    visie = factories.instrument(slug="laadvisie", name="Integrale laadvisie")
    lid = factories.instrument(slug="lidmaatschap", answers=AnswerKind.YES_NO)
    visie.short_name, lid.short_name = "Visie", "Lid"
    visie.save()
    lid.save()
    factories.municipality(code="GM0518", name="'s-Gravenhage", region=noord)
    return factories.municipality(code="GM0014", name="Groningen", region=noord)


def step(place: str = "GM0014", **fields: Any) -> PolicyStep:
    said = {"stage": Stage.ADOPTED, "on": date(2021, 5, 1), **fields}
    return factories.policy_step(
        municipality=Municipality.objects.get(code=place),
        instrument=PolicyInstrument.objects.get(slug="laadvisie"),
        **said,
    )


def made(extension: str = "csv") -> bytes:
    places = Municipality.objects.all()
    if extension == "csv":
        return wide_csv(places, ON)
    return workbook(places, ON, of="Noord", in_round="Eind 2021")


def lines(*rows: str) -> Upload:
    """A file that somebody made by hand."""
    return Upload("werkblad.csv", "\n".join(rows).encode())


def told(upload: Upload, by: User) -> tuple[int, ...]:
    found = preview(upload, by=by)
    assert found.faults == ()
    return tuple(map(len, (found.new, found.changed, found.unchanged, found.overtaken)))


def imported(upload: Upload, by: User, *, may_remove: bool = False) -> Preview:
    found = preview(upload, by=by)
    import_steps(upload, found.fingerprint, by=by, may_remove=may_remove)
    return found


def changed(content: bytes, change: Callable[[Any], None]) -> Upload:
    """A workbook in which somebody changed something on the sheet with the table."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return Upload("werkblad.xlsx", buffer.getvalue())


# ------------------------------------------------------------------------------ what it says


def test_a_row_per_municipality_with_stage_date_and_document_beside_each_other() -> None:
    document = factories.policy_document(title="Fictieve visie", reference="CVDR1")
    first = step(document=document)
    second = step(stage=Stage.DRAFT, on=date(2021, 7, 1), precision=Precision.QUARTER)
    newest = max(first.pk, second.pk)
    assert made().decode("utf-8-sig").splitlines() == [
        HEADINGS,
        "GM0518;'s-Gravenhage;;;;;;;2021-12-31;0",
        f"GM0014;Groningen;Vastgesteld;2021-05-01;CVDR1;;;"
        f'"Visie: Concept, 3e kwartaal 2021";2021-12-31;{newest}'.replace('"', ""),
    ]


def test_a_total_of_nobody_from_an_earlier_day_stands_in_no_file(by: User) -> None:
    of_a_total: dict[str, Any] = {"source": "Opgave van de regio", "no_later_than": True}
    step(stage=Stage.NOT_ADOPTED, on=date(2020, 12, 31), **of_a_total)
    step("GM0518", on=date(2020, 5, 1))
    step("GM0518", stage=Stage.NOT_ADOPTED, on=date(2020, 12, 31), **of_a_total)
    later, before = (
        made().decode("utf-8-sig").splitlines()[1:],
        wide_csv(Municipality.objects.filter(code="GM0014"), date(2020, 12, 31)).decode(
            "utf-8-sig"
        ),
    )
    assert later[0].startswith("GM0518;'s-Gravenhage;Vastgesteld;2020-05-01;")
    assert later[1].startswith("GM0014;Groningen;;;")
    assert ";Niet vastgesteld;uiterlijk 31-12-2020;" in before
    long = template_file(Municipality.objects.all(), "csv").decode("utf-8-sig")
    assert "vastgesteld;2020-05-01" in long
    assert "niet-vastgesteld" not in long


def test_the_workbook_can_be_read_and_filled_in() -> None:
    step()
    step("GM0518", precision=Precision.MONTH, no_later_than=True)
    book = load_workbook(io.BytesIO(made("xlsx")))
    assert book.sheetnames == ["Uitleg", "Beleid", "Keuzelijsten"]
    sheet = book["Beleid"]
    assert sheet["A1"].value == (
        "Beleid van gemeenten: Noord, Eind 2021. Stand op 31-12-2021. Leeg laten is niets wijzigen."
    )
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C4", "A3:K5")
    assert [cell.value for cell in sheet[4]][:4] == [
        "GM0518",
        "'s-Gravenhage",
        "Vastgesteld",
        "uiterlijk mei 2021",
    ]
    assert sheet["D5"].value.date() == date(2021, 5, 1)
    assert sheet["D5"].number_format == "d-m-yyyy"
    assert "COUNTBLANK(C5)+COUNTBLANK(F5)" in sheet["K5"].value
    words = [cell.value for cell in book["Keuzelijsten"]["A"]]
    assert words == [
        "Visie",
        "In ontwikkeling",
        "Concept",
        "Vastgesteld",
        "Ingetrokken",
        "Geen",
        "Niet vastgesteld",
        "pm",
        "Onbekend",
    ]
    [visie, lid] = sorted(sheet.data_validations.dataValidation, key=lambda found: str(found.sqref))
    assert (str(visie.sqref), visie.formula1) == ("C4:C5", "Keuzelijsten!$A$2:$A$9")
    assert (str(lid.sqref), lid.formula1) == ("F4:F5", "Keuzelijsten!$B$2:$B$4")
    explained = [row[0].value for row in book["Uitleg"].iter_rows() if row[0].value]
    assert {"Lege cel", "Datums", "Versie", "Wat betekenen de standen?"} <= set(explained)


def test_who_records_gets_it(as_coordinator: Client) -> None:
    answer = as_coordinator.get("/gemeenten/werkblad.xlsx")
    assert 'filename="beleid-noord-' in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"PK")
    assert as_coordinator.get("/gemeenten/werkblad.csv").status_code == 200


# ------------------------------------------------------------------------------ what comes in


def test_what_is_typed_becomes_a_step(by: User) -> None:
    factories.policy_document(title="Fictieve visie", reference="CVDR1")
    upload = lines(
        "Gemeente;Integrale laadvisie;Visie datum;visie document;Lid",
        ";;;;",
        "Groningen;vastgesteld;mei 2021;Fictieve visie;",
        "'s-gravenhage;Concept;uiterlijk 1-2-2021;;",
    )
    assert told(upload, by)[0] == 2
    imported(upload, by)
    first, second = PolicyStep.objects.order_by("pk")
    assert (first.stage, first.on, first.precision) == ("vastgesteld", date(2021, 5, 1), "month")
    assert (first.document, first.no_later_than) == (PolicyDocument.objects.get(), False)
    assert (second.on, second.no_later_than) == (date(2021, 2, 1), True)


def test_a_stage_without_a_date_is_of_the_day_of_the_file(by: User) -> None:
    text = made().decode("utf-8-sig").replace("GM0014;Groningen;;;", "GM0014;Groningen;Concept;;")
    imported(Upload("x.csv", text.encode()), by)
    found = PolicyStep.objects.get()
    assert (found.stage, found.on, found.no_later_than) == ("concept", ON, True)


def test_a_ticked_cell_reads_as_in_the_grid(by: User) -> None:
    upload = lines(
        "Code;Visie;Visie datum;Lid;Lid datum",
        "GM0014;v;Q4 2021;x;44561",
        "GM0518;c 15-10-2021;;n;eind 2020",
    )
    assert told(upload, by)[0] == 4
    imported(upload, by)
    rows = PolicyStep.objects.order_by("pk")
    assert [(row.stage, row.on, row.precision, row.no_later_than) for row in rows] == [
        ("vastgesteld", date(2021, 10, 1), "quarter", False),
        ("ja", date(2021, 12, 31), "day", False),
        ("concept", date(2021, 10, 15), "day", False),
        ("nee", date(2020, 12, 31), "day", True),
    ]


def test_a_date_behind_a_status_and_in_its_own_column_is_asked(by: User) -> None:
    [fault] = preview(lines("Code;Visie;Visie datum", "GM0014;v 2020;2021"), by=by).faults
    assert (fault.column, fault.value) == ("Visie", "v 2020")
    assert fault.expected == "alleen de status, want de datum staat al in de kolom ernaast"


def test_what_it_replaces_is_told_in_the_words_of_the_screen(by: User) -> None:
    step(on=date(2021, 5, 1), document=None)
    [row] = preview(lines("Code;Visie;Visie datum", "GM0014;c.;Q2 2021"), by=by).changed
    told = [(change.label, change.before, change.after) for change in row.changes]
    assert told[:2] == [
        ("status", "Vastgesteld", "Concept"),
        ("datum", "1-5-2021", "2e\N{NO-BREAK SPACE}kwartaal\N{NO-BREAK SPACE}2021"),
    ]


def test_the_workbook_lets_a_letter_be_typed_in_a_drop_down(by: User) -> None:
    def tick(book: Any) -> None:
        sheet = book["Beleid"]
        assert not any(found.showErrorMessage for found in sheet.data_validations.dataValidation)
        sheet["C5"], sheet["D5"] = "v", "eind 2021"

    upload = changed(made("xlsx"), tick)
    assert told(upload, by)[0] == 1
    imported(upload, by)
    assert PolicyStep.objects.get().stage == "vastgesteld"


def test_faults_are_told_per_cell_and_the_other_cells_go_on(by: User) -> None:
    upload = lines(
        "Code;Visie;Visie datum;Lid;Lid datum",
        "GM0014;bijna;2021;ja;2021",
        "GM0518;Concept;ooit;nee;",
        "GM0014;Concept;2021;;",
        "GM9999;Concept;2021;;",
    )
    found = preview(upload, by=by)
    assert [(fault.line, fault.column, fault.value) for fault in found.faults] == [
        (2, "Visie", "bijna"),
        (3, "Visie datum", "ooit"),
        (3, "Lid datum", ""),
        (4, "Gemeente", "Groningen"),
        (5, "Code", "GM9999"),
    ]
    assert len(found.new) == 1


def test_a_wrong_status_is_told_what_its_own_column_takes(by: User) -> None:
    found = preview(lines("Code;Visie;Visie datum;Lid;Lid datum", "GM0014;;2021;klaar;2021"), by=by)
    others = "In ontwikkeling, Concept, Vastgesteld, Ingetrokken, Geen, Niet vastgesteld of pm"
    assert [(fault.column, fault.expected) for fault in found.faults] == [
        ("Visie", others),
        ("Lid", "Ja of Nee"),
    ]


def test_onbekend_takes_away_what_stands_and_is_asked(by: User) -> None:
    step(on=date(2019, 1, 1), stage=Stage.DRAFT)
    step()
    text = made().decode("utf-8-sig").replace("Vastgesteld", "Onbekend")
    upload = Upload("x.csv", text.encode())
    found = preview(upload, by=by)
    assert (len(found.changed), found.removes) == (2, 2)
    with pytest.raises(RemovesMore):
        imported(upload, by)
    imported(upload, by, may_remove=True)
    assert not PolicyStep.objects.standing().exists()
    assert "Onbekend" not in made().decode("utf-8-sig")
    assert told(upload, by) == (0, 0, 0, 1)


def test_an_older_file_brings_nothing_back_and_its_other_lines_go_on(by: User) -> None:
    old = step()
    step("GM0518")
    before = made().decode("utf-8-sig")
    day = PartialDate(date(2021, 6, 1), Precision.DAY)
    verbs.correct(old, verbs.Fact(old.instrument, Stage.ADOPTED, day), by=by)
    # What was left alone says nothing.
    assert told(Upload("x.csv", before.encode()), by) == (0, 0, 2, 0)
    edited = before.replace("Vastgesteld;2021-05-01", "Concept;2-5-2021")
    found = imported(Upload("x.csv", edited.encode()), by)
    assert (len(found.new), len(found.overtaken)) == (1, 1)
    assert "Regel 3: Co Ordinator verbeterde dit op" in found.overtaken[0].note
    standing = PolicyStep.objects.standing().values_list("municipality__code", "on")
    assert ("GM0014", date(2021, 6, 1)) in standing
    assert ("GM0014", date(2021, 5, 2)) not in standing
    assert ("GM0518", date(2021, 5, 2)) in standing


def test_an_earlier_date_takes_the_place_of_what_the_file_showed(by: User) -> None:
    old = step(on=date(2021, 12, 31), no_later_than=True)
    for stage, on in ((Stage.DRAFT, date(2021, 2, 1)), (Stage.ADOPTED, date(2021, 5, 1))):
        step("GM0518", stage=stage, on=on)
    text = made().decode("utf-8-sig")
    text = text.replace("Vastgesteld;uiterlijk 31-12-2021", "Vastgesteld;9-4-2021")
    text = text.replace("Vastgesteld;2021-05-01", "In ontwikkeling;1-1-2021")
    upload = Upload("x.csv", text.encode())
    found = preview(upload, by=by)
    assert [row.reference for row in found.changed] == ["GM0014"]
    assert [str(fault) for fault in found.faults] == [
        "x.csv, regel 2, kolom Visie: “In ontwikkeling, 1\u00a0januari\u00a02021” kan hier niet. "
        "Wel kan: dit, als u eerst laat vervallen wat daar ook staat: "
        "Concept, 1\u00a0februari\u00a02021."
    ]
    import_steps(upload, found.fingerprint, by=by)
    mine = PolicyStep.objects.standing().get(municipality__code="GM0014")
    assert (mine.replaces, mine.on, mine.no_later_than) == (old, date(2021, 4, 9), False)
    assert "Vastgesteld;2021-04-09" in made().decode("utf-8-sig")


def test_what_people_do_to_a_workbook(by: User) -> None:
    step()
    step("GM0518", stage=Stage.DRAFT)

    def change(book: Any) -> None:
        sheet = book["Beleid"]
        sheet["C5"], sheet["D5"] = "Ingetrokken", date(2021, 9, 1)
        sheet["D5"].number_format = "mmm-yy"
        sheet["F4"], sheet["G4"] = "Ja", "=TODAY()"
        sheet["F5"], sheet["G5"] = "Nee", "1-4-2021"
        sheet["L3"], sheet["L4"] = "Mijn notitie", "=1+1"
        book.create_sheet("Van mijzelf", 0)["A1"] = "Code"

    upload = changed(made("xlsx"), change)
    found = preview(upload, by=by)
    assert [(fault.line, fault.column, fault.expected) for fault in found.faults] == [
        (4, "Lid datum", "een waarde, geen formule")
    ]
    assert (len(found.new), len(found.unchanged)) == (2, 1)
    assert found.unread == ("Controle", "Mijn notitie")
    imported(upload, by)
    assert PolicyStep.objects.get(stage=Stage.REPEALED).precision == Precision.MONTH


def test_a_copy_of_the_sheet_is_not_left_unread(by: User) -> None:
    step()

    def copy(book: Any) -> None:
        book.copy_worksheet(book["Beleid"])["C5"] = "Concept"

    [fault] = preview(changed(made("xlsx"), copy), by=by).faults
    assert (fault.value, fault.line) == ("Beleid, Beleid Copy", None)
    assert (
        fault.expected
        == "één blad met deze kolommen; haal weg wat een kopie is, of bewaar het apart"
    )

    def rename(book: Any) -> None:
        book["Beleid"].title = "Kwartaal 2"

    assert told(changed(made("xlsx"), rename), by) == (0, 0, 1, 0)


def test_merged_cells_and_deleted_columns(by: User) -> None:
    step()
    step("GM0518")

    def change(book: Any) -> None:
        book["Beleid"].merge_cells("C4:C5")
        book["Beleid"].delete_cols(10)

    found = preview(changed(made("xlsx"), change), by=by)
    assert [(fault.line, fault.column, fault.expected) for fault in found.faults] == [
        (5, "Visie", "een cel die niet met een andere is samengevoegd")
    ]
    assert [row.reference for row in found.unchanged] == ["GM0518"]


def test_a_file_that_names_no_municipality_is_told_so(by: User) -> None:
    [fault] = preview(lines("Visie;Visie datum", "Concept;2021"), by=by).faults
    assert (fault.line, fault.expected) == (1, "een kolom “Code” of “Gemeente”")


def test_a_preview_takes_the_same_queries_however_many_rows(
    by: User, noord: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    step()
    few = Upload("x.csv", made())
    for place in [factories.municipality(region=noord) for _ in range(20)]:
        step(place.code)
    many = Upload("x.csv", made())
    for upload in (few, many):
        with django_assert_num_queries(8):
            preview(upload, by=by)


# ------------------------------------------------------------------------------ and back again

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["GM0014", "GM0518"]),
        st.sampled_from([Stage.ADOPTED, Stage.DRAFT, Stage.NONE, Stage.REPEALED, Stage.PM]),
        st.dates(date(2015, 1, 1), date(2021, 12, 31)),
        st.sampled_from(Precision.values),
        st.booleans(),
        st.sampled_from(["", "Fictief", "=1+1", "Fictief [1]", "1-5-2021", "(leegmaken)"]),
    ),
    max_size=5,
)


def a_register(steps: list[Any]) -> None:
    for place, stage, on, precision, late, title in steps:
        document = factories.policy_document(title=title) if title else None
        first = on.replace(
            day=on.day if precision == Precision.DAY else 1,
            month=on.month if precision in (Precision.DAY, Precision.MONTH) else 1,
        )
        step(
            place,
            stage=stage,
            on=first,
            precision=precision,
            no_later_than=late,
            document=document,
            note="=Een noot",
            source="Fictieve bron",
        )


@settings(max_examples=25)
@given(steps=STEPS, extension=st.sampled_from(["csv", "xlsx"]))
def test_whatever_stands_down_and_up_again_changes_nothing(
    by: User, steps: list[Any], extension: str
) -> None:
    with transaction.atomic():
        a_register(steps)
        found = preview(Upload(f"terug.{extension}", made(extension)), by=by)
        transaction.set_rollback(True)
    assert found.faults == ()
    assert {row.kind for row in found.rows} <= {"ongewijzigd"}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("first", "second"), [("xlsx", "xlsx"), ("xlsx", "ods"), ("csv", "xlsx"), ("csv", "csv")]
)
def test_an_office_may_keep_it(by: User, tmp_path: Path, first: str, second: str) -> None:
    a_register(
        [
            ("GM0014", Stage.ADOPTED, date(2021, 5, 1), Precision.DAY, False, "=1+1"),
            ("GM0518", Stage.DRAFT, date(2021, 7, 1), Precision.MONTH, False, "Fictief"),
        ]
    )
    kept = resaved({"beleid": made(first)}, tmp_path, first, second)["beleid"]
    found = preview(Upload(f"terug.{kept.suffix[1:]}", kept.read_bytes()), by=by)
    assert (found.faults, {row.kind for row in found.rows}) == ((), {"ongewijzigd"})
    assert len(found.rows) == 2
