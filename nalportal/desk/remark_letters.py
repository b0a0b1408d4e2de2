"""Letters about remarks: to who keeps a unit, and to the ministry, what waits for their answer."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.dutch import number
from nalportal.progress.models import (
    RemarkEntry,
    ReportingUnit,
    SubmissionLogEntry,
    SubmissionVerb,
)
from nalportal.progress.models.remarks import RemarkState, Side
from nalportal.progress.models.states import OPEN_STATES
from nalportal.progress.remarks import threads

from .letter_parts import Point, Words, absolute, keeps
from .letters import asked_in_remarks
from .models import Letter


def asked_of(unit: ReportingUnit | int, side: Side, told: str = "") -> tuple[Point, ...]:
    """What is asked about ``unit`` and ``side`` hasn't answered, each with the page to do so;
    without what the letter tells already."""
    rows = threads(unit=unit, state=RemarkState.OPEN, waits_for=side)
    return tuple(
        (f"{thread.title}: {thread.asked_last.text}", absolute(thread.address))
        for thread in rows.all
        if thread.asked_last.text != told
    )


def remarked(letter: Letter) -> Words | None:
    """What the ministry asks outside a decision about what was handed in."""
    unit = letter.unit
    entry = _newest(letter, Side.UNIT)
    if unit is None or entry is None or _is_in_return(entry, unit):
        return None
    points = asked_of(unit, Side.UNIT)
    text = ngettext(
        "Er staat %(count)s opmerking van het ministerie open bij %(unit)s:",
        "Er staan %(count)s opmerkingen van het ministerie open bij %(unit)s:",
        len(points),
    )
    subject = ngettext(
        "%(unit)s: opmerking van het ministerie",
        "%(unit)s: opmerkingen van het ministerie",
        len(points),
    )
    return Words(
        subject=subject % {"unit": unit.short_name},
        paragraphs=(text % {"count": number(len(points)), "unit": unit.name},),
        remarks=points,
        action=_to_remarks(unit),
        why=keeps([unit.name]),
    )


def questioned(letter: Letter) -> Words | None:
    """To the ministry: what a unit asks."""
    unit = letter.unit
    if unit is None or _newest(letter, Side.MINISTRY) is None:
        return None
    return Words(
        subject=_("%(unit)s: vraag aan het ministerie") % {"unit": unit.short_name},
        paragraphs=(_("Wie %(unit)s bijhoudt vraagt:") % {"unit": unit.name},),
        remarks=asked_of(unit, Side.MINISTRY),
        action=_to_remarks(unit),
        why=_("u beoordelaar bent"),
    )


def _newest(letter: Letter, side: Side) -> RemarkEntry | None:
    """What was asked last, if that is what the letter was made for: later ones have their own."""
    entry = asked_in_remarks().filter(remark__unit=letter.unit, remark__waits_for=side)
    newest: RemarkEntry | None = entry.order_by("-pk").first()
    return newest if newest and letter.key.endswith(f":{newest.pk}") else None


def _is_in_return(entry: RemarkEntry, unit: ReportingUnit) -> bool:
    """Whether a letter about what was returned holds it already."""
    log = SubmissionLogEntry.objects.filter(verb=SubmissionVerb.RETURN, at__gte=entry.at)
    return log.filter(submission__unit=unit, submission__round__state__in=OPEN_STATES).exists()


def _to_remarks(unit: ReportingUnit) -> Point:
    return _("Naar de opmerkingen"), absolute(reverse("remarks", args=[unit.slug]))
