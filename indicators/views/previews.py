"""What a grid or a file would do, and the button that does it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nalportal.pages.answers import SENT_AGAIN, done
from nalportal.pages.jobs import ask
from nalportal.pages.sent_twice import was_sent_before
from nalportal.pages.uploads import ConfirmUploadForm
from nalportal.refusals import Overtaken

from ..entry.consequences import consequences
from ..entry.jobs import Confirmed, store_confirmed, stored_in_words
from ..entry.plan import Plan, plan
from ..entry.previews import (
    ConfirmForm,
    Waiting,
    clash_of,
    in_words,
    settled,
    wait,
    waits,
)
from ..figures import Change
from ..permissions import figures_editor
from ..unseen import report_being_made, unseen
from .grids import form_page
from .published import form_again

# More changes than this are a job: they take longer than a few seconds to store.
IN_REQUEST = 5_000


@form_page
def preview(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the entries would do: new, revised, unchanged; what looks odd; who came in between."""
    user = figures_editor(request)
    sent = request.POST if request.method == "POST" else None
    if sent and was_sent_before(ConfirmUploadForm(sent), by=user):
        messages.success(request, SENT_AGAIN)
        return redirect("figures")
    waiting = waits(token, by=user)
    if waiting is None:
        messages.warning(request, _("Dit voorbeeld is verlopen. Vul de cijfers opnieuw in."))
        return redirect("figures")
    found = plan(waiting.entries)
    if sent is None:
        return _page(request, token, waiting, found)
    return _answer(request, token, waiting, found)


def _answer(request: HttpRequest, token: UUID, waiting: Waiting, found: Plan) -> HttpResponse:
    """Store what was confirmed, or go on with what was chosen of a clash."""
    sent = request.POST
    if sent.get("fingerprint") != found.fingerprint:
        return _again(request, token, waiting)
    if found.clashes:
        chosen = settled(waiting, found, sent)
        return redirect("figures-preview", wait(chosen, by=figures_editor(request)))
    form = ConfirmForm(sent, plan=found)
    if not form.is_valid():
        return _page(request, token, waiting, found, form)
    try:
        return _store(request, form, waiting, found)
    except Overtaken:
        return _again(request, token, waiting)


def _again(request: HttpRequest, token: UUID, waiting: Waiting) -> HttpResponse:
    """The preview as it is by now: somebody else stored figures in between."""
    text = _("De cijfers zijn intussen gewijzigd. Bekijk het voorbeeld opnieuw.")
    messages.warning(request, text)
    return _page(request, token, waiting, plan(waiting.entries))


def _store(request: HttpRequest, form: ConfirmForm, waiting: Waiting, found: Plan) -> HttpResponse:
    user = figures_editor(request)

    confirmed = Confirmed(waiting, form.cleaned_data["fingerprint"], form.reason)
    count = len(found.changes)
    if count > IN_REQUEST:
        asked = _("De cijfers worden opgeslagen. Op deze pagina ziet u hoe ver dat is.")

        def later() -> str:
            return ask("figures", confirmed, by=user, size=count).get_absolute_url()

        return done(request, form, later, asked)

    def act() -> str:
        store_confirmed(confirmed, user)
        return waiting.after

    return done(request, form, act, stored_in_words(count))


def _shown(found: Plan) -> tuple[Change, ...]:
    """What can be seen or not: a note or status is no figure."""
    return (*found.new, *found.revised)


def _page(
    request: HttpRequest,
    token: UUID,
    waiting: Waiting,
    found: Plan,
    form: ConfirmForm | None = None,
) -> HttpResponse:
    initial = {"token": token, "fingerprint": found.fingerprint}
    context: dict[str, Any] = {
        "nav": "figures",
        "waiting": waiting,
        "plan": found,
        "form": form or ConfirmForm(plan=found, initial=initial),
        "again": waiting.asked and form_again(waiting.asked),
    }
    if found.clashes:
        context |= {"conflict": clash_of(found)}
        return render(request, "indicators/clash.html", context, status=409)
    made = report_being_made()
    context |= {
        "words": in_words(waiting.entries, found, made),
        "unseen": unseen(_shown(found), made),
        "consequences": consequences(found),
    }
    return render(request, "indicators/preview.html", context)
