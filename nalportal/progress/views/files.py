"""The files of a milestone: add one, fetch it, take it away."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.exchange.downloads import stored_attachment
from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.forms import OnceForm
from nalportal.refusals import NotPossible

from ..evidence import add_file, delete_unless_kept, remove_file
from ..forms.files import EvidenceFileForm
from ..models import EvidenceFile
from ..permissions import editable_milestone, visible_milestone
from .editing import address_of


@form_page
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a file to a milestone."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    sent = request.method == "POST"
    form = EvidenceFileForm(request.POST, files=request.FILES) if sent else EvidenceFileForm()
    if was_done(request, form):
        return redirect(address_of(milestone))
    if form.is_valid():
        stored = []

        def act() -> str:
            file = add_file(milestone, form.cleaned_data["file"], form.found, by=user)
            stored.append(str(file.content.name))
            return address_of(milestone)

        try:
            return done(request, form, act, _("Bestand toegevoegd."))
        except NotPossible as refusal:
            form.add_error("file", str(refusal))
        finally:
            delete_unless_kept(stored)
    context = {"nav": "milestones", "milestone": milestone, "form": form}
    return render(request, "progress/file_add.html", context)


@require_safe
def fetch(request: HttpRequest, reference: str, file: int) -> FileResponse:
    """The content, to be saved and never shown by the site itself."""
    milestone = visible_milestone(signed_in(request), reference)
    found = get_object_or_404(EvidenceFile.objects.standing(), pk=file, milestone=milestone)
    try:
        content = found.content.open("rb")
    except OSError as error:
        raise Http404 from error
    return stored_attachment(content, found.name, found.media_type)


@form_page
def remove(request: HttpRequest, reference: str, file: int) -> HttpResponse:
    """Take a file away, after a question."""
    user = signed_in(request)
    milestone = editable_milestone(user, reference)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if was_done(request, form):
        return redirect(address_of(milestone))
    found = get_object_or_404(milestone.files.standing(), pk=file)
    if form.is_valid():

        def act() -> str:
            remove_file(found, by=user)
            return address_of(milestone)

        try:
            return done(request, form, act, _("Bestand weggehaald."))
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect(address_of(milestone))
    context = {
        "nav": "milestones",
        "milestone": milestone,
        "form": form,
        "file": found,
        "frozen": found.frozen_in.exists(),
    }
    return render(request, "progress/file_remove.html", context)
