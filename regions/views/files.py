"""Pages that take steps out of a file, and the file that is filled in already."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.exchange.downloads import attachment
from nalportal.exchange.faults import FaultyFile
from nalportal.progress.once import was_sent_before
from nalportal.progress.permissions import signed_in
from nalportal.progress.uploads import ConfirmUploadForm, Overtaken, keep, kept
from nalportal.progress.views.editing import SENT_AGAIN, form_page

from ..models import Municipality
from ..permissions import may_record_any, refuse_unless_recorder
from ..step_files import template_file
from ..uploads import StepsUploadForm, import_steps, preview
from .recording import finish

NAV = {"nav": "municipalities"}


@require_safe
def template(request: HttpRequest, extension: str) -> HttpResponse:
    """What is known of the municipalities that one may record, ready to be changed."""
    user = signed_in(request)
    refuse_unless_recorder(user)
    own = Municipality.objects.editable_by(user).on(timezone.localdate())
    try:
        content = template_file(own, extension)
    except FaultyFile as refusal:
        messages.error(request, str(refusal))
        return redirect("policy-import")
    return attachment(content, _("beleid-om-in-te-vullen"), extension)


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file with steps; the next page shows what it would do."""
    user = signed_in(request)
    if not may_record_any(user):
        return render(request, "regions/import_not_now.html", NAV)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StepsUploadForm(*sent)
    if form.is_valid():
        return redirect("policy-upload", keep(form.cleaned_data["file"], by=user))
    return render(request, "regions/import.html", {**NAV, "form": form})


@form_page
def uploaded(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the file would do, row by row; and the button that does it."""
    user = signed_in(request)
    form = ConfirmUploadForm(request.POST if request.method == "POST" else None)
    if form.is_bound and was_sent_before(form, by=user):
        messages.success(request, SENT_AGAIN)
        return redirect("policy")
    file = kept(token, by=user)
    if file is None:
        messages.warning(request, _("Dit voorbeeld is verlopen. Kies het bestand opnieuw."))
        return redirect("policy-import")
    if form.is_valid():
        fingerprint = form.cleaned_data["fingerprint"]
        try:
            return finish(request, form, lambda: import_steps(file, fingerprint, by=user))
        except Overtaken:
            text = _("Er is intussen iets vastgelegd. Bekijk het voorbeeld opnieuw.")
            messages.warning(request, text)
            return redirect("policy-upload", token)
    found = preview(file, by=user)
    context = {
        **NAV,
        "file": file.name,
        "preview": found,
        "form": ConfirmUploadForm(initial={"fingerprint": found.fingerprint}),
    }
    return render(request, "regions/import_preview.html", context)
