"""What every output of a round tells, against what the register said on the dates of that round."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pymupdf
from lxml import html
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.report.parity.readers import from_page, from_workbook, words
from tests.report.parity.told import Told, squeezed

NOT_HANDED_IN = "Niet ingeleverd voor deze ronde"


@dataclass(frozen=True)
class Said:
    """``titles``: of all milestones, per unit and category (``noord/planning``); each unit is
    called what its address is. ``adopted``: per region how many of how many municipalities have the
    one instrument. ``absent``: words that stand nowhere. ``skipped``: units that didn't hand in."""

    titles: Mapping[str, list[str]]
    adopted: Mapping[str, tuple[int, int]]
    absent: tuple[str, ...] = field(default=())
    skipped: tuple[str, ...] = ()

    def retitled(self, old: str, new: str) -> "Said":
        """The same with another title in the place of one, which stands nowhere any more."""
        titles = {
            key: [new if title == old else title for title in found]
            for key, found in self.titles.items()
        }
        return replace(self, titles=titles)

    def with_(self, key: str, title: str) -> "Said":
        """The same with one title more, at the end of its list."""
        return replace(self, titles={**self.titles, key: [*self.titles[key], title]})

    def without(self, key: str, title: str) -> "Said":
        """The same without one title, which stands nowhere any more."""
        left = [other for other in self.titles[key] if other != title]
        titles = {**self.titles, key: left}
        kept = {name: found for name, found in titles.items() if found}
        return replace(self, titles=kept, absent=(*self.absent, title))


def read_everywhere(page: Page, base: str, said: Said) -> None:
    """Page, workbook and PDF at an address tell exactly what was said."""
    shown = read_on_screen(page, base, said)
    printed = _text_of(_body(page, f"{base}downloads/rapport.pdf"))
    for title in (title for titles in said.titles.values() for title in titles):
        assert squeezed(title) in printed, title
    for region, (count, of) in said.adopted.items():
        assert re.search(rf"{region}{of}{count}", printed), region
    for text in said.absent:
        assert squeezed(text) not in squeezed(shown) + printed, text
    assert printed.count(squeezed(NOT_HANDED_IN)) == len(said.skipped)


def read_on_screen(page: Page, base: str, said: Said) -> str:
    """The same of page and workbook, without the PDF, which takes seconds; the page."""
    shown = _body(page, base).decode()
    book = _body(page, f"{base}downloads/rapport.xlsx")
    for told in (from_page(shown), from_workbook(book)):
        found = _titles(told, said)
        assert found == dict(said.titles), found
    for adopted in (_adopted_on_page(page, base), _adopted_in_workbook(book)):
        assert adopted == said.adopted, adopted
    assert squeezed(shown).count(squeezed(NOT_HANDED_IN)) == len(said.skipped)
    assert _skipped_in_workbook(book) == {f"{name}: {NOT_HANDED_IN}." for name in said.skipped}
    return shown


def _body(page: Page, address: str) -> bytes:
    answer = page.request.get(address)
    assert answer.ok, (address, answer.status)
    return answer.body()


def _text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf) as opened:
        return squeezed("".join(page.get_text() for page in opened))


def _titles(told: Told, said: Said) -> dict[str, list[str]]:
    """The titles that stand there, as they were said; the workbook has names of units."""
    known = sorted({t for titles in said.titles.values() for t in titles}, key=len, reverse=True)

    def as_said(item: tuple[str, ...]) -> str:
        return next((t for t in known if item[0].startswith(squeezed(t))), item[0])

    return {
        key.lower(): [as_said(item) for item in items] for key, items in told.items.items() if items
    }


def _adopted_on_page(page: Page, base: str) -> dict[str, tuple[int, int]]:
    tree = html.fromstring(_body(page, f"{base}indicatoren/aangesloten-gemeenten/"))
    [table] = tree.xpath("//table[contains(caption, 'Tabel 3')]")
    rows = table.xpath("./tbody/tr[not(@class = 'total')]")
    cells = [[words(cell) for cell in row.xpath("./*")] for row in rows]
    return {name.strip(): (_number(count), _number(of)) for name, of, count, *_rest in cells}


def _adopted_in_workbook(book: bytes) -> dict[str, tuple[int, int]]:
    rows = load_workbook(io.BytesIO(book))["Tabel 3"].iter_rows(min_row=3, values_only=True)
    found = {}
    for name, of, count, *_rest in rows:
        if not name or name == "Totaal":
            break
        found[str(name)] = (_number(str(count)), _number(str(of)))
    return found


def _skipped_in_workbook(book: bytes) -> set[str]:
    """What the sheets say of units that did not hand in, once each."""
    rows = (row for sheet in load_workbook(io.BytesIO(book)) for row in sheet.values)
    return {str(text) for row in rows for text in row if NOT_HANDED_IN in str(text)}


def _number(text: str) -> int:
    """The number that a cell begins with."""
    found = re.match(r"\s*(\d+)", text)
    assert found, text
    return int(found[1])
