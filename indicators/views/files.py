"""Figures out of a file: choose it, and see what is wrong with it or what it would do."""

import re
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.exchange.faults import FaultyFile, shown
from nalportal.exchange.tables import Table, read_table

from ..entry.cbs import read_statline
from ..entry.files import FIGURE_LIMITS, Reading
from ..entry.forms import FiguresUploadForm, StatlineForm
from ..entry.previews import Waiting, wait
from ..imports import read_figures
from ..permissions import figures_editor
from .grids import form_page

# A page with more of them helps nobody; the number above them counts all.
FAULTS_SHOWN = 500
UNKNOWN_SHOWN = 20
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file with figures; the next page shows what it would do."""
    figures_editor(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FiguresUploadForm(*sent)
    return _page(request, form, read_figures, "figures-import")


@form_page
def upload_statline(request: HttpRequest) -> HttpResponse:
    """Choose a table of CBS, and say what it does not say itself."""
    figures_editor(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StatlineForm(*sent)
    return _page(
        request,
        form,
        lambda table: read_statline(table, form.question()),
        "figures-import-statline",
    )


def _page(
    request: HttpRequest, form: forms.Form, read: Callable[[Table], Reading], name: str
) -> HttpResponse:
    """The form, what is wrong with the file, or on to what it would do."""
    context = {"nav": "figures", "form": form, "tab": name}
    if form.is_valid():
        file = form.cleaned_data["file"]
        shown_name = shown(file.name or "")
        reading = _read(shown_name, file.read(), read)
        if not reading.faults:
            origin = _("import van %(file)s") % {"file": shown_name}
            entries, told = tuple(reading.entries), tuple(reading.told)
            waiting = Waiting(origin, entries, reverse(name), reverse("figures"), told)
            return redirect("figures-preview", wait(waiting, by=figures_editor(request)))
        context |= {
            "faults": reading.faults[:FAULTS_SHOWN],
            "more": len(reading.faults[FAULTS_SHOWN:]),
            "unknown": unknown_sources(reading),
        }
    return render(request, "indicators/upload.html", context)


def unknown_sources(reading: Reading) -> list[str]:
    """The codes in a file that could be of a source, and are of none that there is."""
    codes = (fault.value for fault in reading.faults if fault.column == "bron")
    return [code for code in dict.fromkeys(codes) if SLUG.fullmatch(code)][:UNKNOWN_SHOWN]


def _read(name: str, content: bytes, read: Callable[[Table], Reading]) -> Reading:
    try:
        return read(read_table(name, content, limits=FIGURE_LIMITS))
    except FaultyFile as faulty:
        return Reading(faults=list(faulty.faults))
