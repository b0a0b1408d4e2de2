"""The long and the wide format of a file with figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.entry.files import Reading, is_wide, read_wide
from indicators.entry.plan import plan
from indicators.figures import Content, Entry
from indicators.imports import ObservationResource
from indicators.models import ChargerType, MeasureKind
from nalportal.dutch import plain_number
from nalportal.exchange.tables import Table, read_table
from tests import factories
from tests.exchange.files import as_tuple

LONG = "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot\n"
WIDE = "maat;bron;gebied;soort_laadpunt;31-12-2020;31-3-2021\n"


@pytest.fixture
def _references(db: None) -> None:
    factories.source(slug="nal")
    factories.measure(slug="laadpunten")
    factories.measure(slug="tempo", kind=MeasureKind.FLOW, decimals=1)
    factories.measure(slug="exact", decimals=3)
    factories.region(unit=factories.unit(slug="noord"))
    factories.municipality(code="GM0014")


def table(text: str) -> Table:
    return read_table("cijfers.csv", text.encode())


def read(text: str) -> Reading:
    found = table(text)
    return read_wide(found) if is_wide(found) else ObservationResource().read(found)


def faults(text: str) -> list[tuple[int | None, str, str, str]]:
    return [as_tuple(fault) for fault in read(text).faults]


def places(text: str) -> list[tuple[int | None, str]]:
    return [(line, column) for line, column, *_rest in faults(text)]


pytestmark = pytest.mark.usefixtures("_references")

TOMORROW = timezone.localdate() + timedelta(days=1)


# --------------------------------------------------------------------------------- the long one


def test_a_line_is_a_figure_with_its_place() -> None:
    [found] = read(LONG + "tempo;nal;GM0014;snel;31-12-2020;;;3,8;ja;Een noot\n").entries
    assert found.content == Content(Decimal("3.8"), "", True, "Een noot", "")
    assert (found.key.series.area, found.key.series.charger_type) == ("gemeente", "snel")
    assert (found.key.on, found.place) == (date(2020, 12, 31), (2, "waarde"))


def test_every_fault_of_a_file_with_half_its_rows_wrong_is_listed() -> None:
    good = "laadpunten;nal;noord;publiek;31-{month}-2020;;;1;;\n"
    bad = [
        f"laadpunten;nal;NL;;{TOMORROW:%d-%m-%Y};;;1;;\n",
        "auto's;nal;NL;;31-12-2020;;;1;;\n",
        "laadpunten;nal;GM9999;;31-12-2020;;;1;;\n",
        "laadpunten;nal;NL;traag;31-12-2020;;;1;;\n",
        "laadpunten;nal;NL;;31-12-2020;;;duizend;;\n",
        "laadpunten;nal;NL;;31-12-2020;1-1-2021;;-5;;\n",
        "laadpunten;nal;noord;publiek;2020-01-31;;;1;;\n",
    ]
    months = (1, 3, 5, 7, 8, 10, 12)
    rows = [good.format(month=m) + wrong for m, wrong in zip(months, bad, strict=True)]
    assert places(LONG + "".join(rows)) == [
        (3, "datum"),
        (5, "maat"),
        (7, "gebied"),
        (9, "soort_laadpunt"),
        (11, "waarde"),
        (13, "datum, vanaf, periode"),
        (13, "waarde"),
        (15, "maat, bron, gebied, soort_laadpunt, datum, vanaf"),
    ]


def test_a_duplicate_names_the_line_that_was_there_first() -> None:
    row = "laadpunten;nal;NL;;{};;;1;;\n"
    [(line, _column, _value, expected)] = faults(
        LONG + row.format("31-12-2020") + row.format("2020-12-31")
    )
    assert (line, expected) == (3, "een rij die één keer voorkomt; deze staat al op regel 2")


COUNTED = [("65.613", 65613), ("65613", 65613), ("25203.0", 25203), ("1511,00", 1511)]
NOT_COUNTED = ["65,613", "65,000", "65613.5", "1,5", "65.61"]


@pytest.mark.parametrize(("text", "value"), COUNTED)
def test_what_is_counted_has_points_between_thousands(text: str, value: int) -> None:
    [long] = read(LONG + f"laadpunten;nal;NL;;31-12-2020;;;{text};;\n").entries
    [wide] = read(WIDE + f"laadpunten;nal;NL;;{text};\n").entries
    assert [long.content.value, wide.content.value] == [Decimal(value), Decimal(value)]


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_a_fraction_of_what_is_counted_is_refused_with_its_line(text: str) -> None:
    assert places(LONG + f"laadpunten;nal;NL;;31-12-2020;;;{text};;\n") == [(2, "waarde")]
    assert places(WIDE + f"laadpunten;nal;NL;;{text};\n") == [(2, "31-12-2020")]


@pytest.mark.parametrize("figure", ["5", "pm", "onbekend"])
def test_a_municipality_has_no_figure_of_before_it_began_or_after_it_ended(figure: str) -> None:
    factories.municipality(
        code="GM0001", valid_from=date(2020, 12, 31), valid_until=date(2021, 3, 31)
    )
    days = ["2020-12-30", "2020-12-31", "2021-03-30", "2021-03-31"]
    rows = [f"laadpunten;nal;GM0001;;{day};;;{figure};;\n" for day in days]
    assert places(LONG + "".join(rows)) == [(2, "gebied, datum"), (5, "gebied, datum")]
    head = "maat;bron;gebied;soort_laadpunt;" + ";".join(days) + "\n"
    wide = f"{head}laadpunten;nal;GM0001;;{figure};{figure};{figure};{figure}\n"
    assert places(wide) == [(2, "2020-12-30"), (2, "2021-03-31")]
    assert places(LONG + rows[0].replace(figure, "nvt")) == []


def test_a_measure_takes_as_many_decimals_as_it_has() -> None:
    row = "tempo;nal;NL;snel;31-{}-2020;;;{};;\n"
    assert places(LONG + row.format(1, "1.511") + row.format(3, "3,84")) == [
        (2, "waarde"),
        (3, "waarde"),
    ]
    assert [entry.content.value for entry in read(LONG + row.format(1, "1.511,5")).entries] == [
        Decimal("1511.5")
    ]


def test_a_value_of_an_unknown_measure_is_wrong_only_if_no_measure_has_it() -> None:
    row = "auto's;nal;NL;{};31-12-2020;;;{};;\n"
    text = "".join(row.format(*x) for x in [("", "1.511"), ("snel", "3,8"), ("totaal", "veel")])
    assert places(LONG + text) == [(2, "maat"), (3, "maat"), (4, "maat"), (4, "waarde")]


def test_a_duplicate_is_told_beside_another_fault_of_its_row() -> None:
    row = "laadpunten;nal;NL;;31-12-2020;;;{};;\n"
    text = LONG + row.format("1") + row.format("veel") + row.format("2")
    key = "maat, bron, gebied, soort_laadpunt, datum, vanaf"
    assert places(text) == [(3, "waarde"), (3, key), (4, key)]


def test_rows_whose_period_cannot_be_read_are_no_duplicates() -> None:
    row = "tempo;nal;NL;;31-12-2020;{};;1;;\n"
    wrong = row.format("eerst") + row.format("1-1\x002020")
    assert places(LONG + row.format("") + wrong) == [(3, "vanaf"), (4, "vanaf")]


def test_a_name_of_a_period_fits_its_column() -> None:
    row = f"tempo;nal;NL;;31-12-2020;1-1-2020;{'x' * 61};1;;\n"
    assert places(LONG + row) == [(2, "periode")]


# --------------------------------------------------------------------------------- the wide one


def test_a_row_has_a_figure_per_date_and_an_empty_cell_is_none() -> None:
    found = read(WIDE + "laadpunten;nal;noord;;1511;pm\nlaadpunten;nal;NL;;;12\n").entries
    assert [(row.content[:2], row.place) for row in found] == [
        ((Decimal(1511), ""), (2, "31-12-2020")),
        ((None, "pm"), (2, "31-3-2021")),
        ((Decimal(12), ""), (3, "31-3-2021")),
    ]
    assert {row.content.note for row in found} == {None}


def test_faults_of_a_wide_file_name_line_and_date() -> None:
    rows = "laadpunten;nal;noord;;veel;-1\nlaadpunten;nal;GM9999;;1;2\nlaadpunten;nal;noord;;x;1\n"
    assert places(WIDE + rows) == [
        (2, "31-12-2020"),
        (2, "31-3-2021"),
        (3, "gebied"),
        (4, "maat, bron, gebied, soort_laadpunt"),
        (4, "31-12-2020"),
    ]


def test_headings_of_a_wide_file_are_dates_up_to_today_each_once() -> None:
    head = f"maat;bron;gebied;soort_laadpunt;31-12-2020;2020-12-31;{TOMORROW:%Y-%m-%d};ooit 2021\n"
    assert places(head + "laadpunten;nal;NL;;1;1;1;1\n") == [
        (1, "2020-12-31"),
        (1, f"{TOMORROW:%Y-%m-%d}"),
        (1, "ooit 2021"),
    ]


def test_months_and_years_as_headings_mean_their_last_day_and_say_so() -> None:
    head = "maat;bron;gebied;soort_laadpunt;dec-20;31-1-2021;februari 2021;2021KW01;2021\n"
    found = read(head + "laadpunten;nal;NL;;1;2;3;4;5\n")
    assert {str(row.key.on): str(row.content.value) for row in found.entries} == {
        "2020-12-31": "1.0",
        "2021-01-31": "2.0",
        "2021-02-28": "3.0",
        "2021-03-31": "4.0",
        "2021-12-31": "5.0",
    }
    [told] = found.told
    assert told.endswith("dec-20 = 31-12-2020, 2021 = 31-12-2021.")
    assert read(WIDE + "laadpunten;nal;NL;;1;2\n").told == []


def test_a_month_and_its_last_day_are_one_date() -> None:
    head = "maat;bron;gebied;soort_laadpunt;dec-20;31-12-2020\n"
    assert places(head + "laadpunten;nal;NL;;1;2\n") == [(1, "31-12-2020")]


def test_a_heading_in_the_future_hides_no_other_fault() -> None:
    head = f"maat;bron;gebied;soort_laadpunt;31-12-2020;{TOMORROW:%Y-%m-%d}\n"
    assert places(head + "laadpunten;nal;NL;;veel;2\n") == [
        (1, f"{TOMORROW:%Y-%m-%d}"),
        (2, "31-12-2020"),
    ]


def test_a_wide_file_may_say_that_a_row_is_provisional() -> None:
    head = WIDE.replace("\n", ";voorlopig\n")
    found = read(head + "laadpunten;nal;NL;;1;2;ja\nlaadpunten;nal;noord;;3;4;\n").entries
    assert [row.content.provisional for row in found] == [True, True, False, False]


# --------------------------------------------------------------------------- both say the same

FIGURES = st.one_of(
    st.none(),
    st.sampled_from(["pm", "onbekend", "nvt"]),
    st.decimals(0, 10**9, places=3).map(plain_number),
)
DAYS = st.dates(date(2010, 1, 1), date(2024, 12, 31))
ROWS = st.dictionaries(
    st.tuples(st.sampled_from(["NL", "noord", "GM0014"]), st.sampled_from(["", *ChargerType])),
    st.lists(FIGURES, min_size=3, max_size=3),
    min_size=1,
    max_size=6,
)


# Reading stores nothing, so all examples may look at the same rows.
@settings(max_examples=25)
@given(dates=st.lists(DAYS, min_size=3, max_size=3, unique=True), rows=ROWS)
def test_a_wide_file_says_what_a_long_one_says(
    dates: list[date], rows: dict[tuple[str, str], list[str | None]]
) -> None:
    wide = "maat;bron;gebied;soort_laadpunt;" + ";".join(map(str, dates)) + "\n"
    long = LONG
    for (area, charger_type), figures in rows.items():
        head = f"exact;nal;{area};{charger_type}"
        wide += f"{head};{';'.join(figure or '' for figure in figures)}\n"
        for on, figure in zip(dates, figures, strict=True):
            long += f"{head};{on};;;{figure};;\n" if figure else ""
    said = list(meanings(read_wide(table(wide)).entries))
    assert said == list(meanings(ObservationResource().read(table(long)).entries))


def meanings(entries: list[Entry]) -> Iterator[tuple[object, object]]:
    """Which figures, and what storing them would leave."""
    for change in plan(entries).new:
        yield change.entry.key, change.after
