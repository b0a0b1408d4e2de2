"""The page where a region gives totals, for what it doesn't know per municipality."""

from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.accounts.refused import typed_in
from nalportal.dutch import short_date
from nalportal.pages.answers import done, form_page
from nalportal.progress.closed import closings
from nalportal.progress.models import ReportingUnit
from nalportal.progress.permissions import may_edit_unit
from nalportal.progress.remarks import told_with
from nalportal.records.versions import Clash, Conflict

from ..counts import (
    Totals,
    clash_of,
    dates_to_report,
    earlier_totals,
    history_of,
    totals_of,
    version_of,
    write_totals,
)
from ..forms.counts import ReferenceDateForm, TotalsForm
from ..models import PolicyInstrument, Region
from ..permissions import editable_region, visible_region
from ..remarks import threads_about
from ..rules import members_of_regions

NAV = {"nav": "municipalities"}


def address_of(region: Region, reference_on: date) -> str:
    page = reverse("policy-counts", args=[region.unit.slug])
    return f"{page}?peildatum={short_date(reference_on)}"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The regions whose totals one may see; who keeps one goes straight to it."""
    units = ReportingUnit.objects.visible_to(signed_in(request))
    regions = list(Region.objects.filter(unit__in=units).select_related("unit"))
    if len(regions) == 1:
        return redirect("policy-counts", regions[0].unit.slug)
    return render(request, "regions/counts_index.html", {**NAV, "regions": regions})


@form_page
def counts(request: HttpRequest, unit: str) -> HttpResponse:
    """Per instrument a number or pm, for the peildatum of the open round or one that is chosen."""
    user = signed_in(request)
    sends = request.method == "POST"
    region = editable_region(user, unit) if sends else visible_region(user, unit)
    asked = ReferenceDateForm(request.GET if "peildatum" in request.GET else None)
    on, dates = dates_to_report(asked.chosen())
    if on is None or (asked.is_bound and not asked.is_valid()):
        context = {**NAV, "region": region, "asked": asked, "dates": dates}
        context |= {"threads": threads_about(unit), "typed": typed_in(request)}
        return render(request, "regions/counts_date.html", context)
    form = _form(request, region, on)
    if not may_edit_unit(user, region.unit):
        context = {
            **NAV,
            "region": region,
            "on": on,
            "form": form,
            "closed": closings(user, [region.pk]),
            "threads": threads_about(unit),
        }
        return render(request, "regions/counts_closed.html", context)
    if form.is_valid():
        try:
            return _save(request, region, on, form)
        except Conflict:
            return _conflict(request, region, on, form)
    return _page(request, region, on, form)


def _form(request: HttpRequest, region: Region, on: date) -> TotalsForm:
    # The version first: a total that is newer than it gives a needless choice, never a lost one.
    version = version_of(region, on)
    return TotalsForm(
        request.POST if request.method == "POST" else None,
        instruments=list(PolicyInstrument.objects.all()),
        totals=totals_of(region, on),
        members=members_of_regions(on)[region.pk],
        version=version,
        earlier=earlier_totals(region, on),
    )


def _totals(request: HttpRequest, form: TotalsForm) -> Totals:
    return form.totals(taken_over=request.POST.get("overnemen", ""))


def _save(request: HttpRequest, region: Region, on: date, form: TotalsForm) -> HttpResponse:
    data, user, totals = form.cleaned_data, signed_in(request), _totals(request, form)

    def act() -> str:
        write_totals(region, on, totals, seen=form.seen, by=user, reason=data["reason"])
        return address_of(region, on)

    version = partial(version_of, region, on)
    return done(request, form, act, _("Totalen opgeslagen."), version=version)


def _conflict(request: HttpRequest, region: Region, on: date, form: TotalsForm) -> HttpResponse:
    """Both versions beside each other."""
    newest = version_of(region, on)
    clash = clash_of(region, on, _totals(request, form), form.cleaned_data["version"], _names(form))
    form.for_version(newest)
    return _page(request, region, on, form, clash)


def _names(form: TotalsForm) -> dict[str, str]:
    return {row.slug: row.name for row in form.instruments}


def _page(
    request: HttpRequest,
    region: Region,
    on: date,
    form: TotalsForm,
    clash: Clash | None = None,
) -> HttpResponse:
    slug = region.unit.slug
    said = threads_about(slug)
    context = {
        **NAV,
        "region": region,
        "on": on,
        "asked": ReferenceDateForm(initial={"peildatum": on}),
        "form": form,
        "conflict": clash,
        "fresh": address_of(region, on),
        "rows": [(row, said.at_field(f"{slug}.{row.slug}")) for row in form.rows],
        "threads": said,
        "events": told_with(history_of(region, on, _names(form)), said),
    }
    return render(request, "regions/counts.html", context, status=409 if clash else 200)
