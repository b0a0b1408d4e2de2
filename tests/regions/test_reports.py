from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from nalportal.dutch import PartialDate, Precision
from nalportal.figures import PM, UNKNOWN
from nalportal.progress.models import UnitKind
from nalportal.progress.reports import Scope, UnitReport
from nalportal.report.labels import coverage_words
from regions.models import Municipality, Province, Stage
from regions.reports import (
    CountRow,
    InstrumentEntry,
    MemberRow,
    MergerRow,
    PolicyCell,
    PolicyTable,
    RegionRow,
    TerritoryData,
    assemble_municipalities,
    assemble_policy_table,
    assemble_territory,
    collect_territory,
    coverage_of,
)
from regions.status import NOTHING_RECORDED, Status, StepRow
from tests import factories

VISION = "laadvisie"
NOORD, OOST = "noord", "oost"
MERGED_ON = date(2022, 1, 1)


def region(slug: str = NOORD, order: int = 0) -> RegionRow:
    return RegionRow(order, slug, slug.capitalize(), None, "", order)


def instrument(slug: str = VISION, *, in_table: bool = True) -> InstrumentEntry:
    return InstrumentEntry(slug, slug.capitalize(), slug, slug, "fasen", in_table)


def member(name: str, region: str = NOORD, **fields: object) -> MemberRow:
    """A municipality whose name is its code too."""
    province = str(fields.pop("province", Province.DRENTHE))
    row = MemberRow(name, name, province, 1, 1, region, "")
    return replace(row, **fields)  # type: ignore[arg-type]  # keywords of many types


def step(municipality: str, stage: str = Stage.ADOPTED, instrument: str = VISION) -> StepRow:
    on = PartialDate(date(2020, 1, 1), Precision.DAY)
    return StepRow(1, municipality, instrument, stage, on, False, None, None)


def merger(old: str, new: str, on: date = MERGED_ON, began: date | None = None) -> MergerRow:
    """``new`` began on that day, unless ``began`` says that it was there before."""
    return MergerRow(old, old, new, new, on, began or on)


def territory(
    *,
    regions: Iterable[RegionRow] = (region(),),
    instruments: Iterable[InstrumentEntry] = (instrument(),),
    members: Iterable[MemberRow] = (),
    mergers: Iterable[MergerRow] = (),
    steps: Iterable[StepRow] = (),
    counts: Iterable[CountRow] = (),
) -> TerritoryData:
    return TerritoryData(
        tuple(regions),
        tuple(instruments),
        tuple(members),
        tuple(mergers),
        tuple(steps),
        tuple(counts),
    )


# ------------------------------------------------------------------- status by inheritance


def status_of_new(mergers: Iterable[MergerRow], steps: Iterable[StepRow]) -> Status:
    """The status of the municipality "Nieuw", after these mergers and steps."""
    data = territory(members=[member("Nieuw")], mergers=mergers, steps=steps)
    return assemble_municipalities(data)[0].statuses[0].status


def test_a_merged_municipality_has_what_all_its_predecessors_had() -> None:
    status = status_of_new([merger("A", "Nieuw"), merger("B", "Nieuw")], [step("A"), step("B")])
    assert (status.stage, status.inherited_from) == (Stage.ADOPTED, ("A", "B"))


def test_a_predecessor_that_nobody_knows_of_makes_it_unknown() -> None:
    mergers = [merger("A", "Nieuw"), merger("B", "Nieuw")]
    assert status_of_new(mergers, [step("A")]) == NOTHING_RECORDED


def test_a_predecessor_that_had_not_adopted_makes_it_unknown() -> None:
    mergers = [merger("A", "Nieuw"), merger("B", "Nieuw")]
    steps = [step("A"), step("B", Stage.NOT_ADOPTED)]
    assert status_of_new(mergers, steps) == NOTHING_RECORDED


def test_a_step_of_its_own_goes_before_what_it_inherited() -> None:
    mergers = [merger("A", "Nieuw"), merger("B", "Nieuw")]
    status = status_of_new(mergers, [step("A"), step("B"), step("Nieuw", Stage.NONE)])
    assert (status.stage, status.inherited_from) == (Stage.NONE, ())


def test_a_merger_of_mergers_has_what_the_first_ones_had() -> None:
    early = date(2019, 1, 1)
    mergers = [
        merger("A", "Tussen", early),
        merger("B", "Tussen", early),
        merger("Tussen", "Nieuw"),
        merger("C", "Nieuw"),
    ]
    status = status_of_new(mergers, [step("A"), step("B"), step("C")])
    assert (status.stage, status.inherited_from) == (Stage.ADOPTED, ("C", "Tussen"))


def test_a_merger_of_mergers_with_one_unknown_is_unknown() -> None:
    mergers = [
        merger("A", "Tussen", date(2019, 1, 1)),
        merger("B", "Tussen", date(2019, 1, 1)),
        merger("Tussen", "Nieuw"),
    ]
    assert status_of_new(mergers, [step("A")]) == NOTHING_RECORDED


def test_who_gained_a_part_of_a_split_municipality_inherits_nothing() -> None:
    split = merger("Haaren", "Nieuw", began=date(1900, 1, 1))
    assert status_of_new([split], [step("Haaren")]) == NOTHING_RECORDED


def test_nor_does_it_when_nobody_knows_since_when_it_is_there() -> None:
    split = MergerRow("Haaren", "Haaren", "Nieuw", "Nieuw", MERGED_ON, None)
    assert status_of_new([split], [step("Haaren")]) == NOTHING_RECORDED


def test_what_one_instrument_has_says_nothing_of_another() -> None:
    data = territory(
        instruments=[instrument(), instrument("plankaart")],
        members=[member("Assen")],
        steps=[step("Assen", instrument="plankaart")],
    )
    statuses = assemble_municipalities(data)[0].statuses
    assert [(s.instrument, s.status.counts) for s in statuses] == [
        (VISION, False),
        ("plankaart", True),
    ]


def test_readers_know_s_gravenhage_as_den_haag() -> None:
    data = territory(members=[member("'s-Gravenhage")])
    assert assemble_municipalities(data)[0].name == "Den Haag"


# ----------------------------------------------------------------------- coverage in words


def coverage(own: list[MemberRow], others: Iterable[MemberRow] = ()) -> str:
    everybody = [*own, *others]
    found = coverage_of(own, everybody, Counter(m.province for m in everybody))
    return coverage_words(found)


def places(province: str, *names: str) -> list[MemberRow]:
    return [member(name, province=province) for name in names]


def test_a_region_of_whole_provinces_names_them_from_north_to_south() -> None:
    own = places(Province.DRENTHE, "Assen") + places(Province.GRONINGEN, "Groningen")
    assert coverage(own) == "Groningen, Drenthe"


def test_a_province_that_lacks_a_city_says_so() -> None:
    own = places(Province.NOORD_HOLLAND, "Haarlem", "Hoorn")
    others = places(Province.NOORD_HOLLAND, "Amsterdam")
    assert coverage(own, others) == "Noord-Holland zonder Amsterdam"


def test_cities_that_a_province_lacks_stand_in_the_order_of_their_known_names() -> None:
    own = places(Province.ZUID_HOLLAND, "Delft", "Leiden", "Gouda")
    others = places(Province.ZUID_HOLLAND, "'s-Gravenhage", "Alphen", "Rotterdam")
    assert coverage(own, others) == "Zuid-Holland zonder Alphen, Den Haag en Rotterdam"


def test_a_few_municipalities_of_a_province_are_named_themselves() -> None:
    own = places(Province.GELDERLAND, "Arnhem") + places(Province.UTRECHT, "Veenendaal")
    others = places(Province.UTRECHT, "Amersfoort", "Zeist")
    assert coverage(own, others) == "Gelderland, Veenendaal"


def test_single_cities_stand_in_the_order_of_their_known_names() -> None:
    own = places(Province.ZUID_HOLLAND, "Rotterdam", "'s-Gravenhage")
    own += places(Province.NOORD_HOLLAND, "Amsterdam")
    others = places(Province.ZUID_HOLLAND, "a", "b", "c") + places(Province.NOORD_HOLLAND, "d", "e")
    assert coverage(own, others) == "Amsterdam, Den Haag, Rotterdam"


@pytest.mark.parametrize(
    ("outside", "words"),
    [
        (("c",), "Utrecht zonder c"),
        (("c", "d"), "Utrecht zonder c en d"),
        (("c", "d", "e"), "a, b"),
    ],
)
def test_from_half_a_province_on_the_province_is_named(
    outside: tuple[str, ...], words: str
) -> None:
    own = places(Province.UTRECHT, "a", "b")
    assert coverage(own, places(Province.UTRECHT, *outside)) == words


def test_a_municipality_named_as_its_province_says_that_it_is_one() -> None:
    own = places(Province.UTRECHT, "a", "b")
    others = places(Province.UTRECHT, "Utrecht")
    assert coverage(own, others) == "Utrecht zonder de gemeente Utrecht"


def test_a_region_without_municipalities_covers_nothing() -> None:
    assert coverage([], places(Province.UTRECHT, "a")) == ""


# ---------------------------------------------------------------------------------- table 3


def table(data: TerritoryData) -> PolicyTable:
    return assemble_policy_table(data, assemble_municipalities(data))


def cell(data: TerritoryData, row: int = 0) -> PolicyCell:
    return table(data).rows[row].cell(VISION)


def four_members() -> list[MemberRow]:
    return [member(name) for name in "ABCD"]


def test_where_a_region_gave_a_total_that_stands() -> None:
    data = territory(members=four_members(), counts=[CountRow(NOORD, VISION, 3, "")])
    found = cell(data)
    assert (found.basis, str(found.count)) == ("opgave", "3")


def test_without_a_total_the_municipalities_are_counted() -> None:
    steps = [step("A"), step("B"), step("C", Stage.NONE), step("D", Stage.DRAFT)]
    found = cell(territory(members=four_members(), steps=steps))
    assert (found.basis, str(found.count), found.known) == ("geteld", "2", 4)


def test_a_total_of_pm_stays_pm() -> None:
    data = territory(members=four_members(), counts=[CountRow(NOORD, VISION, None, "")])
    found = cell(data)
    assert (found.count.missing, found.share.missing, found.basis) == (PM, PM, "opgave")


def test_a_reported_zero_is_zero() -> None:
    data = territory(members=four_members(), counts=[CountRow(NOORD, VISION, 0, "")])
    assert str(cell(data).share) == "0\u00a0%"


def test_while_some_municipalities_are_unknown_the_count_is_at_least() -> None:
    found = cell(territory(members=four_members(), steps=[step("A")]))
    assert (str(found.count), found.share.missing) == ("ten minste 1", UNKNOWN)


@pytest.mark.parametrize("stages", [[], [Stage.PM]])
def test_while_no_municipality_is_known_the_count_is_unknown_not_zero(stages: list[str]) -> None:
    steps = [step("A", stage) for stage in stages]
    assert cell(territory(members=four_members(), steps=steps)).count.missing == UNKNOWN


def test_when_all_are_known_to_have_nothing_the_count_is_zero() -> None:
    steps = [step(name, Stage.NOT_ADOPTED) for name in "ABCD"]
    assert str(cell(territory(members=four_members(), steps=steps)).count) == "0"


def test_the_share_is_of_the_municipalities_of_the_region() -> None:
    members = [*four_members(), member("E", OOST)]
    data = territory(
        regions=[region(), region(OOST, 1)],
        members=members,
        counts=[CountRow(NOORD, VISION, 3, "")],
    )
    assert str(cell(data).share) == "75,0\u00a0%"


@pytest.mark.parametrize(("reported", "differs"), [(1, True), (2, False), (3, False)])
def test_a_total_differs_when_more_municipalities_are_known_to_have_it(
    reported: int, differs: bool
) -> None:
    counts = [CountRow(NOORD, VISION, reported, "")]
    data = territory(members=four_members(), counts=counts, steps=[step("A"), step("B")])
    assert cell(data).differs is differs


@pytest.mark.parametrize(("reported", "differs"), [(3, False), (4, True)])
def test_a_total_differs_when_too_few_can_still_have_it(reported: int, differs: bool) -> None:
    counts = [CountRow(NOORD, VISION, reported, "")]
    steps = [step("A"), step("B"), step("C", Stage.NOT_ADOPTED)]
    assert cell(territory(members=four_members(), counts=counts, steps=steps)).differs is differs


@pytest.mark.parametrize("counts", [[], [CountRow(NOORD, VISION, None, "")]])
def test_without_a_reported_number_nothing_differs(counts: list[CountRow]) -> None:
    data = territory(members=four_members(), counts=counts, steps=[step("A")])
    assert not cell(data).differs


def test_a_total_of_another_region_or_instrument_does_not_stand_here() -> None:
    counts = [CountRow(OOST, VISION, 3, ""), CountRow(NOORD, "plankaart", 3, "")]
    assert cell(territory(members=four_members(), counts=counts)).basis == "geteld"


def test_an_instrument_outside_the_table_has_no_column() -> None:
    data = territory(instruments=[instrument(), instrument("faciliteert", in_table=False)])
    assert [entry.slug for entry in table(data).instruments] == [VISION]


def test_rows_stand_in_the_order_of_the_table() -> None:
    data = territory(regions=[region(NOORD, 2), region(OOST, 1)])
    assert [row.slug for row in table(data).rows] == [OOST, NOORD]


def two_regions(*counts: CountRow) -> TerritoryData:
    members = [*four_members(), member("E", OOST)]
    return territory(regions=[region(), region(OOST, 1)], members=members, counts=counts)


def test_the_total_is_that_of_the_rows_above_it() -> None:
    data = two_regions(CountRow(NOORD, VISION, 3, ""), CountRow(OOST, VISION, 1, ""))
    row = table(data).total
    found = row.cell(VISION)
    assert (str(row.municipalities), str(found.count), str(found.share)) == (
        "5",
        "4",
        "80,0\u00a0%",
    )


def test_a_total_with_one_region_pm_counts_the_others() -> None:
    data = two_regions(CountRow(NOORD, VISION, None, ""), CountRow(OOST, VISION, 1, ""))
    assert str(table(data).total.cell(VISION).count) == "ten minste 1"


@pytest.mark.parametrize(
    ("counts", "basis"),
    [
        ((CountRow(NOORD, VISION, 1, ""), CountRow(OOST, VISION, 1, "")), "opgave"),
        ((CountRow(NOORD, VISION, 1, ""),), "gemengd"),
        ((), "geteld"),
    ],
)
def test_the_total_says_what_it_rests_on(counts: tuple[CountRow, ...], basis: str) -> None:
    assert table(two_regions(*counts)).total.cell(VISION).basis == basis


def test_figures_of_the_table_have_ids_that_tell_where_they_stand() -> None:
    found = table(two_regions())
    ids = [
        found.rows[0].municipalities.id,
        found.rows[0].cell(VISION).count.id,
        found.total.cell(VISION).share.id,
    ]
    assert ids == [
        "beleid.noord.gemeenten",
        "beleid.noord.laadvisie",
        "beleid.totaal.laadvisie.aandeel",
    ]


# -------------------------------------------------------------------------------- footnotes


def test_footnotes_are_numbered_as_the_table_meets_them() -> None:
    data = replace(
        two_regions(
            CountRow(OOST, VISION, 1, "Van Oost."), CountRow(NOORD, VISION, 1, "Van Noord.")
        ),
        members=(member("A"), member("Veenendaal", OOST, note="Uit Utrecht.")),
    )
    found = table(data)
    assert [(n.number, n.text) for n in found.footnotes] == [
        (1, "Van Noord."),
        (2, "Uit Utrecht."),
        (3, "Van Oost."),
    ]
    assert found.rows[1].municipalities.notes == (2,)
    assert found.rows[1].cell(VISION).count.notes == (3,)


def test_the_same_note_has_one_number() -> None:
    data = two_regions(
        CountRow(NOORD, VISION, 1, "Zie visie."), CountRow(OOST, VISION, 0, "Zie visie.")
    )
    found = table(data)
    assert [row.cell(VISION).count.notes for row in found.rows] == [(1,), (1,)]


def test_two_municipalities_with_the_same_note_mark_it_once() -> None:
    members = [member("A", note="Uit Utrecht."), member("B", note="Uit Utrecht.")]
    assert table(territory(members=members)).rows[0].municipalities.notes == (1,)


def test_a_figure_that_is_pm_can_have_a_note() -> None:
    data = territory(members=four_members(), counts=[CountRow(NOORD, VISION, None, "Volgt.")])
    assert cell(data).count.notes == (1,)


# ---------------------------------------------------------------------------- whole territory


def unit_report(slug: str) -> UnitReport:
    return UnitReport(slug, slug.upper(), slug, slug, UnitKind.REGION, None, None, ())


def test_each_region_has_its_unit_its_municipalities_and_its_row() -> None:
    units = {slug: unit_report(slug) for slug in (NOORD, OOST)}
    data = two_regions(CountRow(OOST, VISION, 1, ""))
    report = assemble_territory(data, units, date(2020, 12, 31))
    assert [(r.unit.slug, r.municipality_count, r.policy.slug) for r in report.regions] == [
        (NOORD, 4, NOORD),
        (OOST, 1, OOST),
    ]


# -------------------------------------------------------------------------------- collecting

SCOPE = Scope(
    slug="eind-2020",
    title="Eind 2020",
    reference_on=date(2020, 12, 31),
    division_on=date(2021, 1, 1),
    figures_until=date(2021, 4, 30),
    round_id=None,
)


@pytest.mark.django_db
def test_collecting_takes_four_queries_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        own = factories.region()
        factories.policy_step(municipality=factories.municipality(region=own))
        factories.reported_count(region=own)
        factories.reorganisation()
    with django_assert_num_queries(4):
        collect_territory(SCOPE)


def regions_of(place: Municipality, day: date) -> list[str]:
    data = collect_territory(replace(SCOPE, division_on=day))
    return [row.region for row in data.members if row.code == place.code]


@pytest.mark.django_db
def test_a_municipality_belongs_to_the_region_of_the_day() -> None:
    first, second = factories.region(), factories.region()
    weesp, day = factories.municipality(), date(2022, 3, 24)
    factories.membership(municipality=weesp, region=first, valid_until=day)
    factories.membership(municipality=weesp, region=second, valid_from=day)
    assert regions_of(weesp, date(2022, 3, 23)) == [first.unit.slug]
    assert regions_of(weesp, day) == [second.unit.slug]


@pytest.mark.django_db
def test_a_municipality_is_no_member_from_the_day_it_ended() -> None:
    place = factories.municipality(region=factories.region(), valid_until=date(2022, 1, 1))
    assert regions_of(place, date(2021, 12, 31))
    assert not regions_of(place, date(2022, 1, 1))


@pytest.mark.django_db
def test_steps_after_the_peildatum_are_not_there_yet() -> None:
    on_the_day = factories.policy_step(on=date(2020, 12, 31))
    factories.policy_step(on=date(2021, 1, 1))
    assert [row.id for row in collect_territory(SCOPE).steps] == [on_the_day.pk]


@pytest.mark.django_db
def test_a_step_that_was_corrected_no_longer_counts() -> None:
    wrong = factories.policy_step(on=date(2020, 5, 1))
    right = factories.policy_step(
        municipality=wrong.municipality,
        instrument=wrong.instrument,
        on=date(2020, 6, 1),
        replaces=wrong,
    )
    assert [row.id for row in collect_territory(SCOPE).steps] == [right.pk]


@pytest.mark.django_db
def test_a_step_that_turned_out_to_be_later_is_not_there_yet() -> None:
    wrong = factories.policy_step(on=date(2020, 5, 1))
    factories.policy_step(on=date(2021, 6, 1), replaces=wrong)
    assert collect_territory(SCOPE).steps == ()


@pytest.mark.django_db
def test_steps_of_one_day_hold_in_the_order_in_which_they_were_recorded() -> None:
    place, vision = factories.municipality(region=factories.region()), factories.instrument()
    for stage in (Stage.NONE, Stage.ADOPTED):
        factories.policy_step(municipality=place, instrument=vision, stage=stage)
    found = assemble_municipalities(collect_territory(SCOPE))
    assert found[0].statuses[0].status.stage == Stage.ADOPTED


@pytest.mark.django_db
def test_a_reported_total_is_that_of_its_own_peildatum() -> None:
    factories.reported_count(reference_on=date(2021, 6, 30))
    wanted = factories.reported_count(reference_on=SCOPE.reference_on)
    found = collect_territory(SCOPE).counts
    assert [row.region for row in found] == [wanted.region.unit.slug]


@pytest.mark.django_db
def test_a_merger_after_the_division_is_not_there_yet() -> None:
    factories.reorganisation(on=date(2022, 1, 1))
    assert collect_territory(SCOPE).mergers == ()


@pytest.mark.django_db
def test_a_merged_municipality_in_the_register_inherits() -> None:
    home, vision = factories.region(), factories.instrument()
    old = factories.municipality(name="Delfzijl", valid_until=SCOPE.division_on)
    new = factories.municipality(name="Eemsdelta", region=home, valid_from=SCOPE.division_on)
    factories.reorganisation(old=old, new=new, on=SCOPE.division_on)
    factories.policy_step(municipality=old, instrument=vision)
    status = assemble_municipalities(collect_territory(SCOPE))[0].statuses[0].status
    assert (status.counts, status.inherited_from) == (True, ("Delfzijl",))
