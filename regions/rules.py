"""What a step may be, and what is asked about twice. The one place, for pages and for files.

A rule that is broken names the field it is about and says what is expected there, so that a file
can say "Wel kan: …" and a page "Kies …" with the same words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nalportal.dutch import PartialDate, Precision, alternatives, months_later, number, short_date
from nalportal.exchange.cells import TICKS
from nalportal.progress.models import Round

from .models import (
    AnswerKind,
    Municipality,
    PolicyInstrument,
    PolicyStep,
    RegionMembership,
    Stage,
)
from .models.policy import PREPARATORY_STAGES, YES_NO_STAGES

Broken = tuple[str, str]

EXPECTED_ONLY_IN_PREPARATION = gettext_lazy(
    "geen datum, want alleen In ontwikkeling en Concept hebben een verwachte vaststelling"
)


def divisions() -> dict[date, date]:
    """The day of the municipal division per peildatum: "eind 2020" counts in that of 1-1-2021."""
    return dict(Round.objects.values_list("reference_on", "division_on"))


# Made once: thousands of lines of a file are held to them.
_YES_NO = tuple(str(stage) for stage in Stage.values if stage in YES_NO_STAGES)
_OTHERS = tuple(str(stage) for stage in Stage.values if stage not in YES_NO_STAGES)


# One key per stage, as the page tells them; in a yes/no column an N is a no.
LETTERS: Mapping[str, str] = {
    "v": Stage.ADOPTED,
    "c": Stage.DRAFT,
    "i": Stage.STARTED,
    "g": Stage.NONE,
    "n": Stage.NOT_ADOPTED,
    "p": Stage.PM,
}
YES_NO_LETTERS: Mapping[str, str] = {"j": Stage.YES, "n": Stage.NO}


def letters_of(answers: str) -> Mapping[str, str]:
    """The key of each stage in a column of that kind."""
    return YES_NO_LETTERS if answers == AnswerKind.YES_NO else LETTERS


def stages_of(instrument: PolicyInstrument) -> tuple[str, ...]:
    """The stages that fit the kind of answer an instrument asks for."""
    return _YES_NO if instrument.answers == AnswerKind.YES_NO else _OTHERS


def stages_in_words(instrument: PolicyInstrument) -> str:
    """What may be chosen for it, as the pages write it: ``Ja of Nee``."""
    return alternatives(str(Stage(stage).label) for stage in stages_of(instrument))


def stage_said(instrument: PolicyInstrument, text: str) -> tuple[str, str]:
    """The stage with which a text begins, by its word, its key or a tick, and what follows: its
    date. Twice nothing where it begins with no stage of this instrument."""
    said = " ".join(text.casefold().split())
    for word, stage in _words_of(get_language(), instrument.answers):
        # A letter or a word may have its date right behind it.
        if said.startswith(word) and not said[len(word) : len(word) + 1].isalpha():
            return stage, said[len(word) :].strip(" .,:()")
    return "", ""


@cache
def _words_of(_language: str | None, answers: str) -> list[tuple[str, str]]:
    """Every word for a stage in a column of that kind, the longest first."""
    is_yes_no = answers == AnswerKind.YES_NO
    stages = _YES_NO if is_yes_no else _OTHERS
    words = [(str(Stage(stage).label).casefold(), stage) for stage in stages]
    words += [(stage, stage) for stage in stages]
    words += letters_of(answers).items()
    words += [(tick, Stage.YES if is_yes_no else Stage.ADOPTED) for tick in TICKS]
    words += [("x", Stage.YES)] if is_yes_no else []
    return sorted(words, key=lambda pair: -len(pair[0]))


def review_due_on(instrument: PolicyInstrument, stage: str, on: date) -> date | None:
    """Before when what is adopted ``on`` has to be recalibrated, by the rule of today."""
    months = instrument.review_after_months
    if stage != Stage.ADOPTED or not months:
        return None
    try:
        return months_later(PartialDate(on, Precision.DAY), months).on
    except ValueError:
        return None  # so far ahead that the day itself is refused


def broken_rules(step: PolicyStep, asked: Mapping[date, date], today: date) -> Iterator[Broken]:
    """What is wrong with a step, as (field, what is expected); nothing when it may be recorded.

    The fields are ``stage``, ``on`` and ``expected_on``. ``asked`` are the :func:`divisions`.
    """
    if step.stage not in stages_of(step.instrument):
        yield "stage", stages_in_words(step.instrument)
    if step.expected_on and step.stage not in PREPARATORY_STAGES:
        yield "expected_on", str(EXPECTED_ONLY_IN_PREPARATION)
    if step.on > today:
        yield "on", _("een datum die niet in de toekomst ligt")
    # What a round asks of the municipalities of its division, it asks for its peildatum,
    # also of one that began on the very day of that division.
    asked_on = asked.get(step.on)
    if asked_on is None or not exists_on(step.municipality, asked_on):
        yield from _outside_existence(step)


def exists_on(municipality: Municipality, day: date) -> bool:
    first, end = municipality.valid_from, municipality.valid_until
    return (first is None or first <= day) and (end is None or day < end)


def _outside_existence(step: PolicyStep) -> Iterator[Broken]:
    first, end = step.municipality.valid_from, step.municipality.valid_until
    if first and step.dated.last_day < first:
        text = _("een datum vanaf %(day)s, toen de gemeente ontstond")
        yield "on", text % {"day": short_date(first)}
    if end and step.on >= end:
        text = _("een datum vóór %(day)s, toen de gemeente ophield te bestaan")
        yield "on", text % {"day": short_date(end)}


def members_of_regions(reference_on: date) -> Counter[int]:
    """How many municipalities each region (by key) has in the division of a peildatum."""
    day = divisions().get(reference_on, reference_on)
    members = RegionMembership.objects.on(day).filter(municipality__in=Municipality.objects.on(day))
    return Counter(members.values_list("region", flat=True))


def broken_count(count: int | None, members: int) -> Iterator[str]:
    """What is expected of a total that is more than all ``members`` together."""
    if count is not None and count > members:
        text = _("een aantal van 0 tot en met %(known)s, of pm")
        yield text % {"known": number(members)}


# ------------------------------------------------------------------------- what is questioned


def doubts_about_dates(adopted_on: date | None, in_force_on: date | None) -> str:
    """Why two dates may be a mistake; empty when the decision came before it took effect."""
    if adopted_on and in_force_on and adopted_on > in_force_on:
        text = _("Het is vastgesteld op %(adopted)s en al in werking sinds %(in_force)s.")
        return text % {"adopted": short_date(adopted_on), "in_force": short_date(in_force_on)}
    return ""
