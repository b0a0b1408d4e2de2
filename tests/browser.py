"""Pages in a real browser: the machine's own Chromium, driven by Playwright.

A test that asks for one of these fixtures carries the mark `browser`. Where there is no Chromium
it is skipped and says so; in CI, where that would hide a missing browser, it fails.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from nalportal.accounts.models import User
from tests.conftest import PASSWORD

# Two test processes and a browser share two cores: five seconds, the default, may not be enough.
expect.set_options(timeout=20_000)

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}

# No sandbox: CI runs as root. The others keep the browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Preferably the same engine without the rest of a browser: that halves the work of a page."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_ci = os.environ.get("CI") == "true"
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if not in_ci and find_chromium() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.fail("Chromium is missing; in CI the browser tests are not optional.")
    # Playwright keeps an event loop in this thread, for which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


OpenPage = Callable[..., Page]


@contextmanager
def pages_of(browser: Browser, address: str) -> Iterator[OpenPage]:
    """`open_one(width=320)` gives an empty page on which relative addresses reach the site.

    Afterwards no page may have broken the Content-Security-Policy or thrown an error.
    """
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    contexts = []

    def open_one(width: int = WIDE["width"], height: int = WIDE["height"]) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=address, locale="nl-NL"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(browser: Browser, live_server: object, fresh_limits: None) -> Iterator[OpenPage]:
    """Pages of a server that shares the database of the test."""
    with pages_of(browser, str(live_server)) as open_one:
        yield open_one


@pytest.fixture
def open_demo_page(browser: Browser, demo_site: str) -> Iterator[OpenPage]:
    """Pages of the demo as `make run` serves it."""
    with pages_of(browser, demo_site) as open_one:
        yield open_one


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def narrow_page(open_page: OpenPage) -> Page:
    """As wide as the smallest phone, or as a desktop at 400 % zoom."""
    return open_page(**NARROW)


def sign_in(page: Page, user: User) -> Page:
    """As a person does it; ends on a page that asks nothing of the database."""
    page.goto("/account/inloggen/?next=/begrippen/")
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    return page


# Colours don't depend on the width of the screen (`tests/report/test_look.py` holds the styles to
# that), and their contrast is two thirds of what axe does: so it is measured on wide screens only.
SMALL = 640


# Only the violations leave the page, and only they are worked out to the last element: what passed
# is megabytes on a long one. What axe looks at stays the same.
AXE_RUN = "options => axe.run(options).then(found => found.violations)"


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds on the page: one line per rule, with the elements that break it."""
    size = page.viewport_size
    rules = {"color-contrast": {"enabled": size is None or size["width"] > SMALL}}
    # Once per page: it stays there when the page gets another width.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(AXE_RUN, {"rules": rules, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {violation['help']} - "
        + "; ".join(" ".join(node["target"]) for node in violation["nodes"])
        for violation in violations
    ]


def faults_at_both_widths(page: Page) -> list[str]:
    """The same on a wide screen and on the smallest, where nothing may scroll sideways either.

    Afterwards the page is as wide as it was.
    """
    before = page.viewport_size
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a TypedDict
    faults = accessibility_faults(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    faults += accessibility_faults(page)
    if scrolls_sideways(page):
        faults.append("scrolls sideways at 320 px")
    if before:
        page.set_viewport_size(before)
    return faults


def scrolls_sideways(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def assert_fine(page: Page) -> None:
    """Accessible as far as axe can see, and nothing to scroll sideways for."""
    assert accessibility_faults(page) == []
    assert not scrolls_sideways(page)


def press(
    page: Page, name: str, role: Any = "button", key: str = "Enter", exact: bool = True
) -> None:
    """Walk to something with the Tab key and press it."""
    target = page.get_by_role(role, name=name, exact=exact).first
    for _ in range(120):
        if target.evaluate("node => node === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached with the Tab key")


def heard(page: Page) -> str:
    """What the accessibility tree tells of the element that has the focus."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    told = [
        (node, {one["name"]: one["value"].get("value") for one in node.get("properties", ())})
        for node in nodes
    ]
    [(node, states)] = [
        (node, states)
        for node, states in told
        if states.get("focused") and node["role"]["value"] != "RootWebArea"
    ]
    parts = [node["role"]["value"], node.get("name", {}).get("value", "")]
    inside = [by_id[child] for child in node.get("childIds", ()) if child in by_id]
    parts += [child.get("value", {}).get("value", "") for child in inside]
    parts += ["selected"] if states.get("selected") else []
    return " | ".join(part for part in parts if part)
