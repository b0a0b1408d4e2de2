"""Who stays signed in, and what a beheerder may."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from nalportal.accounts.models import SECOND_STEPS, User
from nalportal.logs import current


class PortalBackend(AuthenticationBackend):
    """Sign-in by e-mail address; in Django's admin a beheerder has every permission.

    That admin is the only place where such permissions count: the pages of the portal ask the
    rules in `<app>/permissions.py`.
    """

    def get_user(self, user_id: int) -> User | None:
        """Who is signed in, read anew at each request, with whether a second factor is set up."""
        apps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        people = User.objects.annotate(second_factor_set_up=Exists(apps))
        found = people.select_related("pseudonym").filter(pk=user_id).first()
        if found is None or not self.user_can_authenticate(found):
            return None
        if asked := current.get():
            # Who signed in before there were pseudonyms gets one with the first line of the log.
            asked.person = str(found.pseudonym.key) if hasattr(found, "pseudonym") else "new"
        return found

    def user_can_authenticate(self, user: Any) -> bool:
        # Asked at each request too, so an old session doesn't outlive the demo.
        return bool(user.may_sign_in)

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        return user_obj.is_active and user_obj.is_staff

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return user_obj.is_active and user_obj.is_staff
