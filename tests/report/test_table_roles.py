"""Tables that are laid out as blocks on a narrow screen stay tables for assistive software.

Browsers keep the roles of a table whatever its CSS says, so no element says them again: HTML
allows no role on the rows and cells of a table.
"""

import re
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page

from nalportal.dutch import long_date, short_date
from tests.browser import OpenPage

from .heard import assert_as_stored

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = [
    "/rondes/eind-2020/regios/noordwest/",
    "/rondes/eind-2020/gemeenten/?q=utrecht",
    "/rondes/eind-2020/verschillen/",
]


# The same in each round and on each machine but for what `moving` names.
HEARD = {
    "regio": "/rondes/eind-2020/regios/noord/",
    "werkgroep": "/rondes/eind-2020/werkgroepen/logistiek/",
    "indicator": "/rondes/eind-2020/indicatoren/plaatsingstempo/",
    "indicatoren": "/rondes/eind-2020/indicatoren/",
    "gemeenten": "/rondes/eind-2020/gemeenten/?q=utrecht",
    "kaart": "/rondes/eind-2020/gemeenten/kaart/?instrument=laadvisie&gebied=g4",
    "verschillen": "/rondes/eind-2020/verschillen/",
    "begrippen": "/begrippen/",
    "downloads": "/rondes/eind-2020/downloads/",
    "vergelijken": "/rondes/vergelijken/",
}
# How large a file is, and its control number.
MOVING = re.compile(r"[\d.]+\skB|[0-9a-f]{64}")
# Layout, and the parts of what is said already.
NOT_SAID = {"InlineTextBox", "generic", "none", "LineBreak", "ListMarker"}


def heard(page: Page) -> list[str]:
    """The main part of a page in reading order: each role with its name."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    main = next(n for n in nodes.values() if not n.get("ignored") and n["role"]["value"] == "main")
    lines, stack = [], [main["nodeId"]]
    while stack:
        node = nodes[stack.pop()]
        role, name = (node.get(part, {}).get("value", "") for part in ("role", "name"))
        if not node.get("ignored") and role not in NOT_SAID:
            lines.append(f"{role}: {name}".rstrip(": "))
        stack += reversed([kid for kid in node.get("childIds", ()) if kid in nodes])
    return lines


def roles(page: Page) -> list[str]:
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [node["role"]["value"] for node in tree["nodes"] if not node.get("ignored")]


def test_what_is_heard_of_ten_pages_was_reviewed(open_demo_page: OpenPage) -> None:
    page = open_demo_page(width=1280)
    for name, address in HEARD.items():
        page.goto(address)
        moving = {
            "adres": page.evaluate("location.origin"),
            "vandaag": long_date(timezone.localdate()),
            "dag": short_date(timezone.localdate()),
        }
        told = heard(page)
        found = dict.fromkeys(MOVING.findall(" ".join(told)))
        named = {f"bestand {place}": words for place, words in enumerate(found, 1)}
        moving |= sorted(named.items(), key=lambda one: -len(one[1]))
        assert_as_stored(f"{name}.txt", told, moving)


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
