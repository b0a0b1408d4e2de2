"""Indicators, their tables, measures and kinds: the list, and a page to make or change each."""

from typing import Any

from django.db.models import Model, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from nalportal.pages.forms import OnceForm
from nalportal.progress.models import Indicator
from nalportal.records.versions import last_event

from .. import definitions as verbs
from ..forms.definitions import (
    EditDimensionForm,
    EditIndicatorForm,
    EditMeasureForm,
    EditTableForm,
    NewDimensionForm,
    NewIndicatorForm,
    NewMeasureForm,
    NewTableForm,
    in_lines,
)
from ..models import PRINTED, Dimension, Measure, Presentation
from ..permissions import indicators_editor
from .grids import form_page
from .sources import Page, handled, sent

HOME, HOME_NAME = "figures-indicators", _("Indicatoren en maten")
NOT_FROZEN = _("Wat gepubliceerd is, verandert niet mee.")


def _page(
    title: str | Promise, lead: str | Promise, button: str | Promise, saved: str | Promise
) -> Page:
    return Page(title, lead, button, saved, home=HOME, home_name=HOME_NAME)


def _found(model: type[Model], **key: object) -> Any:  # Any: a row of that model
    found = model._default_manager.filter(**key).first()
    if found is None:
        raise Http404
    return found


def _since(form: Any, row: Any) -> Any:  # Any: forms that know what was seen, tracked rows
    """The form, which can tell who saved last."""
    form.last_change = lambda: last_event(row.history)
    return form


def _next(model: type[Model], **key: object) -> int:
    """The place after the last one."""
    last = model._default_manager.filter(**key).order_by("-order").first()
    return int(last.order) + 1 if last else 1  # type: ignore[attr-defined]  # models with an order


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All indicators with their tables, all measures, and the kinds that they are split into."""
    indicators_editor(request)
    tables = Presentation.objects.select_related("measure", "per")
    context = {
        "nav": "figures",
        "indicators": Indicator.objects.prefetch_related(Prefetch("presentations", tables)),
        "measures": Measure.objects.select_related("dimension"),
        "dimensions": Dimension.objects.prefetch_related("values"),
        "printed": PRINTED,
    }
    return render(request, "indicators/definitions.html", context)


# ------------------------------------------------------------------------------- indicators


@form_page
def new_indicator(request: HttpRequest) -> HttpResponse:
    """An indicator; its tables come after it."""
    user = indicators_editor(request)
    first = {"order": _next(Indicator), "in_report": True}
    form = NewIndicatorForm(sent(request), initial=first)
    page = _page(
        _("Nieuwe indicator"),
        _("Een indicator heeft een plaats in het rapport. Daarna kiest u wat de tabellen tonen."),
        _("Indicator toevoegen"),
        _("Indicator toegevoegd."),
    )
    return _made(request, form, page, Indicator(), user)


@form_page
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """Change what it is called, its place, or whether it is in the report."""
    user = indicators_editor(request)
    row = _found(Indicator, slug=indicator)
    names = ("title", "order", "in_report")
    form = EditIndicatorForm(sent(request), initial={name: getattr(row, name) for name in names})
    form.row = row
    page = _page(_("Indicator wijzigen"), NOT_FROZEN, _("Opslaan"), _("Indicator opgeslagen."))
    return _made(request, _since(form, row), page, row, user)


def _made(request: HttpRequest, form: Any, page: Page, row: Any, user: Any) -> HttpResponse:
    """Make the row, or change it, into what the form says."""
    changed = row if row.pk else None
    return handled(request, form, page, lambda: verbs.change(row, form.content, by=user), changed)


# ----------------------------------------------------------------------------------- tables


@form_page
def new_table(request: HttpRequest, indicator: str) -> HttpResponse:
    """One more table of an indicator, with its chart."""
    user = indicators_editor(request)
    of = _found(Indicator, slug=indicator)
    form = NewTableForm(sent(request), initial={"order": _next(Presentation, indicator=of)})
    page = _page(
        _("Nieuwe tabel"),
        _("De tabel komt met haar grafiek op de pagina's en in elk bestand van het rapport."),
        _("Tabel toevoegen"),
        _("Tabel toegevoegd."),
    )
    return _made(request, form, page, Presentation(indicator=of), user)


def _table(number: int) -> Presentation:
    """One that was made here: those of the printed report stay as they are."""
    found: Presentation | None = Presentation.objects.filter(pk=number).first()
    if found is None or found.layout in PRINTED:
        raise Http404
    return found


@form_page
def table(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a table shows."""
    user = indicators_editor(request)
    row = _table(number)
    names = ("layout", "threshold", "title", "number", "order", "is_key_figure")
    initial = {name: getattr(row, name) for name in names}
    initial |= {name: one.slug if one else "" for name, one in _measures(row)}
    if row.threshold is not None:
        initial["threshold"] = f"{row.threshold.normalize():f}".replace(".", ",")
    form = EditTableForm(sent(request), initial=initial)
    page = _page(_("Tabel wijzigen"), NOT_FROZEN, _("Opslaan"), _("Tabel opgeslagen."))
    return _made(request, _since(form, row), page, row, user)


def _measures(row: Presentation) -> list[tuple[str, Measure | None]]:
    return [("measure", row.measure), ("per", row.per)]


@require_POST
def remove_table(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table away; the figures stay. Sent twice, it is gone already."""
    user = indicators_editor(request)
    found = Presentation.objects.filter(pk=number).exclude(layout__in=PRINTED).first()
    if found:
        verbs.remove(found, by=user)
    return redirect(HOME)


# --------------------------------------------------------------------------------- measures


@form_page
def new_measure(request: HttpRequest) -> HttpResponse:
    """Something to measure."""
    user = indicators_editor(request)
    form = NewMeasureForm(sent(request), initial={"order": _next(Measure), "decimals": 0})
    page = _page(
        _("Nieuwe maat"),
        _("Wat er wordt gemeten. Daarna voert u er cijfers van in en kiest u haar bij een tabel."),
        _("Maat toevoegen"),
        _("Maat toegevoegd."),
    )
    return _made(request, form, page, Measure(), user)


@form_page
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Change what a measure is called, or how it is told."""
    user = indicators_editor(request)
    row = _found(Measure, slug=measure)
    names = ("name", "unit_name", "kind", "decimals", "order")
    initial = {name: getattr(row, name) for name in names}
    initial["dimension"] = row.dimension.slug if row.dimension else ""
    form = EditMeasureForm(sent(request), row=row, initial=initial)
    page = _page(_("Maat wijzigen"), NOT_FROZEN, _("Opslaan"), _("Maat opgeslagen."))
    return _made(request, _since(form, row), page, row, user)


# ------------------------------------------------------------------------------------ kinds


@form_page
def new_dimension(request: HttpRequest) -> HttpResponse:
    """Kinds into which figures can be split."""
    user = indicators_editor(request)
    form = NewDimensionForm(sent(request))
    page = _page(
        _("Nieuwe indeling in soorten"),
        _("Bij een maat kiest u daarna deze indeling; dan krijgt elk cijfer een soort."),
        _("Indeling toevoegen"),
        _("Indeling toegevoegd."),
    )
    return _with_kinds(request, form, page, Dimension(), user)


@form_page
def dimension(request: HttpRequest, dimension: str) -> HttpResponse:
    """Rename kinds, or add some."""
    user = indicators_editor(request)
    row = _found(Dimension, slug=dimension)
    form = EditDimensionForm(
        sent(request), row=row, initial={"name": row.name, "kinds": in_lines(row)}
    )
    page = _page(_("Indeling wijzigen"), NOT_FROZEN, _("Opslaan"), _("Indeling opgeslagen."))
    return _with_kinds(request, _since(form, row), page, row, user)


def _with_kinds(
    request: HttpRequest, form: OnceForm, page: Page, row: Dimension, user: Any
) -> HttpResponse:
    def act() -> None:
        verbs.change(row, form.content, by=user)  # type: ignore[attr-defined]  # as those here
        verbs.set_kinds(row, form.cleaned_data["kinds"], by=user)

    return handled(request, form, page, act, row if row.pk else None)
