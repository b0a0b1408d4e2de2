"""A table of a publisher: choose it, answer what it does not say, and correct how it was read."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nalportal.accounts.models import User
from nalportal.pages.uploads import Upload, let_wait, upload_of, what_waits

from ..entry.previews import ReadAs
from ..forms.figures import PublishedForm
from ..permissions import figures_editor
from ..previewing.jobs import next_page
from ..previewing.reading import PUBLISHED, Sent, Stopped
from .files import faults_shown, read_before
from .grids import form_page

WAITING = "published"


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a table; what was answered about it the last time need not be answered again."""
    user = figures_editor(request)
    if request.method != "POST":
        return _page(request, *_shown(read_before(request)))
    number, file, form = _sent(request, user)
    if file is None:
        return _page(request, form)
    answers = {name: str(text) for name, text in request.POST.items() if text}
    came = next_page(Sent(PUBLISHED, file, number, answers, bool(request.FILES)), by=user)
    return redirect(came) if isinstance(came, str) else _page(request, *_shown(came))


def _sent(request: HttpRequest, user: User) -> tuple[UUID | None, Upload | None, PublishedForm]:
    """The file that was sent now, or else the one that waits; and the form that says it lacks."""
    form = PublishedForm(request.POST, request.FILES)
    form.is_valid()
    if file := form.cleaned_data.get("file"):
        upload = upload_of(file)
        return let_wait(WAITING, upload, by=user), upload, form
    number = form.cleaned_data.get("eerder")
    return number, number and what_waits(WAITING, number, by=user), form


def form_again(asked: ReadAs) -> PublishedForm:
    """The answers under a preview, to correct them."""
    return PublishedForm(asked.answers, headers=asked.headers, found=asked.found)


def _shown(came: Stopped | None) -> tuple[PublishedForm, Stopped | None]:
    """The form with what was answered, once the file was read with the questions that are left."""
    if came and came.headers:
        return PublishedForm(came.answers, headers=came.headers), came
    return PublishedForm(initial=came.answers if came else None), came


def _page(request: HttpRequest, form: PublishedForm, came: Stopped | None = None) -> HttpResponse:
    waits = came.file if came and came.headers else ""
    context: dict[str, Any] = {"nav": "figures", "form": form, "tab": PUBLISHED, "file": waits}
    faults = came.faults if came else ()
    return render(request, "indicators/upload.html", context | faults_shown(faults))
