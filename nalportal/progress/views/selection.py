"""Pages that change several milestones: a selection, pasted lines, a file."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.dutch import number
from nalportal.pages.answers import SENT_AGAIN, Said, done, form_page
from nalportal.pages.file_flow import FileFlow, choose_file, confirm_file
from nalportal.pages.selection import TooManyChosen, back_to_list, chosen_keys
from nalportal.pages.sent_twice import made_with, was_sent_before
from nalportal.pages.uploads import ConfirmFileForm, Upload, UploadForm
from nalportal.records.versions import newest_version
from nalportal.refusals import NotPossible

from ..forms.selection import SELECTION_FORMS, SelectionForm, histories
from ..frame import frame_of
from ..milestone_upload import import_upload, preview
from ..models import Milestone, ReportingUnit
from ..not_counted import NotCounted, is_confirmed, late_milestones, with_reservation
from ..pasting import PasteForm
from ..permissions import refuse_unless_editable
from .editing import no_unit
from .register import asked_for, to_change
from .undoing import Undoable

# -------------------------------------------------------------------------------- a selection


@form_page
def selection(request: HttpRequest) -> HttpResponse:
    """Show what was selected, ask what the action needs, and do it to all that it fits."""
    user = signed_in(request)
    form_class = SELECTION_FORMS.get(request.GET.get("actie", ""))
    if form_class is None:
        raise Http404
    try:
        chosen = selected(request, user)
    except TooManyChosen as refusal:
        messages.warning(request, str(refusal))
        return redirect("milestones")
    if not chosen:
        messages.warning(request, _("Kies eerst één of meer mijlpalen, en dan wat u ermee doet."))
        return redirect("milestones")
    data, newest = (
        request.POST if request.method == "POST" else None,
        newest_version(histories(chosen)),
    )
    form = form_class(data, initial={"version": newest})
    if data is not None and was_sent_before(form, by=user):
        messages.success(request, SENT_AGAIN)
        return redirect(back_to_list(request, "milestones"))
    late = late_milestones(form.days, chosen) if form.is_valid() else None
    if form.is_valid() and (not late or is_confirmed(request)):
        try:
            return _do_to_all(request, form, chosen, late)
        except NotPossible as refusal:
            form.refuse(refusal, newest)
    context = {
        "nav": "milestones",
        "form": form,
        "chosen": chosen,
        "late": late,
        "back": back_to_list(request, "milestones", chosen=True),
    }
    return render(request, "progress/selection.html", context)


def _do_to_all(
    request: HttpRequest, form: SelectionForm, chosen: list[Milestone], late: NotCounted | None
) -> HttpResponse:
    """Do it to those that it fits, and say of the others why not."""
    user, said = signed_in(request), list[str]()
    undoable = Undoable(user)

    def act() -> str:
        outcome = form.do(chosen, by=user)
        said.extend([form.done(len(outcome.done)), outcome.left_out])
        return back_to_list(request, "milestones")

    def message() -> Said:
        return undoable.saying(with_reservation(" ".join(filter(None, said)), late))

    return done(request, form, act, message)


def selected(request: HttpRequest, user: User) -> list[Milestone]:
    """The milestones that were chosen; 404 when one is a stranger's, 403 when one is closed."""
    references = chosen_keys(request, lambda: _all_found(request, user))
    visible = Milestone.objects.visible_to(user).select_related("unit").in_report_order()
    chosen = list(visible.filter(reference__in=references))
    if len(chosen) != len(references):
        raise Http404
    for unit in {milestone.unit for milestone in chosen}:
        refuse_unless_editable(user, unit)
    return chosen


def _all_found(request: HttpRequest, user: User) -> Iterable[str]:
    """The references of all that the filter finds and this person may change."""
    found = asked_for(request.GET, user, frame_of(request))
    if not found.form.is_valid():
        raise Http404
    rows = to_change(found, ReportingUnit.objects.editable_by(user).values_list("pk", flat=True))
    references: Iterable[str] = rows.values_list("reference", flat=True)
    return references


# ------------------------------------------------------------------------------- pasted lines


# What could not be added yet waits here for the page that is shown next.
LEFT = "mijlpalen-over"


ADDED_ALREADY = gettext_lazy(
    "Met deze pagina hebt u al mijlpalen toegevoegd. Wijzig die in de lijst, of open "
    "Plakken opnieuw om er meer toe te voegen."
)


@form_page
def paste(request: HttpRequest) -> HttpResponse:
    """Several new milestones at once; they are added only when their preview was seen."""
    user = signed_in(request)
    units = list(ReportingUnit.objects.editable_by(user))
    if not units:
        return no_unit(request)
    initial = {"category": "planning", "unit": units[0].slug if len(units) == 1 else ""}
    if request.method == "GET":
        initial |= request.session.pop(LEFT, {})
    data = request.POST if request.method == "POST" else None
    form = PasteForm(data, units=units, initial=initial)
    context = {"nav": "milestones", "form": form}
    if form.is_valid():
        if form.was_seen() and "opslaan" in request.POST and form.to_add():
            made = made_with(form, by=user)
            if not made.before or was_sent_before(form, by=user):
                return _add_pasted(request, form, user, made.next)
            form.add_error(None, ADDED_ALREADY)
        context |= {"reading": form.reading, "already_there": form.already_there()}
    return render(request, "progress/paste.html", context)


def _add_pasted(request: HttpRequest, form: PasteForm, user: User, page: UUID) -> HttpResponse:
    """Add what is right; the other lines come back in the box."""
    added, left = len(form.to_add()), form.left()

    def act() -> str:
        form.apply(by=user)
        if not left:
            return reverse("milestones")
        data = form.cleaned_data
        kept = {"unit": data["unit"].slug, "category": data["category"], "lines": left}
        request.session[LEFT] = kept
        return reverse("milestones-paste")

    text = ngettext("%(count)s mijlpaal toegevoegd.", "%(count)s mijlpalen toegevoegd.", added) % {
        "count": number(added)
    }
    if left:
        text = f"{text} {_('De regels hieronder zijn nog niet toegevoegd.')}"
    return done(request, form, act, text, page)


# ------------------------------------------------------------------------------------- a file


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file with milestones; the next page shows what it would do."""
    if not ReportingUnit.objects.editable_by(signed_in(request)).exists():
        return no_unit(request)
    return choose_file(request, MILESTONES, UploadForm)


@form_page
def uploaded(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the file would do, row by row; and the button that does it."""
    return confirm_file(request, token, MILESTONES)


def _store(request: HttpRequest, form: ConfirmFileForm, file: Upload) -> HttpResponse:
    def act() -> str:
        data = form.cleaned_data
        import_upload(file, data["fingerprint"], by=signed_in(request), may_remove=data["removes"])
        return reverse("milestones")

    return done(request, form, act, _("Bestand geïmporteerd."))


MILESTONES = FileFlow(
    kind="milestones",
    nav="milestones",
    choose="milestones-import",
    confirm="milestones-upload",
    after="milestones",
    choose_template="progress/upload.html",
    preview_template="progress/upload_preview.html",
    look=lambda file, by: preview(file, by=by),
    store=_store,
    overtaken=gettext_lazy("Het register is intussen gewijzigd. Bekijk het voorbeeld opnieuw."),
)
