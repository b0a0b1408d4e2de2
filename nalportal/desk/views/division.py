"""The municipalities of a division out of a file of CBS, for the beheerder: chosen, shown, done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.dutch import counted, short_date
from nalportal.exchange.faults import FaultyFile, shown
from nalportal.pages.answers import done, form_page, was_done
from nalportal.pages.uploads import let_wait, what_waits
from regions.division import Changes, apply
from regions.division_file import DivisionFile

from ..forms.division import ConfirmDivisionForm, DivisionForm
from .people import NAV, beheerder

WAITING, FAULTS_SHOWN = "division", 100


@form_page
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the file; the next page shows what would change."""
    user = beheerder(request)
    form = DivisionForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {
        **NAV,
        "form": form,
        "title": _("Indeling van gemeenten"),
        "lead": _(
            "Werkt het register bij uit “Gebieden in Nederland” van CBS. U ziet eerst wat er zou "
            "veranderen."
        ),
    }
    if form.is_valid():
        file = form.asked()
        try:
            file.changes()
        except FaultyFile as faulty:
            context |= {
                "faults": faulty.faults[:FAULTS_SHOWN],
                "more": len(faulty.faults[FAULTS_SHOWN:]),
            }
        else:
            return redirect("division-preview", let_wait(WAITING, file, by=user))
    return render(request, "people/division.html", context)


@form_page
def preview(request: HttpRequest, token: UUID) -> HttpResponse:
    """What would change, each other name as a question; and the button that does it."""
    user = beheerder(request)
    file: DivisionFile | None = what_waits(WAITING, token, by=user)
    if file is None:
        messages.warning(request, _("Dit voorbeeld is verlopen. Kies het bestand opnieuw."))
        return redirect("division")
    changes, size = file.changes()
    form = ConfirmDivisionForm(
        request.POST if request.method == "POST" else None,
        changes=changes,
        initial={"fingerprint": changes.fingerprint},
    )
    if was_done(request, form):
        return redirect("kept-units")
    if form.is_valid() and not changes.problems:
        if form.cleaned_data["fingerprint"] == changes.fingerprint:
            form.keep_chosen(changes)

            def act() -> str:
                apply(
                    changes, reason=_("import van %(file)s") % {"file": shown(file.name)}, by=user
                )
                return reverse("kept-units")

            told = _(
                "De indeling is bijgewerkt. Kwamen of gingen er gemeenten? Lees dan ook hun "
                "grenzen in: tot dan tonen kaarten tegels."
            )
            return done(request, form, act, told)
        messages.warning(request, _("Het register is intussen gewijzigd. Kijk het nog eens na."))
        form = ConfirmDivisionForm(changes=changes, initial={"fingerprint": changes.fingerprint})
    return _page(request, file, changes, size, form)


def _page(
    request: HttpRequest, file: DivisionFile, changes: Changes, size: int, form: ConfirmDivisionForm
) -> HttpResponse:
    lead = _("%(file)s: %(count)s in de indeling van %(day)s.")
    count = counted(size, "gemeente", "gemeenten")
    names = _(
        "Vink aan welke andere naam u overneemt. De oude blijft vindbaar. Zonder vinkje blijft de "
        "naam zoals hij is."
    )
    context = {
        **NAV,
        "title": _("Voorbeeld van de indeling"),
        "again": reverse("division"),
        "lead": lead % {"file": file.name, "count": count, "day": short_date(file.on)},
        "lines_title": _("Dit verandert"),
        "lines": [] if changes.problems else changes.certain(),
        "problems": changes.problems,
        "nothing": "" if changes.lines() else _("Het register heeft deze indeling al."),
        "note": names if changes.renamed else "",
        "form": form,
        "button": _("Indeling bijwerken"),
    }
    return render(request, "people/territory_preview.html", context)
