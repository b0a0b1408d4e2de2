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
from nalportal.progress.models import Milestone, ReviewRemark, Submission, SubmissionVerb
from nalportal.progress.permissions import (
    offered_for_submission,
    refuse_unless_reviewer,
    roles_of,
    visible_unit,
)
from nalportal.progress.rounds import NotNowError, lock_round
from nalportal.progress.submissions import accept, note, remark, return_to_editors, submission_of
from nalportal.records.versions import Conflict, last_event
from nalportal.report.web.http import rounds_of

from ..forms.review import ACCEPT, KEEP, RETURN, ReviewForm, said_of
from ..mailing import send_soon
from ..review import Review, assemble_review, collect_review

MESSAGES = {
    ACCEPT: gettext_lazy("Geaccepteerd. Dit komt zo in het rapport."),
    RETURN: gettext_lazy("Teruggestuurd met uw opmerkingen."),
    KEEP: gettext_lazy("Opmerkingen bewaard. Het onderdeel leest ze pas als u terugstuurt."),
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
        "news_only": "alleen" in request.GET,
    }
    return render(request, "desk/review.html", context, status=409 if form.clash else 200)


def _form(request: HttpRequest, shown: Review) -> ReviewForm:
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        references=[item.entry.reference for item in shown.unit.items],
        said=shown.remarks,
        noted=shown.noted,
        last=shown.last,
    )
    # Of those that said something the last; who took a remark back is not known here.
    remarks = ReviewRemark.history.filter(hand_in=shown.last)
    form.last_change = lambda: last_event(remarks)  # type: ignore[method-assign]
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
    """Keep the remarks and then accept or return: all of it, or nothing.

    Raises ``Conflict`` when the remarks are not those that the form was compared with.
    """
    lock_round(submission.round_id)
    now = Submission.objects.get(pk=submission.pk)
    said = form.last.remarks.select_related("milestone") if form.last else ()
    if (said_of(said), now.remark) != (form.said, submission.remark):
        raise Conflict
    note(submission, text=form.cleaned_data["reason"], by=by)
    items, texts = form.new_remarks()
    milestones = Milestone.objects.filter(unit=submission.unit).in_bulk(
        list(items), field_name="reference"
    )
    for reference, milestone in milestones.items():
        remark(submission, text=items[reference], milestone=milestone, by=by)
    for place, text in texts.items():
        remark(submission, text=text, place=place, by=by)
    if form.decision == ACCEPT:
        accept(submission, by=by, reason=form.cleaned_data["reason"])
    elif form.decision == RETURN:
        return_to_editors(submission, by=by, reason=form.cleaned_data["reason"])
    send_soon()
