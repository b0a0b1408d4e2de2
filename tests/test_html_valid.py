"""Every page is HTML as its standard has it, in the eyes of the Nu HTML Checker."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from nalportal.progress.models import RoundState
from tests import factories
from tests.checkers import faults_of_pages
from tests.test_rights import DOOR, READ_BY_ALL, RIGHTS, Cast, address_of, cast

__all__ = ["cast"]

pytestmark = [pytest.mark.checker, pytest.mark.once, pytest.mark.usefixtures("db")]

# Beside every address of the site: what its pages show when something is asked of them.
ASKED = [
    "/gemeenten/?q=utrecht&sort=-stand_laadvisie",
    "/gemeenten/?q=bestaat-niet",
    "/mijlpalen/?q=laad&categorie=planning",
    "/rondes/eind-2020/gemeenten/?q=utrecht&sort=-stand_laadvisie&indeling=vandaag",
    "/rondes/eind-2020/regios/noordwest/?instrument=plaatsingsbeleid",
    "/rondes/eind-2020/indicatoren/ev-per-laadpunt/",
    "/rondes/eind-2020/indicatoren/plaatsingstempo/",
    "/rondes/eind-2020/indicatoren/aangesloten-gemeenten/",
    "/rondes/vergelijken/?van=eind-2020&naar=nu",
    "/nu/regios/noordwest/",
    "/bestaat-niet/",
]


def page_of(session: str, method: str, address: str) -> str:
    """The page that an address answers with, a refusal too; empty for what is no page."""
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    if address.startswith("/account/"):
        cache.clear()  # else the limits on guessing answer instead
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.text if is_page and response.text else ""


def pages_for(session: str, addresses: Iterable[str]) -> dict[str, str]:
    """Each page, and the one that its form comes back with when nothing was filled in."""
    found = {}
    for address in addresses:
        if page := page_of(session, "GET", address):
            found[f"GET {address}"] = page
        if 'method="post"' in page and (refused := page_of(session, "POST", address)):
            found[f"POST {address}"] = refused
    return found


def addresses_of(routes: Iterable[str]) -> list[str]:
    """Without the admin, and an earlier version of a report: the same pages as of the newest."""
    return [
        address_of(r) for r in routes if not r.startswith("admin/") and "<int:version>" not in r
    ]


def test_every_page_is_valid_html(cast: Cast, tmp_path: Path) -> None:
    """Of who reviews, of who is not signed in, and of both desks while a round is open."""
    pages = pages_for(cast["reviewer"], [*addresses_of(RIGHTS), *ASKED])
    public = addresses_of(r for r, row in RIGHTS.items() if row in (READ_BY_ALL, DOOR))
    others = {"nobody": pages_for(cast["anonymous"], public)}
    factories.round_(slug="half-2021", reference_on=date(2021, 6, 30), state=RoundState.OPEN)
    own = [a for a in addresses_of(RIGHTS) if not a.startswith(("/rondes/", "/nu/", "/account/"))]
    for role in ("editor", "reviewer"):
        others[f"{role}, open round"] = pages_for(cast[role], [*own, "/ronde/half-2021/"])
    pages |= {
        f"{who}: {name}": page for who, found in others.items() for name, page in found.items()
    }
    assert len(pages) > 250
    assert faults_of_pages(pages, tmp_path) == {}


def test_a_fault_is_found(tmp_path: Path) -> None:
    page = "<!doctype html><html lang=nl><title>x</title><table><tr role=row><td>x</table></html>"
    assert list(faults_of_pages({"/x/": page, "/y/": page.replace(" role=row", "")}, tmp_path)) == [
        "/x/"
    ]
