"""Files with figures by hand: the preview of the pages, and then --apply."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Observation
from tests import factories

pytestmark = pytest.mark.django_db

LONG = "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot\n"
ROW = "laadpunten;nal;NL;{};31-12-2020;;;{};;\n"


@pytest.fixture(autouse=True)
def _references() -> None:
    factories.source(slug="nal", publisher="Ministerie", title="Monitor")
    factories.measure(slug="laadpunten", name="Laadpunten")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cijfers.csv"
    path.write_text(LONG + ROW.format("", "65.613"))
    return path


def command(*arguments: object) -> str:
    out = StringIO()
    call_command("import_figures", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_without_apply_it_shows_source_dates_and_every_figure(file: Path) -> None:
    said = command(file)
    assert "Bron: Ministerie, Monitor" in said
    assert "Datum: 31-12-2020." in said
    assert "Nieuw: Nederland, Laadpunten, 31-12-2020: 65.613" in said
    assert "Er is niets opgeslagen" in said
    assert not Observation.objects.exists()


def test_applied_it_tells_the_history_where_figures_came_from(file: Path) -> None:
    assert "Opgeslagen." in command(file, "--apply")
    stored = Observation.objects.get()
    assert str(stored.value) == "65613.000"
    assert stored.history.get().history_change_reason == "import_figures van cijfers.csv"


def test_a_revision_and_a_total_that_does_not_add_up_ask_for_an_answer(file: Path) -> None:
    command(file, "--apply")
    file.write_text(LONG + ROW.format("", "65.600"))
    assert "Herziening: Nederland, Laadpunten, 31-12-2020: 65.613 wordt 65.600" in command(file)
    with pytest.raises(CommandError, match="--reason"):
        command(file, "--apply")
    file.write_text(LONG + ROW.format("snel", "70.000"))
    assert "Telt niet op: Nederland" in command(file)
    with pytest.raises(CommandError, match="--sure"):
        command(file, "--apply")
    command(file, "--apply", "--sure")
    assert Observation.objects.count() == 2


def test_a_wide_file_tells_which_day_a_month_is(file: Path) -> None:
    file.write_text("maat;bron;gebied;soort_laadpunt;dec-20\nlaadpunten;nal;NL;;5\n")
    assert "dec-20 = 31-12-2020" in command(file)


def test_every_fault_is_told_and_nothing_stored(file: Path) -> None:
    file.write_text(LONG + ROW.format("", "65,613") + ROW.format("snel", "veel"))
    with pytest.raises(CommandError) as refused:
        command(file, "--apply")
    assert "regel 2, kolom waarde" in str(refused.value)
    assert "regel 3, kolom waarde" in str(refused.value)
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--source", "nal"], "staan in het bestand zelf"),
        (["--form", "statline", "--source", "nal"], "ook --measure"),
        (["--form", "statline", "--measure", "laadpunten"], "ook --source"),
    ],
)
def test_what_stands_in_the_file_is_not_asked_and_what_does_not_is(
    file: Path, arguments: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        command(file, *arguments)
