"""Documents in bulk: lists as people have them, down and up again, on screen and as a command."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import uuid4

import pytest
import tablib
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from nalportal.accounts.models import User
from nalportal.exchange.clipboard import write_block
from nalportal.exchange.tables import read_table
from nalportal.exchange.writing import to_csv, to_xlsx
from nalportal.pages.file_preview import Preview
from nalportal.pages.uploads import Upload
from regions.document_file import documents_file
from regions.document_upload import import_documents, preview
from regions.forms.documents import DocumentsUploadForm
from regions.models import (
    AdoptedBy,
    Municipality,
    MunicipalityAlias,
    PolicyAction,
    PolicyDocument,
    PolicyStep,
    Region,
)
from tests import factories
from tests.exchange.files import csv_text

pytestmark = pytest.mark.django_db

IMPORT = "/gemeenten/documenten/importeren/"
HEADS = ["Referentie", "Titel", "Datum besluit", "In werking", "Instrument", "Gemeente", "Orgaan"]


@pytest.fixture
def by(noord: Region) -> User:
    found: User = noord.unit.editors.get()
    return found


@pytest.fixture(autouse=True)
def places(noord: Region) -> list[Municipality]:
    factories.instrument(slug="laadvisie", name="Laadvisie", review_after_months=24)
    factories.instrument(slug="plaatsingsbeleid", name="Plaatsingsbeleid")
    names = {"GM0106": "Assen", "GM0114": "Emmen", "GM0014": "Groningen"}
    return [
        factories.municipality(code=code, name=name, region=noord) for code, name in names.items()
    ]


def looked(content: bytes | str, by: User, name: str = "lijst.csv", **more: Any) -> Preview:
    return preview(_upload(content, name, **more), by=by)


def _upload(content: bytes | str, name: str = "lijst.csv", **more: Any) -> Upload:
    return Upload(name, content.encode() if isinstance(content, str) else content, **more)


def stored(content: bytes | str, by: User, name: str = "lijst.csv", **more: Any) -> Any:
    upload = _upload(content, name)
    return import_documents(upload, preview(upload, by=by).fingerprint, by=by, **more)


def rows(*lines: list[str]) -> str:
    return csv_text(HEADS, *lines, delimiter=";")


VISIE = [
    "cvdr 123456",
    "Laadvisie (fictief)",
    "12-5-2021",
    "",
    "Laadvisie",
    "Assen | Emmen",
    "Raad",
]


def test_a_list_makes_documents_and_what_rests_on_them(by: User) -> None:
    late = ["prb-2021-12", "Plan (fictief)", "", "1-7-2021", "Plaatsingsbeleid", "GM0014", "PS"]
    late[-1] = "Provinciale Staten"
    file = rows(VISIE, late)
    found = looked(file, by)
    assert not found.faults
    assert [row.title for row in found.new] == [
        "Laadvisie (fictief)",
        "Plan (fictief)",
        "Assen, Laadvisie: Vastgesteld, 12\xa0mei\xa02021 (CVDR123456)",
        "Emmen, Laadvisie: Vastgesteld, 12\xa0mei\xa02021 (CVDR123456)",
        "Groningen, Plaatsingsbeleid: Vastgesteld, uiterlijk 1\xa0juli\xa02021 (prb-2021-12)",
    ]
    action = stored(file, by)
    assert action.steps.count() == 3
    visie, plan = PolicyDocument.objects.order_by("reference")
    assert (visie.adopted_by, visie.adopted_on) == (AdoptedBy.COUNCIL, date(2021, 5, 12))
    # No date of adoption is known: it was at the latest when it came into force.
    step = PolicyStep.objects.get(document=plan)
    assert (step.on, step.no_later_than, plan.adopted_on) == (date(2021, 7, 1), True, None)
    assert visie.history.get().history_user == by
    again = looked(file.replace("cvdr 123456", "CVDR123456_2"), by)
    assert len(again.unchanged) == 5
    assert not again.does


def test_one_document_may_have_a_date_per_municipality(by: User) -> None:
    heads = ["Kenmerk", "Titel", "Instrument", "Gemeente", "Datum per gemeente"]
    lines = [
        ["CVDR123456", "Visie (fictief)", "Laadvisie", "Assen", "12-5-2021"],
        ["CVDR123456", "", "Laadvisie", "Emmen", "uiterlijk juni 2021"],
        ["CVDR123456", "", "Plaatsingsbeleid", "Emmen", "2020"],
    ]
    stored(csv_text(heads, *lines), by)
    steps = PolicyStep.objects.order_by("pk").values_list("on", "precision", "no_later_than")
    assert list(steps) == [
        (date(2021, 5, 12), "day", False),
        (date(2021, 6, 1), "month", True),
        (date(2020, 1, 1), "year", False),
    ]
    # What differs from what another row says of the same document is told where it stands.
    lines[1][1] = "Anders"
    [fault] = looked(csv_text(heads, *lines), by).faults
    assert (fault.line, fault.column) == (3, "titel")
    assert "regel 2" in fault.expected


def test_the_same_document_at_another_date_is_put_right(by: User) -> None:
    stored(rows(VISIE), by)
    found = looked(rows([*VISIE[:2], "13-5-2021", *VISIE[3:]]), by)
    assert [row.title for row in found.changed] == [
        "Laadvisie (fictief)",
        "Assen, Laadvisie",
        "Emmen, Laadvisie",
    ]
    stored(rows([*VISIE[:2], "13-5-2021", *VISIE[3:]]), by)
    standing = PolicyStep.objects.standing().values_list("on", flat=True)
    assert set(standing) == {date(2021, 5, 13)}


def test_faults_are_told_per_line_and_the_others_go_on(by: User) -> None:
    """400 rows with three faults."""
    lines = [[f"gmb-2021-{at}", f"Besluit {at} (fictief)", *[""] * 5] for at in range(1, 398)]
    lines += [
        ["gmb-2021-900", "Datum", "31-13-2021", "", "", "", ""],
        ["gmb-2021-901", "Gemeente", "1-5-2021", "", "Laadvisie", "Nergenshuizen", ""],
        ["", "", "1-5-2021", "", "", "", ""],
    ]
    found = looked(rows(*lines), by)
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (399, "vastgesteld_op"),
        (400, "gemeenten"),
        (401, "titel"),
    ]
    assert len(found.new) == 398
    stored(rows(*lines), by)
    assert PolicyDocument.objects.count() == 398


def test_another_region_is_not_recorded_and_its_documents_are_not_changed(by: User) -> None:
    other = factories.municipality(code="GM0200", name="Apeldoorn", region=factories.region())
    theirs = factories.policy_document(title="Van Oost (fictief)", reference="CVDR200200")
    factories.policy_step(municipality=other, document=theirs)
    mine = ["CVDR200200", "Anders", "", "", "", "", ""]
    [fault] = looked(rows(mine), by).faults
    assert (fault.line, fault.column) == (2, "kenmerk")
    # To name it at one's own municipalities is no change of it; at another's is refused.
    linked = ["CVDR200200", "", "", "1-6-2020", "Laadvisie", "Assen, Apeldoorn", ""]
    linked[3] = ""
    found = looked(csv_text([*HEADS, "Datum"], [*linked, "1-6-2020"]), by)
    assert [fault.value for fault in found.faults] == ["Apeldoorn"]
    assert [row.reference for row in found.new] == ["GM0106"]


def everything(by: User) -> None:
    stored(rows(VISIE, ["", "Zonder kenmerk (fictief)", "", "", "", "", ""]), by)
    [document, bare] = PolicyDocument.objects.order_by("pk")
    common: dict[str, Any] = {"municipality": Municipality.objects.get(code="GM0014")}
    factories.policy_step(**common, document=bare, stage="concept")
    common["municipality"] = factories.municipality(code="GM0200", region=factories.region())
    late: dict[str, Any] = {"precision": "month", "no_later_than": True, "note": "Noot"}
    factories.policy_step(**common, document=document, **late)
    for title in ("=Twee (fictief)", "=Twee (fictief)", "12", "a | b; c"):
        factories.policy_document(title=title, in_force_on=date(2021, 1, 1), adopted_by="gs")


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_down_and_up_again_changes_nothing(by: User, extension: str) -> None:
    everything(by)
    file = documents_file(extension)
    found = looked(file, by, f"documenten.{extension}")
    assert not found.faults
    assert not found.does
    # So does what an office makes of it: the same cells in the other form.
    table = read_table(f"documenten.{extension}", file)
    cells = tablib.Dataset(*(line.cells for line in table.rows), headers=table.headers)
    other = to_xlsx(cells, "Blad1") if extension == "csv" else to_csv(cells)
    found = looked(other, by, "documenten.xlsx" if extension == "csv" else "documenten.csv")
    assert not found.faults
    assert not found.does


@settings(max_examples=5)
@given(data=st.data())
def test_a_random_register_comes_back_unchanged(by: User, data: st.DataObject) -> None:
    texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=8)
    days = st.none() | st.dates(date(2019, 1, 1), date(2022, 1, 1))
    places = list(Municipality.objects.all())
    made = [
        factories.policy_document(
            title=data.draw(texts.filter(str.strip)),
            adopted_on=data.draw(days),
            in_force_on=data.draw(days),
        )
        for _at in range(data.draw(st.integers(1, 4)))
    ]
    for document in made:
        for place in data.draw(st.lists(st.sampled_from(places), max_size=3)):
            on = data.draw(st.dates(date(2019, 1, 1), date(2022, 1, 1)))
            factories.policy_step(
                municipality=place, document=document, on=on, no_later_than=data.draw(st.booleans())
            )
    for extension in ("csv", "xlsx"):
        found = looked(documents_file(extension), by, f"documenten.{extension}")
        assert not found.faults
        assert not found.does


def test_a_file_older_than_the_register_brings_nothing_back(by: User) -> None:
    stored(rows(VISIE), by)
    file = documents_file("csv")
    later = file.replace(b"2021-05-12", b"2021-05-20")
    stored(later, by, "documenten.csv")
    old = looked(file, by, "documenten.csv")
    assert not old.does
    assert [row.reference for row in old.overtaken] == ["CVDR123456", "GM0106", "GM0114"]


def test_on_screen_pasted_and_confirmed_once(as_coordinator: Client, by: User) -> None:
    text = "Kenmerk\tTitel\tDatum besluit\nGMB 2022, 41676\tBesluit (fictief)\t3-2-2022\n"
    assert "Kies een bestand, of plak een lijst." in _text(as_coordinator.post(IMPORT, {}))
    response = as_coordinator.post(IMPORT, {"text": text}, follow=True)
    page = _text(response)
    assert "Besluit (fictief)" in page
    assert "Wat staat in welke kolom?" in page
    form = response.context["form"]
    sent = {"token": str(uuid4()), "fingerprint": form.initial["fingerprint"]}
    done = as_coordinator.post(response.request["PATH_INFO"], sent, follow=True)
    assert "Documenten opgeslagen." in _text(done)
    document = PolicyDocument.objects.get()
    assert (document.reference, document.adopted_on) == ("gmb-2022-41676", date(2022, 2, 3))
    assert not PolicyAction.objects.exists()
    assert as_coordinator.get("/gemeenten/documenten/documenten.xlsx").status_code == 200


WORDS = st.text(st.characters(categories=["L"], include_characters=" \"'-;=,|"), max_size=12)
WRITTEN = {
    "GM0106": ("Assen", "gm0106", "Gemeente Assen", "ASSEN\u200b", "\u00a0Assen (gemeente)"),
    "GM0114": ("Emmen", "GM0114", "E\u0301mmen", "Bijnaam-Emmen"),
    "GM0014": ("Groningen", "GM0014\u200e", "Gr\u00f3ningen", "\u202dGroningen\u202c"),
}
DAYS_WRITTEN = {"": None, "12-5-2021": date(2021, 5, 12), "3 februari 2021": date(2021, 2, 3)}


@settings(max_examples=25)
@given(data=st.data())
def test_every_value_of_a_random_pasted_list_is_in_its_own_row(
    by: User, data: st.DataObject
) -> None:
    emmen = Municipality.objects.get(code="GM0114")
    MunicipalityAlias.objects.get_or_create(municipality=emmen, name="Bijnaam Emmen")
    heads = ["Kenmerk", "Titel", "Datum besluit", "In werking", "Instrument", "Gemeente"]
    order = data.draw(st.permutations(range(len(heads))))
    wanted, lines = [], [heads]
    for number, code in enumerate(data.draw(st.permutations(list(WRITTEN)))):
        title = f"Ab{data.draw(WORDS)}c"
        taken = data.draw(st.sampled_from(["12-5-2021", "3 februari 2021"]))
        force = data.draw(st.sampled_from(list(DAYS_WRITTEN)))
        place = data.draw(st.sampled_from(WRITTEN[code]))
        lines += [[""] * len(heads)] * data.draw(st.integers(0, 2))
        lines.append([f"CVDR12345{number}", title, taken, force, "Laadvisie", place])
        one_line = " ".join(normalize("NFC", title).split())
        days = DAYS_WRITTEN[taken], DAYS_WRITTEN[force]
        wanted.append((f"CVDR12345{number}", one_line, *days, code))
    form = DocumentsUploadForm(
        {"text": write_block([line[at] for at in order] for line in lines)}, {}
    )
    assert form.is_valid(), form.errors
    with transaction.atomic():
        stored(form.cleaned_data["file"].read(), by, "geplakt.csv")
        rows = PolicyStep.objects.order_by("document__reference").values_list(
            "document__reference",
            "document__title",
            "document__adopted_on",
            "document__in_force_on",
            "municipality__code",
        )
        found = list(rows)
        transaction.set_rollback(True)
    assert found == wanted


def test_a_fault_of_a_pasted_list_names_the_line_that_it_has_in_the_sheet(by: User) -> None:
    text = "Kenmerk\tTitel\tDatum besluit\n\nCVDR123456\tVisie (fictief)\tooit\n"
    form = DocumentsUploadForm({"text": text}, {})
    assert form.is_valid()
    [fault] = looked(form.cleaned_data["file"].read(), by, "geplakt.csv").faults
    assert (fault.line, fault.column) == (3, "vastgesteld_op")


def _text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_as_a_command(by: User, tmp_path: Path) -> None:
    file = tmp_path / "lijst.csv"
    file.write_text(rows([*VISIE[:2], "", "", "Laadvisie", "Assen", ""]))

    def run(*more: str) -> str:
        out = StringIO()
        call_command("import_documents", str(file), "--by", by.email, *more, stdout=out)
        return out.getvalue()

    with pytest.raises(CommandError, match="datum"):
        run()
    said = run("--date", "31-12-2020", "--source", "Lijst van de regio (fictief)", "--apply")
    assert "2 nieuw" in said
    assert "Opgeslagen." in said
    step = PolicyStep.objects.get()
    assert (step.on, step.no_later_than) == (date(2020, 12, 31), True)
    assert "Lijst van de regio" in PolicyDocument.objects.get().history.get().history_change_reason
    assert "Er verandert niets." in run("--date", "31-12-2020", "--apply")
