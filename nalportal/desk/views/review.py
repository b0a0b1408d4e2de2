"""The page on which a reviewer judges what one unit handed in."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page, was_done
from nalportal.progress.models import Remark, Submission, SubmissionVerb
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.permissions import (
    offered_for_submission,
    refuse_unless_reviewer,
    roles_of,
    visible_unit,
)
from nalportal.progress.remarks import Subject, ask
from nalportal.progress.rounds import NotNowError, lock_round
from nalportal.progress.submissions import (
    accept,
    note,
    own_hand_in,
    return_to_editors,
    submission_of,
)
from nalportal.records.versions import Conflict, last_event
from nalportal.report.web.http import rounds_of

from ..forms.review import ACCEPT, KEEP, RETURN, ReviewForm
from ..mailing import send_soon
from ..remark_subjects import subject_of
from ..review import Review, assemble_review, collect_review

MESSAGES = {
    ACCEPT: gettext_lazy("Geaccepteerd. Dit komt zo in het rapport."),
    RETURN: gettext_lazy("Teruggestuurd met uw opmerkingen."),
    KEEP: gettext_lazy(
        "Opmerkingen geplaatst. De regio of werkgroep kan ze nu lezen en beantwoorden."
    ),
}


@form_page
def review(request: HttpRequest, unit: str) -> HttpResponse:
    """What changed, what was missing, and the decision. For reviewers."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    refuse_unless_reviewer(user)
    submission = submission_of(found)
    if submission is None:
        messages.info(request, _("Er is geen ronde open, dus niets om te beoordelen."))
        return redirect("unit", found.slug)
    shown = assemble_review(
        collect_review(submission, rounds_of(request), timezone.localdate()),
        request.GET.get("sinds", ""),
    )
    form = _form(request, shown)
    if was_done(request, form):
        return redirect("review" if form.decision == KEEP else "unit", found.slug)
    if form.is_valid():
        try:
            return _decided(request, submission, form)
        except NotNowError as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            return review(request, unit)  # somebody saved while this was being read
    can_decide = SubmissionVerb.ACCEPT in offered_for_submission(submission, roles_of(user))
    context = {
        "nav": "rounds",
        "unit": found,
        "review": shown,
        "form": form,
        "conflict": form.clash,
        "can_decide": can_decide,
        "own_hand_in": own_hand_in(submission, user) if can_decide else "",
        "news_only": "alleen" in request.GET,
    }
    return render(request, "desk/review.html", context, status=409 if form.clash else 200)


def _form(request: HttpRequest, shown: Review) -> ReviewForm:
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        references=[item.entry.reference for item in shown.unit.items],
        policy=[(f"{c.region}.{c.instrument}", c.instrument_name) for c in shown.policy],
        noted=shown.noted,
        last=shown.last,
    )
    rows = shown.submission.history.all()
    form.last_change = lambda: last_event(rows)  # type: ignore[method-assign]
    return form


def _decided(request: HttpRequest, submission: Submission, form: ReviewForm) -> HttpResponse:
    user = signed_in(request)
    slug = submission.unit.slug

    def act() -> str:
        decide(submission, form, by=user)
        return reverse("review" if form.decision == KEEP else "unit", args=[slug])

    return done(request, form, act, str(MESSAGES[form.decision]))


@transaction.atomic
def decide(submission: Submission, form: ReviewForm, *, by: User) -> None:
    """Place the remarks and then accept or return: all of it, or nothing.

    Raises ``Conflict`` when what is noted in general is not what the form was compared with.
    """
    lock_round(submission.round_id)
    if Submission.objects.get(pk=submission.pk).remark != submission.remark:
        raise Conflict
    reason, unit = form.cleaned_data["reason"], submission.unit
    note(submission, text=reason, by=by)
    for about, text in form.remarks:
        ask(subject_of(unit, about), text=text, by=by)
    if form.decision == ACCEPT:
        accept(submission, by=by, reason=reason)
    elif form.decision == RETURN:
        # Something to answer, so that it can be seen when it is done.
        if not Remark.objects.filter(unit=unit).waiting_for_unit().exists():
            ask(Subject(unit, RemarkKind.UNIT, unit.name), text=reason, by=by)
        return_to_editors(submission, by=by, reason=reason)
    send_soon()
