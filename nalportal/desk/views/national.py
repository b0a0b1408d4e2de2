"""The texts of the ministry in a round: which there are and how they stand, and to write them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.forms import OnceForm, VersionedForm
from nalportal.progress import national_texts
from nalportal.progress.models import (
    CHAPTER_PLACES,
    SECTION_KEY,
    Indicator,
    Place,
    ReportText,
    Round,
)
from nalportal.progress.models.states import FROZEN_STATES
from nalportal.progress.national_texts import (
    SINGLE_PLACES,
    Typed,
    has_title,
    may_be_left_out,
)
from nalportal.records.versions import Clash, Conflict, Moved, newest_version
from nalportal.refusals import NotPossible, Refused
from nalportal.report.editions import all_rounds, edition_concept
from nalportal.report.tables.summary import summary_draft

from ..forms.freezing import NationalTextForm
from ..forms.hand_in import ReasonForm
from ..national import assemble_national
from .rounds import NAV, led_round


@require_safe
def texts(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - as in the address
    """All texts that belong to no unit, chapter by chapter, each with how it stands."""
    found = led_round(signed_in(request), round)
    context = {
        **NAV,
        "round": found,
        "national": assemble_national(
            national_texts.texts_of_ministry(found),
            dict(Indicator.objects.values_list("slug", "title")),
        ),
        "can_write": found.state not in FROZEN_STATES,
        "token": OnceForm(),
    }
    return render(request, "desk/national_texts.html", context)


def _text(request: HttpRequest, round_: str, text: int) -> tuple[Round, ReportText]:
    """The round and the text, for reviewers; 404 for one that is not of the ministry or frozen."""
    found = led_round(signed_in(request), round_)
    rows = ReportText.objects.filter(round=found, unit=None).with_last_reason()
    row: ReportText | None = rows.filter(pk=text).first()
    if row is None or found.state in FROZEN_STATES:
        raise Http404
    row.round = found
    return found, row


@form_page
def new(
    request: HttpRequest,
    round: str,  # noqa: A002 - as in the address
    place: str,
) -> HttpResponse:
    """A text at a place that has none yet, or a free section in a chapter (``?sectie=ja``)."""
    found = led_round(signed_in(request), round)
    if place not in SINGLE_PLACES or found.state in FROZEN_STATES:
        raise Http404
    is_section = place in CHAPTER_PLACES and request.GET.get("sectie") == "ja"
    row = ReportText(round=found, place=place, key=SECTION_KEY if is_section else "")
    if place == Place.SUMMARY and request.method != "POST":
        row.body = summary_draft(edition_concept(all_rounds(), found.slug).report)
    return _edit(request, found, row)


@form_page
def edit(request: HttpRequest, round: str, text: int) -> HttpResponse:  # noqa: A002 - as in the address
    """Change a text; when somebody else did so meanwhile, choose."""
    found, row = _text(request, round, text)
    return _edit(request, found, row)


def _edit(request: HttpRequest, round_: Round, row: ReportText) -> HttpResponse:
    is_new = row._state.adding
    version = 0 if is_new else newest_version(row.history)
    form = NationalTextForm(
        request.POST if request.method == "POST" else None,
        stored=Typed(row.title, row.body),
        version=version,
        has_title=has_title(row),
    )
    back = _page(round_)
    if was_done(request, form):
        return redirect(back)
    clash: Clash | None = None
    if form.is_valid():
        user = signed_in(request)

        def act() -> str:
            reason = form.cleaned_data["reason"]
            national_texts.write_text(row, form.typed(), seen=form.seen, by=user, reason=reason)
            return back

        try:
            return done(request, form, act, _("Tekst opgeslagen."))
        except Conflict:
            clash = national_texts.clash_of(row, form.typed(), form.cleaned_data["version"])
            form.for_version(newest_version(row.history))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        **NAV,
        "round": round_,
        "text": row,
        "heading": _heading(row),
        "form": form,
        "conflict": clash,
        "fresh": request.get_full_path(),
        "back": back,
        "can_leave_out": not is_new and may_be_left_out(row),
        "is_draft": is_new and bool(row.body),
    }
    status = 409 if clash else 200
    return render(request, "desk/national_text.html", context, status=status)


def _heading(row: ReportText) -> str:
    """What a text is called before its own heading is known."""
    if row.key.startswith(SECTION_KEY) and not row.title:
        return _("Sectie toevoegen: %(chapter)s") % {"chapter": Place(row.place).label}
    return row.title or str(Place(row.place).label)


def _page(round_: Round) -> str:
    return reverse("round-texts", args=[round_.slug])


@require_POST
def confirm(request: HttpRequest, round: str, text: int) -> HttpResponse:  # noqa: A002 - as in the address
    """A text that came along from an earlier round still holds."""
    found, row = _text(request, round, text)
    form, user = VersionedForm(request.POST), signed_in(request)
    if form.is_valid():

        def act() -> str:
            version = form.cleaned_data["version"]
            national_texts.confirm_text(row, seen=version, by=user)
            return _page(found)

        try:
            return done(request, form, act, _("Bevestigd: deze tekst geldt nog."))
        except (Moved, NotPossible) as refusal:
            messages.warning(request, str(refusal))
    return redirect(_page(found))


@require_POST
def move(
    request: HttpRequest,
    round: str,  # noqa: A002 - as in the address
    text: int,
    *,
    up: bool,
) -> HttpResponse:
    """A section changes places with the one before or after it."""
    found, row = _text(request, round, text)
    form, user = OnceForm(request.POST), signed_in(request)
    if form.is_valid() and national_texts.is_section(row):

        def act() -> str:
            national_texts.move_section(row, up=up, by=user)
            return _page(found)

        try:
            return done(request, form, act, _("De sectie is verplaatst."))
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
    return redirect(_page(found))


@form_page
def leave_out(request: HttpRequest, round: str, text: int) -> HttpResponse:  # noqa: A002 - as in the address
    """Take a section, a foreword or a summary out of the round."""
    user = signed_in(request)
    rows = ReportText.objects.filter(round=led_round(user, round), pk=text)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        version=newest_version(rows[0].history) if rows else 0,
        is_required=False,
    )
    if was_done(request, form):
        return redirect("round-texts", round)
    found, row = _text(request, round, text)
    if not may_be_left_out(row):
        raise Http404
    if form.is_valid():

        def act() -> str:
            data = form.cleaned_data
            national_texts.leave_out(row, seen=data["version"], by=user, reason=data["reason"])
            return _page(found)

        try:
            return done(request, form, act, _("De tekst is weggelaten uit deze ronde."))
        except Moved as refusal:
            form.refuse(refusal, newest_version(row.history))
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    context = {**NAV, "round": found, "text": row, "heading": _heading(row), "form": form}
    return render(request, "desk/national_out.html", {**context, "back": _page(found)})
