"""StatLine files of CBS: what gets a place, what does not and why."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from indicators.entry.cbs import Day, Question, Statline, read_statline
from indicators.models import Measure, Observation, Source
from nalportal.accounts.models import User
from nalportal.exchange.tables import read_table
from regions.models import Municipality
from tests import factories

pytestmark = pytest.mark.django_db

# As StatLine writes them: a byte order mark, CRLF, quotes, padded codes and values.
RAW = "\ufeff" + "\r\n".join(
    [
        '"ID";"RegioS";"Perioden";"Voertuigen_1"',
        '"0";"NL01  ";"2020JJ00";"   31500"',
        '"1";"LD01  ";"2020JJ00";"     700"',
        '"2";"GM0001";"2020JJ00";"      12"',
        '"3";"GM0002";"2020JJ00";"       ."',
        '"4";"GM0002";"2019JJ00";"       7"',
        '"5";"GM9999";"2020JJ00";"       1"',
        '"6";"GM0003";"2020JJ00";" 25203.0"',
        "",
    ]
)
WORDS = "\ufeff" + "\r\n".join(
    [
        '"Regio\'s";"Gemeenten/Code (code)";"Perioden";"Auto\'s (aantal)";"Per 100 (%)"',
        '"Nederland";"NL01      ";"2020 december";"1500";"8,5"',
        '"Eerste";"GM0001    ";"2020 december*";"12";"0,3"',
        '"Derde";"GM0003    ";"2020 december";"";"1,2"',
        "",
    ]
)


@pytest.fixture(autouse=True)
def measure() -> Measure:
    factories.municipality(code="GM0001")
    factories.municipality(code="GM0002", valid_until=date(2020, 1, 1))
    factories.municipality(code="GM0003")
    return factories.measure(slug="voertuigen")


@pytest.fixture(autouse=True)
def source() -> Source:
    return factories.source(slug="cbs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "statline.csv"
    path.write_bytes(RAW.encode())
    return path


def read(text: str, **question: Any) -> Statline:
    asked = Question(Measure.objects.get(), Source.objects.get(), **{"day": Day.LAST} | question)
    return read_statline(read_table("statline.csv", text.encode()), asked)


def figures(found: Statline) -> list[tuple[object, ...]]:
    codes: dict[int | None, str] = dict(Municipality.objects.values_list("pk", "code"))
    return [
        (
            codes.get(entry.key.series.municipality),
            entry.key.on,
            entry.content.value,
            entry.content.missing,
            entry.content.provisional,
        )
        for entry in found.entries
    ]


YEAR_END = date(2020, 12, 31)


def test_an_unprocessed_file_has_padded_codes_and_a_decimal_point() -> None:
    found = read(RAW)
    assert found.faults == []
    assert figures(found) == [
        (None, YEAR_END, 31500, "", False),
        ("GM0001", YEAR_END, 12, "", False),
        ("GM0002", date(2019, 12, 31), 7, "", False),
        ("GM0003", YEAR_END, 25203, "", False),
    ]


def test_every_row_without_a_figure_says_why() -> None:
    assert [(row.line, row.area, row.reason) for row in read(RAW).left] == [
        (3, "LD01", "geen gemeente of provincie en niet Nederland"),
        (5, "GM0002", "deze gemeente bestond niet op 31-12-2020"),
        (7, "GM9999", "onbekende gemeente"),
    ]


def test_a_file_without_symbols_has_words_a_comma_and_marks_of_what_is_provisional(
    measure: Measure,
) -> None:
    measure.decimals = 1
    measure.save()
    found = read(WORDS, column="Per 100 (%)")
    assert figures(found) == [
        (None, YEAR_END, Decimal("8.5"), "", False),
        ("GM0001", YEAR_END, Decimal("0.3"), "", True),
        ("GM0003", YEAR_END, Decimal("1.2"), "", False),
    ]
    assert found.columns["area"] == "Gemeenten/Code (code)"


def test_a_point_alone_is_unknown_and_an_empty_cell_is_left_out() -> None:
    raw = RAW.replace('"2019JJ00";"       7"', '"2019JJ00";"       ."')
    assert ("GM0002", date(2019, 12, 31), None, "onbekend", False) in figures(read(raw))
    [left] = read(WORDS, column="Auto's (aantal)").left
    assert (left.line, left.reason.startswith("lege cel")) == (4, True)


def test_the_first_day_of_a_period() -> None:
    found = read(RAW, day=Day.FIRST)
    # On the first day of 2019 it was still there, on that of 2020 no more.
    assert ("GM0002", date(2019, 1, 1), 7, "", False) in figures(found)


@pytest.mark.parametrize("year", ["2020JJ00", "2020"])
def test_a_year_asks_once_whether_its_first_or_its_last_day_is_meant(year: str) -> None:
    [fault] = read(RAW.replace("2020JJ00", year), day=None).faults
    assert (fault.line, fault.column, fault.value) == (None, "Perioden", year)
    assert "--first-day of --last-day" in fault.expected


def test_a_month_ends_on_its_last_day_unless_it_is_said_otherwise() -> None:
    months = RAW.replace("JJ00", "MM01")
    assert ("GM0001", date(2020, 1, 31), 12, "", False) in figures(read(months, day=None))
    assert ("GM0001", date(2020, 1, 1), 12, "", False) in figures(read(months, day=Day.FIRST))


def test_rows_are_picked_by_another_column() -> None:
    found = read(RAW, where={"ID": "2"})
    assert [code for code, *_rest in figures(found)] == ["GM0001"]
    assert len(found.left) == 6


def test_a_file_without_periods_gets_its_date() -> None:
    text = '"RegioS";"Aantal"\n"GM0001";"5"\n'
    assert figures(read(text, on=YEAR_END)) == [("GM0001", YEAR_END, 5, "", False)]
    [fault] = read(text).faults
    assert "--date" in fault.expected


@pytest.mark.parametrize(
    ("text", "options", "place"),
    [
        (RAW.replace("      12", "     12x"), {}, (4, "Voertuigen_1")),
        (RAW.replace("      12", "     1,0"), {}, (None, "Voertuigen_1")),
        (RAW.replace("      12", "     -12"), {}, (4, "Voertuigen_1")),
        (RAW.replace("      12", "    12.5"), {}, (4, "Voertuigen_1")),
        # In a file of CBS a point is one for decimals, whatever a page of ours means with it.
        (RAW.replace("      12", "  65.613"), {}, (4, "Voertuigen_1")),
        (
            WORDS.replace('"12"', '"65,613"'),
            {"column": "Auto's (aantal)"},
            (3, "Auto's (aantal)"),
        ),
        (RAW.replace('GM0001";"2020JJ00', 'GM0001";"2020HJ03'), {}, (4, "Perioden")),
        (RAW.replace("GM0003", "GM0001"), {}, (8, "")),
        (RAW, {"where": {"Marges": "x"}}, (1, "Marges")),
        (RAW, {"column": "Voertuigen"}, (1, "Voertuigen")),
        (WORDS, {}, (1, "")),
        ('"Naam";"Aantal"\n"Ergens";"5"\n', {"on": YEAR_END}, (1, "")),
    ],
)
def test_what_is_wrong_with_a_file_names_line_and_column(
    text: str, options: dict[str, Any], place: tuple[int | None, str]
) -> None:
    assert [(fault.line, fault.column) for fault in read(text, **options).faults] == [place]


# -------------------------------------------------------------------------------- the command


OPTIONS = ("--measure", "voertuigen", "--source", "cbs")


def command(*arguments: object, day: str = "--last-day") -> str:
    out = StringIO()
    options = (*OPTIONS, *([day] if day else ()))
    call_command("import_cbs", *map(str, arguments), *options, stdout=out)
    return out.getvalue()


def test_without_apply_it_only_tells(file: Path) -> None:
    said = command(file)
    assert "4\N{NO-BREAK SPACE}cijfers geplaatst: 4 nieuw, 0 herzien" in said
    assert "3\N{NO-BREAK SPACE}regels niet geplaatst." in said
    assert "onbekende gemeente: regel 7: GM9999, 2020JJ00, 1" in said
    assert f"Nieuw: Nederland, {Measure.objects.get().name}, 31-12-2020: 31.500" in said
    assert "Datum: 31-12-2019 tot en met 31-12-2020 (2 datums)." in said
    assert not Observation.objects.exists()


def test_a_table_about_1_january_is_not_taken_for_one_of_31_december(file: Path) -> None:
    file.write_bytes(RAW.replace("2020JJ00", "2021JJ00").replace("2019JJ00", "2021JJ00").encode())
    with pytest.raises(CommandError, match="--first-day of --last-day"):
        command(file, "--apply", day="")
    assert not Observation.objects.exists()
    assert "Datum: 1-1-2021." in command(file, "--apply", day="--first-day")
    assert set(Observation.objects.values_list("on", flat=True)) == {date(2021, 1, 1)}


def test_applied_twice_it_changes_nothing_the_second_time(file: Path) -> None:
    command(file, "--apply")
    assert "0 nieuw, 0 herzien, 0 met een andere status, 4 ongewijzigd" in command(file, "--apply")
    assert set(Observation.history.values_list("history_change_reason", flat=True)) == {
        "import_cbs van statline.csv"
    }


def test_a_revision_asks_for_a_reason_and_an_odd_value_for_a_yes(file: Path) -> None:
    command(file, "--apply")
    file.write_bytes(RAW.replace("   31500", "   31490").encode())
    with pytest.raises(CommandError, match="--reason"):
        command(file, "--apply")
    command(file, "--apply", "--reason", "CBS herzag 2020")
    file.write_bytes(RAW.replace("2020JJ00", "2019JJ00").replace("   31500", "  314900").encode())
    assert "Valt op: Nederland, 31-12-2019: 314.900." in command(file, "--where", "ID=0")
    with pytest.raises(CommandError, match="--sure"):
        command(file, "--where", "ID=0", "--apply")
    command(file, "--where", "ID=0", "--apply", "--sure")
    assert set(Observation.objects.filter(area="land").values_list("value", flat=True)) == {
        31490,
        314900,
    }


def test_a_type_that_is_more_than_the_total_needs_a_yes(file: Path) -> None:
    command(file, "--apply")
    file.write_bytes(RAW.replace("   31500", "   31501").encode())
    fast = ("--type", "snel", "--where", "ID=0")
    assert "Telt niet op: Nederland, 31-12-2020: totaal 31.500, maar samen 31.501" in command(
        file, *fast
    )
    with pytest.raises(CommandError, match="--sure"):
        command(file, *fast, "--apply")
    command(file, *fast, "--apply", "--sure")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--measure", "auto's"], "auto's” is onbekend. Kies uit: voertuigen"),
        (["--where", "ID"], "KOLOM=WAARDE"),
        (["--on", "2020"], "is geen dag. Schrijf bijvoorbeeld 31-12-2020"),
        (["--on", "gisteren"], "is geen datum"),
        (["--column", "x"], "1\N{NO-BREAK SPACE}fout"),
    ],
)
def test_what_the_command_does_not_understand(file: Path, arguments: list[str], said: str) -> None:
    options = [*OPTIONS, "--last-day", *arguments]
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        call_command("import_cbs", str(file), *options, stdout=StringIO())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="niet te lezen"):
        command(tmp_path / "weg.csv")


# --------------------------------------------------------------------------------- the page


@pytest.fixture
def page(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def uploaded(client: Client, text: str = RAW, **fields: str) -> Any:
    answers = {"maat": "voertuigen", "bron": "cbs", "dag": "laatste"} | fields
    file = SimpleUploadedFile("statline.csv", text.encode())
    return client.post(reverse("figures-import-statline"), answers | {"file": file})


@pytest.mark.parametrize(("day", "on"), [("eerste", "1-1-2021"), ("laatste", "31-12-2021")])
def test_on_screen_the_day_of_a_year_is_a_choice(page: Client, day: str, on: str) -> None:
    text = RAW.replace("2020JJ00", "2021JJ00").replace("2019JJ00", "2021JJ00")
    shown = page.get(uploaded(page, text, dag=day).headers["Location"])
    assert shown.context["look"].words.dates == on
    assert (
        "geen gemeente of provincie en niet Nederland: regel 3: LD01, 2021JJ00, 700" in shown.text
    )


def test_on_screen_nothing_is_chosen_beforehand(page: Client) -> None:
    assert "dag" in uploaded(page, dag="").context["form"].errors
    assert page.get(reverse("figures-import-statline")).context["form"]["dag"].value() is None


def test_on_screen_faults_are_told_with_line_and_column(page: Client) -> None:
    faults = uploaded(page, RAW.replace("      12", "    12.5")).context["faults"]
    assert [(fault.line, fault.column) for fault in faults] == [(4, "Voertuigen_1")]
    assert not Observation.objects.exists()


def test_on_screen_rows_and_columns_are_picked_as_by_hand(page: Client) -> None:
    shown = page.get(uploaded(page, alleen="ID=2", kolom="Voertuigen_1").headers["Location"])
    assert shown.context["look"].counts.new == 1
    assert "alleen" in uploaded(page, alleen="ID").context["form"].errors


def test_only_who_may_enter_figures_sees_the_page(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    assert client.get(reverse("figures-import-statline")).status_code == 404
