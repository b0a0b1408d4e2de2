"""The published site as a folder: it leads to itself and is the same each time."""

import re
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from nalportal.report.editions import Edition
from nalportal.report.opendata.static_site import (
    BrokenLinksError,
    Exported,
    export_site,
    file_of,
    is_part,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LARGE = re.compile(r"/gemeenten/GM|\.(pdf|docx|png|xlsx)$|/v1/")


def some(address: str) -> bool:
    """All kinds of pages, without the hundreds of one kind and the files that take long."""
    return is_part(address) and ("GM0014" in address or not LARGE.search(address))


@pytest.fixture
def exported(edition: Edition, tmp_path: Path, settings: Settings) -> tuple[Path, Exported]:
    return tmp_path / "site", export_site(tmp_path / "site", some)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_pages_lead_to_each_other_and_the_same_comes_out_again(
    exported: tuple[Path, Exported], tmp_path: Path
) -> None:
    folder, told = exported
    found = contents(folder)
    assert told.pages > 60
    assert "index.html" in found
    assert "rondes/eind-2020/regios/noord/index.html" in found
    assert "rondes/eind-2020/gemeenten/pagina-2.html" in found
    assert "rondes/eind-2020/downloads/rapport.csv" in found
    for name, content in found.items():
        if not name.endswith(".html"):
            continue
        page = content.decode()
        assert "<form" not in page
        for href in re.findall(r'\s(?:href|src)="([^"]*)"', page):
            target, _anchor = urldefrag(href)
            if target and not re.match(r"https?:|mailto:", target):
                assert not target.startswith("/"), href
                assert (folder / name).parent.joinpath(target).resolve().is_file(), (name, href)
    assert contents(folder).keys() == found.keys()
    export_site(tmp_path / "again", some)
    assert contents(tmp_path / "again") == found


def test_what_only_the_site_can_do_leads_to_the_site(exported: tuple[Path, Exported]) -> None:
    page = (exported[0] / "index.html").read_text()
    assert 'href="http://localhost:8000/account/inloggen/"' in page


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/rondes/eind-2020/", "rondes/eind-2020/index.html"),
        ("/rondes/eind-2020/gemeenten/?page=3", "rondes/eind-2020/gemeenten/pagina-3.html"),
        ("/open-data/cijfers.csv", "open-data/cijfers.csv"),
    ],
)
def test_where_an_address_stands(address: str, file: str) -> None:
    assert is_part(address)
    assert file_of(address) == file


@pytest.mark.parametrize(
    "address",
    [
        "/account/inloggen/",
        "/nu/",
        "/ronde/eind-2021/rapport/",
        "/rondes/vergelijken/?van=a",
        "/rondes/eind-2020/corrigeren/",
        "/rondes/eind-2020/gemeenten/?q=a",
        "/zoeken/?q=a",
        "/api/v1/rondes",
    ],
)
def test_what_has_to_be_asked_is_no_part(address: str) -> None:
    assert not is_part(address)


def test_a_link_that_leads_nowhere_is_named(edition: Edition, tmp_path: Path) -> None:
    def more(address: str) -> bool:
        return address == "/" or address.startswith("/account/bestaat-niet")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "nalportal.report.opendata.static_site._beginnings", lambda: ["/account/bestaat-niet/"]
        )
        with pytest.raises(BrokenLinksError, match="/account/bestaat-niet/"):
            export_site(tmp_path / "site", more)


def test_the_command_takes_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "er-staat-iets").touch()
    with pytest.raises(CommandError, match="niet leeg"):
        call_command("export_site", str(tmp_path))
