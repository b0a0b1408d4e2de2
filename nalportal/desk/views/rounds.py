"""The rounds as a reviewer sees them: all of them, the board of one, and their dates."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.dutch import counted, joined
from nalportal.pages.answers import done, form_page, was_done
from nalportal.progress.models import ReportingUnit, Round
from nalportal.progress.models.states import FROZEN_STATES, OPEN_STATES
from nalportal.progress.permissions import refuse_unless_reviewer
from nalportal.progress.rounds import NotNowError, lock_round, set_up
from nalportal.records.versions import newest_version
from nalportal.report.web.http import rounds_of

from ..board import assemble_board, collect_board
from ..forms.rounds import BoardForm, RoundForm
from ..mailing import remind
from ..start_page import Deadline

NAV = {"nav": "rounds"}


def led_round(user: User, slug: str) -> Round:
    """The round with that address, for people who lead rounds; 403 for others."""
    refuse_unless_reviewer(user)
    found: Round = get_object_or_404(Round, slug=slug)
    return found


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round with its state, the newest first."""
    refuse_unless_reviewer(signed_in(request))
    return render(request, "desk/rounds.html", {**NAV, "rounds": rounds_of(request)})


@require_safe
def board(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """All units of a round: where they stand, what is missing, what changed, what can be done."""
    found = led_round(signed_in(request), round)
    today = timezone.localdate()
    form = BoardForm(request.GET)
    days = (found.deadline_on - today).days if found.deadline_on else None
    context = {
        **NAV,
        "round": found,
        "deadline": Deadline(found.deadline_on, days, ()),
        "form": form,
        "board": assemble_board(collect_board(found, rounds_of(request), today), **form.asked()),
        "can_set": found.state not in FROZEN_STATES,
        "can_remind": found.state in OPEN_STATES,
    }
    return render(request, "desk/board.html", context)


@require_POST
def remind_units(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """Remind the editors of the units that were chosen on the board."""
    user = signed_in(request)
    found = led_round(user, round)
    chosen = ReportingUnit.objects.filter(slug__in=request.POST.getlist("kies"))
    if not chosen:
        messages.warning(request, _("Kies eerst één of meer onderdelen om te herinneren."))
        return redirect("round-board", found.slug)
    reminded = remind(chosen, found, by=user)
    letters = counted(reminded.letters, "herinnering", "herinneringen")
    messages.success(
        request, _("%(letters)s klaargezet. De mail gaat zo weg.") % {"letters": letters}
    )
    if reminded.silent:
        text = _("Niemand om te herinneren bij: %(units)s.")
        messages.info(request, text % {"units": joined(reminded.silent)})
    return redirect("round-board", found.slug)


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Make a round; it is a concept until it is opened."""
    refuse_unless_reviewer(signed_in(request))
    form = RoundForm(request.POST if request.method == "POST" else None, instance=Round())
    answer = _saved(request, form, _("Ronde gemaakt."))
    return answer or render(request, "desk/round_edit.html", {**NAV, "form": form, "title": ""})


@form_page
def edit(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """Change the title and the dates of a round, until it is frozen."""
    found = led_round(signed_in(request), round)
    title = found.title
    with transaction.atomic():
        # Locked before the form is made of it, so that what is compared is what is stored.
        row = lock_round(found.pk) if request.method == "POST" else found
        form = RoundForm(request.POST if request.method == "POST" else None, instance=row)
        answer = _saved(request, form, _("Ronde opgeslagen."))
    if answer:
        return answer
    if found.state in FROZEN_STATES and not form.is_bound:
        messages.info(request, _("Deze ronde is bevroren. Haar titel en datums liggen vast."))
        return redirect("round-board", found.slug)
    context = {**NAV, "form": form, "title": title, "conflict": form.clash}
    status = 409 if form.clash else 200
    return render(request, "desk/round_edit.html", context, status=status)


def _saved(request: HttpRequest, form: RoundForm, message: str) -> HttpResponse | None:
    """The answer when the round was saved; None when the form is to be shown (again)."""
    if was_done(request, form):
        return redirect("round-list")
    if not form.is_valid():
        return None
    user = signed_in(request)

    def act() -> str:
        saved = set_up(form.save(commit=False), by=user) if form.changed_data else form.instance
        return reverse("round-board", args=[saved.slug])

    try:
        return done(
            request, form, act, message, version=partial(newest_version, form.instance.history)
        )
    except NotNowError as refusal:
        form.add_error(None, str(refusal))
    return None
