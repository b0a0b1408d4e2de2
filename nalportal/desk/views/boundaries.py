"""The boundaries of a division out of a file, for the beheerder: chosen, read, shown, stored."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.dutch import joined, short_date
from nalportal.pages import jobs
from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.forms import OnceForm
from nalportal.progress.models import Round
from nalportal.progress.models.states import OPEN_STATES
from regions.boundary_file import BoundaryFile, days_without_map

from ..boundaries import waiting_for
from ..forms.division import BoundariesForm
from .division import FAULTS_SHOWN
from .people import NAV, beheerder


@form_page
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the file; it is read as a job, whose result is the preview."""
    user = beheerder(request)
    form = BoundariesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        return redirect(jobs.ask("boundaries", form.asked(), by=user, size=1))
    lead = _(
        "Voor de kaarten, en om laadpunten bij hun gemeente te tellen. U ziet eerst wat er in het "
        "bestand staat."
    )
    if days := days_without_map(_asked_for()):
        text = _("Nog zonder grenzen, dus met tegels: de indeling van %(days)s.")
        lead = f"{lead} {text % {'days': joined([*map(short_date, days)])}}"
    context = {**NAV, "form": form, "title": _("Grenzen van gemeenten"), "lead": lead}
    return render(request, "people/division.html", context)


def _asked_for() -> list[date]:
    """The days of which maps are shown that are still to be frozen: of open rounds, and today."""
    rounds = Round.objects.filter(state__in=OPEN_STATES)
    return [*rounds.values_list("division_on", flat=True), timezone.localdate()]


@form_page
def preview(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the file has, or what is wrong with it; and the button that stores it."""
    user = beheerder(request)
    found = waiting_for(token, user)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if was_done(request, form):
        return redirect("kept-units")
    if found is None:
        messages.warning(request, _("Dit voorbeeld is verlopen. Kies het bestand opnieuw."))
        return redirect("boundaries")
    context: dict[str, Any] = {
        **NAV,
        "title": _("Voorbeeld van de grenzen"),
        "again": reverse("boundaries"),
    }
    if not isinstance(found, BoundaryFile):
        faults = {"faults": found[:FAULTS_SHOWN], "more": len(found[FAULTS_SHOWN:])}
        return render(request, "people/territory_preview.html", context | faults)
    if form.is_valid() and not found.problems:
        return done(request, form, lambda: _stored(found), _("De grenzen zijn opgeslagen."))
    context |= _shown(found) | {"form": form, "button": _("Grenzen opslaan")}
    return render(request, "people/territory_preview.html", context)


def _shown(found: BoundaryFile) -> dict[str, Any]:
    lead = _("%(name)s, voor de indeling van %(day)s.")
    replaces = _(
        "Deze grenzen komen in de plaats van die uit %(name)s. Kaarten van de indeling worden "
        "ermee getekend; een PDF die er al is, houdt zijn kaart."
    )
    return {
        "lead": lead % {"name": found.name, "day": short_date(found.on)},
        "lines_title": _("Dit staat erin"),
        "lines": found.told,
        "problems": found.problems,
        "nothing": _("Deze grenzen zijn er al.") if found.is_there else "",
        "note": replaces % {"name": found.replaces} if found.replaces else "",
    }


def _stored(found: BoundaryFile) -> str:
    found.store()
    return reverse("kept-units")
