"""What is asked on the way to freezing: why a point may stay as it is, and the ministry's texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OnceForm, VersionedForm
from nalportal.progress.forms.milestones import LONG_LENGTH, TITLE_LENGTH
from nalportal.progress.models import RoundReason
from nalportal.progress.national_texts import LABELS, Typed


class PointReasonForm(OnceForm):
    """Why a point may stay as it is; an empty reason takes the last one back."""

    text = PlainTextField(
        label=_("Reden"),
        help_text=_("Leeg maken trekt de reden in."),
        limit=LONG_LENGTH,
        rows=3,
        required=False,
    )
    in_report = forms.BooleanField(
        label=_("In het rapport zetten"),
        help_text=_("Anders leest alleen het ministerie de reden."),
        required=False,
    )

    def __init__(self, data: Any = None, *, reason: RoundReason | None) -> None:
        initial = {"text": reason.text, "in_report": reason.in_report} if reason else {}
        super().__init__(data, initial=initial)

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("in_report") and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Vul de reden in die in het rapport komt."))


class NationalTextForm(VersionedForm):
    """A text of the ministry, with its heading if it has one."""

    title = PlainTextField(
        label=LABELS["title"],
        limit=200,
        one_line=True,
        error_messages={"required": _("Vul een kop in.")},
    )
    body = PlainTextField(
        label=LABELS["body"],
        help_text=_(
            "Een lege regel begint een nieuwe alinea, een streepje een punt van een lijst. "
            "Zo maakt u een link: [tekst](https://www.voorbeeld.nl)."
        ),
        limit=LONG_LENGTH,
        rows=12,
        error_messages={"required": _("Vul de tekst in.")},
    )
    reason = PlainTextField(
        label=_("Waarom wijzigt u dit?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, data: Any = None, *, stored: Typed, version: int, has_title: bool) -> None:
        initial = {"title": stored.title, "body": stored.body, "version": version}
        super().__init__(data, initial=initial)
        self.stored, self.is_new = stored, not version
        if not has_title:
            del self.fields["title"]

    def typed(self) -> Typed:
        """What was typed, with the heading as it is where that is not asked."""
        data = self.cleaned_data
        return Typed(data.get("title", self.stored.title), data["body"])
