"""Allauth's forms in the words and the shape of this portal.

Their labels stand above the field and stay there, so the texts inside the fields go.
"""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _


def label_field(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Give `field` our label and help; Any: lazy translations have no public type."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_field(self.fields["login"], _("E-mailadres"))
        label_field(self.fields["password"], _("Wachtwoord"))


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_field(
            self.fields["email"],
            _("E-mailadres"),
            _("Het adres waarmee u inlogt."),
        )


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_field(self.fields["oldpassword"], _("Huidig wachtwoord"))
        label_new_password(self)


def label_new_password(form: forms.Form) -> None:
    label_field(
        form.fields["password1"],
        _("Nieuw wachtwoord"),
        _("Ten minste 12 tekens, en geen wachtwoord dat veel mensen gebruiken."),
    )
    label_field(form.fields["password2"], _("Nieuw wachtwoord, nog een keer"))
