"""The units that report, for the beheerder: all of them, a new one, one that is there."""

from collections.abc import Callable, Mapping
from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.forms import OnceForm
from nalportal.progress.models import ReportingUnit
from nalportal.records.versions import newest_version
from nalportal.refusals import Refused
from regions.models import Region, RegionAgreement

from .. import kept_units as verbs
from ..forms.kept_units import AgreementForm, NewUnitForm, UnitForm
from .people import NAV, beheerder


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every unit with its dates and who keeps it."""
    beheerder(request)
    rows = [(unit, verbs.period_in_words(unit)) for unit in verbs.units()]
    return render(request, "people/units.html", {**NAV, "rows": rows})


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Make a unit."""
    user = beheerder(request)
    form = NewUnitForm(request.POST if request.method == "POST" else None, instance=ReportingUnit())

    def act() -> str:
        return _address(verbs.make(form.save(commit=False), by=user))

    context = {
        "title": _("Onderdeel toevoegen"),
        "lead": _(
            "Een ronde die open is, vraagt het onderdeel meteen om in te leveren, als het op haar "
            "datums meedoet."
        ),
        "button": _("Toevoegen"),
    }
    return _asked(request, form, act, context)


@form_page
def edit(request: HttpRequest, unit: str) -> HttpResponse:
    """Change the names, the place and the dates of a unit; and see the agreements of a region."""
    user = beheerder(request)
    found = get_object_or_404(ReportingUnit, slug=unit)
    sent = request.method == "POST"
    with transaction.atomic():
        # Locked before the form is made of it, so that what is compared is what is stored.
        row = ReportingUnit.objects.select_for_update().get(pk=found.pk) if sent else found
        form = UnitForm(request.POST if sent else None, instance=row)

        def act() -> str:
            if form.changed_data:
                verbs.change(form.save(commit=False), by=user)
            return _address(found)

        context = {
            "title": found.name,
            "unit": found,
            "fixed": [
                (_("Soort"), found.get_kind_display()),
                (_("Naam in het webadres"), found.slug),
                (_("Code"), found.code),
            ],
            "agreements": _agreements(found),
            "button": _("Opslaan"),
        }
        return _asked(request, form, act, context, version=partial(newest_version, row.history))


@form_page
def agreement(request: HttpRequest, unit: str, number: int | None = None) -> HttpResponse:
    """Write down an agreement of a region, or change one."""
    user = beheerder(request)
    region = get_object_or_404(Region.objects.select_related("unit"), unit__slug=unit)
    sent = request.method == "POST"
    with transaction.atomic():
        rows = RegionAgreement.objects.filter(region=region)
        rows = rows.select_for_update() if sent else rows
        row = (
            get_object_or_404(rows, pk=number)
            if number is not None
            else RegionAgreement(region=region)
        )
        form = AgreementForm(request.POST if sent else None, instance=row)

        def act() -> str:
            if form.changed_data or form.is_new:
                verbs.agree(form.save(commit=False), by=user)
            return _address(region.unit)

        context = {
            "title": _("Samenwerkingsovereenkomst van %(unit)s") % {"unit": region.unit.short_name},
            "lead": _("Een rapport noemt de laatste die op zijn peildatum getekend was."),
            "unit": region.unit,
            "back": _address(region.unit),
            "button": _("Opslaan"),
        }
        return _asked(request, form, act, context)


def _address(unit: ReportingUnit) -> str:
    return reverse("kept-unit", args=[unit.slug])


def _agreements(unit: ReportingUnit) -> list[RegionAgreement] | None:
    """Newest first; None for who is no region."""
    if not Region.objects.filter(pk=unit.pk).exists():
        return None
    return list(RegionAgreement.objects.filter(region=unit.pk).order_by("-signed_on"))


def _asked(
    request: HttpRequest,
    form: OnceForm,
    act: Callable[[], str],
    context: Mapping[str, object],
    *,
    version: Callable[[], int] | None = None,
) -> HttpResponse:
    page = {**NAV, "back": reverse("kept-units"), **context, "form": form}
    if was_done(request, form):
        return redirect(str(page["back"]))
    if form.is_valid():
        try:
            return done(request, form, act, _("Opgeslagen."), version=version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    clash = getattr(form, "clash", None)
    page |= {"conflict": clash, "fresh": request.path}
    return render(request, "people/kept_unit.html", page, status=409 if clash else 200)
