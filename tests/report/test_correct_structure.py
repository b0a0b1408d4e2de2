"""Corrections that take out, put in and move, and that take a block anew from the register."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nalportal.accounts.models import User
from nalportal.progress.models import Category, Milestone, Round, RoundState, Snapshot
from nalportal.progress.reports import SkippedEntry
from nalportal.report import freeze as freezing
from nalportal.report.correct import (
    CorrectionError,
    Replacement,
    applied,
    correct,
    correctables,
    differences,
    first_report,
    fresh_report,
    newest_report,
    undone,
)
from nalportal.report.correct.structure import with_blocks
from nalportal.report.freeze import freeze, publish
from nalportal.report.model import Report
from nalportal.report.payload import dump, load
from nalportal.report.tables import figure_lines
from tests import factories

from .test_correct import PAYLOAD


@pytest.fixture(scope="module")
def printed() -> Report:
    """The published report of end 2020."""
    return load(PAYLOAD)


def made(report: Report, *wanted: tuple[str, str]) -> Report:
    known = correctables(report)
    return applied(report, [Replacement(id_, known[id_].value, new) for id_, new in wanted])


def references(report: Report, unit: str, category: str) -> list[str]:
    found = next(u for u in report.units() if u.slug == unit)
    block = next(b for b in found.categories if b.category == category)
    return [entry.reference for entry in block.items]


def test_a_milestone_is_taken_out_and_nothing_else_changes(printed: Report) -> None:
    first, *rest = references(printed, "noord", Category.PLANNED)
    report = made(printed, (f"weg:mijlpaal:{first}", "weg"))
    assert references(report, "noord", Category.PLANNED) == rest
    [line] = [line for line in differences(printed, report) if first in line.label]
    assert (line.before, line.after) == ("staat in het rapport", "")
    assert len(dump(report)) < len(dump(printed))
    assert replace(report, territory=printed.territory) == printed


def test_a_milestone_is_put_in_with_its_reference_date_and_explanation(printed: Report) -> None:
    typed = "NO-199 Fictief laadplein\n3e kwartaal 2021\nMet een fictieve toelichting."
    report = made(printed, ("erbij:mijlpaal:noord.planning", typed))
    assert references(report, "noord", Category.PLANNED)[-1] == "NO-199"
    entry = correctables(report)["mijlpaal:NO-199.explanation"]
    assert entry.value == "Met een fictieve toelichting."
    assert any("NO-199 Fictief laadplein" in line.label for line in differences(printed, report))
    assert load(dump(report)) == report


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Fictief laadplein", "Begin met het kenmerk"),
        ("NO-001 Fictief laadplein", "staat al in dit rapport"),
        ("NO-199", "Dit veld is verplicht."),
        ("NO-199 Fictief\nooit", "datum"),
    ],
)
def test_a_milestone_that_cannot_be_is_refused(printed: Report, typed: str, why: str) -> None:
    with pytest.raises(CorrectionError, match=why):
        made(printed, ("erbij:mijlpaal:noord.planning", typed))


def test_milestones_and_parties_change_places(printed: Report) -> None:
    first, second, *rest = references(printed, "noord", Category.PLANNED)
    report = made(printed, (f"plaats:mijlpaal:{first}", "2"))
    assert references(report, "noord", Category.PLANNED) == [second, first, *rest]
    group = next(g for g in printed.workgroups if g.unit.slug == "logistiek")
    last = group.parties[-1].name
    report = made(printed, (f"plaats:partij:logistiek.{last}", "1"))
    names = [p.name for g in report.workgroups if g.unit.slug == "logistiek" for p in g.parties]
    assert names == [last, *(p.name for p in group.parties[:-1])]
    with pytest.raises(CorrectionError):
        made(printed, (f"plaats:mijlpaal:{first}", "99"))


def test_a_party_is_put_in_and_another_taken_out(printed: Report) -> None:
    group = next(g for g in printed.workgroups if g.unit.slug == "logistiek")
    report = made(
        printed,
        ("erbij:partij:logistiek", "Fictieve partij"),
        (f"weg:partij:logistiek.{group.parties[0].name}", "weg"),
    )
    names = [p.name for g in report.workgroups if g.unit.slug == "logistiek" for p in g.parties]
    assert names == [*(p.name for p in group.parties[1:]), "Fictieve partij"]


def paragraphs(report: Report) -> list[str]:
    assert report.background is not None
    return ["".join(span.text for span in p) for p in report.background.paragraphs]


def test_a_paragraph_is_added_and_taken_out(printed: Report) -> None:
    more = made(printed, ("erbij:alinea:background", "Nog een fictieve alinea."))
    assert paragraphs(more) == [*paragraphs(printed), "Nog een fictieve alinea."]
    count = len(paragraphs(more))
    assert paragraphs(made(more, (f"weg:alinea:background.{count}", "weg"))) == paragraphs(printed)


def test_a_text_that_becomes_empty_is_no_text(printed: Report) -> None:
    every = [(f"weg:alinea:background.{n}", "weg") for n in range(1, len(paragraphs(printed)) + 1)]
    assert made(printed, *every).background is None


def test_a_note_is_taken_out_with_its_numbers(printed: Report) -> None:
    id_ = next(i for i in correctables(printed) if i.startswith("weg:noot:territory.table"))
    number = int(id_.rpartition(".")[2])
    report = made(printed, (id_, "weg"))
    assert number not in [note.number for note in report.territory.table.footnotes]
    cells = [cell for row in report.territory.table.rows for cell in row.cells]
    assert all(number not in cell.count.notes for cell in cells)


def noted(report: Report) -> dict[str, tuple[int, ...]]:
    rows = report.territory.table.rows
    figures = [f for row in rows for f in (row.municipalities, *(c.count for c in row.cells))]
    return {figure.id: figure.notes for figure in figures if figure.notes}


def test_a_note_is_put_in_at_its_figure(printed: Report) -> None:
    before = printed.territory.table.footnotes
    report = made(printed, ("erbij:noot:beleid.noord.laadvisie", "Een fictieve noot."))
    last = max(note.number for note in before) + 1
    told = report.territory.table.footnotes
    assert told == (*before, replace(before[0], number=last, text="Een fictieve noot."))
    assert noted(report) == noted(printed) | {"beleid.noord.laadvisie": (last,)}
    assert any(f"noot {last}" in line.label for line in differences(printed, report))
    [chapter] = [r.policy for r in report.territory.regions if r.unit.slug == "noord"]
    assert chapter.cell("laadvisie").count.notes == (last,)
    assert load(dump(report)) == report


def test_the_same_note_at_another_figure_has_the_same_number(printed: Report) -> None:
    first = printed.territory.table.footnotes[0]
    report = made(printed, ("erbij:noot:beleid.noord.laadvisie", first.text))
    assert report.territory.table.footnotes == printed.territory.table.footnotes
    assert noted(report)["beleid.noord.laadvisie"] == (first.number,)


def test_notes_change_places_and_their_figures_follow(printed: Report) -> None:
    first, second = printed.territory.table.footnotes
    report = made(printed, (f"plaats:noot:territory.table.footnotes.{first.number}", "2"))
    told = report.territory.table.footnotes
    assert [(n.number, n.text) for n in told] == [
        (first.number, second.text),
        (second.number, first.text),
    ]
    swapped = {first.number: second.number, second.number: first.number}
    assert noted(report) == {
        id_: tuple(sorted(swapped[n] for n in numbers)) for id_, numbers in noted(printed).items()
    }


TABLE_1 = "indicators.indicators.ev-per-laadpunt.columns"
TABLE_2 = "indicators.indicators.plaatsingstempo.rows"


def test_a_column_of_table_1_is_put_in_on_its_day_with_what_follows(printed: Report) -> None:
    report = made(printed, (f"erbij:rij:{TABLE_1}", "30-6-2019\n1000\n2.500"))
    columns = report.indicators.ratio.columns
    [new] = [one for one in columns if one.on == date(2019, 6, 30)]
    assert (new.charge_points.value, new.vehicles.value) == (Decimal(1000), Decimal(2500))
    assert (str(new.ratio), new.year_end, new.provisional) == ("2,5", False, False)
    assert [one.on for one in columns] == sorted(one.on for one in columns)
    assert [one for one in columns if one is not new] == list(printed.indicators.ratio.columns)
    ids = [line.figure.id for line in figure_lines(report)]
    assert len(ids) == len(set(ids))
    assert load(dump(report)) == report
    labels = [line.label for line in differences(printed, report)]
    assert any("30\xa0juni\xa02019" in label for label in labels)
    assert len(labels) == len(set(labels))


def test_a_row_of_table_2_is_put_in_with_its_sum(printed: Report) -> None:
    typed = "1-1-2021 t/m 31-3-2021\n10\n20\n3"
    report = made(printed, (f"erbij:rij:{TABLE_2}", typed))
    [new] = [row for row in report.indicators.rate.rows if row.on == date(2021, 3, 31)]
    assert (new.period_from, new.basis, str(new.total)) == (date(2021, 1, 1), "opgave", "33")


@pytest.mark.parametrize(
    ("path", "typed", "why"),
    [
        (TABLE_1, "31-12-2020\n1\n2", "staat al in deze tabel"),
        (TABLE_1, "30-6-2019\n1", "2 cijfers"),
        (TABLE_1, "30-6-2019\n1\nveel", "kan hier niet"),
        (TABLE_1, "1-1-2019 t/m 30-6-2019\n1\n2", "de datum, zoals"),
        (TABLE_2, "31-3-2021\n1\n2\n3", "de datum, zoals"),
        (TABLE_2, "31-3-2021 t/m 1-1-2021\n1\n2\n3", "de datum, zoals"),
    ],
)
def test_a_row_that_cannot_be_is_refused(printed: Report, path: str, typed: str, why: str) -> None:
    with pytest.raises(CorrectionError, match=why):
        made(printed, (f"erbij:rij:{path}", typed))


def test_rows_of_a_table_change_places(printed: Report) -> None:
    first, *rest = printed.indicators.ratio.columns
    report = made(printed, (f"plaats:rij:{TABLE_1}.{first.on}", str(len(rest) + 1)))
    assert report.indicators.ratio.columns == (*rest, first)
    assert len(differences(printed, report)) > 0


def test_of_when_a_skipped_unit_tells_is_corrected_or_taken_out(printed: Report) -> None:
    regions = tuple(
        replace(r, unit=replace(r.unit, skipped=SkippedEntry("Eind 2019")))
        if r.unit.slug == "noord"
        else r
        for r in printed.territory.regions
    )
    skipped = replace(printed, territory=replace(printed.territory, regions=regions))
    [id_] = [i for i in correctables(skipped) if i.startswith("overgeslagen:")]
    report = made(skipped, (id_, "Medio 2020"))
    said = {unit.slug: unit.skipped for unit in report.units() if unit.skipped}
    assert said == {"noord": SkippedEntry("Medio 2020")}
    [line] = differences(skipped, report)
    assert (line.before, line.after) == ("Eind 2019", "Medio 2020")
    assert "Noord" in line.label
    assert made(skipped, (f"weg:{id_}", "weg")) == printed
    assert len(differences(skipped, printed)) == 1


def test_a_row_of_a_table_is_taken_out(printed: Report) -> None:
    id_ = next(
        i
        for i in correctables(printed)
        if i.startswith("weg:rij:indicators.indicators.ev-per-laadpunt")
    )
    report = made(printed, (id_, "weg"))
    assert len(report.indicators.ratio.columns) == len(printed.indicators.ratio.columns) - 1
    assert differences(printed, report)


def test_what_one_municipality_has_changes_the_count_where_that_is_counted(
    printed: Report,
) -> None:
    table = printed.territory.table
    rows = tuple(
        replace(row, cells=tuple(replace(cell, basis="geteld") for cell in row.cells))
        for row in table.rows
    )
    counted = replace(
        printed, territory=replace(printed.territory, table=replace(table, rows=rows))
    )
    entry = next(m for m in counted.territory.municipalities if m.region == "noord")
    instrument = entry.statuses[0].instrument
    id_ = f"status:{entry.code}.{instrument}"
    old = correctables(counted)[id_].value
    report = made(counted, (id_, "geen" if old != "geen" else "vastgesteld"))
    [row] = [row for row in report.territory.table.rows if row.slug == "noord"]
    cell = next(cell for cell in row.cells if cell.instrument == instrument)
    statuses = [
        s.status
        for m in report.territory.municipalities
        if m.region == "noord"
        for s in m.statuses
        if s.instrument == instrument
    ]
    assert cell.counted == sum(status.counts for status in statuses)
    assert cell.count.value == cell.counted
    labels = [line.label for line in differences(counted, report)]
    assert any(entry.code in label for label in labels)


def none_in_noord(report: Report, instrument: str) -> list[tuple[str, str]]:
    """For each municipality of Noord: not adopted."""
    known = correctables(report)
    ids = [
        f"status:{entry.code}.{instrument}"
        for entry in report.territory.municipalities
        if entry.region == "noord"
    ]
    return [(id_, "geen") for id_ in ids if known[id_].value != "geen"]


def test_a_total_that_the_municipalities_contradict_is_refused_with_why(printed: Report) -> None:
    nothing = none_in_noord(printed, "laadvisie")
    total = "cijfer:beleid.noord.laadvisie"
    why = (
        r"12 van 40 kan niet. Per gemeente staat er 0 keer .*, 40 keer van niet en 0 keer onbekend"
    )
    with pytest.raises(CorrectionError, match=why) as refused:
        made(printed, *nothing, (total, "12"))
    assert list(refused.value.faults) == [total]
    report = made(printed, *nothing)
    [row] = [row for row in report.territory.table.rows if row.slug == "noord"]
    assert (row.cell("laadvisie").count.value, row.cell("laadvisie").differs) == (Decimal(0), False)


def test_a_contradiction_that_was_printed_keeps_nobody_from_correcting_something_else(
    printed: Report,
) -> None:
    table = printed.territory.table
    rows = tuple(
        replace(row, cells=tuple(replace(c, counted=c.known, known=0) for c in row.cells))
        for row in table.rows
    )
    odd = replace(printed, territory=replace(printed.territory, table=replace(table, rows=rows)))
    first, *_rest = references(odd, "noord", Category.PLANNED)
    assert made(odd, (f"weg:mijlpaal:{first}", "weg")) != odd


# ------------------------------------------------------------- a block of the register


@pytest.fixture
def item(db: None, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> Milestone:
    """In a published round."""
    monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: dump(report)[::-1])
    unit = factories.region(unit=factories.unit(slug="noord", short_name="Noord")).unit
    row = factories.milestone(unit=unit, title="Fictief laadplein")
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    return row


def test_a_unit_is_taken_anew_and_an_earlier_correction_in_it_is_said(
    item: Milestone, reviewer: User
) -> None:
    round_ = Round.objects.get()
    title = f"mijlpaal:{item.reference}.title"
    correct(round_, [Replacement(title, item.title, "Gecorrigeerd (fictief)")], "Eén", by=reviewer)
    first_payload = bytes(Snapshot.objects.get(version=1).payload)
    factories.milestone(unit=item.unit, title="Vergeten (fictief)", category=Category.ATTENTION)
    last, fresh = newest_report(round_), fresh_report(round_)
    wanted = [Replacement("blok:onderdeel:noord", "gepubliceerd", "register")]
    report = applied(last, wanted, fresh)
    first = first_report(round_)
    assert first is not None
    [line] = [line for line in undone(first, last, report) if "titel" in line.label]
    assert (line.before, line.after) == ("Gecorrigeerd (fictief)", "Fictief laadplein")
    assert any("Vergeten (fictief)" in line.label for line in differences(last, report))
    correct(round_, wanted, "Twee", by=reviewer, fresh=fresh)
    assert newest_report(round_) == report
    assert bytes(Snapshot.objects.get(version=1).payload) == first_payload


def test_a_block_that_says_the_same_is_no_correction(item: Milestone) -> None:
    round_ = Round.objects.get()
    last, fresh = newest_report(round_), fresh_report(round_)
    for id_ in ("onderdeel:noord", "tabel3", "indicator:dekking", "indicator:plaatsingstempo"):
        values = {f"blok:{id_}": "register"}
        assert with_blocks(last, values, fresh) == last
        with pytest.raises(CorrectionError, match="Zo blijft alles zoals het is"):
            applied(last, [Replacement(f"blok:{id_}", "gepubliceerd", "register")], fresh)
