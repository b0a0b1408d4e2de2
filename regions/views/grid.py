"""The grid of municipalities × instruments: one page on which a region is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.kept_forms import kept_form
from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.exchange.clipboard import fingerprint, read_block
from nalportal.pages.answers import form_page
from nalportal.pages.sent_twice import once
from nalportal.progress.closed import Closing
from nalportal.progress.frame import frame_of
from nalportal.progress.not_counted import is_confirmed
from nalportal.refusals import NotPossible

from ..current_status import Standing
from ..filters import AsOfForm
from ..forms.grid import GridForm, PasteForm
from ..forms.recording import UndoForm
from ..grid import (
    DOUBTFUL,
    NEW,
    SAVED,
    Filling,
    GridRow,
    Mine,
    document_choices,
    filled_by,
    rows_of,
    unknown_in,
)
from ..permissions import closed_regions, kept_codes, refuse_unless_recorder, standing_for
from ..remarks import editable_and_open
from .recording import address_of


@dataclass(frozen=True)
class Saved:
    """How many cells stand now as they were typed; ``action`` is what recorded them."""

    count: int
    at: datetime
    action: int | None = None


@form_page
def grid(request: HttpRequest) -> HttpResponse:
    """What each municipality has, in cells to type in; one press saves all that is right."""
    user = signed_in(request)
    asked = AsOfForm(request.GET, frame_of(request, with_menu=request.method != "POST"))
    mine, closed = _recordable(user)
    sheet = GridForm(_sent(request), on=asked.day(), by=user)
    if request.method != "POST" or _is_filling(request):
        sheet.wait()
        return _page(request, asked, sheet, (mine, closed))
    saved = _save(request, sheet)
    if "deel" in request.POST:
        standing = asked.standing(sheet.codes)
        rows = rows_of(standing, sheet.codes, mine, sheet.answers)
        return render(request, "regions/grid_part.html", _context(standing, rows, sheet, saved))
    if saved.count and saved.count == len(sheet.cells):
        messages.success(request, _("Alle cellen zijn opgeslagen."))
        return redirect(request.get_full_path())
    return _page(request, asked, sheet, (mine, closed), saved)


def _is_filling(request: HttpRequest) -> bool:
    """Whether cells are to be filled from the box: asked for, or pasted and not seen in the cells
    yet when the other button was pressed."""
    pasted = request.POST.get("plakken", "").strip()
    unseen = pasted and request.POST.get("gevuld") != fingerprint(pasted)
    return "vullen" in request.POST or bool(unseen and "deel" not in request.POST)


def _recordable(user: User) -> tuple[Mine, list[Closing]]:
    """Those that have fields: also while the register of their region is closed, for what came
    after the peildatum; and why it is. 403 for who keeps no municipality."""
    own, said = editable_and_open(user)
    if user.is_reviewer:
        return Mine(None, said), []
    closed = [] if own else closed_regions(user)
    if not own and not closed:
        refuse_unless_recorder(user)
    return Mine(own | kept_codes(closed), said), closed


def _sent(request: HttpRequest) -> Any:
    """What was typed: sent now, or kept since the session ended."""
    if request.method == "POST":
        return request.POST
    kept = kept_form(request)
    if kept is None or kept.action != request.path:
        return None
    return {name: given[-1] for name, given in kept.values.items() if given}


def _save(request: HttpRequest, sheet: GridForm) -> Saved:
    """Record what is right, once; the cells know what became of them."""
    action = None
    sheet.judge(confirmed=is_confirmed(request))
    if sheet.is_valid():
        try:
            handled = once(sheet, lambda: address_of(sheet.apply()), by=sheet.by)
            action = resolve(handled.address).kwargs["action"]
            if not handled.first_time:
                sheet.settle()
        except NotPossible:
            pass  # each cell says why
    else:
        for cell in sheet.cells:
            cell.end(DOUBTFUL, _("Verstuur dit nog een keer."))
    count = sum(cell.state == SAVED for cell in sheet.cells)
    return Saved(count, timezone.localtime(), action)


def _page(
    request: HttpRequest,
    asked: AsOfForm,
    sheet: GridForm,
    kept: tuple[Mine, list[Closing]],
    saved: Saved | None = None,
) -> HttpResponse:
    mine, closed = kept
    standing = standing_for(signed_in(request), asked.standing())
    # Without a region in the address all that are kept by who looks; often that is one region.
    region = request.GET.get("regio", "")
    entries = [
        entry
        for entry in standing.municipalities
        if (entry.region == region if region else mine.codes is None or entry.code in mine.codes)
    ]
    if len(found := {entry.region for entry in entries}) == 1:
        [region] = found
    codes = {entry.code for entry in entries}
    rows = rows_of(standing, codes, mine, sheet.answers)
    kinds = {kind.slug: kind.short_name for kind in standing.instruments}
    paste = PasteForm(request.POST if request.method == "POST" else None)
    filling = Filling()
    is_filling = _is_filling(request)
    if is_filling and paste.is_valid():
        filling = filled_by(read_block(paste.cleaned_data["plakken"]), rows, kinds)
        sheet = GridForm({**_sent(request).dict(), **filling.fields}, on=sheet.on, by=sheet.by)
        sheet.wait()
        rows = rows_of(standing, codes, mine, sheet.answers)
    context = _context(standing, rows, sheet, saved) | {
        "nav": "municipalities",
        "region": standing.region_names.get(region, ""),
        "region_slug": region,
        "asked": asked,
        "unknown": unknown_in(rows),
        "cells": len(rows) * len(standing.instruments),
        "closed": closed,
        "documents": document_choices(),
        "paste": PasteForm() if is_filling and not (paste.errors or filling.left) else paste,
        "filled": "" if paste.errors else fingerprint(request.POST.get("plakken", "").strip()),
        "filling": filling,
    }
    return render(request, "regions/grid.html", context)


def _context(
    standing: Standing, rows: list[GridRow], sheet: GridForm, saved: Saved | None
) -> dict[str, Any]:
    names = {row.code: row.name for row in rows}
    kinds = {kind.slug: kind.short_name for kind in standing.instruments}
    told = [
        (
            f"{names.get(code, code)}, {kinds.get(slug, slug)}",
            cell,
            code in names and slug in kinds,
        )
        for cell in sheet.cells
        for code, slug in [cell.key]
        if cell.state not in ("", SAVED, NEW)
    ]
    return {
        "standing": standing,
        "rows": rows,
        "kinds": kinds,
        # A number of its own for what is sent next.
        "token": GridForm(on=sheet.on, by=sheet.by)["token"],
        "told": told,
        "late": any(cell.is_late for cell in sheet.cells),
        "saved": saved,
        "undo": UndoForm() if saved and saved.action else None,
    }
