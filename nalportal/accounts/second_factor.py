"""A password alone opens nothing: who signs in without a second factor sets one up first."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

# What one needs to set it up, and the way out. Everything else waits, public pages too: otherwise
# the portal would seem to work.
REACHABLE = {
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "session_extend",
    "session_left",
}


class SecondFactorMiddleware:
    """Leads accounts without a second factor to the page that sets one up.

    Not in the demo, whose accounts many people share. Allauth asks for the code of an account that
    has one; it has no setting that makes everybody have one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        # Asked of the database each time: a beheerder can take a lost app away from an account.
        if settings.DEMO or not request.user.is_authenticated or request.user.has_second_factor:
            return None
        if request.resolver_match and request.resolver_match.view_name in REACHABLE:
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
