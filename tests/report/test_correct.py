"""A correction: the named fields, what follows from them, and nothing else."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from indicators.reports import (
    RegionRatio,
    RegionSeries,
    SeriesPoint,
    placed,
    total_of_regions,
    trends,
)
from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.figures import ratio, whole
from nalportal.progress.models import (
    Milestone,
    Publication,
    Round,
    RoundLogEntry,
    RoundState,
    Snapshot,
)
from nalportal.progress.rounds import NotNowError
from nalportal.report import freeze as freezing
from nalportal.report.correct import (
    Correctable,
    CorrectionError,
    Replacement,
    applied,
    correct,
    correctables,
    differences,
    fitting,
    fitting_totals,
    parts_of,
    quoting,
)
from nalportal.report.correct.dependents import recomputed
from nalportal.report.editions import all_rounds, edition_of_round
from nalportal.report.freeze import freeze, publish
from nalportal.report.labels import shown_words
from nalportal.report.model import Difference, Report
from nalportal.report.payload import canonical, dump, load
from nalportal.report.tables import figure_lines
from tests import factories

PAYLOAD = gzip.decompress((Path(__file__).parent / "payloads/schema-1.json.gz").read_bytes())


@pytest.fixture(scope="module")
def printed() -> Report:
    """The published report of end 2020."""
    return load(PAYLOAD)


def replaced(report: Report, field: str, new: str) -> Report:
    return applied(report, [Replacement(field, correctables(report)[field].value, new)])


def shown(report: Report) -> dict[str, str]:
    """Every figure by its id, as it reads."""
    return {line.figure.id: str(line.figure) for line in figure_lines(report)}


def changed_figures(before: Report, after: Report) -> dict[str, str]:
    old, new = shown(before), shown(after)
    return {id_: text.replace("\u00a0", " ") for id_, text in new.items() if old[id_] != text}


# --------------------------------------------------------------------- what follows from it


def test_a_count_of_table_3_takes_its_share_total_and_key_figure_with_it(printed: Report) -> None:
    after = replaced(printed, "cijfer:beleid.noord.lidmaatschap", "38")
    assert changed_figures(printed, after) == {
        "beleid.noord.lidmaatschap": "38",
        "beleid.noord.lidmaatschap.aandeel": "95,0 %",
        "beleid.totaal.lidmaatschap": "330",
        "beleid.totaal.lidmaatschap.aandeel": "93,8 %",
    }
    north = next(r for r in after.territory.regions if r.unit.slug == "noord")
    assert str(north.policy.cell("lidmaatschap").count) == "38"
    assert str(next(k for k in after.key_figures if k.key == "lidmaatschap").figure) == "330"


def test_what_the_portal_shows_of_a_printed_figure_goes_along_with_it(printed: Report) -> None:
    cell = next(row for row in printed.territory.table.rows if row.slug == "noord").cell(
        "lidmaatschap"
    )
    entries = (
        Difference("Noord", "90%", cell.share, "", "Afgerond."),
        Difference("Noord", "37", cell.count, "", "Zoals gedrukt."),
        Difference("Elders", "37", replace(cell.count, id=""), "", "Nergens vastgelegd."),
        Difference("Nergens", "iets", None, "Geen grafiek", "Een tekst."),
    )
    report = replace(printed, differences=entries)
    after = replaced(report, "cijfer:beleid.noord.lidmaatschap", "38")
    told = [shown_words(entry).replace("\u00a0", " ") for entry in after.differences]
    assert told == ["95,0 %", "38", "37", "Geen grafiek"]


def test_a_pm_that_became_known_ends_the_at_least(printed: Report) -> None:
    after = replaced(printed, "cijfer:beleid.zuid.laadvisie", "3")
    assert changed_figures(printed, after)["beleid.totaal.laadvisie"] == "13"


def test_a_stock_of_table_1_takes_its_ratio_with_it(printed: Report) -> None:
    after = replaced(printed, "cijfer:voorraad.2020-12-31.laadpunten", "70000")
    assert changed_figures(printed, after) == {
        "voorraad.2020-12-31.laadpunten": "70.000",
        "voorraad.2020-12-31.verhouding": "3,9",
    }


def test_a_part_of_table_2_takes_its_total_with_it(printed: Report) -> None:
    part = printed.indicators.rate.rows[0].public.id
    after = replaced(printed, f"cijfer:{part}", "309")
    assert list(changed_figures(printed, after).values()) == ["309", "519"]


def with_series(report: Report) -> Report:
    """Eight months of two regions (fictitious), one of which also has vehicles."""
    days = [date(2020, month, 28) for month in range(1, 9)]
    series = []
    for region, step in (("noord", 7), ("zuid", 11)):
        points = tuple(
            SeriesPoint(day, whole(f"voorraad.{region}.{day}", 100 + step * number * number))
            for number, day in enumerate(days)
        )
        months = placed(region, points, ())
        series.append(RegionSeries(region, region, points, months, trends(region, months, ())))
    last = series[0].points[-1].figure
    cars = whole("auto", 4000)
    row = RegionRatio(
        "noord", "Noord", days[-1], False, replace(last, id="punten"), cars, ratio("r", cars, last)
    )
    coverage = replace(
        report.indicators.coverage,
        series=tuple(series),
        total=total_of_regions(series, len(report.territory.regions)),
    )
    found = replace(report.indicators.ratio, regions=(row,))
    return replace(report, indicators=report.indicators.with_(coverage).with_(found))


def test_a_stock_of_a_region_takes_its_months_trend_total_and_ratio_with_it(
    printed: Report,
) -> None:
    before = with_series(printed)
    assert shown(recomputed(before)) == shown(before)
    after = replaced(before, "cijfer:voorraad.noord.2020-08-28", "500")
    assert changed_figures(before, after).keys() == {
        "punten",
        "r",
        "voorraad.noord.2020-08-28",
        "geplaatst.noord.2020-08-28",
        "trend.noord.2020-02-28.helling",
        "trend.noord.2020-02-28.standaardfout",
        "trend.noord.2020-02-28.begin",
        "trend.noord.2020-02-28.einde",
        "voorraad.regios.2020-08-28",
    }
    assert "cijfer:voorraad.regios.2020-08-28" not in correctables(before)


def test_a_trend_with_too_few_months_is_gone(printed: Report) -> None:
    before = with_series(printed)
    after = replaced(before, "cijfer:voorraad.noord.2020-04-28", "onbekend")
    assert [len(series.trends) for series in after.indicators.coverage.series] == [0, 1]


def test_nothing_else_changes_though_software_would_compute_it_otherwise() -> None:
    """A published share that today's rule would round otherwise stays as it was published."""
    id_ = "beleid.oost.lidmaatschap.aandeel"

    def made_odd(part: dict[str, Any]) -> dict[str, Any]:
        return {**part, "value": "12.3", "decimals": 1} if part.get("id") == id_ else part

    odd = load(canonical(json.loads(PAYLOAD, object_hook=made_odd)))
    after = replaced(odd, "cijfer:beleid.noord.lidmaatschap", "38")
    assert shown(after)[id_] == "12,3\u00a0%"
    east = next(region.policy for region in after.territory.regions if region.unit.slug == "oost")
    assert str(east.cell("lidmaatschap").share) == "12,3\u00a0%"


def test_computing_again_what_did_not_change_changes_nothing(printed: Report) -> None:
    assert shown(recomputed(printed)) == shown(printed)


# ------------------------------------------------------------------- milestones and texts


def test_a_milestone_is_corrected_in_place(printed: Report) -> None:
    after = replaced(printed, "mijlpaal:NO-001.title", "Een andere titel (fictief)")
    before_and_after = [
        (b, a)
        for old, new in zip(printed.units(), after.units(), strict=True)
        for x, y in zip(old.categories, new.categories, strict=True)
        for b, a in zip(x.items, y.items, strict=True)
        if a != b
    ]
    [(before, changed)] = before_and_after
    assert (changed.reference, changed.title) == ("NO-001", "Een andere titel (fictief)")
    assert changed.explanation == before.explanation


def test_a_date_before_the_peildatum_makes_a_plan_late(printed: Report) -> None:
    field = next(
        id_ for id_, e in correctables(printed).items() if id_.endswith(".planned") and e.value
    )
    reference = field.removeprefix("mijlpaal:").removesuffix(".planned")
    after = replaced(printed, field, "juli 2020")
    entries = [e for u in after.units() for c in u.categories for e in c.items]
    assert next(e for e in entries if e.reference == reference).overdue


def test_a_paragraph_is_corrected_with_its_links(printed: Report) -> None:
    after = replaced(printed, "tekst:background.1", "Nieuw, zie [bron](https://voorbeeld.example).")
    assert after.background
    assert [span.href for span in after.background.paragraphs[0]][1] == "https://voorbeeld.example"


def test_a_footnote_is_corrected(printed: Report) -> None:
    after = replaced(printed, "noot:territory.table.footnotes.1", "Anders gezegd (fictief).")
    assert after.territory.table.footnotes[0].text == "Anders gezegd (fictief)."


def test_a_figure_is_found_as_the_report_prints_it(printed: Report) -> None:
    figures = [c for id_, c in correctables(printed).items() if id_.startswith("cijfer:")]
    large = {c.value: c.reads for c in figures if c.value.isdigit() and len(c.value) > 3}
    assert large
    for typed, read in large.items():
        assert read.removeprefix("ten minste ") == number(Decimal(typed))


def test_every_field_can_be_found_again_after_a_correction(printed: Report) -> None:
    after = replaced(printed, "mijlpaal:NO-001.title", "Fictief")
    assert list(correctables(after)) == list(correctables(printed))


def test_only_the_named_places_of_the_payload_change(printed: Report) -> None:
    after = replaced(printed, "mijlpaal:NO-001.title", "Fictief")
    old = correctables(printed)["mijlpaal:NO-001.title"].value
    assert dump(after) == dump(printed).replace(f'"{old}"'.encode(), b'"Fictief"')


# --------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("field", "new", "why"),
    [
        ("cijfer:beleid.noord.lidmaatschap", "41", "van 0 tot en met 40"),
        ("cijfer:beleid.noord.lidmaatschap", "-1", "van 0 tot en met 40"),
        ("cijfer:beleid.noord.lidmaatschap", "veel", "“veel” kan hier niet"),
        ("cijfer:beleid.noord.lidmaatschap", "37,5", "heel getal"),
        ("cijfer:beleid.noord.lidmaatschap", "37", "dit staat er al"),
        ("mijlpaal:NO-001.title", "", "verplicht"),
        ("mijlpaal:NO-001.title", "x" * 301, "U gebruikt 301 tekens"),
        ("mijlpaal:NO-001.planned", "ooit", "geen datum"),
    ],
)
def test_what_cannot_be_is_refused_with_the_value(
    printed: Report, field: str, new: str, why: str
) -> None:
    with pytest.raises(CorrectionError) as refused:
        replaced(printed, field, new)
    assert why in refused.value.faults[field]


@pytest.mark.parametrize(
    "field",
    [
        "cijfer:beleid.totaal.lidmaatschap",
        "cijfer:beleid.noord.lidmaatschap.aandeel",
        "cijfer:voorraad.2020-12-31.verhouding",
        "cijfer:bestaat-niet",
    ],
)
def test_what_follows_from_other_figures_is_not_typed(printed: Report, field: str) -> None:
    assert field not in correctables(printed)
    with pytest.raises(CorrectionError, match="staat niet in dit rapport"):
        applied(printed, [Replacement(field, "1", "2")])


def test_what_was_changed_meanwhile_is_refused(printed: Report) -> None:
    with pytest.raises(CorrectionError, match="Hier staat nu “37”"):
        applied(printed, [Replacement("cijfer:beleid.noord.lidmaatschap", "36", "38")])


def test_nothing_to_correct_is_no_correction(printed: Report) -> None:
    with pytest.raises(CorrectionError, match="ten minste één veld"):
        applied(printed, [])


# ---------------------------------------------------------------------- what is shown before


def test_the_difference_tells_what_was_typed_and_what_follows(printed: Report) -> None:
    after = replaced(printed, "cijfer:beleid.noord.lidmaatschap", "38")
    found = differences(printed, after)
    assert [(d.before, d.after) for d in found if not d.follows] == [("37", "38")]
    assert {d.after.replace("\u00a0", " ") for d in found if d.follows} >= {"330", "95,0 %"}
    assert found[0].label.startswith("Noord, Aangesloten bij NAL-regio")


# ------------------------------------------------------------------------------- the verb


@pytest.fixture
def published(reviewer: User, monkeypatch: pytest.MonkeyPatch) -> Round:
    monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: dump(report)[::-1])
    region = factories.region()
    factories.milestone(unit=region.unit, title="Fictieve mijlpaal")
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    return round_


def title(new: str, old: str = "Fictieve mijlpaal") -> Replacement:
    return Replacement(f"mijlpaal:{Milestone.objects.get().reference}.title", old, new)


@pytest.mark.django_db
def test_a_correction_is_a_new_version_and_the_old_one_stays(
    published: Round, reviewer: User
) -> None:
    first = Snapshot.objects.get()
    publication = correct(
        published, [title("Beter (fictief)")], "De titel klopte niet.", by=reviewer
    )
    assert (publication.version, publication.snapshot.version) == (2, 2)
    newest, old = (edition_of_round(all_rounds(), "fictief", v) for v in (None, 1))
    assert "Beter (fictief)" in str(newest.report)
    assert (newest.stamp.version, newest.stamp.erratum) == (2, "De titel klopte niet.")
    assert (old.payload_bytes(), old.pdf_bytes()) == (bytes(first.payload), bytes(first.pdf))
    assert not old.is_newest_version


@pytest.mark.django_db
def test_it_starts_from_the_last_version_and_not_from_the_register(
    published: Round, reviewer: User
) -> None:
    row = Milestone.objects.get()
    row.title = "In het register staat iets anders (fictief)"
    row.save()
    correct(published, [title("Beter (fictief)")], "Een (fictief).", by=reviewer)
    correct(published, [title("Nog beter", "Beter (fictief)")], "Twee (fictief).", by=reviewer)
    report = edition_of_round(all_rounds(), "fictief").report
    assert "Nog beter" in str(report)
    assert "iets anders" not in str(report)
    assert Publication.objects.count() == 3


@pytest.mark.django_db
def test_it_is_logged_with_the_erratum(published: Round, reviewer: User) -> None:
    correct(published, [title("Beter (fictief)")], "De titel klopte niet.", by=reviewer)
    entry = RoundLogEntry.objects.latest("pk")
    assert (entry.from_state, entry.to_state) == (RoundState.PUBLISHED, RoundState.PUBLISHED)
    assert (entry.by, entry.reason) == (reviewer, "De titel klopte niet.")


@pytest.mark.django_db
@pytest.mark.parametrize("state", [s for s in RoundState if s != RoundState.PUBLISHED])
def test_only_what_is_published_is_corrected(state: RoundState, reviewer: User) -> None:
    with pytest.raises(NotNowError):
        correct(factories.round_(state=state), [], "Fictief", by=reviewer)


@pytest.mark.django_db
def test_a_correction_needs_an_erratum_and_a_reviewer(
    published: Round, reviewer: User, outsider: User
) -> None:
    with pytest.raises(NotNowError, match="erratum"):
        correct(published, [title("Beter")], " ", by=reviewer)
    with pytest.raises(PermissionDenied):
        correct(published, [title("Beter")], "Fictief", by=outsider)
    assert Publication.objects.count() == 1


@pytest.mark.django_db
def test_of_two_corrections_at_the_same_moment_the_second_is_refused(
    published: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(report: Report, stamp: object, **_more: object) -> bytes:
        monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: b"pdf")
        correct(published, [title("De eerste (fictief)")], "Een (fictief).", by=reviewer)
        return b"pdf"

    monkeypatch.setattr(freezing, "render_pdf", render)
    with pytest.raises(NotNowError, match="Intussen is versie 2 gepubliceerd"):
        correct(published, [title("De tweede (fictief)")], "Twee (fictief).", by=reviewer)
    assert [p.version for p in Publication.objects.order_by("pk")] == [1, 2]


# ------------------------------------------------------------------------------ finding it


@pytest.mark.parametrize("asked", ["1511", "1.511"])
def test_a_number_is_found_as_it_is_printed(printed: Report, asked: str) -> None:
    known = {"cijfer:x": replace_label(correctables(printed), "1511")}
    assert [entry.value for entry in fitting(known, asked)] == ["1511"]


def replace_label(known: Mapping[str, Correctable], value: str) -> Correctable:
    some = next(entry for entry in known.values() if entry.id.startswith("cijfer:"))
    return replace(some, value=value)


def test_a_total_leads_to_the_cells_that_it_is_made_of(printed: Report) -> None:
    total = next(cell for cell in printed.territory.table.total.cells if cell.count.value)
    [found] = [t for t in fitting_totals(printed, str(total.count.value)) if t.id == total.count.id]
    parts = parts_of(printed, found.id)
    rows = [
        cell.count
        for row in printed.territory.table.rows
        for cell in row.cells
        if cell.instrument == total.instrument and cell.count.value is not None
    ]
    assert {part.id for part in parts} == {f"cijfer:{figure.id}" for figure in rows}


def test_a_ratio_leads_to_both_its_numbers(printed: Report) -> None:
    column = next(c for c in printed.indicators.ratio.columns if c.ratio.value)
    ids = {part.id for part in parts_of(printed, column.ratio.id)}
    assert {f"cijfer:{column.vehicles.id}", f"cijfer:{column.charge_points.id}"} <= ids


def test_a_note_that_quotes_the_number_is_found(printed: Report) -> None:
    known = dict(correctables(printed))
    figure = replace_label(known, "1511")
    note = next(entry for entry in known.values() if entry.id.startswith("noot:"))
    for text, quotes in (
        ("Zie de 1.511 punten.", True),
        ("Zie de 1511.", True),
        ("11.511 punten, 1.5112 en 1511,5", False),
    ):
        found = quoting({note.id: replace(note, value=text)}, figure.value)
        assert bool(found) is quotes, text


@pytest.mark.parametrize(
    ("printed_as", "quotes"),
    [
        ("ten minste 93", True),
        ("93 %", True),
        ("93", True),
        ("193", False),
        ("7", False),
        ("eind 2021; op 30 april 2022: 93", False),
    ],
)
def test_a_text_quotes_a_number_however_its_figure_is_printed(
    printed: Report, printed_as: str, quotes: bool
) -> None:
    known = correctables(printed)
    text = next(entry for entry in known.values() if entry.id.startswith("tekst:"))
    told = {text.id: replace(text, value="Van 93 gemeenten, 7 meer dan in 2021.")}
    assert bool(quoting(told, printed_as)) is quotes


@pytest.mark.parametrize(
    ("name", "value", "quotes"),
    [
        ("title", "Laadpleinen in 31 gemeenten", True),
        ("explanation", "Nu in 31 van de 40 gemeenten.", True),
        ("explanation", "Nu in 131 gemeenten.", False),
        ("planned", "31-12-2021", False),
    ],
)
def test_a_milestone_that_quotes_the_number_is_found_and_its_dates_are_not(
    printed: Report, name: str, value: str, quotes: bool
) -> None:
    known = correctables(printed)
    found = next(e for e in known.values() if e.id.startswith("mijlpaal:") and e.id.endswith(name))
    assert bool(quoting({found.id: replace(found, value=value)}, "31")) is quotes


def test_a_text_is_called_by_the_unit_or_indicator_that_it_is_of(printed: Report) -> None:
    labels = {entry.id: entry.label for entry in correctables(printed).values()}
    assert labels["tekst:workgroups.veiligheid.unit.intro.1"] == (
        "Werkgroepen, Veiligheid, Inleiding, alinea 1"
    )
    assert labels["tekst:national.intro.1"] == "Gezamenlijk, Inleiding, alinea 1"
    texts = [label for id_, label in labels.items() if ".intro" in id_ or ".one_line" in id_]
    assert [label for label in texts if label.endswith(")")] == []


def test_the_one_line_of_a_unit_can_be_corrected_and_taken_out(printed: Report) -> None:
    known = correctables(printed)
    [line] = [entry for entry in known.values() if entry.value == "Veilig rijden en veilig laden"]
    slug = line.id.split(".")[1]
    told = {g.unit.slug: g.unit.line for g in replaced(printed, line.id, "Laden").workgroups}
    assert told[slug] == "Laden"
    gone = replaced(printed, f"weg:alinea:{line.id.removeprefix('tekst:')}", "weg")
    assert {g.unit.slug: g.unit.one_line for g in gone.workgroups}[slug] is None


def test_an_old_text_that_is_corrected_is_old_no_more(printed: Report) -> None:
    background = printed.background
    assert background is not None
    old = replace(printed, background=replace(background, of_round="Eind 2020"))
    for field, new in (("tekst:background.1", "Nieuw."), ("erbij:alinea:background", "Meer.")):
        changed = replaced(old, field, new).background
        assert changed is not None
        assert changed.of_round == "", field
    kept = replaced(old, "tekst:regions_intro.1", "Nieuw.").background
    assert kept is not None
    assert kept.of_round == "Eind 2020"


def test_no_two_fields_and_no_two_lines_are_called_the_same(printed: Report) -> None:
    labels = [entry.label for entry in correctables(printed).values()]
    assert len(labels) == len(set(labels))
    rows = printed.territory.table.rows
    changed = printed
    for row in rows[:3]:
        for cell in row.cells:
            if cell.count.value:
                changed = replaced(changed, f"cijfer:{cell.count.id}", "pm")
    lines = [line.label for line in differences(printed, changed)]
    assert len(lines) == len(set(lines))
