"""The texts of a unit in the open round: which there are, one unit's, and to change them."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page
from nalportal.pages.forms import VersionedForm
from nalportal.records.versions import Clash, Conflict, Moved
from nalportal.refusals import NotPossible

from ..closed import closings
from ..forms.texts import RestoreTextsForm, TextsForm
from ..models import ReportingUnit, Round
from ..models.remarks import RemarkKind
from ..permissions import editable_unit, may_edit_unit, visible_unit
from ..remarks import Threads, threads, told_with
from ..reports import text_block
from ..texts import (
    LABELS,
    PLACES,
    Texts,
    clash_of,
    confirm_copied,
    copied_from,
    history_of,
    open_round,
    places_filled,
    restore_version,
    stored_texts,
    summaries_of,
    text_changes,
    texts_at,
    texts_of,
    version_of,
    write,
)

NAV = {"nav": "texts"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The units that one keeps, with what was written; who keeps one goes straight to it."""
    units = list(ReportingUnit.objects.visible_to(signed_in(request)))
    if len(units) == 1:
        return redirect("texts", units[0].slug)
    round_ = open_round()
    filled = places_filled(round_, units) if round_ else frozenset()
    rows = [(unit, [(unit.pk, place) in filled for place in PLACES.values()]) for unit in units]
    return render(request, "progress/texts_index.html", {**NAV, "round": round_, "rows": rows})


@require_safe
def texts(request: HttpRequest, unit: str) -> HttpResponse:
    """The texts of one unit as the report shows them, and their history."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    round_ = open_round()
    if round_ is None:
        return _no_round(request, found)
    rows = stored_texts(found, round_)
    may_edit = may_edit_unit(user, found)
    events, said = history_of(found, round_, all_=True), _remarks(found)
    copied = copied_from(events)
    confirm = VersionedForm(initial={"version": events[0].version}) if copied and may_edit else None
    context = {
        **NAV,
        "unit": found,
        "round": round_,
        "blocks": {f: text_block(rows[p]) for f, p in PLACES.items() if p in rows},
        "can_edit": may_edit,
        "closed": () if may_edit else closings(user, [found]),
        "copied": [(LABELS[field], title) for field, title in copied.items()],
        "confirm": confirm,
        "threads": said,
        "events": told_with([event for event in events if event.changes], said),
    }
    return render(request, "progress/texts.html", context)


def _remarks(unit: ReportingUnit) -> Threads:
    """What the ministry and the unit say about its texts, of whatever round."""
    return threads(unit=unit, kind=RemarkKind.TEXT)


@form_page
def edit(request: HttpRequest, unit: str) -> HttpResponse:
    """Change the texts; when somebody else did so meanwhile, choose per text."""
    found = editable_unit(signed_in(request), unit)
    round_ = open_round()
    if round_ is None:
        return _no_round(request, found)
    data = request.POST if request.method == "POST" else None
    # The version first: a text that is newer than it gives a needless choice, never a lost text.
    version = version_of(found, round_)
    form = TextsForm(data, texts=texts_of(found, round_), version=version)
    if form.is_valid():
        try:
            return _save(request, found, round_, form)
        except Conflict:
            return _conflict(request, found, round_, form)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    return _edit_page(request, found, round_, form)


def _save(
    request: HttpRequest, unit: ReportingUnit, round_: Round, form: TextsForm
) -> HttpResponse:
    data, user = form.cleaned_data, signed_in(request)

    def act() -> str:
        write(unit, round_, form.texts(), seen=form.seen, by=user, reason=data["reason"])
        return reverse("texts", args=[unit.slug])

    version = partial(version_of, unit, round_)
    return done(request, form, act, _("Teksten opgeslagen."), version=version)


def _conflict(
    request: HttpRequest, unit: ReportingUnit, round_: Round, form: TextsForm
) -> HttpResponse:
    """Both versions beside each other."""
    newest = version_of(unit, round_)
    clash = clash_of(unit, round_, form.texts(), form.cleaned_data["version"])
    form.for_version(newest)
    return _edit_page(request, unit, round_, form, clash)


def _edit_page(
    request: HttpRequest,
    unit: ReportingUnit,
    round_: Round,
    form: TextsForm,
    clash: Clash | None = None,
) -> HttpResponse:
    context = {
        **NAV,
        "unit": unit,
        "round": round_,
        "form": form,
        "conflict": clash,
        "threads": _remarks(unit),
        "summaries": [str(LABELS[field]) for field in summaries_of(unit, round_)],
    }
    status = 409 if clash else 200
    return render(request, "progress/texts_edit.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, unit: str) -> HttpResponse:
    """The texts that came along from the round before still hold."""
    user = signed_in(request)
    found = editable_unit(user, unit)
    round_ = open_round()
    form = VersionedForm(request.POST)
    if round_ is None or not form.is_valid():
        messages.warning(request, _("Er is niets bevestigd. Bekijk de teksten opnieuw."))
        return redirect("texts", found.slug)

    def act() -> str:
        confirm_copied(found, round_, seen=form.seen, by=user)
        return reverse("texts", args=[found.slug])

    try:
        return done(request, form, act, _("Bevestigd: deze teksten gelden nog."))
    except (Moved, NotPossible) as refusal:
        messages.warning(request, str(refusal))
        return redirect("texts", found.slug)


@form_page
def restore(request: HttpRequest, unit: str, version: int) -> HttpResponse:
    """Show what an earlier version of the texts would change, and go back to it."""
    user = signed_in(request)
    found = editable_unit(user, unit)
    round_ = open_round()
    then = texts_at(found, round_, version) if round_ and version else None
    if round_ is None or then is None:
        raise Http404
    newest = version_of(found, round_)
    data = request.POST if request.method == "POST" else None
    form = RestoreTextsForm(data, initial={"version": newest})
    if form.is_valid():

        def act() -> str:
            reason = form.cleaned_data["reason"]
            restore_version(found, round_, version, seen=form.seen, by=user, reason=reason)
            return reverse("texts", args=[found.slug])

        try:
            return done(request, form, act, _("Oude versie hersteld."))
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        except Moved as refusal:
            form.refuse(refusal, newest)
    changes = text_changes(texts_of(found, round_), then)
    context = {**NAV, "unit": found, "round": round_, "form": form, "changes": changes}
    return render(request, "progress/texts_version.html", context)


def _no_round(request: HttpRequest, unit: ReportingUnit) -> HttpResponse:
    """Says so; what was typed when the round closed stays on the page, to be copied."""
    typed = TextsForm(request.POST or None, texts=Texts(), version=0)
    context = {**NAV, "unit": unit, "form": typed}
    status = 409 if typed.is_bound else 200
    return render(request, "progress/texts_no_round.html", context, status=status)
