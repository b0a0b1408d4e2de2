"""A fifth, sixth and seventh indicator, made in the browser by the beheerder and filled by the
reviewer, read back from every output of a published round. All figures are fictitious."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import openpyxl
import pymupdf
import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from indicators.models import Measure, Observation, Presentation, Source
from nalportal.accounts.models import User
from nalportal.progress.models import ReportingUnit, Round, RoundState
from nalportal.report.freeze import freeze, publish
from tests import factories
from tests.browser import faults_at_both_widths, sign_in
from tests.report.parity.readers import figures_of_csv, figures_of_json

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
END = date(2024, 12, 31)
RATE, HOMES, POLES = "Dekkingsgraad", "Laadhuizen", "Laadpalen"
SLUGS = ("dekkingsgraad", "gemeenten-huizen", "per-huis")
TITLES = (RATE, "Gemeenten met laadhuizen", "Laadpalen per laadhuis")
# What each output tells of the three: of a share, of a share of areas, of a ratio and its parts.
TOLD = {
    "Dekkingsgraad": ("71 %", "80 %", "83 %"),
    "Grote gemeenten": ("50,0 %",),
    "Verhouding": ("660", "330", "2,0"),
    "Per plaats": ("600", "60"),
    "Groei per gebied: erbij in de maand": ("40",),
    "Alle laadhuizen": ("330",),
}


@pytest.fixture
def keepers(open_page: OpenPage, beheerder: User, reviewer: User) -> tuple[Page, Page]:
    factories.printed_indicators()
    factories.source(slug="bron", publisher="Fictieve uitgever", title="Fictieve telling")
    noord = factories.region(unit=factories.unit(slug="noord", short_name="Noord", name="Noord"))
    for number in (1, 2):
        factories.municipality(code=f"GM900{number}", name=f"Fictiefdorp {number}", region=noord)
    return sign_in(open_page(), beheerder), sign_in(open_page(), reviewer)


def make(page: Page, what: str, done: str, **fields: str) -> None:
    """One form of the page of indicators."""
    page.goto(f"/cijfers/indicatoren/{what}")
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        elif value == "on":
            field.check()
        else:
            field.fill(value)
    page.get_by_role("main").get_by_role("button", name=f"{done} toevoegen").click()
    expect(page.get_by_text(f"{done} toegevoegd.")).to_be_visible()


def define(page: Page) -> None:
    make(page, "../soorten/nieuw/", "Indeling", slug="plek", name="Plaats", kinds="Thuis\nWerk")
    about = {"kind": "stand", "decimals": "0"}
    make(page, "../maten/nieuw/", "Maat", slug="dekkingsgraad", name=RATE, unit_name="vakken",
         kind="aandeel", decimals="0")  # fmt: skip
    make(page, "../maten/nieuw/", "Maat", slug="huizen", name=HOMES, unit_name="huizen", **about)
    make(page, "../maten/nieuw/", "Maat", slug="palen", name=POLES, unit_name="palen",
         dimension="plek", **about)  # fmt: skip
    for slug, title in zip(SLUGS, TITLES, strict=True):
        make(page, "nieuw/", "Indicator", slug=slug, title=title)
    for indicator, layout, measure, more in (
        ("dekkingsgraad", "verloop", "dekkingsgraad", {"number": "7", "is_key_figure": "on"}),
        ("gemeenten-huizen", "aandeel", "huizen", {"threshold": "150", "title": "Grote gemeenten"}),
        ("gemeenten-huizen", "gebieden", "huizen", {"title": "Groei per gebied"}),
        ("gemeenten-huizen", "tabel", "huizen", {"title": "Alle laadhuizen"}),
        ("per-huis", "verhouding", "palen", {"per": "huizen", "title": "Verhouding"}),
        ("per-huis", "soorten", "palen", {"title": "Per plaats"}),
    ):
        make(page, f"{indicator}/tabel/", "Tabel", layout=layout, measure=measure, **more)


def paste(page: Page, measure: str, block: str, kind: str = "") -> None:
    page.goto("/cijfers/importeren/blok/")
    page.get_by_label("Maat").select_option(measure)
    page.get_by_label("Bron").select_option("bron")
    if kind:
        page.locator("[name=soort]").select_option(kind)
    page.get_by_label("Gekopieerde cellen").fill(block)
    page.get_by_role("button", name="Eerst controleren").click()
    for tick in page.get_by_role("main").get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="Cijfers opslaan").click()
    expect(page.get_by_text("opgeslagen.")).to_be_visible()


def fill(page: Page) -> None:
    paste(
        page, "dekkingsgraad", "Gebied\t31-3-2023\t31-3-2024\t2024\nNL\t71\t80\t83\nNoord\t\t64\t\n"
    )
    heads = "\t".join(f"30-{month}-2024" for month in range(6, 10))
    lines = ["GM9001\t100\t120\t140\t160", "GM9002\t50\t70\t90\t110", "NL\t200\t240\t280\t330"]
    paste(page, "huizen", "\n".join([f"Gebied\t{heads}", *lines, ""]))
    for kind, values in (("thuis", "300\t400\t500\t600"), ("werk", "30\t40\t50\t60")):
        paste(page, "palen", f"Gebied\t{heads}\nNL\t{values}\n", kind)


def body(page: Page, address: str) -> bytes:
    answer = page.request.get(address)
    assert answer.ok, (address, answer.status)
    return answer.body()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


Told = Mapping[str, tuple[str, ...]]


def assert_told_everywhere(page: Page, base: str, told: Told) -> None:
    assert_on_pages(page, base, told)
    files = f"{base}downloads/rapport"
    with pymupdf.open(stream=body(page, f"{files}.pdf")) as opened:
        printed = flat(" ".join(one.get_text() for one in opened))
        told_in = {re.sub(r"^\d+\. ", "", title) for _level, title, _page in opened.get_toc()}
        assert set(TITLES) <= told_in
    for title, figures in told.items():
        assert title in printed
        assert all(figure in printed for figure in figures), (title, figures)
    assert_in_word(body(page, f"{files}.docx"), told)
    payload = body(page, f"{files}.json")
    assert all(f'"{title}"' in payload.decode() for title in TITLES)
    of_json, of_csv = figures_of_json(payload), figures_of_csv(body(page, f"{files}.csv"))
    wanted = {figure for figures in told.values() for figure in figures}
    assert wanted <= {flat(shown) for _value, _missing, shown in of_csv.values()}
    values = {Decimal(one["value"]) for one in of_json.values() if one["value"]}
    numbers = {Decimal(one.removesuffix(" %").replace(",", ".")) for one in wanted}
    assert numbers <= values
    book = openpyxl.load_workbook(io.BytesIO(body(page, f"{files}.xlsx")))
    cells = {cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line}
    assert set(told) <= cells
    # A share is a part of one there, shown as a percentage.
    assert all(float(n) in cells or float(n / 100) in cells for n in numbers)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def assert_in_word(content: bytes, told: Told) -> None:
    """Each figure is in a cell of a table under its caption, and each indicator has a heading."""
    with zipfile.ZipFile(io.BytesIO(content)) as word:
        parts = list(etree.fromstring(word.read("word/document.xml")).iter(f"{W}p", f"{W}tbl"))
    text = {part: flat("".join(part.itertext(f"{W}t"))) for part in parts}
    lines = [
        part
        for part in parts
        if part.tag == f"{W}p" and next(part.iterancestors(f"{W}tbl"), None) is None
    ]
    headings = {re.sub(r"^\d+\. ", "", text[line]) for line in lines}
    assert set(TITLES) <= headings
    cells: dict[str, set[str]] = {}
    caption = ""
    for part in parts:
        if part in lines:
            caption = re.sub(r"^(Tabel|Grafiek) \d+\. ", "", text[part]) or caption
        elif part.tag == f"{W}tbl":
            found = {flat("".join(cell.itertext(f"{W}t"))) for cell in part.iter(f"{W}tc")}
            cells[caption] = cells.get(caption, set()) | found
    for title, figures in told.items():
        assert set(figures) <= cells[title], (title, cells.get(title))


def assert_on_pages(page: Page, base: str, told: Told) -> None:
    page.goto(base)
    top = page.locator(".key-figure").filter(has_text=RATE)
    expect(top).to_contain_text(told[RATE][-1].replace(" ", "\xa0"))
    page.goto(f"{base}indicatoren/")
    for title in TITLES:
        expect(page.get_by_role("main")).to_contain_text(title)
    seen = ""
    for slug in SLUGS:
        page.goto(f"{base}indicatoren/{slug}/")
        assert page.locator("figure.chart svg").count() >= 1
        seen += page.get_by_role("main").inner_text()
    for title, figures in told.items():
        assert title in seen
        assert all(figure in flat(seen) for figure in figures), (title, figures)


def test_three_indicators_made_in_the_browser_stand_in_every_output(
    keepers: tuple[Page, Page], reviewer: User
) -> None:
    beheerder, ministry = keepers
    define(beheerder)
    fill(ministry)
    assert_screens_are_fine(ministry)
    round_ = factories.round_(
        slug="fictief", state=RoundState.IN_REVIEW, reference_on=END, division_on=END,
        figures_until=END,
    )  # fmt: skip
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    assert_told_everywhere(ministry, "/rondes/fictief/", TOLD)
    for slug in SLUGS:
        ministry.goto(f"/rondes/fictief/indicatoren/{slug}/")
        assert faults_at_both_widths(ministry) == []
    correct(ministry)
    corrected = {**TOLD, RATE: ("72 %", "80 %", "83 %")}
    assert_told_everywhere(ministry, "/rondes/fictief/", corrected)
    ministry.goto("/rondes/vergelijken/?van=fictief.v1&naar=fictief")
    expect(ministry.get_by_role("main")).to_contain_text("72\xa0%")
    assert_lacking(ministry)


# Every screen of sources, editions, series and indicators, as they stand after the figures came in.
SCREENS = (
    "bronnen/", "bronnen/nieuw/", "bronnen/bron/", "bronnen/bron/uitgave/",
    "bronnen/bron/samenvoegen/", "uitgaven/uitgave/", "reeksen/huizen/", "indicatoren/",
    "indicatoren/nieuw/", "indicatoren/per-huis/", "indicatoren/per-huis/tabel/", "maten/nieuw/",
    "maten/palen/", "soorten/nieuw/", "soorten/plek/",
)  # fmt: skip


def assert_screens_are_fine(page: Page) -> None:
    factories.edition(source=Source.objects.get(slug="bron"), slug="uitgave")
    homes = Measure.objects.get(slug="huizen")
    taken_over = factories.succession(measure=homes, since=date(2024, 9, 1))
    table = Presentation.objects.filter(layout="verhouding").get()
    for screen in (*SCREENS, f"tabellen/{table.pk}/"):
        page.goto(f"/cijfers/{screen}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert faults_at_both_widths(page) == [], screen
    taken_over.delete()


def correct(page: Page) -> None:
    page.goto("/rondes/fictief/corrigeren/?q=Dekkingsgraad 71")
    page.get_by_role("main").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Gekozen velden invullen").click()
    page.locator("[name=veld-0]").fill("72")
    page.get_by_label("Erratum").fill("Eén vak te weinig geteld (fictief).")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    page.get_by_role("button", name="Correctie publiceren").click()
    expect(page.get_by_text("Versie 2 is gepubliceerd")).to_be_visible()


def assert_lacking(page: Page) -> None:
    """A figure that the next round lacks is asked about before that is frozen."""
    Observation.objects.filter(measure__slug="dekkingsgraad", on=date(2023, 3, 31)).delete()
    later = date(2025, 6, 30)
    round_ = factories.round_(
        slug="later", state=RoundState.IN_REVIEW, reference_on=later, division_on=later,
        figures_until=later,
    )  # fmt: skip
    factories.national_texts(round_)
    factories.submission(round=round_, unit=ReportingUnit.objects.get(slug="noord"))
    page.goto("/ronde/later/")
    board = flat(page.get_by_role("main").inner_text())
    assert f"Zonder nieuw cijfer: {RATE}, {HOMES} en {POLES}" in board
    page.goto("/ronde/later/controlelijst/")
    expect(page.get_by_role("main")).to_contain_text("Dekkingsgraad (72\xa0%)")
    assert Round.objects.get(slug="later").state == RoundState.IN_REVIEW
