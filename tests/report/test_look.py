"""Habits of templates and styles that no page may break."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
HTML = [path for path in TEMPLATES.rglob("*.html") if "admin" not in path.parts]
FRAGMENTS = sorted((TEMPLATES / "fragments").glob("*.html"))
ICONS = sorted((TEMPLATES / "icons").glob("*.svg"))
STYLES = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.name)
def test_nothing_is_inline(path: Path) -> None:
    """The Content-Security-Policy would drop it, and nobody would see why."""
    text = path.read_text()
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_says_what_it_needs(path: Path) -> None:
    assert path.read_text().startswith(("{#", "{% comment %}"))


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.name)
def test_icons_take_the_colour_of_their_word_and_are_silent(path: Path) -> None:
    text = path.read_text()
    assert 'aria-hidden="true"' in text
    assert "#" not in text


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(path: Path) -> None:
    rules = re.sub(r'url\(".*?"\)', "", path.read_text())
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) - {"#fff", "#000"}
    assert path.name == "tokens.css" or not colours


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_colours_do_not_depend_on_the_width_of_the_screen(path: Path) -> None:
    """So that their contrast, measured on a wide screen, holds on a small one.

    What sticks while a table scrolls needs a background of its own: that of the page or the row.
    Grey (ink-2) is dark enough on every ground of the site.
    """
    allowed = {
        "background: var(--paper)",
        "background: var(--sunk)",
        "background: none",
        "color: var(--ink-2)",
    }
    for query, rules in media_queries(path.read_text()):
        colours = re.findall(r"[\w-]*color\s*:[^;}]*|background[\w-]*\s*:[^;}]*", rules)
        assert "width" not in query or set(colours) <= allowed, query


def media_queries(styles: str) -> list[tuple[str, str]]:
    """Each @media with the rules in it."""
    return re.findall(r"@media([^{]*)\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", styles)
