"""What is found in a report before it is frozen, on the round that was tried first: end 2021,
opened from the report of end 2020 with nothing said again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nalportal.accounts.models import User
from nalportal.figures import no_figure, whole
from nalportal.progress.models import Round
from nalportal.progress.reports import SkippedEntry
from nalportal.progress.rounds import open_round
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, last_before, scope_of_round
from nalportal.report.model import Report
from nalportal.report.numbers_told import ToldNumber, numbers_in
from nalportal.report.readiness import Code, Finding, findings
from regions.models import PolicyInstrument, Region, ReportedCount
from regions.reports import Footnote

from .pdf_sample import report, text

# ------------------------------------------------------------------- the round that was tried


@pytest.fixture
def opened(loaded: None, db: None, reviewer: User) -> Round:
    row: Round = Round.objects.create(
        slug="eind-2021",
        title="Eind 2021",
        reference_on=date(2021, 12, 31),
        division_on=date(2022, 1, 1),
        figures_until=date(2022, 4, 30),
    )
    return open_round(row, by=reviewer)


def reports(round_: Round) -> tuple[Report, Report]:
    before = last_before(all_rounds(), round_.reference_on)
    assert before
    return before, build(scope_of_round(round_, all_rounds()))


def of_kind(found: Sequence[Finding], code: Code) -> dict[str, Finding]:
    return {one.about: one for one in found if one.code == code}


def test_nothing_of_the_last_round_passes_for_new(opened: Round) -> None:
    before, now = reports(opened)
    found = findings(before, now)
    named = [d for one in of_kind(found, Code.CHANGED_NUMBER).values() for d in one.details]
    # "Eind 2020 waren 329 van de 352 gemeenten aangesloten bij hun NAL-regio."
    for number in ("329 → ", "352 → 345"):
        assert any(said.startswith(number) for said in named), number
    # "Figuur 1 van het rapport toont …"
    old = of_kind(found, Code.OLD_TEXT)
    assert {
        "aanleiding",
        "regios",
        "indicators.dekking",
        "indicators.aangesloten-gemeenten",
    } <= set(old)
    assert old["indicators.dekking"].details == ("Stand van zaken eind 2020",)
    gone = of_kind(found, Code.GONE)
    assert "Gemeenten met dit instrument: Integrale laadvisie (0)" in gone["beleid.oost"].details
    assert {f"beleid.{region}" for region in ("oost", "noord", "noordwest", "zuid")} <= set(gone)
    assert {one.about for one in found if one.code == Code.OLD_FIGURE} >= {"charge_points"}
    assert not of_kind(found, Code.EMPTY_TEXT)


def test_a_total_that_is_given_anew_is_not_gone(opened: Round) -> None:
    for slug in ("lidmaatschap", "faciliteren", "laadvisie", "prognosekaart", "plaatsingsbeleid"):
        ReportedCount.objects.create(
            region=Region.objects.get(unit__slug="noord"),
            instrument=PolicyInstrument.objects.get(slug=slug),
            reference_on=opened.reference_on,
            count=40,
        )
    found = findings(*reports(opened))
    assert "beleid.noord" not in of_kind(found, Code.GONE)
    assert of_kind(found, Code.TOTAL)["noord"].details


# --------------------------------------------------------------------------------- each kind


def codes(before: Report | None, now: Report) -> set[Code]:
    return {found.code for found in findings(before, now)}


def test_a_report_without_introductions_may_not_be_printed() -> None:
    found = findings(None, report(background=None))
    assert [(one.about, one.blocks(())) for one in found if one.code == Code.EMPTY_TEXT] == [
        ("aanleiding", True)
    ]


def contradicted() -> Report:
    sample = report()
    [row] = sample.territory.table.rows
    cells = tuple(replace(cell, differs=True) for cell in row.cells)
    table = replace(sample.territory.table, rows=(replace(row, cells=cells),))
    return replace(sample, territory=replace(sample.territory, table=table))


def test_a_contradiction_blocks_whatever_reason_there_is() -> None:
    [found] = [one for one in findings(None, contradicted()) if one.code == Code.CONTRADICTION]
    assert found.blocks((found.key,))


@pytest.mark.parametrize(("count", "note", "contradicts"), [(24, 1, 1), (25, 1, 0), (24, 2, 0)])
def test_what_is_taken_over_is_what_the_last_report_said(
    count: int, note: int, contradicts: int
) -> None:
    def given(number: int, *notes: int) -> Report:
        sample = report()
        [row] = sample.territory.table.rows
        first, *others = row.cells
        cell = replace(first, count=whole(first.count.id, number, notes=notes))
        footnotes = (
            Footnote(1, "Stand van eind 2020, overgenomen. Volgens de regio (fictief)."),
            Footnote(2, "Veenendaal telt mee (fictief)."),
        )
        rows = (replace(row, cells=(cell, *others)),)
        table = replace(sample.territory.table, rows=rows, footnotes=footnotes)
        return replace(sample, title="Eind 2020", territory=replace(sample.territory, table=table))

    found = of_kind(findings(given(25), given(count, note)), Code.CONTRADICTION)
    told = [line for one in found.values() for line in one.details]
    assert len([line for line in told if "overgenomen; eind 2020 zegt 25" in line]) == contradicts


def test_what_is_gone_blocks_until_there_is_a_reason() -> None:
    now = report(workgroups=())
    [found] = [one for one in findings(report(), now) if one.code == Code.GONE]
    assert (found.about, found.blocks(()), found.blocks((found.key,))) == (
        "onderdeel.logistiek",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("on", "gone"), [(date(2021, 4, 30), set()), (date(2020, 3, 31), {"voorraad", "tempo"})]
)
def test_the_last_day_of_a_report_moves_on_and_is_not_gone(on: date, gone: set[str]) -> None:
    reports = [until(day) for day in (date(2020, 4, 30), on)]
    found = of_kind(findings(*reports), Code.GONE)
    assert {about.partition(".")[0] for about in found} == gone


def test_a_number_of_an_earlier_last_day_is_told_with_what_replaces_it() -> None:
    before, now = until(date(2020, 4, 30)), until(date(2021, 4, 30))
    [pace] = now.indicators.rate.rows
    faster = replace(now.indicators.rate, rows=(replace(pace, fast=whole(pace.fast.id, 6)),))
    said = text("Er kwamen 5 snelle laadpunten per maand bij.")
    now = replace(now, background=said, indicators=now.indicators.with_(faster))
    [found] = of_kind(findings(before, now), Code.CHANGED_NUMBER).values()
    assert [detail[:5] for detail in found.details] == ["5 → 6"]


def until(on: date) -> Report:
    """With a column of a day in the course of a year, and a pace up to that day."""
    sample = report()
    ratio, rate = sample.indicators.ratio, sample.indicators.rate
    column, row = ratio.columns[0], rate.rows[0]
    last = replace(
        column,
        on=on,
        year_end=False,
        charge_points=whole(f"voorraad.{on}.laadpunten", 7),
        vehicles=whole(f"voorraad.{on}.auto", 9),
        ratio=no_figure(f"voorraad.{on}.verhouding", "onbekend"),
    )
    per_month = f"tempo.{row.period_from}.{on}"
    pace = replace(
        row,
        on=on,
        public=whole(f"{per_month}.publiek", 5),
        semi_public=whole(f"{per_month}.semi", 5),
        fast=whole(f"{per_month}.snel", 5),
        total=whole(f"{per_month}.totaal", 5),
    )
    indicators = sample.indicators.with_(replace(ratio, columns=(column, last)))
    return replace(sample, indicators=indicators.with_(replace(rate, rows=(pace,))))


def test_a_report_like_the_last_one_lacks_and_changes_nothing() -> None:
    assert not {Code.GONE, Code.CHANGED_NUMBER, Code.OLD_TEXT} & codes(report(), report())


def test_of_a_skipped_unit_nothing_is_asked_that_cannot_change_what_is_told(opened: Round) -> None:
    before, now = reports(opened)
    asked = (Code.UNDATED, Code.CHANGED_NUMBER)
    about = {code: set(of_kind(findings(before, now), code)) for code in asked}
    assert about[Code.UNDATED]
    regions = tuple(
        replace(region, unit=replace(region.unit, skipped=SkippedEntry("Eind 2020")))
        for region in now.territory.regions
    )
    skipped = replace(now, territory=replace(now.territory, regions=regions))
    names = {region.unit.slug for region in regions}
    for code in asked:
        left = set(of_kind(findings(before, skipped), code))
        assert left == {one for one in about[code] if names.isdisjoint(one.split("."))}


def test_only_texts_of_the_ministry_are_asked_of_the_ministry() -> None:
    sample = report()
    [region] = sample.territory.regions
    old = replace(text("Oud."), of_round="Eind 2019")
    unit = replace(region, unit=replace(region.unit, intro=old))
    of_unit = replace(sample, territory=replace(sample.territory, regions=(unit,)))
    assert Code.OLD_TEXT not in codes(None, of_unit)
    assert Code.OLD_TEXT in codes(None, report(regions_intro=old))


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("Eind 2020 waren 329 van de 352 gemeenten aangesloten.", ["329", "352"]),
        ("Er waren 65.613 laadpunten, 3,5 per auto.", ["65613", "3.5"]),
        ("Op 31-12-2020 en 30 april 2021, in juli 2021", []),
        ("Zie figuur 1 en tabel 3, [hier](https://x.example/12)", []),
        ("", []),
        # Counts and percentages, each as what it is.
        ("Dat is 25 % van de 12 gemeenten, of 93,5 procent.", ["25%", "12", "93.5%"]),
        ("Van 329 naar 345, en van 329 tot 345 gemeenten.", ["329", "345"] * 2),
        ("In 2021 kwamen er 2045 laadpunten bij, en 1511 auto’s.", ["2045", "1511"]),
        ("In tabel 3 staan 329 gemeenten; in 12 van de 40 niet.", ["329", "12", "40"]),
        ("Er waren er 25, 26 en 27. Nu 30.", ["25", "26", "27", "30"]),
        ("Het is 5 tot 10 keer zo druk bij 25 laadpunten.", ["25"]),
        ("Elke maand 1.572 laadpunten per maand", ["1572"]),
        # Where to look.
        ("Zie pp. 25-26, p. 25, blz. 25 en 26 m, pagina 25, pagina’s 25 tot en met 26.", []),
        ("Artikel 25, art. 25 lid 2, de artikelen 25, 26 en 27, paragraaf 2.5, §25", []),
        ("Tabellen 25 en 26, figuren 25–26, noot 25, bijlage 25, hoofdstuk 25, versie 25", []),
        ("Kamerstuk 31305 nr. 25, fase 25, stap 25", []),
        # Measures, ages, money and ranges.
        ("Van 5 tot 30 jaar, 25 jaar, 25-jarige, 5 en 25 minuten, 25 km, 25 kW", []),
        ("€ 25, 25 euro, 25 miljoen, tussen 25 en 30 gemeenten, 25-30 laadpalen", []),
        ("Tussen de 25 % en 30 %, en 25 tot 30 %", []),
        # Days and years.
        ("25 mei, 25 jan. 2021, 2021-01-25, 25/1/2021, in 2025, 2020-2021, 2e kwartaal 2021", []),
        ("In Q2 2021, eind 2025, vóór 2030. Sinds september 2020, de 25e keer", []),
        # Names with a digit.
        ("De A25, ISO-25, 25kW, N25 en 5G", []),
    ],
)
def test_the_numbers_of_a_text(said: str, numbers: list[str]) -> None:
    expected = [ToldNumber(Decimal(n.rstrip("%")), "%" if n[-1] == "%" else "") for n in numbers]
    assert list(numbers_in(said)) == expected
