"""The files of a milestone, or of what another room keeps: add one, fetch it, take it away."""

from dataclasses import dataclass
from typing import Any

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

from ..evidence import Holder, add_file, delete_unless_kept, holder_of, remove_file
from ..forms.files import EvidenceFileForm
from ..models import Milestone
from ..permissions import editable_milestone, visible_milestone
from .editing import address_of


@dataclass(frozen=True)
class FilesPlace:
    """Where files stand: the page at ``address``, which the path of ``crumbs`` leads to.

    ``who_sees`` says who can fetch them, and ``goes`` what taking one away does to a frozen one.
    """

    holder: Holder
    nav: str
    crumbs: str
    title: str
    address: str
    who_sees: str
    goes: str

    @property
    def row(self) -> Any:
        return self.holder.row


def _place_of(milestone: Milestone) -> FilesPlace:
    return FilesPlace(
        holder_of(milestone),
        nav="milestones",
        crumbs="progress/crumbs.html",
        title=milestone.title,
        address=address_of(milestone),
        who_sees=_("Alleen uw organisatie en het ministerie zien dit bestand."),
        goes=_("Het bestand staat dan niet meer bij de mijlpaal."),
    )


@form_page
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a file to a milestone."""
    return added(request, _place_of(editable_milestone(signed_in(request), reference)))


@require_safe
def fetch(request: HttpRequest, reference: str, file: int) -> FileResponse:
    """The content, to be saved and never shown by the site itself."""
    return fetched(visible_milestone(signed_in(request), reference), file)


@form_page
def remove(request: HttpRequest, reference: str, file: int) -> HttpResponse:
    """Take a file away, after a question."""
    return removed(request, _place_of(editable_milestone(signed_in(request), reference)), file)


# ------------------------------------------------------------------------- wherever they stand


def added(request: HttpRequest, place: FilesPlace) -> HttpResponse:
    """The page that adds a file to a place that this person may change."""
    user = signed_in(request)
    sent = request.method == "POST"
    form = EvidenceFileForm(request.POST, files=request.FILES) if sent else EvidenceFileForm()
    if was_done(request, form):
        return redirect(place.address)
    if form.is_valid():
        stored = []

        def act() -> str:
            file = add_file(place.holder, form.cleaned_data["file"], form.found, by=user)
            stored.append(str(file.content.name))
            return place.address

        try:
            return done(request, form, act, _("Bestand toegevoegd."))
        except NotPossible as refusal:
            form.add_error("file", str(refusal))
        finally:
            delete_unless_kept(stored)
    context = {"nav": place.nav, "place": place, "form": form}
    return render(request, "progress/file_add.html", context)


def fetched(row: Any, file: int) -> FileResponse:
    """The content of a file of ``row``, which this person may see."""
    found = get_object_or_404(row.files.standing(), pk=file)
    try:
        content = found.content.open("rb")
    except OSError as error:
        raise Http404 from error
    return stored_attachment(content, found.name, found.media_type)


def removed(request: HttpRequest, place: FilesPlace, file: int) -> HttpResponse:
    """The question whether a file goes, and that it went."""
    user = signed_in(request)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if was_done(request, form):
        return redirect(place.address)
    found = get_object_or_404(place.row.files.standing(), pk=file)
    if form.is_valid():

        def act() -> str:
            remove_file(place.holder, found, by=user)
            return place.address

        try:
            return done(request, form, act, _("Bestand weggehaald."))
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect(place.address)
    frozen = found.frozen_in.exists()
    context = {"nav": place.nav, "place": place, "form": form, "file": found, "frozen": frozen}
    return render(request, "progress/file_remove.html", context)
