"""Typing figures: a grid of one date or of one area."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..entry.choices import AreaChoice, DateChoice, SeriesChoice
from ..entry.grid import Grid, grid_of_area, grid_of_date
from ..entry.previews import Waiting, wait
from ..entry.typed import PasteForm, Typed, pasted_fields
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
    return _page(request, choice, lambda: grid_of_area(choice), "area")


def _page(
    request: HttpRequest, choice: SeriesChoice, build: Callable[[], Grid], tab: str
) -> HttpResponse:
    """The questions, and once they are answered the grid: as stored, pasted or typed."""
    context: dict[str, Any] = {"nav": "figures", "choice": choice, "tab": tab}
    if not choice.is_valid():
        return render(request, "indicators/enter.html", context)
    grid = build()
    context |= {"grid": grid, "seen": grid.seen(), "paste": PasteForm()}
    if request.method == "POST":
        if "vullen" in request.POST:
            context |= _pasted(request, grid)
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


def _pasted(request: HttpRequest, grid: Grid) -> dict[str, Any]:
    """The grid with the pasted text in it; nothing is stored, so this is its preview."""
    form = PasteForm(request.POST)
    data = request.POST.copy()
    if not form.is_valid():
        return {**_shown(request, Typed(grid, data)), "paste": form}
    fields, left = pasted_fields(grid, form.cleaned_data["plakken"])
    for name, value in fields.items():
        data[name] = value
    context = {
        **_shown(request, Typed(grid, data)),
        "pasted": sum(name.endswith("-waarde") for name in fields),
        "left": left,
        "was_pasted": True,
    }
    # What found its place needs no second look; what did not can be mended where it stands.
    return context | ({"paste": form} if left else {})


def _shown(request: HttpRequest, typed: Typed) -> dict[str, Any]:
    """What was typed, right or wrong, with what the page showed when it was first opened."""
    seen = typed.grid.seen() if typed.unreadable else request.POST.get("gezien", "")
    return {"faults": typed.faults, "unreadable": typed.unreadable, "seen": seen}
