"""The page of one unit, and where it says that there is nothing to report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page
from nalportal.pages.forms import OnceForm
from nalportal.progress.frame import frame_of
from nalportal.progress.models import Category, ReportingUnit
from nalportal.progress.nothing_reported import say_none, statement_of, take_back
from nalportal.progress.permissions import editable_unit, visible_unit
from nalportal.progress.rounds import NotNowError
from nalportal.progress.views.register import asked_for, listing
from nalportal.report.addresses import CONCEPT, Address
from nalportal.report.web.http import rounds_of

from ..own_unit import OwnUnit, own_unit


@require_safe
def unit_page(request: HttpRequest, unit: str) -> HttpResponse:
    """Where the unit stands in the open round, what is missing, and its milestones."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    own = own_unit(found, user, rounds_of(request), timezone.localdate())
    context = {
        "nav": "rounds" if user.is_reviewer else "unit",
        "unit": found,
        "own": own,
        "report_href": _in_report(own).unit(found.kind, found.slug),
        **_milestones(request, found, user),
    }
    return render(request, "desk/unit.html", context)


def _in_report(own: OwnUnit | None) -> Address:
    """Where the report is that the unit hands in for; without a round, the register of today."""
    return Address(own.submission.round.slug, CONCEPT) if own else Address(None)


def _milestones(request: HttpRequest, unit: ReportingUnit, user: User) -> dict[str, object]:
    # The list is that of the register as if its address named this unit: links that sort, page,
    # select and export are made of the address.
    query = request.GET.copy()
    query["onderdeel"] = unit.slug
    found = asked_for(query, user, frame_of(request))
    found.units = (unit,)
    context = listing(found, user)
    del found.form.fields["onderdeel"]
    return {**context, "is_filtered": any(query.get(n) for n in found.filters if n != "onderdeel")}


@form_page
def nothing(request: HttpRequest, unit: str, category: str) -> HttpResponse:
    """Say that there is nothing to report in a category, or take that back."""
    if category not in Category.values:
        raise Http404
    user = signed_in(request)
    found = editable_unit(user, unit)
    about = Category(category)
    said = statement_of(found, about)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def act() -> str:
            if "terugnemen" in request.POST:
                take_back(found, about, by=user)
            else:
                say_none(found, about, by=user)
            return reverse("unit", args=[found.slug])

        try:
            return done(request, form, act, _("Vastgelegd."))
        except NotNowError as refusal:
            messages.warning(request, str(refusal))
            return redirect("unit", found.slug)
    context = {
        "nav": "unit",
        "unit": found,
        "form": form,
        "category": about,
        "said": said,
        "items": found.milestones.filter(
            category=about, withdrawn_on=None, resolved_on=None
        ).count(),
    }
    return render(request, "desk/nothing.html", context)
