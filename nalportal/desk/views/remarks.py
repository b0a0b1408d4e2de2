"""The conversations of a unit: all of them, a new one, and what is said and done in one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page, refuse_second, was_done
from nalportal.pages.sent_twice import was_sent_before
from nalportal.progress.forms.remarks import AskForm, ReplyForm
from nalportal.progress.models import Remark
from nalportal.progress.models.remarks import RemarkVerb
from nalportal.progress.permissions import visible_unit
from nalportal.progress.remarks import (
    ask,
    finish,
    offered_in,
    page_of,
    reopen,
    say,
    threads,
    withdraw,
)
from nalportal.progress.rounds import NotNowError
from nalportal.records.versions import Moved

from ..remark_subjects import choices_of, subject_of

RESULTS = {
    RemarkVerb.SAY: gettext_lazy("Uw bericht staat er."),
    RemarkVerb.FINISH: gettext_lazy("De opmerking is afgehandeld."),
    RemarkVerb.REOPEN: gettext_lazy("De opmerking staat weer open."),
    RemarkVerb.WITHDRAW: gettext_lazy("De opmerking is ingetrokken."),
}


@require_safe
def remarks(request: HttpRequest, unit: str) -> HttpResponse:
    """Every conversation about a unit and what it keeps."""
    found = visible_unit(signed_in(request), unit)
    context = {"nav": "unit", "unit": found, "threads": threads(unit=found)}
    return render(request, "desk/remarks.html", context)


@form_page
def new(request: HttpRequest, unit: str) -> HttpResponse:
    """Begin a conversation about what the address says (``over``), or something close to it."""
    user = signed_in(request)
    found = visible_unit(user, unit)
    over = request.GET.get("over", "")
    choices = choices_of(over)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, choices=choices, over=over)
    if not choices:
        subject_of(found, over)
    if not was_sent_before(form, by=user):
        refuse_second(form, by=user)
    if form.is_valid():

        def act() -> str:
            subject = subject_of(found, form.cleaned_data.get("over", over))
            row = ask(subject, text=form.cleaned_data["text"], by=user)
            return f"{page_of(row)}#opmerking-{row.pk}"

        return done(request, form, act, str(RESULTS[RemarkVerb.SAY]))
    context = {"nav": "unit", "unit": found, "form": form}
    return render(request, "desk/remark_new.html", context)


@form_page
def remark(request: HttpRequest, number: int) -> HttpResponse:
    """One conversation; what was pressed is done, and what can't be done is shown with why."""
    user = signed_in(request)
    row = get_object_or_404(Remark.objects.visible_to(user).select_related("unit"), pk=number)
    thread = threads(pk=row.pk).all[0]
    data = request.POST if request.method == "POST" else None
    form = ReplyForm(data, thread=row.pk, version=thread.version)
    if data is not None and was_done(request, form):
        return redirect(thread.address)
    if form.is_valid():
        try:
            return done(request, form, lambda: _do(form, row, user), str(RESULTS[form.verb]))
        except Moved as refusal:
            form.refuse(refusal, thread.version)
        except NotNowError as refusal:
            form.add_error(None, str(refusal))
    # What can't be said here any more is shown to copy.
    lost = form.is_bound and RemarkVerb.SAY not in offered_in(thread, user)
    typed = [form["text"]] if lost and form["text"].value() else []
    context = {"nav": "unit", "unit": row.unit, "thread": thread, "form": form, "typed": typed}
    return render(request, "desk/remark.html", context)


def _do(form: ReplyForm, row: Remark, user: User) -> str:
    text, seen = form.cleaned_data["text"], form.cleaned_data["version"]
    match form.verb:
        case RemarkVerb.FINISH:
            finish(row, by=user, text=text, seen=seen)
        case RemarkVerb.REOPEN:
            reopen(row, by=user, text=text, seen=seen)
        case RemarkVerb.WITHDRAW:
            withdraw(row, by=user, seen=seen)
        case _:
            say(row, text=text, by=user, adapted=form.cleaned_data["adapted"])
    return f"{page_of(row)}#opmerking-{row.pk}"
