"""What can happen to the parties of a working group, and what it leaves in the history."""

from datetime import date

import pytest
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.records.append_only import open_door
from nalportal.refusals import NotPossible
from tests import factories
from workgroups import verbs
from workgroups.history import history_of
from workgroups.models import Participation, Party, Workgroup

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 1)


def names(group: Workgroup) -> list[str]:
    return [row.party.name for row in verbs.taking_part(group)]


def told(group: Workgroup) -> list[str]:
    """The lines of the newest event."""
    return list(history_of(group)[0].lines)


@pytest.fixture
def by(secretary: User) -> User:
    return secretary


def test_a_party_is_added_last(logistiek: Workgroup, parties: object, by: User) -> None:
    verbs.add(logistiek, factories.party(name="TLN"), by=by, reason="Op verzoek")
    assert names(logistiek) == ["IenW", "NKL", "RVO", "TLN"]
    newest = history_of(logistiek)[0]
    assert (newest.who, newest.reason, newest.lines) == (
        by.display_name,
        "Op verzoek",
        ("Toegevoegd: TLN",),
    )


def test_a_party_is_added_once(
    logistiek: Workgroup, parties: list[Participation], by: User
) -> None:
    with pytest.raises(NotPossible, match="IenW staat al in de lijst"):
        verbs.add(logistiek, parties[0].party, by=by)


def test_adding_who_stopped_makes_it_take_part_again(
    logistiek: Workgroup, parties: list[Participation], by: User
) -> None:
    verbs.withdraw(parties[0], on=DAY, by=by)
    row = verbs.add(logistiek, parties[0].party, by=by, reason="Toch weer")
    assert (row.pk, names(logistiek)) == (parties[0].pk, ["NKL", "RVO", "IenW"])
    assert told(logistiek) == ["Doet weer mee: IenW"]


def test_a_new_party_is_in_the_register_too(logistiek: Workgroup, by: User) -> None:
    verbs.add_new(logistiek, "Nieuwe Partij", "NP", by=by)
    party = Party.objects.get(abbreviation="NP")
    assert names(logistiek) == ["Nieuwe Partij"]
    assert party.history.get().history_user == by


def test_a_name_that_is_taken_makes_no_new_party(logistiek: Workgroup, by: User) -> None:
    factories.party_alias(party=factories.party(name="IenW"), name="Min IenW")
    with pytest.raises(NotPossible, match="Er is al een partij met deze naam: IenW"):
        verbs.add_new(logistiek, "min ienw", "", by=by)
    assert names(logistiek) == []


def test_who_stops_keeps_its_row_and_leaves_the_list(
    logistiek: Workgroup, parties: list[Participation], by: User
) -> None:
    verbs.withdraw(parties[1], on=DAY, by=by, reason="Fusie")
    assert names(logistiek) == ["IenW", "RVO"]
    assert [row.party.name for row in verbs.stopped(logistiek)] == ["NKL"]
    assert told(logistiek) == ["Gestopt op 1\xa0mei\xa02021: NKL"]


def test_who_stopped_cannot_stop_again(parties: list[Participation], by: User) -> None:
    verbs.withdraw(parties[1], on=DAY, by=by)
    with pytest.raises(NotPossible, match="was al gestopt"):
        verbs.withdraw(parties[1], on=DAY, by=by)


def test_restored_it_stands_last(
    logistiek: Workgroup, parties: list[Participation], by: User
) -> None:
    verbs.withdraw(parties[0], on=DAY, by=by)
    verbs.restore(parties[0], by=by, reason="Vergissing")
    assert names(logistiek) == ["NKL", "RVO", "IenW"]
    assert told(logistiek) == ["Doet weer mee: IenW"]


def test_who_takes_part_cannot_be_restored(parties: list[Participation], by: User) -> None:
    with pytest.raises(NotPossible, match="doet al mee"):
        verbs.restore(parties[0], by=by)


@pytest.mark.parametrize(
    ("index", "up", "expected"),
    [
        (2, True, ["IenW", "RVO", "NKL"]),
        (0, False, ["NKL", "IenW", "RVO"]),
        (0, True, ["IenW", "NKL", "RVO"]),
        (2, False, ["IenW", "NKL", "RVO"]),
    ],
)
def test_moving_one_place(
    logistiek: Workgroup,
    parties: list[Participation],
    by: User,
    index: int,
    up: bool,
    expected: list[str],
) -> None:
    verbs.move(parties[index], up=up, by=by)
    assert names(logistiek) == expected


def test_moving_skips_who_stopped(
    logistiek: Workgroup, parties: list[Participation], by: User
) -> None:
    verbs.withdraw(parties[1], on=DAY, by=by)
    verbs.move(parties[2], up=True, by=by)
    assert names(logistiek) == ["RVO", "IenW"]
    assert told(logistiek) == ["Van plaats gewisseld: RVO en IenW"]


def test_places_that_are_the_same_are_told_apart(logistiek: Workgroup, by: User) -> None:
    rows = [
        factories.participation(workgroup=logistiek, party=factories.party(name=name), position=1)
        for name in ("A", "B", "C")
    ]
    verbs.move(rows[2], up=True, by=by)
    assert names(logistiek) == ["A", "C", "B"]


def test_who_stopped_has_no_place(parties: list[Participation], by: User) -> None:
    verbs.withdraw(parties[1], on=DAY, by=by)
    with pytest.raises(NotPossible, match="geen plaats in de volgorde"):
        verbs.move(parties[1], up=True, by=by)


def test_another_group_is_left_alone(parties: list[Participation], by: User) -> None:
    other = factories.participation(party=parties[1].party)
    verbs.withdraw(parties[1], on=DAY, by=by)
    assert names(other.workgroup) == ["NKL"]
    assert told(other.workgroup) == ["Toegevoegd: NKL"]


def test_what_one_action_did_is_one_event(
    logistiek: Workgroup, parties: list[Participation]
) -> None:
    with open_door(Participation.history.model):
        Participation.history.update(history_date=timezone.now())
    (event,) = history_of(logistiek)
    assert (event.who, event.lines) == ("Het portaal", ("Toegevoegd: IenW, NKL en RVO",))


def test_two_moves_right_after_each_other_are_two_events(
    logistiek: Workgroup, parties: list[Participation], by: User
) -> None:
    for _ in range(2):
        verbs.move(parties[2], up=True, by=by)
    assert [event.lines for event in history_of(logistiek)[:2]] == [
        ("Van plaats gewisseld: RVO en IenW",),
        ("Van plaats gewisseld: RVO en NKL",),
    ]
