"""What a reviewer sees of one unit: what changed since an earlier moment, and what was missing.

``collect_review`` runs the queries; ``assemble_review`` is pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from nalportal.dutch import moment, number
from nalportal.figures import PM
from nalportal.progress.history import Slip, slips_of
from nalportal.progress.models import HandIn, Submission, SubmissionState
from nalportal.progress.models.remarks import GOING_ON
from nalportal.progress.models.states import WITH_REVIEWER
from nalportal.progress.remarks import Threads, threads
from nalportal.progress.reports import (
    Scope,
    UnitReport,
    UnitsData,
    assemble_units,
    collect_units,
)
from nalportal.report.compare import (
    UnitComparison,
    compare,
    compare_unit,
)
from nalportal.report.compare.model import PolicyChange
from nalportal.report.editions import RoundEntry, frozen_report, published, scope_of_round
from nalportal.report.hand_in import only_unit
from nalportal.report.model import Report
from nalportal.report.payload import load

from .completeness import Completeness, CompletenessData, assemble_completeness

SINCE_REPORT = "rapport"


@dataclass(frozen=True)
class Moment:
    """What the unit can be compared with: the last published report, or one of its hand-ins.

    ``key`` chooses it in the address.
    """

    key: str
    name: str


@dataclass(frozen=True)
class Review:
    """The page. ``moments`` are what can be compared with, ``since`` the one that is.

    ``policy`` are the cells of table 3 of a region as it handed them in, those that stayed too;
    ``by_ministry`` the references of items that changed since the last hand-in, which lies with
    the ministry; ``slips`` tell by reference how often a planned date moved; ``required`` how the
    required checks of the unit stand now.
    """

    submission: Submission
    unit: UnitComparison
    moments: tuple[Moment, ...]
    since: Moment | None
    policy: tuple[PolicyChange, ...]
    last: HandIn | None
    remarks: Threads
    by_ministry: frozenset[str]
    slips: Mapping[str, Slip]
    required: Completeness

    @property
    def noted(self) -> str:
        """What a reviewer keeps to say in general with the decision on this hand-in."""
        is_waiting = self.submission.state == SubmissionState.SUBMITTED
        return self.submission.remark if is_waiting else ""


@dataclass(frozen=True)
class ReviewData:
    """What the queries gave; ``hand_ins`` oldest first, with their payloads; ``slips`` by the id of
    the milestone."""

    submission: Submission
    hand_ins: tuple[HandIn, ...]
    remarks: Threads
    published: Report | None
    units: UnitsData
    slips: Mapping[int, Slip]
    scope: Scope
    today: date


def collect_review(
    submission: Submission, rounds: tuple[RoundEntry, ...], today: date
) -> ReviewData:
    """Query hand-ins, remarks, the last published report and the register of the unit (7 queries,
    6 once that report was read). ``rounds`` are all rounds, newest peildatum first."""
    earlier = [r for r in published(rounds) if r.reference_on < submission.round.reference_on]
    rows = submission.hand_ins.order_by("pk").select_related("submitted_by", "on_behalf_of")
    scope = scope_of_round(submission.round, rounds)
    units = collect_units(scope, only=submission.unit.slug)
    return ReviewData(
        submission=submission,
        hand_ins=tuple(rows),
        remarks=threads(unit=submission.unit, state__in=GOING_ON),
        published=frozen_report(earlier[0].sha256 or "") if earlier else None,
        units=units,
        slips=slips_of(m.pk for m in units.milestones.get(submission.unit_id, ())),
        scope=scope,
        today=today,
    )


def assemble_review(data: ReviewData, asked: str) -> Review:
    """The page; ``asked`` is the key of a moment, or else :func:`_first_choice`. Pure."""
    submission, slug = data.submission, data.submission.unit.slug
    now = assemble_units(data.units, data.scope)[slug]
    last = data.hand_ins[-1] if data.hand_ins else None
    handed_in = load(bytes(last.payload)) if last else None
    moments = _moments(data)
    since = next((m for m in moments if m.key == asked), _first_choice(data, moments))
    before = _report_at(data, since)
    unit, policy = _compared(before, handed_in, now)
    # While it lies with the ministry nobody else can change the register.
    with_ministry = submission.state in WITH_REVIEWER
    checks = CompletenessData(data.scope, data.today, data.units, None)
    return Review(
        submission=submission,
        unit=unit,
        moments=moments,
        since=since,
        policy=policy,
        last=last,
        remarks=data.remarks,
        by_ministry=_changed_since(handed_in, now) if with_ministry else frozenset(),
        slips={
            milestone.reference: data.slips[milestone.pk]
            for milestone in data.units.milestones.get(submission.unit_id, ())
            if milestone.pk in data.slips
        },
        required=assemble_completeness(checks)[slug],
    )


def _moments(data: ReviewData) -> tuple[Moment, ...]:
    found = [Moment(SINCE_REPORT, data.published.title)] if data.published else []
    found += [
        Moment(str(row.pk), _("inlevering van {at}").format(at=moment(row.submitted_at)))
        for row in reversed(data.hand_ins)
    ]
    return tuple(found)


def _first_choice(data: ReviewData, moments: tuple[Moment, ...]) -> Moment | None:
    """The hand-in before the last, which was reviewed then; or else the last published report."""
    if len(data.hand_ins) > 1:
        before = str(data.hand_ins[-2].pk)
        return next(moment for moment in moments if moment.key == before)
    return moments[0] if moments else None


def _report_at(data: ReviewData, since: Moment | None) -> Report | None:
    """The unit's own part of what it is compared with."""
    if since is None:
        return None
    if since.key == SINCE_REPORT:
        return only_unit(data.published, data.submission.unit.slug) if data.published else None
    row = next(row for row in data.hand_ins if str(row.pk) == since.key)
    return load(bytes(row.payload))


def _compared(
    before: Report | None, handed_in: Report | None, now: UnitReport
) -> tuple[UnitComparison, tuple[PolicyChange, ...]]:
    """The unit as its register stands now; its policy and other facts as it handed them in."""
    if before is None or handed_in is None:
        return compare_unit(_unit_of(before, now.slug), now), ()
    found = compare(before, _with_unit(handed_in, now))
    return found.unit(now.slug), tuple(c for c in found.policy if c.region == now.slug)


def _unit_of(report: Report | None, slug: str) -> UnitReport | None:
    units = report.units() if report else ()
    return next((unit for unit in units if unit.slug == slug), None)


def _with_unit(report: Report, unit: UnitReport) -> Report:
    """``report`` with the part of one unit replaced by ``unit``."""
    regions = tuple(
        replace(r, unit=unit) if r.unit.slug == unit.slug else r for r in report.territory.regions
    )
    return replace(
        report,
        national=unit if report.national else None,
        territory=replace(report.territory, regions=regions),
        workgroups=tuple(
            replace(g, unit=unit) if g.unit.slug == unit.slug else g for g in report.workgroups
        ),
    )


def _changed_since(handed_in: Report | None, now: UnitReport) -> frozenset[str]:
    """The references of the items that are not as they were handed in."""
    if handed_in is None:
        return frozenset()
    changed = compare_unit(_unit_of(handed_in, now.slug), now)
    return frozenset(item.entry.reference for item in changed.items if item.is_news)


def policy_question(change: PolicyChange) -> str:
    """What to ask about a cell of table 3: a figure that is still pm."""
    before, after = change.count.before, change.count.after
    if before and after and before.missing == after.missing == PM:
        return _("Weer pm. Vraag om een aantal of een datum.")
    return ""


def counted_words(change: PolicyChange) -> str:
    """What is known per municipality beside a total that the region gave; empty without either."""
    cell, members = change.after, change.members.after
    if cell is None or members is None or cell.basis != "opgave" or not cell.known:
        return ""
    words = _("Totaal van de regio. Per gemeente geteld: {counted}, van {known} van {of} bekend.")
    told = words.format(counted=number(cell.counted), known=number(cell.known), of=members)
    return f"{told} {_('Dat kan niet allebei kloppen.')}" if cell.differs else told
