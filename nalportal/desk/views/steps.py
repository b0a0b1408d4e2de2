"""A page for each step of a round, and for each thing a reviewer does with a hand-in.

Every page tells what the step does and what is needed first, asks why, and does it.
"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.accounts.refused import typed_in
from nalportal.pages.answers import form_page, was_done
from nalportal.pages.sent_twice import note_sent
from nalportal.progress.models import Round, RoundVerb, Submission, SubmissionVerb
from nalportal.progress.models.states import NEEDS_REASON
from nalportal.progress.permissions import (
    check_role_in_round,
    check_role_in_submission,
    visible_unit,
)
from nalportal.progress.rounds import NotNowError, lock_round, needs_of
from nalportal.records.versions import Moved, newest_version, refuse_if_moved
from nalportal.report.editions import all_rounds, scope_of_round
from nalportal.report.labels import told_when_skipped

from ..forms.hand_in import ReasonForm
from ..forms.rounds import ExtensionForm, SkipForm
from ..mailing import send_soon
from ..steps import ROUND_STEPS, SUBMISSION_STEPS, Step
from .freezing import list_of


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
    needs = needs_of(verb, found, user)
    # What the report itself lacks takes building it, so it is asked last.
    checks = verb == RoundVerb.FREEZE and not needs and request.method != "POST"
    points = list_of(request, found) if checks else None
    data = request.POST if request.method == "POST" else None
    form = ReasonForm(data, version=newest_version(found.history), is_required=step.needs_reason)
    if was_done(request, form) or (form.is_valid() and _did(request, form, step, found)):
        return redirect("round-board", found.slug)
    context = {
        "nav": "rounds",
        "round": found,
        "verb": verb,
        "step": step,
        "needs": needs,
        "points": points,
        "form": form,
        "typed": typed_in(request),
        "back": reverse("round-board", args=[found.slug]),
    }
    return render(request, "desk/round_step.html", context)


FORMS = {SubmissionVerb.GRANT_EXTENSION: ExtensionForm, SubmissionVerb.SKIP: SkipForm}


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
    form_class = FORMS.get(verb, ReasonForm)
    data = request.POST if request.method == "POST" else None
    version = newest_version(submission.history)
    form = form_class(data, version=version, is_required=verb in NEEDS_REASON)
    step = SUBMISSION_STEPS[verb]
    if was_done(request, form) or (form.is_valid() and _did(request, form, step, submission)):
        return redirect("round-board", round)
    context = {
        "nav": "rounds",
        "submission": submission,
        "verb": verb,
        "step": step,
        "form": form,
        "back": reverse("round-board", args=[round]),
        "told": _told_when_skipped(submission) if verb == SubmissionVerb.SKIP else "",
    }
    return render(request, "desk/submission_step.html", context)


def _told_when_skipped(submission: Submission) -> str:
    """What the report says of the unit when it is skipped."""
    stood = (scope_of_round(submission.round, all_rounds()).stood_before or {}).get(
        submission.unit.slug
    )
    return told_when_skipped(submission.unit, stood.since if stood else "")


def _did(request: HttpRequest, form: ReasonForm, step: Step, row: Round | Submission) -> bool:
    """Do it and say so; or put on the form why not."""
    user = signed_in(request)
    try:
        if isinstance(row, Submission):
            with transaction.atomic():
                lock_round(row.round_id)
                _act(form, step, row, user)
        else:
            # Not in a transaction of this page: freezing takes its time outside one.
            _act(form, step, row, user)
    except NotNowError as refusal:
        form.add_error(None, str(refusal))
        return False
    except Moved as refusal:
        form.refuse(refusal, newest_version(row.history))
        return False
    note_sent(form, by=user, address=reverse("round-board", args=[_round_of(row).slug]))
    send_soon()
    messages.success(request, str(step.done))
    return True


def _act(form: ReasonForm, step: Step, row: Round | Submission, user: User) -> None:
    refuse_if_moved(form.cleaned_data["version"], row.history)
    step.act(row, by=user, **form.answers)


def _round_of(row: Round | Submission) -> Round:
    return row.round if isinstance(row, Submission) else row
