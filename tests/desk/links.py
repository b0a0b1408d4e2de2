"""The links of the site as one person follows them, each kind of address a few times."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

# Files are made at length, and `tests/test_rights.py` has who gets them.
FILES = (".pdf", ".docx", ".xlsx", ".csv", ".json", ".png", ".svg", ".zip", ".atom")
REPORT = re.compile(r"^(nu|ronde/<slug:round>/rapport|rondes/<slug:slug>(/v<version:version>)?)/")
ELSEWHERE = ("/admin/", "/static/", "/account/uitloggen/")


def dead_links(client: Client, starts: tuple[str, ...], *, each: int) -> tuple[list[str], int]:
    """Links that do not answer 200 to who is shown them, with the page; and how many were opened.

    Of each kind of address ``each`` are opened, those of the pages that lead a round per round.
    """
    dead, seen = [], set(starts)
    opened: Counter[str] = Counter()
    waiting = [(start, "") for start in starts]
    while waiting:
        address, page = waiting.pop(0)
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            dead.append(f"{answer.status_code} {address} op {page}")
            continue
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for link in _links(answer.content, answer.request["PATH_INFO"]):
            kind = _kind(link)
            if link in seen or opened[kind] >= each:
                continue
            opened[kind] += 1
            seen.add(link)
            waiting.append((link, address))
    return dead, len(seen)


def _links(content: bytes, page: str) -> Iterator[str]:
    for href in html.fromstring(content).xpath("//a/@href[not(starts-with(., '#'))]"):
        parts = urlsplit(urljoin(page, href))
        path = parts.path
        if parts.netloc or parts.scheme or path.endswith(FILES) or path.startswith(ELSEWHERE):
            continue
        yield f"{path}?{parts.query}" if parts.query else path


def _kind(link: str) -> str:
    path = urlsplit(link).path
    try:
        found = resolve(path)
    except Resolver404:
        return path
    # A round that is open has other steps than one that is published; reports are all alike.
    page_of_report = REPORT.sub("", found.route)
    is_report = page_of_report != found.route
    return page_of_report if is_report else f"{found.route} {found.kwargs.get('round', '')}"
