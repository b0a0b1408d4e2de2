"""Two small reports, set against each other: what is told, and what is not claimed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nalportal.figures import Figure, no_figure, whole
from nalportal.progress.reports import EvidenceEntry, TextBlock, ThemeEntry
from nalportal.prose import Span
from nalportal.report.compare import (
    ChangeKind,
    Counts,
    Move,
    Outcome,
    compare,
    compare_unit,
    count_items,
)
from nalportal.report.compare.figures import move_of
from nalportal.report.compare.policy import outcome_of
from nalportal.report.compare.texts import place_in_words
from nalportal.report.compare.words import policy_words
from nalportal.report.model import Context, Report
from regions.reports import ReorganisationEntry
from regions.status import Status
from tests.report.compared import (
    DECEMBER,
    JULY,
    entry,
    item,
    municipality,
    noord,
    with_count,
    with_items,
    with_municipalities,
)
from tests.report.pdf_sample import report, text

# ---------------------------------------------------------------------------------- milestones


def test_an_item_that_was_not_there_is_new_and_one_that_is_not_there_any_more_is_gone() -> None:
    found = compare(
        with_items(planning=(entry("NO-001"),)), with_items(planning=(entry("NO-002"),))
    )
    assert (item(found, "NO-002").kind, item(found, "NO-001").kind) == (
        ChangeKind.NEW,
        ChangeKind.REMOVED,
    )
    assert noord(found).counts == Counts(new=1, removed=1)


def test_a_changed_title_is_told_word_by_word() -> None:
    before = with_items(planning=(entry("NO-001", "kaarten (95% van de gemeenten)"),))
    after = with_items(planning=(entry("NO-001", "kaarten (alle gemeenten)"),))
    changed = item(compare(before, after), "NO-001")
    assert changed.kind == ChangeKind.CHANGED
    assert changed.title is not None
    assert [(p.kind, p.text.strip()) for p in changed.title.pieces if p.kind != "gelijk"] == [
        ("verwijderd", "(95% van de"),
        ("toegevoegd", "(alle"),
    ]


def test_every_field_that_changed_is_told_with_its_name_on_screen() -> None:
    before = entry("NO-001", planned=JULY, links=(EvidenceEntry("Plan", "https://x.example/1"),))
    after = entry("NO-001", planned=DECEMBER, explanation="Fictief.", links=())
    found = compare(with_items(planning=(before,)), with_items(planning=(after,)))
    assert [(c.label, c.before, c.after) for c in item(found, "NO-001").changes] == [
        ("Toelichting", "", "Fictief."),
        ("Verwacht gereed", "juli\u00a02021", "december\u00a02021"),
        ("Bewijsstukken", "Plan <https://x.example/1>", ""),
    ]


def test_other_themes_are_a_change_but_not_where_a_report_is_too_old_to_tell_them() -> None:
    old, none, one = (
        with_items(planning=(entry("NO-001", themes=themes),))
        for themes in (None, (), (ThemeEntry("vve", "VvE’s"),))
    )
    [change] = item(compare(none, one), "NO-001").changes
    assert (change.label, change.before, change.after) == ("Thema's", "", "VvE’s")
    late = with_items(planning=(entry("NO-001", themes=(), overdue=True),))
    assert item(compare(old, late), "NO-001").changes == ()
    assert compare(old, one).is_empty
    assert compare(one, old).is_empty


def test_identity_is_the_reference_and_never_the_text() -> None:
    before = with_items(planning=(entry("NO-001", "Zelfde"), entry("NO-002", "Ander")))
    after = with_items(planning=(entry("NO-001", "Ander"), entry("NO-002", "Zelfde")))
    assert noord(compare(before, after)).counts == Counts(changed=2)


def test_what_moved_stands_where_it_is_and_where_it_was_and_counts_once() -> None:
    before = with_items(planning=(entry("NO-001"),))
    after = with_items(gerealiseerd=(entry("NO-001", status="gerealiseerd"),))
    unit = noord(compare(before, after))
    realised, planned, _attention = unit.categories
    assert unit.counts == Counts(moved=1)
    assert [i.category_before for i in realised.items] == ["planning"]
    assert [i.category_after for i in planned.left] == ["gerealiseerd"]
    assert len(list(unit.items)) == 1


def test_what_was_realised_since_is_told_also_when_it_is_new() -> None:
    done = {"status": "gerealiseerd"}
    before = with_items(planning=(entry("NO-001"),), gerealiseerd=(entry("NO-003", **done),))
    after = with_items(gerealiseerd=tuple(entry(f"NO-00{n}", **done) for n in (1, 2, 3)))
    found = compare(before, after).highlights.realised
    assert [line.item.entry.reference for line in found] == ["NO-001", "NO-002"]


def test_a_later_date_is_a_slip_and_an_earlier_one_is_not() -> None:
    before = with_items(planning=(entry("NO-001", planned=JULY), entry("NO-002", planned=DECEMBER)))
    after = with_items(planning=(entry("NO-001", planned=DECEMBER), entry("NO-002", planned=JULY)))
    found = compare(before, after).highlights.slipped
    assert [line.item.entry.reference for line in found] == ["NO-001"]


def test_attention_points_are_new_closed_or_still_open() -> None:
    before = with_items(aandachtspunt=(entry("NO-001"), entry("NO-002"), entry("NO-003")))
    solved = entry("NO-002", status="opgelost", resolved_on=date(2021, 5, 1))
    after = with_items(aandachtspunt=(entry("NO-001"), solved, entry("NO-004")))
    told = compare(before, after).highlights
    names = {
        name: [line.item.entry.reference for line in getattr(told, name)]
        for name in ("still_attention", "closed_attention", "new_attention")
    }
    assert names == {
        "still_attention": ["NO-001"],
        "closed_attention": ["NO-002", "NO-003"],
        "new_attention": ["NO-004"],
    }
    assert item(compare(before, after), "NO-002").new_status == "opgelost"


def test_that_time_went_by_is_news_but_no_change_by_the_unit() -> None:
    before = with_items(planning=(entry("NO-001", planned=JULY),))
    after = with_items(planning=(entry("NO-001", planned=JULY, overdue=True),))
    found = item(compare(before, after), "NO-001")
    assert (found.kind, found.became_overdue, found.is_news) == (ChangeKind.SAME, True, True)


def test_what_was_told_before_is_no_change() -> None:
    done = entry("NO-001", status="gerealiseerd")
    found = compare(with_items(gerealiseerd=(done,)), with_items(earlier=(done,)))
    assert found.is_empty
    assert item(found, "NO-001").told_after


def test_another_order_and_another_statement_are_news_without_a_changed_item() -> None:
    one, two = entry("NO-001"), entry("NO-002")
    found = compare(
        with_items(planning=(one, two)), with_items(planning=(two, one), statement="geen")
    )
    _realised, planned, attention = noord(found).categories
    assert (planned.reordered, attention.statement_after) == (True, "geen")
    assert noord(found).counts == Counts(same=2)
    assert not found.is_empty


def test_counting_alone_gives_the_same_numbers() -> None:
    before = with_items(planning=(entry("NO-001"), entry("NO-002"), entry("NO-003")))
    after = with_items(
        planning=(entry("NO-001", "Ander"), entry("NO-004")),
        gerealiseerd=(entry("NO-002", status="gerealiseerd"),),
    )
    units = (next(u for u in side.units() if u.slug == "noord") for side in (before, after))
    assert count_items(*units) == noord(compare(before, after)).counts
    assert noord(compare(before, after)).counts == Counts(new=1, changed=1, moved=1, removed=1)


def test_a_unit_that_reports_for_the_first_time_is_new_with_all_it_has() -> None:
    sample = with_items(planning=(entry("NO-001"),))
    [region] = sample.territory.regions
    found = compare_unit(None, region.unit, None, region)
    assert (found.kind, found.counts) == (ChangeKind.NEW, Counts(new=1))


# ------------------------------------------------------------------------------- texts and facts


def test_a_unit_that_was_renamed_is_one_unit_and_one_row_of_each_table() -> None:
    before = with_count(whole("", 12))
    [region], [row] = before.territory.regions, before.territory.table.rows
    unit = replace(region.unit, name="NAL-regio Hoog", short_name="Hoog")
    table = replace(before.territory.table, rows=(replace(row, name="Hoog"),))
    regions = (replace(region, unit=unit),)
    after = replace(before, territory=replace(before.territory, regions=regions, table=table))
    found = compare(before, after)
    [one] = [unit for unit in found.units if unit.slug == "noord"]
    assert (one.name, one.kind) == ("NAL-regio Hoog", ChangeKind.CHANGED)
    assert list(one.items) == list(noord(compare(before, before)).items)
    assert [cell.region for cell in found.policy] == ["noord", "totaal"]


def test_a_changed_text_tells_only_the_paragraphs_that_differ() -> None:
    def told(*paragraphs: str) -> TextBlock:
        return TextBlock("", "", tuple((Span(p),) for p in paragraphs), False)

    before, after = told("Een.", "Twee is oud.", "Drie."), told("Een.", "Twee is nieuw.", "Drie.")
    [change] = compare(report(background=before), report(background=after)).texts
    assert (change.place, change.kind) == ("Aanleiding", ChangeKind.CHANGED)
    assert [(p.before, p.after) for p in change.paragraphs] == [("Twee is oud.", "Twee is nieuw.")]


def test_a_link_that_leads_elsewhere_is_a_changed_text() -> None:
    before = TextBlock("", "", ((Span("Lees "), Span("meer", "https://x.example/1")),), False)
    after = replace(before, paragraphs=((Span("Lees "), Span("meer", "https://x.example/2")),))
    [change] = compare(report(background=before), report(background=after)).texts
    assert change.paragraphs[0].after == "Lees meer <https://x.example/2>"


def test_a_definition_is_known_by_its_key() -> None:
    before = report(definitions=(text("Oud.", title="Laadvisie", key="laadvisie"),))
    after = report(definitions=(text("Oud.", title="Integrale laadvisie", key="laadvisie"),))
    [change] = compare(before, after).texts
    assert (change.kind, change.path) == (ChangeKind.CHANGED, ("definitions", "laadvisie"))


def test_a_text_that_is_gone_is_told_whole() -> None:
    [change] = compare(report(), report(background=None)).texts
    assert change.kind == ChangeKind.REMOVED
    assert change.paragraphs[0].before == "Waarom dit rapport er is."


def test_the_facts_of_a_unit_are_told_with_it() -> None:
    sample = report()
    [group] = sample.workgroups
    other = replace(group, lead="ElaadNL", parties=(replace(group.parties[0], name="RWS"),))
    found = compare(sample, replace(sample, workgroups=(other,)))
    [unit] = found.changed_units
    assert [(f.change.label, f.change.before, f.change.after) for f in unit.facts] == [
        ("Betrokken partijen", "", "RWS"),
        ("Betrokken partijen", "NKL", ""),
        ("Onder leiding van", "NKL", "ElaadNL"),
    ]


def test_a_place_reads_as_the_report_names_it() -> None:
    path = ("indicators", "indicators", "plaatsingstempo", "texts", "intro")
    assert place_in_words(path, {"plaatsingstempo": "Tempo"}) == "Tempo, Inleiding"
    assert place_in_words(path) == "plaatsingstempo, Inleiding"


# --------------------------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        (whole("x", 10), whole("x", 12), Move.UP),
        (whole("x", 12), whole("x", 10), Move.DOWN),
        (whole("x", 0), whole("x", 0), Move.SAME),
        (no_figure("x", "pm"), whole("x", 0), Move.BECAME_KNOWN),
        (no_figure("x", "onbekend"), whole("x", 12), Move.BECAME_KNOWN),
        (whole("x", 12), no_figure("x", "pm"), Move.BECAME_UNKNOWN),
        (no_figure("x", "pm"), no_figure("x", "onbekend"), Move.OTHER_REASON),
        (no_figure("x", "nvt"), no_figure("x", "nvt"), Move.SAME),
        # A total of what is known so far: nothing is gained when more of it became known.
        (whole("x", 10, at_least=True), whole("x", 12, at_least=True), Move.BOUND),
        (whole("x", 10, at_least=True), whole("x", 12), Move.BOUND),
        (whole("x", 10), whole("x", 10, at_least=True), Move.BOUND),
        (whole("x", 10, at_least=True), whole("x", 10, at_least=True), Move.SAME),
        (None, whole("x", 12), Move.NEW),
        (whole("x", 12), None, Move.GONE),
        (whole("x", 12), Figure("x", Decimal(12), decimals=1), Move.NOTE),
    ],
)
def test_only_two_exact_figures_can_rise_or_fall(
    before: Figure | None, after: Figure | None, move: Move
) -> None:
    assert move_of(before, after) == move


def test_a_difference_is_only_given_between_exact_figures() -> None:
    def count(before: Figure, after: Figure) -> Decimal | None:
        return compare(with_count(before), with_count(after)).policy[0].count.difference

    assert count(whole("x", 10), whole("x", 12)) == 2
    assert count(no_figure("x", "pm"), whole("x", 12)) is None
    assert count(whole("x", 10, at_least=True), whole("x", 12)) is None


def test_a_footnote_counts_by_its_text_and_not_by_its_number() -> None:
    sample = with_count(whole("x", 10, notes=(2,)))
    notes = tuple(replace(n, number=3 - n.number) for n in sample.territory.table.footnotes)
    table = replace(sample.territory.table, footnotes=notes)
    other = replace(sample, territory=replace(sample.territory, table=table))
    assert compare(sample, other).policy[0].count.move == Move.NOTE
    # The same note under another number.
    shifted = with_count(whole("x", 10, notes=(1,)))
    table = replace(shifted.territory.table, footnotes=notes)
    shifted = replace(shifted, territory=replace(shifted.territory, table=table))
    assert compare(sample, shifted).policy[0].count.move == Move.SAME


def test_a_key_figure_is_known_by_its_key_though_it_is_of_another_date() -> None:
    [figure] = report().key_figures
    later = replace(
        figure, figure=whole("voorraad.2021", 80000), context=Context(on=date(2021, 12, 31))
    )
    [change] = compare(report(), report(key_figures=(later,))).changed_key_figures
    assert (change.label, change.move) == ("Laadpunten", Move.UP)


# -------------------------------------------------------------------------- policy and division


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("geen", "vastgesteld", Outcome.GAINED),
        ("concept", "vastgesteld", Outcome.GAINED),
        ("niet-vastgesteld", "vastgesteld", Outcome.GAINED),
        ("vastgesteld", "ingetrokken", Outcome.LOST),
        ("ja", "nee", Outcome.LOST),
        ("onbekend", "vastgesteld", Outcome.BECAME_KNOWN),
        ("onbekend", "geen", Outcome.BECAME_KNOWN),
        ("pm", "vastgesteld", Outcome.BECAME_KNOWN),
        ("vastgesteld", "onbekend", Outcome.BECAME_UNKNOWN),
        ("vastgesteld", "pm", Outcome.BECAME_UNKNOWN),
        ("onbekend", "pm", Outcome.OTHER),
        ("gestart", "concept", Outcome.OTHER),
    ],
)
def test_nothing_is_gained_or_lost_where_one_side_does_not_know(
    before: str, after: str, outcome: Outcome
) -> None:
    assert outcome_of(Status(before), Status(after)) == outcome


def test_a_count_that_fell_because_there_are_fewer_municipalities_says_so() -> None:
    before, after = with_count(whole("x", 12)), with_count(whole("x", 10))
    [row] = after.territory.table.rows
    row = replace(row, municipalities=replace(row.municipalities, value=Decimal(38)))
    table = replace(after.territory.table, rows=(row,))
    after = replace(after, territory=replace(after.territory, table=table))
    told = policy_words(compare(before, after).changed_policy[0])
    assert told == "2 minder; het aantal gemeenten ging van 40 naar 38"
    fewer = with_count(whole("x", 10))
    assert policy_words(compare(before, fewer).changed_policy[0]) == "2 minder"


def on_ground(basis: str, value: int = 12) -> Report:
    report = with_count(whole("x", value))
    [row] = report.territory.table.rows
    row = replace(row, cells=tuple(replace(cell, basis=basis) for cell in row.cells))
    table = replace(report.territory.table, rows=(row,))
    return replace(report, territory=replace(report.territory, table=table))


def test_what_is_only_counted_anew_is_left_out_unless_it_is_asked() -> None:
    found = compare(on_ground("opgave"), on_ground("geteld"))
    assert found.changed_policy == ()
    assert found.recounted == 1
    assert not found.is_empty
    assert len(replace(found, with_recounted=True).changed_policy) == 1
    other = compare(on_ground("opgave"), on_ground("geteld", 13))
    assert len(other.changed_policy) == 1
    assert other.recounted == 0


def test_municipalities_are_named_in_the_cell_of_their_region() -> None:
    before = with_municipalities(municipality("0001", "geen"), municipality("0002"))
    after = with_municipalities(
        municipality("0001", "vastgesteld"), municipality("0002", "vastgesteld")
    )
    [cell] = compare(before, after).changed_policy
    assert (cell.region, cell.instrument_name) == ("noord", "Integrale laadvisie")
    assert [(m.name, m.outcome) for m in cell.municipalities] == [
        ("Fictief 0001", "gekregen"),
        ("Fictief 0002", "werd-bekend"),
    ]


def test_what_a_municipality_has_of_an_instrument_outside_table_3_is_told_apart() -> None:
    def having(stage: str) -> tuple[object, ...]:
        entry_ = municipality("0001", stage)
        return (replace(entry_, statuses=(replace(entry_.statuses[0], instrument="plankaart"),)),)

    found = compare(with_municipalities(*having("geen")), with_municipalities(*having("concept")))  # type: ignore[arg-type]
    assert [(m.code, m.instrument) for m in found.other_policy] == [("0001", "plankaart")]
    assert found.changed_policy == ()


def test_a_municipality_is_known_by_its_code_when_its_name_or_region_changed() -> None:
    before = with_municipalities(municipality("0001"), municipality("0002"))
    moved = municipality("0001", region="g4")
    renamed = replace(municipality("0002"), name="Nieuwe naam")
    division = compare(before, with_municipalities(moved, renamed)).division
    assert [pair.after.region for pair in division.transferred] == ["g4"]
    assert [pair.after.name for pair in division.changed] == ["Nieuwe naam"]
    assert (division.begun, division.ended) == ((), ())


def test_a_merger_between_the_two_divisions_is_told_once_per_new_municipality() -> None:
    rows = (
        ReorganisationEntry("1", "Oud A", "9", "Nieuw", date(2022, 1, 1)),
        ReorganisationEntry("2", "Oud B", "9", "Nieuw", date(2022, 1, 1)),
        ReorganisationEntry("3", "Lang geleden", "8", "Toen", date(2020, 1, 1)),
    )
    before = with_municipalities(municipality("1"), municipality("2"))
    after = with_municipalities(municipality("9"), division_on=date(2022, 1, 1))
    after = replace(after, territory=replace(after.territory, reorganisations=rows))
    division = compare(before, after).division
    assert [(merger.old, merger.new) for merger in division.mergers] == [
        (("Oud A", "Oud B"), "Nieuw")
    ]
    assert [entry_.code for entry_ in division.ended] == ["1", "2"]
    # Seen from the other side it is still the same merger.
    assert compare(after, before).division.mergers == division.mergers


def test_what_a_printed_report_says_otherwise_belongs_to_its_round() -> None:
    printed = report()
    assert printed.differences
    bare = replace(printed, differences=())
    assert compare(printed, bare).facts
    assert not compare(printed, replace(bare, slug="eind-2021")).facts


def test_what_a_new_unit_is_called_is_told_in_words_of_readers() -> None:
    [unit, *_others] = report().units()
    found = compare_unit(None, unit)
    told = {"Code", "Korte naam", "Naam", "Soort", "Naam in het webadres"}
    assert {fact.change.label for fact in found.facts} == told
    assert [text.place for text in found.texts] == ["In één regel", "Inleiding"]
