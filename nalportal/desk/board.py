"""The board of a round as data: every unit, where it stands, what is missing and what changed.

``collect_board`` runs the queries, the same number for one unit and for thirteen;
``assemble_board`` is pure.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indicators.models import Measure, Observation, Presentation
from nalportal.dutch import joined
from nalportal.progress.models import (
    Milestone,
    Remark,
    Round,
    RoundVerb,
    Submission,
    SubmissionState,
    SubmissionVerb,
    UnitKind,
)
from nalportal.progress.models.remarks import counted
from nalportal.progress.models.states import SETTLED
from nalportal.progress.national_texts import of_ministry
from nalportal.progress.permissions import Role, offered_for_round, offered_for_submission
from nalportal.progress.reports import UnitReport, assemble_units
from nalportal.report.addresses import Address
from nalportal.report.compare import Counts, count_items
from nalportal.report.editions import (
    RoundEntry,
    frozen_report,
    published,
    report_at_rest,
    scope_of_round,
)
from nalportal.report.model import Report

from .completeness import (
    Completeness,
    CompletenessData,
    assemble_completeness,
    collect_required,
)
from .national import NationalTexts, assemble_national
from .own_unit import deadline_of
from .start_page import Deadline

# As on the bar: what is furthest first.
STATES = (
    SubmissionState.ACCEPTED,
    SubmissionState.SKIPPED,
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.IN_PROGRESS,
    SubmissionState.NOT_STARTED,
    SubmissionState.FROM_SOURCE,
)
GROUPS = (
    (gettext_lazy("NAL-regio's"), (UnitKind.REGION,)),
    (gettext_lazy("Werkgroepen en thema's"), (UnitKind.WORKGROUP, UnitKind.THEME)),
    (gettext_lazy("Landelijk"), (UnitKind.NATIONAL,)),
)


@dataclass(frozen=True)
class BoardRow:
    """One unit. ``counts`` are of its three categories, ``changes`` since the last report.

    ``href`` leads to the unit, of a frozen round to its part of that report. ``remark`` is why it
    was returned or skipped; ``last_activity`` None while nothing was done.
    """

    slug: str
    name: str
    kind: str
    href: str
    state: str
    remark: str
    deadline: Deadline
    extended_until: date | None
    required_in_order: int
    required_total: int
    counts: tuple[int, ...]
    changes: Counts
    last_activity: datetime | None
    offered: tuple[SubmissionVerb, ...]

    @property
    def is_to_review(self) -> bool:
        return SubmissionVerb.ACCEPT in self.offered

    @property
    def can_be_handed_in(self) -> bool:
        return SubmissionVerb.SUBMIT in self.offered


@dataclass(frozen=True)
class MinistryRow:
    """What the ministry itself has to do for the round; ``lacking`` says what is still to come."""

    anchor: str
    name: str
    href: str
    action: str
    lacking: str
    in_order: int
    total: int


@dataclass(frozen=True)
class Board:
    """The whole page. ``groups`` have a title, none when the units are one list; ``bar`` has
    (state, number of units, where its part begins)."""

    groups: tuple[tuple[str, tuple[BoardRow, ...]], ...]
    ministry: tuple[MinistryRow, ...]
    bar: tuple[tuple[str, int, int], ...]
    total: int
    unsettled: int
    is_whole: bool
    offered: tuple[RoundVerb, ...]

    @property
    def shows_ministry(self) -> bool:
        """Whether the rows of the ministry are on it: a list of some units has none."""
        return self.is_whole and any(title for title, _rows in self.groups)


# ---------------------------------------------------------------------------------- collecting


@dataclass(frozen=True)
class BoardData:
    """What the queries gave. ``previous`` is the last published report before this round,
    ``frozen`` that of the round itself: what it says counts then, whatever the register became."""

    round: Round
    today: date
    submissions: tuple[Submission, ...]
    required: CompletenessData
    previous: Report | None
    frozen: Report | None
    changed_at: Mapping[int, datetime]
    logged_at: Mapping[int, datetime]
    measures: tuple[tuple[str, bool], ...]


def collect_board(round_: Round, rounds: Sequence[RoundEntry], today: date) -> BoardData:
    """Query the submissions and the register of every unit (7 queries, 6 once the report was read;
    of a frozen round 2 more for its own report).

    ``rounds`` are all rounds, newest peildatum first.
    """
    rows = round_.submissions.select_related("unit").annotate(
        logged_at=Max("log__at"),
        asked=counted(Remark.objects.waiting_for_unit(), per="unit", outer="unit"),
    )
    submissions = tuple(rows.order_by("unit__order"))
    for row in submissions:
        row.round = round_
    # One query of its own: what has a figure is asked of the figures, not of the report of them.
    before = [r for r in published(rounds) if r.reference_on < round_.reference_on and r.sha256]
    previous = frozen_report(before[0].sha256 or "") if before else None
    return BoardData(
        round=round_,
        today=today,
        submissions=submissions,
        required=collect_required(
            scope_of_round(round_, rounds), today, {row.unit.slug: row.asked for row in submissions}
        ),
        previous=previous,
        frozen=report_at_rest(rounds, round_.slug),
        changed_at=_changed_at(),
        logged_at={row.pk: row.logged_at for row in submissions},
        measures=_measures(round_, previous.figures_until if previous else None),
    )


def _measures(round_: Round, since: date | None) -> tuple[tuple[str, bool], ...]:
    """Every measure with any figure or a table in the report, and whether a figure is new since
    the last one."""
    figures = Observation.objects.observed().filter(
        measure=OuterRef("pk"), on__lte=round_.figures_until
    )
    new = figures.filter(on__gt=since) if since else figures
    shown = Presentation.objects.filter(
        Q(measure=OuterRef("pk")) | Q(per=OuterRef("pk")), indicator__in_report=True
    )
    rows = Measure.objects.filter(Exists(figures) | Exists(shown)).annotate(is_new=Exists(new))
    return tuple(rows.values_list("name", "is_new"))


def _changed_at() -> dict[int, datetime]:
    rows = Milestone.history.order_by().values_list("unit").annotate(Max("history_date"))
    return dict(rows)


# ---------------------------------------------------------------------------------- assembling


def assemble_board(data: BoardData, state: str = "", order: str = "") -> Board:
    """The page; of units in ``state`` only, if given, and in another order than the report's. Pure.

    ``order`` is stand, verplicht or activiteit; then the units are one list.
    """
    units: Mapping[str, UnitReport] = assemble_units(data.required.units, data.required.scope)
    complete = assemble_completeness(data.required)
    if data.frozen:
        units = {unit.slug: unit for unit in data.frozen.units()}
        complete = dict.fromkeys(units, Completeness(()))  # nothing is asked of anybody any more
    before = {unit.slug: unit for unit in data.previous.units()} if data.previous else {}
    rows = [
        _row(row, data, units[row.unit.slug], complete[row.unit.slug], before.get(row.unit.slug))
        for row in data.submissions
        if row.unit.slug in units  # who is out of the round by its dates has no part in it
    ]
    shown = [row for row in rows if state in ("", row.state)]
    return Board(
        groups=tuple(_groups(shown, order)),
        ministry=(
            _texts_row(data.round, assemble_national(of_ministry(data.required.units.texts))),
            _figures_row(data.measures),
        ),
        bar=tuple(_bar(rows)),
        total=len(rows),
        unsettled=sum(row.state not in SETTLED for row in rows),
        is_whole=not state,
        # Freezing is offered by the list before it, which knows all that is in its way.
        offered=tuple(
            verb
            for verb in offered_for_round(data.round, frozenset({Role.REVIEWER}))
            if verb != RoundVerb.FREEZE
        ),
    )


def _texts_row(round_: Round, texts: NationalTexts) -> MinistryRow:
    lacking = ""
    if texts.empty:
        lacking = _("Leeg: %(names)s") % {"names": texts.empty_names}
    elif texts.old:
        lacking = ngettext(
            "%(n)s van %(total)s tekst nog van een eerdere ronde",
            "%(n)s van %(total)s teksten nog van een eerdere ronde",
            texts.total,
        ) % {"n": len(texts.old), "total": texts.total}
    return MinistryRow(
        anchor="landelijke-teksten",
        name=_("Landelijke teksten"),
        href=reverse("round-texts", args=[round_.slug]),
        action=_("Tekst schrijven"),
        lacking=lacking,
        in_order=texts.in_order,
        total=texts.total,
    )


def _figures_row(measures: Sequence[tuple[str, bool]]) -> MinistryRow:
    without = [name for name, is_new in measures if not is_new]
    lacking = _("Zonder nieuw cijfer: %(names)s") % {"names": joined(without)} if without else ""
    return MinistryRow(
        anchor="cijfers",
        name=_("Indicatoren en cijfers"),
        href=reverse("figures"),
        action=_("Cijfers invullen"),
        lacking=lacking if measures else _("Er is nog geen enkel cijfer."),
        in_order=len(measures) - len(without),
        total=len(measures),
    )


def _row(
    row: Submission,
    data: BoardData,
    unit: UnitReport,
    complete: Completeness,
    before: UnitReport | None,
) -> BoardRow:
    slug, kind = row.unit.slug, row.unit.kind
    logged_at, changed_at = data.logged_at[row.pk], data.changed_at.get(row.unit_id)
    if data.frozen:
        changed_at = None
    return BoardRow(
        slug=slug,
        name=row.unit.short_name,
        kind=kind,
        href=(
            Address(data.round.slug).unit(kind, slug)
            if data.frozen
            else reverse("unit", args=[slug])
        ),
        state=row.state,
        remark=row.remark,
        deadline=deadline_of(row, data.today),
        extended_until=row.extended_until,
        required_in_order=complete.required_in_order,
        required_total=complete.required_total,
        counts=tuple(len(block.items) for block in unit.categories),
        changes=count_items(before, unit),
        last_activity=max(filter(None, (logged_at, changed_at)), default=None),
        offered=offered_for_submission(row, frozenset({Role.REVIEWER})),
    )


def _groups(rows: Sequence[BoardRow], order: str) -> Iterable[tuple[str, tuple[BoardRow, ...]]]:
    if order:
        yield "", tuple(sorted(rows, key=_ORDERS[order]))
        return
    for title, kinds in GROUPS:
        found = tuple(row for row in rows if row.kind in kinds)
        if found:
            yield str(title), found


_ORDERS: Mapping[str, Callable[[BoardRow], Any]] = {
    "stand": lambda row: STATES.index(SubmissionState(row.state)),
    "verplicht": lambda row: row.required_in_order / (row.required_total or 1),
    "activiteit": lambda row: str(row.last_activity or ""),
}


def _bar(rows: Iterable[BoardRow]) -> Iterable[tuple[str, int, int]]:
    counted = Counter(row.state for row in rows)
    start = 0
    for state in STATES:
        if counted[state]:
            yield state.value, counted[state], start
            start += counted[state]
