"""What a beheerder is asked about units and about the agreements of a region."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import PartialDate
from nalportal.pages.fields import DayField, PartialDateField, PlainTextField
from nalportal.pages.forms import DATE_HELP, OnceForm, own_address
from nalportal.progress.models import ReportingUnit, UnitKind
from nalportal.records.seen_forms import SeenForm
from regions.models import RegionAgreement


class UnitForm(SeenForm, OnceForm, forms.ModelForm):
    """What a unit is called, its place in the report, and from when until when it takes part."""

    valid_from = DayField(
        label=_("Doet mee vanaf"),
        help_text=_("Een dag, zoals 1-1-2022. Leeg: van het begin af."),
        required=False,
    )
    valid_until = DayField(
        label=_("Doet mee tot"),
        help_text=_("De eerste dag waarop het onderdeel niet meer meedoet. Leeg: het blijft."),
        required=False,
    )

    class Meta:
        model = ReportingUnit
        fields = ["name", "short_name", "order", "valid_from", "valid_until"]

    def clean(self) -> None:
        super().clean()
        begin, end = (self.cleaned_data.get(name) for name in ("valid_from", "valid_until"))
        if begin and end and end <= begin:
            self.add_error("valid_until", _("Kies een dag na de dag waarop het begint."))


class NewUnitForm(UnitForm):
    """A new unit; its kind, code and address are for good."""

    kind = forms.ChoiceField(
        label=_("Soort"),
        choices=[("", _("Kies een soort"))]
        + [(kind.value, kind.label) for kind in UnitKind if kind != UnitKind.NATIONAL],
        error_messages={"required": _("Kies een soort.")},
    )
    slug = forms.SlugField(
        label=_("Naam in het webadres"),
        help_text=_("Leeg laten: het wordt van de korte naam gemaakt. Kan later niet meer anders."),
        widget=forms.TextInput(attrs={"data-address-of": "short_name"}),
        required=False,
        max_length=50,
    )

    class Meta(UnitForm.Meta):
        fields = ["kind", "name", "short_name", "slug", "code", *UnitForm.Meta.fields[2:]]

    def clean_slug(self) -> str:
        """As it was typed, or else made of the short name."""
        made = slugify(self.data.get(self.add_prefix("short_name"), ""))[:50]
        slug: str = self.cleaned_data["slug"] or made
        if not slug:
            raise ValidationError(_("Van deze naam is geen webadres te maken. Vul er een in."))
        return own_address("kept-unit", slug)


class AgreementForm(SeenForm, OnceForm, forms.ModelForm):
    """When a region signed a cooperation agreement, and with whom."""

    signed = PartialDateField(
        label=_("Getekend op"),
        help_text=DATE_HELP,
        error_messages={"required": _("Vul een datum in.")},
    )
    partners = PlainTextField(
        label=_("Getekend met"),
        help_text=_("Zoals in “Samenwerkingsovereenkomst van juni 2020 met het ministerie van …”."),
        limit=200,
        one_line=True,
        required=False,
    )

    class Meta:
        model = RegionAgreement
        fields = ["partners"]

    field_order = ["signed", "partners"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        signed = row.signed if row and row.signed_on else None
        kwargs["initial"] = {"signed": signed, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_signed(self) -> PartialDate:
        """No two of one region begin on the same day."""
        signed: PartialDate = self.cleaned_data["signed"]
        others = self.instance.region.agreements.exclude(pk=self.instance.pk)
        if others.filter(signed_on=signed.on).exists():
            raise ValidationError(_("Er is al een overeenkomst van die datum. Wijzig die."))
        self.instance.signed_on, self.instance.precision = signed.on, signed.precision
        return signed
