"""Figures out of a file: choose it, and see what is wrong with it or what it would do."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Table, read_table

from ..entry.files import FIGURE_LIMITS, Reading, read_wide
from ..entry.previews import Waiting, wait
from ..forms.figures import BlockForm, FiguresUploadForm
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
    form = FiguresUploadForm(*_sent(request))
    return _page(request, form, lambda: read_figures(_table(form)), "figures-import")


@form_page
def paste_block(request: HttpRequest) -> HttpResponse:
    """Paste areas by dates; the next page shows what they would do."""
    figures_editor(request)
    form = BlockForm(request.POST if request.method == "POST" else None)
    return _page(request, form, lambda: read_wide(form.table()), "figures-import-block")


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _table(form: forms.Form) -> Table:
    file = form.cleaned_data["file"]
    return read_table(_name(form), file.read(), limits=FIGURE_LIMITS)


def _name(form: forms.Form) -> str:
    """What the file is called; of pasted cells just that."""
    file = form.cleaned_data.get("file")
    return shown(file.name or "") if file else _("geplakte cellen")


def _page(
    request: HttpRequest, form: forms.Form, read: Callable[[], Reading], name: str
) -> HttpResponse:
    """The form, what is wrong with what was sent, or on to what it would do."""
    user = figures_editor(request)
    context = {"nav": "figures", "form": form, "tab": name}
    if form.is_valid():
        try:
            reading = read()
        except FaultyFile as faulty:
            reading = Reading(faults=list(faulty.faults))
        if not reading.faults:
            origin = _("import van %(file)s") % {"file": _name(form)}
            entries, told = tuple(reading.entries), tuple(reading.told)
            waiting = Waiting(origin, entries, reverse(name), reverse("figures"), told)
            return redirect("figures-preview", wait(waiting, by=user))
        context |= faults_shown(reading.faults) | {"unknown": unknown_sources(reading)}
    return render(request, "indicators/upload.html", context)


def faults_shown(faults: list[Fault]) -> dict[str, Any]:
    """What a page tells of them."""
    return {"faults": faults[:FAULTS_SHOWN], "more": len(faults[FAULTS_SHOWN:])}


def unknown_sources(reading: Reading) -> list[str]:
    """The codes in a file that could be of a source, and are of none that there is."""
    codes = (fault.value for fault in reading.faults if fault.column == "bron")
    return [code for code in dict.fromkeys(codes) if SLUG.fullmatch(code)][:UNKNOWN_SHOWN]
