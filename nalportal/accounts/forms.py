"""Allauth's forms in the words and the shape of this portal.

Their labels stand above the field and stay there, so the texts inside the fields go.
"""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from nalportal.records.seen_forms import SeenForm

from .audit import AuditKind, record_attempt


def label_field(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Give `field` our label and help; Any: lazy translations have no public type."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


class RemindersForm(SeenForm):
    """The switch of somebody's own reminders."""

    reminders = forms.BooleanField(
        label=_("Stuur mij herinneringen per mail"),
        help_text=_("Als een termijn nadert of voorbij is, of als het ministerie erom vraagt."),
        required=False,
    )


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


class ConfirmByPasswordForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_field(self.fields["password"], _("Wachtwoord"))


class SetUpAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_code(self, _("De 6 cijfers die de app nu toont."))


class OnceOnly(code_forms.BaseAuthenticateForm):
    """A code that was used is spent, for as long as the app's clock could still make it right.

    Allauth remembers it for one period only, but also takes codes of the period before and after.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_code(
            self,
            _(
                "De 6 cijfers die de app nu toont. Hebt u de app niet bij de hand? "
                "Vul dan een van uw herstelcodes in."
            ),
        )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        periods = 2 * settings.MFA_TOTP_TOLERANCE + 1
        digits = "".join(filter(str.isdigit, code))
        if not cache.add(f"second-factor:{self.user.pk}:{digits}", "spent", 30 * periods):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(OnceOnly, code_forms.AuthenticateForm):
    """The code at sign-in."""


class ConfirmByCodeForm(OnceOnly, code_forms.ReauthenticateForm):
    """The code before a change of the second factor itself."""


def readable(parse: Callable[[Any], Any], answer: Any) -> None:
    """Refuse what no browser answers: it breaks the library that reads it in many ways."""
    try:
        parse(answer)
    except Exception as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("Zo herkent u haar later, bijvoorbeeld: laptop van het werk.")
        label_field(self.fields["name"], _("Naam"), help_text)
        self.fields["name"].widget.attrs["maxlength"] = 60
        label_field(self.fields["credential"], _("Toegangssleutel"))

    def clean_name(self) -> str:
        return str(super().clean_name())[:60]

    def clean(self) -> Any:
        try:
            readable(webauthn.parse_registration_response, self.cleaned_data.get("credential"))
            return super().clean()
        except forms.ValidationError as error:
            raise get_adapter().validation_error("incorrect_passkey") from error


class PasskeyForm(webauthn_forms.AuthenticateWebAuthnForm):
    """What a passkey answered at sign-in. The field is filled by a script, so a fault is of the
    whole form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_field(self.fields["credential"], _("Toegangssleutel"))

    def clean_credential(self) -> Any:
        try:
            readable(webauthn.parse_authentication_response, self.cleaned_data["credential"])
            return super().clean_credential()
        except forms.ValidationError as error:
            if error.code == "incorrect_code":
                record_attempt(AuditKind.FAILED, context.request, about=self.user, what="passkey")
                error = get_adapter().validation_error("incorrect_passkey")
            self.add_error(None, error)
            return None


class ConfirmByPasskeyForm(PasskeyForm, webauthn_forms.ReauthenticateWebAuthnForm):
    """A passkey before a change of the second factor itself."""


def label_code(form: forms.Form, help_text: Any) -> None:
    label_field(form.fields["code"], _("Code"), help_text)
    # A keyboard of digits on a phone; recovery codes have no letters either.
    form.fields["code"].widget.attrs.update({"inputmode": "numeric", "class": "code"})


def label_new_password(form: forms.Form) -> None:
    label_field(
        form.fields["password1"],
        _("Nieuw wachtwoord"),
        _("Ten minste 12 tekens, en geen wachtwoord dat veel mensen gebruiken."),
    )
    label_field(form.fields["password2"], _("Nieuw wachtwoord, nog een keer"))
