"""What a letter says. Made at the moment it goes, so that it tells how things stand then.

:func:`words_of` gives None for a letter that was overtaken: nobody is reminded of what is done.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.dutch import counted, long_date
from nalportal.progress.models import Publication, Submission
from nalportal.progress.models.states import OPEN_STATES

from .account_letters import changed, invitation, new_password
from .hand_in_letters import decided, handed_in, to_review
from .letter_parts import Words, absolute, keeps, missing_in, unit_page
from .letters import owing
from .models import REMINDERS, Letter, LetterKind
from .own_unit import deadline_of
from .remark_letters import questioned, remarked


def words_of(letter: Letter) -> Words | None:
    """The words of ``letter``, whose round, unit and account are at hand; None when overtaken."""
    if not letter.to.may_sign_in or not _concerns(letter):
        return None
    if letter.kind in REMINDERS and not letter.to.wants_reminders:
        return None
    return _WORDS[LetterKind(letter.kind)](letter)


def _concerns(letter: Letter) -> bool:
    """Whether the one it is to still has the role for which it was made."""
    user = letter.to
    match letter.kind:
        case LetterKind.OVERDUE_OF_OTHERS | LetterKind.TO_REVIEW | LetterKind.QUESTION:
            return bool(user.is_reviewer)
        case LetterKind.NOBODY:
            return bool(user.is_reviewer or user.is_staff)
        case LetterKind.PUBLISHED:
            takes_part = Submission.objects.filter(round=letter.round, unit__editors=user)
            return bool(user.is_reviewer) or takes_part.exists()
        case _ if letter.unit is not None:
            return bool(letter.unit.editors.filter(pk=user.pk).exists())
        case _:
            return True


def rendered(words: Words, name: str) -> tuple[str, str]:
    """(text, HTML) of a letter to somebody with that ``name``."""
    context = {
        "words": words,
        "name": name,
        "site": absolute(reverse("home")),
        "contact": settings.CONTACT_EMAIL,
    }
    return (
        render_to_string("desk/mail/letter.txt", context),
        render_to_string("desk/mail/letter.html", context),
    )


# ------------------------------------------------------------------------------ each kind


def _opened(letter: Letter) -> Words | None:
    round_ = letter.round
    if round_ is None or round_.state not in OPEN_STATES:
        return None
    # Whoever handed in meanwhile needs no invitation to do so.
    mine = owing().filter(round=round_, unit__editors=letter.to).select_related("unit")
    points = [(row.unit.name, unit_page(row)) for row in mine.order_by("unit__order")]
    if not points:
        return None
    text = _("De ronde “%(round)s” is open. De peildatum is %(day)s.")
    paragraphs = [text % {"round": round_, "day": long_date(round_.reference_on)}]
    if round_.deadline_on and round_.deadline_on >= timezone.localdate():
        text = _("U kunt inleveren tot en met %(day)s.")
        paragraphs.append(text % {"day": long_date(round_.deadline_on)})
    paragraphs.append(_("Alles wat in het register staat blijft staan: u werkt het bij."))
    return Words(
        subject=_("De ronde “%(round)s” is open") % {"round": round_},
        paragraphs=tuple(paragraphs),
        points=tuple(points),
        action=(_("Naar het portaal"), absolute(reverse("start"))),
        why=keeps([row.unit.name for row in mine]),
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
    points = missing_in(submission)
    if points:
        paragraphs.append(_("Dit staat nog open:"))
    else:
        paragraphs.append(_("Er ontbreekt niets meer: u hoeft alleen nog in te leveren."))
    return Words(
        subject=f"{submission.unit.short_name}: {_time_left(deadline.days_left)}",
        paragraphs=tuple(paragraphs),
        points=points,
        action=(_("Naar uw regio of werkgroep"), unit_page(submission)),
        why=keeps([submission.unit.name]),
        off=absolute(reverse("account")),
    )


def _time_left(left: int | None) -> str:
    if left is None:
        return _("nog niet ingeleverd")
    if left < 0:
        return _("de termijn om in te leveren is verstreken")
    if left == 0:
        return _("vandaag is de laatste dag om in te leveren")
    return _("nog %(days)s om in te leveren") % {"days": counted(left, "dag", "dagen")}


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
        points=tuple((row.unit.name, unit_page(row)) for row in late),
        action=(_("Naar het portaal"), absolute(reverse("start"))),
        why=_("u beoordelaar bent"),
    )


def _published(letter: Letter) -> Words | None:
    row = Publication.objects.select_related("round", "snapshot").get(
        pk=letter.key.rsplit(":", 1)[-1]
    )
    if Publication.objects.filter(round=row.round, version__gt=row.version).exists():
        return None  # the letter about that version says what holds
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


def _nobody(letter: Letter) -> Words | None:
    """That nobody keeps a unit any more from which something is waited for."""
    row = owing().filter(round=letter.round, unit=letter.unit).select_related("unit", "round")
    submission = row.first()
    if submission is None or any(user.may_sign_in for user in submission.unit.editors.all()):
        return None
    names = {"unit": submission.unit.name, "round": submission.round}
    text = _(
        "%(unit)s moet nog inleveren voor de ronde “%(round)s”, maar niemand met een account houdt "
        "dit onderdeel bij. Er gaan dus ook geen herinneringen uit."
    )
    return Words(
        subject=_("%(unit)s: niemand houdt dit onderdeel bij")
        % {"unit": submission.unit.short_name},
        paragraphs=(text % names, _("Een beheerder geeft iemand dit onderdeel, in het beheer.")),
        action=(_("Naar het onderdeel"), unit_page(submission)),
        why=_("u beoordelaar of beheerder bent"),
    )


_WORDS: Mapping[LetterKind, Callable[[Letter], Words | None]] = {
    LetterKind.OPENED: _opened,
    LetterKind.DEADLINE: _reminder,
    LetterKind.OVERDUE: _reminder,
    LetterKind.ASKED: _reminder,
    LetterKind.OVERDUE_OF_OTHERS: _overdue_of_others,
    LetterKind.RETURNED: decided,
    LetterKind.ACCEPTED: decided,
    LetterKind.PUBLISHED: _published,
    LetterKind.HANDED_IN: handed_in,
    LetterKind.TO_REVIEW: to_review,
    LetterKind.NOBODY: _nobody,
    LetterKind.REMARK: remarked,
    LetterKind.QUESTION: questioned,
    LetterKind.INVITED: invitation,
    LetterKind.PASSWORD: new_password,
    LetterKind.SECURITY: changed,
}
