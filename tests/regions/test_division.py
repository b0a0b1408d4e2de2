"""A report in another division: what was known stays, what is new inherits. Pure."""

from dataclasses import replace
from datetime import date

from regions.models import Stage
from regions.reports import (
    CountRow,
    MemberRow,
    MergerRow,
    TerritoryReport,
    assemble_territory,
    in_division,
)
from regions.status import NOTHING_RECORDED, Status
from tests.regions.test_reports import (
    NOORD,
    VISION,
    member,
    merger,
    step,
    territory,
    unit_report,
)

ON, LATER = date(2020, 12, 31), date(2022, 1, 1)


def of_the_round(*counts: CountRow) -> TerritoryReport:
    """Four municipalities, of which A, B and C adopted a vision."""
    data = territory(
        members=[member(name) for name in "ABCD"],
        steps=[step("A"), step("B"), step("C"), step("D", Stage.NONE)],
        counts=counts,
    )
    return assemble_territory(data, {NOORD: unit_report(NOORD)}, ON)


def today(*members: MemberRow, mergers: tuple[MergerRow, ...] = ()) -> TerritoryReport:
    return in_division(of_the_round(), members, mergers, ON)


def status(report: TerritoryReport, name: str) -> Status:
    found = next(entry for entry in report.municipalities if entry.name == name)
    return found.statuses[0].status


def test_the_same_division_is_the_same_report() -> None:
    report = of_the_round()
    found = today(*(member(name) for name in "ABCD"))
    assert found.municipalities == report.municipalities
    assert found.table.rows[0].cells == report.table.rows[0].cells


def test_what_was_formed_since_inherits_from_those_of_the_round() -> None:
    mergers = (merger("A", "Nieuw", LATER), merger("B", "Nieuw", LATER))
    report = today(member("Nieuw"), member("C"), member("D"), mergers=mergers)
    assert status(report, "Nieuw").inherited_from == ("A", "B")
    assert status(report, "C").stage == Stage.ADOPTED
    assert str(report.table.rows[0].cell(VISION).count) == "2"
    assert report.regions[0].municipality_count == 3


def test_with_one_predecessor_that_did_not_adopt_nothing_is_inherited() -> None:
    mergers = (merger("A", "Nieuw", LATER), merger("D", "Nieuw", LATER))
    assert status(today(member("Nieuw"), mergers=mergers), "Nieuw") == NOTHING_RECORDED


def test_who_gained_a_part_keeps_what_the_report_says_of_it() -> None:
    gained = replace(merger("D", "A", LATER), new_began=None)
    assert status(today(member("A"), mergers=(gained,)), "A").stage == Stage.ADOPTED


def test_a_total_of_a_region_is_of_its_own_division_only() -> None:
    reported = of_the_round(CountRow(NOORD, VISION, 2, ""))
    assert reported.table.rows[0].cell(VISION).basis == "opgave"
    shown = in_division(reported, [member(name) for name in "ABCD"], (), ON)
    assert shown.table.rows[0].cell(VISION).basis == "geteld"
    assert str(shown.table.rows[0].cell(VISION).count) == "3"
