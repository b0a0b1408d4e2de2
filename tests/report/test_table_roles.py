"""Tables that are laid out as blocks on a narrow screen stay tables for assistive software.

Browsers keep the roles of a table whatever its CSS says, so no element says them again: HTML
allows no role on the rows and cells of a table.
"""

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import OpenPage

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = [
    "/rondes/eind-2020/regios/noordwest/",
    "/rondes/eind-2020/gemeenten/?q=utrecht",
    "/rondes/eind-2020/verschillen/",
]


def roles(page: Page) -> list[str]:
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [node["role"]["value"] for node in tree["nodes"] if not node.get("ignored")]


def test_no_row_or_cell_says_its_role() -> None:
    said = re.compile(r"<(?:table|thead|tbody|tr|th|td)\b[^>]*\brole=")
    assert [p.name for p in TEMPLATES.rglob("*.html") if said.search(p.read_text())] == []


def test_on_a_narrow_screen_every_row_and_cell_is_still_one(open_demo_page: OpenPage) -> None:
    page = open_demo_page(width=320)
    for address in PAGES:
        page.goto(address)
        body = page.locator("main table.tbl-cards tbody")
        assert body.first.evaluate("e => getComputedStyle(e).display") == "block"
        heard = roles(page)
        assert heard.count("row") >= body.locator("tr").count() > 0
        assert heard.count("rowheader") >= body.locator("th[scope=row]").count() > 0
        # What a phone leaves out of sight is not read out either.
        in_sight = body.locator("td").filter(visible=True)
        assert heard.count("cell") >= in_sight.count() > 0
        assert "table" in heard
