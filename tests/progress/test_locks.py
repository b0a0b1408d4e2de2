"""From hand-in until the round is frozen an editor saves nothing, whatever the page had checked."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.pages.uploads import Upload
from nalportal.progress import milestone_upload, texts, verbs
from nalportal.progress.locks import take_turn
from nalportal.progress.models import (
    Category,
    Milestone,
    ReportingUnit,
    RoundState,
    Submission,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.texts import Texts
from nalportal.progress.verbs import Content
from nalportal.records.versions import SeenVersion
from nalportal.refusals import Overtaken
from regions import verbs as policy
from regions.models import Stage
from tests import factories
from workgroups import verbs as parties

pytestmark = pytest.mark.django_db

DAY = PartialDate(date(2031, 5, 1), Precision.DAY)
Save = Callable[[User], object]


def unit_of(editor: User) -> ReportingUnit:
    unit: ReportingUnit = editor.units.get()
    return unit


def planned(editor: User) -> Milestone:
    unit = unit_of(editor)
    return factories.milestone(unit=unit, planned_on=DAY.on, planned_precision=DAY.precision)


def withdrawn(editor: User) -> Milestone:
    return factories.milestone(
        unit=unit_of(editor), withdrawn_on=date(2030, 1, 1), withdrawal_reason="Fictief"
    )


def attention(editor: User) -> Milestone:
    return factories.milestone(unit=unit_of(editor), category=Category.ATTENTION)


def write_texts(editor: User) -> None:
    round_ = Submission.objects.get().round
    texts.write(unit_of(editor), round_, Texts("Fictief"), seen=SeenVersion(0), by=editor)


def add_party(editor: User) -> None:
    group = factories.workgroup(unit=unit_of(editor))
    parties.add(group, factories.party(), by=editor)


def add_new_party(editor: User) -> None:
    group = factories.workgroup(unit=unit_of(editor))
    parties.add_new(group, "Fictieve partij", "", by=editor)


def move_party(editor: User) -> None:
    group = factories.workgroup(unit=unit_of(editor))
    parties.move(factories.participation(workgroup=group), up=True, by=editor)


def record_policy(editor: User) -> None:
    region = factories.region(unit=unit_of(editor))
    fact = policy.Fact(factories.instrument(), Stage.ADOPTED, PartialDate(date(2020, 1, 1), "day"))
    policy.record([factories.municipality(region=region)], [fact], by=editor)


def confirm_policy(editor: User) -> None:
    place = factories.municipality(region=factories.region(unit=unit_of(editor)))
    factories.policy_step(municipality=place)
    policy.confirm_unchanged([place], by=editor)


def correct_policy(editor: User) -> None:
    place = factories.municipality(region=factories.region(unit=unit_of(editor)))
    policy.retract(factories.policy_step(municipality=place), by=editor, reason="Fictief")


def restore_a_version(editor: User) -> None:
    row = planned(editor)
    first, row.title = row.version, "Anders (fictief)"
    row.save()
    verbs.restore_version(row, first, by=editor)


SAVES: dict[str, Save] = {
    "add": lambda by: verbs.add(unit_of(by), Category.PLANNED, Content("Fictief"), by=by),
    "edit": lambda by: verbs.edit(
        row := planned(by), Content("Anders (fictief)"), seen=SeenVersion(row.version), by=by
    ),
    "restore a version": restore_a_version,
    "realise": lambda by: verbs.realise(planned(by), on=PartialDate(date(2020, 1, 1)), by=by),
    "shift": lambda by: verbs.shift(planned(by), to=DAY, by=by),
    "raise": lambda by: verbs.raise_attention(planned(by), by=by),
    "plan": lambda by: verbs.plan(attention(by), planned=None, by=by),
    "resolve": lambda by: verbs.resolve(attention(by), on=date(2020, 1, 1), how="Fictief", by=by),
    "withdraw": lambda by: verbs.withdraw(planned(by), why="Fictief", by=by),
    "restore": lambda by: verbs.restore(withdrawn(by), by=by),
    "move": lambda by: verbs.move([planned(by), planned(by)][1], up=True, by=by),
    "add a theme": lambda by: verbs.add_theme([planned(by)], factories.theme(), by=by),
    "shift several": lambda by: verbs.shift_by([planned(by)], 3, by=by),
    "confirm": lambda by: verbs.confirm_unchanged([planned(by)], by=by),
    "texts": write_texts,
    "add a party": add_party,
    "a new party": add_new_party,
    "move a party": move_party,
    "record policy": record_policy,
    "confirm policy": confirm_policy,
    "correct policy": correct_policy,
}


@pytest.fixture
def editor() -> User:
    user = factories.user()
    factories.unit(editors=(user,))
    return user


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_save_is_refused_after_the_hand_in_and_starts_the_unit_before(
    save: Save, editor: User
) -> None:
    row = factories.submission(unit=unit_of(editor), state=SubmissionState.NOT_STARTED)
    with transaction.atomic():
        save(editor)
        assert [entry.verb for entry in row.log.all()] == [SubmissionVerb.START]
        transaction.set_rollback(True)
    row.state = SubmissionState.SUBMITTED
    row.save()
    with pytest.raises(PermissionDenied, match="ministerie"), transaction.atomic():
        save(editor)


@pytest.mark.parametrize(
    ("state", "round_state"),
    [
        (SubmissionState.RETURNED, RoundState.OPEN),
        (SubmissionState.SKIPPED, RoundState.IN_REVIEW),
        (SubmissionState.ACCEPTED, RoundState.FROZEN),
    ],
)
def test_what_came_back_or_was_frozen_is_open_again(
    state: str, round_state: str, editor: User
) -> None:
    round_ = factories.round_(state=round_state)
    factories.submission(unit=unit_of(editor), round=round_, state=state)
    verbs.add(unit_of(editor), Category.PLANNED, Content("Fictief"), by=editor)


def test_the_reviewer_can_always_change_and_that_does_not_start_the_unit(reviewer: User) -> None:
    unit = factories.unit()
    row = factories.submission(unit=unit, state=SubmissionState.ACCEPTED)
    verbs.add(unit, Category.PLANNED, Content("Fictief"), by=reviewer)
    row.state = SubmissionState.NOT_STARTED
    row.save()
    verbs.add(unit, Category.PLANNED, Content("Ook fictief"), by=reviewer)
    assert not row.log.exists()


def test_a_save_holds_the_submission_until_it_is_in(editor: User) -> None:
    factories.submission(unit=unit_of(editor))
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        take_turn([unit_of(editor)], by=editor)
    locks = [query["sql"] for query in captured if "FOR NO KEY UPDATE" in query["sql"]]
    # SQLite has one writer at a time: its transactions begin with the lock.
    assert len(locks) == (1 if connection.vendor == "postgresql" else 0)


def test_a_file_for_a_unit_that_was_closed_since_the_preview_is_not_imported(editor: User) -> None:
    unit = unit_of(editor)
    header = "onderdeel,categorie,titel\n"
    upload = Upload("fictief.csv", f"{header}{unit.slug},planning,Fictief\n".encode())
    seen = milestone_upload.preview(upload, by=editor)
    factories.submission(unit=unit, state=SubmissionState.SUBMITTED)
    with pytest.raises(Overtaken):
        milestone_upload.import_upload(upload, seen.fingerprint, by=editor)
    assert not Milestone.objects.exists()


def test_pages_say_why_a_register_is_closed_and_since_when(editor: User, client: Client) -> None:
    row = factories.submission(unit=unit_of(editor), state=SubmissionState.SUBMITTED)
    factories.submission_log_entry(submission=row, verb=SubmissionVerb.SUBMIT)
    item = planned(editor)
    group = factories.workgroup(unit=row.unit)
    client.force_login(editor)
    for page in ["/mijlpalen/", f"/mijlpalen/{item.reference}/", f"/teksten/{group.unit.slug}/"]:
        answer = client.get(page).content.decode()
        assert "het ministerie beoordeelt dat nu" in answer, page
        assert "heeft ingeleverd op" in answer
        assert "Meerdere toevoegen" not in answer
    refused = client.get(f"/mijlpalen/{item.reference}/wijzigen/")
    assert refused.status_code == 403
    assert "heeft ingeleverd op" in refused.content.decode()
