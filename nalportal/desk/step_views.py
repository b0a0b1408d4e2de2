"""A page for each step of a round, and for each thing a reviewer does with a hand-in.

Every page tells what the step does and what is needed first, asks why, and does it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.progress import rounds, submissions
from nalportal.progress.models import Round, RoundVerb, Submission, SubmissionVerb
from nalportal.progress.models.states import NEEDS_REASON
from nalportal.progress.permissions import (
    check_role_in_round,
    check_role_in_submission,
    signed_in,
    visible_unit,
)
from nalportal.progress.rounds import NotNowError, needs_of
from nalportal.progress.views.editing import form_page
from nalportal.report import freeze

from .hand_in_forms import ReasonForm
from .round_forms import ExtensionForm


@dataclass(frozen=True)
class Step:
    """What a step does, in words, and the function that does it."""

    explanation: object
    done: object
    act: Callable[..., object]
    needs_reason: bool = False


ROUND_STEPS: Mapping[RoundVerb, Step] = {
    RoundVerb.OPEN: Step(
        gettext_lazy(
            "Alle onderdelen kunnen vanaf nu inleveren. De teksten van de vorige ronde staan klaar."
        ),
        gettext_lazy("Ronde geopend."),
        rounds.open_round,
    ),
    RoundVerb.CLOSE: Step(
        gettext_lazy(
            "Daarna controleert u het geheel. Wat u terugstuurt kan nog opnieuw worden ingeleverd."
        ),
        gettext_lazy("Ronde gesloten voor controle."),
        rounds.close_for_review,
    ),
    RoundVerb.FREEZE: Step(
        gettext_lazy(
            "Het rapport ligt daarna vast. Wat later verandert in het register, verandert er "
            "niets meer aan. Tot u publiceert ziet alleen het ministerie het."
        ),
        gettext_lazy("Ronde bevroren."),
        freeze.freeze,
    ),
    RoundVerb.UNFREEZE: Step(
        gettext_lazy("De ronde gaat terug naar controle. Wat bevroren was blijft in het logboek."),
        gettext_lazy("Bevriezing ongedaan gemaakt."),
        freeze.unfreeze,
        needs_reason=True,
    ),
    RoundVerb.PUBLISH: Step(
        gettext_lazy(
            "Iedereen kan het rapport daarna lezen. Dit kunt u niet ongedaan maken: een fout "
            "verbetert u met een correctie."
        ),
        gettext_lazy("Ronde gepubliceerd."),
        freeze.publish,
    ),
}

SUBMISSION_STEPS: Mapping[SubmissionVerb, Step] = {
    SubmissionVerb.RETURN: Step(
        gettext_lazy("Het onderdeel kan weer wijzigen en leest uw opmerkingen."),
        gettext_lazy("Teruggestuurd."),
        submissions.return_to_editors,
    ),
    SubmissionVerb.ACCEPT: Step(
        gettext_lazy("Dit komt zo in het rapport."),
        gettext_lazy("Geaccepteerd."),
        submissions.accept,
    ),
    SubmissionVerb.REOPEN: Step(
        gettext_lazy(
            "U neemt uw besluit terug. Wat geaccepteerd was ligt weer ter beoordeling; wat was "
            "overgeslagen ligt weer bij het onderdeel."
        ),
        gettext_lazy("Heropend."),
        submissions.reopen,
    ),
    SubmissionVerb.SKIP: Step(
        gettext_lazy(
            "De ronde gaat verder zonder dat dit onderdeel inlevert. In het rapport staat wat er "
            "in het register staat."
        ),
        gettext_lazy("Overgeslagen."),
        submissions.skip,
    ),
    SubmissionVerb.GRANT_EXTENSION: Step(
        gettext_lazy("Het onderdeel ziet tot wanneer het kan inleveren, en waarom."),
        gettext_lazy("Uitstel gegeven."),
        submissions.grant_extension,
    ),
    SubmissionVerb.REVOKE_EXTENSION: Step(
        gettext_lazy("Voor dit onderdeel geldt weer de datum van alle onderdelen."),
        gettext_lazy("Uitstel ingetrokken."),
        submissions.revoke_extension,
    ),
}


@form_page
def of_round(
    request: HttpRequest,
    round: str,  # noqa: A002 - as in the address
    verb: RoundVerb,
) -> HttpResponse:
    """One step of a round: what is needed first, why, and the button."""
    user = signed_in(request)
    check_role_in_round(user, verb)
    found = get_object_or_404(Round, slug=round)
    step = ROUND_STEPS[verb]
    needs = needs_of(verb, found)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, is_required=step.needs_reason
    )
    if form.is_valid() and _did(request, form, step, found, user):
        return redirect("round-board", found.slug)
    context = {
        "nav": "round-list",
        "round": found,
        "verb": verb,
        "step": step,
        "needs": needs,
        "form": form,
        "back": reverse("round-board", args=[found.slug]),
    }
    return render(request, "desk/round_step.html", context)


@form_page
def of_submission(
    request: HttpRequest,
    round: str,  # noqa: A002 - as in the address
    unit: str,
    verb: SubmissionVerb,
) -> HttpResponse:
    """One thing that a reviewer does with what a unit hands in."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    check_role_in_submission(user, verb, found)
    rows = Submission.objects.select_related("round", "unit")
    submission = get_object_or_404(rows, round__slug=round, unit=found)
    form_class = ExtensionForm if verb == SubmissionVerb.GRANT_EXTENSION else ReasonForm
    data = request.POST if request.method == "POST" else None
    form = form_class(data, is_required=verb in NEEDS_REASON)
    step = SUBMISSION_STEPS[verb]
    if form.is_valid() and _did(request, form, step, submission, user):
        return redirect("round-board", round)
    context = {
        "nav": "round-list",
        "submission": submission,
        "verb": verb,
        "step": step,
        "form": form,
        "back": reverse("round-board", args=[round]),
    }
    return render(request, "desk/submission_step.html", context)


def _did(
    request: HttpRequest, form: ReasonForm, step: Step, row: Round | Submission, user: User
) -> bool:
    """Do it and say so; or put on the form why not."""
    try:
        # Not in a transaction of this page: freezing takes its time outside one.
        step.act(row, by=user, **form.cleaned_data)
    except NotNowError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, str(step.done))
    return True
