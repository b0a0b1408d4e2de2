"""The life of a round: every state, every verb, every role; and what opening one does."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Place,
    Round,
    RoundLogEntry,
    RoundState,
    RoundVerb,
    SubmissionState,
)
from nalportal.progress.permissions import ROUND_RIGHTS, offered_for_round, roles_of
from nalportal.progress.rounds import NotNowError, close_for_review, needs_of, open_round
from tests import factories

pytestmark = pytest.mark.django_db

VERBS: dict[RoundVerb, Callable[..., Round]] = {
    RoundVerb.OPEN: open_round,
    RoundVerb.CLOSE: close_for_review,
}


# What each verb leads to from each state, said once more and independently of the table.
LEADS_TO = {
    (RoundVerb.OPEN, RoundState.CONCEPT): RoundState.OPEN,
    (RoundVerb.CLOSE, RoundState.OPEN): RoundState.IN_REVIEW,
    (RoundVerb.FREEZE, RoundState.IN_REVIEW): RoundState.FROZEN,
    (RoundVerb.UNFREEZE, RoundState.FROZEN): RoundState.IN_REVIEW,
    (RoundVerb.PUBLISH, RoundState.FROZEN): RoundState.PUBLISHED,
    (RoundVerb.CORRECT, RoundState.PUBLISHED): RoundState.PUBLISHED,
}


def test_the_table_has_these_moves_and_no_others() -> None:
    moves = {
        (verb, state): to
        for verb, right in ROUND_RIGHTS.items()
        for state, to in right.moves.items()
    }
    assert moves == LEADS_TO


@pytest.mark.parametrize("state", RoundState)
def test_only_a_reviewer_is_offered_a_verb_and_only_in_its_state(
    state: RoundState, reviewer: User, outsider: User, beheerder: User
) -> None:
    round_ = factories.round_(state=state)
    fit = tuple(verb for verb in RoundVerb if (verb, state) in LEADS_TO)
    assert offered_for_round(round_, roles_of(reviewer)) == fit
    assert tuple(verb for verb in RoundVerb if needs_of(verb, round_) == ()) == fit
    for other in (outsider, beheerder):
        assert offered_for_round(round_, roles_of(other)) == ()


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_moves_the_round_or_says_what_is_needed_first(
    verb: RoundVerb, state: RoundState, reviewer: User
) -> None:
    round_ = factories.round_(state=state)
    if (verb, state) in LEADS_TO:
        VERBS[verb](round_, by=reviewer, reason="Fictieve reden")
        entry = RoundLogEntry.objects.get()
        assert (entry.from_state, entry.to_state) == (state, LEADS_TO[verb, state])
        assert (entry.by, entry.reason) == (reviewer, "Fictieve reden")
    else:
        with pytest.raises(NotNowError, match=r"eerst|al "):
            VERBS[verb](round_, by=reviewer)
        assert not RoundLogEntry.objects.exists()
    round_.refresh_from_db()
    assert round_.state == LEADS_TO.get((verb, state), state)


@pytest.mark.parametrize("verb", VERBS)
def test_who_is_no_reviewer_is_refused_and_that_is_logged(
    verb: RoundVerb, caplog: pytest.LogCaptureFixture
) -> None:
    editor = factories.user()
    factories.unit(editors=(editor,))
    with pytest.raises(PermissionDenied, match="beoordelaar"):
        VERBS[verb](factories.round_(state=RoundState.CONCEPT), by=editor)
    assert f"account {editor.pk} may not do {verb.value}" in caplog.text


# ------------------------------------------------------------------------------ opening one


def test_opening_invites_every_unit(reviewer: User) -> None:
    units = [factories.unit(), factories.unit()]
    round_ = factories.round_(state=RoundState.CONCEPT)
    open_round(round_, by=reviewer)
    found = {row.unit: row.state for row in round_.submissions.all()}
    assert found == dict.fromkeys(units, SubmissionState.NOT_STARTED)


def test_opening_copies_the_texts_of_the_round_before(reviewer: User) -> None:
    unit = factories.unit()
    old = factories.round_(state=RoundState.PUBLISHED)
    factories.round_(state=RoundState.PUBLISHED, reference_on=date(2019, 12, 31))
    factories.report_text(round=old, place=Place.UNIT, unit=unit, key="x", body="Oud (fictief)")
    factories.report_text(round=old, key="y", body="Oud, intussen herschreven (fictief)")
    new = factories.round_(state=RoundState.CONCEPT, reference_on=date(2021, 6, 30))
    factories.report_text(round=new, key="y", body="Nieuw (fictief)")
    open_round(new, by=reviewer)
    assert set(new.texts.values_list("body", flat=True)) == {"Oud (fictief)", "Nieuw (fictief)"}
    copied = new.texts.get(key="x").history.get()
    assert copied.history_user == reviewer
    assert old.title in copied.history_change_reason
    assert old.texts.count() == 2


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.IN_REVIEW])
def test_one_round_at_a_time(state: RoundState, reviewer: User) -> None:
    busy = factories.round_(state=state)
    new = factories.round_(state=RoundState.CONCEPT, reference_on=date(2021, 6, 30))
    assert [need.round for need in needs_of(RoundVerb.OPEN, new)] == [busy.slug]
    with pytest.raises(NotNowError, match=busy.title):
        open_round(new, by=reviewer)
    frozen = factories.round_(state=RoundState.FROZEN)
    assert [need.round for need in needs_of(RoundVerb.UNFREEZE, frozen)] == [busy.slug]


# ----------------------------------------------------------------------- closing, freezing


@pytest.mark.parametrize("state", SubmissionState)
def test_what_a_unit_still_has_to_do_keeps_a_round_from_closing_and_freezing(
    state: SubmissionState,
) -> None:
    row = factories.submission(state=state)
    waits_to_close = [need.units for need in needs_of(RoundVerb.CLOSE, row.round)]
    row.round.state = RoundState.IN_REVIEW
    waits_to_freeze = [need.units for need in needs_of(RoundVerb.FREEZE, row.round)]
    mine = [((row.unit.slug, row.unit.short_name),)]
    assert waits_to_close == (mine if state in {"niet-gestart", "bezig"} else [])
    settled = state in {"geaccepteerd", "overgeslagen", "uit-bron"}
    assert waits_to_freeze == ([] if settled else mine)
