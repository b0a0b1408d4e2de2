"""How much of each page is left white, on the reports that are loaded and on strange ones."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pymupdf
import pytest

from nalportal.report.editions import Edition
from nalportal.report.model import Report
from nalportal.report.paper import render_pdf
from tests.report.pdf_sample import FROZEN, WITH_ALL, milestone, report

# Made from what is frozen, which both databases give back to the byte.
pytestmark = pytest.mark.once

MM = 72 / 25.4
TOP, BOTTOM = 30 * MM, (297 - 28) * MM
MOST_WHITE = 0.3
DPI = 24
INK = 230  # of 255: what is darker is seen
CHAPTER_SIZE = 20  # letters of at least this many points are the title of a chapter


def pages_of(content: bytes) -> list[pymupdf.Page]:
    opened = pymupdf.open(stream=content)
    return [opened[place] for place in range(len(opened))]


def lowest(page: pymupdf.Page) -> float:
    """Where the last letter, line or picture of a page ends as it is seen, its foot left out."""
    seen = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    scale = DPI / 72
    lines = (
        seen.samples[y * seen.stride : y * seen.stride + seen.width] for y in range(seen.height)
    )
    inked = [y for y, line in enumerate(lines) if min(line) < INK]
    return max((y / scale for y in inked if TOP < y / scale < BOTTOM + 6), default=TOP)


def apart(content: bytes) -> list[int]:
    """The pages that begin with the columns of a unit: its name is on the page before."""
    return [
        place
        for place, page in enumerate(pages_of(content), start=1)
        if next(iter(texts_of(page)), "") == "Gerealiseerd"
    ]


def texts_of(page: pymupdf.Page) -> list[str]:
    """What is printed under the head of a page, from the top."""
    shown = (span for span in spans_of(page) if span["bbox"][1] > TOP - 12)
    return [words for span in shown if (words := span["text"].strip())]


def spans_of(page: pymupdf.Page) -> list[dict[str, Any]]:
    lines = [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]
    return [span for line in lines for span in line["spans"]]


def begins_a_chapter(page: pymupdf.Page) -> bool:
    first = next(span for span in spans_of(page) if span["bbox"][1] > TOP - 12)
    return bool(first["size"] > CHAPTER_SIZE)


def too_white(content: bytes) -> list[tuple[int, float]]:
    """The pages that are too white, and how white; the last of a chapter may be."""
    pages = pages_of(content)
    found = []
    for place, (page, following) in enumerate(pairwise(pages), start=1):
        white = (BOTTOM - lowest(page)) / (BOTTOM - TOP)
        if place > 1 and white > MOST_WHITE and not begins_a_chapter(following):
            found.append((place, round(white, 2)))
    return found


def test_no_page_of_the_report_of_end_2020_is_half_empty(edition: Edition) -> None:
    content = edition.pdf_bytes()
    assert too_white(content) == []
    assert apart(content) == []
    assert too_white(render_pdf(edition.report, edition.stamp, imprint=WITH_ALL)) == []


def with_many(count: int) -> Report:
    """A report of which the first region has so many milestones in each category."""
    base = report()
    region = base.territory.regions[0]
    many = tuple(
        milestone(f"Mijlpaal {n} van deze regio", reference=f"NO-{n:03}") for n in range(count)
    )
    blocks = tuple(replace(block, items=many) for block in region.unit.categories)
    unit = replace(region.unit, categories=blocks)
    regions = (replace(region, unit=unit), *base.territory.regions[1:])
    return replace(base, territory=replace(base.territory, regions=regions))


@pytest.mark.parametrize("count", [9, 15, 133])
def test_a_unit_with_many_milestones_goes_on_over_the_page(count: int) -> None:
    content = render_pdf(with_many(count), FROZEN)
    assert too_white(content) == []
    text = "".join(page.get_text() for page in pages_of(content))
    assert text.count(f"Mijlpaal {count - 1} van deze regio") == 3
