"""Page, workbook, list of figures, JSON and PDF of the same report tell the same, in one order."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nalportal.progress.models import RoundState
from nalportal.report.addresses import Address
from nalportal.report.editions import Edition, RoundEntry
from nalportal.report.labels import category_names
from nalportal.report.model import Report
from nalportal.report.paper import render_pdf
from nalportal.report.paper.glyphs import shown_characters
from nalportal.report.payload import dump, load
from nalportal.report.sheets import render_csv, render_xlsx
from nalportal.report.tables import figure_lines
from tests.report.aloud import said
from tests.report.pdf_sample import FROZEN, WITH_ALL

from .readers import (
    figures_of_csv,
    figures_of_json,
    from_page,
    from_workbook,
    milestones_of,
    milestones_of_json,
    rows_of_files,
    rows_of_interface,
)
from .reports import made
from .told import Told, expected, squeezed

SEEDS = st.integers(min_value=0, max_value=2**32)
few = settings(max_examples=5, suppress_health_check=list(HealthCheck))
many = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def page_of(report: Report) -> str:
    day = date(2020, 12, 31)
    entry = RoundEntry(
        1, report.slug, report.title, day, day, day, RoundState.PUBLISHED, 1, "", None, None
    )
    edition = Edition(report, FROZEN, entry, 1, Address(report.slug))
    return render_to_string("report/report.html", {"edition": edition, "charts": {}})


def assert_same(found: Told, wanted: Told) -> None:
    assert {k: v for k, v in found.items.items() if v} == {
        k: v for k, v in wanted.items.items() if v
    }
    assert {k: v for k, v in found.earlier.items() if v} == {
        k: v for k, v in wanted.earlier.items() if v
    }
    assert {k: v for k, v in found.empty.items() if v} == {
        k: v for k, v in wanted.empty.items() if v
    }
    for name, rows in wanted.tables.items():
        assert found.tables.get(name) == rows, name


@many
@given(SEEDS)
def test_page_workbook_list_and_json_tell_what_the_report_tells(seed: int) -> None:
    report = made(seed)
    wanted = expected(report)

    assert_same(from_page(page_of(report)), wanted)
    assert_same(from_workbook(render_xlsx(report, FROZEN)), wanted)

    payload = dump(report)
    assert load(payload) == report
    assert milestones_of_json(payload) == milestones_of(report)
    figures = {line.figure.id: line.figure for line in figure_lines(report)}
    in_json = figures_of_json(payload)
    in_csv = figures_of_csv(render_csv(report, FROZEN))
    assert in_json.keys() == in_csv.keys() == figures.keys()
    assert list(in_csv) == list(figures)
    for id_, figure in figures.items():
        value, missing, reads = in_csv[id_]
        assert (missing, reads) == (figure.missing, str(figure))
        assert (Decimal(value) if value else None) == figure.value
        assert in_json[id_]["missing"] == figure.missing
        assert in_json[id_]["at_least"] == figure.at_least
        assert in_json[id_]["value"] == (None if figure.value is None else str(figure.value))


# -------------------------------------------------------------------------- the open interface


@few
@given(SEEDS)
def test_the_interface_and_the_open_files_tell_what_the_report_tells(seed: int) -> None:
    report = made(seed)
    wanted = expected(report)
    for rows in (rows_of_interface(report), rows_of_files(report)):
        figures = {row["kenmerk"]: row for row in rows["cijfers"]}
        assert [*figures] == [line.figure.id for line in figure_lines(report)]
        for line in figure_lines(report):
            row, figure = figures[line.figure.id], line.figure
            assert (row["weergave"], row["geenWaarde"]) == (str(figure), figure.missing)
            assert row["waarde"] == (None if figure.value is None else float(figure.value))
            assert (row["tenMinste"], row["benadering"]) == (figure.at_least, figure.rough)
        told = [(row["titel"], row["toelichting"]) for row in rows["mijlpalen"]]
        items = [
            words
            for unit in report.units()
            for block in unit.categories
            for found in (wanted.items, wanted.earlier)
            for (words,) in found[f"{unit.slug}/{block.category}"]
        ]
        assert len(told) == len(items)
        for (title, explanation), words in zip(told, items, strict=True):
            assert words.startswith(squeezed(title) + squeezed(explanation))
        known = {(row["gemeente"], row["instrument"]): row["stand"] for row in rows["standen"]}
        for entry in report.territory.municipalities:
            for slug, status in entry.by_instrument.items():
                assert known[entry.code, slug] == status.stage


# -------------------------------------------------------------------------------------- the PDF


def printed(words: str) -> str:
    return squeezed(shown_characters(words))


def in_order(report: Report, wanted: Told) -> list[str]:
    """What the PDF should say, in this order."""
    words = ["".join(cells) for cells in wanted.tables["kerncijfers"]]
    for unit in report.units():
        for block in unit.categories:
            key = f"{unit.slug}/{block.category}"
            if block.items:
                words.append(f"{category_names()[block.category]}{len(block.items)}")
            words += ["".join(parts) for parts in wanted.items[key]]
            if not block.items and not block.earlier:
                words.append(wanted.empty[key])
    for unit in report.units():
        for block in unit.categories:
            words += ["".join(parts) for parts in wanted.earlier[f"{unit.slug}/{block.category}"]]
    return words


@few
@given(SEEDS)
def test_the_pdf_tells_what_the_report_tells(seed: int) -> None:
    report = made(seed)
    wanted = expected(report)
    shown = said(render_pdf(report, FROZEN, imprint=WITH_ALL))
    at = 0
    for words in in_order(report, wanted):
        found = shown.find(printed(words), at)
        assert found >= 0, (words, shown[at : at + 300])
        at = found + len(printed(words))


def test_a_difference_is_found() -> None:
    """The readers really read: of another report they say something else."""
    with pytest.raises(AssertionError):
        assert_same(from_page(page_of(made(1))), expected(made(2)))
