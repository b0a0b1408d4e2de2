"""Forms for several milestones at once: what is done with a selection of the list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import VersionedForm
from nalportal.records.versions import refuse_if_moved

from .. import verbs
from ..locks import wait_for_turn
from ..models import Milestone, Theme
from .milestones import TITLE_LENGTH


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

    @transaction.atomic
    def do(self, milestones: Sequence[Milestone], *, by: User) -> None:
        """Do it; raises ``Moved`` when one was changed since the page was opened."""
        wait_for_turn({row.unit_id for row in milestones}, by=by)
        refuse_if_moved(self.cleaned_data["version"], histories(milestones))
        self.apply(milestones, by=by)

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        raise NotImplementedError

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

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        data = self.cleaned_data
        verbs.add_theme(milestones, data["theme"], by=by, reason=data["reason"])

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

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        data = self.cleaned_data
        verbs.shift_by(milestones, data["months"], by=by, reason=data["reason"])

    def done(self, count: int) -> str:
        return ngettext(
            "Datum van %(count)s mijlpaal verschoven.",
            "Datum van %(count)s mijlpalen verschoven.",
            count,
        ) % {"count": number(count)}


class ConfirmForm(SelectionForm):
    title = _("Ongewijzigd bevestigen")
    button = _("Ongewijzigd bevestigen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]  # the confirmation is the reason

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        verbs.confirm_unchanged(milestones, by=by)

    def done(self, count: int) -> str:
        return ngettext(
            "%(count)s mijlpaal ongewijzigd bevestigd.",
            "%(count)s mijlpalen ongewijzigd bevestigd.",
            count,
        ) % {"count": number(count)}


# By the word in the address.
SELECTION_FORMS: dict[str, type[SelectionForm]] = {
    "thema": AddThemeForm,
    "verschuiven": ShiftByForm,
    "bevestigen": ConfirmForm,
}
