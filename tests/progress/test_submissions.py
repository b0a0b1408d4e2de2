"""What a unit hands in: every state × verb × role, and what each verb leaves behind."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from nalportal.accounts.models import User
from nalportal.progress import submissions
from nalportal.progress.models import (
    HandIn,
    RoundState,
    Submission,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.permissions import (
    SUBMISSION_RIGHTS,
    Role,
    offered_for_submission,
    roles_of,
)
from nalportal.progress.rounds import NotNowError
from nalportal.progress.submissions import Gap
from tests import factories

pytestmark = pytest.mark.django_db

UNTIL = date(2031, 1, 31)
WHY = "Fictieve reden"
S, V = SubmissionState, SubmissionVerb

# What each verb leads to from each state, said once more and independently of the table.
LEADS_TO = {
    (V.START, S.NOT_STARTED): S.IN_PROGRESS,
    (V.SUBMIT, S.NOT_STARTED): S.SUBMITTED,
    (V.SUBMIT, S.IN_PROGRESS): S.SUBMITTED,
    (V.SUBMIT, S.RETURNED): S.SUBMITTED,
    (V.WITHDRAW, S.SUBMITTED): S.IN_PROGRESS,
    (V.RETURN, S.SUBMITTED): S.RETURNED,
    (V.ACCEPT, S.SUBMITTED): S.ACCEPTED,
    (V.REOPEN, S.ACCEPTED): S.SUBMITTED,
    (V.REOPEN, S.SKIPPED): S.IN_PROGRESS,
    (V.SKIP, S.NOT_STARTED): S.SKIPPED,
    (V.SKIP, S.IN_PROGRESS): S.SKIPPED,
    (V.SKIP, S.RETURNED): S.SKIPPED,
    (V.GRANT_EXTENSION, S.NOT_STARTED): S.NOT_STARTED,
    (V.GRANT_EXTENSION, S.IN_PROGRESS): S.IN_PROGRESS,
    (V.GRANT_EXTENSION, S.RETURNED): S.RETURNED,
    (V.REVOKE_EXTENSION, S.NOT_STARTED): S.NOT_STARTED,
    (V.REVOKE_EXTENSION, S.IN_PROGRESS): S.IN_PROGRESS,
    (V.REVOKE_EXTENSION, S.RETURNED): S.RETURNED,
}
WHO = {
    V.START: {Role.EDITOR, Role.REVIEWER},
    V.SUBMIT: {Role.EDITOR, Role.REVIEWER},
    V.WITHDRAW: {Role.EDITOR},
}


def receive(submission: Submission, *, by: User, **fields: Any) -> HandIn:
    row = submissions.lock_to_submit(submission, by=by)
    gaps = fields.pop("gaps", ())
    return submissions.receive(row, payload=b"{}", sha256="0" * 64, gaps=gaps, by=by, **fields)


DO: dict[SubmissionVerb, Callable[..., object]] = {
    V.START: submissions.start,
    V.SUBMIT: receive,
    V.WITHDRAW: submissions.withdraw_submission,
    V.RETURN: lambda row, by: submissions.return_to_editors(row, by=by, reason=WHY),
    V.ACCEPT: submissions.accept,
    V.REOPEN: lambda row, by: submissions.reopen(row, by=by, reason=WHY),
    V.SKIP: lambda row, by: submissions.skip(row, by=by, reason=WHY),
    V.GRANT_EXTENSION: lambda row, by: submissions.grant_extension(
        row, until=UNTIL, by=by, reason=WHY
    ),
    V.REVOKE_EXTENSION: submissions.revoke_extension,
}


@pytest.fixture
def editor() -> User:
    return factories.user()


def submission(state: str, editor: User, round_state: str = RoundState.OPEN) -> Submission:
    """With an extension, so that there is one to revoke."""
    return factories.submission(
        state=state,
        unit=factories.unit(editors=(editor,)),
        round=factories.round_(state=round_state),
        extended_until=date(2030, 12, 31),
        extension_reason="Fictief",
    )


def test_the_table_has_these_moves_and_no_others() -> None:
    moves = {
        (verb, state): to
        for verb, right in SUBMISSION_RIGHTS.items()
        for state, to in right.moves.items()
    }
    assert moves == LEADS_TO


@pytest.mark.parametrize("verb", V)
def test_each_verb_in_each_state_by_each_role(
    verb: SubmissionVerb, editor: User, reviewer: User
) -> None:
    for state, (role, by) in product(S, [(Role.EDITOR, editor), (Role.REVIEWER, reviewer)]):
        row = submission(state, editor)
        may = role in WHO.get(verb, {Role.REVIEWER})
        fits = may and (verb, state) in LEADS_TO
        assert (verb in offered_for_submission(row, roles_of(by, row.unit))) is fits
        if fits:
            DO[verb](row, by=by)
            entry = row.log.get()
            assert (entry.verb, entry.by) == (verb, by)
            assert (entry.from_state, entry.to_state) == (state, LEADS_TO[verb, state])
        else:
            with pytest.raises(NotNowError if may else PermissionDenied):
                DO[verb](row, by=by)
            assert not row.log.exists()
        row.refresh_from_db()
        assert row.state == (LEADS_TO[verb, state] if fits else state)


@pytest.mark.parametrize("verb", V)
def test_no_verb_before_a_round_opens_or_after_it_is_frozen(
    verb: SubmissionVerb, editor: User, reviewer: User
) -> None:
    state = next(state for name, state in LEADS_TO if name == verb)
    by = editor if WHO.get(verb) == {Role.EDITOR} else reviewer
    for round_state in (RoundState.CONCEPT, RoundState.FROZEN, RoundState.PUBLISHED):
        with pytest.raises(NotNowError, match="ronde"):
            DO[verb](submission(state, editor, round_state), by=by)


def test_what_was_handed_in_cannot_be_withdrawn_during_the_review(editor: User) -> None:
    row = submission(S.SUBMITTED, editor, RoundState.IN_REVIEW)
    with pytest.raises(NotNowError, match="in controle"):
        submissions.withdraw_submission(row, by=editor)


@pytest.mark.parametrize("verb", V)
def test_a_stranger_is_refused_and_that_is_logged(
    verb: SubmissionVerb, editor: User, outsider: User, caplog: pytest.LogCaptureFixture
) -> None:
    row = submission(S.SUBMITTED, editor)
    with pytest.raises(PermissionDenied):
        DO[verb](row, by=outsider)
    assert f"account {outsider.pk} may not do {verb.value} with {row.unit.slug}" in caplog.text


# -------------------------------------------------------------------------- what stays behind


def test_a_hand_in_keeps_who_for_whom_and_the_gaps(editor: User, reviewer: User) -> None:
    row = submission(S.IN_PROGRESS, editor)
    gap = Gap("planning-zonder-datum", "1 mijlpaal zonder datum.", required=False, reason="Later.")
    found = receive(row, by=reviewer, on_behalf_of=editor, gaps=[gap])
    assert (found.submitted_by, found.on_behalf_of) == (reviewer, editor)
    assert found.gaps == [{"key": gap.key, "text": gap.text, "required": False, "reason": "Later."}]
    row.refresh_from_db()
    assert row.gap_reason == "Later."
    assert SubmissionLogEntry.objects.get().on_behalf_of == editor


def test_something_required_may_only_be_missing_with_a_reason(editor: User) -> None:
    unit = factories.unit(editors=(editor,))
    gap = Gap("leeg", "Geen aandachtspunten.", required=True)
    with pytest.raises(NotNowError, match=r"Geen aandachtspunten\."):
        submissions.check_hand_in(unit, [gap], by=editor, on_behalf_of=None)
    with_reason = Gap(gap.key, gap.text, required=True, reason=WHY)
    submissions.check_hand_in(unit, [with_reason], by=editor, on_behalf_of=None)


def test_a_reviewer_hands_in_for_an_editor_of_that_unit_and_an_editor_for_nobody(
    editor: User, reviewer: User
) -> None:
    unit = factories.unit(editors=(editor, colleague := factories.user()))
    submissions.check_hand_in(unit, [], by=reviewer, on_behalf_of=editor)
    for by, on_behalf_of in [(reviewer, None), (reviewer, reviewer), (editor, colleague)]:
        with pytest.raises(NotNowError, match="namens"):
            submissions.check_hand_in(unit, [], by=by, on_behalf_of=on_behalf_of)


def test_a_return_tells_who_when_and_why_until_the_next_hand_in(
    editor: User, reviewer: User
) -> None:
    row = submission(S.SUBMITTED, editor)
    row = submissions.return_to_editors(row, by=reviewer, reason=WHY)
    assert (row.decided_by, row.remark) == (reviewer, WHY)
    receive(row, by=editor)
    row.refresh_from_db()
    assert (row.decided_by, row.decided_at, row.remark) == (None, None, "")
    assert [entry.reason for entry in row.log.all()] == [WHY, ""]


def test_an_extension_is_later_than_the_deadline_and_stays_in_the_log(
    editor: User, reviewer: User
) -> None:
    row = submission(S.IN_PROGRESS, editor)
    row.round.deadline_on = UNTIL
    row.round.save()
    with pytest.raises(NotNowError, match=r"31\sjanuari\s2031"):
        submissions.grant_extension(row, until=UNTIL, by=reviewer, reason=WHY)
    later = date(2031, 2, 14)
    submissions.grant_extension(row, until=later, by=reviewer, reason=WHY)
    row = submissions.revoke_extension(row, by=reviewer, reason="Toch niet")
    assert row.extended_until is None
    assert [(entry.until, entry.reason) for entry in row.log.all()] == [
        (later, WHY),
        (None, "Toch niet"),
    ]
    with pytest.raises(NotNowError, match="geen uitstel"):
        submissions.revoke_extension(row, by=reviewer)


# --------------------------------------------------- a unit without an editor, and four eyes


def test_for_a_unit_without_an_editor_the_ministry_hands_in_and_the_log_says_both(
    reviewer: User,
) -> None:
    row = factories.submission(state=S.IN_PROGRESS)
    submissions.check_hand_in(row.unit, (), by=reviewer, on_behalf_of=None)
    receive(row, by=reviewer)
    entry = SubmissionLogEntry.objects.get(verb=V.SUBMIT)
    said = "Door het ministerie: dit onderdeel heeft geen redacteur."
    assert (entry.by, entry.on_behalf_of, entry.reason) == (reviewer, None, said)


def test_who_has_editors_is_handed_in_for_by_name(reviewer: User) -> None:
    unit = factories.unit(editors=(factories.user(),))
    with pytest.raises(NotNowError, match="namens wie"):
        submissions.check_hand_in(unit, (), by=reviewer, on_behalf_of=None)


@pytest.mark.parametrize(
    ("four_eyes", "own", "is_refused"),
    [
        (True, True, True),
        (True, False, False),
        (False, True, False),
    ],
)
def test_with_four_eyes_nobody_accepts_what_they_handed_in(
    reviewer: User, settings: Any, four_eyes: bool, own: bool, is_refused: bool
) -> None:
    settings.FOUR_EYES = four_eyes
    row = factories.submission(state=S.IN_PROGRESS)
    receive(row, by=reviewer if own else factories.user(is_reviewer=True))
    row.refresh_from_db()
    if is_refused:
        with pytest.raises(NotNowError, match="Een ander moet het accepteren"):
            submissions.accept(row, by=reviewer)
    else:
        assert submissions.accept(row, by=reviewer).state == S.ACCEPTED
