"""What was not said again for a round is visibly old: units that were skipped, texts that came
along; and what the ministry adds: sections, a foreword, a summary, reasons."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from nalportal.progress import rounds
from nalportal.progress.models import (
    Place,
    ReportingUnit,
    ReportText,
    Round,
    RoundReason,
    RoundState,
    SubmissionState,
)
from nalportal.progress.reports import ReasonEntry, SkippedEntry
from nalportal.report.build import build
from nalportal.report.compare import compare
from nalportal.report.editions import all_rounds, edition_now, scope_of_round
from nalportal.report.model import Report
from nalportal.report.paper import render_pdf
from nalportal.report.paper.document import whole_document
from nalportal.report.paper.drawings import Charts
from nalportal.report.payload import dump
from nalportal.report.sheets import render_xlsx
from nalportal.report.sheets.render import sheets_of
from tests import factories

from .pdf_sample import FROZEN, report, squeezed, text
from .test_pdf_read_back import read_by_pymupdf

pytestmark = pytest.mark.django_db

LINE = "Niet ingeleverd voor deze ronde; stand van eind 2020."


def report_of(round_: Round) -> Report:
    return build(scope_of_round(round_, all_rounds()))


def published(round_: Round) -> Round:
    round_.state = RoundState.PUBLISHED
    round_.save()
    snapshot = factories.snapshot(round=round_, payload=dump(report_of(round_)))
    factories.publication(snapshot=snapshot)
    return round_


@pytest.fixture
def noord() -> ReportingUnit:
    unit: ReportingUnit = factories.region().unit
    return unit


@pytest.fixture
def first(noord: ReportingUnit) -> Round:
    return published(factories.round_(title="Eind 2020", reference_on=date(2020, 12, 31)))


@pytest.fixture
def second(first: Round) -> Round:
    return factories.round_(title="Eind 2021", reference_on=date(2021, 12, 31))


# ------------------------------------------------------------------------------ skipped units


def skipped(round_: Round) -> Report:
    unit = ReportingUnit.objects.get()
    factories.submission(round=round_, unit=unit, state=SubmissionState.SKIPPED)
    return report_of(round_)


def test_a_skipped_unit_is_told_as_of_the_last_round_that_it_handed_in_for(second: Round) -> None:
    [unit] = skipped(second).units()
    assert unit.skipped == SkippedEntry("Eind 2020")


def test_skipped_twice_it_is_still_as_of_that_round(second: Round) -> None:
    skipped(second)
    published(second)
    third = factories.round_(title="Eind 2022", reference_on=date(2022, 12, 31))
    assert [unit.skipped for unit in skipped(third).units()] == [SkippedEntry("Eind 2020")]


def test_who_never_handed_in_has_no_round_to_be_of(noord: ReportingUnit) -> None:
    assert [u.skipped for u in skipped(factories.round_()).units()] == [SkippedEntry("")]


@pytest.mark.parametrize("state", sorted(set(SubmissionState) - {SubmissionState.SKIPPED}))
def test_any_other_unit_is_not_called_so(second: Round, noord: ReportingUnit, state: str) -> None:
    factories.submission(round=second, unit=noord, state=state)
    assert [unit.skipped for unit in report_of(second).units()] == [None]


def test_todays_register_is_no_round_to_hand_in_for(second: Round) -> None:
    skipped(second)
    assert [u.skipped for u in edition_now(all_rounds()).report.units()] == [None]


@pytest.mark.parametrize("page", ["", "regios/", "regios/*/"])
def test_the_pages_of_a_report_say_so(client: Client, second: Round, page: str) -> None:
    skipped(second)
    published(second)
    slug = ReportingUnit.objects.get().slug
    found = client.get(f"/rondes/{second.slug}/{page.replace('*', slug)}")
    assert found.status_code == 200
    assert LINE in found.text


def with_skipped(sample: Report) -> Report:
    [region] = sample.territory.regions
    region = replace(region, unit=replace(region.unit, skipped=SkippedEntry("Eind 2020")))
    return replace(sample, territory=replace(sample.territory, regions=(region,)))


def test_paper_and_sheets_say_so() -> None:
    found = with_skipped(report())
    assert LINE in str(whole_document(found, FROZEN, Charts()))
    notes = [note for sheet in sheets_of(found) for note in sheet.notes]
    assert [note for note in notes if LINE in note] == [f"Noord: {LINE}"] * 3


def test_a_comparison_says_so() -> None:
    [unit] = [u for u in compare(report(), with_skipped(report())).units if u.slug == "noord"]
    assert [(str(f.change.label), f.change.after) for f in unit.facts] == [
        ("Niet ingeleverd; stand van", "Eind 2020")
    ]


# ------------------------------------------------------------------- texts that came along


def opened(second: Round, reviewer: Any) -> Report:
    second.state = RoundState.CONCEPT
    second.save()
    rounds.open_round(second, by=reviewer)
    return report_of(second)


def test_a_text_that_came_along_says_of_which_round_it_is(
    first: Round, second: Round, reviewer: Any
) -> None:
    factories.report_text(round=first, place=Place.BACKGROUND)
    background = opened(second, reviewer).background
    assert background is not None
    assert background.of_round == "Eind 2020"


def test_a_text_that_came_along_twice_keeps_the_round_it_was_written_for(
    first: Round, second: Round, reviewer: Any
) -> None:
    factories.report_text(round=first, place=Place.BACKGROUND)
    opened(second, reviewer)
    published(second)
    third = factories.round_(title="Eind 2022", reference_on=date(2022, 12, 31))
    background = opened(third, reviewer).background
    assert background is not None
    assert background.of_round == "Eind 2020"


def test_once_edited_it_is_of_this_round(first: Round, second: Round, reviewer: Any) -> None:
    factories.report_text(round=first, place=Place.BACKGROUND)
    opened(second, reviewer)
    row = ReportText.objects.get(round=second)
    row.body = "Nieuw (fictief)"
    row.save()
    background = report_of(second).background
    assert background is not None
    assert background.of_round == ""


def test_page_and_paper_say_that_a_text_is_old() -> None:
    old = replace(text("Zo was het."), of_round="Eind 2020")
    found = str(whole_document(report(background=old), FROZEN, Charts()))
    assert "Tekst van eind 2020, voor deze ronde niet gewijzigd of bevestigd." in found
    assert compare(report(background=old), report(background=text("Zo was het."))).is_empty


# ------------------------------------------------ sections, foreword, summary and reasons

MORE: dict[str, str] = {
    "Voorwoord (fictief)": "voorwoord",
    "Samengevat (fictief)": "samenvatting",
    "Extra over regio’s (fictief)": "regios",
}


def filled(second: Round) -> Report:
    for body, place in MORE.items():
        key = "sectie-1" if place == "regios" else ""
        factories.report_text(round=second, place=place, key=key, title="Een kop", body=body)
    factories.report_text(round=second, place="regios", key="inleiding", body="De inleiding")
    reviewer = factories.user(is_reviewer=True)
    reasons: list[tuple[str, str, bool]] = [
        ("a", "Volgt in mei (fictief)", True),
        ("b", "Alleen voor ons", False),
        ("c", "Vervallen", True),
        ("c", "", False),
    ]
    for point, said, printed in reasons:
        RoundReason.objects.create(
            round=second, point=point, code="x", text=said, in_report=printed, by=reviewer
        )
    return report_of(second)


def test_they_are_in_the_report_beside_the_introduction(second: Round) -> None:
    found = filled(second)
    assert found.foreword
    assert found.summary
    assert found.regions_intro
    assert words_of(found.regions_intro) == "De inleiding"
    assert [words_of(section) for section in found.sections_of("regios")] == [
        "Extra over regio’s (fictief)"
    ]
    assert found.sections_of("werkgroepen") == ()


def words_of(block: Any) -> str:
    return " ".join(span.text for paragraph in block.paragraphs for span in paragraph)


def test_only_reasons_that_stand_and_are_to_be_printed_are_in_it(second: Round) -> None:
    assert filled(second).reasons == (ReasonEntry("a", "x", "", "Volgt in mei (fictief)"),)


def test_every_output_has_them(client: Client, second: Round, tmp_path: Any) -> None:
    found = filled(second)
    page = client.get(f"/rondes/{published(second).slug}/").text
    paper = squeezed(read_by_pymupdf(render_pdf(found, FROZEN), tmp_path))
    for body in (*MORE, "Volgt in mei (fictief)"):
        assert body in page
        assert squeezed(body) in paper
    assert "Alleen voor ons" not in page
    assert ("Toelichting bij dit rapport", "Volgt in mei (fictief)") in facts_of(found)


def facts_of(found: Report) -> list[tuple[str, str]]:
    book = load_workbook(BytesIO(render_xlsx(found, FROZEN)))
    first, *_others = book.worksheets
    return [(str(a.value), str(b.value)) for a, b, *_ in first.iter_rows(min_col=1, max_col=2)]


def test_a_report_without_them_has_no_empty_heads() -> None:
    found = str(whole_document(report(), FROZEN, Charts()))
    for heading in ("Voorwoord", "Toelichting bij dit rapport"):
        assert heading not in found
