"""What is asked about a round, and which units its board shows."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import long_date
from nalportal.pages.fields import YEAR, DayField, NearDayField, PlainTextField
from nalportal.pages.forms import DAY_HELP, OnceForm, own_address
from nalportal.progress.models import Round, SubmissionState
from nalportal.records.seen_forms import SeenForm
from regions.models import RegionMembership

from .hand_in import REASON_LENGTH, ReasonForm

REQUIRED_DAY = {"required": _("Vul een dag in.")}


class RoundForm(SeenForm, OnceForm, forms.ModelForm):
    """The title, address and dates of a round, and what its documents print."""

    reference_on = NearDayField(
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
    deadline_on = NearDayField(
        label=_("Inleveren tot en met"),
        help_text=_("De laatste dag om in te leveren. U kunt een onderdeel later uitstel geven."),
        required=False,
    )
    slug = forms.SlugField(
        label=_("Naam in het webadres"),
        help_text=_("Leeg laten: het wordt van de titel gemaakt, zoals medio-2021."),
        widget=forms.TextInput(attrs={"data-address-of": "title"}),
        required=False,
        max_length=50,
        error_messages={
            "invalid": _("Gebruik kleine letters, cijfers en streepjes, zoals medio-2021."),
            "unique": _("Er is al een ronde met dit webadres."),
        },
    )
    why = PlainTextField(
        label=_("Waarom een eerdere dag?"),
        help_text=_("Alleen nodig als de peildatum vóór die van de laatste ronde ligt."),
        limit=300,
        one_line=True,
        required=False,
    )
    field_order = ["title", "slug", "reference_on", "why"]

    class Meta:
        model = Round
        fields = [
            *("title", "slug", "reference_on", "division_on", "figures_until", "deadline_on"),
            *("adds_municipalities", "adds_changes", "omits_maps", "omits_differences"),
        ]
        help_texts = {
            "title": _("Zoals Medio 2021."),
            "adds_municipalities": _("In PDF en Word. Die worden daar veel langer van."),
            "omits_maps": _("Op de website blijven zij staan."),
        }
        error_messages = {
            "title": {
                "required": _("Vul een titel in."),
                "unique": _("Er is al een ronde met deze titel."),
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_concept:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Ligt vast: de ronde is al open geweest.")

    def clean_slug(self) -> str:
        """As it was typed, or else made of the title."""
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))[:50]
        if not slug and "title" not in self.errors:
            raise ValidationError(_("Van deze titel is geen webadres te maken. Vul er een in."))
        return own_address("round-board", slug) if slug else slug

    def clean_division_on(self) -> date:
        on: date = self.cleaned_data["division_on"]
        members = RegionMembership.objects.all()
        known = members.known_from()
        if known and on < known:
            text = _("Het register kent de indeling vanaf %(day)s. Kies die dag of een latere.")
            raise ValidationError(text % {"day": long_date(known)})
        if members.exists() and not members.on(on).exists():
            raise ValidationError(
                _("Op die dag kent het register geen gemeenten. Kies een andere dag.")
            )
        return on

    def clean(self) -> None:
        super().clean()
        on = self.cleaned_data.get("reference_on")
        if on:
            self._refuse_far_from(on)
        last = Round.objects.exclude(pk=self.instance.pk).order_by("-reference_on").first()
        is_new = self.instance.pk is None or "reference_on" in self.changed_data
        if on and last and is_new and on < last.reference_on and not self.cleaned_data.get("why"):
            text = _(
                "De peildatum ligt vóór die van %(round)s (%(on)s). Vul in waarom, of kies een "
                "latere peildatum."
            )
            about = {"round": last.title, "on": long_date(last.reference_on)}
            self.add_error("why", text % about)

    def _refuse_far_from(self, peildatum: date) -> None:
        """The other days are about the same year; only handing in may come long after."""
        about = {"on": long_date(peildatum)}
        far = _("Deze dag ligt meer dan een jaar van de peildatum (%(on)s). Kies een andere dag.")
        for name in ("division_on", "figures_until"):
            day = self.cleaned_data.get(name)
            if day and abs(day - peildatum) > YEAR:
                self.add_error(name, far % about)
        early = _("Deze dag ligt meer dan een jaar vóór de peildatum (%(on)s). Kies een latere.")
        deadline = self.cleaned_data.get("deadline_on")
        if deadline and deadline < peildatum - YEAR:
            self.add_error("deadline_on", early % about)


class ExtensionForm(ReasonForm):
    """Until when a unit may hand in, and why."""

    until = NearDayField(
        label=_("Uitstel tot en met"),
        help_text=DAY_HELP,
        error_messages={"required": _("Vul in tot en met welke dag.")},
    )
    field_order = ["until", "reason"]


class SkipForm(ReasonForm):
    """Why a unit is skipped, and what the report may say of it beside its own sentence."""

    told = PlainTextField(
        label=_("Toelichting in het rapport"),
        help_text=_(
            "Komt met de naam van de regio of werkgroep onder “Toelichting bij dit rapport”."
        ),
        limit=REASON_LENGTH,
        rows=2,
        required=False,
    )


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
