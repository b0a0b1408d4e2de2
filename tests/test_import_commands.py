"""Files of milestones and of policy as commands: the preview of the pages, and then --apply."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from nalportal.accounts.models import User
from nalportal.progress.imports import MilestoneResource
from nalportal.progress.models import Milestone, ReportingUnit
from regions.models import PolicyStep
from regions.step_files import HEADINGS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> User:
    return factories.user(email="beoordelaar@voorbeeld.example", is_reviewer=True)


@pytest.fixture
def noord() -> ReportingUnit:
    return factories.unit(slug="noord", name="Noord")


def run(name: str, file: Path, *more: str, by: str = "beoordelaar@voorbeeld.example") -> str:
    out = StringIO()
    call_command(name, str(file), "--by", by, *more, stdout=out)
    return out.getvalue()


def milestones(folder: Path, *rows: dict[str, str]) -> Path:
    columns = [column.column_name for column in MilestoneResource().columns()]
    lines = [";".join(row.get(name, "") for name in columns) for row in rows]
    path = folder / "mijlpalen.csv"
    path.write_text("\n".join([";".join(columns), *lines]) + "\n")
    return path


NEW = {"onderdeel": "noord", "categorie": "planning", "titel": "Laadvisie (fictief)"}


def test_milestones_are_shown_and_then_stored(
    tmp_path: Path, reviewer: User, noord: ReportingUnit
) -> None:
    file = milestones(tmp_path, NEW)
    said = run("import_milestones", file)
    assert "1 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 niet overgenomen." in said
    assert "Nieuw: Laadvisie (fictief)" in said
    assert "Geef --apply" in said
    assert not Milestone.objects.exists()
    assert "Opgeslagen." in run("import_milestones", file, "--apply")
    row = Milestone.objects.get()
    assert row.title == "Laadvisie (fictief)"
    assert row.history.get().history_user == reviewer


def test_what_changes_is_told_per_column_and_emptying_asks_for_an_answer(
    tmp_path: Path, reviewer: User, noord: ReportingUnit
) -> None:
    row = factories.milestone(unit=noord, category="planning", title="Oud", explanation="Uitleg")
    said = {**NEW, "kenmerk": row.reference, "toelichting": "(leegmaken)"}
    file = milestones(tmp_path, said)
    shown = run("import_milestones", file)
    assert f"Gewijzigd: {row.reference} Laadvisie (fictief); titel: Oud → Laadvisie" in shown
    assert "toelichting: Uitleg → leeg" in shown
    with pytest.raises(CommandError, match="--remove"):
        run("import_milestones", file, "--apply")
    assert Milestone.objects.get().explanation == "Uitleg"
    run("import_milestones", file, "--apply", "--remove")
    assert Milestone.objects.get().explanation == ""
    assert "Er verandert niets." in run("import_milestones", file, "--apply")


def test_the_rights_of_the_account_are_those_of_the_file(
    tmp_path: Path, noord: ReportingUnit
) -> None:
    factories.user(email="buur@voorbeeld.example")
    file = milestones(tmp_path, NEW)
    with pytest.raises(CommandError, match=r"Er is niets opgeslagen: 1\sfout"):
        run("import_milestones", file, by="buur@voorbeeld.example")
    with pytest.raises(CommandError, match="geen account dat in gebruik is"):
        run("import_milestones", file, by="niemand@voorbeeld.example")


@pytest.mark.parametrize("name", ["import_milestones", "import_policy"])
def test_a_file_that_is_not_there_or_not_a_table_is_refused(
    name: str, tmp_path: Path, reviewer: User
) -> None:
    with pytest.raises(CommandError, match="niet te lezen"):
        run(name, tmp_path / "weg.csv")
    empty = tmp_path / "leeg.csv"
    empty.write_bytes(b"\x00\x01")
    with pytest.raises(CommandError, match="Er is niets opgeslagen"):
        run(name, empty)


def test_policy_is_shown_and_then_stored_in_the_name_of_who_sent_it(
    tmp_path: Path, reviewer: User
) -> None:
    region = factories.region()
    town = factories.municipality(name="Assen", code="GM0106")
    factories.membership(municipality=town, region=region)
    instrument = factories.instrument(slug="laadvisie")
    row = {
        "gemeente": "GM0106",
        "naam": "Assen",
        "instrument": instrument.slug,
        "stap": "vastgesteld",
        "datum": "12-5-2020",
    }
    file = tmp_path / "beleid.csv"
    cells = ";".join(row.get(name, "") for name in HEADINGS)
    file.write_text(f"{';'.join(HEADINGS)}\n{cells}\n")
    assert "Nieuw: GM0106 Assen" in run("import_policy", file)
    assert not PolicyStep.objects.exists()
    run("import_policy", file, "--apply")
    assert PolicyStep.objects.get().recorded_by == reviewer
    assert "1 ongewijzigd" in run("import_policy", file, "--apply")


def test_every_fault_of_a_file_is_listed_with_its_line(
    tmp_path: Path, reviewer: User, noord: ReportingUnit
) -> None:
    file = milestones(tmp_path, NEW, {**NEW, "categorie": "wens"}, {**NEW, "onderdeel": "zuid"})
    with pytest.raises(CommandError, match=r"niets opgeslagen: 2\sfouten") as refusal:
        run("import_milestones", file, "--apply")
    assert "regel 3" in str(refusal.value)
    assert "regel 4" in str(refusal.value)
    assert not Milestone.objects.exists()
