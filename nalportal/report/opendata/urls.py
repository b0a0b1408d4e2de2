"""The addresses of what is published as data."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from . import operations  # noqa: F401 - adds them to the interface
from .entrance import open_to_all
from .interface import api, problem


def not_there(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Also what is not there is told in the form that programs read."""
    return problem(404, _("Dit is er niet. Zie /api/v1/openapi.json voor wat er wel is."))


def _operations() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = open_to_all(pattern.callback)
            yield pattern


# Names of operations are no names of pages.
app_name = "api"
urlpatterns = [
    *_operations(),
    path("<path:rest>", open_to_all(not_there)),
]
