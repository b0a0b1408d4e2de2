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
from nalportal.pages.forms import OnceForm
from nalportal.progress.models import ReportingUnit, Round
from nalportal.progress.models.states import FROZEN_STATES, OPEN_STATES
from nalportal.progress.permissions import refuse_unless_reviewer
from nalportal.progress.rounds import NotNowError, delete_concept, lock_round, set_up
from nalportal.records.versions import Moved, newest_version, refuse_if_moved
from nalportal.report.web.http import rounds_of

from ..board import assemble_board, collect_board
from ..forms.hand_in import ReasonForm
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


@form_page
def delete(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """Take away a round that was never opened, with its texts."""
    user = signed_in(request)
    refuse_unless_reviewer(user)
    data = request.POST if request.method == "POST" else None
    # Asked before anything else: the second time it is gone.
    if was_done(request, OnceForm(data)):
        return redirect("round-list")
    found = led_round(user, round)
    form = ReasonForm(data, version=newest_version(found.history), is_required=False)
    if form.is_valid():
        try:
            return done(request, form, lambda: _deleted(found, form, user), _("Ronde verwijderd."))
        except NotNowError as refusal:
            form.add_error(None, str(refusal))
        except Moved as refusal:
            form.refuse(refusal, newest_version(found.history))
    elif data is None and not found.is_concept:
        messages.info(request, _("Alleen een ronde die nog nooit open was, kan worden verwijderd."))
        return redirect("round-board", found.slug)
    context = {**NAV, "form": form, "round": found, "texts": found.texts.count()}
    return render(request, "desk/round_delete.html", context)


def _deleted(round_: Round, form: ReasonForm, user: User) -> str:
    refuse_if_moved(form.cleaned_data["version"], round_.history)
    delete_concept(round_, by=user, reason=form.cleaned_data["reason"])
    return reverse("round-list")


def _saved(request: HttpRequest, form: RoundForm, message: str) -> HttpResponse | None:
    """The answer when the round was saved; None when the form is to be shown (again)."""
    if was_done(request, form):
        return redirect("round-list")
    if not form.is_valid():
        return None
    user = signed_in(request)

    def act() -> str:
        if not form.changed_data:
            return reverse("round-board", args=[form.instance.slug])
        saved = set_up(form.save(commit=False), by=user, reason=form.cleaned_data["why"])
        return reverse("round-board", args=[saved.slug])

    try:
        return done(
            request, form, act, message, version=partial(newest_version, form.instance.history)
        )
    except NotNowError as refusal:
        form.add_error(None, str(refusal))
    return None
