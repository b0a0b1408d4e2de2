"""What somebody sent is refused: the page closed, went, or is not theirs any more. The answer says
so and gives back what was typed, which is nowhere else by then."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .kept_forms import is_own_page, typed
from .models import of_person


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason where the site gives one."""
    reason = str(exception) or _(
        "Met uw account kunt u deze pagina niet gebruiken. Klopt dat niet? Vraag het de beheerder "
        "van het portaal."
    )
    context = {"reason": reason, "typed": typed_in(request)}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or none (any more) for who asks."""
    return render(request, "404.html", {"typed": typed_in(request)}, status=404)


def typed_in(request: HttpRequest) -> dict[str, Any]:
    """What a person wrote in the form that was sent, by the label of its field, and the names of
    the files that they chose; no secrets."""
    if request.method != "POST" or is_own_page(request):
        return {}
    files = {name: [str(file.name) for file in given] for name, given in request.FILES.lists()}
    return of_person(typed(request) | files, request.path)
