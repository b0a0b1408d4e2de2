"""What readers come for, each from the first page and within three clicks.

A press of the mouse and a choice from a list are clicks; typing and reading are not.
"""

import json
import re
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from csvw import CSVW
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import pages_of
from tests.report.pdf_sample import squeezed, words_of

MOST = 3


class Reader:
    """Presses what they see first of a name, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def starts(self) -> None:
        self.clicks = 0
        self.page.emulate_media(media="screen")
        self.page.goto("/")

    def link(self, name: str, within: str = "body") -> None:
        self.press(self.page.locator(within).get_by_role("link", name=name, exact=True).first)

    def press(self, target: Locator) -> None:
        self._counted()
        target.click()

    def choose(self, label: str, choice: str) -> None:
        self._counted()
        self.page.get_by_role("combobox", name=label, exact=True).select_option(label=choice)

    def _counted(self) -> None:
        self.clicks += 1
        assert self.clicks <= MOST

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture(scope="module")
def one_reader(browser: Browser, demo_rounds: str) -> Iterator[Reader]:
    with pages_of(browser, demo_rounds) as open_one:
        yield Reader(open_one())


@pytest.fixture
def reader(one_reader: Reader) -> Reader:
    one_reader.starts()
    return one_reader


def test_the_plan_of_zuid(reader: Reader) -> None:
    reader.link("Zuid", "main")
    planning = reader.page.locator("main").get_by_role("heading", name="Planning")
    expect(planning).to_be_visible()
    reader.sees("Niet ingeleverd voor deze ronde; stand van eind 2020.", "ZU-")


def test_which_municipalities(reader: Reader) -> None:
    reader.link("Noord", "main")
    reader.choose("Instrument", "Plaatsingsbeleid")
    reader.press(reader.page.locator("#tegelkaart").get_by_role("button", name="Tonen"))
    having = reader.page.locator("#tegelkaart").get_by_role("link", name=": Vastgesteld")
    expect(having).to_have_count(9)


def test_the_development_per_region(reader: Reader) -> None:
    reader.link("Indicatoren", "nav")
    reader.press(
        reader.page.locator("section", has_text="Dekking")
        .get_by_role("link", name="Meer over deze indicator")
        .last
    )
    chart = reader.page.get_by_role("img", name=re.compile("per NAL-regio. G4 steeg van"))
    expect(chart).to_be_visible()
    expect(reader.page.get_by_role("table", name=re.compile("per NAL-regio")).first).to_be_visible()


def test_two_rounds_compared(reader: Reader) -> None:
    reader.link("Vergelijk rondes")
    reader.sees("vergeleken met Stand van zaken eind 2020", "Beleid van gemeenten")


def test_a_page_is_cited(reader: Reader) -> None:
    reader.link("Zuid", "main")
    cite = reader.page.locator(".cite")
    expect(cite).to_contain_text("versie 2 (")
    expect(cite).to_contain_text("Stand op 31 december 2021.")
    expect(cite).to_contain_text("geraadpleegd op")
    assert re.search(r"\b[0-9a-f]{64}\b", cite.inner_text())
    # What was written down leads back to the same page.
    reader.press(cite.get_by_role("link", name=re.compile("^http")))
    expect(reader.page).to_have_url(re.compile(r"/rondes/eind-2021-fictief/v2/regios/zuid/$"))
    reader.sees("ZU-")


def test_a_page_is_shared(reader: Reader) -> None:
    reader.link("Zuid", "main")

    def told(name: str) -> str:
        return str(reader.page.locator(f'meta[property="og:{name}"]').get_attribute("content"))

    assert "Zuid" in told("title")
    assert told("url").endswith("/rondes/eind-2021-fictief/regios/zuid/")
    picture = reader.page.request.get(told("image"))
    assert picture.headers["content-type"] == "image/png"


@contextmanager
def another_site(page: str) -> Iterator[str]:
    """One page, at an address that may frame our charts."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

    with HTTPServer(("localhost", 0), Answer) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_a_chart_is_put_on_another_site(reader: Reader) -> None:
    reader.link("Indicatoren", "nav")
    reader.press(reader.page.get_by_role("link", name="Meer over deze indicator").first)
    reader.press(reader.page.get_by_role("link", name=re.compile("^Eigen pagina")).first)
    line = reader.page.locator("code", has_text="<iframe").first.inner_text()
    with another_site(f"<!doctype html>{line}") as elsewhere:
        reader.page.goto(elsewhere)
        frame = reader.page.frame_locator("iframe")
        expect(frame.get_by_role("img").first).to_be_visible()
        expect(frame.locator("body")).to_contain_text("Stand op 31 december 2021.")
    assert reader.page.context.cookies() == []


def test_the_report_is_downloaded(reader: Reader) -> None:
    with reader.page.expect_download() as download:
        reader.link("Rapport (PDF)")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_something_is_found(reader: Reader) -> None:
    # As people remember it: another name, and without its marks.
    reader.page.get_by_label("Zoek naar").first.fill("sgravenhage")
    reader.press(reader.page.get_by_role("button", name="Zoeken").first)
    reader.link("Den Haag", "main")
    reader.sees("Den Haag heeft")


def test_what_is_new_is_followed(reader: Reader) -> None:
    link = reader.page.get_by_role("link", name="Nieuwe rondes volgen (Atom)")
    feed = reader.page.request.get(str(link.get_attribute("href"))).text()
    reader.press(link)
    assert feed.count("<entry>") == 3
    assert "Eind 2021 (fictief)" in feed


def test_a_page_is_printed(reader: Reader) -> None:
    reader.link("Zuid", "main")
    reader.page.emulate_media(media="print")
    for of_the_screen in (".site-nav", ".site-search", ".site-footer", ".filter"):
        for part in reader.page.locator(of_the_screen).all():
            expect(part).to_be_hidden()
    printed = words_of(reader.page.pdf(format="A4"))
    assert "ZU-" in printed
    assert squeezed("Vast adres van deze versie") in printed


@pytest.mark.once  # the site has a database of its own
def test_a_program_reads_every_table_by_its_own_description(
    demo_rounds: str, tmp_path: Path
) -> None:
    """Each CSV of each round, and those over all rounds: found from the pages, and
    read with nothing but what its own answer leads to."""

    def text(path: str) -> str:
        with urllib.request.urlopen(f"{demo_rounds}{path}", timeout=60) as answer:  # noqa: S310
            return str(answer.read().decode())

    def links(path: str, form: str) -> set[str]:
        return set(re.findall(f'href="({form})"', text(path)))

    tables = links("/open-data/", r"/open-data/[a-z]+\.csv")
    for round_ in json.loads(text("/api/v1/rondes")):
        start = round_["pagina"].removeprefix(demo_rounds)
        tables |= links(f"{start}downloads/", r"/rondes/[^\"]+\.csv")
        for page in links(f"{start}indicatoren/", f"{start}indicatoren/[a-z-]+/"):
            tables |= links(page, r"/rondes/[^\"]+\.csv")
    assert len(tables) > 15
    for table in tables:
        told, _no_head = CSVW.locate_metadata(f"{demo_rounds}{table}")
        # csvw takes the mark that Excel needs in front of a file for a part of the first name.
        (tmp_path / "tabel.csv").write_text(text(table).removeprefix("\ufeff"), newline="")
        (tmp_path / "tabel.json").write_text(json.dumps({**told, "url": "tabel.csv"}))
        with warnings.catch_warnings():
            warnings.simplefilter("always")  # by them it tells what does not fit
            read = CSVW(str(tmp_path / "tabel.json"), validate=True)
            assert (table, read.is_valid, read.warnings) == (table, True, [])
