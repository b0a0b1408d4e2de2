"""Pages that change one milestone."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from nalportal.accounts.models import User
from nalportal.records.versions import Clash, Conflict, Moved, version_at

from .. import verbs
from ..forms import EditMilestoneForm, LinkRows, NewMilestoneForm, OnceForm, link_rows
from ..history import state_at, state_changes, state_of
from ..models import Milestone, Receipt, ReportingUnit, Theme
from ..once import made_with, number_of, once, was_sent_before
from ..permissions import editable_milestone, signed_in
from ..verb_forms import VERB_FORMS, VersionForm
from ..verbs import Content, NotPossible, Verb, clash_of

SENT_AGAIN = gettext_lazy("Dit was al opgeslagen. Er is niets dubbel gedaan.")

form_page = require_http_methods(["GET", "HEAD", "POST"])


def address_of(milestone: Milestone) -> str:
    return reverse("milestone", args=[milestone.reference])


def done(
    request: HttpRequest,
    form: OnceForm,
    act: Callable[[], str],
    message: str,
    page: UUID | None = None,
) -> HttpResponse:
    """Do it, once, and show the result; sent twice, it shows the first result.

    With ``page`` (:func:`made_with`) the result was made by this page, which makes no other.
    """
    handled = once(number_of(form), act, by=signed_in(request), page=page)
    messages.success(request, message if handled.first_time else SENT_AGAIN)
    return redirect(handled.address)


def was_done(request: HttpRequest, form: Form) -> bool:
    """Whether this very form was handled already; then its answer is that of the first time.

    Asked before anything else: what was fit to do the first time isn't any more.
    """
    sent_before = form.is_bound and was_sent_before(form, by=signed_in(request))
    if sent_before:
        messages.success(request, SENT_AGAIN)
    return sent_before


# ------------------------------------------------------------------------------------- adding


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Add a milestone to one of one's units."""
    user = signed_in(request)
    units = list(ReportingUnit.objects.editable_by(user))
    if not units:
        return render(request, "progress/no_unit.html", {"nav": "milestones"})
    data = request.POST if request.method == "POST" else None
    form = NewMilestoneForm(
        data, units=units, themes=Theme.objects.all(), initial=_first_choice(request, units)
    )
    links = link_rows(data, ())
    if data is not None and all([form.is_valid(), links.is_valid()]):
        made = made_with(form, by=user)
        if made.before and not was_sent_before(form, by=user):
            return _change_what_was_made(request, form, made.before, made.next)
        text = _("Mijlpaal toegevoegd.")
        return done(request, form, lambda: _add(form, links, user), text, made.next)
    context = {"nav": "milestones", "form": form, "links": links}
    return render(request, "progress/milestone_new.html", context)


def _change_what_was_made(
    request: HttpRequest, form: NewMilestoneForm, made: Receipt, page: UUID
) -> HttpResponse:
    """Somebody went back to the page that made a milestone, and sends it with something else."""
    milestone = editable_milestone(signed_in(request), resolve(made.address).kwargs["reference"])
    chosen = form.cleaned_data["unit"].pk, form.cleaned_data["category"]
    if chosen != (milestone.unit_id, milestone.category):
        text = _(
            "%(reference)s had u al toegevoegd. Het onderdeel blijft zoals het was; de categorie "
            "wijzigt u op deze pagina."
        )
        messages.warning(request, text % {"reference": milestone.reference})
    typed = request.POST.copy()
    typed.setdefault("version", str(version_at(milestone.history, made.handled_at)))
    return _edit(request, milestone, typed, page)


def _first_choice(request: HttpRequest, units: list[ReportingUnit]) -> dict[str, str]:
    unit = request.GET.get("onderdeel", "") if len(units) > 1 else units[0].slug
    return {"unit": unit, "category": request.GET.get("categorie", "planning")}


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
    links = link_rows(data, state_of(milestone).links)
    if data is not None and all([form.is_valid(), links.is_valid()]):
        content = form.content(links.links(), before=Content.of(milestone))
        try:
            return _save(request, milestone, form, content, page)
        except Conflict:
            return _conflict(request, milestone, form, links, content)
    return _edit_page(request, milestone, form, links)


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

    return done(request, form, act, _("Mijlpaal opgeslagen."), page)


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
) -> HttpResponse:
    context = {
        "nav": "milestones",
        "milestone": milestone,
        "form": form,
        "links": links,
        "conflict": clash,
    }
    status = 409 if clash else 200
    return render(request, "progress/milestone_edit.html", context, status=status)


# -------------------------------------------------------------------------------------- verbs


@form_page
def act(request: HttpRequest, reference: str, verb: Verb) -> HttpResponse:
    """The page of one verb: what it asks, and a button that does it."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    data = request.POST if request.method == "POST" else None
    form = VERB_FORMS[verb](data, milestone=milestone)
    if data is not None and was_sent_before(form, by=user):
        return _sent_again(request, milestone)
    if form.is_valid():
        try:
            message = _("Opgeslagen: %(verb)s.") % {"verb": str(verb.label).lower()}
            return done(request, form, lambda: address_of(form.do(verb, by=user)), message)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        except Moved as refusal:
            form.refuse(refusal, milestone.version)
    elif verb not in verbs.possible_verbs(milestone):
        return _not_now(request, milestone)
    context = {"nav": "milestones", "milestone": milestone, "form": form, "verb": verb}
    return render(request, "progress/milestone_verb.html", context)


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
            text = _("Oude versie hersteld.")
            return done(request, form, lambda: address_of(form.do(by=user)), text)
        except Moved as refusal:
            form.refuse(refusal, milestone.version)
    context = {"nav": "milestones", "milestone": milestone, "form": form, "changes": changes}
    return render(request, "progress/milestone_version.html", context)


@require_POST
def move(request: HttpRequest, reference: str, up: bool) -> HttpResponse:
    """One place up or down; back to the same button."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    page = reverse("milestone-order", args=[milestone.unit.slug])

    def act() -> str:
        verbs.move(milestone, up=up, by=user)
        # Without a fragment: a browser that jumps to one ignores autofocus.
        return f"{page}?knop={reference}-{'omhoog' if up else 'omlaag'}"

    return pressed_once(request, act, otherwise=page)


def pressed_once(request: HttpRequest, act: Callable[[], str], *, otherwise: str) -> HttpResponse:
    """A button without questions: a double click does it once and says nothing about it.

    What cannot be done (any more) is told on the page ``otherwise``.
    """
    form = OnceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, str(form.errors["token"][0]))
        return redirect(otherwise)
    try:
        return redirect(once(number_of(form), act, by=signed_in(request)).address)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return redirect(otherwise)
