from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from nalportal.dutch import Precision
from nalportal.progress.models import Category, Milestone, Place, ReportText, UnitKind
from nalportal.progress.reports import (
    About,
    CategoryBlock,
    EvidenceEntry,
    Scope,
    TextIndex,
    ThemeEntry,
    UnitReport,
    UnitRow,
    UnitsData,
    assemble_units,
    closed_items,
    collect_differences,
    collect_units,
    text_block,
)
from nalportal.prose import Span
from tests import factories

SCOPE = Scope(
    slug="eind-2020",
    title="Eind 2020",
    reference_on=date(2020, 12, 31),
    division_on=date(2021, 1, 1),
    figures_until=date(2021, 4, 30),
    round_id=1,
)
NOORD = UnitRow(7, "noord", "NO", "NAL-regio Noord", "Noord", UnitKind.REGION)
OOST = UnitRow(8, "oost", "OO", "NAL-regio Oost", "Oost", UnitKind.REGION)


def milestone(n: int, category: str = Category.PLANNED, **fields: Any) -> Milestone:
    return Milestone(
        pk=n, reference=f"NO-{n:03d}", title=f"Mijlpaal {n}", category=category, **fields
    )


def text(pk: int, body: str = "Tekst.", place: str = Place.BACKGROUND, **fields: Any) -> ReportText:
    return ReportText(pk=pk, place=place, body=body, **fields)


def units_data(*milestones: Milestone, **more: Any) -> UnitsData:
    empty = UnitsData((NOORD,), {NOORD.id: milestones}, {}, {}, ())
    return replace(empty, **more)


def noord(*milestones: Milestone, scope: Scope = SCOPE, **more: Any) -> UnitReport:
    return assemble_units(units_data(*milestones, **more), scope)["noord"]


def block(report: UnitReport, category: str) -> CategoryBlock:
    return next(block for block in report.categories if block.category == category)


def references(entries: tuple[Any, ...]) -> list[str]:
    return [entry.reference for entry in entries]


# -------------------------------------------------------------------------------- units


def test_a_unit_without_items_still_has_all_categories_in_order() -> None:
    assert [block.category for block in noord().categories] == [
        "gerealiseerd",
        "planning",
        "aandachtspunt",
    ]


def test_units_stand_in_the_order_of_the_register() -> None:
    data = units_data(units=(OOST, NOORD))
    assert list(assemble_units(data, SCOPE)) == ["oost", "noord"]


def test_items_stand_under_their_own_unit() -> None:
    data = UnitsData((NOORD, OOST), {OOST.id: (milestone(1),)}, {}, {}, ())
    reports = assemble_units(data, SCOPE)
    assert [reports["noord"].item_count, reports["oost"].item_count] == [0, 1]


def test_items_keep_their_order_within_a_category() -> None:
    report = noord(milestone(3), milestone(1, Category.REALISED), milestone(2))
    assert references(block(report, Category.PLANNED).items) == ["NO-003", "NO-002"]


def test_an_item_carries_its_links() -> None:
    link = EvidenceEntry("Besluit", "https://voorbeeld.example/besluit")
    report = noord(milestone(1), about={1: About((link,))})
    assert block(report, Category.PLANNED).items[0].links == (link,)


def test_an_empty_category_says_why() -> None:
    report = noord(statements={(NOORD.id, Category.ATTENTION): "niet-vermeld"})
    assert block(report, Category.ATTENTION).statement == "niet-vermeld"


def test_without_a_statement_an_empty_category_says_nothing() -> None:
    assert block(noord(), Category.ATTENTION).statement == ""


def test_a_category_with_items_needs_no_statement() -> None:
    report = noord(milestone(1), statements={(NOORD.id, Category.PLANNED): "geen"})
    assert block(report, Category.PLANNED).statement == ""


def test_a_statement_of_another_unit_says_nothing_here() -> None:
    report = noord(statements={(OOST.id, Category.PLANNED): "geen"})
    assert block(report, Category.PLANNED).statement == ""


def test_the_texts_of_a_unit_stand_with_it() -> None:
    texts = (text(1, "Noord aan het woord.", Place.UNIT, unit_id=NOORD.id),)
    intro = noord(texts=texts).intro
    assert intro is not None
    assert intro.paragraphs == ((Span("Noord aan het woord."),),)


def test_a_summary_is_one_line_of_plain_text() -> None:
    body = "Drie [provincies](https://voorbeeld.example).\n\nMet IenW."
    texts = (text(1, body, Place.UNIT_SUMMARY, unit_id=NOORD.id),)
    assert noord(texts=texts).line == "Drie provincies. Met IenW."


def test_a_unit_without_texts_has_no_introduction_and_no_summary() -> None:
    report = noord(texts=(text(1, "Van Oost.", Place.UNIT, unit_id=OOST.id),))
    assert (report.intro, report.one_line, report.line) == (None, None, "")


# ------------------------------------------------------------------------------- status

CLOSED = date(2020, 11, 1)


@pytest.mark.parametrize(
    ("category", "fields", "status"),
    [
        (Category.PLANNED, {}, "open"),
        (Category.ATTENTION, {}, "open"),
        (Category.REALISED, {}, "gerealiseerd"),
        (Category.ATTENTION, {"resolved_on": CLOSED}, "opgelost"),
        (Category.PLANNED, {"withdrawn_on": CLOSED}, "ingetrokken"),
        (Category.REALISED, {"withdrawn_on": CLOSED}, "ingetrokken"),
        (Category.ATTENTION, {"resolved_on": CLOSED, "withdrawn_on": CLOSED}, "ingetrokken"),
    ],
)
def test_the_status_of_an_item(category: str, fields: dict[str, date], status: str) -> None:
    assert milestone(1, category, **fields).status == status


@pytest.mark.parametrize(
    ("planned_on", "precision", "overdue"),
    [
        (date(2020, 12, 30), Precision.DAY, True),
        (date(2020, 12, 31), Precision.DAY, False),
        (date(2020, 11, 1), Precision.MONTH, True),
        (date(2020, 12, 1), Precision.MONTH, False),
        (date(2020, 7, 1), Precision.QUARTER, True),
        (date(2020, 10, 1), Precision.QUARTER, False),
        (date(2019, 1, 1), Precision.YEAR, True),
        (date(2020, 1, 1), Precision.YEAR, False),
    ],
)
def test_an_item_is_overdue_after_the_last_day_of_its_period(
    planned_on: date, precision: str, overdue: bool
) -> None:
    report = noord(milestone(1, planned_on=planned_on, planned_precision=precision))
    assert block(report, Category.PLANNED).items[0].overdue is overdue


@pytest.mark.parametrize(
    ("category", "fields"),
    [
        (Category.REALISED, {}),
        (Category.ATTENTION, {}),
        (Category.PLANNED, {"withdrawn_on": CLOSED}),
    ],
)
def test_only_what_is_still_planned_is_overdue(category: str, fields: dict[str, date]) -> None:
    late = milestone(1, category, planned_on=CLOSED, planned_precision="day", **fields)
    assert not block(noord(late), category).items[0].overdue


def test_an_item_without_a_date_is_never_overdue() -> None:
    assert not block(noord(milestone(1)), Category.PLANNED).items[0].overdue


# ------------------------------------------------------------------------ reported before


def told(*items: tuple[str, str]) -> Scope:
    return replace(SCOPE, reported_before=frozenset(items))


def test_what_was_told_as_realised_stands_under_earlier() -> None:
    rows = (milestone(1, Category.REALISED), milestone(2, Category.REALISED))
    found = block(noord(*rows, scope=told(("NO-001", "gerealiseerd"))), Category.REALISED)
    assert (references(found.items), references(found.earlier)) == (["NO-002"], ["NO-001"])


def test_what_was_told_and_withdrawn_since_is_told_again() -> None:
    row = milestone(1, Category.REALISED, withdrawn_on=CLOSED)
    found = block(noord(row, scope=told(("NO-001", "gerealiseerd"))), Category.REALISED)
    assert (references(found.items), found.earlier) == (["NO-001"], ())


def test_an_open_item_is_told_every_time() -> None:
    first = noord(milestone(1))
    again = noord(milestone(1), scope=told(*closed_items([first])))
    assert again == first


def test_what_is_only_earlier_does_not_count_as_an_item() -> None:
    report = noord(milestone(1, Category.REALISED), scope=told(("NO-001", "gerealiseerd")))
    assert report.item_count == 0


def test_a_category_with_only_earlier_items_still_says_why_it_is_empty() -> None:
    report = noord(
        milestone(1, Category.REALISED),
        scope=told(("NO-001", "gerealiseerd")),
        statements={(NOORD.id, Category.REALISED): "geen"},
    )
    assert block(report, Category.REALISED).statement == "geen"


def test_closed_items_are_all_but_the_open_ones() -> None:
    rows = (
        milestone(1),
        milestone(2, Category.REALISED),
        milestone(3, Category.ATTENTION, resolved_on=CLOSED),
        milestone(4, withdrawn_on=CLOSED),
    )
    assert closed_items([noord(*rows)]) == {
        ("NO-002", "gerealiseerd"),
        ("NO-003", "opgelost"),
        ("NO-004", "ingetrokken"),
    }


def test_an_earlier_item_stays_earlier_in_every_later_report() -> None:
    scope = told(("NO-001", "gerealiseerd"))
    report = noord(milestone(1, Category.REALISED), scope=scope)
    assert closed_items([report]) == scope.reported_before


# -------------------------------------------------------------------------------- texts


def paragraphs(body: str) -> tuple[tuple[Span, ...], ...]:
    return text_block(text(1, body)).paragraphs


def test_an_empty_line_begins_a_paragraph() -> None:
    assert paragraphs("Een.\n\nTwee.\n \n\nDrie.\n") == (
        (Span("Een."),),
        (Span("Twee."),),
        (Span("Drie."),),
    )


def test_a_line_end_within_a_paragraph_stays() -> None:
    assert paragraphs("Een  zin\n  over twee regels.") == ((Span("Een zin\nover twee regels."),),)


def test_windows_line_ends_make_the_same_paragraphs() -> None:
    assert paragraphs("Een\r\nzin.\r\n\r\nTwee.") == ((Span("Een\nzin."),), (Span("Twee."),))


def test_a_text_without_words_has_no_paragraphs() -> None:
    assert paragraphs(" \n\n ") == ()


def test_a_link_is_a_span_of_its_own() -> None:
    assert paragraphs("Zie [de agenda](https://voorbeeld.example/a?b=1#c), pagina 3.") == (
        (
            Span("Zie "),
            Span("de agenda", "https://voorbeeld.example/a?b=1#c"),
            Span(", pagina 3."),
        ),
    )


def test_two_links_can_stand_side_by_side() -> None:
    first, second = Span("a", "https://a.example"), Span("b", "http://b.example")
    assert paragraphs("[a](https://a.example)[b](http://b.example)") == ((first, second),)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[klik](javascript:alert(1))",
        "[klik](data:text/html,x)",
        "[klik](/nu/)",
        "[klik] (https://voorbeeld.example)",
        "{{ settings.SECRET_KEY }}",
        '#read("/etc/passwd")',
        "*vet* en _schuin_",
    ],
)
def test_all_but_a_web_link_stays_text(body: str) -> None:
    assert paragraphs(body) == ((Span(body),),)


def test_a_text_keeps_its_key_its_title_and_whose_words_it_is() -> None:
    found = text_block(text(1, key="laadvisie", title="Laadvisie", is_summary=False))
    assert (found.key, found.title, found.is_summary) == ("laadvisie", "Laadvisie", False)


def test_texts_of_a_place_stand_in_their_order_and_then_in_that_of_entry() -> None:
    rows = [text(3, "c", order=2), text(2, "b", order=1), text(1, "a", order=2)]
    found = TextIndex(rows).all(Place.BACKGROUND)
    assert [block.paragraphs[0][0].text for block in found] == ["b", "a", "c"]


def test_a_place_without_a_text_has_none() -> None:
    assert TextIndex([]).first(Place.BACKGROUND) is None


def test_texts_of_one_indicator_are_not_those_of_another() -> None:
    row = text(1, place=Place.CLOSING, indicator=factories.RATE)
    index = TextIndex([row])
    assert index.first(Place.CLOSING, indicator=factories.RATE) == text_block(row)
    assert index.all(Place.CLOSING, indicator=factories.RATIO) == ()


# ----------------------------------------------------------------------------- collecting


@pytest.mark.django_db
def test_collecting_takes_three_queries_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        factories.evidence_link(milestone=factories.milestone())
    with django_assert_num_queries(3):
        collect_units(SCOPE)


@pytest.mark.django_db
def test_a_milestone_with_two_links_and_two_themes_is_collected_once() -> None:
    second, one = factories.theme(order=2), factories.theme(order=1)
    row = factories.milestone(themes=(second, one))
    later = factories.evidence_link(milestone=row, title="Later", order=2)
    first = factories.evidence_link(milestone=row, title="Eerst", order=1)
    data = collect_units(SCOPE)
    assert data.milestones == {row.unit_id: (row,)}
    assert data.about[row.pk] == About(
        tuple(EvidenceEntry(x.title, x.url) for x in (first, later)),
        tuple(ThemeEntry(x.slug, x.name) for x in (one, second)),
    )
    [told] = block(assemble_units(data, SCOPE)[row.unit.slug], Category.PLANNED).items
    assert [theme.name for theme in told.themes or ()] == [one.name, second.name]


@pytest.mark.django_db
def test_milestones_are_collected_in_the_order_the_unit_set() -> None:
    unit = factories.unit()
    last = factories.milestone(unit=unit, position=3)
    first = factories.milestone(unit=unit, position=1)
    assert collect_units(SCOPE).milestones[unit.pk] == (first, last)


@pytest.mark.django_db
def test_only_one_unit_leaves_out_the_milestones_of_the_others() -> None:
    wanted, other = factories.milestone(), factories.milestone()
    data = collect_units(SCOPE, only=wanted.unit.slug)
    assert set(data.milestones) == {wanted.unit_id}
    assert {unit.id for unit in data.units} == {wanted.unit_id, other.unit_id}


@pytest.mark.django_db
def test_texts_and_statements_are_those_of_the_round() -> None:
    for_this, _for_another = (
        factories.category_statement(submission=factories.submission()) for _ in range(2)
    )
    submission = for_this.submission
    factories.report_text()
    mine = factories.report_text(round=submission.round)
    data = collect_units(replace(SCOPE, round_id=submission.round_id))
    assert data.texts == (mine,)
    assert data.statements == {(submission.unit_id, for_this.category): for_this.statement}


@pytest.mark.django_db
def test_without_a_round_there_are_no_texts_statements_and_differences() -> None:
    factories.category_statement()
    factories.report_text()
    factories.printed_difference()
    scope = replace(SCOPE, round_id=None)
    data = collect_units(scope)
    assert (data.texts, data.statements, collect_differences(scope)) == ((), {}, ())


@pytest.mark.django_db
def test_differences_are_those_of_the_round_in_order() -> None:
    round_ = factories.round_()
    factories.printed_difference()
    second = factories.printed_difference(round=round_, order=2)
    first = factories.printed_difference(round=round_, order=1)
    assert collect_differences(replace(SCOPE, round_id=round_.pk)) == (first, second)
