"""Who asks: for pages that only signed-in people reach."""

from django.http import HttpRequest

from .models import User


def signed_in(request: HttpRequest) -> User:
    """Who asks; the pages of the register are only for people who signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - LoginRequiredMiddleware sees to it
    return request.user
