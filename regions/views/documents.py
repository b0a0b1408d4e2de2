"""The pages of policy documents: what each covers, a new one, and changes to one."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page
from nalportal.pages.fields import SearchForm
from nalportal.pages.sent_twice import made_with, was_sent_before
from nalportal.progress.evidence import Holder
from nalportal.progress.views.files import FilesPlace, added, fetched, removed
from nalportal.records.versions import Clash, Conflict, version_at
from nalportal.refusals import NotPossible

from ..documents import (
    clash_of,
    coverage_of,
    documents_with,
    edit_document,
    history_of,
    version_of,
)
from ..forms.documents import EditDocumentForm, NewDocumentForm
from ..models import PolicyDocument
from ..permissions import (
    editable_document,
    may_change_document,
    may_record_any,
    refuse_unless_recorder,
    unit_of,
    units_recording,
    visible_document,
)

NAV = {"nav": "municipalities"}
PAGE_SIZE = 25


def address_of(document: PolicyDocument) -> str:
    return reverse("policy-document", args=[document.pk])


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """All documents with what they cover, the newest first; with ``q`` those that have it."""
    user = signed_in(request)
    form = SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(documents_with(asked), PAGE_SIZE).get_page(request.GET.get("page"))
    coverage = coverage_of(page.object_list)
    context = {
        **NAV,
        "form": form,
        "page": page,
        "rows": [(row, coverage[row.pk]) for row in page.object_list],
        "can_add": may_record_any(user),
    }
    return render(request, "regions/documents.html", context)


@require_safe
def document(request: HttpRequest, document: int) -> HttpResponse:
    """One document, the municipalities and instruments that it covers, and its history."""
    user = signed_in(request)
    found = visible_document(document)
    context = {
        **NAV,
        "document": found,
        "coverage": coverage_of([found])[found.pk],
        "can_edit": may_change_document(user, found),
        "events": history_of(found),
        "files": found.files.standing(),
    }
    return render(request, "regions/document.html", context)


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A document that covers nothing yet."""
    user = signed_in(request)
    refuse_unless_recorder(user)
    data = request.POST if request.method == "POST" else None
    form = NewDocumentForm(data)
    sent_again = data is not None and was_sent_before(form, by=user)
    made = made_with(form, by=user) if data is not None else None
    if data is not None and made and made.before and not sent_again:
        # Somebody went back to the page that made a document, and sends it with something else.
        found = editable_document(user, resolve(made.before.address).kwargs["document"])
        typed = data.copy()
        typed.setdefault("version", str(version_at(found.history, made.before.handled_at)))
        return _edit(request, found, typed, made.next)
    if made and (sent_again or form.is_valid()):
        text = _("Document toegevoegd.")
        try:
            return done(request, form, lambda: address_of(form.apply(by=user)), text, made.next)
        except NotPossible as refusal:
            form.add_error("reference", str(refusal))
    return render(request, "regions/document_new.html", {**NAV, "form": form})


@form_page
def edit(request: HttpRequest, document: int) -> HttpResponse:
    """Change a document; when somebody else did so meanwhile, choose per field."""
    user = signed_in(request)
    found = editable_document(user, document)
    return _edit(request, found, request.POST if request.method == "POST" else None)


def _edit(
    request: HttpRequest, found: PolicyDocument, data: QueryDict | None, page: UUID | None = None
) -> HttpResponse:
    """``page`` is of a page that made this document, and now changes it (:func:`made_with`)."""
    form = EditDocumentForm(data, document=found)
    if form.is_valid():
        try:
            return _save(request, found, form, page)
        except Conflict:
            return _conflict(request, found, form)
        except NotPossible as refusal:
            form.add_error("reference", str(refusal))
    return _edit_page(request, found, form)


def _save(
    request: HttpRequest, document: PolicyDocument, form: EditDocumentForm, page: UUID | None
) -> HttpResponse:
    data, user = form.cleaned_data, signed_in(request)

    def act() -> str:
        edit_document(document, form.content, seen=form.seen, by=user, reason=data["reason"])
        return address_of(document)

    saved, version = _("Document opgeslagen."), partial(version_of, document)
    return done(request, form, act, saved, page, version=version)


def _conflict(
    request: HttpRequest, document: PolicyDocument, form: EditDocumentForm
) -> HttpResponse:
    """Both versions beside each other."""
    stored = visible_document(document.pk)
    clash = clash_of(stored, form.content, form.cleaned_data["version"])
    form.for_version(version_of(stored))
    return _edit_page(request, stored, form, clash)


def _edit_page(
    request: HttpRequest,
    document: PolicyDocument,
    form: EditDocumentForm,
    clash: Clash | None = None,
) -> HttpResponse:
    context = {**NAV, "document": document, "form": form, "conflict": clash}
    status = 409 if clash else 200
    return render(request, "regions/document_edit.html", context, status=status)


# ------------------------------------------------------------------------------------- files


def _place(request: HttpRequest, document: int) -> FilesPlace:
    """Where the files of a document stand, for who may change it."""
    user = signed_in(request)
    found = editable_document(user, document)
    return FilesPlace(
        Holder(found, units_recording(found), unit_of(user)),
        nav="municipalities",
        crumbs="regions/crumbs.html",
        title=found.title,
        address=address_of(found),
        who_sees=_("Iedereen met een account ziet dit bestand."),
        goes=_("Het bestand staat dan niet meer bij het document."),
    )


@form_page
def file_add(request: HttpRequest, document: int) -> HttpResponse:
    """Add a file to a document."""
    return added(request, _place(request, document))


@require_safe
def file(request: HttpRequest, document: int, file: int) -> FileResponse:
    """A file of a document, for everybody who signed in."""
    signed_in(request)
    return fetched(visible_document(document), file)


@form_page
def file_remove(request: HttpRequest, document: int, file: int) -> HttpResponse:
    """Take a file away, after a question."""
    return removed(request, _place(request, document), file)
