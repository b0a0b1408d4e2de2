"""What was not said again for a round is visibly old: units that were skipped, texts that came
along; and what the ministry adds: sections, a foreword, a summary, reasons."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.progress import rounds, submissions, verbs
from nalportal.progress.models import (
    Category,
    Milestone,
    Place,
    ReportingUnit,
    ReportText,
    Round,
    RoundReason,
    RoundState,
    Submission,
    SubmissionState,
)
from nalportal.progress.reports import ReasonEntry, SkippedEntry
from nalportal.progress.submissions import Gap
from nalportal.progress.verbs import Content
from nalportal.records.versions import SeenVersion
from nalportal.report.build import build
from nalportal.report.compare import compare
from nalportal.report.correct.verb import fresh_report
from nalportal.report.editions import all_rounds, edition_now, scope_of_round
from nalportal.report.freeze import freeze, publish
from nalportal.report.hand_in import submit
from nalportal.report.labels import old_terms_lines
from nalportal.report.model import Report
from nalportal.report.paper import render_pdf
from nalportal.report.paper.document import whole_document
from nalportal.report.paper.drawings import Charts
from nalportal.report.paper.units import unit_blocks
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


# What nobody handed in, or was sent back, is in no report: old words under old dates.

OLD, NEW = "Fictief laadplein in Assen", "Fictief laadplein in Emmen"


@pytest.fixture
def logistiek() -> ReportingUnit:
    group = factories.workgroup()
    factories.participation(workgroup=group, party=factories.party(name="Fictieve gemeente"))
    unit: ReportingUnit = group.unit
    unit.editors.add(factories.user())
    factories.milestone(unit=unit, title=OLD)
    factories.milestone(
        unit=unit, category=Category.REALISED, title="Fictief begin", realised_on=date(2020, 3, 1)
    )
    return unit


def edited_handed_in_and_returned(unit: ReportingUnit, round_: Round, by: User) -> Submission:
    """By its editor: another title, another text, one more, one done, another party."""
    editor = unit.editors.get()
    row = factories.submission(round=round_, unit=unit, state=SubmissionState.NOT_STARTED)
    first = Milestone.objects.get(title=OLD)
    content = Content(title=NEW, planned=first.planned)
    verbs.edit(first, content, seen=SeenVersion(first.version), by=editor)
    verbs.realise(first, on=PartialDate(date(2021, 3, 1)), by=editor)
    verbs.add(unit, Category.ATTENTION, Content(title="Fictief gebrek"), by=editor)
    factories.report_text(round=round_, place=Place.UNIT, unit=unit, body="Nieuwe inleiding")
    factories.participation(workgroup=unit.workgroup, party=factories.party(name="Nieuwe partij"))
    row.refresh_from_db()
    gaps = [Gap("leeg-planning", "Leeg.", required=True, reason="Volgt (fictief)")]
    submit(row, by=editor, gaps=gaps)
    row.refresh_from_db()
    return submissions.return_to_editors(row, by=by, reason="Welke plaats? (fictief)")


def test_what_was_sent_back_and_then_skipped_is_told_as_the_last_report_told_it(
    client: Client, logistiek: ReportingUnit, reviewer: User, tmp_path: Any
) -> None:
    first = factories.round_(title="Eind 2020", reference_on=date(2020, 12, 31))
    factories.report_text(round=first, place=Place.UNIT, unit=logistiek, body="Oude inleiding")
    published(first)
    second = factories.round_(
        title="Eind 2021", reference_on=date(2021, 12, 31), state=RoundState.OPEN
    )
    row = edited_handed_in_and_returned(logistiek, second, reviewer)
    before = report_of(second)
    assert NEW in dump(before).decode()
    client.force_login(reviewer)
    address = f"/ronde/{second.slug}/{logistiek.slug}/overslaan/"
    asked = client.get(address).text
    assert LINE in asked
    assert "Wat daarna is gewijzigd, komt er niet in." in asked
    submissions.skip(row, by=reviewer, reason="Geen tijd meer (fictief)")
    second.state = RoundState.IN_REVIEW
    second.save()
    found = report_of(second)
    outputs = [
        client.get(f"/ronde/{second.slug}/rapport/werkgroepen/{logistiek.slug}/").text,
        read_by_pymupdf(render_pdf(found, FROZEN), tmp_path),
        " ".join(note_or_cell(render_xlsx(found, FROZEN))),
        dump(found).decode(),
    ]
    for output in map(squeezed, outputs):
        for told in (OLD, "Oude inleiding", "Fictieve gemeente"):
            assert squeezed(told) in output, told
        for untold in (NEW, "Fictief gebrek", "Nieuwe inleiding", "Nieuwe partij"):
            assert squeezed(untold) not in output, untold
    for output in outputs[:3]:
        assert squeezed(LINE) in squeezed(output)
    [unit] = found.units()
    assert unit.intro
    assert unit.intro.of_round == "Eind 2020"
    # Told as done in the last report: that is not news again.
    assert [e.title for e in unit.categories[0].earlier] == ["Fictief begin"]
    freeze_as_is(second, reviewer)
    third = factories.round_(title="Eind 2022", reference_on=date(2022, 12, 31))
    factories.submission(round=third, unit=logistiek, state=SubmissionState.SKIPPED)
    [again] = report_of(third).units()
    assert again == unit


def freeze_as_is(round_: Round, by: User) -> None:
    factories.national_texts(round_)
    publish(freeze(round_, by=by).round, by=by)


def note_or_cell(book: bytes) -> list[str]:
    sheets = load_workbook(BytesIO(book)).worksheets
    return [str(c) for sheet in sheets for row in sheet.iter_rows(values_only=True) for c in row]


def test_what_was_planned_before_this_peildatum_is_late_all_the_same(
    noord: ReportingUnit,
) -> None:
    factories.milestone(unit=noord, planned_on=date(2021, 6, 30), planned_precision=Precision.DAY)
    published(factories.round_(title="Eind 2020", reference_on=date(2020, 12, 31)))
    second = factories.round_(title="Eind 2021", reference_on=date(2021, 12, 31))
    [unit] = skipped(second).units()
    assert [entry.overdue for entry in unit.categories[1].items] == [True]


def test_without_an_earlier_report_nothing_of_it_is_told(noord: ReportingUnit) -> None:
    factories.milestone(unit=noord, title=NEW)
    [unit] = skipped(factories.round_()).units()
    assert unit.item_count == 0


def test_a_block_that_is_taken_anew_is_the_register_and_says_so(
    second: Round, noord: ReportingUnit
) -> None:
    skipped(second)
    factories.milestone(unit=noord, title=NEW)
    [unit] = fresh_report(second).units()
    assert (unit.skipped, unit.item_count) == (None, 1)


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


OF_DEKKING = {Place.INDICATOR, Place.FIGURE, Place.TABLE_NOTE, Place.FOOTNOTE, Place.CLOSING}
SAID = "an eind 2020, voor deze ronde niet gewijzigd of bevestigd"


@pytest.fixture
def came_along(first: Round, second: Round, reviewer: Any) -> Report:
    """With a text at every place of the report, all of the round before."""
    for place in set(Place) - {Place.UNIT, Place.UNIT_SUMMARY}:
        indicator = "dekking" if place in OF_DEKKING else ""
        factories.report_text(
            round=first,
            place=place,
            indicator=indicator,
            title="Woord",
            body=f"Woord {place} (fictief).",
        )
    return opened(second, reviewer)


def test_each_text_that_came_along_says_so_on_paper_and_page(
    client: Client, came_along: Report, second: Round, reviewer: Any
) -> None:
    client.force_login(reviewer)
    page = client.get(f"/ronde/{second.slug}/rapport/").text
    for told in (str(whole_document(came_along, FROZEN, Charts())), page):
        parts = told.split("Woord ")[1:]  # each with what stands behind it
        assert len(parts) >= len(Place) - 2
        assert [part[:30] for part in parts if SAID not in part] == []


def test_the_sheet_of_texts_tells_of_which_round_each_still_is(came_along: Report) -> None:
    book = load_workbook(BytesIO(render_xlsx(came_along, FROZEN)))
    rows = book["Teksten"].iter_rows(min_row=3, values_only=True)
    told = {row[2]: row[4] for row in rows if row[2]}
    assert len(told) == len(Place) - 2
    assert set(told.values()) == {"eind 2020"}


@pytest.mark.parametrize(
    ("line", "intro", "said"),
    [
        ("Eind 2020", "Eind 2020", 1),  # the introduction under it says it for both
        ("Eind 2020", "", 1),
        ("", "Eind 2020", 1),
        ("Medio 2020", "Eind 2020", 2),
        ("", "", 0),
    ],
)
def test_the_one_line_of_a_unit_says_on_paper_that_it_is_old(
    line: str, intro: str, said: int
) -> None:
    [unit, *_others] = report().units()
    told = replace(
        unit,
        one_line=replace(text("Slim laden"), of_round=line),
        intro=replace(text("Wij beginnen."), of_round=intro),
    )
    assert str(unit_blocks(report(), told, level=2)).count("niet gewijzigd of bevestigd") == said


def test_page_card_and_sheet_say_so_too_when_only_the_introduction_is_new(
    client: Client, first: Round, second: Round, reviewer: User
) -> None:
    group = factories.workgroup().unit
    for place in (Place.UNIT_SUMMARY, Place.UNIT):
        factories.report_text(round=first, unit=group, place=place, body=f"{place} (fictief)")
    opened(second, reviewer)
    row = ReportText.objects.get(round=second, place=Place.UNIT)
    row.body = "Nieuw (fictief)"
    row.save()
    client.force_login(reviewer)
    for page in ("", "werkgroepen/", f"werkgroepen/{group.slug}/"):
        assert SAID in client.get(f"/ronde/{second.slug}/rapport/{page}").text, page
    book = load_workbook(BytesIO(render_xlsx(report_of(second), FROZEN)))
    rows = book["Teksten"].iter_rows(min_row=3, values_only=True)
    told = [row[3:5] for row in rows if row[0] == group.name]
    assert told == [("in één regel", "eind 2020"), ("samenvatting", None)]


def test_of_a_list_of_terms_only_those_that_came_along_are_named() -> None:
    new = text("Nieuw.", title="Laadpaal")
    old = replace(text("Oud.", title="Laadplein"), of_round="Eind 2020")
    assert old_terms_lines([new]) == []
    assert old_terms_lines([old, old]) == [f"Tekst v{SAID}."]
    assert old_terms_lines([new, old]) == [f"V{SAID}: Laadplein."]


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
