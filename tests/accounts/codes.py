"""The codes that an app would show, and people who have one."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.conf import settings

from nalportal.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET, *, periods_ago: int = 0) -> str:
    """The code of an app that holds `secret`, now or a number of half minutes ago."""
    counter = int(time.time()) // 30 - periods_ago
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def wrong_code(secret: str = SECRET) -> str:
    """Six digits that are none of the codes taken now."""
    taken = {code_now(secret, periods_ago=ago) for ago in range(-2, 3)}
    return next(code for code in map(str, range(100_000, 100_010)) if code not in taken)


def give_second_factor(user: User, secret: str = SECRET) -> list[str]:
    """An app and recovery codes, as if `user` had set them up; gives the recovery codes."""
    assert "totp" in settings.MFA_SUPPORTED_TYPES
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret})
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes
