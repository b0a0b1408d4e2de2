"""Signing in through an organisation's own identity provider (OpenID Connect).

Off unless NAL_OIDC_ISSUER is set. It opens existing accounts only, found anew each time by an
address that the provider has verified; nothing of the provider is stored. The second step is asked
here all the same.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

from nalportal.accounts.models import User

logger = logging.getLogger(__name__)


class KnownPeopleAdapter(DefaultSocialAccountAdapter):
    """Lets in who has an account here, and tells the others so."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account; allauth signs it in, with its second step and its other checks.

        Not by allauth's own way of matching addresses: that wipes the password of the account, as
        somebody might have made it with another's address. Here a beheerder makes accounts.
        """
        user = account_for(sociallogin)
        if user is None or sociallogin.state.get("process") != AuthProcess.LOGIN:
            refuse(request, unknown=True)
        sociallogin.user = user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        # Not the text of the exception, which can hold what the provider sent about a person.
        logger.warning("Single sign-on failed: %r", type(details.get("exception")))
        refuse(request, unknown=False)


def account_for(sociallogin: SocialLogin) -> User | None:
    """The account with an address that the provider says it has verified.

    The claim can also be a text; then "false" must not pass for true.
    """
    for address in sociallogin.email_addresses:
        if str(address.verified).lower() == "true":
            return User.objects.filter(email__iexact=address.email).first()
    return None


def refuse(request: HttpRequest, *, unknown: bool) -> NoReturn:
    raise ImmediateHttpResponse(refused(request, unknown=unknown))


def refused(request: HttpRequest, *, unknown: bool) -> HttpResponse:
    """Because nobody here has that address, or else because something went wrong on the way."""
    context = {"unknown": unknown}
    return render(request, "account/single_sign_on_refused.html", context, status=403)


def there_or_404() -> None:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404


@login_not_required
@never_cache
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    there_or_404()
    # It asks the provider where to send people, so it counts as trying to sign in.
    too_often: HttpResponse | None = ratelimit.consume_or_429(
        request, action="login", limit_get=True
    )
    if too_often:
        return too_often
    try:
        response: HttpResponse = views.login(request, provider_id)
    except RequestException:
        logger.warning("Single sign-on failed: the provider does not answer")
        response = refused(request, unknown=False)
    return response


@login_not_required
@never_cache
def back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    there_or_404()
    response: HttpResponse = views.callback(request, provider_id)
    return response


def providers(request: HttpRequest) -> list[dict[str, str]]:
    """What the sign-in page offers beside the password: ``name`` and ``href`` of each."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    onward = {"next": request.GET["next"]} if "next" in request.GET else {}
    return [
        {"name": found.name, "href": found.get_login_url(request, **onward)}
        for found in KnownPeopleAdapter(request).list_providers(request)
    ]
