"""Figures out of a file: choose it, and see what is wrong with it or what it would do."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.pages.uploads import upload_of

from ..entry.files import Reading, read_wide
from ..forms.figures import BlockForm, FiguresUploadForm
from ..permissions import figures_editor
from ..previewing.jobs import next_page, preview_page, stopped
from ..previewing.reading import LIST, Sent, Stopped, waiting_of
from .grids import form_page

# A page with more of them helps nobody; the number above them counts all.
FAULTS_SHOWN = 500
BLOCK = "figures-import-block"


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file with figures; the next page shows what it would do."""
    user = figures_editor(request)
    form = FiguresUploadForm(*_sent(request))
    came: str | Stopped | None = read_before(request)
    if form.is_valid():
        came = next_page(Sent(LIST, upload_of(form.cleaned_data["file"])), by=user)
    return _answer(request, form, came, LIST)


@form_page
def paste_block(request: HttpRequest) -> HttpResponse:
    """Paste areas by dates; the next page shows what they would do."""
    user = figures_editor(request)
    form = BlockForm(request.POST if request.method == "POST" else None)
    came: str | Stopped | None = None
    if form.is_valid():
        read = waiting_of(_block(form), _("geplakte cellen"), BLOCK)
        came = read if isinstance(read, Stopped) else preview_page(read, by=user)
    return _answer(request, form, came, BLOCK)


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _block(form: BlockForm) -> Reading:
    try:
        return read_wide(form.table())
    except FaultyFile as faulty:
        return Reading(faults=list(faulty.faults))


def _answer(
    request: HttpRequest, form: forms.Form, came: str | Stopped | None, name: str
) -> HttpResponse:
    """The form, what is wrong with what was sent, or on to what it would do."""
    if isinstance(came, str):
        return redirect(came)
    context: dict[str, Any] = {"nav": "figures", "form": form, "tab": name}
    if came:
        context |= faults_shown(came.faults) | {"unknown": came.unknown}
    return render(request, "indicators/upload.html", context)


def read_before(request: HttpRequest) -> Stopped | None:
    """What stood in the way of a file that a job read, where its page leads here."""
    try:
        number = UUID(request.GET.get("gelezen", ""))
    except ValueError:
        return None
    return stopped(number, by=figures_editor(request))


def faults_shown(faults: tuple[Fault, ...]) -> dict[str, Any]:
    """What a page tells of them."""
    return {"faults": faults[:FAULTS_SHOWN], "more": len(faults[FAULTS_SHOWN:])}
