"""The forms of a conversation: begin one, say something in one, end one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OnceForm, VersionedForm, set_choices

from ..models.remarks import RemarkVerb

REMARK_LENGTH = 2_000


class AskForm(OnceForm):
    """A new remark; about one of ``choices`` (what addresses call it, words), if there are any."""

    is_new = True
    over = forms.ChoiceField(label=_("Waarover?"))
    text = PlainTextField(
        label=_("Uw opmerking"),
        limit=REMARK_LENGTH,
        rows=4,
        error_messages={"required": _("Schrijf wat u wilt vragen of opmerken.")},
    )

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]], over: str) -> None:
        super().__init__(data, initial={"over": over})
        set_choices(self, "over", choices)
        if not choices:
            del self.fields["over"]


class ReplyForm(VersionedForm):
    """Something to say in a conversation, and the button that was pressed (``handeling``).

    ``version`` is the number of the last entry that the page shows.
    """

    text = PlainTextField(
        label=_("Uw antwoord"),
        limit=REMARK_LENGTH,
        rows=2,
        required=False,
        error_messages={"required": _("Schrijf eerst een antwoord.")},
    )
    adapted = forms.BooleanField(label=_("Ik heb het aangepast"), required=False)

    def __init__(self, data: Any = None, *, thread: int, version: int, adapted: bool = False):
        initial = {"version": version, "adapted": adapted}
        super().__init__(data, initial=initial, auto_id=f"id_{thread}_%s")

    @property
    def verb(self) -> RemarkVerb:
        """Which button was pressed; without one something is said."""
        pressed = self.data.get("handeling", RemarkVerb.SAY)
        return RemarkVerb(pressed) if pressed in RemarkVerb.values else RemarkVerb.SAY

    def clean(self) -> dict[str, Any]:
        if self.verb == RemarkVerb.SAY and not self.cleaned_data.get("text"):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return self.cleaned_data
