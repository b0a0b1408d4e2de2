"""Typing figures: a grid of one date or of one area."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nalportal.exchange.clipboard import fingerprint

from ..entry.choices import AreaChoice, DateChoice, SeriesChoice
from ..entry.grid import Grid, grid_of_area, grid_of_date, new_rows_in
from ..entry.pasted import PasteForm, filling_of
from ..entry.previews import Waiting, wait
from ..entry.typed import Typed
from ..permissions import figures_editor

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def by_date(request: HttpRequest) -> HttpResponse:
    """All areas on one date."""
    figures_editor(request)
    choice = DateChoice(request.GET if "maat" in request.GET else None)
    return _page(request, choice, lambda: grid_of_date(choice), "date")


@form_page
def by_area(request: HttpRequest) -> HttpResponse:
    """All dates of one area."""
    figures_editor(request)
    choice = AreaChoice(request.GET if "maat" in request.GET else None)
    return _page(request, choice, lambda: grid_of_area(choice, new_rows_in(request.POST)), "area")


def _page(
    request: HttpRequest, choice: SeriesChoice, build: Callable[[], Grid], tab: str
) -> HttpResponse:
    """The questions, and once they are answered the grid: as stored, pasted or typed."""
    context: dict[str, Any] = {"nav": "figures", "choice": choice, "tab": tab}
    if not choice.is_valid():
        return render(request, "indicators/enter.html", context)
    grid = build()
    grid.count_remarks()
    context |= {"grid": grid, "seen": grid.seen(), "paste": PasteForm()}
    if request.method == "POST":
        paste = PasteForm(request.POST)
        if "vullen" in request.POST or not _was_filled(request, paste):
            context |= _pasted(request, grid, paste)
        else:
            typed = Typed(grid, request.POST)
            if typed.entries and not typed.faults and not typed.unreadable:
                return _to_preview(request, typed)
            context |= _shown(request, typed)
            if not typed.faults and not typed.unreadable:
                messages.warning(request, _("U hebt nog niets gewijzigd in dit rooster."))
    return render(request, "indicators/enter.html", context)


def _to_preview(request: HttpRequest, typed: Typed) -> HttpResponse:
    back = request.get_full_path()
    waiting = Waiting(_("invoer in het rooster"), tuple(typed.entries), back, after=back)
    return redirect("figures-preview", wait(waiting, by=figures_editor(request)))


def _was_filled(request: HttpRequest, paste: PasteForm) -> bool:
    """Whether the grid was filled from the text in the box already; of no text it is."""
    return paste.is_valid() and _seen_text(request) == fingerprint(paste.cleaned_data["plakken"])


def _seen_text(request: HttpRequest) -> str:
    return request.POST.get("gevuld", "") if request.POST.get("plakken", "").strip() else ""


def _pasted(request: HttpRequest, grid: Grid, paste: PasteForm) -> dict[str, Any]:
    """The grid with the pasted text in it; nothing is stored, so this is its preview."""
    data = request.POST.copy()
    if not paste.is_valid():
        return {**_shown(request, Typed(grid, data)), "paste": paste}
    text = paste.cleaned_data["plakken"]
    # What was answered about another text says nothing of this one.
    answers = request.POST if _was_filled(request, paste) else {}
    filling = filling_of(grid, text, answers, request.POST)
    for name, value in filling.fields.items():
        data.pop(name, None)
        if value is not None:
            data[name] = value
    context = {
        **_shown(request, Typed(grid, data)),
        "pasted": filling.figures,
        "left": filling.left,
        "was_pasted": True,
    }
    # One column that found its place needs no second look; what did not, or may be taken for
    # something else, can be mended where it stands.
    if filling.left or filling.columns:
        context |= {"paste": paste, "filling": filling, "filled_from": fingerprint(text)}
    return context


def _shown(request: HttpRequest, typed: Typed) -> dict[str, Any]:
    """What was typed, right or wrong, with what the page showed when it was first opened."""
    seen = typed.grid.seen() if typed.unreadable else request.POST.get("gezien", "")
    return {"faults": typed.faults, "unreadable": typed.unreadable, "seen": seen}
