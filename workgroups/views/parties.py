"""The parties of a working group: the list in order, and the pages that change it."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import SENT_AGAIN, asked_place, done, form_page, pressed_once
from nalportal.pages.sent_twice import made_with, was_sent_before
from nalportal.progress.closed import closings
from nalportal.progress.locks import take_turn
from nalportal.progress.permissions import may_edit_unit
from nalportal.records.versions import Moved, newest_version, refuse_if_moved
from nalportal.refusals import NotPossible

from .. import verbs
from ..duplicates import Found, every_name, known_parties, search
from ..forms import AddForm, NewPartyForm, SearchForm, VerbForm
from ..history import history_of
from ..models import Participation, Workgroup
from ..permissions import editable_participation, editable_workgroup, visible_workgroup

NAV = {"nav": "texts"}
ADDED = gettext_lazy("%(party)s toegevoegd.")
SECOND_PARTY = gettext_lazy(
    "Met deze pagina hebt u al een partij toegevoegd. Klopt haar naam niet? Vraag het de "
    "beheerder. Voor nog een partij opent u de pagina opnieuw."
)


def address_of(group: Workgroup) -> str:
    return reverse("parties", args=[group.unit.slug])


@require_safe
def parties(request: HttpRequest, group: str) -> HttpResponse:
    """Who takes part, in order; who stopped; and how that came to be."""
    user = signed_in(request)
    workgroup = visible_workgroup(user, group)
    may_edit = may_edit_unit(user, workgroup.unit)
    context = {
        **NAV,
        "group": workgroup,
        "rows": list(verbs.taking_part(workgroup)),
        "stopped": list(verbs.stopped(workgroup)),
        "can_edit": may_edit,
        "closed": () if may_edit else closings(user, [workgroup.unit]),
        # The button that was pressed keeps the focus, so that the keyboard can go on with it.
        "pressed": request.GET.get("knop"),
        "token": uuid4(),
        "events": history_of(workgroup),
    }
    return render(request, "workgroups/parties.html", context)


# ------------------------------------------------------------------------------------- adding


@form_page
def add(request: HttpRequest, group: str) -> HttpResponse:
    """Look for a party by any of its names (GET), and add one of those found (POST)."""
    user = signed_in(request)
    workgroup = editable_workgroup(user, group)
    form = AddForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        party = form.cleaned_data["party"]
        try:
            return done(
                request,
                form,
                lambda: address_of(verbs.add(workgroup, party, by=user).workgroup),
                ADDED % {"party": party.name},
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    return _search_page(request, workgroup, form)


def _search_page(request: HttpRequest, group: Workgroup, form: AddForm) -> HttpResponse:
    asked = SearchForm(request.GET if "q" in request.GET else None)
    known = known_parties()
    found = search(asked.cleaned_data["q"], known) if asked.is_valid() else []
    context = {
        **NAV,
        **_to_choose_from(group, found),
        "group": group,
        "form": form if form.errors else asked,
        "search": asked,
        "has_searched": asked.is_valid(),
        "names": every_name(known),
    }
    return render(request, "workgroups/party_add.html", context)


@form_page
def new(request: HttpRequest, group: str) -> HttpResponse:
    """A party that the register doesn't have, after a look at those that resemble it."""
    user = signed_in(request)
    workgroup = editable_workgroup(user, group)
    data = request.POST if request.method == "POST" else None
    form = NewPartyForm(data, initial={"name": request.GET.get("naam", "")})
    if data is not None and was_sent_before(form, by=user):
        return _sent_again(request, workgroup)
    made = made_with(form, by=user) if data is not None else None
    if made and made.before and form.is_valid():
        # A party is of everybody: who meant to mend a name has to ask, and a second one is opened.
        form.add_error(None, SECOND_PARTY)
    if made and form.is_valid():
        name, abbreviation = form.cleaned_data["name"], form.cleaned_data["abbreviation"]
        try:
            return done(
                request,
                form,
                lambda: address_of(verbs.add_new(workgroup, name, abbreviation, by=user).workgroup),
                ADDED % {"party": name},
                made.next,
            )
        except NotPossible as refusal:
            form.add_error("name", str(refusal))
    context = {
        **NAV,
        **_to_choose_from(workgroup, form.look_alikes),
        "group": workgroup,
        "form": form,
    }
    return render(request, "workgroups/party_new.html", context)


def _to_choose_from(group: Workgroup, found: list[Found]) -> dict[str, object]:
    """Parties with a button each: one page is sent once, whichever of them is pressed."""
    taking_part = verbs.taking_part(group).values_list("party_id", flat=True) if found else ()
    return {"found": found, "taking_part": set(taking_part), "token": uuid4()}


# -------------------------------------------------------------------------------------- verbs


@form_page
def act(request: HttpRequest, group: str, party: int, verb: type[VerbForm]) -> HttpResponse:
    """The page of one verb on one party: what it asks, and a button that does it."""
    user = signed_in(request)
    row = editable_participation(user, group, party)
    data = request.POST if request.method == "POST" else None
    newest = newest_version(row.history)
    form = verb(data, initial={"version": newest})
    if data is not None and was_sent_before(form, by=user):
        return _sent_again(request, row.workgroup)
    if not verb.fits(row):
        return _not_now(request, row)
    if form.is_valid():
        message = verb.done % {"party": row.party.name}
        try:
            return done(request, form, lambda: _apply(form, row, user), message)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        except Moved as refusal:
            form.refuse(refusal, newest)
    context = {**NAV, "row": row, "group": row.workgroup, "form": form}
    return render(request, "workgroups/party_verb.html", context)


def _apply(form: VerbForm, row: Participation, by: User) -> str:
    take_turn([row.workgroup_id], by=by)
    refuse_if_moved(form.cleaned_data["version"], row.history)
    return address_of(form.apply(row, by=by).workgroup)


def _not_now(request: HttpRequest, row: Participation) -> HttpResponse:
    now = _("%(party)s is al gestopt.") if row.withdrawn_on else _("%(party)s doet al mee.")
    messages.warning(request, now % {"party": row.party.name})
    return redirect(address_of(row.workgroup))


def _sent_again(request: HttpRequest, group: Workgroup) -> HttpResponse:
    # Asked before anything else: what was fit to do the first time isn't any more.
    messages.success(request, SENT_AGAIN)
    return redirect(address_of(group))


@require_POST
def move(request: HttpRequest, group: str, party: int, how: str) -> HttpResponse:
    """One place up or down, or to a place; back to the same button."""
    user = signed_in(request)
    row = editable_participation(user, group, party)
    page = address_of(row.workgroup)

    def act() -> str:
        to = asked_place(request) if how == "plaats" else 0
        verbs.move(row, up=how == "omhoog", to=to, by=user)
        return f"{page}?knop={row.party_id}-{how}"

    return pressed_once(request, act, otherwise=page)
