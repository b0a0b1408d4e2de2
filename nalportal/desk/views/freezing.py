"""The list of a round before it is frozen, and the reasons for what stays as it is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page, was_done
from nalportal.progress.models import Round, RoundVerb
from nalportal.progress.models.states import OPEN_STATES
from nalportal.progress.rounds import NotNowError, give_reason
from nalportal.report.web.http import rounds_of

from ..forms.freezing import PointReasonForm
from ..freeze_list import FreezeList, assemble_freeze, collect_freeze
from .rounds import NAV, led_round


@require_safe
def checklist(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """Everything that stands between a round and its report, one line per thing."""
    found = led_round(signed_in(request), round)
    if found.state not in OPEN_STATES:
        return redirect("round-board", found.slug)
    data = collect_freeze(found, rounds_of(request))
    context = {
        **NAV,
        "round": found,
        "list": assemble_freeze(data),
        "municipalities": len(data.report.territory.municipalities),
        "checked_at": timezone.now(),
        "verb": RoundVerb.FREEZE,
        "is_in_review": found.state == "in-controle",
    }
    return render(request, "desk/freeze_list.html", context)


@form_page
def reason(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """Why one point may stay as it is."""
    user = signed_in(request)
    found = led_round(user, round)
    key = request.GET.get("punt", "")
    point = list_of(request, found).point(key)
    form = PointReasonForm(
        request.POST if request.method == "POST" else None,
        reason=point.reason if point else None,
    )
    back = reverse("round-checklist", args=[found.slug])
    if was_done(request, form):
        return redirect(back)
    if point is None or not (point.can_have_reason or point.reason):
        raise Http404
    if form.is_valid():

        def act() -> str:
            data = form.cleaned_data
            give_reason(
                found,
                point=point.key,
                code=point.code,
                about=point.about,
                text=data["text"],
                in_report=data["in_report"],
                by=user,
            )
            return back

        try:
            return done(request, form, act, _("Reden opgeslagen."))
        except NotNowError as refusal:
            form.add_error(None, str(refusal))
    context = {**NAV, "round": found, "point": point, "form": form, "back": back}
    return render(request, "desk/point_reason.html", context)


def list_of(request: HttpRequest, round_: Round) -> FreezeList:
    """The points of a round as it stands now."""
    return assemble_freeze(collect_freeze(round_, rounds_of(request)))
