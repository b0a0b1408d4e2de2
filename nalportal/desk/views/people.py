"""People and their units: for the beheerder; who keeps a unit, for all who see it."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.forms import OnceForm
from nalportal.progress.models import ReportingUnit
from nalportal.progress.permissions import visible_unit
from nalportal.records.versions import newest_version
from nalportal.refusals import Refused

from .. import forgetting
from .. import people as verbs
from ..forms.people import HandoverForm, PersonForm
from ..models import Handover

NAV = {"nav": "people"}


def beheerder(request: HttpRequest) -> User:
    """Who asks; 403 unless a beheerder."""
    user = signed_in(request)
    if not user.is_staff:
        raise PermissionDenied(_("Alleen een beheerder houdt accounts bij."))
    return user


def _address(person: User) -> str:
    return reverse("person", args=[person.pk])


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, what they keep and when they last signed in."""
    beheerder(request)
    found = verbs.by_name(verbs.people())
    return render(request, "people/people.html", {**NAV, "people": found})


@require_safe
def unit_people(request: HttpRequest, unit: str) -> HttpResponse:
    """Who keeps a unit."""
    user = signed_in(request)
    if user.is_staff:
        found = get_object_or_404(ReportingUnit, slug=unit)
    else:
        found = visible_unit(user, unit)
    kept_by = verbs.by_name(verbs.people().filter(units=found, is_active=True))
    return render(request, "people/unit.html", {"nav": "unit", "unit": found, "people": kept_by})


@require_safe
def person(request: HttpRequest, person: int) -> HttpResponse:
    """One person, and what can be done with their account."""
    user = beheerder(request)
    found = get_object_or_404(verbs.people(), pk=person)
    planned = Handover.objects.filter(person=found, done_at=None).select_related("colleague")
    context = {**NAV, "person": found, "is_self": found == user, "planned": planned}
    return render(request, "people/person.html", context)


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    user = beheerder(request)
    form = PersonForm(request.POST if request.method == "POST" else None, instance=User())
    if was_done(request, form):
        return redirect("people")
    if form.is_valid():

        def act() -> str:
            invited = verbs.invite(form.save(commit=False), form.cleaned_data["units"], by=user)
            return _address(invited)

        return done(request, form, act, _("Uitgenodigd. De mail is onderweg."))
    context = {
        **NAV,
        "form": form,
        "title": _("Iemand uitnodigen"),
        "lead": _("Deze persoon krijgt een mail om een wachtwoord te kiezen."),
        "button": _("Uitnodigen"),
    }
    return render(request, "people/form.html", context)


@form_page
def edit(request: HttpRequest, person: int) -> HttpResponse:
    """Change the name, the roles and the units of somebody."""
    user = beheerder(request)
    found = get_object_or_404(User, pk=person)
    sent = request.method == "POST"
    with transaction.atomic():
        # Locked before the form is made of it, so that what is compared is what is stored.
        row = User.objects.select_for_update().get(pk=found.pk) if sent else found
        form = PersonForm(request.POST if sent else None, instance=row)
        if was_done(request, form):
            return redirect(_address(found))
        if form.is_valid():
            changed = bool(set(form.changed_data) & set(PersonForm.Meta.fields))
            units = form.cleaned_data["units"]

            def act() -> str:
                verbs.change(form.save(commit=False), units, by=user, changed=changed)
                return _address(found)

            same = set(units) == set(found.units.all())
            version = partial(newest_version, row.history) if same else None
            return done(request, form, act, _("Opgeslagen."), version=version)
    context = {
        **NAV,
        "form": form,
        "person": found,
        "title": _("Gegevens en onderdelen wijzigen"),
        "button": _("Opslaan"),
        "conflict": form.clash,
        "fresh": request.path,
    }
    return render(request, "people/form.html", context, status=409 if form.clash else 200)


@form_page
def hand_over(request: HttpRequest, person: int) -> HttpResponse:
    """Let a colleague go on with the units of somebody, from a day."""
    user = beheerder(request)
    found = get_object_or_404(User, pk=person)
    form = HandoverForm(request.POST if request.method == "POST" else None, person=found)
    context = {
        **NAV,
        "form": form,
        "person": found,
        "title": _("Overdragen aan een collega"),
        "lead": _(
            "De collega houdt vanaf die dag alle onderdelen van deze persoon bij, met het werk en "
            "de mail die nog openstaan. Beëindigt u het account daarna niet, dan kan deze persoon "
            "nog inloggen."
        ),
        "button": _("Overdragen"),
    }
    return _asked(
        request,
        form,
        found,
        lambda: verbs.hand_over(
            found, form.cleaned_data["colleague"], form.cleaned_data["on"], by=user
        ),
        context,
    )


# What is asked before it is done: the address, what the page says, and the verb.
CONFIRMED: dict[str, tuple[Callable[..., object], Callable[[], dict[str, str]]]] = {
    "beeindigen": (
        verbs.end,
        lambda: {
            "title": _("Account beëindigen"),
            "lead": _(
                "Deze persoon kan niet meer inloggen en houdt geen onderdelen meer bij. Wat er al "
                "gedaan is, blijft onder deze naam staan. Draag het werk eerst over."
            ),
            "button": _("Account beëindigen"),
        },
    ),
    "heropenen": (
        verbs.reopen,
        lambda: {
            "title": _("Account weer openen"),
            "lead": _("Deze persoon kan weer inloggen. Geef daarna de onderdelen opnieuw."),
            "button": _("Account weer openen"),
        },
    ),
    "vergeten": (
        forgetting.forget,
        lambda: {
            "title": _("Persoon vergeten"),
            "lead": _(
                "Naam en e-mailadres verdwijnen overal, ook uit oude versies en brieven. Wat deze "
                "persoon deed blijft staan, zonder naam. Wat gepubliceerd is, verandert niet. "
                "Niemand kan dit ongedaan maken."
            ),
            "button": _("Persoon vergeten"),
        },
    ),
    "tweede-stap": (
        verbs.take_away_second_step,
        lambda: {
            "title": _("Tweede stap weghalen"),
            "lead": _(
                "Doe dit als iemand de telefoon kwijt is en u zeker weet wie het vraagt. Bij het "
                "volgende inloggen stelt deze persoon een nieuwe tweede stap in."
            ),
            "button": _("Tweede stap weghalen"),
        },
    ),
}


@form_page
def confirm(request: HttpRequest, person: int, verb: str) -> HttpResponse:
    """A step with an account that asks nothing but yes."""
    user = beheerder(request)
    found = get_object_or_404(User, pk=person)
    act, words = CONFIRMED[verb]
    form = OnceForm(request.POST if request.method == "POST" else None)
    context = {**NAV, "form": form, "person": found, **words()}
    if act is forgetting.forget:
        context["found"] = forgetting.preview(found)
    return _asked(request, form, found, lambda: act(found, by=user), context)


def _asked(
    request: HttpRequest,
    form: OnceForm,
    person: User,
    act: Callable[[], object],
    context: dict[str, object],
) -> HttpResponse:
    if was_done(request, form):
        return redirect(_address(person))
    if form.is_valid():

        def acted() -> str:
            act()
            return _address(person)

        try:
            return done(request, form, acted, _("Gedaan."))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "people/form.html", context)
