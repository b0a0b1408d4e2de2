"""What the municipalities adopted in the made-up rounds: steps, one document, one set of totals."""

from collections.abc import Sequence
from datetime import date

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.progress.models import Round
from nalportal.records.versions import SeenVersion
from nalportal.written_dates import parse_partial_date
from regions.counts import Given, write_totals
from regions.documents import DocumentContent, adoption, record_document
from regions.models import Municipality, PolicyInstrument, Region, RegionMembership, Stage
from regions.models.policy import AdoptedBy, AnswerKind
from regions.rules import exists_on
from regions.verbs import Fact, record

SOURCE = "fictief, voor de demo"
# Per region and instrument: how many municipalities have it, and how many have a concept; the
# others have nothing. Of a region or instrument that is not here nothing is said.
SAID = {
    "g4": {"laadvisie": (4, 0), "plaatsingsbeleid": (4, 0), "plankaart": (3, 1)},
    "noord": {
        "lidmaatschap": (39, 0),
        "faciliteren": (39, 0),
        "laadvisie": (12, 17),
        "prognosekaart": (40, 0),
        "plaatsingsbeleid": (9, 20),
    },
    "oost": {
        "lidmaatschap": (76, 0),
        "faciliteren": (74, 0),
        "laadvisie": (31, 28),
        "plaatsingsbeleid": (35, 19),
    },
    "zuidwest": {"lidmaatschap": (58, 0), "laadvisie": (22, 20), "plaatsingsbeleid": (50, 6)},
}
# The region that gave only totals: lidmaatschap, faciliteren and so on.
TOTALS = {
    "noordwest": {
        "lidmaatschap": 71,
        "faciliteren": 70,
        "laadvisie": 24,
        "prognosekaart": 71,
        "plaatsingsbeleid": 67,
    }
}
ADOPTED = (date(2021, 3, 18), date(2021, 6, 24), date(2021, 9, 23), date(2021, 12, 9))
EXPECTED = "Q2 2022"
NONE_SINCE = date(2021, 12, 31)
DOCUMENT = DocumentContent(
    title="Regionale laadvisie Oost 2022-2032 (fictief)",
    adopted_by=AdoptedBy.COUNCIL,
    adopted_on=date(2022, 5, 19),
)
# In Noord, after the peildatum of the second round.
TOO_LATE = date(2022, 2, 12)


def until_end_of_2021(round_: Round, by: User) -> None:
    """What the second round counts, and one step that comes too late for it."""
    for region, said in SAID.items():
        members = members_of(region, round_.division_on)
        for instrument, (has, concept) in said.items():
            _say(members, PolicyInstrument.objects.get(slug=instrument), has, concept, by)
    for region, totals in TOTALS.items():
        given = {slug: Given(count, is_pm=False, note="") for slug, count in totals.items()}
        row = Region.objects.get(unit__slug=region)
        write_totals(row, round_.reference_on, given, seen=SeenVersion(0), by=by)
    late = members_of("noord", round_.division_on)[20:22]
    visie = PolicyInstrument.objects.get(slug="laadvisie")
    record(late, [Fact(visie, Stage.ADOPTED, _day(TOO_LATE), source=SOURCE)], by=by)


def half_of_2022(by: User) -> None:
    """One document by which eight municipalities adopt two instruments at once."""
    on = date(2022, 5, 19)
    members = members_of("oost", on)[31:39]
    both = PolicyInstrument.objects.filter(slug__in=("laadvisie", "plaatsingsbeleid"))
    record_document(DOCUMENT, members, adoption(both, on), by=by)


def members_of(region: str, day: date) -> list[Municipality]:
    """The municipalities of a region on a day, by code."""
    members = RegionMembership.objects.on(day).filter(region__unit__slug=region)
    rows = Municipality.objects.on(day).filter(pk__in=members.values("municipality"))
    return list(rows.order_by("code"))


def _say(
    members: Sequence[Municipality], instrument: PolicyInstrument, has: int, concept: int, by: User
) -> None:
    yes_no = instrument.answers == AnswerKind.YES_NO
    positive, negative = (Stage.YES, Stage.NO) if yes_no else (Stage.ADOPTED, Stage.NONE)
    for part, on in enumerate(ADOPTED):
        _record(members[:has][part :: len(ADOPTED)], Fact(instrument, positive, _day(on)), by)
    expected = parse_partial_date(EXPECTED)
    draft = Fact(instrument, Stage.DRAFT, _day(ADOPTED[2]), expected=expected)
    _record(members[has : has + concept], draft, by)
    _record(members[has + concept :], Fact(instrument, negative, _day(NONE_SINCE)), by)


def _record(members: Sequence[Municipality], fact: Fact, by: User) -> None:
    """For municipalities that began later: by the peildatum at the latest."""
    day = fact.dated.on
    for rows, dated, at_latest in (
        ([row for row in members if exists_on(row, day)], fact.dated, False),
        ([row for row in members if not exists_on(row, day)], _day(NONE_SINCE), True),
    ):
        if rows:
            said = Fact(fact.instrument, fact.stage, dated, at_latest, fact.expected, source=SOURCE)
            record(rows, [said], by=by)


def _day(on: date) -> PartialDate:
    return PartialDate(on, Precision.DAY)
