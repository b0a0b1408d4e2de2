"""Pages that record, correct and undo what municipalities have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.dutch import PartialDate, Precision
from nalportal.pages.answers import SENT_AGAIN, form_page
from nalportal.pages.choice import carried
from nalportal.pages.forms import OnceForm
from nalportal.pages.selection import TooManyChosen, back_to_list, chosen_keys
from nalportal.pages.sent_twice import made_with, once, was_sent_before
from nalportal.progress.frame import frame_of
from nalportal.progress.not_counted import NotCounted, is_confirmed, not_counted
from nalportal.records.versions import Moved
from nalportal.refusals import NotPossible

from .. import verbs
from ..actions import hidden_in, names_of, summary_of
from ..current_status import Standing
from ..filters import AsOfForm, municipalities_asked
from ..forms.documents import RecordDocumentForm
from ..forms.recording import (
    ConfirmForm,
    CorrectForm,
    MunicipalityForm,
    RetractForm,
    SelectionForm,
    StepForm,
    UndoForm,
)
from ..grid import Walk, same_as, walk_of
from ..models import Municipality, PolicyAction, PolicyInstrument
from ..permissions import (
    editable_step,
    may_see_all_notes,
    may_undo,
    recordable_municipality,
    refuse_unless_recordable,
    undoable_action,
    visible_action,
)
from ..remarks import threads_about
from ..reports import sort_key

NAV = {"nav": "municipalities"}

# By the word in the button that was pressed.
SELECTION_FORMS: dict[str, type[SelectionForm]] = {
    "stap": StepForm,
    "document": RecordDocumentForm,
    "bevestigen": ConfirmForm,
}


def address_of(action: PolicyAction) -> str:
    return reverse("policy-action", args=[action.pk])


@dataclass(frozen=True)
class Then:
    """Another page to go on to than that of the action, and what is said there."""

    address: str
    said: str


def finish(
    request: HttpRequest,
    form: OnceForm,
    act: Callable[[], PolicyAction],
    late: NotCounted | None = None,
    then: Then | None = None,
) -> HttpResponse:
    """Do it, once, and show what came of it; that page says it in its own green note.

    Whoever goes back to the page and sends it with something else means that in the place of what
    was recorded with it before.
    """
    user = signed_in(request)
    made = made_with(form, by=user)

    def record() -> str:
        if made.before:
            _take_back(user, resolve(made.before.address).kwargs["action"])
        return address_of(act())

    handled = once(form, record, by=user, page=made.next)
    if late:
        messages.info(request, late.said)
    done = resolve(handled.address).kwargs["action"]
    _tell_hidden(request, hidden_in(done, frame_of(request).on))
    if not handled.first_time:
        messages.info(request, SENT_AGAIN)
    elif made.before:
        messages.info(request, _("Wat u eerder met deze pagina had vastgelegd, is vervangen."))
    if then:
        messages.success(request, then.said)
    return redirect(carried(request, then.address if then else handled.address))


def _tell_hidden(request: HttpRequest, hidden: list[Municipality]) -> None:
    if hidden:
        text = _(
            "Vastgelegd, maar de stand verandert er niet door: er staat iets van een latere datum. "
            "Klopt dat niet? Laat het dan vervallen bij de gemeente. Het gaat om %(names)s."
        )
        messages.warning(request, text % {"names": names_of(hidden)})


def _take_back(user: User, action: int) -> None:
    found = undoable_action(user, action)
    if not PolicyAction.objects.filter(undoes=found).exists():
        verbs.undo(found, by=user)


# ------------------------------------------------------------------------------- a selection


@form_page
def selection(request: HttpRequest) -> HttpResponse:
    """Show which municipalities were chosen, ask what the action needs, and do it for all."""
    user = signed_in(request)
    form_class = SELECTION_FORMS.get(request.GET.get("actie", ""))
    if form_class is None:
        raise Http404
    try:
        chosen = selected(request, user)
    except TooManyChosen as refusal:
        messages.warning(request, str(refusal))
        return redirect(carried(request, reverse("policy")))
    if not chosen:
        messages.warning(request, _("Kies eerst één of meer gemeenten, en dan wat u ermee doet."))
        return redirect(carried(request, reverse("policy")))
    data = request.POST if request.method == "POST" else None
    form = _form_of(request, form_class, data, chosen)
    # Asked before anything else: a document that was new the first time isn't any more.
    late = not_counted(form.days) if form.is_valid() else None
    waits = not form.is_valid() or (late and not is_confirmed(request))
    if (data is not None and was_sent_before(form, by=user)) or not waits:
        try:
            answer = finish(request, form, lambda: form.apply_to_the_rest(by=user), late)
            if form.left_out:
                messages.warning(request, form.left_out)
            return answer
        except Moved as refusal:
            form.refuse_moved(refusal)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    context = {
        **NAV,
        "form": form,
        "late": late,
        "chosen": chosen,
        "action": request.GET["actie"],
        "unknown": _without_steps(form),
        "back": back_to_list(request, "policy", chosen=True),
    }
    return render(request, "regions/selection.html", context)


def _form_of(
    request: HttpRequest, form_class: type[SelectionForm], data: Any, chosen: list[Municipality]
) -> SelectionForm:
    """A step is of the instrument that the list was filtered on, if it was."""
    if form_class is not StepForm:
        return form_class(data, municipalities=chosen)
    slug = request.GET.get("instrument", "")
    # A database may refuse to look for a control character.
    kinds = PolicyInstrument.objects.filter(slug=slug if slug.isprintable() else "")
    return StepForm(data, municipalities=chosen, instrument=kinds.first() if slug else None)


def selected(request: HttpRequest, user: User) -> list[Municipality]:
    """The municipalities that were chosen, by name; 404 when one doesn't exist.

    403 when one may not be recorded now. Raises ``TooManyChosen``.
    """
    codes = chosen_keys(request, lambda: _all_found(request, user))
    if len(codes) > verbs.MAX_MUNICIPALITIES:
        raise TooManyChosen(verbs.too_many(len(codes)))
    chosen = list(Municipality.objects.with_newest_step().filter(code__in=codes))
    if len(chosen) != len(codes):
        raise Http404
    refuse_unless_recordable(user, chosen)
    return sorted(chosen, key=lambda row: sort_key(row.name, row.code))


def _all_found(request: HttpRequest, user: User) -> set[str]:
    """The codes of all that the filter finds and this person may record."""
    found = municipalities_asked(request.GET, frame_of(request), user)
    if not found.form.is_valid():
        raise Http404
    editable = Municipality.objects.editable_by(user).values_list("code", flat=True)
    return set(editable) & {entry.code for entry in found.entries}


def _without_steps(form: SelectionForm) -> list[str]:
    """The names of those of which there is nothing to confirm."""
    if not isinstance(form, ConfirmForm):
        return []
    known = verbs.confirmable(form.municipalities)
    return [row.display_name for row in form.municipalities if row not in known]


# ---------------------------------------------------------------------------- one municipality


@form_page
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """All instruments of one municipality on one screen; the rows that are filled become steps."""
    user = signed_in(request)
    found, closed = recordable_municipality(user, code)
    asked = AsOfForm(request.GET, frame_of(request, with_menu=request.method != "POST"))
    region = request.GET.get("regio", "")
    # The others count only for who walks through a region; for who only saves nothing is read.
    standing = cast(Standing, SimpleLazyObject(lambda: asked.standing(None if region else {code})))
    walk = walk_of(standing, region, code) if region else None
    data = request.POST if request.method == "POST" else None
    taken: dict[str, dict[str, object]] = {}
    if walk and walk.before and "zoals" in request.GET:
        taken = same_as(walk.before)
    elif over := request.GET.get("overnemen"):
        taken = _taken_over(standing, code, over)
    latest_on = standing.on if walk else None
    form = MunicipalityForm(data, municipality=found, filled=taken, latest_on=latest_on)
    if closed and form.is_valid() and (refusal := closed.too_early(form.days)):
        form.add_error(None, refusal)
    late = not_counted(form.days) if form.is_valid() else None
    if form.is_valid() and (not late or is_confirmed(request)):
        onward = walk if "volgende" in request.POST else None
        then = _next_of(onward, region, found) if onward else None
        try:
            return finish(request, form, lambda: form.apply(by=user), late, then)
        except Moved as refusal:
            form.refuse_moved(refusal)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    entry = next((row for row in standing.municipalities if row.code == code), None)
    statuses = {row.instrument: row.status for row in entry.statuses} if entry else {}
    said = threads_about(code)
    rows = [
        (row, statuses.get(row.instrument.slug), said.at_field(f"{code}.{row.instrument.slug}"))
        for row in form.rows
    ]
    context = {
        **NAV,
        "municipality": found,
        "form": form,
        "late": late,
        "rows": rows,
        "closed": [closed] if closed else (),
        "frame": frame_of(request),
        "walk": walk,
        "region_slug": region,
        "on": standing.on,
    }
    return render(request, "regions/municipality_record.html", context)


def _next_of(walk: Walk, region: str, saved: Municipality) -> Then:
    """The page of the next municipality, or the grid after the last; and what it says there."""
    if walk.after:
        route, about = "policy-record", [walk.after.code]
        text = _("Opgeslagen: %(name)s.")
    else:
        route, about = "policy-grid", []
        text = _("Opgeslagen: %(name)s. Dat was de laatste gemeente van %(region)s.")
    said = text % {"name": saved.display_name, "region": walk.region}
    return Then(f"{reverse(route, args=about)}?{urlencode({'regio': region})}", said)


def _taken_over(standing: Standing, code: str, instrument: str) -> dict[str, dict[str, object]]:
    """What a row starts with when the lapsed total of that instrument is taken over."""
    lapsed = standing.lapsed.get((code, instrument))
    if lapsed is None:
        return {}
    dated = PartialDate(standing.on, Precision.DAY)
    return {instrument: {"stage": lapsed.stage, "dated": dated, "no_later_than": True}}


@form_page
def correct(
    request: HttpRequest, code: str, step: int, form_class: type[CorrectForm | RetractForm]
) -> HttpResponse:
    """Put another step in the place of a wrong one, or take it back altogether."""
    user = signed_in(request)
    row = editable_step(user, code, step)
    data = request.POST if request.method == "POST" else None
    form = form_class(data, step=row)
    late = not_counted(form.days) if form.is_valid() else None
    waits = not form.is_valid() or (late and not is_confirmed(request))
    if (data is not None and was_sent_before(form, by=user)) or not waits:
        try:
            return finish(request, form, lambda: form.apply(by=user), late)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    template = "step_correct" if form_class is CorrectForm else "step_retract"
    return render(
        request, f"regions/{template}.html", {**NAV, "step": row, "form": form, "late": late}
    )


# ------------------------------------------------------------------------------------ actions


@require_safe
def action(request: HttpRequest, action: int) -> HttpResponse:
    """What one action did, and the button that undoes it."""
    user = signed_in(request)
    found = visible_action(user, action)
    summary = summary_of(found)
    context = {
        **NAV,
        "action": found,
        "summary": summary,
        "undo": UndoForm() if may_undo(user, found) else None,
        "may_see_notes": may_see_all_notes(user, summary.municipalities),
    }
    return render(request, "regions/action.html", context)


@require_POST
def undo(request: HttpRequest, action: int) -> HttpResponse:
    """Take back all of one action."""
    user = signed_in(request)
    found = undoable_action(user, action)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Druk nog een keer op de knop om dit ongedaan te maken."))
        return redirect(address_of(found))
    then = None
    if "regio" in request.POST:  # from the grid of that region
        address = f"{reverse('policy-grid')}?{urlencode({'regio': request.POST['regio']})}"
        then = Then(address, _("Ongedaan gemaakt."))
    try:
        return finish(request, form, lambda: verbs.undo(found, by=user), then=then)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return redirect(address_of(found))
