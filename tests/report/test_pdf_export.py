import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from nalportal.report.editions import Edition
from nalportal.report.paper import PdfError
from nalportal.report.web.views.downloads import csv_bytes, xlsx_bytes

from .pdf_sample import squeezed, words_of

pytestmark = pytest.mark.django_db


def export(*arguments: str, to: Path) -> bytes:
    call_command("export_report", *arguments, "--output", str(to), stdout=StringIO())
    return to.read_bytes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "map" / "rapport"


def test_a_published_report_comes_out_as_it_was_frozen(edition: Edition, file: Path) -> None:
    assert export("eind-2020", "--format", "pdf", to=file) == edition.pdf_bytes()
    assert export("eind-2020", "--format", "json", to=file) == edition.payload_bytes()
    assert export("eind-2020", "--version", "1", to=file) == edition.pdf_bytes()


def test_the_control_number_is_that_of_the_json(edition: Edition, file: Path) -> None:
    content = export("eind-2020", "--format", "json", to=file)
    assert hashlib.sha256(content).hexdigest() == edition.stamp.sha256
    assert json.loads(content)["slug"] == "eind-2020"


def test_a_workbook_and_a_list_of_figures_come_out_as_they_are_downloaded(
    edition: Edition, file: Path
) -> None:
    assert export("eind-2020", "--format", "xlsx", to=file) == xlsx_bytes(edition)
    assert export("eind-2020", "--format", "csv", to=file) == csv_bytes(edition)


def test_one_unit_comes_out_by_itself(edition: Edition, file: Path) -> None:
    shown = words_of(export("eind-2020", "--unit", "logistiek", to=file))
    assert squeezed("Roadmap logistiek") in shown


def test_now_is_a_concept(edition: Edition, file: Path) -> None:
    assert squeezed("Concept, stand") in words_of(export("nu", "--unit", "noord", to=file))


def test_a_dash_is_standard_output(
    edition: Edition, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export_report", "eind-2020", "--format", "json", "--output", "-")
    assert capsysbinary.readouterr().out == edition.payload_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["eind-2019"], "Ronde “eind-2019” is er niet. Wel: eind-2020, nu"),
        (["eind-2020", "--version", "3"], "geen gepubliceerde versie 3; de nieuwste is 1"),
        (["nu", "--version", "1"], "De stand van vandaag heeft geen versies"),
        (["eind-2020", "--unit", "limburg"], "Onderdeel “limburg” staat niet in dit rapport"),
        (["eind-2020", "--unit", "noord", "--format", "json"], "alleen een PDF"),
    ],
)
@pytest.mark.usefixtures("edition")
def test_what_is_not_there_is_told_in_dutch(arguments: list[str], message: str, file: Path) -> None:
    with pytest.raises(CommandError, match=message):
        export(*arguments, to=file)
    assert not file.exists()


@pytest.mark.usefixtures("edition")
def test_a_failing_export_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_edition: Edition) -> bytes:
        raise PdfError("te laat")

    export("eind-2020", "--format", "json", to=file)
    before = file.read_bytes()
    monkeypatch.setattr(Edition, "pdf_bytes", fail)
    with pytest.raises(CommandError, match="Het document kon niet worden gemaakt: te laat"):
        export("eind-2020", to=file)
    assert file.read_bytes() == before


@pytest.mark.usefixtures("edition")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("")
    with pytest.raises(CommandError, match="is niet te schrijven"):
        export("eind-2020", "--format", "json", to=tmp_path / "bestand" / "rapport.json")
