"""The pages of a correction: find what is wrong, type what it should be, see it, publish."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.dutch import counted
from nalportal.pages.answers import was_done
from nalportal.pages.sent_twice import note_sent
from nalportal.progress.models import Round
from nalportal.progress.rounds import NotNowError
from nalportal.records.versions import Conflict
from nalportal.refusals import NotPossible

from ...addresses import Address
from ...correct import (
    Alteration,
    Correctable,
    CorrectionError,
    carry,
    correct,
    correctables,
    differences,
    first_report,
    fitting,
    fitting_totals,
    fresh_report,
    newest_report,
    parts_of,
    quoting,
    steps,
    undone,
)
from ...payload import dump, sha256
from ...permissions import correctable_round
from ..forms import CorrectionForm, Quote

MOST_FOUND = 50


@require_safe
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Find figures, milestones and texts of the last version, and choose which are wrong."""
    round_ = correctable_round(signed_in(request), slug)
    report = newest_report(round_)
    known = correctables(report)
    asked = " ".join(request.GET.get("q", "").split())[:100]
    total = request.GET.get("totaal", "")[:100]
    chosen = _chosen(known, request.GET.getlist("veld"))
    fits = parts_of(report, total) if total else fitting(known, asked)
    found = [entry for entry in fits if entry not in chosen]
    context = {
        "nav": "rounds",
        "round": round_,
        "urls": Address(slug),
        "asked": asked,
        "chosen": chosen,
        "found": found[:MOST_FOUND],
        "count": len(found),
        "totals": () if total else fitting_totals(report, asked)[:MOST_FOUND],
    }
    return render(request, "report/correct_choose.html", context)


def _chosen(known: Mapping[str, Correctable], ids: list[str]) -> list[Correctable]:
    return [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, slug: str) -> HttpResponse:
    """Type what should stand there; see every change; publish the next version."""
    user = signed_in(request)
    round_ = correctable_round(user, slug)
    report = newest_report(round_)
    sent = request.POST if request.method == "POST" else request.GET
    known = correctables(report)
    chosen = _chosen(known, sent.getlist("veld"))
    form = CorrectionForm(report, chosen, request.POST if request.method == "POST" else None)
    if "publiceren" in sent and was_done(request, form):
        return redirect(Address(slug).report)
    form.quotes = _quotes(known, chosen, _typed_figures(chosen))
    form.fresh = lambda: fresh_report(round_)
    if not form.is_valid():
        return _form_page(request, round_, form)
    seen = sha256(dump(form.corrected))
    # Only what was shown is published, whatever was typed in between.
    if "publiceren" not in request.POST or request.POST.get("gezien") != seen:
        return _form_page(request, round_, form, seen)
    return _publish(request, round_, form)


def _typed_figures(chosen: list[Correctable]) -> list[str]:
    return [entry.value for entry in chosen if entry.id.startswith("cijfer:")]


def _quotes(
    known: Mapping[str, Correctable], chosen: list[Correctable], printed: Iterable[str]
) -> list[Quote]:
    """The notes and texts that quote a number that changes, and are not chosen themselves; each
    once, with the first number that it quotes."""
    found = {
        other.id: Quote(number, other)
        for number in reversed(list(printed))
        for other in quoting(known, number)
        if other not in chosen
    }
    return list(found.values())


def _form_page(
    request: HttpRequest, round_: Round, form: CorrectionForm, seen: str = ""
) -> HttpResponse:
    to_do = steps(form.replacements, round_) if seen else ()
    changed = differences(form.report, form.corrected) if seen else ()
    if seen:
        # What follows is known by now, so texts that quote that are too.
        follows = (line.before for line in changed if line.follows)
        chosen = list(form.chosen.values())
        known = correctables(form.report)
        form.quotes = _quotes(known, chosen, [*_typed_figures(chosen), *follows])
    context = {
        "nav": "rounds",
        "round": round_,
        "urls": Address(round_.slug),
        "form": form,
        "seen": seen,
        "differences": changed,
        "steps": to_do,
        "undone": _undone(round_, form) if seen else (),
        "carries": any(step.by_portal for step in to_do),
    }
    return render(request, "report/correct_fill.html", context)


def _undone(round_: Round, form: CorrectionForm) -> tuple[Alteration, ...]:
    """What was corrected before and a block of the register takes back."""
    first = first_report(round_) if form.taken_from else None
    return undone(first, form.report, form.corrected) if first else ()


def _publish(request: HttpRequest, round_: Round, form: CorrectionForm) -> HttpResponse:
    user = signed_in(request)
    try:
        made = correct(
            round_, form.replacements, form.cleaned_data["erratum"], by=user, fresh=form.taken_from
        )
    except (NotNowError, CorrectionError) as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, round_, form)
    address = Address(round_.slug).report
    note_sent(form, by=user, address=address)
    text = _("Versie %(version)s is gepubliceerd, met uw erratum.")
    messages.success(request, text % {"version": made.version})
    if form.cleaned_data["carry"]:
        _carry(request, round_, form, reason=_("Correctie van %(made)s") % {"made": made})
    return redirect(address)


def _carry(request: HttpRequest, round_: Round, form: CorrectionForm, *, reason: str) -> None:
    """The new version stands, whatever the register says to it."""
    try:
        count = carry(form.replacements, round_, by=signed_in(request), reason=reason)
    except (Conflict, NotPossible):
        text = _("Het register is niet gewijzigd: iemand anders was er net mee bezig.")
        messages.warning(request, text)
        return
    text = _("In het register gewijzigd: %(count)s.")
    messages.success(request, text % {"count": counted(count, "punt", "punten")})
