"""Letters about what a unit handed in: the receipt, the call to review it, and what was decided.

Each tells of one entry of the log, and only while nothing later overtook that entry.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.dutch import moment
from nalportal.progress.models import HandIn, SubmissionLogEntry
from nalportal.progress.models.remarks import Side

from .letter_parts import Words, absolute, keeps, missing_in, unit_page
from .models import Letter, LetterKind
from .remark_letters import asked_of


def decided(letter: Letter) -> Words | None:
    """Returned, with the remarks before anything else; or accepted."""
    found = _entry(letter)
    if found is None:
        return None
    unit, round_ = found.submission.unit, found.submission.round
    returned = letter.kind == LetterKind.RETURNED
    if returned:
        subject = _("%(unit)s: teruggestuurd met een opmerking")
        text = _("Het ministerie stuurt terug wat %(unit)s inleverde voor de ronde “%(round)s”.")
    else:
        subject = _("%(unit)s: inlevering geaccepteerd")
        text = _("Het ministerie accepteert wat %(unit)s inleverde voor de ronde “%(round)s”.")
    paragraphs = [text % {"unit": unit.name, "round": round_}]
    if found.reason:
        paragraphs += [_("De opmerking van het ministerie:"), found.reason]
    points = missing_in(found.submission) if returned else ()
    then = [_("U kunt weer wijzigen. Lever daarna opnieuw in.")] if returned else []
    return Words(
        subject=subject % {"unit": unit.short_name},
        paragraphs=tuple(paragraphs),
        remarks=asked_of(unit, Side.UNIT, told=found.reason) if returned else (),
        then=(*then, _("Dit staat verder nog open:")) if points else tuple(then),
        points=points,
        action=(_("Naar uw regio of werkgroep"), unit_page(found.submission)),
        why=keeps([unit.name]),
    )


def handed_in(letter: Letter) -> Words | None:
    """The receipt: who handed in, when, and the number by which it can be proved."""
    found = _entry(letter)
    last = _last(found) if found else None
    if found is None or last is None:
        return None
    unit = found.submission.unit
    text = _("%(who)s leverde %(unit)s in voor de ronde “%(round)s”, op %(at)s.")
    names = {"unit": unit.name, "round": found.submission.round, "at": moment(last.submitted_at)}
    who = (last.on_behalf_of or last.submitted_by).display_name
    return Words(
        subject=_("%(unit)s: ingeleverd") % {"unit": unit.short_name},
        paragraphs=(
            text % {"who": who, **names},
            _("Het ministerie beoordeelt het. U hoeft nu niets te doen, en krijgt weer bericht."),
            _("Controlegetal van wat is ingeleverd: %(number)s") % {"number": last.sha256},
        ),
        action=(_("Naar uw regio of werkgroep"), unit_page(found.submission)),
        why=keeps([unit.name]),
    )


def to_review(letter: Letter) -> Words | None:
    """To the ministry: what waits for its judgement."""
    found = _entry(letter)
    if found is None:
        return None
    unit = found.submission.unit
    text = _("%(unit)s heeft ingeleverd voor de ronde “%(round)s”.")
    return Words(
        subject=_("%(unit)s: te beoordelen") % {"unit": unit.short_name},
        paragraphs=(text % {"unit": unit.name, "round": found.submission.round},),
        action=(_("Beoordelen"), absolute(reverse("review", args=[unit.slug]))),
        why=_("u beoordelaar bent"),
    )


def _entry(letter: Letter) -> SubmissionLogEntry | None:
    """The entry that the letter tells of; None when it is not so any more."""
    entries = SubmissionLogEntry.objects.select_related("submission__unit", "submission__round")
    found: SubmissionLogEntry = entries.get(pk=letter.key.rsplit(":", 1)[-1])
    later = found.submission.log.filter(pk__gt=found.pk, verb=found.verb)
    return None if found.submission.state != found.to_state or later.exists() else found


def _last(found: SubmissionLogEntry) -> HandIn | None:
    hand_ins = found.submission.hand_ins.defer("payload").order_by("-pk")
    last: HandIn | None = hand_ins.select_related("submitted_by", "on_behalf_of").first()
    return last
