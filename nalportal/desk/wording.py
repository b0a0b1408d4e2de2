"""What a letter says. Made at the moment it goes, so that it tells how things stand then.

:func:`words_of` gives None for a letter that was overtaken: nobody is reminded of what is done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.dutch import counted, joined, long_date
from nalportal.progress.models import Publication, Submission, SubmissionLogEntry
from nalportal.progress.models.states import OPEN_STATES
from nalportal.report.editions import all_rounds

from .letters import owing
from .models import REMINDERS, Letter, LetterKind
from .own_unit import completeness_of, deadline_of

Point = tuple[str, str]  # a line and the address where something can be done about it


@dataclass(frozen=True)
class Words:
    """A letter as data: rendered as text and as HTML, which therefore say the same.

    ``action`` is (words, address) of what the letter asks; ``points`` stand above it.
    """

    subject: str
    paragraphs: tuple[str, ...]
    action: Point
    points: tuple[Point, ...] = ()
    why: str = ""
    off: str = ""


def words_of(letter: Letter) -> Words | None:
    """The words of ``letter``, whose round, unit and account are at hand; None when overtaken."""
    if not letter.to.may_sign_in:
        return None
    if letter.kind in REMINDERS and not letter.to.wants_reminders:
        return None
    return _WORDS[LetterKind(letter.kind)](letter)


def rendered(words: Words, name: str) -> tuple[str, str]:
    """(text, HTML) of a letter to somebody with that ``name``."""
    context = {"words": words, "name": name, "site": absolute(reverse("home"))}
    return (
        render_to_string("desk/mail/letter.txt", context),
        render_to_string("desk/mail/letter.html", context),
    )


def absolute(path: str) -> str:
    """An address that works outside the site."""
    return f"{settings.SITE_URL}{path}"


# ------------------------------------------------------------------------------ each kind


def _opened(letter: Letter) -> Words | None:
    round_ = letter.round
    if round_.state not in OPEN_STATES:
        return None
    mine = Submission.objects.filter(round=round_, unit__editors=letter.to).select_related("unit")
    points = [(row.unit.name, _unit(row)) for row in mine.order_by("unit__order")]
    if not points:
        return None
    text = _("De ronde “%(round)s” is open. De peildatum is %(day)s.")
    paragraphs = [text % {"round": round_, "day": long_date(round_.reference_on)}]
    if round_.deadline_on:
        text = _("U kunt inleveren tot en met %(day)s.")
        paragraphs.append(text % {"day": long_date(round_.deadline_on)})
    paragraphs.append(_("Alles wat in het register staat blijft staan: u werkt het bij."))
    return Words(
        subject=_("De ronde “%(round)s” is open") % {"round": round_},
        paragraphs=tuple(paragraphs),
        points=tuple(points),
        action=(_("Naar het portaal"), absolute(reverse("start"))),
        why=_keeps([row.unit.name for row in mine]),
    )


def _reminder(letter: Letter) -> Words | None:
    """Of the deadline, late or in time, by itself or because the ministry asks."""
    row = owing().filter(round=letter.round, unit=letter.unit).select_related("round", "unit")
    submission = row.first()
    if submission is None:
        return None
    deadline = deadline_of(submission, timezone.localdate())
    # Another deadline has letters of its own.
    if letter.kind != LetterKind.ASKED and f":{deadline.on}" not in letter.key:
        return None
    if letter.kind == LetterKind.DEADLINE and deadline.is_past:
        return None
    names = {"unit": submission.unit.name, "round": submission.round}
    paragraphs = []
    if letter.asked_by:
        text = _("%(who)s van het ministerie vraagt u om in te leveren voor %(unit)s.")
        paragraphs.append(text % {"who": letter.asked_by.display_name, **names})
    if deadline.on:
        late = _("Inleveren voor de ronde “%(round)s” kon tot en met %(day)s.")
        in_time = _("Inleveren voor de ronde “%(round)s” kan tot en met %(day)s.")
        text = late if deadline.is_past else in_time
        paragraphs.append(text % {"day": long_date(deadline.on), **names})
    points = _missing(submission)
    if points:
        paragraphs.append(_("Dit staat nog open:"))
    else:
        paragraphs.append(_("Er ontbreekt niets meer: u hoeft alleen nog in te leveren."))
    return Words(
        subject=f"{submission.unit.short_name}: {_time_left(deadline.days_left)}",
        paragraphs=tuple(paragraphs),
        points=points,
        action=(_("Naar uw onderdeel"), _unit(submission)),
        why=_keeps([submission.unit.name]),
        off=absolute(reverse("account")),
    )


def _time_left(left: int | None) -> str:
    if left is None:
        return _("nog niet ingeleverd")
    if left < 0:
        return _("de termijn om in te leveren is verstreken")
    if left == 0:
        return _("vandaag is de laatste dag om in te leveren")
    return _("nog %(days)s om in te leveren") % {"days": counted(left, _("dag"), _("dagen"))}


def _overdue_of_others(letter: Letter) -> Words | None:
    deadline = letter.key.rsplit(":", 1)[-1]
    rows = owing().filter(round=letter.round).select_related("round", "unit")
    today = timezone.localdate()
    late = [
        row for row in rows.order_by("unit__order") if str(deadline_of(row, today).on) == deadline
    ]
    if not late:
        return None
    text = ngettext(
        "%(count)s onderdeel is te laat met inleveren",
        "%(count)s onderdelen zijn te laat met inleveren",
        len(late),
    )
    headline = text % {"count": len(late)}
    return Words(
        subject=f"{letter.round}: {headline}",
        paragraphs=(
            _("%(headline)s voor de ronde “%(round)s”. Wie het bijhoudt heeft al bericht gehad.")
            % {"headline": headline, "round": letter.round},
        ),
        points=tuple((row.unit.name, _unit(row)) for row in late),
        action=(_("Naar het portaal"), absolute(reverse("start"))),
        why=_("u beoordelaar bent"),
    )


def _decided(letter: Letter) -> Words | None:
    entry = SubmissionLogEntry.objects.select_related("submission__unit", "submission__round")
    found = entry.get(pk=letter.key.rsplit(":", 1)[-1])
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
    if returned:
        paragraphs.append(_("U kunt weer wijzigen. Lever daarna opnieuw in."))
    return Words(
        subject=subject % {"unit": unit.short_name},
        paragraphs=tuple(paragraphs),
        points=_missing(found.submission) if returned else (),
        action=(_("Naar uw onderdeel"), _unit(found.submission)),
        why=_keeps([unit.name]),
    )


def _published(letter: Letter) -> Words:
    row = Publication.objects.select_related("round", "snapshot").get(
        pk=letter.key.rsplit(":", 1)[-1]
    )
    if row.version > 1:
        subject = _("“%(round)s” is gecorrigeerd: versie %(version)s staat online")
        text = _("Van het rapport “%(round)s” is een verbeterde versie gemaakt. Die geldt nu.")
    else:
        subject = _("“%(round)s” is gepubliceerd")
        text = _("Het rapport van de ronde “%(round)s” staat online, voor iedereen.")
    names = {"round": row.round, "version": row.version}
    erratum = row.snapshot.erratum
    return Words(
        subject=subject % names,
        paragraphs=tuple(filter(None, (text % names, erratum))),
        action=(
            _("Naar het rapport"),
            absolute(reverse("report", kwargs={"slug": row.round.slug})),
        ),
        why=_("u meewerkte aan deze ronde"),
    )


_WORDS: Mapping[LetterKind, Callable[[Letter], Words | None]] = {
    LetterKind.OPENED: _opened,
    LetterKind.DEADLINE: _reminder,
    LetterKind.OVERDUE: _reminder,
    LetterKind.ASKED: _reminder,
    LetterKind.OVERDUE_OF_OTHERS: _overdue_of_others,
    LetterKind.RETURNED: _decided,
    LetterKind.ACCEPTED: _decided,
    LetterKind.PUBLISHED: _published,
}


def _keeps(names: Iterable[str]) -> str:
    return _("u %(units)s bijhoudt") % {"units": joined(tuple(names))}


def _unit(submission: Submission) -> str:
    return absolute(reverse("unit", args=[submission.unit.slug]))


def _missing(submission: Submission) -> tuple[Point, ...]:
    """What is open by the unit's own check, with the way to each; what is required first."""
    found = completeness_of(submission, all_rounds(), timezone.localdate())
    required = ((_("Verplicht: %(text)s."), check) for check in found.open_required)
    recommended = ((_("Aanbevolen: %(text)s."), check) for check in found.open_recommended)
    return tuple(
        (words % {"text": check.text}, absolute(check.href))
        for words, check in (*required, *recommended)
    )
