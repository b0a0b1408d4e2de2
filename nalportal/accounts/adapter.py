"""How allauth's pages behave here. Why: decision 1."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .audit import AuditKind, record_attempt
from .sessions import remember_browser


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Accounts are made by a beheerder; nobody makes their own."""

    # Allauth's own Dutch says "je"; this portal says "u", and what to do next.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer beide."
        ),
        "enter_current_password": _("Dit is niet uw huidige wachtwoord."),
        "incorrect_password": _("Dit is niet uw wachtwoord."),
        "rate_limited": _("U hebt te vaak een code ingevuld. Wacht vijf minuten."),
        "too_many_login_attempts": _(
            "U hebt te vaak geprobeerd in te loggen. Wacht vijf minuten en probeer het opnieuw."
        ),
    }

    def validation_error(self, code: str, *args: Any) -> Any:
        """What a form says; a limit that was met is told here and nowhere else."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            record_attempt(AuditKind.LIMITED, self.request, what=code)
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse | None:
        """Turn away who may not sign in, to the page that says so.

        Asked here as well as in the backend: after the right password allauth goes on with an
        account that the backend refused, to tell "inactive" from "wrong password".
        """
        response: HttpResponse | None = super().pre_login(request, user, **details)
        if response is None and not user.may_sign_in:
            response = self.respond_user_inactive(request, user)
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        remember_browser(request)

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Whether someone has to show again who they are, before a change of the second factor.

        Not whoever signed in just now: allauth would ask the password twice within a minute.
        """
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        just_now: bool = abs(time.time() - latest) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not just_now and super().is_reauthentication_required(app=app, **details)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Deze code klopt niet. Vul de code in die de app nu toont."),
        "incorrect_passkey": _(
            "Met deze toegangssleutel lukt het niet: zij hoort niet bij uw account, of het duurde "
            "te lang. Probeer het nog een keer of kies een andere manier."
        ),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's
        n = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Toegangssleutel %(n)s") % {"n": n}

    def _get_site_name(self) -> str:
        """How the keeper of passkeys names the site."""
        return str(settings.MFA_TOTP_ISSUER)
