"""What one action did, told in a few lines however many municipalities it was about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, moment
from nalportal.records.versions import Moved

from .models import (
    RETRACTED,
    ActionKind,
    Municipality,
    PolicyAction,
    PolicyDocument,
    PolicyStep,
)
from .reports import sort_key
from .status import hidden_behind


@dataclass(frozen=True)
class Said:
    """What a step says: ``stage`` is a stage, or empty for a step that only takes another back."""

    instrument: str
    stage: str
    dated: PartialDate
    no_later_than: bool
    expected: PartialDate | None
    document: PolicyDocument | None
    note: str

    @classmethod
    def by(cls, step: PolicyStep) -> "Said":
        return cls(
            instrument=step.instrument.name,
            stage=step.stage,
            dated=step.dated,
            no_later_than=step.no_later_than,
            expected=step.expected,
            document=step.document,
            note=step.note,
        )


@dataclass(frozen=True)
class ActionLine:
    """One step for all these municipalities; ``before`` is what it replaced, if anything."""

    now: Said | None
    before: Said | None
    municipalities: tuple[Municipality, ...]

    @property
    def instrument(self) -> str:
        said = self.now or self.before
        return said.instrument if said else ""


@dataclass(frozen=True)
class Summary:
    """The lines of the steps, the municipalities that were confirmed, and how many in all."""

    lines: tuple[ActionLine, ...]
    confirmed: tuple[Municipality, ...]

    @property
    def municipalities(self) -> frozenset[Municipality]:
        return frozenset(self.confirmed).union(*(line.municipalities for line in self.lines))


def summary_of(action: PolicyAction) -> Summary:
    """What ``action`` did (2 queries)."""
    steps = action.steps.select_related(
        "municipality",
        "instrument",
        "document",
        "replaces__instrument",
        "replaces__document",
    ).order_by("instrument__order", "pk")
    grouped: dict[tuple[Said | None, Said | None], list[Municipality]] = {}
    for step in steps:
        now = None if step.stage == RETRACTED else Said.by(step)
        before = _before(step)
        grouped.setdefault((now, before), []).append(step.municipality)
    confirmations = action.confirmations.select_related("municipality")
    return Summary(
        tuple(ActionLine(now, before, _sorted(rows)) for (now, before), rows in grouped.items()),
        _sorted([row.municipality for row in confirmations]),
    )


def _before(step: PolicyStep) -> Said | None:
    replaced = step.replaces
    return Said.by(replaced) if replaced and replaced.stage != RETRACTED else None


def _sorted(rows: list[Municipality]) -> tuple[Municipality, ...]:
    return tuple(sorted(rows, key=lambda row: sort_key(row.name, row.code)))


def hidden_in(action: int, day: date) -> list[Municipality]:
    """Those of which the action with that number recorded something that their status on ``day``
    does not show, because something later stands (2 queries, 1 where it recorded nothing)."""
    recorded = PolicyStep.objects.filter(action=action, action__kind=ActionKind.RECORDING)
    steps = list(recorded.exclude(stage=RETRACTED).select_related("municipality"))
    if not steps:
        return []
    places, kinds = {step.municipality_id for step in steps}, {step.instrument_id for step in steps}
    beside = defaultdict(list)
    about = PolicyStep.objects.standing().filter(municipality__in=places, instrument__in=kinds)
    for step in about.exclude(action=action):
        beside[step.municipality_id, step.instrument_id].append(step)
    hidden = {
        step.municipality
        for step in steps
        if hidden_behind(step, beside[step.municipality_id, step.instrument_id], day)
    }
    return sorted(hidden, key=lambda row: sort_key(row.name, row.code))


# ------------------------------------------------------------------------------- meanwhile


class MovedSteps(Moved):
    """Of these municipalities somebody else recorded something since the page was opened."""

    def __init__(self, text: str, municipalities: Sequence[Municipality]) -> None:
        super().__init__(text)
        self.municipalities = municipalities


def refuse_if_moved(seen: int | None, steps: QuerySet[PolicyStep], *, by: User) -> None:
    """Raise ``MovedSteps`` when some of these are newer than what somebody saw (1 query).

    What this person undid, or what the page that is sent again had recorded, is no news.
    """
    if seen is None:
        return
    news = steps.filter(pk__gt=seen).exclude(action__undone_by__by=by)
    news = news.exclude(action__kind=ActionKind.UNDOING, recorded_by=by)
    found = list(news.select_related("municipality", "instrument", "recorded_by").order_by("-pk"))
    if found:
        text = _("%(changed)s (%(step)s) Kijk na of dit nog klopt, en verstuur het dan nog eens.")
        said = text % {"changed": changed_meanwhile(found[0]), "step": found[0]}
        raise MovedSteps(said, list({step.municipality for step in found}))


def names_of(municipalities: Sequence[Municipality]) -> str:
    """The first five, and how many more."""
    names = ", ".join(row.display_name for row in municipalities[:5])
    if len(municipalities) > 5:
        names += _(" en nog %(count)d") % {"count": len(municipalities) - 5}
    return names


def changed_meanwhile(step: PolicyStep | None) -> str:
    """Who recorded this after a page was opened, and when."""
    who = step.recorded_by.display_name if step and step.recorded_by else _("het portaal")
    when = moment(step.recorded_at) if step else ""
    return _("Intussen gewijzigd door %(who)s, %(at)s.") % {"who": who, "at": when}
