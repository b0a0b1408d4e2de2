"""Answers to a form that was sent: done and shown, done before, or refused with the reason."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.refusals import NotPossible, Refused

from .choice import carried
from .forms import OnceForm
from .sent_twice import made_with, once, was_sent_before

SENT_AGAIN = gettext_lazy("Dit was al opgeslagen. Er is niets dubbel gedaan.")
MADE_BEFORE = gettext_lazy(
    "Met deze pagina hebt u al iets toegevoegd. Wijzig dat op zijn eigen pagina. Wilt u er nog een "
    "toevoegen? Open deze pagina dan opnieuw."
)
NOTHING_CHANGED = gettext_lazy("U hebt niets gewijzigd. Alles staat er nog zoals het was.")


class Said(NamedTuple):
    """What a page says once it is done; ``undo`` is the address that takes it back, for a button
    beside the text (empty for what cannot be taken back)."""

    text: str
    undo: str = ""


form_page = require_http_methods(["GET", "HEAD", "POST"])


def done(
    request: HttpRequest,
    form: OnceForm,
    act: Callable[[], str],
    message: str | Callable[[], Said],
    page: UUID | None = None,
    *,
    version: Callable[[], int] | None = None,
) -> HttpResponse:
    """Do it, once, and show the result; sent twice, it shows the first result.

    With ``page`` (:func:`made_with`) the result was made by this page, which makes no other.
    ``version`` numbers what the form changes: as long as that stays the same, nothing changed,
    and the page says so instead of ``message``.
    """
    before = version() if version else None
    user = signed_in(request)
    if _is_new(form):
        page = page or made_with(form, by=user).next
    handled = once(form, act, by=user, page=page)
    if not handled.first_time:
        messages.success(request, SENT_AGAIN)
    elif version and version() == before:
        messages.info(request, NOTHING_CHANGED)
    else:
        said = Said(message) if isinstance(message, str) else message()
        messages.success(request, said.text, extra_tags=said.undo)
    return redirect(carried(request, handled.address))


def was_done(request: HttpRequest, form: Form) -> bool:
    """Whether this very form was handled already; then its answer is that of the first time.

    Asked before anything else: what was fit to do the first time isn't any more. A page that made
    something, and is sent again with something else in it, makes no second: the form says so.
    """
    user = signed_in(request)
    sent_before = form.is_bound and was_sent_before(form, by=user)
    if sent_before:
        messages.success(request, SENT_AGAIN)
    else:
        refuse_second(form, by=user)
    return sent_before


def refuse_second(form: Form, *, by: User) -> None:
    """Say on a form that makes something, and is not sent again as it was, that its page has made
    one already."""
    if _is_new(form) and form.is_valid() and made_with(form, by=by).before:
        form.add_error(None, MADE_BEFORE)


def _is_new(form: Form) -> bool:
    """Whether a form makes something, which it says of itself."""
    return bool(getattr(form, "is_new", False))


def asked_place(request: HttpRequest) -> int:
    """The place that was typed beside a button “Zet op plaats”; raises ``NotPossible``."""
    typed = request.POST.get("plaats", "").strip()
    if not (typed.isascii() and typed.isdigit() and int(typed[:6]) > 0):
        raise NotPossible(_("Vul de plaats in als getal: 1 is bovenaan."))
    return int(typed[:6])


def pressed_once(
    request: HttpRequest,
    act: Callable[[], str],
    *,
    otherwise: str,
    sent: QueryDict | None = None,
    message: Sequence[str] = (),
) -> HttpResponse:
    """A button without questions: a double click does it once and says nothing about it.

    What cannot be done (any more) is told on the page ``otherwise``. ``sent`` has the number of
    the button, where the page didn't send it; ``message`` is said the first time.
    """
    form = OnceForm(sent or request.POST)
    if not form.is_valid():
        messages.warning(request, str(form.errors["token"][0]))
        return redirect(otherwise)
    try:
        handled = once(form, act, by=signed_in(request))
        if handled.first_time and message:
            messages.success(request, " ".join(filter(None, message)))
        return redirect(carried(request, handled.address))
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(otherwise)
