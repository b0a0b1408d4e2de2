"""What is asked about a round, and which units its board shows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import DayField
from nalportal.pages.forms import DAY_HELP, OnceForm
from nalportal.progress.models import Round, SubmissionState
from nalportal.records.seen_forms import SeenForm

from .hand_in import ReasonForm

REQUIRED_DAY = {"required": _("Vul een dag in.")}


class RoundForm(SeenForm, OnceForm, forms.ModelForm):
    """The title, address and dates of a round."""

    reference_on = DayField(
        label=_("Peildatum"),
        help_text=_("De dag waarop de stand geldt, zoals 30-6-2021."),
        error_messages=REQUIRED_DAY,
    )
    division_on = DayField(
        label=_("Gemeentelijke indeling van"), help_text=DAY_HELP, error_messages=REQUIRED_DAY
    )
    figures_until = DayField(
        label=_("Cijfers tot en met"), help_text=DAY_HELP, error_messages=REQUIRED_DAY
    )
    deadline_on = DayField(
        label=_("Inleveren tot en met"),
        help_text=_("De laatste dag om in te leveren. U kunt een onderdeel later uitstel geven."),
        required=False,
    )

    class Meta:
        model = Round
        fields = ["title", "slug", "reference_on", "division_on", "figures_until", "deadline_on"]
        help_texts = {
            "title": _("Zoals Medio 2021."),
            "slug": _("Kleine letters, cijfers en streepjes, zoals medio-2021."),
        }
        error_messages = {
            "title": {
                "required": _("Vul een titel in."),
                "unique": _("Er is al een ronde met deze titel."),
            },
            "slug": {
                "required": _("Vul een webadres in."),
                "unique": _("Er is al een ronde met dit webadres."),
                "invalid": _("Gebruik kleine letters, cijfers en streepjes, zoals medio-2021."),
            },
        }

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == "nieuw":
            raise ValidationError(_("“nieuw” is het adres van deze pagina. Kies een ander."))
        return slug


class ExtensionForm(ReasonForm):
    """Until when a unit may hand in, and why."""

    until = DayField(
        label=_("Uitstel tot en met"),
        help_text=DAY_HELP,
        error_messages={"required": _("Vul in tot en met welke dag.")},
    )
    field_order = ["until", "reason"]


class BoardForm(forms.Form):
    """Which units the board shows, and in which order."""

    stand = forms.ChoiceField(
        label=_("Stand"), choices=[("", _("Alle")), *SubmissionState.choices], required=False
    )
    volgorde = forms.ChoiceField(
        label=_("Volgorde"),
        choices=[
            ("", _("Als in het rapport")),
            ("stand", _("Stand, verst eerst")),
            ("verplicht", _("Verplicht in orde, minst eerst")),
            ("activiteit", _("Laatste activiteit, oudste eerst")),
        ],
        required=False,
    )

    def asked(self) -> dict[str, Any]:
        """The arguments of the board; what the address has wrong is left out."""
        self.is_valid()
        data = self.cleaned_data
        return {"state": data.get("stand", ""), "order": data.get("volgorde", "")}
