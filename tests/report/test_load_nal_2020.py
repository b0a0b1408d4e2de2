"""The command that loads the report of end 2020: bad files, a second run, the shipped data."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from nalportal.exchange.runs import import_files
from nalportal.progress.models import (
    Milestone,
    ReportingUnit,
    Round,
    RoundLogEntry,
    RoundState,
    Submission,
    SubmissionState,
    Theme,
)
from nalportal.report.management.commands import load_nal_2020
from nalportal.report.management.commands.load_nal_2020 import IMPORTERS
from tests import factories
from tests.exchange.files import columns_of, csv_text

# A register in small: one region, one municipality, one working group, one figure.
ROWS: dict[str, list[str]] = {
    "progress/units": [
        "NO,noord,Noord,Noord,regio,1,,",
        "LO,logistiek,Logistiek,Log,werkgroep,2,,",
    ],
    "progress/themes": ["laadvisie,Laadvisie,1"],
    "progress/rounds": ["eind-2020,Eind 2020,2020-12-31,2021-01-01,2021-04-30,"],
    "progress/statements": ["eind-2020,logistiek,aandachtspunt,niet-vermeld"],
    "progress/milestones": ["NO-001,noord,planning,1,Laadvisie,,juli 2021,,,,,,laadvisie,,,"],
    "regions/regions": ["noord,1"],
    "regions/agreements": ["noord,juni 2020,IenW"],
    "regions/municipalities": ["GM0014,Groningen,Groningen,,,21,3"],
    "regions/memberships": ["GM0014,noord,,,"],
    "regions/instruments": ["laadvisie,Laadvisie,Laadvisie,Laadvisie,fasen,1,ja,24"],
    "regions/steps": ["GM0014,laadvisie,geen,2020-12-31,ja,,,,Fictieve bron"],
    "regions/reported_counts": ["noord,laadvisie,2020-12-31,0,"],
    "workgroups/parties": ["IenW,,,Min IenW"],
    "workgroups/workgroups": ["logistiek,,"],
    "workgroups/participations": ["logistiek,1,IenW,"],
    "indicators/sources": ["nal,IenW,Rapport,"],
    "indicators/editions": ["nal-2020,nal,Rapport,,,,"],
    "indicators/measures": ["laadpunten,Laadpunten,laadpunten,stand,,,0,1"],
    "indicators/observations": ["laadpunten,nal,NL,,2020-12-31,,,65613,,,,"],
}

Spoil = Callable[[str, bytes, bytes], None]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with all files, small and right."""
    for app, resources in IMPORTERS.items():
        (tmp_path / app).mkdir()
        for name, resource in resources.items():
            rows = ROWS.get(f"{app}/{name}", [])
            text = csv_text(columns_of(resource)) + "".join(f"{row}\n" for row in rows)
            (tmp_path / app / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoil(data: Path) -> Spoil:
    """Replaces a piece of one of the files."""

    def replace(file: str, old: bytes, new: bytes) -> None:
        path = data / f"{file}.csv"
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new))

    return replace


@pytest.fixture
def without_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Freezing has tests of its own."""
    monkeypatch.setattr(load_nal_2020, "freeze", lambda *args, **kwargs: None)
    monkeypatch.setattr(load_nal_2020, "publish", lambda *args, **kwargs: None)


def load(data: Path | None = None) -> str:
    out = StringIO()
    call_command("load_nal_2020", data=data, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def refusal(data: Path) -> list[str]:
    with pytest.raises(CommandError) as caught:
        load(data)
    assert caught.value.returncode == 1
    assert not Round.objects.exists()
    assert not Theme.objects.exists()
    return str(caught.value).replace("\u00a0", " ").splitlines()


# -------------------------------------------------------------------------------- bad input


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "regions/steps",
            b"GM0014",
            b"GM9999",
            "kolom gemeente: “GM9999” kan hier niet. "
            "Wel kan: de code van een gemeente, zoals GM0014",
        ),
        (
            "regions/municipalities",
            b"GM0014",
            b"GM14",
            "kolom code: “GM14” kan hier niet. Wel kan: een CBS-code, zoals GM0014",
        ),
        (
            "progress/milestones",
            b"planning",
            b"gepland",
            "kolom categorie: “gepland” kan hier niet. "
            "Wel kan: Gerealiseerd, Planning of Aandachtspunt",
        ),
        (
            "regions/reported_counts",
            b"31,0,",
            b"31,-4,",
            "kolom aantal: “-4” kan hier niet. Wel kan: een heel getal vanaf 0, of pm",
        ),
        (
            "regions/reported_counts",
            b"31,0,",
            b"31,2,",
            "kolom aantal: “2” kan hier niet. Wel kan: een aantal van 0 tot en met 1, of pm",
        ),
        (
            "indicators/observations",
            b"65613",
            b"-65613",
            "kolom waarde: “-65613” kan hier niet. "
            "Wel kan: een getal vanaf 0, want deze maat kan niet negatief zijn",
        ),
        (
            "indicators/observations",
            b"65613",
            b"veel",
            "kolom waarde: “veel” kan hier niet. "
            "Wel kan: een heel getal, zoals 1511 of 1.511, of pm, onbekend of nvt",
        ),
        (
            "progress/rounds",
            b"2020-12-31",
            b"31-31-2020",
            "kolom peildatum: “31-31-2020” kan hier niet. Wel kan: een datum, zoals 31-12-2020",
        ),
        (
            "progress/themes",
            b"laadvisie,Laad",
            b"laadvisie,Anders,2\nlaadvisie,Laad",
            "kolom thema: “laadvisie” kan hier niet. "
            "Wel kan: een rij die één keer voorkomt; deze staat al op regel 2",
        ),
        (
            "regions/agreements",
            b"IenW",
            b"Frysl\xe2n",
            "kolom getekend_met: “Frysl□n” kan hier niet. "
            "Wel kan: tekst in UTF-8; hier staat een teken in een andere codering",
        ),
        (
            "workgroups/parties",
            b"IenW,,",
            b"I\x00enW,,",
            "kolom naam: “I□enW” kan hier niet. Wel kan: tekst zonder stuurtekens",
        ),
        (
            "indicators/sources",
            b"Rapport",
            b"Rap\x1b[2Jport",
            "kolom titel: “Rap□[2Jport” kan hier niet. Wel kan: tekst zonder stuurtekens",
        ),
        (
            "progress/milestones",
            b",1,Laadvisie,",
            b",1," + b"x" * 1_000_000 + b",",
            f"kolom titel: “{'x' * 40}… (1.000.000 tekens)” kan hier niet. "
            "Wel kan: ten hoogste 100.000 tekens",
        ),
        (
            "regions/memberships",
            b"GM0014,noord,,,",
            b"GM0014,noord,,,,meer,",
            "“meer” kan hier niet. Wel kan: 5 cellen, zoals in de eerste regel; het zijn er 7",
        ),
    ],
)
def test_a_fault_is_listed_once_where_it_stands_and_nothing_is_loaded(
    data: Path, spoil: Spoil, file: str, old: bytes, new: bytes, said: str
) -> None:
    spoil(file, old, new)
    line = 3 if b"\n" in new else 2
    place = f"{file}.csv, regel {line}"
    separator = ", " if said.startswith("kolom") else ": "
    assert refusal(data) == [f"{place}{separator}{said}.", "Er is niets geladen: 1 fout."]


@pytest.mark.django_db
def test_a_column_with_another_name_is_missing_and_unknown(data: Path, spoil: Spoil) -> None:
    spoil("progress/units", b"korte_naam", b"kort")
    columns = "code, onderdeel, naam, korte_naam, soort, volgorde, vanaf en tot"
    assert refusal(data) == [
        "progress/units.csv, regel 1, kolom kort: “kort” kan hier niet. "
        f"Wel kan: een van de kolommen {columns}.",
        "progress/units.csv: de kolom “korte_naam” ontbreekt.",
        "Er is niets geladen: 2 fouten.",
    ]


@pytest.mark.django_db
def test_a_missing_column_is_listed_and_what_depends_on_the_file_is_not(
    data: Path, spoil: Spoil
) -> None:
    spoil("progress/units", b",soort", b"")
    assert refusal(data) == [
        "progress/units.csv: de kolom “soort” ontbreekt.",
        "Er is niets geladen: 1 fout.",
    ]


@pytest.mark.django_db
def test_faults_of_all_files_come_out_in_one_go(data: Path, spoil: Spoil) -> None:
    spoil("progress/milestones", b"juli 2021", b"binnenkort")
    spoil("regions/regions", b"noord", b"noorden")
    spoil("indicators/observations", b"65613", b"")
    (data / "progress/texts.csv").unlink()
    lines = refusal(data)
    assert [line.split(": ")[0] for line in lines] == [
        "progress/milestones.csv, regel 2, kolom gepland",
        "progress/texts.csv",
        "regions/regions.csv, regel 2, kolom regio",
        "indicators/observations.csv, regel 2, kolom waarde",
        "Er is niets geladen",
    ]


@pytest.mark.once
def test_the_command_ends_with_code_1_and_without_a_traceback(
    data: Path, spoil: Spoil, tmp_path: Path, migrated_file: Path
) -> None:
    spoil("progress/milestones", b"planning", b"gepland")
    database = shutil.copy(migrated_file, tmp_path / "demo.sqlite3")
    env = os.environ | {"NAL_DEMO": "1", "DATABASE_URL": f"sqlite:///{database}"}
    done = subprocess.run(
        [sys.executable, "manage.py", "load_nal_2020", "--data", str(data)],
        cwd=settings.BASE_DIR,
        env=env | {"NAL_VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        "CommandError: progress/milestones.csv, regel 2, kolom categorie:"
    )
    assert "Traceback" not in done.stderr + done.stdout


# ------------------------------------------------------------------------------- good input


@pytest.mark.django_db
def test_what_is_loaded_is_taken_over_from_the_source(data: Path, without_pdf: None) -> None:
    assert load(data).startswith("20 rijen geladen uit 28 bestanden")
    assert Milestone.objects.get().reference == "NO-001"
    states = Submission.objects.values_list("unit__slug", "state")
    from_source = SubmissionState.FROM_SOURCE
    assert dict(states) == {"noord": from_source, "logistiek": from_source}
    reasons = Milestone.history.values_list("history_change_reason", flat=True)
    assert set(reasons) == {"import van progress/milestones.csv"}


@pytest.mark.django_db
def test_a_round_that_is_there_is_left_alone() -> None:
    factories.round_(slug="eind-2020")
    assert load() == "De ronde eind-2020 is er al; er is niets geladen.\n"
    assert not ReportingUnit.objects.exists()


@pytest.mark.usefixtures("loaded", "db")
def test_every_unit_is_there_and_nobody_accepted_anything() -> None:
    submissions = Submission.objects.all()
    assert submissions.count() == ReportingUnit.objects.count() == 13
    assert {row.state for row in submissions} == {SubmissionState.FROM_SOURCE}
    assert not any(row.decided_by or row.decided_at for row in submissions)


@pytest.mark.usefixtures("loaded", "db")
def test_the_round_is_published_as_taken_over() -> None:
    assert Round.objects.get().state == RoundState.PUBLISHED
    reasons = RoundLogEntry.objects.values_list("reason", flat=True)
    assert set(reasons) == {"overgenomen uit bron"}


@pytest.mark.usefixtures("loaded", "db")
def test_the_shipped_files_again_change_nothing() -> None:
    outcomes = import_files(load_nal_2020.incoming(None), only_utf8=True)
    assert [(row.new, row.changed) for row in outcomes] == [(0, 0)] * len(outcomes)


@pytest.mark.parametrize(("label", "resources"), IMPORTERS.items())
def test_every_shipped_file_has_an_importer(label: str, resources: dict[str, object]) -> None:
    shipped = (Path(apps.get_app_config(label).path) / "data").glob("*.csv")
    assert {path.stem for path in shipped} == set(resources)
