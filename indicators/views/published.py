"""A table of a publisher: choose it, answer what it does not say, and correct how it was read."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.pages.uploads import Upload, let_wait, what_waits

from ..entry.areas import Areas
from ..entry.cbs import Statline, read_statline
from ..entry.previews import ReadAs, Waiting, wait
from ..entry.published import key_of, published_table, remembered
from ..forms.figures import PublishedForm
from ..permissions import figures_editor
from .files import faults_shown
from .grids import form_page

NAME, WAITING = "figures-import-statline", "published"


@form_page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a table; what was answered about it the last time need not be answered again."""
    user = figures_editor(request)
    if request.method != "POST":
        return _page(request, PublishedForm())
    number, file, form = _sent(request, user)
    if file is None:
        return _page(request, form)
    try:
        asked, reading, form = _read(request, number, file)
    except FaultyFile as faulty:
        return _page(request, form, list(faulty.faults))
    if reading is None or reading.faults:
        return _page(request, form, reading.faults if reading else [], file.name)
    origin = _("import van %(file)s") % {"file": file.name}
    told = tuple(reading.told)
    waiting = Waiting(
        origin, tuple(reading.entries), reverse(NAME), reverse("figures"), told, asked
    )
    return redirect("figures-preview", wait(waiting, by=user))


def _sent(request: HttpRequest, user: User) -> tuple[UUID | None, Upload | None, PublishedForm]:
    """The file that was sent now, or else the one that waits; and the form that says it lacks."""
    form = PublishedForm(request.POST, request.FILES)
    form.is_valid()
    if file := form.cleaned_data.get("file"):
        upload = Upload(shown(file.name or ""), file.read())
        return let_wait(WAITING, upload, by=user), upload, form
    number = form.cleaned_data.get("eerder")
    return number, number and what_waits(WAITING, number, by=user), form


def _read(
    request: HttpRequest, number: UUID | None, file: Upload
) -> tuple[ReadAs | None, Statline | None, PublishedForm]:
    """The figures of a file, or the form that says which answers it lacks."""
    areas = Areas()
    table = published_table(file.name, file.content, areas)
    key = key_of(table)
    answers = {name: str(text) for name, text in request.POST.items() if text}
    if request.FILES:
        answers = remembered(key) | answers
    answers["eerder"] = str(number)
    form = PublishedForm(answers, headers=table.headers)
    if not form.is_valid():
        return None, None, form
    if form.cleaned_data["tel_op"]:
        table = published_table(file.name, file.content, areas, adds_parts=True)
    reading = read_statline(table, form.question(), areas)
    kept = {name: answers.get(name, "") for name in form.fields if name != "file"}
    asked = ReadAs(UUID(str(number)), file.name, key, table.headers, kept, reading.columns)
    return asked, reading, form


def form_again(asked: ReadAs) -> PublishedForm:
    """The answers under a preview, to correct them."""
    return PublishedForm(asked.answers, headers=asked.headers, found=asked.found)


def _page(
    request: HttpRequest, form: PublishedForm, faults: list[Fault] | None = None, file: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"nav": "figures", "form": form, "tab": NAME, "file": file}
    return render(request, "indicators/upload.html", context | faults_shown(faults or []))
