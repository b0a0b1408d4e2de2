"""What can happen to a milestone. Each verb is one transaction and one event in its history.

A milestone keeps its reference and its history whatever happens to it. Every verb takes the row
as it is stored, under a lock; where it doesn't fit (any more), it raises :class:`NotPossible`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Planned, Precision, joined, months_later, planned_columns
from nalportal.records.history import save_signed, sign
from nalportal.records.versions import (
    NOTHING_NEW,
    UNDONE,
    Clash,
    SeenVersion,
    choices_between,
    stay_stored,
    who_did,
)
from nalportal.refusals import NotPossible

from .history import LABELS, Link, State, history_of, in_words, state_at, state_of
from .locks import take_turn, wait_for_turn
from .models import CONFIRMED_UNCHANGED, MOVED, Category, Milestone, ReportingUnit, Theme
from .models.milestones import PLANNED_COLUMNS


class Verb(models.TextChoices):
    """What a person can do with a milestone; the values are web addresses."""

    REALISE = "gerealiseerd", gettext_lazy("Gerealiseerd melden")
    SHIFT = "verschuiven", gettext_lazy("Verschuiven")
    RESOLVE = "oplossen", gettext_lazy("Opgelost melden")
    RAISE = "aandachtspunt", gettext_lazy("Wordt aandachtspunt")
    PLAN = "planning", gettext_lazy("Terug naar planning")
    WITHDRAW = "intrekken", gettext_lazy("Intrekken")
    RESTORE = "herstellen", gettext_lazy("Herstellen")


# What the page says once it is done.
DONE = {
    Verb.REALISE: gettext_lazy("Gemeld als gerealiseerd."),
    Verb.SHIFT: gettext_lazy("Datum verschoven."),
    Verb.RESOLVE: gettext_lazy("Gemeld als opgelost."),
    Verb.RAISE: gettext_lazy("Is nu een aandachtspunt."),
    Verb.PLAN: gettext_lazy("Staat weer in de planning."),
    Verb.WITHDRAW: gettext_lazy("Mijlpaal ingetrokken."),
    Verb.RESTORE: gettext_lazy("Mijlpaal hersteld."),
}


# What only says on which day something happened: after the peildatum it changes no open round, and
# neither does something new that was realised then, once the unit handed in (decision 52).
DATED_VERBS = (Verb.REALISE, Verb.RESOLVE)


@dataclass(frozen=True)
class Content:
    """What a person writes of a milestone; ``links`` are (title, url)."""

    title: str
    explanation: str = ""
    planned: Planned | None = None
    realised_on: PartialDate | None = None
    trekker: str = ""
    internal_note: str = ""
    themes: tuple[Theme, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """The fields in the form of a :class:`State`."""
        own = {name: getattr(self, name) for name in WRITTEN}
        names = tuple(sorted(theme.name for theme in self.themes))
        return {**own, "themes": names, "links": tuple(self.links)}

    @classmethod
    def of(cls, milestone: Milestone) -> "Content":
        """The milestone and its links as they are stored now (2 queries)."""
        return cls(
            title=milestone.title,
            explanation=milestone.explanation,
            planned=milestone.planned,
            realised_on=milestone.realised,
            trekker=milestone.trekker,
            internal_note=milestone.internal_note,
            themes=tuple(milestone.themes.all()),
            links=tuple((link.title, link.url) for link in milestone.links.all()),
        )


WRITTEN = tuple(field.name for field in fields(Content))


def possible_verbs(milestone: Milestone) -> tuple[Verb, ...]:
    """What can be done with it now, the likeliest first."""
    if milestone.withdrawn_on:
        return (Verb.RESTORE,)
    match milestone.category, bool(milestone.resolved_on):
        case Category.PLANNED, _:
            return (Verb.REALISE, Verb.SHIFT, Verb.RAISE, Verb.WITHDRAW)
        case Category.ATTENTION, False:
            return (Verb.RESOLVE, Verb.REALISE, Verb.PLAN, Verb.WITHDRAW)
        case _:
            return (Verb.RAISE, Verb.PLAN, Verb.WITHDRAW)


# -------------------------------------------------------------------------- adding and editing


@transaction.atomic
def add(
    unit: ReportingUnit, category: str, content: Content, *, by: User, reason: str = ""
) -> Milestone:
    """A new milestone, with the next reference of ``unit`` and the last place of its category."""
    done = content.realised_on
    late = done.last_day if done and category == Category.REALISED else None
    take_turn([unit], by=by, earliest=late)
    # References are counted per unit, so two people adding at once have to take turns.
    ReportingUnit.objects.select_for_update().get(pk=unit.pk)
    row = Milestone(unit=unit, category=category)
    return _written(row, content, by=by, reason=reason, on=late)


@transaction.atomic
def edit(
    milestone: Milestone,
    content: Content,
    *,
    seen: SeenVersion,
    by: User,
    reason: str = "",
) -> Milestone:
    """Write ``content``; a field that was left alone since ``seen`` stays as it is stored.

    Raises ``Conflict`` when somebody else changed the same field meanwhile and its answers don't
    say which stays.
    """
    row = locked(milestone, by=by)
    stored = Content.of(row)
    stay = stay_stored(_base_of(row, seen.number), stored.values, content.values, seen.answers)
    chosen = replace(content, **{name: getattr(stored, name) for name in stay})
    return _changed(row, stored, chosen, by=by, reason=reason)


def clash_of(milestone: Milestone, typed: Content, version: int) -> Clash:
    """What to choose when ``typed`` on a page of ``version`` meets what was stored since."""
    base, stored = _base_of(milestone, version), Content.of(milestone).values
    choices = choices_between(base, stored, typed.values, LABELS, in_words)
    return Clash(choices, history_of(milestone)[0])


def _base_of(milestone: Milestone, version: int) -> Mapping[str, Any] | None:
    """What a page of that version was filled with, where there is such a version."""
    state = state_of(milestone) if version == milestone.version else state_at(milestone, version)
    return None if state is None else {name: getattr(state, name) for name in WRITTEN}


@transaction.atomic
def restore_version(
    milestone: Milestone, version: int, *, by: User, reason: str = "", position: int = 0
) -> Milestone:
    """Make it as it was in an earlier version, category, themes and links included.

    In another category it gets that ``position``, or the last.
    """
    row = locked(milestone, by=by)
    state = version_of(row, version)
    if state == state_of(row):
        return row
    if row.category != state.category:
        row.category, row.position = state.category, position
    row.resolved_on, row.resolution = state.resolved_on, state.resolution
    row.withdrawn_on, row.withdrawal_reason = state.withdrawn_on, state.withdrawal_reason
    written = {name: getattr(state, name) for name in WRITTEN}
    written["themes"] = tuple(Theme.objects.filter(name__in=state.themes))
    return _written(row, Content(**written), by=by, reason=reason)


def version_of(milestone: Milestone, version: int) -> State:
    """How it was; raises :class:`NotPossible` for a version that it never had."""
    state = state_at(milestone, version)
    if state is None:
        raise NotPossible(_("Deze versie bestaat niet."))
    return state


# ----------------------------------------------------------------------------------- the verbs


@transaction.atomic
def realise(milestone: Milestone, *, on: PartialDate, by: User, reason: str = "") -> Milestone:
    """It is done, since ``on``."""
    row = locked(milestone, Verb.REALISE, by=by, on=on.last_day)
    _to_category(row, Category.REALISED)
    _set_realised(row, on)
    return _saved(row, by=by, reason=reason, on=on.last_day)


@transaction.atomic
def raise_attention(milestone: Milestone, *, by: User, reason: str = "") -> Milestone:
    """It needs attention; also for what was realised or resolved and turned out not to be."""
    row = locked(milestone, Verb.RAISE, by=by)
    _to_category(row, Category.ATTENTION)
    return _saved(row, by=by, reason=reason)


@transaction.atomic
def plan(milestone: Milestone, *, planned: Planned | None, by: User, reason: str = "") -> Milestone:
    """Back to planning, for ``planned`` if that is known."""
    row = locked(milestone, Verb.PLAN, by=by)
    _to_category(row, Category.PLANNED)
    _set_planned(row, planned)
    return _saved(row, by=by, reason=reason)


@transaction.atomic
def shift(milestone: Milestone, *, to: Planned, by: User, reason: str = "") -> Milestone:
    """Another planned date; the first one is found in the history."""
    row = locked(milestone, Verb.SHIFT, by=by)
    _set_planned(row, to)
    return _saved(row, by=by, reason=reason)


@transaction.atomic
def resolve(milestone: Milestone, *, on: date, how: str, by: User, reason: str = "") -> Milestone:
    """The attention point is out of the way."""
    row = locked(milestone, Verb.RESOLVE, by=by, on=on)
    row.resolved_on, row.resolution = on, how
    return _saved(row, by=by, reason=reason, on=on)


@transaction.atomic
def withdraw(milestone: Milestone, *, why: str, by: User, on: date | None = None) -> Milestone:
    """Take it out of the register, since ``on`` or today; the report tells once that it went."""
    row = locked(milestone, Verb.WITHDRAW, by=by)
    row.withdrawn_on, row.withdrawal_reason = on or timezone.localdate(), why
    return _saved(row, by=by, reason=why)


@transaction.atomic
def restore(milestone: Milestone, *, by: User, reason: str = "") -> Milestone:
    """Undo a withdrawal."""
    row = locked(milestone, Verb.RESTORE, by=by)
    row.withdrawn_on, row.withdrawal_reason = None, ""
    return _saved(row, by=by, reason=reason)


@transaction.atomic
def move(milestone: Milestone, *, by: User, up: bool = False, to: int = 0) -> Milestone:
    """To the place ``to`` (the first is 1) among those of its unit and category, or else one place
    up or down; at the end it stays."""
    row = locked(milestone, by=by)
    siblings = list(in_order(row.unit, row.category))
    at = next((i for i, sibling in enumerate(siblings) if sibling.pk == row.pk), None)
    if at is None:
        raise NotPossible(_("Een ingetrokken mijlpaal heeft geen plaats in de volgorde."))
    there = place_of(at, len(siblings), up=up, to=to)
    if there != at:
        places = distinct_places([sibling.position for sibling in siblings])
        siblings.insert(there, siblings.pop(at))
        take_turn([row.unit_id], by=by)
        for sibling, place in zip(siblings, places, strict=True):
            if sibling.position != place:
                sibling.position = place
                save_signed(sibling, by=by, reason=MOVED)
    return row


def in_order(unit: ReportingUnit, category: str) -> models.QuerySet[Milestone]:
    """The milestones that have a place in the unit's own order: all but the withdrawn."""
    rows: models.QuerySet[Milestone] = Milestone.objects.filter(
        unit=unit, category=category, withdrawn_on=None
    ).order_by("position", "reference")
    return rows


# ------------------------------------------------------------------------ several at a time


@dataclass(frozen=True)
class Outcome:
    """Of several milestones, those that something was done to, and the others with the reason."""

    done: tuple[Milestone, ...]
    refused: tuple[tuple[Milestone, str], ...]

    @property
    def left_out(self) -> str:
        """Which were left out, and why; empty when all was done."""
        by_reason: dict[str, list[str]] = {}
        for row, reason in self.refused:
            by_reason.setdefault(reason.rstrip("."), []).append(row.reference)
        told = [f"{joined(names)} ({reason})" for reason, names in by_reason.items()]
        return _("Overgeslagen: %(what)s.") % {"what": "; ".join(told)} if told else ""


@transaction.atomic
def each(
    milestones: Iterable[Milestone],
    act: Callable[[Milestone], object],
    *,
    by: User,
    seen: int | None = None,
) -> Outcome:
    """Do ``act`` to each that it fits and that nobody changed since the version ``seen``.

    Raises :class:`NotPossible` where nothing at all was done.
    """
    rows = _all_locked(milestones, by=by)
    done, refused, moved = [], [], _changed_since(rows, seen)
    for row in rows:
        try:
            if row.pk in moved:
                raise NotPossible(_("intussen gewijzigd door %s") % moved[row.pk])
            act(row)
            done.append(row)
        except NotPossible as refusal:
            refused.append((row, str(refusal)))
    outcome = Outcome(tuple(done), tuple(refused))
    if refused and not done:
        raise NotPossible(outcome.left_out)
    return outcome


def _changed_since(rows: Sequence[Milestone], seen: int | None) -> dict[int, str]:
    """Who changed which of these after that version (1 query, none without a version)."""
    if seen is None:
        return {}
    news = Milestone.history.filter(id__in=[row.pk for row in rows], history_id__gt=seen)
    news = news.exclude(history_change_reason__in=NOTHING_NEW).select_related("history_user")
    return {row.id: who_did(row) for row in news.order_by("history_id")}


def add_theme(
    milestones: Iterable[Milestone],
    theme: Theme,
    *,
    by: User,
    reason: str = "",
    seen: int | None = None,
) -> Outcome:
    """Give each of them ``theme``; those that have it already are left alone."""

    def act(row: Milestone) -> None:
        if theme in row.themes.all():
            raise NotPossible(_("had dit thema al"))
        sign(row, by=by, reason=reason)
        row.themes.add(theme)

    return each(milestones, act, by=by, seen=seen)


def shift_by(
    milestones: Iterable[Milestone],
    months: int,
    *,
    by: User,
    reason: str = "",
    seen: int | None = None,
) -> Outcome:
    """Move the planned date of each that has one that can move."""

    def act(row: Milestone) -> None:
        planned = row.planned
        if Verb.SHIFT not in possible_verbs(row) or planned is None:
            raise NotPossible(_("geen geplande datum om te verschuiven"))
        try:
            _set_planned(row, months_later(planned, months))
        except ValueError as error:
            raise NotPossible(str(error)) from error
        save_signed(row, by=by, reason=reason)

    return each(milestones, act, by=by, seen=seen)


def realise_each(
    milestones: Iterable[Milestone],
    *,
    on: PartialDate,
    by: User,
    reason: str = "",
    seen: int | None = None,
) -> Outcome:
    """All of these are done, since ``on``."""

    def act(row: Milestone) -> None:
        if Verb.REALISE not in possible_verbs(row):
            raise NotPossible(_("staat op %s") % status_word(row))
        _to_category(row, Category.REALISED)
        _set_realised(row, on)
        save_signed(row, by=by, reason=reason)

    return each(milestones, act, by=by, seen=seen)


def confirm_unchanged(
    milestones: Iterable[Milestone], *, by: User, seen: int | None = None
) -> Outcome:
    """Note that somebody looked and that all of this still holds."""

    def act(row: Milestone) -> None:
        save_signed(row, by=by, reason=CONFIRMED_UNCHANGED)

    return each(milestones, act, by=by, seen=seen)


def undo(milestones: Iterable[Milestone], *, before: int, after: int, by: User) -> Outcome:
    """Take back what an action did: each as it was in the version ``before``, in its old place.

    ``after`` is the last entry that the action wrote; what somebody changed since stays.
    """

    def act(row: Milestone) -> None:
        was = row.history.filter(history_id__lte=before).order_by("-history_id").first()
        if was is None:
            raise NotPossible(_("is nieuw"))
        restore_version(row, was.history_id, by=by, reason=UNDONE, position=was.position)

    return each(milestones, act, by=by, seen=after)


# -------------------------------------------------------------------------------- underneath


def locked(
    milestone: Milestone, verb: Verb | None = None, *, by: User, on: date | None = None
) -> Milestone:
    """The row as it is stored, for this transaction alone; raises :class:`NotPossible` when
    ``verb`` doesn't fit it (any more). ``on`` is the day on which it was realised or resolved."""
    wait_for_turn([milestone.unit_id], by=by, earliest=on)
    row: Milestone = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=milestone.pk)
    )
    if verb and verb not in possible_verbs(row):
        text = _("Dat kan niet (meer): deze mijlpaal staat nu op %(status)s.")
        raise NotPossible(text % {"status": status_word(row)})
    return row


def _all_locked(milestones: Iterable[Milestone], *, by: User) -> list[Milestone]:
    milestones = list(milestones)
    take_turn({row.unit_id for row in milestones}, by=by)
    # In one order for everybody, so that two at once wait for each other and not in a circle.
    chosen = Milestone.objects.filter(pk__in=[row.pk for row in milestones])
    return list(chosen.select_for_update(of=("self",)).select_related("unit").order_by("pk"))


def status_word(milestone: Milestone) -> str:
    """The word for where it stands: its category, or that it was resolved or withdrawn."""
    if milestone.withdrawn_on:
        return _("Ingetrokken")
    if milestone.resolved_on:
        return _("Opgelost")
    return str(Category(milestone.category).label)


def _to_category(row: Milestone, category: Category) -> None:
    """Last in the new category; what only the old one can have goes (the history keeps it)."""
    if row.category != category:
        row.category, row.position = category, 0
    _set_realised(row, None)
    row.resolved_on, row.resolution = None, ""


def _set_realised(row: Milestone, when: PartialDate | None) -> None:
    row.realised_on = when.last_day if when else None
    row.realised_precision = when.precision if when else Precision.DAY


def _set_planned(row: Milestone, planned: Planned | None) -> None:
    for name, value in zip(PLANNED_COLUMNS, planned_columns(planned), strict=True):
        setattr(row, name, value)


def _changed(
    row: Milestone, stored: Content, content: Content, *, by: User, reason: str
) -> Milestone:
    """The row with other content; saved without a change it was not touched at all."""
    if content.values == stored.values:
        return row
    return _written(row, content, by=by, reason=reason)


def _written(
    row: Milestone, content: Content, *, by: User, reason: str, on: date | None = None
) -> Milestone:
    row.title, row.explanation = content.title, content.explanation
    row.trekker, row.internal_note = content.trekker, content.internal_note
    _set_realised(row, content.realised_on)
    _set_planned(row, content.planned)
    at = timezone.now()
    take_turn([row.unit_id], by=by, earliest=on)
    if row._state.adding:
        save_signed(row, by=by, reason=reason, at=at)
    sign(row, by=by, reason=reason, at=at)
    row.themes.set(content.themes)
    row.set_links(content.links, lambda link: sign(link, by=by, reason=reason, at=at))
    # Last, so that the newest version tells all: themes and links too.
    save_signed(row, by=by, reason=reason, at=at)
    return row


def _saved(row: Milestone, *, by: User, reason: str, on: date | None = None) -> Milestone:
    take_turn([row.unit_id], by=by, earliest=on)
    save_signed(row, by=by, reason=reason)
    return row


def place_of(at: int, count: int, *, up: bool, to: int) -> int:
    """Where in a list of ``count`` the row ``at`` goes (both from 0): see :func:`move`."""
    return min(max(to - 1 if to else at - 1 if up else at + 1, 0), count - 1)


def distinct_places(positions: Sequence[int]) -> list[int]:
    """The places of rows in order, without ties (rows of a file may have them)."""
    places: list[int] = []
    for position in positions:
        places.append(max(position, places[-1] + 1 if places else position))
    return places
