"""A view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def empty(request: HttpRequest) -> HttpResponse:
    """The least that Django answers."""
    return HttpResponse("")


urlpatterns = [path("leeg/", empty)]
