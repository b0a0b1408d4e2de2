"""Who gets in, and what a beheerder may."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from nalportal.accounts.models import User


class PortalBackend(AuthenticationBackend):
    """Sign-in by e-mail address, with two rules of this portal.

    - A demo account exists only for the demo: its password is printed for all to see.
    - A beheerder has every permission in Django's admin. That admin is the only place where such
      permissions count; the pages of the portal ask the rules in `<app>/permissions.py`.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        # Asked at sign-in and again at each request, so an old session doesn't outlive the demo.
        if user.is_demo and not settings.DEMO:
            return False
        return bool(super().user_can_authenticate(user))

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        return user_obj.is_active and user_obj.is_staff

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return user_obj.is_active and user_obj.is_staff
