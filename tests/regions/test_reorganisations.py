"""Municipalities that merged, were split or joined another: how many, and what they have."""

from datetime import date

import pytest

from nalportal.progress.reports import Scope
from regions.models import (
    Municipality,
    PolicyInstrument,
    RegionMembership,
)
from regions.reports import assemble_municipalities, collect_territory
from regions.status import UNKNOWN, Status
from tests import factories

pytestmark = pytest.mark.django_db

ORDER = ("oost", "zuidwest", "zuid", "noord", "noordwest", "g4")


def statuses(day: date, division_on: date | None = None) -> dict[str, dict[str, Status]]:
    """Per CBS code what each instrument has on ``day``, in that division."""
    division_on = division_on or day
    scope = Scope("test", "Test", day, division_on, day, round_id=None)
    return {
        entry.code: {found.instrument: found.status for found in entry.statuses}
        for entry in assemble_municipalities(collect_territory(scope))
    }


# ------------------------------------------------------------------ how many, and the three


# Three municipalities of Noord became one on 1-1-2021 and Haaren in Zuid was split; Zuid and
# Noordwest lost five and two on 1-1-2022, Noordwest Weesp, and Zuidwest two on 1-1-2023.
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2020, 12, 31), (77, 63, 93, 42, 76, 4)),
        (date(2021, 1, 1), (77, 63, 92, 40, 76, 4)),
        (date(2022, 1, 1), (77, 63, 87, 40, 74, 4)),
        (date(2022, 3, 23), (77, 63, 87, 40, 74, 4)),
        (date(2022, 3, 24), (77, 63, 87, 40, 73, 4)),
        (date(2023, 1, 1), (77, 61, 87, 40, 73, 4)),
    ],
)
def test_municipalities_per_region_on_a_date(day: date, counts: tuple[int, ...]) -> None:
    members = RegionMembership.objects.on(day)
    found = {slug: members.filter(region__unit__slug=slug).count() for slug in ORDER}
    assert tuple(found.values()) == counts
    assert Municipality.objects.on(day).count() == sum(counts)


def adopted(code: str, on: date) -> None:
    factories.policy_step(
        municipality=Municipality.objects.get(code=code),
        instrument=PolicyInstrument.objects.get(slug="plankaart"),
        on=on,
    )


@pytest.mark.usefixtures("loaded")
def test_who_gained_a_part_of_haaren_did_not_adopt_what_haaren_had() -> None:
    adopted("GM0788", date(2020, 6, 1))
    assert statuses(date(2020, 12, 31))["GM0788"]["plankaart"].counts
    after = statuses(date(2021, 1, 1))
    assert "GM0788" not in after
    for code in ("GM0757", "GM0824", "GM0855", "GM0865"):
        assert after[code]["plankaart"].stage == UNKNOWN


@pytest.mark.usefixtures("loaded")
def test_weesp_moved_to_another_region_and_amsterdam_keeps_its_own() -> None:
    adopted("GM0457", date(2021, 6, 1))
    assert statuses(date(2022, 3, 23))["GM0457"]["plankaart"].counts
    after = statuses(date(2022, 3, 24))
    assert "GM0457" not in after
    assert after["GM0363"]["plankaart"].inherited_from == ()


@pytest.mark.usefixtures("loaded")
def test_land_van_cuijk_has_it_when_all_five_had_it() -> None:
    for code in ("GM0756", "GM1684", "GM0786", "GM0815"):
        adopted(code, date(2021, 6, 1))
    assert statuses(date(2022, 1, 1))["GM1982"]["plankaart"].stage == UNKNOWN
    adopted("GM1702", date(2021, 7, 1))
    found = statuses(date(2022, 1, 1))["GM1982"]["plankaart"]
    assert found.counts
    assert found.inherited_from == (
        "Boxmeer",
        "Cuijk",
        "Grave",
        "Mill en Sint Hubert",
        "Sint Anthonis",
    )
    # In the division of a later day too, and not before all five had it.
    assert not statuses(date(2021, 6, 30), date(2022, 1, 1))["GM1982"]["plankaart"].counts
    assert statuses(date(2021, 7, 1), date(2022, 1, 1))["GM1982"]["plankaart"].counts


@pytest.mark.usefixtures("loaded")
def test_it_has_it_by_itself_without_any_predecessor() -> None:
    adopted("GM1982", date(2022, 5, 1))
    found = statuses(date(2022, 5, 1))["GM1982"]["plankaart"]
    assert (found.counts, found.inherited_from) == (True, ())
