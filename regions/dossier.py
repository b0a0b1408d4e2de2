"""All that is known of one municipality: its steps, documents, past and names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from nalportal.records.search import Kind, alphabetical

from .models import (
    RETRACTED,
    Municipality,
    PolicyConfirmation,
    PolicyDocument,
    PolicyStep,
    RegionMembership,
    Reorganisation,
)
from .recalibration import Review, review_of
from .reports import InstrumentEntry, MergerRow, collect_instruments, status_finder
from .status import UNKNOWN, Status, StepRow, lapsed_in
from .steps_on_date import deciding_steps


@dataclass(frozen=True)
class Entry:
    """A step as it was recorded; ``undone_by`` is the step that corrected it or took it back."""

    step: PolicyStep
    undone_by: PolicyStep | None

    @property
    def who(self) -> str:
        return _who(self.step)

    @property
    def undone_who(self) -> str:
        return _who(self.undone_by) if self.undone_by else ""

    @property
    def is_taken_back(self) -> bool:
        return self.undone_by is not None and self.undone_by.stage == RETRACTED


def _who(step: PolicyStep) -> str:
    """Who recorded it, or the source it was loaded from."""
    return step.recorded_by.display_name if step.recorded_by else step.source


@dataclass(frozen=True)
class Timeline:
    """One instrument: what the municipality has on the day shown, and every step, newest first.

    ``lapsed`` is what a total of an earlier day said of it, while nothing else is known.
    """

    instrument: InstrumentEntry
    status: Status
    review: Review | None
    entries: tuple[Entry, ...]
    lapsed: StepRow | None = None


@dataclass(frozen=True)
class Dossier:
    """``on`` is the day that the statuses are of: never after the last day of the municipality."""

    municipality: Municipality
    on: date
    timelines: tuple[Timeline, ...]
    documents: tuple[PolicyDocument, ...]
    predecessors: tuple[Reorganisation, ...]
    successors: tuple[Reorganisation, ...]
    memberships: tuple[RegionMembership, ...]
    confirmations: tuple[PolicyConfirmation, ...]
    other_names: tuple[str, ...]


def dossier_of(municipality: Municipality, day: date) -> Dossier:
    """The dossier as of ``day`` (7 queries)."""
    ended = municipality.valid_until
    on = min(day, ended - timedelta(days=1)) if ended else day
    instruments = collect_instruments()
    arrows = list(
        Reorganisation.objects.select_related("old", "new").order_by(
            "on", alphabetical(Kind.MUNICIPALITY, "old")
        )
    )
    steps = list(
        municipality.steps.select_related("instrument", "document", "recorded_by").order_by(
            "-on", "-pk"
        )
    )
    confirmations = municipality.confirmations.filter(action__undone_by=None)
    return Dossier(
        municipality=municipality,
        on=on,
        timelines=_timelines(municipality.code, on, instruments, steps, arrows),
        documents=_documents(steps),
        predecessors=tuple(arrow for arrow in arrows if arrow.new_id == municipality.pk),
        successors=tuple(arrow for arrow in arrows if arrow.old_id == municipality.pk),
        memberships=tuple(
            municipality.memberships.select_related("region__unit").order_by(
                F("valid_from").asc(nulls_first=True)  # on every database
            )
        ),
        confirmations=tuple(confirmations.select_related("action__by").order_by("-action")),
        other_names=tuple(municipality.aliases.values_list("name", flat=True)),
    )


def _timelines(
    code: str,
    on: date,
    instruments: tuple[InstrumentEntry, ...],
    steps: list[PolicyStep],
    arrows: list[Reorganisation],
) -> tuple[Timeline, ...]:
    mergers = [_merger(arrow) for arrow in arrows if arrow.on <= on]
    deciding = deciding_steps(on, _with_predecessors(code, mergers))
    status, lapsed = status_finder(deciding, mergers), lapsed_in(deciding)
    entries = _entries(steps)
    found = []
    for kind in instruments:
        now = status(code, kind.slug)
        before = lapsed.get((code, kind.slug)) if now.stage == UNKNOWN else None
        told = tuple(entries[kind.slug])
        found.append(Timeline(kind, now, review_of(now, on), told, before))
    return tuple(found)


def _merger(arrow: Reorganisation) -> MergerRow:
    return MergerRow(
        arrow.old.code,
        arrow.old.name,
        arrow.new.code,
        arrow.new.name,
        arrow.on,
        arrow.new.valid_from,
        arrow.kind,
    )


def _with_predecessors(code: str, mergers: Iterable[MergerRow]) -> set[str]:
    """The municipality and all that it came from, however far back."""
    found, mergers = {code}, tuple(mergers)
    while more := {m.old for m in mergers if m.new in found} - found:
        found |= more
    return found


def _entries(steps: list[PolicyStep]) -> dict[str, list[Entry]]:
    """Per instrument what was recorded. What only takes back a step stands with that step."""
    undone = {step.replaces_id: step for step in steps if step.replaces_id}
    entries: dict[str, list[Entry]] = defaultdict(list)
    for step in steps:
        if step.stage != RETRACTED:
            entries[step.instrument.slug].append(Entry(step, undone.get(step.pk)))
    return entries


def _documents(steps: Iterable[PolicyStep]) -> tuple[PolicyDocument, ...]:
    """Each document once, the newest first; not that of a step that no longer holds."""
    undone = {step.replaces_id for step in steps if step.replaces_id}
    found = [step.document for step in steps if step.document and step.pk not in undone]
    return tuple(dict.fromkeys(found))
