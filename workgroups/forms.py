"""The small forms of the parties of a working group."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.pages.fields import PastDayField, PlainTextField
from nalportal.pages.forms import OnceForm, VersionedForm
from nalportal.progress.forms.milestones import TITLE_LENGTH

from . import verbs
from .duplicates import Found, look_alikes, with_exactly
from .models import Participation, Party

NAME_LENGTH, ABBREVIATION_LENGTH = 100, 20


class SearchForm(forms.Form):
    """Which party; sent with the address, so without a number of its own."""

    # The browser's messages are in its own language and hide ours.
    use_required_attribute = False

    q = PlainTextField(
        label=_("Naam van de partij"),
        help_text=_("Een deel van de naam, de afkorting of een andere naam."),
        limit=NAME_LENGTH,
        one_line=True,
        error_messages={"required": _("Vul een deel van de naam in.")},
        # What the browser offers while one types: the names of the page's own list.
        widget=forms.TextInput(attrs={"list": "namen", "autocomplete": "off"}),
    )


class AddForm(OnceForm):
    """One party of the register, chosen from the search result."""

    party = forms.ModelChoiceField(
        Party.objects.all(),
        label=_("Partij"),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Kies een partij uit de lijst."),
            "invalid_choice": _("Kies een partij uit de lijst."),
        },
    )


class NewPartyForm(OnceForm):
    """A party that the register doesn't have.

    When others look like it, the form comes back with those; it goes through once somebody says,
    for that very name, that it is another.
    """

    name = PlainTextField(
        label=_("Naam"),
        help_text=_("De naam zoals die in het rapport staat. Ten hoogste 100 tekens."),
        limit=NAME_LENGTH,
        one_line=True,
        error_messages={"required": _("Vul de naam van de partij in.")},
    )
    abbreviation = PlainTextField(
        label=_("Afkorting"), limit=ABBREVIATION_LENGTH, one_line=True, required=False
    )
    is_other = forms.BooleanField(label=_("Dit is een andere partij"), required=False)
    checked = PlainTextField(limit=NAME_LENGTH, widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.look_alikes: list[Found] = []

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        known = with_exactly(name)
        if known:
            self.look_alikes = [Found(known, "")]
            raise ValidationError(verbs.EXISTS, code="exists", params={"party": known.name})
        return name

    def clean(self) -> None:
        name = self.cleaned_data.get("name")
        if not name:
            return
        self.look_alikes = look_alikes(name)
        confirmed = self.cleaned_data.get("is_other") and self.cleaned_data["checked"] == name
        if self.look_alikes and not confirmed:
            text = _("Kies een partij die al bestaat, of vink aan dat dit een andere is.")
            self.add_error("is_other", text)
            self._ask_about(name)

    def _ask_about(self, name: str) -> None:
        # What was ticked for another name doesn't count for this one.
        typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # of a request
        typed["checked"] = name
        typed.pop("is_other", None)
        self.data = typed


# ------------------------------------------------------------------------------- the verbs


class VerbForm(VersionedForm):
    """What a verb on one party asks. :meth:`apply` does it."""

    title: ClassVar[Any]
    done: ClassVar[Any]
    for_stopped: ClassVar[bool]

    reason = PlainTextField(
        label=_("Waarom?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    @classmethod
    def fits(cls, row: Participation) -> bool:
        """Whether this can be done with the party as it is now."""
        return (row.withdrawn_on is not None) == cls.for_stopped

    def apply(self, row: Participation, *, by: User) -> Participation:
        raise NotImplementedError


class StopForm(VerbForm):
    """Since when a party takes part no more."""

    title, done = _("Gestopt melden"), _("%(party)s is gestopt.")
    for_stopped = False

    on = PastDayField(
        label=_("Gestopt op"),
        help_text=_("Een dag, zoals 31-12-2020."),
        error_messages={"required": _("Vul de dag in waarop de partij is gestopt.")},
    )
    field_order = ["on", "reason"]

    def apply(self, row: Participation, *, by: User) -> Participation:
        data = self.cleaned_data
        return verbs.withdraw(row, on=data["on"], by=by, reason=data["reason"])


class RestoreForm(VerbForm):
    """The party takes part again."""

    title, done = _("Herstellen"), _("%(party)s doet weer mee.")
    for_stopped = True

    def apply(self, row: Participation, *, by: User) -> Participation:
        return verbs.restore(row, by=by, reason=self.cleaned_data["reason"])
