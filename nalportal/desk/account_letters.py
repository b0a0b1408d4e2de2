"""Letters about an account: an invitation, a new password, and that a door to it changed.

A link that opens it is made at the moment they go, and stands in no database: who reads the log
of letters can't use it.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import counted, long_date

from .letter_parts import Words, absolute
from .models import Letter


def invitation(letter: Letter) -> Words | None:
    """To somebody for whom an account was made; None once they came in another way."""
    user = letter.to
    if user.last_login or user.has_usable_password():
        return None
    link = password_link(user)
    units = [_("U houdt bij: %(unit)s") % {"unit": unit.name} for unit in user.units.all()]
    paragraphs = [
        _("Er is een account voor u gemaakt op het portaal Voortgang laadinfrastructuur."),
        _("Kies met de link hieronder uw wachtwoord. %(valid)s") % {"valid": _valid()},
        _(
            "Daarna logt u in met uw e-mailadres. Het portaal vraagt dan om een tweede stap: een "
            "code uit een app op uw telefoon. Hoe dat gaat, staat op het scherm."
        ),
    ]
    return Words(
        subject=_("Uw account voor Voortgang laadinfrastructuur"),
        paragraphs=tuple(paragraphs),
        points=tuple(
            (_("U houdt bij: %(unit)s") % {"unit": unit}, absolute("/")) for unit in units
        ),
        action=(_("Wachtwoord kiezen"), link),
        why=_("de beheerder een account voor u maakte"),
        secret=link,
    )


def new_password(letter: Letter) -> Words | None:
    """To somebody who asked for it; None when they signed in meanwhile."""
    user = letter.to
    if user.last_login and user.last_login > letter.made_at:
        return None
    link = password_link(user)
    return Words(
        subject=_("Nieuw wachtwoord voor Voortgang laadinfrastructuur"),
        paragraphs=(
            _("Iemand, waarschijnlijk u zelf, vroeg om een nieuw wachtwoord."),
            _("Kies het nieuwe wachtwoord met de link hieronder. %(valid)s") % {"valid": _valid()},
            _(
                "Hebt u hier niet om gevraagd? Dan hoeft u niets te doen: uw wachtwoord blijft "
                "zoals het was."
            ),
        ),
        action=(_("Nieuw wachtwoord kiezen"), link),
        why=_("u een account hebt"),
        secret=link,
    )


# By what allauth calls it, and one of ours.
CHANGES: Mapping[str, Any] = {
    "password_changed": gettext_lazy("Uw wachtwoord is gewijzigd."),
    "password_set": gettext_lazy("Uw wachtwoord is gekozen."),
    "password_reset": gettext_lazy("Uw wachtwoord is opnieuw gekozen, met een link uit een mail."),
    "totp_activated": gettext_lazy("Er is een app ingesteld die codes toont."),
    "totp_deactivated": gettext_lazy("De app die codes toont is verwijderd."),
    "recovery_codes_generated": gettext_lazy("Er zijn nieuwe herstelcodes gemaakt."),
    "webauthn_added": gettext_lazy("Er is een toegangssleutel (passkey) toegevoegd."),
    "webauthn_removed": gettext_lazy("Er is een toegangssleutel (passkey) verwijderd."),
    "second_step_removed": gettext_lazy(
        "Een beheerder verwijderde de tweede stap bij het inloggen."
    ),
}


def changed(letter: Letter) -> Words:
    """That a door to the account changed, for whoever did not do it."""
    what = letter.key.split(":")[1]
    when = timezone.localtime(letter.made_at)
    moment = _("Dat gebeurde op %(day)s om %(time)s.")
    return Words(
        subject=_("De beveiliging van uw account is gewijzigd"),
        paragraphs=(
            str(CHANGES[what]),
            moment % {"day": long_date(when), "time": f"{when:%H:%M}"},
            _(
                "Deed u dit zelf? Dan hoeft u niets te doen. Deed u het niet? Kies een nieuw "
                "wachtwoord, beëindig op uw account de sessies die u niet kent en laat het ons "
                "weten."
            ),
        ),
        action=(_("Naar uw account"), absolute(reverse("account"))),
        why=_("u een account hebt"),
    )


def password_link(user: User) -> str:
    """Where ``user`` chooses a password; it works once, and for some days."""
    generator: Any = app_settings.PASSWORD_RESET_TOKEN_GENERATOR()
    names = {"uidb36": user_pk_to_url_str(user), "key": generator.make_token(user)}
    return absolute(reverse("account_reset_password_from_key", kwargs=names))


def _valid() -> str:
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    text = _("De link werkt één keer, %(days)s lang. Daarna vraagt u een nieuwe bij Inloggen.")
    return text % {"days": counted(days, "dag", "dagen")}
