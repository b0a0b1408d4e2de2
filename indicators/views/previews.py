"""What a grid or a file would do, and the button that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.pages.answers import SENT_AGAIN, done
from nalportal.pages.jobs import ask
from nalportal.pages.sent_twice import was_sent_before
from nalportal.pages.uploads import ConfirmUploadForm
from nalportal.refusals import Overtaken

from ..entry.jobs import Confirmed, store_confirmed, stored_in_words
from ..entry.plan import Plan, plan
from ..entry.previews import (
    ConfirmForm,
    Counts,
    Waiting,
    clash_of,
    counts_of,
    settled,
    wait,
    waits,
)
from ..permissions import figures_editor
from ..previewing import looking
from ..previewing.looking import Look, look_at, looked
from .grids import form_page
from .published import form_again


@dataclass(frozen=True)
class Sight:
    """What a preview is about: entries that wait under a number, and how much they would do.

    ``look`` tells the rest, which takes longer. ``found`` is their plan, unless a job made it.
    """

    number: UUID
    waiting: Waiting
    counts: Counts
    look: Callable[[], Look]
    found: Plan | None = None


def _sight(number: UUID, user: User) -> Sight | None:
    """None when it is not there (any more)."""
    waiting = waits(number, by=user)
    if waiting is None:
        return None
    if len(waiting.entries) > looking.IN_REQUEST:
        kept = looked(number, by=user)
        return Sight(number, waiting, kept.counts, lambda: kept) if kept else None
    found = plan(waiting.entries)
    return Sight(number, waiting, counts_of(found), lambda: look_at(waiting, found), found)


@form_page
def preview(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the entries would do: new, revised, unchanged; what looks odd; who came in between."""
    user = figures_editor(request)
    sent = request.POST if request.method == "POST" else None
    if sent and was_sent_before(ConfirmUploadForm(sent), by=user):
        messages.success(request, SENT_AGAIN)
        return redirect("figures")
    sight = _sight(token, user)
    if sight is None:
        messages.warning(request, _("Dit voorbeeld is verlopen. Vul de cijfers opnieuw in."))
        return redirect("figures")
    if sent is None:
        return _page(request, sight)
    return _answer(request, sight)


def _answer(request: HttpRequest, sight: Sight) -> HttpResponse:
    """Store what was confirmed, or go on with what was chosen of a clash."""
    sent = request.POST
    if sent.get("fingerprint") != sight.counts.fingerprint:
        return _again(request, sight)
    if sight.found and sight.found.clashes:
        chosen = settled(sight.waiting, sight.found, sent)
        return redirect("figures-preview", wait(chosen, by=figures_editor(request)))
    form = ConfirmForm(sent, counts=sight.counts)
    if not form.is_valid():
        return _page(request, sight, form)
    try:
        return _store(request, form, sight)
    except Overtaken:
        return _again(request, sight)


def _again(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The preview as it is by now: somebody else stored figures in between."""
    text = _("De cijfers zijn intussen gewijzigd. Bekijk het voorbeeld opnieuw.")
    messages.warning(request, text)
    return _page(request, _sight(sight.number, figures_editor(request)) or sight)


def _store(request: HttpRequest, form: ConfirmForm, sight: Sight) -> HttpResponse:
    user, waiting, count = figures_editor(request), sight.waiting, sight.counts.changes

    confirmed = Confirmed(waiting, form.cleaned_data["fingerprint"], form.reason)
    if count > looking.IN_REQUEST:
        asked = _("De cijfers worden opgeslagen. Op deze pagina ziet u hoe ver dat is.")

        def later() -> str:
            return ask("figures", confirmed, by=user, size=count).get_absolute_url()

        return done(request, form, later, asked)

    def act() -> str:
        store_confirmed(confirmed, user)
        return waiting.after

    return done(request, form, act, stored_in_words(count))


def _page(request: HttpRequest, sight: Sight, form: ConfirmForm | None = None) -> HttpResponse:
    waiting, counts = sight.waiting, sight.counts
    initial = {"token": sight.number, "fingerprint": counts.fingerprint}
    context: dict[str, Any] = {
        "nav": "figures",
        "waiting": waiting,
        "form": form or ConfirmForm(counts=counts, initial=initial),
        "again": waiting.asked and form_again(waiting.asked),
    }
    if sight.found and sight.found.clashes:
        context |= {"conflict": clash_of(sight.found)}
        return render(request, "indicators/clash.html", context, status=409)
    return render(request, "indicators/preview.html", context | {"look": sight.look()})
