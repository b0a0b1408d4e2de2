"""What a reader gets who copies from the PDF, searches in it or hears it."""

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from nalportal.progress.reports import TextBlock
from nalportal.prose import Span
from nalportal.report.compare import compare
from nalportal.report.model import Report
from nalportal.report.paper import render_changes_pdf, render_unit_pdf

from .compared import DECEMBER, JULY, entry, with_items
from .pdf_sample import FROZEN, milestone, report, squeezed
from .test_pdf_structure import elements

ADDRESS = "https://www.example.org/beleid/laadinfrastructuur/regionale-aanpak/" + "laadvisie/" * 9
MAIL = "coordinator-laadinfrastructuur@voorbeeld-gemeente.example"
NUMBER = "gmb-2021-12345"
# Wide enough that a line breaks in each of them, wherever that is allowed.
WORDS = "de regionale laadinfrastructuur van regio Noord, de regio en de regioindeling "


def with_intro(words: str, href: str = "") -> Report:
    sample = report()
    territory = sample.territory
    [region] = territory.regions
    intro = TextBlock("", "", ((Span(words, href),),), is_summary=False)
    region = replace(region, unit=replace(region.unit, intro=intro))
    return replace(sample, territory=replace(territory, regions=(region,)))


def read_by_poppler(content: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def read_by_pymupdf(content: bytes, _folder: Path) -> str:
    with pymupdf.open(stream=content) as pdf:
        return "".join(page.get_text() for page in pdf)


READERS = pytest.mark.parametrize("read", [read_by_poppler, read_by_pymupdf])


def to_unicode(content: bytes) -> str:
    """All that the fonts of a file say that their glyphs stand for."""
    with pikepdf.open(BytesIO(content)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ToUnicode" in o]
        return "\n".join(font.ToUnicode.read_bytes().decode("ascii") for font in fonts)


@READERS
@pytest.mark.parametrize("first", ["", "laad\u00adinfra\u00adstructuur " * 30, WORDS * 20])
def test_a_hyphen_stays_a_hyphen_whatever_comes_first(
    first: str, read: object, tmp_path: Path
) -> None:
    content = render_unit_pdf(with_intro(f"{first} {NUMBER} en {MAIL}"), FROZEN, "noord")
    shown = read(content, tmp_path)  # type: ignore[operator]  # one of two functions
    assert squeezed(NUMBER) in re.sub(r"\s", "", shown)
    assert not {"\u00ad", "\u200b", "\u2010"} & set(shown)
    assert not re.search(r"00AD|200B|2010", to_unicode(content))


@READERS
def test_an_address_is_copied_as_it_is(read: object, tmp_path: Path) -> None:
    sample = with_intro(f"Zie {ADDRESS} of schrijf {MAIL}.", "https://example.org/plan")
    shown = read(render_unit_pdf(sample, FROZEN, "noord"), tmp_path)  # type: ignore[operator]
    # Only the ends of lines, which an address bar ignores.
    assert {ADDRESS, MAIL} <= set(
        re.findall(r"https\S+?(?=of)|coordinator\S+example", re.sub(r"\s", "", shown))
    )
    assert "\u200b" not in shown


@READERS
def test_the_words_of_the_field_are_never_broken(read: object, tmp_path: Path) -> None:
    planned = [
        milestone(f"{'de ' * n}regionale laadinfrastructuur in regioindeling") for n in range(40)
    ]
    sample = with_intro(WORDS * 30)
    [region] = sample.territory.regions
    blocks = tuple(replace(b, items=tuple(planned)) for b in region.unit.categories)
    region = replace(region, unit=replace(region.unit, categories=blocks))
    sample = replace(sample, territory=replace(sample.territory, regions=(region,)))
    shown = read(render_unit_pdf(sample, FROZEN, "noord"), tmp_path)  # type: ignore[operator]
    assert re.findall(r"\w-\n", shown) == []
    assert shown.count("laadinfrastructuur") >= 30 + 3 * 40
    assert shown.count("regioindeling") >= 30 + 3 * 40


# ---------------------------------------------------------------------------- what changed


def told(before: str, after: str, **more: str) -> list[str]:
    """What assistive software says of what came and went, in order."""
    old = with_items(planning=(entry("NO-001", before, planned=JULY),))
    new = with_items(planning=(entry("NO-001", after, planned=DECEMBER, **more),))
    with pikepdf.open(BytesIO(render_changes_pdf(new, FROZEN, compare(old, new)))) as pdf:
        return [str(e.Alt) for e in elements(pdf.Root.StructTreeRoot, "/Span") if "/Alt" in e]


def test_each_piece_that_came_or_went_says_so_in_words() -> None:
    assert told("Er zijn zes punten", "Er zijn zeven punten")[:2] == [
        "verwijderd: zes",
        "toegevoegd: zeven",
    ]


@pytest.mark.parametrize("strange", ["\u200b", "\x00", "😀", "\u00ad", "x" * 300, "a\nb", "\t"])
def test_strange_pieces_are_told_too_and_stop_nothing(strange: str) -> None:
    spoken = told(f"oud {strange}", f"nieuw {strange} {strange}einde", explanation=strange)
    assert "verwijderd: oud" in spoken[0]
    assert not {"\u200b", "\u00ad", "\x00"} & set("".join(spoken))
