"""Pages that take steps out of a file, and the file that is filled in already."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.accounts.refused import typed_in
from nalportal.exchange.downloads import attachment
from nalportal.exchange.faults import FaultyFile
from nalportal.pages.answers import done, form_page
from nalportal.pages.choice import carried
from nalportal.pages.file_flow import FileFlow, choose_file, confirm_file
from nalportal.pages.uploads import ConfirmFileForm, Upload
from nalportal.progress.frame import frame_of
from nalportal.progress.models import ReportingUnit

from ..document_file import documents_file
from ..document_upload import import_documents
from ..document_upload import preview as preview_of_documents
from ..forms.documents import DocumentsUploadForm
from ..models import Municipality, PolicyAction
from ..permissions import may_record_any, refuse_unless_recorder
from ..step_files import template_file
from ..step_upload import StepsUploadForm, import_steps, preview
from ..wide_files import wide_csv
from ..workbook import workbook
from .recording import address_of, finish

NAV = {"nav": "municipalities"}


@require_safe
def template(request: HttpRequest, extension: str) -> HttpResponse:
    """What is known of the municipalities that one may record: a line per step."""
    own = _own(request)
    return _answer(
        request, lambda: template_file(own, extension), _("beleid-om-in-te-vullen"), extension
    )


@require_safe
def worksheet(request: HttpRequest, extension: str) -> HttpResponse:
    """The register as people keep it: a row per municipality, on the day of the page."""
    own, frame = _own(request), frame_of(request)
    on = min(frame.on, frame.today)
    units = ReportingUnit.objects.editable_by(signed_in(request)).filter(region__isnull=False)
    names = list(units.values_list("short_name", flat=True))
    of = names[0] if len(names) == 1 else _("alle regio's")

    def content() -> bytes:
        if extension == "csv":
            return wide_csv(own, on)
        return workbook(own, on, of=of, in_round=frame.round.title if frame.round else "")

    return _answer(request, content, _("beleid") + f"-{slugify(of)}", extension)


def _own(request: HttpRequest) -> list[Municipality]:
    user = signed_in(request)
    refuse_unless_recorder(user)
    return list(Municipality.objects.editable_by(user).on(frame_of(request).division_on))


def _answer(
    request: HttpRequest, content: Callable[[], bytes], stem: str, extension: str
) -> HttpResponse:
    try:
        return attachment(content(), stem, extension)
    except FaultyFile as refusal:
        messages.error(request, str(refusal))
        return redirect(carried(request, reverse("policy-import")))


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file with steps; the next page shows what it would do."""
    if not may_record_any(signed_in(request)):
        return render(request, "regions/import_not_now.html", NAV)
    return choose_file(request, STEPS, StepsUploadForm)


@form_page
def uploaded(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the file would do, row by row; and the button that does it."""
    return confirm_file(request, token, STEPS)


def _store(request: HttpRequest, form: ConfirmFileForm, file: Upload) -> HttpResponse:
    data, user = form.cleaned_data, signed_in(request)

    def act() -> PolicyAction:
        return import_steps(file, data["fingerprint"], by=user, may_remove=data["removes"])

    return finish(request, form, act)


STEPS = FileFlow(
    kind="policy",
    **NAV,
    choose="policy-import",
    confirm="policy-upload",
    after="policy",
    choose_template="regions/import.html",
    preview_template="regions/import_preview.html",
    look=lambda file, by: preview(file, by=by),
    store=_store,
    overtaken=gettext_lazy("Er is intussen iets vastgelegd. Bekijk het voorbeeld opnieuw."),
)


# --------------------------------------------------------------------------------- documents


@require_safe
def documents(request: HttpRequest, extension: str) -> HttpResponse:
    """Every document and what rests on it, to be changed and sent back."""
    signed_in(request)
    return _answer(request, lambda: documents_file(extension), _("beleidsdocumenten"), extension)


@form_page
def upload_documents(request: HttpRequest) -> HttpResponse:
    """Choose or paste a list of documents; the next page shows what it would do."""
    if not may_record_any(signed_in(request)):
        return render(request, "regions/import_not_now.html", {**NAV, "typed": typed_in(request)})
    return choose_file(request, DOCUMENTS, DocumentsUploadForm)


@form_page
def uploaded_documents(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the list would do, row by row; and the button that does it."""
    return confirm_file(request, token, DOCUMENTS)


def _store_documents(request: HttpRequest, form: ConfirmFileForm, file: Upload) -> HttpResponse:
    data, user = form.cleaned_data, signed_in(request)

    def act() -> str:
        action = import_documents(
            file,
            data["fingerprint"],
            by=user,
            may_remove=data["removes"],
            chosen=data["proposals"],
        )
        return address_of(action) if action else reverse("policy-documents")

    return done(request, form, act, _("Documenten opgeslagen."))


DOCUMENTS = FileFlow(
    kind="documents",
    **NAV,
    choose="policy-documents-import",
    confirm="policy-documents-upload",
    after="policy-documents",
    choose_template="regions/documents_import.html",
    preview_template="regions/documents_preview.html",
    look=lambda file, by: preview_of_documents(file, by=by),
    store=_store_documents,
    overtaken=gettext_lazy("Er is intussen iets gewijzigd. Bekijk het voorbeeld opnieuw."),
)
