"""Reads back what page, workbook, list of figures and JSON tell."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import html
from openpyxl import load_workbook

from nalportal.exchange.tables import GUARDED
from nalportal.progress.models import RoundState
from nalportal.report.editions import RoundEntry
from nalportal.report.model import Report
from nalportal.report.opendata.interface import json_response
from nalportal.report.opendata.questions import Question, answer
from nalportal.report.opendata.resources import BY_NAME, Resource
from nalportal.report.opendata.tidy import tidy_csv, tidy_metadata

from .told import Told, item, row, squeezed

CATEGORIES = {
    "Gerealiseerd": "gerealiseerd",
    "Planning": "planning",
    "Aandachtspunten": "aandachtspunt",
}

# ------------------------------------------------------------------------------------- the page


def words(element: Any) -> str:
    """What a reader sees of an element: no marks, no words that only a screen reader says."""
    copy = html.fromstring(html.tostring(element, with_tail=False, encoding="unicode"))
    for hidden in copy.xpath(".//*[contains(@class, 'visually-hidden')] | .//sup"):
        hidden.drop_tree()
    return str(copy.text_content())


def with_marks(cell: Any) -> str:
    """A figure with the numbers of its notes."""
    numbers = [re.sub(r"\D", "", mark.text_content()) for mark in cell.xpath(".//sup")]
    return words(cell) + "".join(f"^{number}" for number in numbers)


def from_page(page: str) -> Told:
    """What the page of the whole report tells."""
    told, tree = Told(), html.fromstring(page)
    for unit in tree.xpath("//section[starts-with(@id, 'onderdeel-')]"):
        slug = unit.get("id").removeprefix("onderdeel-")
        for block in unit.xpath(".//section[contains(@class, 'category ')]"):
            key = f"{slug}/{block.get('class').split('category-')[-1]}"
            told.items[key] = [_item(li) for li in block.xpath("./ul/li")]
            told.earlier[key] = [_item(li) for li in block.xpath("./details/ul/li")]
            told.empty[key] = squeezed("".join(map(words, block.xpath("./p"))))
    told.tables["kerncijfers"] = [
        row(words(box.find("dt")), *map(words, box.xpath("./dd")[:2]))
        for box in tree.xpath("//*[@class='key-figure']")
    ]
    return told


def _item(li: Any) -> tuple[str, ...]:
    return item(li.text or "", *(words(p) for p in li.xpath("./p")))


# --------------------------------------------------------------------------------- the workbook


def from_workbook(content: bytes) -> Told:
    """What the workbook tells."""
    told, book = Told(), load_workbook(io.BytesIO(content))
    for name, category in CATEGORIES.items():
        _milestones(told, book[name], category)
    told.tables["kerncijfers"] = [
        _key_figure(*map(shown_cell, line))
        for line in book["Kerncijfers"].iter_rows(min_row=3)
        if line[3].value
    ]
    return told


def _key_figure(label: str, figure: str, of: str, context: str) -> tuple[str, ...]:
    known = of and figure[-1:].isdigit()
    return row(label, f"{figure} van {of}" if known else figure, context)


def _milestones(told: Told, sheet: Any, category: str) -> None:
    for line in sheet.iter_rows(min_row=3):
        unit, _ref, title, explanation, state, *_dates, earlier, links = map(shown_cell, line)
        slug = unit.removeprefix("Onderdeel ")
        if not title:
            name, _colon, why = unit.partition(": ")
            if why:
                told.empty[f"{name.removeprefix('Onderdeel ')}/{category}"] = squeezed(why)
            continue
        titles = [link.rpartition(": https://")[0] for link in links.splitlines()]
        into = told.earlier if earlier == "ja" else told.items
        into.setdefault(f"{slug}/{category}", []).append(item(title, explanation, state, *titles))


def shown_cell(cell: Any) -> str:
    """A cell as a Dutch spreadsheet shows it."""
    value, form = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day}-{value.month}-{value.year}"
    if isinstance(value, str):
        return value
    before, after = (part.replace('"', "") for part in re.split(r"#,##0(?:\.0+)?", form))
    value = Decimal(str(value)) * (100 if "%" in form else 1)
    decimals = len(form.partition(".")[2].partition('"')[0])
    # A spreadsheet writes the sign of less than nothing in its own way.
    text = f"{Decimal(str(value)):,.{decimals}f}".translate(str.maketrans(",.-", ".,−"))
    return f"{before}{text}{after}"


# ----------------------------------------------------------------------- figures, by their id


def figures_of_csv(content: bytes) -> dict[str, tuple[str, str, str]]:
    """Value, reason and how it reads, by id."""
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return {
        line["kenmerk"]: (line["waarde"].replace(",", "."), line["geen_waarde"], line["weergave"])
        for line in lines
    }


def figures_of_json(content: bytes) -> dict[str, dict[str, Any]]:
    """Everything with the shape of a figure, by id."""
    found: dict[str, dict[str, Any]] = {}

    def keep(part: dict[str, Any]) -> dict[str, Any]:
        if "at_least" in part:
            found[part["id"]] = part
        return part

    json.loads(content, object_hook=keep)
    return found


def milestones_of_json(content: bytes) -> list[tuple[str, ...]]:
    """Reference, title, explanation and links of each milestone, in order."""
    report = json.loads(content)
    units = [
        *filter(None, [report["national"]]),
        *(region["unit"] for region in report["territory"]["regions"]),
        *(group["unit"] for group in report["workgroups"]),
    ]
    return [
        (e["reference"], e["title"], e["explanation"], *(link["url"] for link in e["links"]))
        for unit in units
        for block in unit["categories"]
        for e in (*block["items"], *block["earlier"])
    ]


def milestones_of(report: Report) -> list[tuple[str, ...]]:
    """The same, from the report."""
    return [
        (e.reference, e.title, e.explanation, *(link.url for link in e.links))
        for unit in report.units()
        for block in unit.categories
        for e in (*block.items, *block.earlier)
    ]


# -------------------------------------------------------------------------- the open interface


OPEN = ("cijfers", "mijlpalen", "standen")
Rows = dict[str, list[dict[str, Any]]]


def rows_of_interface(report: Report) -> Rows:
    """Of the bytes that the interface answers, page by page."""
    return {name: [*_pages(report, BY_NAME[name])] for name in OPEN}


def _pages(report: Report, resource: Resource) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = answer(resource, resource.rows(report), Question({}, limit=7, cursor=cursor), "x")
        yield from json.loads(json_response(page.rows).content)
        cursor = page.following
        if not cursor:
            return


def rows_of_files(report: Report) -> Rows:
    """Of the files over all rounds, by what their descriptions say of the columns."""
    day = date(2020, 12, 31)
    entry = RoundEntry(1, report.slug, "", day, day, day, RoundState.PUBLISHED, 1, "", None, None)
    found: Rows = {}
    for name in OPEN:
        content = tidy_csv(BY_NAME[name], [(entry, report)]).decode()
        columns = tidy_metadata(BY_NAME[name], "")["tableSchema"]["columns"]
        kinds = {column["name"]: column["datatype"] for column in columns}
        found[name] = [
            {key: _read(value, kinds[key]) for key, value in row.items()}
            for row in csv.DictReader(io.StringIO(content, newline=""))
        ]
    return found


def _read(value: str, kind: str) -> Any:
    match kind:
        case "boolean":
            return value == "true"
        case "decimal":
            return float(value) if value else None
    return value[1:] if GUARDED.match(value) else value
