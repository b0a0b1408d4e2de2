"""One flow for every kind of file: choose it, see what it would do, confirm that."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.refusals import Overtaken

from .answers import SENT_AGAIN
from .file_preview import Preview, RemovesMore
from .sent_twice import was_sent_before
from .uploads import ConfirmFileForm, Upload, UploadForm, keep, keep_again, kept


@dataclass(frozen=True, kw_only=True)
class FileFlow:
    """The flow of one ``kind`` of file; a file that waits as one kind is there for no other.

    ``choose``, ``confirm`` and ``after`` are names of pages: where a file is chosen, where its
    preview stands, and the list that it changes. ``look`` tells what it would do. ``store`` does
    that and answers; it raises ``Overtaken``, told as ``overtaken``, when it would do something
    else by now.
    """

    kind: str
    nav: str
    choose: str
    confirm: str
    after: str
    choose_template: str
    preview_template: str
    look: Callable[[Upload, User], Preview]
    store: Callable[[HttpRequest, ConfirmFileForm, Upload], HttpResponse]
    overtaken: Promise


def choose_file(request: HttpRequest, flow: FileFlow, form_class: type[UploadForm]) -> HttpResponse:
    """Choose a file; the next page shows what it would do. Who may is the caller's business."""
    form = form_class(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        number = keep(flow.kind, form.cleaned_data["file"], by=signed_in(request))
        return redirect(flow.confirm, number)
    return render(request, flow.choose_template, {"nav": flow.nav, "form": form})


def confirm_file(request: HttpRequest, number: UUID, flow: FileFlow) -> HttpResponse:
    """What the file that waits under ``number`` would do, and the button that does it."""
    user = signed_in(request)
    form = ConfirmFileForm(request.POST if request.method == "POST" else None)
    if form.is_bound and was_sent_before(form, by=user):
        messages.success(request, SENT_AGAIN)
        return redirect(flow.after)
    file = kept(flow.kind, number, by=user)
    if file is None:
        messages.warning(request, _("Dit voorbeeld is verlopen. Kies het bestand opnieuw."))
        return redirect(flow.choose)
    if "kolommen" in request.POST:
        columns = flow.look(file, user).columns
        said = {column.label: request.POST.get(column.name, "") for column in columns}
        keep_again(flow.kind, number, replace(file, columns=said), by=user)
        return redirect(flow.confirm, number)
    if form.is_valid():
        try:
            return flow.store(request, form, file)
        except Overtaken:
            messages.warning(request, str(flow.overtaken))
        except RemovesMore:
            form.add_error("removes", _("Vink aan dat deze gegevens weg mogen."))
    found = flow.look(file, user)
    if not form.errors:
        form = ConfirmFileForm(initial={"fingerprint": found.fingerprint})
    form.ask_about(found)
    context = {"nav": flow.nav, "file": file.name, "preview": found, "form": form}
    return render(request, flow.preview_template, context)
