"""What a beheerder is asked about people."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.pages.fields import DayField
from nalportal.pages.forms import DAY_HELP, OnceForm
from nalportal.progress.models import ReportingUnit
from nalportal.records.seen_forms import SeenForm


class PersonForm(SeenForm, OnceForm, forms.ModelForm):
    """Who it is, what they may, and which units they keep."""

    units = forms.ModelMultipleChoiceField(
        label=_("Onderdelen die deze persoon bijhoudt"),
        queryset=ReportingUnit.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "is_reviewer", "is_staff"]
        error_messages = {
            "email": {
                "required": _("Vul een e-mailadres in."),
                "unique": _("Er is al een account met dit e-mailadres."),
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        units = list(instance.units.all()) if instance and instance.pk else []
        kwargs["initial"] = {"units": units, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("Vul een naam in.")

    def clean_email(self) -> str:
        """The constraint says the same of all fields together; here it stands at its own."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Er is al een account met dit e-mailadres."))
        return email


class HandoverForm(OnceForm):
    """To whom, and from which day."""

    colleague = forms.ModelChoiceField(
        label=_("Collega"),
        queryset=User.objects.none(),
        empty_label=_("Kies een collega"),
        error_messages={"required": _("Kies een collega.")},
    )
    on = DayField(
        label=_("Vanaf"), help_text=DAY_HELP, error_messages={"required": _("Vul een dag in.")}
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        field = self.fields["colleague"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy what it is
        field.queryset = User.objects.filter(is_active=True).exclude(pk=person.pk)
