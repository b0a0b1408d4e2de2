"""Regions side by side: a share over what is known, how much that is, and what is due. Pure."""

from collections.abc import Iterable
from datetime import date

import pytest

from nalportal.figures import PM, UNKNOWN, no_figure, whole
from nalportal.report import labels
from nalportal.report.tables.overview import side_by_side
from regions.models import Stage
from regions.reports import (
    InstrumentEntry,
    InstrumentOverview,
    MunicipalityEntry,
    PolicyCell,
    PolicyOverview,
    PolicyRow,
    PolicyTable,
    StatusEntry,
    policy_overview,
)
from regions.status import Status

VISION = InstrumentEntry("laadvisie", "Integrale laadvisie", "Laadvisie", "Visie", "fasen", True)
REGIONS = {"noord": "Noord", "oost": "Oost"}
ON = date(2023, 4, 1)
ADOPTED, NONE, NOTHING = Status(Stage.ADOPTED), Status(Stage.NONE), Status()


def places(region: str, *statuses: Status) -> list[MunicipalityEntry]:
    return [
        MunicipalityEntry(
            f"{region}-{n}", f"Plaats {n}", "", region, 0, 0, (StatusEntry("laadvisie", status),)
        )
        for n, status in enumerate(statuses)
    ]


def overview(
    entries: Iterable[MunicipalityEntry], table: PolicyTable | None = None
) -> PolicyOverview:
    return policy_overview(entries, [VISION], REGIONS, ON, table)


def table_with(count: int | None) -> PolicyTable:
    """Table 3 in which Noord gave a total (None is pm)."""
    figure = whole("x", count) if count is not None else no_figure("x", PM)
    cell = PolicyCell("laadvisie", figure, no_figure("y", UNKNOWN), "opgave", 0, 0)
    row = PolicyRow("noord", "Noord", whole("z", 77), (cell,))
    return PolicyTable((VISION,), (row,), row, ())


def test_a_share_is_over_what_is_known_and_says_how_much_that_is() -> None:
    found = overview(places("noord", *[ADOPTED] * 3, *[NOTHING] * 74)).regions[0].instruments[0]
    assert (str(found.share), found.in_force, found.known, found.unknown) == (
        "100\u00a0%",
        3,
        3,
        74,
    )
    assert labels.known_words(found) == "3 van de 3 bekende (74 onbekend)"


def test_three_of_three_known_never_looks_like_all() -> None:
    def bar(found: PolicyOverview) -> tuple[float, float]:
        entry = InstrumentEntry("laadvisie", "Visie", "Visie", "Visie", "fasen", True)
        drawn = side_by_side(found, (entry,)).rows[0].cells[2].bar
        assert drawn is not None
        return round(drawn.filled, 2), round(drawn.known, 2)

    everybody = overview(places("noord", *[ADOPTED] * 77))
    assert bar(overview(places("noord", *[ADOPTED] * 3, *[NOTHING] * 74))) == (3.9, 3.9)
    assert bar(everybody) == (100.0, 100.0)
    assert labels.known_words(everybody.regions[0].instruments[0]) == "77 van 77"


def test_a_total_of_the_region_covers_all_its_municipalities() -> None:
    found = overview(places("noord", *[NOTHING] * 77), table_with(65)).regions[0].instruments[0]
    assert (found.basis, str(found.share), found.known) == ("opgave", "84,4\u00a0%", 77)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (67, "74 onbekend (waarvan volgens opgave 67 het hebben, niet bekend welke)"),
        (1, "74 onbekend (waarvan volgens opgave 1 het heeft, niet bekend welke)"),
        (0, "74 onbekend (volgens opgave heeft daarvan geen gemeente het)"),
        (74, "74 onbekend (volgens opgave hebben zij het alle)"),
        (75, "74 onbekend (volgens opgave hebben meer gemeenten het dan hier staan)"),
        (None, "74 onbekend"),
    ],
)
def test_the_stages_say_what_the_region_told_of_the_unknown(told: int | None, said: str) -> None:
    part = overview(places("noord", *[NOTHING] * 74), table_with(told)).regions[0].instruments[0]
    assert labels.stage_line(part) == said


def test_a_line_of_totals_says_how_many_are_not_known_by_name() -> None:
    def line(count: int, counted: int) -> str:
        cell = PolicyCell(
            "laadvisie", whole("x", count), no_figure("y", UNKNOWN), "opgave", counted, counted
        )
        row = PolicyRow("noord", "Noord", whole("z", 77), (cell,))
        table = PolicyTable((VISION,), (row,), row, ())
        return labels.totals_in_line(VISION, table, {("noord", "laadvisie")})

    told = "Integrale laadvisie, volgens opgave: Noord"
    assert line(67, 0) == f"{told} 67 van 77, niet bekend welke."
    assert line(67, 1) == f"{told} 67 van 77, van 66 niet bekend welke."
    assert line(77, 0) == f"{told} 77 van 77."
    assert line(5, 5) == ""


def test_a_total_that_is_pm_covers_none() -> None:
    found = overview(places("noord", *[NOTHING] * 4), table_with(None)).regions[0].instruments[0]
    assert (found.share.missing, found.known, found.unknown) == (PM, 0, 4)
    assert labels.known_words(found) == "van geen gemeente bekend"


def test_all_regions_together_are_the_sum_over_what_is_known() -> None:
    entries = places("noord", ADOPTED, NONE, NOTHING) + places("oost", ADOPTED, ADOPTED)
    total = overview(entries).total
    part = total.instruments[0]
    assert (total.municipalities, part.in_force, part.known, str(part.share)) == (
        5,
        3,
        4,
        "75,0\u00a0%",
    )
    assert labels.stage_line(part) == "3 vastgesteld, 1 geen, 1 onbekend"


def test_reported_and_counted_regions_make_a_mixed_total() -> None:
    entries = places("noord", *[NOTHING] * 77) + places("oost", ADOPTED)
    assert overview(entries, table_with(0)).total.instruments[0].basis == "gemengd"


def test_what_has_to_be_recalibrated_stands_per_region_the_longest_overdue_first() -> None:
    due = [
        Status(Stage.ADOPTED, review_due_on=day)
        for day in (date(2023, 9, 1), date(2022, 5, 12), date(2024, 5, 1), date(2023, 3, 1))
    ]
    found = overview(places("noord", *due))
    region = found.regions[0]
    assert [(entry.name, labels.due_words(entry)) for entry in region.due] == [
        ("Plaats 1", "verlopen sinds 12\u00a0mei\u00a02022"),
        ("Plaats 3", "verlopen sinds 1\u00a0maart\u00a02023"),
        ("Plaats 0", "vóór 1\u00a0september\u00a02023"),
    ]
    assert (region.overdue, region.soon) == (2, 1)
    assert (found.total.overdue, found.total.soon, found.total.due) == (2, 1, ())


# --------------------------------------------------------------------- what table 3 says of itself


def cell(*, basis: str, differs: bool = False, known: int = 0, counted: int = 0) -> PolicyCell:
    share = no_figure("y", UNKNOWN)
    return PolicyCell("laadvisie", whole("x", 3), share, basis, known, counted, differs)


def table_of(*cells: PolicyCell) -> PolicyTable:
    rows = tuple(
        PolicyRow(f"regio-{n}", f"Regio {n}", whole("z", 6), (cell,))
        for n, cell in enumerate(cells)
    )
    return PolicyTable((VISION,), rows, rows[0], ())


@pytest.mark.parametrize(
    ("bases", "start", "per_cell"),
    [
        (("opgave", "opgave"), "Alle aantallen zijn een opgave", False),
        (("geteld", "geteld"), "Alle aantallen zijn geteld", False),
        (("opgave", "geteld"), "opgave = het totaal", True),
    ],
)
def test_table_3_says_where_its_numbers_come_from(
    bases: tuple[str, ...], start: str, per_cell: bool
) -> None:
    table = table_of(*(cell(basis=basis) for basis in bases))
    assert labels.basis_line(table).startswith(start)
    assert labels.says_basis_per_cell(table) is per_cell


def test_where_a_total_contradicts_the_municipalities_both_are_told() -> None:
    table = table_of(
        cell(basis="opgave"),
        cell(basis="opgave", differs=True, known=6, counted=4),
        cell(basis="opgave", differs=True, known=5, counted=1),
    )
    assert labels.difference_lines(table) == (
        "Regio 1, Integrale laadvisie: de regio gaf 3 op, per gemeente zijn er 4 vastgelegd.",
        "Regio 2, Integrale laadvisie: de regio gaf 3 op, per gemeente is er 1 vastgelegd "
        "en is er 1 onbekend.",
    )


def test_an_instrument_of_which_nothing_is_known_has_no_line_of_stages() -> None:
    found = overview(places("noord", NOTHING)).regions[0].instruments[0]
    assert isinstance(found, InstrumentOverview)
    assert labels.stage_line(found) == "1 onbekend"
