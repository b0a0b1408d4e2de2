"""Forms for several milestones at once: what is done with a selection of the list."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import VersionedForm, focus_first

from .. import verbs
from ..models import Milestone, Theme
from ..verbs import Outcome
from .milestones import TITLE_LENGTH
from .verbs import days_in, realised_field


class SelectionForm(VersionedForm):
    """What is done with the selected milestones. ``title`` and ``button`` name it on screen."""

    title: Any = ""
    button: Any = ""

    reason = PlainTextField(
        label=_("Waarom?"),
        help_text=_("Staat in de geschiedenis van elke mijlpaal."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        focus_first(self)

    def do(self, milestones: Sequence[Milestone], *, by: User) -> Outcome:
        """Do it to what it fits; what was changed since the page was opened is left alone."""
        raise NotImplementedError

    @property
    def asked(self) -> dict[str, Any]:
        """What all verbs for several take, of a valid form."""
        return {"reason": self.cleaned_data["reason"], "seen": self.cleaned_data["version"]}

    @property
    def days(self) -> tuple[date, ...]:
        """The days since which something holds, of a valid form."""
        return days_in(self.cleaned_data)

    def done(self, count: int) -> str:
        """What the page says once it is done with so many milestones."""
        raise NotImplementedError


def histories(milestones: Sequence[Milestone]) -> Any:
    """The histories of all of these together."""
    return Milestone.history.filter(id__in=[row.pk for row in milestones])


class AddThemeForm(SelectionForm):
    title = _("Thema toevoegen")
    button = _("Thema toevoegen")

    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Thema"),
        to_field_name="slug",
        error_messages={"required": _("Kies een thema.")},
    )
    field_order = ["theme", "reason"]

    def do(self, milestones: Sequence[Milestone], *, by: User) -> Outcome:
        return verbs.add_theme(milestones, self.cleaned_data["theme"], by=by, **self.asked)

    def done(self, count: int) -> str:
        return ngettext(
            "Thema toegevoegd aan %(count)s mijlpaal.",
            "Thema toegevoegd aan %(count)s mijlpalen.",
            count,
        ) % {"count": number(count)}


class ShiftByForm(SelectionForm):
    title = _("Geplande datum verschuiven")
    button = _("Datums verschuiven")

    months = forms.IntegerField(
        label=_("Aantal maanden"),
        help_text=_("Bijvoorbeeld 3 om alles een kwartaal later te zetten, of -1 voor eerder."),
        error_messages={
            "required": _("Vul een aantal maanden in."),
            "invalid": _("Vul een heel getal in, zoals 3."),
        },
        min_value=-60,
        max_value=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    field_order = ["months", "reason"]

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if not months:
            raise ValidationError(_("Met 0 maanden verandert er niets. Vul een ander aantal in."))
        return months

    def do(self, milestones: Sequence[Milestone], *, by: User) -> Outcome:
        return verbs.shift_by(milestones, self.cleaned_data["months"], by=by, **self.asked)

    def done(self, count: int) -> str:
        return ngettext(
            "Datum van %(count)s mijlpaal verschoven.",
            "Datum van %(count)s mijlpalen verschoven.",
            count,
        ) % {"count": number(count)}


class RealiseAllForm(SelectionForm):
    title = _("Gerealiseerd melden")
    button = _("Gerealiseerd melden")

    on = realised_field()
    field_order = ["on", "reason"]

    def do(self, milestones: Sequence[Milestone], *, by: User) -> Outcome:
        return verbs.realise_each(milestones, on=self.cleaned_data["on"], by=by, **self.asked)

    def done(self, count: int) -> str:
        return ngettext(
            "%(count)s mijlpaal gemeld als gerealiseerd.",
            "%(count)s mijlpalen gemeld als gerealiseerd.",
            count,
        ) % {"count": number(count)}


class ConfirmForm(SelectionForm):
    title = _("Ongewijzigd bevestigen")
    button = _("Ongewijzigd bevestigen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]  # the confirmation is the reason

    def do(self, milestones: Sequence[Milestone], *, by: User) -> Outcome:
        return verbs.confirm_unchanged(milestones, by=by, seen=self.cleaned_data["version"])

    def done(self, count: int) -> str:
        return ngettext(
            "%(count)s mijlpaal ongewijzigd bevestigd.",
            "%(count)s mijlpalen ongewijzigd bevestigd.",
            count,
        ) % {"count": number(count)}


# By the word in the address.
SELECTION_FORMS: dict[str, type[SelectionForm]] = {
    "gerealiseerd": RealiseAllForm,
    "thema": AddThemeForm,
    "verschuiven": ShiftByForm,
    "bevestigen": ConfirmForm,
}
