"""Indicators that somebody makes on screen stand in every output without code; all fictitious."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from indicators.charts.measured import DRAWN, measured_sketch
from indicators.models import (
    DimensionValue,
    Layout,
    Measure,
    MeasureKind,
    Observation,
    Presentation,
    Source,
)
from indicators.models.presentations import PRINTED
from indicators.reports.cache import collected_at
from nalportal.accounts.models import User
from nalportal.progress.models import Indicator
from nalportal.progress.reports import Scope
from nalportal.report.build import build
from nalportal.report.correct.applying import Replacement, applied
from nalportal.report.drawn import of_indicator
from nalportal.report.model import Report, Stamp
from nalportal.report.paper.tables import table_blocks
from nalportal.report.payload import dump, load
from nalportal.report.readiness import Code, findings
from nalportal.report.sheets import render_csv, render_xlsx
from nalportal.report.tables import all_tables, figure_lines
from nalportal.report.tables.model import seen
from regions.models import PROVINCE_CODES, Region
from tests import factories
from tests.progress.pages import form_values

pytestmark = pytest.mark.django_db

ON = date(2024, 12, 31)
SCOPE = Scope("nu", "Nu", ON, ON, ON, None)


def send(page: Client, route: str, /, *args: Any, **values: Any) -> Any:
    """Fill in a page as it stands, with these values, and send it."""
    address = reverse(route, args=args)
    form = page.get(address).context["form"]
    filled = {bound.html_name: bound.value() for bound in form}
    filled = {key: value for key, value in filled.items() if value not in (None, False)}
    return page.post(address, filled | values)


def made(response: Any) -> None:
    assert response.status_code == 302, response.context["form"].errors


@pytest.fixture
def beheerder(client: Client) -> Client:
    client.force_login(factories.user(is_staff=True))
    return client


def measure(page: Client, slug: str, kind: str, **more: Any) -> Measure:
    told = {"name": f"{slug.capitalize()} (fictief)", "unit_name": "stuks", "decimals": 0}
    made(send(page, "figures-measure-new", slug=slug, kind=kind, **(told | more)))
    found: Measure = Measure.objects.get(slug=slug)
    return found


def table(page: Client, indicator: str, **values: Any) -> None:
    made(send(page, "figures-table-new", indicator, **values))


def figures(of: Measure, *values: tuple[date, Any], **more: Any) -> None:
    source = Source.objects.filter(slug="bron").first() or factories.source(slug="bron")
    for on, value in values:
        fields = {"measure": of, "source": source, "charger_type": "", "on": on, **more}
        factories.observation(value=Decimal(str(value)), **fields)


@pytest.fixture
def coverage_rate(beheerder: Client) -> Client:
    """The fifth: a share of country and region, with the figures that were published."""
    factories.printed_indicators()
    share = measure(beheerder, "dekkingsgraad", MeasureKind.SHARE, name="Dekkingsgraad")
    made(send(beheerder, "figures-indicator-new", slug="dekkingsgraad", title="Dekkingsgraad"))
    table(
        beheerder,
        "dekkingsgraad",
        layout=Layout.LEVEL,
        measure="dekkingsgraad",
        is_key_figure="on",
        number="7",
    )
    figures(share, (date(2023, 3, 31), 71), (date(2024, 3, 31), 80))
    noord = factories.region(unit=factories.unit(slug="noord", short_name="Noord"))
    period = {"period_from": date(2024, 1, 1), "period_label": "2024"}
    figures(share, (ON, 83), **period)
    figures(share, (date(2024, 3, 31), 64), region=noord)
    return beheerder


def shown(report: Report, title: str) -> list[list[str]]:
    [found] = [one for one in all_tables(report) if one.caption == title]
    return [[str(cell.value) for cell in row.cells if cell.value is not None] for row in found.rows]


def test_a_fifth_indicator_stands_in_tables_files_and_key_figures(coverage_rate: Client) -> None:
    report = build(SCOPE)
    assert load(dump(report)) == report
    assert [one.texts.title for one in report.indicators.indicators][-1] == "Dekkingsgraad"
    lines = [line for line in figure_lines(report) if line.measure == "Dekkingsgraad"]
    told = {(line.area, str(line.on)): str(line.figure) for line in lines}
    expected = {
        ("Nederland", "2023-03-31"): "71 %",
        ("Nederland", "2024-03-31"): "80 %",
        ("Nederland", "2024-12-31"): "83 %",
        ("Noord", "2024-03-31"): "64 %",
    }
    assert {key: value.replace("\xa0", " ") for key, value in told.items() if key in expected} == (
        expected
    )
    [top] = [one for one in report.key_figures if one.label == "Dekkingsgraad"]
    assert (str(top.figure.value), top.context.told) == ("83", "2024")
    stamp = Stamp("0" * 64)
    text = render_csv(report, stamp).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert sum("Dekkingsgraad" in row for row in rows) >= 4
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report, stamp)))
    [sheet] = [one for one in book if "Dekkingsgraad" in one.title]
    cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {0.83, 0.8} <= cells or {83, 80} <= cells
    listed = json.loads(dump(report))["indicators"]["indicators"]
    assert [one["kind"] for one in listed][-1] == "maten"


def test_figures_of_provinces_stand_in_a_table_of_their_own_and_add_up_to_nothing(
    coverage_rate: Client,
) -> None:
    before = shown(build(SCOPE), "Dekkingsgraad")
    share = Measure.objects.get(slug="dekkingsgraad")
    for province, value in (("PV26", 62), ("PV20", 41)):
        figures(share, (date(2024, 3, 31), value), province=province)
    report = build(SCOPE)
    assert load(dump(report)) == report
    assert shown(report, "Dekkingsgraad") == before
    assert [row[-2:] for row in shown(report, "Dekkingsgraad: per provincie")] == [
        ["41\xa0%", "62\xa0%"]
    ]
    page = coverage_rate.get("/nu/indicatoren/dekkingsgraad/").text
    assert "Groningen (provincie)" in page
    assert "Een NAL-regio is geen groep provincies" in page
    stamp = Stamp("0" * 64)
    text = render_csv(report, stamp).decode("utf-8-sig")
    [line] = [line for line in text.splitlines() if "Utrecht (provincie)" in line]
    assert "62" in line.split(";")
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report, stamp)))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Groningen (provincie)", "PV20", "Dekkingsgraad: per provincie"} <= cells


def test_no_table_says_that_nothing_was_supplied_beside_one_with_figures(
    beheerder: Client,
) -> None:
    cars = measure(beheerder, "autos", MeasureKind.STOCK)
    made(send(beheerder, "figures-indicator-new", slug="autos", title="Autos"))
    table(beheerder, "autos", layout=Layout.AREAS, measure="autos", title="Autos")
    address = "/nu/indicatoren/autos/"
    assert "Voor Autos is niets opgegeven" in beheerder.get(address).text
    # Only of a province; then of the country on two days, of which nothing can be fitted.
    figures(cars, (ON, 5), province="PV20")
    assert "is niets opgegeven" not in beheerder.get(address).text
    figures(cars, (date(2024, 11, 30), 50), (ON, 60))
    assert "is niets opgegeven" not in beheerder.get(address).text
    # A year that nothing is a month before is no unknown month.
    figures(cars, (date(2023, 12, 31), 20))
    [month] = shown(build(SCOPE), "Autos: erbij in de maand")
    assert month[-1] == "10"


def test_a_fifth_indicator_has_a_page_with_its_chart(coverage_rate: Client) -> None:
    page = coverage_rate.get("/nu/indicatoren/dekkingsgraad/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Tabel 7. Dekkingsgraad" in text
    assert text.count("<svg") >= 1
    assert "Dekkingsgraad" in coverage_rate.get("/nu/indicatoren/").content.decode()
    key = build(SCOPE).indicators.tables[0].slug
    assert coverage_rate.get(f"/nu/indicatoren/grafieken/{key}.csv").status_code == 200


def test_a_figure_of_it_can_be_corrected(coverage_rate: Client) -> None:
    report = build(SCOPE)
    [line] = [one for one in figure_lines(report) if str(one.figure.value) == "71"]
    after = applied(report, [Replacement(f"cijfer:{line.figure.id}", "71", "72")])
    assert Decimal(72) in {one.figure.value for one in figure_lines(after)}


def test_what_is_unknown_or_negative_is_corrected_as_its_measure_says(beheerder: Client) -> None:
    """With its decimals and its sign; a pace can be less than nothing."""
    factories.printed_indicators()
    made(send(beheerder, "figures-indicator-new", slug="eigen", title="Eigen (fictief)"))
    share = measure(beheerder, "deel", MeasureKind.SHARE, decimals=1)
    pace = measure(beheerder, "vaart", MeasureKind.FLOW)
    noord = factories.region(unit=factories.unit(slug="noord", short_name="Noord"))
    figures(share, (date(2023, 3, 31), "71.5"), (date(2024, 3, 31), 80))
    figures(share, (date(2024, 3, 31), 64), region=noord)
    figures(pace, (ON, -12), period_from=date(2024, 1, 1), period_label="2024")
    for name in ("deel", "vaart"):
        table(beheerder, "eigen", layout=Layout.LEVEL, measure=name)
    report = build(SCOPE)
    [unknown] = [
        one
        for one in figure_lines(report)
        if (one.area, one.measure) == ("Noord", "Deel (fictief)") and one.figure.value is None
    ]
    [less] = [one for one in figure_lines(report) if one.figure.value == -12]
    asked = [("onbekend", "64,5", unknown), ("-12", "-13", less)]
    changed = [Replacement(f"cijfer:{one.figure.id}", was, now) for was, now, one in asked]
    told = {str(one.figure) for one in figure_lines(applied(report, changed))}
    assert {"64,5\xa0%", "−13"} <= told


def test_a_figure_of_it_that_leaves_is_asked_about_before_freezing(coverage_rate: Client) -> None:
    before = build(SCOPE)
    Observation.objects.filter(value=71).delete()
    gone = [one.details for one in findings(before, build(SCOPE)) if one.code == Code.GONE]
    assert gone == [("Dekkingsgraad (71\xa0%)",)]


@pytest.fixture
def all_layouts(beheerder: Client) -> Client:
    """A sixth and a seventh, with a table of each other layout."""
    made(
        send(
            beheerder,
            "figures-dimension-new",
            slug="plek",
            name="Plek",
            kinds="Thuis\nwerk = Op het werk",
        )
    )
    stock = measure(beheerder, "palen", MeasureKind.STOCK, dimension="plek")
    homes = measure(beheerder, "huizen", MeasureKind.STOCK)
    made(send(beheerder, "figures-indicator-new", slug="palen", title="Palen"))
    made(send(beheerder, "figures-indicator-new", slug="palen-per-huis", title="Palen per huis"))
    table(beheerder, "palen", layout=Layout.KINDS, measure="palen")
    table(beheerder, "palen", layout=Layout.INCREASE, measure="palen", title="Groei")
    table(beheerder, "palen", layout=Layout.AREAS, measure="palen", title="Per gebied")
    table(beheerder, "palen", layout=Layout.PLAIN, measure="palen", title="Alle cijfers")
    table(
        beheerder,
        "palen",
        layout=Layout.SHARE,
        measure="huizen",
        threshold="100",
        title="Grote gemeenten",
    )
    table(
        beheerder,
        "palen-per-huis",
        layout=Layout.RATIO,
        measure="palen",
        per="huizen",
        title="Palen per huis",
    )
    for month in range(1, 9):
        for kind, value in (("thuis", 100 * month), ("werk", 10 * month)):
            figures(stock, (date(2024, month, 28), value), charger_type=kind)
    for kind, value in (("thuis", 40), ("werk", 4)):
        figures(stock, (date(2023, 12, 31), value), charger_type=kind)
    figures(homes, (date(2024, 8, 28), 440))
    region = factories.region(unit=factories.unit(slug="noord", short_name="Noord"))
    for value in (150, 90):
        town = factories.municipality()
        factories.membership(region=region, municipality=town)
        figures(homes, (date(2024, 6, 30), value), municipality=town)
    return beheerder


def test_each_layout_tells_what_follows_from_its_figures(all_layouts: Client) -> None:
    report = build(SCOPE)
    assert load(dump(report)) == report
    kinds = shown(report, "Palen (fictief)")
    assert kinds[-1][-3:] == ["800", "80", "880"]
    assert shown(report, "Palen per huis")[-1][-3:] == ["880", "440", "2,0"]
    # From 44 at the end of 2023 to 880 eight months later.
    assert shown(report, "Groei")[-1][-1] == "104,5"
    assert shown(report, "Per gebied: erbij in de maand")[-1][-1] == "110"
    assert shown(report, "Per gebied: trend van wat er per maand bij komt")[-1][-2:] != []
    [share] = shown(report, "Grote gemeenten")
    assert [text.replace("\xa0", " ") for text in share[-4:]] == ["1", "2", "50,0 %", "50,0 %"]
    assert len(shown(report, "Alle cijfers")[-1]) == 4


def test_each_layout_says_what_it_draws() -> None:
    assert set(Layout) - set(PRINTED) - {Layout.PLAIN} <= set(DRAWN)


def test_what_has_two_dates_is_drawn_but_for_the_plain_table(all_layouts: Client) -> None:
    charts = [of_indicator(one) for one in build(SCOPE).indicators.indicators]
    drawn = [chart.title for found in charts for group in found.values() for chart in group]
    assert sorted(drawn) == [
        "Palen (fictief)",
        "Per gebied",
        "Per gebied: erbij in de maand",
    ]


def test_a_table_of_one_date_has_its_figures_large_instead_of_a_chart(all_layouts: Client) -> None:
    page = all_layouts.get("/nu/indicatoren/palen-per-huis/").text
    assert page.count("Er is één peilmoment. Een grafiek komt er vanaf twee.") == 1
    assert '<figure class="chart">' not in page


LAYOUTS_OF_ONE = (Layout.LEVEL, Layout.KINDS, Layout.INCREASE, Layout.AREAS, Layout.PLAIN)


@pytest.fixture
def of_one_kind() -> Measure:
    """A measure of three kinds of which one only has figures, in a table of each layout."""
    factories.printed_indicators()
    found = factories.measure(slug="palen", name="Palen (fictief)", kinds=("publiek", "snel"))
    shown = factories.indicator(slug="palen", title="Palen")
    for layout in LAYOUTS_OF_ONE:
        factories.presentation(of=shown, layout=layout, measure=found, is_key_figure=True)
    per = factories.measure(slug="huizen", name="Huizen (fictief)", kinds=())
    factories.presentation(of=shown, layout=Layout.RATIO, measure=found, per=per, title="Per huis")
    for year, value in ((2023, 40), (2024, 60)):
        figures(found, (date(year, 12, 31), value), charger_type="snel")
        figures(per, (date(year, 12, 31), 10))
    return found


def test_figures_of_one_kind_only_are_never_told_as_those_of_all_kinds(
    of_one_kind: Measure,
) -> None:
    report = build(SCOPE)
    only = "Palen (fictief), Snel"
    told = [line.measure for line in figure_lines(report) if "palen-" in line.figure.id]
    assert {name.partition(":")[0] for name in told} == {only, "Huizen (fictief)", "Per huis"}
    tables = report.indicators.tables
    assert {one.title for one in tables} == {only, "Per huis"}
    drawn = [one for one in report.key_figures if one.definition == "palen"]
    assert {one.label for one in drawn} == {only}
    assert len(drawn) == len(LAYOUTS_OF_ONE) - 1  # a plain table has no one national figure
    level = next(one for one in tables if one.layout == Layout.LEVEL)
    assert [one.name for one in level.columns] == ["Nederland, Snel"]


def test_with_a_total_or_a_second_kind_the_measure_is_told_whole(of_one_kind: Measure) -> None:
    figures(of_one_kind, (ON, 90), charger_type="publiek")
    titles = {one.title for one in build(SCOPE).indicators.tables}
    assert titles == {"Palen (fictief)", "Per huis"}


def aimed(of: Measure, value: int) -> None:
    figures(of, (date(2030, 12, 31), value), charger_type="snel", kind="streefwaarde", set_on=ON)


def test_a_target_of_a_kind_stands_with_its_own_measure_only(of_one_kind: Measure) -> None:
    """Two measures of one indicator may have the same kinds."""
    other = factories.measure(name="Andere palen (fictief)", kinds=("publiek", "snel"))
    shown = Presentation.objects.filter(measure=of_one_kind)[0].indicator
    factories.presentation(of=shown, layout=Layout.KINDS, measure=other)
    figures(other, (date(2023, 12, 31), 4), (ON, 6), charger_type="snel")
    aimed(of_one_kind, 77_000)
    report = build(SCOPE)
    sketches = [measured_sketch(one, report.outlook) for one in report.indicators.tables]
    aiming = {one.title for one in sketches if one and "77.000" in one.description}
    assert aiming == {"Palen (fictief), Snel"}


@pytest.mark.parametrize(
    ("layout", "named"), [(Layout.KINDS, "Bestelauto's"), (Layout.LEVEL, "Bestelauto")]
)
def test_a_target_of_an_own_kind_is_told(layout: Layout, named: str) -> None:
    """By its name where a table of kinds has that, else by its code."""
    factories.printed_indicators()
    found = factories.measure(slug="wagens", name="Wagens (fictief)", kinds=("bestelauto", "truck"))
    van = DimensionValue.objects.get(slug="bestelauto")
    van.name = "Bestelauto's"
    van.save()
    shown = factories.indicator(slug="wagens", title="Wagens")
    factories.presentation(of=shown, layout=layout, measure=found)
    for kind in ("bestelauto", "truck"):
        figures(found, (ON, 60), charger_type=kind)
    goal = {"charger_type": "bestelauto", "kind": "streefwaarde", "set_on": ON}
    figures(found, (date(2030, 12, 31), 900), **goal)
    report = build(SCOPE)
    [goals] = [one for one in all_tables(report) if one.kind == "doelen"]
    assert str(goals.rows[0].cells[1].value) == named
    sketches = [measured_sketch(one, report.outlook) for one in report.indicators.tables]
    drawn = [one.note for one in sketches if one and "doel" in one.note]
    # Beside two lines the note says of which of them a target is.
    told = ["Dikke streep: doel Bestelauto's 900 (31-12-2030)."]
    assert drawn == (told if layout == Layout.KINDS else [])


def test_what_a_municipality_aims_at_is_no_figure_of_a_share(all_layouts: Client) -> None:
    town = factories.municipality()
    factories.membership(region=Region.objects.get(), municipality=town)
    before = shown(build(SCOPE), "Grote gemeenten")
    homes = Measure.objects.get(slug="huizen")
    on = date(2024, 6, 30)
    figures(homes, (on, 900), municipality=town, kind="streefwaarde", set_on=date(2023, 1, 1))
    assert shown(build(SCOPE), "Grote gemeenten") == before


def test_a_trend_says_of_which_months_it_is(all_layouts: Client) -> None:
    """An area has one for each piece of its series."""
    [trend] = [one for one in all_tables(build(SCOPE)) if one.id.endswith("-trend")]
    heads = [one.column.heading for one in seen(trend, narrow=True)]
    assert heads[:3] == ["Gebied", "Vanaf", "Tot en met"]


def test_a_ratio_is_named_after_both_its_halves(all_layouts: Client) -> None:
    row = Presentation.objects.get(layout=Layout.RATIO)
    row.title = ""
    row.save()
    titles = {one.title for one in build(SCOPE).indicators.tables}
    assert "Palen (fictief) per Huizen (fictief)" in titles


def test_what_cannot_be_divided_is_not_called_not_given(all_layouts: Client) -> None:
    row = Observation.objects.get(measure__slug="huizen", municipality=None)
    row.value = Decimal(0)
    row.save()
    [ratio] = [one for one in all_tables(build(SCOPE)) if one.caption == "Palen per huis"]
    assert str(ratio.rows[-1].cells[-1].value) == "Onbekend"
    notes = [note.text for note in ratio.notes if note.text.startswith("Onbekend")]
    assert notes == [
        "Onbekend = van die datum of periode is er geen cijfer, of het is niet te berekenen."
    ]


def test_what_another_source_tells_of_a_measure_stands_once(of_one_kind: Measure) -> None:
    of_one_kind.source = Source.objects.get(slug="bron")
    of_one_kind.save()
    theirs = factories.source(slug="andere")
    factories.observation(measure=of_one_kind, source=theirs, charger_type="snel", on=ON, value=70)
    beside = [one for one in all_tables(build(SCOPE)) if one.caption == "Andere bronnen"]
    assert [str(one.rows[0].cells[-1].value) for one in beside] == ["70"]


def test_a_table_of_twelve_provinces_is_printed_in_parts_that_can_be_read(
    beheerder: Client,
) -> None:
    factories.printed_indicators()
    level = measure(beheerder, "laadvakken", MeasureKind.STOCK)
    made(send(beheerder, "figures-indicator-new", slug="laadvakken", title="Laadvakken"))
    table(beheerder, "laadvakken", layout=Layout.LEVEL, measure="laadvakken")
    for place, code in enumerate(PROVINCE_CODES):
        figures(level, (ON, 120_000 + place), province=code)
    [provinces] = [one for one in all_tables(build(SCOPE)) if one.id.endswith("-provincies")]
    printed: list[Any] = table_blocks(provinces)
    assert [len(one["columns"]) for one in printed] == [7, 7]
    assert [one["caption"][-9:] for one in printed] == ["(1 van 2)", "(2 van 2)"]
    assert [bool(one["notes"]) for one in printed] == [False, True]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"layout": Layout.RATIO, "measure": "palen"}, "per"),
        ({"layout": Layout.LEVEL, "measure": "palen", "per": "palen"}, "per"),
        ({"layout": Layout.SHARE, "measure": "palen"}, "threshold"),
        ({"layout": Layout.SHARE, "measure": "palen", "threshold": "veel"}, "threshold"),
        ({"layout": Layout.TABLE_1, "measure": "palen"}, "layout"),
        ({"layout": Layout.LEVEL}, "measure"),
    ],
)
def test_a_table_that_cannot_be_is_refused(
    beheerder: Client, values: dict[str, str], field: str
) -> None:
    factories.measure(slug="palen")
    factories.indicator(slug="palen")
    response = send(beheerder, "figures-table-new", "palen", **values)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Presentation.objects.exists()


def test_a_code_or_a_name_is_given_once(beheerder: Client) -> None:
    factories.indicator(slug="palen", title="Palen")
    again = send(beheerder, "figures-indicator-new", slug="palen", title="Palen")
    assert set(again.context["form"].errors) == {"slug", "title"}
    assert Indicator.objects.count() == 1


def test_a_measure_with_figures_keeps_what_they_say(beheerder: Client) -> None:
    row = factories.observation(measure=factories.measure(decimals=2), value=Decimal("3.5"))
    slug = row.measure.slug
    less = {"kind": MeasureKind.SHARE, "dimension": "", "decimals": 0}
    other = send(beheerder, "figures-measure", slug, **less)
    assert set(other.context["form"].errors) == {"kind", "dimension", "decimals"}
    made(send(beheerder, "figures-measure", slug, decimals=1))


def test_a_kind_that_is_there_cannot_go(beheerder: Client) -> None:
    dimension = factories.dimension()
    fewer = send(beheerder, "figures-dimension", dimension.slug, kinds="Publiek")
    assert "kinds" in fewer.context["form"].errors
    made(
        send(
            beheerder,
            "figures-dimension",
            dimension.slug,
            kinds="Publiek\nSemipubliek\nSnel\nThuis",
        )
    )
    assert dimension.values.count() == 4


def test_an_indicator_that_is_taken_out_of_the_report_is_not_in_it(coverage_rate: Client) -> None:
    address = reverse("figures-indicator", args=["dekkingsgraad"])
    form = coverage_rate.get(address).context["form"]
    filled = {b.html_name: b.value() for b in form if b.html_name != "in_report"}
    made(coverage_rate.post(address, filled))
    assert "Dekkingsgraad" not in [one.texts.title for one in build(SCOPE).indicators.indicators]
    assert coverage_rate.get("/nu/indicatoren/dekkingsgraad/").status_code == 404


def test_who_goes_back_and_mends_a_table_makes_no_second(beheerder: Client) -> None:
    measure(beheerder, "fictief", MeasureKind.FLOW)
    made(send(beheerder, "figures-indicator-new", slug="fictief", title="Fictief"))
    address = reverse("figures-table-new", args=["fictief"])
    sent = form_values(beheerder.get(address)) | {"layout": Layout.LEVEL, "measure": "fictief"}
    for title in ("Een", "Twee"):
        answer = beheerder.post(address, sent | {"title": title, "is_key_figure": ""})
    assert "Met deze pagina hebt u al iets toegevoegd" in answer.content.decode()
    assert Presentation.objects.get(indicator__slug="fictief").title == "Een"


def test_a_table_goes_and_its_figures_stay(coverage_rate: Client) -> None:
    [row] = Presentation.objects.filter(layout=Layout.LEVEL)
    coverage_rate.post(reverse("figures-table-remove", args=[row.pk]))
    assert not Presentation.objects.filter(pk=row.pk).exists()
    assert Observation.objects.filter(measure=row.measure).count() == 4


def test_the_list_takes_the_same_queries_with_more_of_each(
    beheerder: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        factories.presentation()
    with django_assert_num_queries(6):
        page = beheerder.get(reverse("figures-indicators"))
    assert page.status_code == 200


def test_an_own_table_stands_on_the_page_of_table_3_too(beheerder: Client) -> None:
    factories.printed_indicators()
    own = measure(beheerder, "besluiten", MeasureKind.STOCK)
    table(beheerder, "aangesloten-gemeenten", layout=Layout.LEVEL, measure="besluiten")
    figures(own, (date(2023, 3, 31), 4711))
    page = beheerder.get("/nu/indicatoren/aangesloten-gemeenten/")
    assert page.status_code == 200
    assert "4.711" in page.text


@pytest.mark.parametrize(
    ("route", "values"),
    [
        ("figures-indicator-new", {"title": "Nieuw (fictief)"}),
        (
            "figures-measure-new",
            {"name": "Nieuw (fictief)", "unit_name": "stuks", "kind": MeasureKind.STOCK},
        ),
        ("figures-dimension-new", {"name": "Nieuw (fictief)", "kinds": "Een\nTwee"}),
        ("figures-source-new", {"publisher": "Fictief", "name": "Nieuw (fictief)"}),
    ],
)
def test_a_code_is_never_the_address_of_another_page(
    client: Client, reviewer: User, route: str, values: dict[str, Any]
) -> None:
    client.force_login(reviewer)
    page = client.post(reverse(route), {"slug": "nieuw", **values})
    assert page.status_code == 200
    assert "is het adres van een andere pagina" in page.text


@pytest.mark.parametrize(("own", "address"), [(1, "dekking"), (26, "dekking"), (26, "eigen-26")])
def test_the_page_of_an_indicator_takes_the_same_queries_with_thirty_of_them(
    own: int, address: str, client: Client, loaded: None, django_assert_num_queries: Any
) -> None:
    """With figures of municipalities and provinces too, and that of who is signed in."""
    town = factories.municipality()
    factories.membership(region=factories.region(), municipality=town)
    for number in range(1, own + 1):
        indicator = factories.indicator(slug=f"eigen-{number}")
        for layout in (Layout.LEVEL, Layout.AREAS, Layout.PLAIN):
            of = factories.measure()
            factories.presentation(of=indicator, layout=layout, measure=of)
            figures(of, (date(2023, 12, 31), 40), (ON, 50))
            figures(of, (ON, 5), municipality=town)
            figures(of, (ON, 7), province="PV20")
    client.force_login(factories.user(is_reviewer=True))
    client.get("/nu/")
    collected_at.cache_clear()
    with django_assert_num_queries(11):
        assert client.get(f"/nu/indicatoren/{address}/").status_code == 200
