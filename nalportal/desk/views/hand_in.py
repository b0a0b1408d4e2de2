"""Handing in and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.forms import OnceForm
from nalportal.pages.sent_twice import note_sent
from nalportal.progress.models import ReportingUnit, Submission, SubmissionVerb
from nalportal.progress.permissions import Role, check_role_in_submission, roles_of, visible_unit
from nalportal.progress.rounds import NotNowError, lock_round
from nalportal.progress.submissions import submission_of, withdraw_submission
from nalportal.records.versions import Moved, newest_version, refuse_if_moved
from nalportal.report.editions import edition_concept
from nalportal.report.hand_in import PARTS, number_of, submit
from nalportal.report.web.http import rounds_of

from ..forms.hand_in import HandInForm, ReasonForm
from ..own_unit import OwnUnit, own_unit


@form_page
def hand_in(request: HttpRequest, unit: str) -> HttpResponse:
    """Everything as it will be in the report, what is missing and why, and the button."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    check_role_in_submission(user, SubmissionVerb.SUBMIT, found)
    if was_done(request, OnceForm(request.POST or None)):
        return redirect("unit", found.slug)
    own = own_unit(found, user, rounds_of(request), timezone.localdate())
    if own is None or not own.can_submit:
        messages.info(
            request, _("Er is nu niets in te leveren. Zie hieronder hoe het ervoor staat.")
        )
        return redirect("unit", found.slug)
    form = _form(request, own, found, user)
    if form.is_valid():
        try:
            return _submit(request, own, form, user)
        except NotNowError as refusal:
            form.add_error(None, str(refusal))
            form.show_again(number_of(own.submission))
    context = {
        "nav": "unit",
        "unit": found,
        "own": own,
        "form": form,
        "blocked_by": form.not_explained(own.completeness.open_required),
        **_as_reported(request, own, found),
    }
    return render(request, "desk/hand_in.html", context)


def _form(request: HttpRequest, own: OwnUnit, unit: ReportingUnit, user: User) -> HandInForm:
    """An editor explains what is recommended; only a reviewer also what is required."""
    is_editor = Role.EDITOR in roles_of(user, unit)
    editors = unit.editors.all()
    data = request.POST if request.method == "POST" else None
    return HandInForm(
        data,
        missing=own.completeness.open_recommended if is_editor else own.completeness.open,
        editors=None if is_editor or not editors.exists() else editors,
        initial={"seen": number_of(own.submission)} if data is None else {},
    )


def _submit(request: HttpRequest, own: OwnUnit, form: HandInForm, user: User) -> HttpResponse:
    # Nobody asks an editor why something required is missing, so that is refused.
    missing = form.not_explained(own.completeness.open_required)
    gaps = [*form.gaps(), *(check.gap() for check in missing)]
    on_behalf_of = form.cleaned_data.get("on_behalf_of")
    seen = form.cleaned_data["seen"]
    submit(own.submission, by=user, gaps=gaps, on_behalf_of=on_behalf_of, seen=seen)
    note_sent(form, by=user, address=reverse("unit", args=[own.submission.unit.slug]))
    text = _("Ingeleverd. Het ministerie beoordeelt nu wat %(unit)s heeft opgegeven.")
    messages.success(request, text % {"unit": own.submission.unit.short_name})
    return redirect("unit", own.submission.unit.slug)


def _as_reported(request: HttpRequest, own: OwnUnit, unit: ReportingUnit) -> dict[str, object]:
    """The unit's part of the report as it is now, for the fragments that show one.

    Of the whole report, so that what it says of all regions is about all regions.
    """
    round_ = own.submission.round.slug
    edition = edition_concept(rounds_of(request), round_, PARTS, unit.slug)
    report = edition.report
    regions, groups = report.territory.regions, report.workgroups
    return {
        "edition": edition,
        "reported": next(part for part in report.units() if part.slug == unit.slug),
        "region": next((region for region in regions if region.unit.slug == unit.slug), None),
        "group": next((group for group in groups if group.unit.slug == unit.slug), None),
    }


@form_page
def withdraw(request: HttpRequest, unit: str) -> HttpResponse:
    """Ask whether to take back what was handed in, and do it."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    check_role_in_submission(user, SubmissionVerb.WITHDRAW, found)
    submission = submission_of(found)
    if submission is None:
        messages.info(request, _("Er is geen ronde open."))
        return redirect("unit", found.slug)
    newest = newest_version(submission.history)
    data = request.POST if request.method == "POST" else None
    form = ReasonForm(data, version=newest, is_required=False)
    if form.is_valid():
        try:
            return _withdraw(request, form, submission)
        except NotNowError as refusal:
            messages.warning(request, str(refusal))
            return redirect("unit", found.slug)
        except Moved as refusal:
            form.refuse(refusal, newest)
    return render(request, "desk/withdraw.html", {"nav": "unit", "unit": found, "form": form})


def _withdraw(request: HttpRequest, form: ReasonForm, submission: Submission) -> HttpResponse:
    user = signed_in(request)

    def act() -> str:
        lock_round(submission.round_id)
        refuse_if_moved(form.cleaned_data["version"], submission.history)
        withdraw_submission(submission, by=user, reason=form.cleaned_data["reason"])
        return reverse("unit", args=[submission.unit.slug])

    return done(request, form, act, _("Inlevering ingetrokken. U kunt weer wijzigen."))
