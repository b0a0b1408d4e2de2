"""A total of 0 that a region gave for one round says nothing of the next; adoption holds on."""

from datetime import date

import pytest

from nalportal.progress.reports import Scope
from nalportal.report.build import Part, build
from nalportal.report.model import Report
from nalportal.report.tables.policy import policy_table, region_policies
from regions.models import PolicyInstrument, Region, ReportedCount

BEFORE, ON = date(2020, 12, 31), date(2021, 12, 31)


def report_of(reference_on: date, division_on: date) -> Report:
    scope = Scope("x", "Eind 2021", reference_on, division_on, reference_on, None)
    return build(scope, Part.UNITS | Part.TERRITORY)


def printed(report: Report, instrument: str) -> dict[str, tuple[str, str, int]]:
    return {
        row.slug: (str(cell.count), cell.basis, cell.known)
        for row in report.territory.table.rows
        for cell in [row.cell(instrument)]
    }


def test_the_round_that_it_was_given_for_keeps_it(loaded: None, db: None) -> None:
    found = printed(report_of(BEFORE, date(2021, 1, 1)), "laadvisie")
    assert found["oost"] == ("0", "opgave", 77)
    assert found["noord"] == ("0", "opgave", 40)


def test_the_next_round_knows_nothing_of_it(loaded: None, db: None) -> None:
    found = printed(report_of(ON, date(2022, 1, 1)), "laadvisie")
    assert found["oost"] == ("Onbekend", "geteld", 0)
    assert found["noord"] == ("Onbekend", "geteld", 0)
    # The total of Zuidwest was of six that nobody named; that of G4 was of all four.
    assert found["zuidwest"] == ("Onbekend", "geteld", 0)
    assert found["g4"] == ("4", "geteld", 4)


def test_what_everybody_had_adopted_they_still_have(loaded: None, db: None) -> None:
    found = printed(report_of(ON, date(2022, 1, 1)), "prognosekaart")
    assert found["oost"] == ("77", "geteld", 77)
    assert found["noord"] == ("40", "geteld", 40)


@pytest.fixture
def twelve(loaded: None, db: None) -> Report:
    """Noord gave a total of 12 for the next round, with nothing known per municipality."""
    ReportedCount.objects.create(
        region=Region.objects.get(unit__slug="noord"),
        instrument=PolicyInstrument.objects.get(slug="laadvisie"),
        reference_on=ON,
        count=12,
        note="Stand van eind 2020, overgenomen.",
    )
    return report_of(ON, date(2022, 1, 1))


def test_no_total_stands_above_lines_that_say_otherwise(twelve: Report) -> None:
    assert printed(twelve, "laadvisie")["noord"] == ("12", "opgave", 0)
    assert not any(cell.differs for row in twelve.territory.table.rows for cell in row.cells)
    said = " ".join(str(found) for found in region_policies(twelve)["noord"].notes)
    assert "niet vastgesteld" not in said


def test_what_was_taken_over_is_said_under_the_table_and_on_the_page_of_the_region(
    twelve: Report,
) -> None:
    for table in (policy_table(twelve), region_policies(twelve)["noord"]):
        assert "Stand van eind 2020, overgenomen." in " ".join(map(str, table.notes))
