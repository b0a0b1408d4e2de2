"""The page of a job: whether it waits, how far it is, and what came of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in

from .jobs import progress_of, start_if_forgotten
from .models import Job


@never_cache
@require_safe
def job(request: HttpRequest, token: UUID) -> HttpResponse:
    """One's own job; of another it is not there."""
    found = get_object_or_404(Job, token=token, by=signed_in(request))
    start_if_forgotten(found)
    return render(request, "pages/job.html", {"job": found, "done": progress_of(found)})


urlpatterns = [path("<uuid:token>/", job, name="job")]
