"""When the database does not answer: a page that says so and hands back what was typed.

The database is away, or somebody else holds it for longer than a request may wait. The page asks
nothing of it, so it carries a form that was sent by itself: without files and passwords, and only
when the check against forged forms had passed.
"""

import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.defaults import server_error as any_other_error

from nalportal.accounts.kept_forms import is_path_of_account, typed

RETRY_AFTER_SECONDS = 30
# The page goes back to its sender only and is kept nowhere, so it also carries what the form itself
# needs: its number, by which it is not done twice, and the button that was pressed.
SECRET = re.compile(r"passw|wachtwoord|secret|csrfmiddlewaretoken", re.IGNORECASE)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler for what no view caught; 503 for the database, 500 for all else."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unreachable(request)
    return any_other_error(request)


class _FormCheck(CsrfViewMiddleware):
    """Django's own check against forged forms, with its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _any_view(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError  # stands for the view in the check, which only asks its decorators


def may_be_sent_again(request: HttpRequest) -> bool:
    """Whether a form of ours was sent; the fault may have come before the site itself asked that.

    Not from the pages of the account: passwords and codes are typed anew.
    """
    if request.method != "POST" or is_path_of_account(request.path_info):
        return False
    check = _FormCheck(_any_view)
    check.process_request(request)
    return check.process_view(request, _any_view, (), {}) is None


def unreachable(request: HttpRequest) -> HttpResponse:
    """503, with the form that was sent, to be sent again with one button."""
    values = typed(request, SECRET) if may_be_sent_again(request) else {}
    context = {
        "action": request.get_full_path(),
        "sent": request.method == "POST",
        "typed": [(name, value) for name, given in values.items() for value in given],
        "had_files": bool(values and request.FILES),
        # A token comes with a cookie, so only where there is a form to send again.
        "csrf_token": get_token(request) if values else "",
    }
    page = render_to_string("503.html", context)
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    add_never_cache_headers(response)
    return response
