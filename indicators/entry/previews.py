"""What waits for a yes: the entries of a grid or a file, and what they would do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import joined, number, short_date
from nalportal.pages.fields import PlainTextField
from nalportal.pages.uploads import ConfirmUploadForm, let_wait, what_waits
from nalportal.progress.forms.milestones import TITLE_LENGTH
from nalportal.progress.not_counted import note_of_row
from nalportal.records.versions import STORED, TYPED, Choice, Clash, answer_name

from ..descriptions import Names, exact, figure_name, figure_words, moment_words
from ..figures import Change, Content, Entry, Seen
from ..history import last_change
from ..models import OBSERVED, Edition
from .adding import Misfit
from .contradictions import Contradiction
from .first import FirstDoubt
from .plan import Doubt, Plan

WAITING = "figures"
# More rows say no more; the numbers above them count all.
SHOWN = 200


@dataclass(frozen=True)
class ReadAs:
    """How a publisher's table was read: the file that waits under ``number``, its columns, what was
    answered, and which columns the reader found."""

    number: UUID
    name: str
    key: str
    headers: tuple[str, ...]
    answers: Mapping[str, str]
    found: Mapping[str, str]


@dataclass(frozen=True)
class Waiting:
    """Entries between their preview and their confirmation.

    ``origin`` is how the history will name the way they came in, ``back`` the page to go back to,
    ``after`` the page to go on to once they are stored. ``told`` says how they were understood, and
    ``asked`` what was answered about the file, which can be corrected.
    """

    origin: str
    entries: tuple[Entry, ...]
    back: str
    after: str
    told: tuple[str, ...] = ()
    asked: ReadAs | None = None


def wait(waiting: Waiting, *, by: User) -> UUID:
    """Keep the entries for an hour, for nobody but ``by``; gives their number."""
    return let_wait(WAITING, waiting, by=by)


def waits(number: UUID, *, by: User) -> Waiting | None:
    """What ``by`` left under this number, None when it is not there (any more)."""
    found: Waiting | None = what_waits(WAITING, number, by=by)
    return found


# ------------------------------------------------------------------------------- in words


@dataclass(frozen=True)
class ChangeLine:
    """One change as it is shown. ``extra`` is what changes beside the figure."""

    measure: str
    area: str
    charger_type: str
    moment: str
    before: str
    after: str
    extra: str

    def __str__(self) -> str:
        """``Noord, Laadpunten, Snel, 31-12-2020: 12 wordt 13; voorlopig``"""
        parts = (self.area, self.measure, self.charger_type, self.moment)
        said = _now("%(before)s wordt %(after)s") if self.before else "%(after)s"
        said %= {"before": self.before, "after": self.after}
        return f"{', '.join(filter(None, parts))}: {'; '.join(filter(None, (said, self.extra)))}"


@dataclass(frozen=True)
class Section:
    """Changes of one kind: the first of them, and how many there are in all."""

    title: str
    lines: tuple[ChangeLine, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Words:
    """What entries would do in words, the same on a page as in a command.

    ``sources``, ``dates`` and ``early`` are of all entries, also those that change nothing.
    """

    sources: str
    dates: str
    early: tuple[str, ...]
    sections: tuple[Section, ...]
    doubts: tuple[str, ...]
    misfits: tuple[str, ...]


def in_words(entries: Sequence[Entry], found: Plan, made: tuple[str, date] | None) -> Words:
    """A preview of ``entries``, whose plan was ``found`` (at most 4 queries); ``made`` is
    the title of the report being made, and the last day of which it tells figures."""
    kinds = (
        (_now("Nieuw"), found.new),
        (_now("Herziening"), found.revised),
        (_now("Alleen opmerking of status gewijzigd"), found.annotated),
    )
    doubts, firsts, misfits = found.doubts[:SHOWN], found.firsts[:SHOWN], found.misfits[:SHOWN]
    against = found.contradictions[:SHOWN]
    asked: list[Doubt | FirstDoubt | Misfit | Contradiction] = [
        *doubts,
        *firsts,
        *misfits,
        *against,
    ]
    keys = {change.entry.key for _title, changes in kinds for change in changes[:SHOWN]}
    keys |= {question.entry.key for question in asked}
    keys |= {first.key for first in firsts} | {one.key for one in against}
    # One figure of each source and measure tells their names.
    by_source = {entry.key.series[:2]: entry.key for entry in entries}
    names = Names([*keys, *by_source.values()])
    editions = Edition.objects.in_bulk({e.content.edition for e in entries} - {None})
    cited = {(e.key.series.source, e.content.edition) for e in entries}
    return Words(
        sources=names.cited(cited, editions),
        dates=_dates(entries),
        early=tuple(_early(entries, editions)),
        sections=tuple(
            Section(
                title, tuple(_line(change, names, made) for change in changes[:SHOWN]), len(changes)
            )
            for title, changes in kinds
            if changes
        ),
        doubts=tuple(
            [_doubt_line(doubt, names) for doubt in doubts]
            + [_first_line(first, names) for first in firsts]
            + [_against_line(one, names) for one in against]
        ),
        misfits=tuple(_misfit_line(misfit, names) for misfit in misfits),
    )


def _early(entries: Iterable[Entry], editions: Mapping[int, Edition]) -> Iterator[str]:
    """The editions that were there before the day of what should have been observed in them: it
    stands in another one."""
    last: dict[int | None, date] = {}
    for key, content, *_rest in entries:
        if key.series.kind == OBSERVED:
            last[content.edition] = max(key.on, last.get(content.edition, date.min))
    text = _now(
        "%(edition)s is van %(published)s, en er staan cijfers bij van %(on)s. Staan die in een "
        "latere uitgave? Noem die dan als bron, of maak haar eerst."
    )
    for pk, made in editions.items():
        on = last.get(pk)
        if on and made.published_on and on > made.published_on:
            days = {"published": short_date(made.published_on), "on": short_date(on)}
            yield text % {"edition": made, **days}


def _dates(entries: Iterable[Entry]) -> str:
    """``31-12-2019 tot en met 31-12-2020 (2 datums)``; empty without figures."""
    dates = {entry.key.on for entry in entries}
    if len(dates) < 2:
        return "".join(map(short_date, dates))
    return _now("%(first)s tot en met %(last)s (%(count)s datums)") % {
        "first": short_date(min(dates)),
        "last": short_date(max(dates)),
        "count": number(len(dates)),
    }


def _line(change: Change, names: Names, made: tuple[str, date] | None) -> ChangeLine:
    series = change.entry.key.series
    measure = names.measures[series.measure]
    late = note_of_row([change.entry.key.on], made)
    return ChangeLine(
        measure=measure.name,
        area=names.area(series),
        charger_type=names.sort(series),
        moment=moment_words(change.entry.key),
        before=figure_words(change.before, measure),
        after=figure_words(change.after, measure),
        extra="; ".join(filter(None, (*_extras(change.before, change.after), late))),
    )


def _extras(before: Content | None, after: Content) -> Iterable[str]:
    if after.provisional != bool(before and before.provisional):
        yield _now("voorlopig") if after.provisional else _now("niet meer voorlopig")
    if after.set_on != (before.set_on if before else None):
        yield _now("vastgesteld op %(on)s") % {
            "on": short_date(after.set_on) if after.set_on else "–"
        }
    if after.note != (before.note if before else ""):
        yield _now("opmerking: %(note)s") % {"note": after.note or _now("leeg")}
    if before and after.period_label != before.period_label:
        yield _now("naam van de periode: %(label)s") % {"label": after.period_label}


def _doubt_line(doubt: Doubt, names: Names) -> str:
    key = doubt.entry.key
    measure = names.measures[key.series.measure]
    around = ", ".join(
        f"{exact(value, measure.decimals)} ({short_date(on)})" for on, value in doubt.neighbours
    )
    return _now("%(name)s: %(value)s. Ernaast staat %(around)s.") % {
        "name": figure_name(key, names),
        "value": figure_words(doubt.entry.content, measure),
        "around": around,
    }


def _first_line(first: FirstDoubt, names: Names) -> str:
    """``Noord, 31-12-2020: 6.561. Nederland, 31-12-2020 heeft 650 (NAL, Monitor).``"""
    key = first.entry.key
    measure = names.measures[key.series.measure]
    text = _now(
        "%(name)s: %(value)s. Het is het eerste cijfer van deze reeks; %(other)s heeft %(beside)s "
        "(%(source)s)."
    )
    return text % {
        "name": figure_name(key, names),
        "value": figure_words(first.entry.content, measure),
        "other": figure_name(first.key, names),
        "beside": exact(first.value, measure.decimals),
        "source": names.sources[first.key.series.source],
    }


def _against_line(one: Contradiction, names: Names) -> str:
    """``Nederland, prognose laag, 31-12-2030: 9. Dat past niet bij …: 5.``"""
    measure = names.measures[one.entry.key.series.measure]
    crossing = _now("%(name)s: %(value)s. Deze periode loopt door %(other)s (%(beside)s) heen.")
    order = _now(
        "%(name)s: %(value)s. Laag, midden en hoog staan niet op volgorde: %(other)s is %(beside)s."
    )
    return (crossing if one.entry.key.period_from else order) % {
        "name": figure_name(one.entry.key, names),
        "value": figure_words(one.entry.content, measure),
        "other": figure_name(one.key, names),
        "beside": figure_words(one.content, measure),
    }


def _misfit_line(misfit: Misfit, names: Names) -> str:
    key = misfit.entry.key
    decimals = names.measures[key.series.measure].decimals
    parts = [f"{names.kind(name)} {exact(value, decimals)}" for name, value in misfit.parts]
    return _now("%(area)s, %(moment)s: totaal %(total)s, maar samen %(sum)s (%(parts)s).") % {
        "area": names.area(key.series),
        "moment": moment_words(key),
        "total": exact(misfit.total, decimals),
        "sum": exact(sum((value for _name, value in misfit.parts), Decimal(0)), decimals),
        "parts": joined(parts),
    }


# --------------------------------------------------------------------------- confirmation


@dataclass(frozen=True)
class Counts:
    """How much a plan would do, and under which ``fingerprint`` it can be confirmed."""

    fingerprint: str
    new: int
    revised: int
    annotated: int
    unchanged: int
    asked: int
    misfits: int

    @property
    def changes(self) -> int:
        return self.new + self.revised + self.annotated


def counts_of(found: Plan) -> Counts:
    return Counts(
        fingerprint=found.fingerprint,
        new=len(found.new),
        revised=len(found.revised),
        annotated=len(found.annotated),
        unchanged=found.unchanged,
        asked=found.asked,
        misfits=len(found.misfits),
    )


class ConfirmForm(ConfirmUploadForm):
    """Yes to one plan: with a reason for what it revises, and a yes to what looks odd."""

    def __init__(self, data: Any = None, *, counts: Counts, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if counts.asked:
            self.fields["klopt"] = _tick(_sure_text(counts.asked), _SURE)
        if counts.revised:
            self.fields["herziening"] = _tick(_revision_text(counts.revised), _REVISE)
            self.fields["reason"] = PlainTextField(
                label=_("Waarom verschillen de cijfers?"),
                help_text=_("Staat in de geschiedenis, bij het oude en het nieuwe cijfer."),
                error_messages={"required": _("Schrijf op waarom de cijfers zijn herzien.")},
                limit=TITLE_LENGTH,
                one_line=True,
            )

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


_SURE = _("Kijk de cijfers na die opvallen. Kruis aan dat ze kloppen, of verbeter ze.")
_REVISE = _("Kruis aan dat dit een herziening is, of ga terug en wijzig wat u invulde.")


def _tick(label: str, required: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, error_messages={"required": required})


def _sure_text(count: int) -> str:
    text = ngettext("Dit cijfer klopt", "Deze %(count)s cijfers kloppen", count)
    return text % {"count": number(count)}


def _revision_text(count: int) -> str:
    text = ngettext(
        "Dit is een herziening: %(count)s cijfer dat er al staat, wordt vervangen",
        "Dit is een herziening: %(count)s cijfers die er al staan, worden vervangen",
        count,
    )
    return text % {"count": number(count)}


# ---------------------------------------------------------------------- two people at once


def clash_of(found: Plan) -> Clash:
    """What to choose, per figure that somebody else changed meanwhile (at most 5 queries)."""
    names = Names(change.entry.key for change in found.clashes)
    choices = tuple(
        Choice(
            field=str(at),
            label=figure_name(change.entry.key, names),
            stored=_version(change.before, change, names),
            typed=_version(change.after, change, names),
            first=TYPED,
        )
        for at, change in enumerate(found.clashes)
    )
    pks = [change.pk for change in found.clashes if change.pk is not None]
    return Clash(choices, last_change(pks))


def _version(content: Content | None, change: Change, names: Names) -> str:
    words = figure_words(content, names.measures[change.entry.key.series.measure])
    return "; ".join([words, *_extras(None, content)]) if content else words


def settled(waiting: Waiting, found: Plan, answers: Mapping[str, str]) -> Waiting:
    """The entries, with of each clash the version that was chosen.

    ``answers`` has the radio buttons of :func:`clash_of`; no answer keeps what is stored.
    """
    clashing = {change.entry.key: (str(at), change) for at, change in enumerate(found.clashes)}
    kept = []
    for entry in waiting.entries:
        field, change = clashing.get(entry.key, ("", None))
        if change is None:
            kept.append(entry)
        elif answers.get(answer_name(field), STORED) == TYPED:
            kept.append(entry._replace(seen=Seen(change.before)))
    return replace(waiting, entries=tuple(kept))
