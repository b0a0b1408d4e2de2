"""Everything in the shipped data files is on the pages and in the PDF: nothing gets lost."""

import csv
import html
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from nalportal.report.editions import Edition

from .parity.told import STRAIGHT

ROOT = Path(__file__).parent.parent.parent
ROUND = "/rondes/eind-2020/"
REGION_KINDS = {"regio": "regios", "werkgroep": "werkgroepen", "thema": "werkgroepen"}

pytestmark = pytest.mark.django_db


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def squeezed(text: str) -> str:
    """Letters, figures and signs only: paper breaks lines and hyphenates where a page does not."""
    # NFKC: the raised marks of footnotes are plain figures then.
    plain = unicodedata.normalize("NFKC", text).translate(STRAIGHT)
    return re.sub(r"[\s\u00ad\u200b-]", "", plain)


def page_text(markup: str) -> str:
    """What a reader sees of a page: its main part without tags."""
    main = markup.split("<main", 1)[1].split("</main>", maxsplit=1)[0]
    # Words for who listens, such as "noot" before the number of a footnote.
    main = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", main)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", " ", main)))


@cache
def printed(pdf: bytes) -> str:
    """The text layer of a PDF, in reading order."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    text = done.stdout.decode()
    # A running foot may stand between two lines of one sentence.
    return squeezed(
        re.sub(r"(?m)^\f?(Versie 1, controlegetal .*|\d+ / \d+|Voortgang NAL – .*)$", "", text)
    )


@pytest.fixture
def page(edition: Edition, client: Client) -> Callable[[str], str]:
    return lambda address: page_text(client.get(f"{ROUND}{address}").text)


@pytest.fixture
def paper(edition: Edition) -> str:
    return printed(edition.pdf_bytes())


def missing(wanted: Iterator[str], text: str) -> list[str]:
    return [piece for piece in wanted if squeezed(piece) not in text]


def titles(unit: str = "") -> Iterator[str]:
    for row in rows("nalportal/progress/data/milestones.csv"):
        if unit in ("", row["onderdeel"]):
            yield row["titel"]


def paragraphs(*places: str) -> Iterator[str]:
    for row in rows("nalportal/progress/data/texts.csv"):
        if row["plaats"] in places:
            for paragraph in row["tekst"].split("\n\n"):
                yield re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", paragraph)


NARRATIVE = [row["plaats"] for row in rows("nalportal/progress/data/texts.csv")]


def test_every_item_is_on_the_page_of_the_whole_report(page: Callable[[str], str]) -> None:
    assert missing(titles(), page("")) == []


def test_every_item_is_in_the_pdf(paper: str) -> None:
    assert missing(titles(), paper) == []


@pytest.mark.parametrize(
    "unit",
    [u for u in rows("nalportal/progress/data/units.csv") if u["soort"] != "landelijk"],
    ids=lambda unit: unit["onderdeel"],
)
def test_every_item_of_a_unit_is_on_its_page_in_its_order(
    page: Callable[[str], str], unit: dict[str, str]
) -> None:
    text = page(f"{REGION_KINDS[unit['soort']]}/{unit['onderdeel']}/").split("Voortgang", 1)[-1]
    place = 0
    for title in titles(unit["onderdeel"]):
        place = text.index(squeezed(title), place) + 1


def test_every_text_is_on_the_page_of_the_whole_report(page: Callable[[str], str]) -> None:
    assert missing(paragraphs(*NARRATIVE), page("")) == []


def test_every_text_is_in_the_pdf(paper: str) -> None:
    assert missing(paragraphs(*NARRATIVE), paper) == []


def test_every_party_is_on_its_working_group_in_order(page: Callable[[str], str]) -> None:
    for group in rows("workgroups/data/workgroups.csv"):
        names = [
            row["partij"]
            for row in rows("workgroups/data/participations.csv")
            if row["werkgroep"] == group["werkgroep"]
        ]
        text = page(f"werkgroepen/{group['werkgroep']}/")
        assert "".join(map(squeezed, names)) in text


def test_every_party_is_in_the_pdf(paper: str) -> None:
    assert missing((row["naam"] for row in rows("workgroups/data/parties.csv")), paper) == []


def dutch(number: str) -> str:
    return f"{int(number):,}".replace(",", ".")


# Label, then figures from left to right; the raised marks of footnotes stand between them.
TABLE_3 = [
    "Oost77177(100%)720770",
    "Zuidwest6363(100%)6366349",
    "Zuid9278(84,8%)88pm7888",
    "Noord4037(92,5%)380400",
    "Noordwest7670(92,1%)65027065",
    "G444(100%)4444",
    "Totaal352329(93,5%)330tenminste10332206",
]
TABLE_1 = [
    "26.70033.63036.97750.77265.61374.838",
    "108.958117.845138.218196.858272.895287.790",
    "4,13,53,73,94,23,8",
]
TABLE_2 = ["30819218518", "48336632881", "992460591.511"]


@pytest.mark.parametrize("row", [*TABLE_1, *TABLE_2, *TABLE_3])
def test_every_row_of_the_tables_is_on_the_page_and_in_the_pdf(
    page: Callable[[str], str], paper: str, row: str
) -> None:
    assert row in page("")
    assert row in paper


def test_every_observation_is_on_the_page_and_in_the_pdf(
    page: Callable[[str], str], paper: str
) -> None:
    values = [dutch(row["waarde"]) for row in rows("indicators/data/observations.csv")]
    assert missing(iter(values), page("")) == []
    assert missing(iter(values), paper) == []


def test_every_difference_is_on_its_page_and_in_the_pdf(
    page: Callable[[str], str], paper: str
) -> None:
    found = rows("nalportal/progress/data/differences.csv")
    pieces = [row[column] for row in found for column in ("onderwerp", "gedrukt", "uitleg")]
    assert missing(iter(pieces), page("verschillen/")) == []
    assert missing(iter(pieces), paper) == []


def test_the_computed_side_of_a_difference_is_shown(page: Callable[[str], str]) -> None:
    text = page("verschillen/")
    assert missing(iter(["84,8 %", "92,5 %", "92,1 %", "93,5 %", "ten minste 10"]), text) == []


def test_the_page_and_the_pdf_carry_the_control_number(
    edition: Edition, page: Callable[[str], str], paper: str
) -> None:
    assert edition.stamp.sha256 in page("downloads/")
    assert edition.stamp.sha256 in paper
