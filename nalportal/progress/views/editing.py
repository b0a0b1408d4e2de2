"""Pages that change one milestone."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.accounts.refused import typed_in
from nalportal.pages.answers import SENT_AGAIN, asked_place, done, form_page, pressed_once
from nalportal.pages.choice import carried
from nalportal.pages.sent_twice import made_with, was_sent_before
from nalportal.records.versions import Clash, Conflict, Moved, newest_version, version_at
from nalportal.refusals import NotPossible

from .. import verbs
from ..closed import Closing, closings
from ..forms.milestones import EditMilestoneForm, LinkRows, NewMilestoneForm, link_rows
from ..forms.verbs import VERB_FORMS, VersionForm
from ..history import links_of, state_at, state_changes, state_of
from ..models import Milestone, Receipt, ReportingUnit, Theme
from ..models.remarks import RemarkState
from ..not_counted import (
    NotCounted,
    is_confirmed,
    late_milestones,
    late_new,
    with_reservation,
)
from ..permissions import editable_milestone, milestone_to_close
from ..remarks import threads
from ..verbs import Content, Verb, clash_of
from .undoing import Undoable

BACK = "terug"  # the list that a row was sent from


def address_of(milestone: Milestone) -> str:
    return reverse("milestone", args=[milestone.reference])


# ------------------------------------------------------------------------------------- adding


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Add a milestone to one of one's units."""
    user = signed_in(request)
    units = list(ReportingUnit.objects.visible_to(user))
    if not units:
        return no_unit(request)
    closed = {closing.slug: closing for closing in closings(user, units)}
    data = request.POST if request.method == "POST" else None
    form = NewMilestoneForm(
        data, units=units, themes=Theme.objects.all(), initial=_first_choice(request, units)
    )
    if "categorie" in request.GET and data is None:
        form.fields["title"].widget.attrs["autofocus"] = True  # the next one of a row of them
    links = link_rows(data, ())
    is_valid = data is not None and all([form.is_valid(), links.is_valid()])
    is_valid = is_valid and not _too_early(form, closed)
    late = late_new(form.days, form.cleaned_data["unit"]) if is_valid else None
    if is_valid and (not late or is_confirmed(request)):
        made = made_with(form, by=user)
        if made.before and not was_sent_before(form, by=user):
            return _change_what_was_made(request, form, made.before, made.next)
        text = with_reservation(_("Mijlpaal toegevoegd."), late)
        added = done(request, form, lambda: _add(form, links, user), text, made.next)
        return _another(request, form) if "nog-een" in request.POST else added
    context = {
        "nav": "milestones",
        "form": form,
        "links": links,
        "late": late,
        "closed": tuple(closed.values()),
    }
    return render(request, "progress/milestone_new.html", context)


def _too_early(form: NewMilestoneForm, closed: Mapping[str, Closing]) -> bool:
    """Whether it would change what its unit handed in; says so on the form."""
    closing = closed.get(form.cleaned_data["unit"].slug)
    refusal = closing.too_early(form.days) if closing else ""
    if refusal:
        form.add_error("realised_on", refusal)
    return bool(refusal)


def no_unit(request: HttpRequest) -> HttpResponse:
    """Who keeps no register (any more) that is open; with what was typed before that was so."""
    user = signed_in(request)
    closed = closings(user, ReportingUnit.objects.visible_to(user))
    context = {"nav": "milestones", "typed": typed_in(request), "closed": closed}
    return render(request, "progress/no_unit.html", context)


def _change_what_was_made(
    request: HttpRequest, form: NewMilestoneForm, made: Receipt, page: UUID
) -> HttpResponse:
    """Somebody went back to the page that made a milestone, and sends it with something else."""
    milestone = editable_milestone(signed_in(request), resolve(made.address).kwargs["reference"])
    chosen = form.cleaned_data["unit"].pk, form.cleaned_data["category"]
    if chosen != (milestone.unit_id, milestone.category):
        text = _(
            "%(reference)s had u al toegevoegd. De regio of werkgroep blijft zoals zij was; "
            "de categorie wijzigt u op deze pagina."
        )
        messages.warning(request, text % {"reference": milestone.reference})
    typed = request.POST.copy()
    typed.setdefault("version", str(version_at(milestone.history, made.handled_at)))
    return _edit(request, milestone, typed, page)


def _first_choice(request: HttpRequest, units: list[ReportingUnit]) -> dict[str, str]:
    unit = request.GET.get("onderdeel", "") if len(units) > 1 else units[0].slug
    return {"unit": unit, "category": request.GET.get("categorie", "planning")}


def _another(request: HttpRequest, form: NewMilestoneForm) -> HttpResponse:
    """An empty page for the next one, of the same unit and category."""
    data = form.cleaned_data
    same = {"onderdeel": data["unit"].slug, "categorie": data["category"]}
    return redirect(carried(request, reverse("milestone-new"), **same))


def _add(form: NewMilestoneForm, links: LinkRows, by: User) -> str:
    data = form.cleaned_data
    return address_of(verbs.add(data["unit"], data["category"], form.content(links.links()), by=by))


# ------------------------------------------------------------------------------------ editing


@form_page
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a milestone; when somebody else did so meanwhile, choose per field."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    data = request.POST if request.method == "POST" else None
    if data is None and milestone.withdrawn_on:
        return _not_now(request, milestone)
    return _edit(request, milestone, data)


def _edit(
    request: HttpRequest, milestone: Milestone, data: QueryDict | None, page: UUID | None = None
) -> HttpResponse:
    """``page`` is of a page that made this milestone, and now changes it (:func:`made_with`)."""
    form = EditMilestoneForm(data, milestone=milestone, themes=Theme.objects.all())
    links = link_rows(data, links_of(milestone))
    is_valid = data is not None and all([form.is_valid(), links.is_valid()])
    late = late_milestones(form.days, [milestone]) if is_valid else None
    if is_valid and (not late or is_confirmed(request)):
        content = form.content(links.links(), before=Content.of(milestone))
        try:
            return _save(request, milestone, form, content, page)
        except Conflict:
            return _conflict(request, milestone, form, links, content)
    return _edit_page(request, milestone, form, links, late=late)


def _save(
    request: HttpRequest,
    milestone: Milestone,
    form: EditMilestoneForm,
    typed: Content,
    page: UUID | None,
) -> HttpResponse:
    data, user = form.cleaned_data, signed_in(request)
    if data["version"] != milestone.version and form.left_out(state_at(milestone, data["version"])):
        raise Conflict

    def act() -> str:
        row = verbs.edit(milestone, typed, seen=form.seen, by=user, reason=data["reason"])
        return address_of(row)

    saved = partial(Undoable(user).saying, _("Mijlpaal opgeslagen."))
    version = partial(newest_version, milestone.history)
    return done(request, form, act, saved, page, version=version)


def _conflict(
    request: HttpRequest,
    milestone: Milestone,
    form: EditMilestoneForm,
    links: LinkRows,
    typed: Content,
) -> HttpResponse:
    """Both versions beside each other."""
    version = form.cleaned_data["version"]
    clash = clash_of(milestone, typed, version)
    clash = replace(clash, left_out=form.left_out(state_at(milestone, version)))
    form.for_version(milestone.version)
    return _edit_page(request, milestone, form, links, clash)


def _edit_page(
    request: HttpRequest,
    milestone: Milestone,
    form: EditMilestoneForm,
    links: LinkRows,
    clash: Clash | None = None,
    late: NotCounted | None = None,
) -> HttpResponse:
    context = {
        "nav": "milestones",
        "late": late,
        "milestone": milestone,
        "form": form,
        "links": links,
        "conflict": clash,
        "threads": threads(milestone=milestone, state=RemarkState.OPEN),
    }
    status = 409 if clash else 200
    return render(request, "progress/milestone_edit.html", context, status=status)


# -------------------------------------------------------------------------------------- verbs


@form_page
def act(request: HttpRequest, reference: str, verb: Verb) -> HttpResponse:
    """The page of one verb: what it asks, and a button that does it."""
    user = signed_in(request)
    if verb in verbs.DATED_VERBS:
        milestone, closed = milestone_to_close(user, reference)
    else:
        milestone, closed = editable_milestone(user, reference), None
    data = request.POST if request.method == "POST" else None
    form = VERB_FORMS[verb](data, milestone=milestone)
    if data is not None and was_sent_before(form, by=user):
        return _sent_again(request, milestone)
    if closed and form.is_valid() and (refusal := closed.too_early(form.days)):
        form.add_error("on", refusal)
    late = late_milestones(form.days, [milestone]) if form.is_valid() else None
    if form.is_valid() and (not late or is_confirmed(request)):
        try:
            text = with_reservation(str(verbs.DONE[verb]), late)
            # Of a register that is closed nothing can be taken back.
            message = text if closed else partial(Undoable(user).saying, text)
            return done(request, form, lambda: _after(request, form.do(verb, by=user)), message)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        except Moved as refusal:
            form.refuse(refusal, milestone.version)
    elif data is None and verb not in verbs.possible_verbs(milestone):
        return _not_now(request, milestone)
    context = {
        "nav": "milestones",
        "milestone": milestone,
        "form": form,
        "verb": verb,
        "closed": [closed] if closed else (),
        "threads": threads(milestone=milestone, state=RemarkState.OPEN),
        "late": late,
    }
    return render(request, "progress/milestone_verb.html", context)


def _after(request: HttpRequest, milestone: Milestone) -> str:
    """The list that a row of it was sent from, with its filter; else the page of the milestone."""
    back = request.GET.get(BACK, "")
    return back if url_has_allowed_host_and_scheme(back, None) else address_of(milestone)


def _sent_again(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    # Asked before anything else: what was fit to do the first time isn't any more.
    messages.success(request, SENT_AGAIN)
    return redirect(address_of(milestone))


def _not_now(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    text = _("Dat kan niet (meer): deze mijlpaal staat nu op %(status)s.")
    messages.warning(request, text % {"status": verbs.status_word(milestone)})
    return redirect(address_of(milestone))


@form_page
def restore_version(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """Show what an earlier version would change, and go back to it."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    then = state_at(milestone, version)
    if then is None:
        raise Http404
    changes = state_changes(state_of(milestone), then)
    data = request.POST if request.method == "POST" else None
    form = VersionForm(data, milestone=milestone, version=version)
    if form.is_valid():
        try:
            message = partial(Undoable(user).saying, _("Oude versie hersteld."))
            return done(request, form, lambda: address_of(form.do(by=user)), message)
        except Moved as refusal:
            form.refuse(refusal, milestone.version)
    context = {"nav": "milestones", "milestone": milestone, "form": form, "changes": changes}
    return render(request, "progress/milestone_version.html", context)


@require_POST
def move(request: HttpRequest, reference: str, how: str) -> HttpResponse:
    """One place up or down, or to a place; back to the same button."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    page = reverse("milestone-order", args=[milestone.unit.slug])

    def act() -> str:
        to = asked_place(request) if how == "plaats" else 0
        verbs.move(milestone, up=how == "omhoog", to=to, by=user)
        # Without a fragment: a browser that jumps to one ignores autofocus.
        return f"{page}?knop={reference}-{how}"

    return pressed_once(request, act, otherwise=page)
