"""Handing in keeps the unit's own report, and nothing of the others."""

import pytest
from django.core.exceptions import PermissionDenied

from nalportal.accounts.models import User
from nalportal.progress.models import HandIn, Milestone, ReportingUnit, Submission
from nalportal.progress.models import SubmissionState as S
from nalportal.progress.rounds import NotNowError
from nalportal.report import hand_in as handing_in
from nalportal.report.hand_in import submit, unit_report
from nalportal.report.payload import dump, load, sha256
from regions.models import Province
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return factories.user()


@pytest.fixture
def submission(editor: User) -> Submission:
    """Of a region with a municipality; beside it another region and a working group."""
    for region in (factories.region(unit=factories.unit(editors=(editor,))), factories.region()):
        factories.municipality(region=region)
        factories.milestone(unit=region.unit)
    factories.workgroup()
    return factories.submission(unit=ReportingUnit.objects.all()[0])


def test_the_payload_is_a_report_with_the_part_of_one_unit(
    submission: Submission, editor: User
) -> None:
    found = submit(submission, by=editor)
    report = load(bytes(found.payload))
    assert [unit.slug for unit in report.units()] == [submission.unit.slug]
    assert {m.region for m in report.territory.municipalities} == {submission.unit.slug}
    assert [row.slug for row in report.territory.table.rows] == [submission.unit.slug]
    assert found.sha256 == sha256(bytes(found.payload))
    submission.refresh_from_db()
    assert submission.state == S.SUBMITTED


def test_of_a_working_group_too(submission: Submission) -> None:
    group = ReportingUnit.objects.get(kind="werkgroep")
    report = unit_report(submission.round, group)
    assert [unit.slug for unit in report.units()] == [group.slug]
    assert report.territory.municipalities == ()


def test_what_others_change_does_not_change_it(submission: Submission) -> None:
    before = dump(unit_report(submission.round, submission.unit))
    factories.milestone(unit=ReportingUnit.objects.all()[1])
    factories.municipality(region=factories.region(), province=Province.LIMBURG)
    assert dump(unit_report(submission.round, submission.unit)) == before


def test_a_save_while_it_is_built_is_in_what_was_handed_in(
    submission: Submission, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = handing_in.unit_report
    built: list[object] = []

    def build_slowly(*args: object) -> object:
        report = build(*args)  # type: ignore[arg-type]
        if not built:
            factories.milestone(unit=submission.unit, title="Net op tijd (fictief)")
        built.append(report)
        return report

    monkeypatch.setattr(handing_in, "unit_report", build_slowly)
    assert "Net op tijd (fictief)" in bytes(submit(submission, by=editor).payload).decode()
    assert HandIn.objects.count() == 1


def test_a_register_that_keeps_moving_is_not_handed_in(
    submission: Submission, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = handing_in.unit_report

    def build_slowly(*args: object) -> object:
        report = build(*args)  # type: ignore[arg-type]
        factories.milestone(unit=submission.unit)
        return report

    monkeypatch.setattr(handing_in, "unit_report", build_slowly)
    with pytest.raises(NotNowError, match="Probeer het opnieuw"):
        submit(submission, by=editor)
    assert not HandIn.objects.exists()


def test_killed_at_the_last_step_nothing_is_handed_in(
    submission: Submission, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nalportal.progress.submissions._done", killed)
    with pytest.raises(KeyboardInterrupt):
        submit(submission, by=editor)
    submission.refresh_from_db()
    assert (submission.state, HandIn.objects.count()) == (S.IN_PROGRESS, 0)


def test_a_stranger_hands_in_nothing(submission: Submission, outsider: User) -> None:
    with pytest.raises((PermissionDenied, NotNowError)):
        submit(submission, by=outsider)


def test_the_payload_has_no_internal_note_and_no_user(submission: Submission, editor: User) -> None:
    item = Milestone.objects.filter(unit=submission.unit).get()
    item.internal_note = "Geheim (fictief)"
    item.save()
    payload = bytes(submit(submission, by=editor).payload).decode()
    assert "Geheim" not in payload
    assert editor.last_name not in payload
