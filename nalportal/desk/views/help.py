"""Help per task, for who is signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in

from ..help import BY_SLUG, TASKS


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks, each with what it is for."""
    signed_in(request)
    return render(request, "desk/help.html", {"nav": "help", "tasks": TASKS})


@require_safe
def task(request: HttpRequest, task: str) -> HttpResponse:
    """One task, step by step."""
    signed_in(request)
    if task not in BY_SLUG:
        raise Http404
    return render(request, "desk/help_task.html", {"nav": "help", "task": BY_SLUG[task]})
