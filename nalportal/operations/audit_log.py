"""The audit log as the beheerder asks for it, with names where they are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.admin.utils import label_for_field
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.audit import RIGHTS, AuditEvent, AuditKind, Pseudonym
from nalportal.accounts.models import User
from nalportal.pages.fields import DayField, PlainTextField
from nalportal.progress.models import RoundState


class LogForm(forms.Form):
    """Which lines; the names of the fields are those of the address."""

    wie = forms.ModelChoiceField(
        User.objects.order_by("last_name", "first_name"),
        label=_("Wie, of over wie"),
        required=False,
        empty_label=_("Iedereen"),
    )
    wat = forms.ChoiceField(
        label=_("Wat"), required=False, choices=[("", _("Alles")), *AuditKind.choices]
    )
    vanaf = DayField(label=_("Vanaf"), required=False)
    tot = DayField(label=_("Tot en met"), required=False)
    q = PlainTextField(
        label=_("Code, verzoek of herkomst"), required=False, limit=100, one_line=True
    )

    def lines(self) -> Any:
        """The events that are asked for, newest first."""
        self.is_valid()  # what cannot be read asks for nothing
        asked = self.cleaned_data
        found = AuditEvent.objects.all()
        if user := asked.get("wie"):
            key = getattr(getattr(user, "pseudonym", None), "key", None)
            found = found.filter(Q(person=key) | Q(about=key)) if key else found.none()
        if kind := asked.get("wat"):
            found = found.filter(kind=kind)
        if day := asked.get("vanaf"):
            found = found.filter(at__gte=_midnight(day))
        if day := asked.get("tot"):
            found = found.filter(at__lt=_midnight(day + timedelta(days=1)))
        if code := asked.get("q"):
            in_code = Q(what__icontains=code)
            found = found.filter(in_code | Q(request=code.lower()) | Q(source=code.lower()))
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Line:
    """An event in words: who did it (or "?"), and about whom."""

    event: AuditEvent
    person: str
    about: str
    told: str


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """Events with the names of today (1 query); who was forgotten is a piece of a pseudonym."""
    found = list(events)
    keys = {key for event in found for key in (event.person, event.about) if key}
    rows = Pseudonym.objects.filter(key__in=keys).select_related("user")
    names = {row.key: str(row.user) for row in rows}

    def name(key: UUID | None) -> str:
        return names.get(key, _now("vergeten (%s)") % str(key)[:8]) if key else ""

    return [Line(event, name(event.person), name(event.about), _told(event)) for event in found]


WORDS = {
    "password": _("wachtwoord"),
    "code": _("code van de app"),
    "too_many_login_attempts": _("inloggen"),
    "rate_limited": _("code van de app"),
}


def _told(event: AuditEvent) -> str:
    """The code in words where it is a right, a unit or a state; else the code itself."""
    if event.kind == AuditKind.ROUND:
        round_, _is, state = event.what.rpartition(":")
        return f"{round_}: {RoundState(state).label}"
    if event.what in WORDS:
        return str(WORDS[event.what])
    about, _is, value = event.what.partition("=")
    if event.kind != AuditKind.ACCOUNT or not value:
        return event.what
    if about in RIGHTS:
        about = str(label_for_field(about, User))
    return _now("%(what)s: ja") % {"what": about} if value == "1" else f"{about}: " + _now("nee")
