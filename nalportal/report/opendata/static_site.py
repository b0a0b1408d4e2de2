"""Every published page and file as a folder: for web archives, and for days with many readers.

Pages are asked from the site itself, as a stranger gets them, and lead to each other by relative
links, so that the folder works from a disk and from any web server. What only a server can answer
(searching, filtering, signing in) is not in it: those links lead to the site.
"""

import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import reverse

from ..editions import all_rounds, edition_of_round, published
from ..web.views.following import LOOSE

_LINK = re.compile(r'(?<=[\s"])(href|src)="([/?][^"]*)"')
_FORM = re.compile(r"<form\b.*?</form>", re.S)
_IN_STYLES = re.compile(r'url\("?([^")]+)"?\)')
_PAGE_OF_LIST = re.compile(r"page=\d+")
# Within the addresses of what is published, what a server has to answer or has to be asked for.
_ASKED = re.compile(r"^/rondes/(vergelijken/|[^/]+/corrigeren/)")
_KEPT = re.compile(
    r"^/(rondes|mijlpaal|indicator|open-data|begrippen|bronnen|toegankelijkheid|privacy|contact)/"
    r"|^/api/v1/openapi\.json$"
)


class BrokenLinksError(Exception):
    """Pages that lead to what is not there; the message names the first ten."""


@dataclass
class Exported:
    """How much was written, and where something led nowhere."""

    pages: int = 0
    files: int = 0
    broken: list[str] = field(default_factory=list)


def is_part(address: str) -> bool:
    """Whether an address (path and query) is a page or file that can stand in a folder."""
    path, query = urlsplit(address).path, urlsplit(address).query
    if query and not _PAGE_OF_LIST.fullmatch(query):
        return False
    return path == "/" or (bool(_KEPT.match(path)) and not _ASKED.match(path))


def file_of(address: str) -> str:
    """Where a page or file stands in the folder."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if path and not path.endswith("/"):
        return path
    return path + (f"pagina-{parts.query[5:]}.html" if parts.query else "index.html")


def export_site(folder: Path, wanted: Callable[[str], bool] = is_part) -> Exported:
    """Write everything into ``folder``. Raises :class:`BrokenLinksError`."""
    return _Export(folder, wanted).whole()


class _Export:
    def __init__(self, folder: Path, wanted: Callable[[str], bool]) -> None:
        self.folder = folder
        self.wanted = wanted
        self.told = Exported()
        self.waiting: deque[tuple[str, str]] = deque()
        self.known: set[str] = set()
        site = urlsplit(settings.SITE_URL)
        # Without an address nobody counts how many pages it asks.
        self.client = Client(SERVER_NAME=site.hostname or "localhost", REMOTE_ADDR="")
        self.secure = site.scheme == "https"

    def whole(self) -> Exported:
        for address in _beginnings():
            self.take(address, "")
        while self.waiting:
            self.write(*self.waiting.popleft())
        if self.told.broken:
            raise BrokenLinksError("; ".join(self.told.broken[:10]))
        return self.told

    def take(self, address: str, linked_from: str) -> bool:
        """Whether an address is part of the folder; it is written once."""
        if not (address.startswith(settings.STATIC_URL) or self.wanted(address)):
            return False
        if address not in self.known:
            self.known.add(address)
            self.waiting.append((address, linked_from))
        return True

    def write(self, address: str, linked_from: str) -> None:
        content = self.content_of(address)
        if content is None:
            self.told.broken.append(f"{linked_from or '-'} → {address}")
            return
        target = self.folder / file_of(address)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def content_of(self, address: str) -> bytes | None:
        """What stands at an address, with its links made relative; None: nothing does."""
        if address.startswith(settings.STATIC_URL):
            return self.style_or_file(address)
        response = self.client.get(address, secure=self.secure)
        if response.status_code != 200:
            return None
        content = bytes(response.content)
        if not response["Content-Type"].startswith("text/html"):
            self.told.files += 1
            return content
        self.told.pages += 1
        page = _FORM.sub("", content.decode())
        return _LINK.sub(lambda link: self.linked(link, address), page).encode()

    def style_or_file(self, address: str) -> bytes | None:
        name = address.removeprefix(settings.STATIC_URL)
        if staticfiles_storage.exists(name):
            with staticfiles_storage.open(name) as file:
                content = bytes(file.read())
        elif found := find(name):  # where nothing was collected
            content = Path(found).read_bytes()
        else:
            return None
        if name.endswith(".css"):
            for link in _IN_STYLES.findall(content.decode()):
                if not link.startswith(("data:", "#")):
                    beside = posixpath.join(posixpath.dirname(address), link)
                    self.take(urldefrag(posixpath.normpath(beside)).url, address)
        return content

    def linked(self, link: re.Match[str], page: str) -> str:
        """A link of a page: relative within the folder, else to the site."""
        name, href = link.groups()
        if href.startswith("?"):
            href = urlsplit(page).path + href
        address, anchor = urldefrag(href.replace("&amp;", "&"))
        if not self.take(address, page):
            return f'{name}="{settings.SITE_URL}{href}"'
        there = posixpath.relpath(file_of(address), posixpath.dirname(file_of(page)) or ".")
        return f'{name}="{there}{"#" if anchor else ""}{anchor}"'


def _beginnings() -> Iterable[str]:
    """The pages that are of no round, and each page of each version of each published round."""
    yield from (reverse(name) for name in LOOSE)
    rounds = all_rounds()
    for entry in published(rounds):
        for version in (None, *range(1, (entry.version or 0) + 1)):
            yield from edition_of_round(rounds, entry.slug, version).pages()
