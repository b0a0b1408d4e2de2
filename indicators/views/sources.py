"""Sources, their editions, and which of them gives the series of the report from when."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import done, refuse_second
from nalportal.pages.forms import OnceForm
from nalportal.pages.sent_twice import was_sent_before
from nalportal.records.versions import last_event, newest_version

from .. import sources as verbs
from ..forms.sources import (
    EditEditionForm,
    EditSourceForm,
    MergeForm,
    NewEditionForm,
    NewSourceForm,
    SuccessionForm,
)
from ..models import Edition, Measure, Source, Succession
from ..permissions import figures_editor
from .grids import form_page


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """All sources with their editions, and of each measure which source the report takes when."""
    figures_editor(request)
    editions = Edition.objects.annotate(figures=Count("observations"))
    successions = Succession.objects.select_related("source")
    context = {
        "nav": "figures",
        "sources": Source.objects.prefetch_related(Prefetch("editions", editions)),
        "measures": Measure.objects.select_related("source").prefetch_related(
            Prefetch("successions", successions)
        ),
    }
    return render(request, "indicators/sources.html", context)


SOURCES = _("Bronnen")


@dataclass(frozen=True)
class Page:
    """What a form page says around its form; ``home`` is the list that it belongs to."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    saved: str | Promise
    source: Source | None = None
    home: str = "figures-sources"
    home_name: str | Promise = SOURCES


def _source(slug: str) -> Source:
    found: Source | None = Source.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _measure(slug: str) -> Measure:
    found: Measure | None = Measure.objects.select_related("source").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def handled(
    request: HttpRequest,
    form: OnceForm,
    page: Page,
    act: Callable[[], object],
    changed: Any = None,
    **context: Any,
) -> HttpResponse:
    """Do what the form asks, once, and go to the list; else show it, with what is wrong.

    ``changed`` is what the form changes, if that was there before. Whoever calls it has asked
    whether this person may.
    """
    user = signed_in(request)

    def acted() -> str:
        act()
        return reverse(page.home)

    sent_before = form.is_bound and was_sent_before(form, by=user)
    if not sent_before:
        refuse_second(form, by=user)
    if sent_before or form.is_valid():
        try:
            version = partial(newest_version, changed.history) if changed else None
            return done(request, form, acted, str(page.saved), version=version)
        except verbs.NotMerged as refusal:
            form.add_error(None, str(refusal))
    clash = getattr(form, "clash", None)
    told = {"nav": "figures", "form": form, "conflict": clash, "page": page, **context}
    return render(request, "indicators/source_form.html", told, status=409 if clash else 200)


# ----------------------------------------------------------------------- sources and editions

NEW_SOURCE = Page(
    _("Nieuwe bron"),
    _("Een bron is een uitgever met een manier van tellen. Haar uitgaven vormen één reeks."),
    _("Bron toevoegen"),
    _("Bron toegevoegd, met haar eerste uitgave."),
)


@form_page
def new_source(request: HttpRequest) -> HttpResponse:
    """A source with its first edition; ``code`` of the address is what a file calls it."""
    user = figures_editor(request)
    form = NewSourceForm(sent(request), initial={"slug": request.GET.get("code", "")[:50]})

    def act() -> None:
        verbs.add_source(form.cleaned_data["slug"], form.source, form.edition, by=user)

    return handled(request, form, NEW_SOURCE, act)


@form_page
def source(request: HttpRequest, source: str) -> HttpResponse:
    """Change who publishes it, what it is called and how it counts."""
    user = figures_editor(request)
    found = _source(source)
    before = {"publisher": found.publisher, "name": found.title, "method": found.method}
    form = EditSourceForm(sent(request), initial=before)
    form.other_sources = Source.objects.exclude(pk=found.pk)
    form.last_change = lambda: last_event(found.history)  # type: ignore[method-assign]
    page = Page(
        _("Bron wijzigen"),
        _("Wat gepubliceerd is, verandert niet mee."),
        _("Opslaan"),
        _("Bron opgeslagen."),
        found,
    )
    return handled(request, form, page, lambda: verbs.change(found, form.source, by=user), found)


@form_page
def new_edition(request: HttpRequest, source: str) -> HttpResponse:
    """An edition that goes on where the last one was; ``code`` is what a file calls it."""
    user = figures_editor(request)
    found = _source(source)
    latest = found.editions.exclude(published_on=None).order_by("-published_on").first()
    first = {"title": found.title, "slug": request.GET.get("code", "")[:50]}
    form = NewEditionForm(
        sent(request), latest=latest.published_on if latest else None, initial=first
    )
    form.other_editions = found.editions.all()
    page = Page(
        _("Nieuwe uitgave"),
        _("Haar cijfers gaan verder in de reeks van deze bron."),
        _("Uitgave toevoegen"),
        _("Uitgave toegevoegd."),
        found,
    )

    def act() -> None:
        verbs.add_edition(found, form.cleaned_data["slug"], form.edition, by=user)

    return handled(request, form, page, act)


@form_page
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """Change what an edition is called, when it came out and where it is."""
    user = figures_editor(request)
    found = Edition.objects.select_related("source").filter(slug=edition).first()
    if found is None:
        raise Http404
    names = ("title", "label", "published_on", "url", "licence")
    form = EditEditionForm(sent(request), initial={name: getattr(found, name) for name in names})
    form.other_editions = found.source.editions.exclude(pk=found.pk)
    form.last_change = lambda: last_event(found.history)  # type: ignore[method-assign]
    page = Page(
        _("Uitgave wijzigen"),
        _("Wat gepubliceerd is, verandert niet mee."),
        _("Opslaan"),
        _("Uitgave opgeslagen."),
        found.source,
    )
    return handled(request, form, page, lambda: verbs.change(found, form.edition, by=user), found)


@form_page
def merge(request: HttpRequest, source: str) -> HttpResponse:
    """Two sources that are editions of one: all of this one goes to the other."""
    user = figures_editor(request)
    found = Source.objects.filter(slug=source).first()
    if found is None:
        if request.method == "POST":
            # Sent twice: the first time it went.
            return redirect("figures-sources")
        raise Http404
    form = MergeForm(sent(request), source=found)
    page = Page(
        _("Bronnen samenvoegen"),
        _("De uitgaven en cijfers van deze bron worden die van de andere. Elk cijfer blijft bij "
          "zijn eigen uitgave. Dit is niet terug te draaien."),
        _("Samenvoegen"),
        _("Bronnen samengevoegd."),
        found,
    )  # fmt: skip

    def act() -> None:
        data = form.cleaned_data
        verbs.merge(found, data["into"], by=user, reason=data["reason"])

    return handled(request, form, page, act)


# --------------------------------------------------------------------- the series of the report


@form_page
def series_of(request: HttpRequest, measure: str) -> HttpResponse:
    """From which source the report takes a measure, and from when another one."""
    user = figures_editor(request)
    found = _measure(measure)
    form = SuccessionForm(sent(request), measure=found)
    page = Page(
        _now("Bron van de reeks: %(measure)s") % {"measure": found.name},
        _("Waar een andere bron het overneemt, blijven de cijfers ervoor en erna staan. Over die "
          "grens wordt niets berekend."),
        _("Bron opslaan"),
        _("De bron van de reeks is opgeslagen."),
    )  # fmt: skip
    successions = found.successions.select_related("source")
    return handled(
        request,
        form,
        page,
        lambda: _choose(found, form, user),
        measure=found,
        successions=successions,
    )


def _choose(measure: Measure, form: SuccessionForm, user: User) -> None:
    source, since = form.cleaned_data["source"], form.cleaned_data["since"]
    if since:
        verbs.succeed(measure, source, since, by=user)
    else:
        verbs.begin_with(measure, source, by=user)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Forget that another source takes over."""
    user = figures_editor(request)
    found = Succession.objects.select_related("measure").filter(pk=number).first()
    if found is None:
        messages.info(request, _now("Deze opvolging was al teruggenomen."))
        return redirect("figures-sources")
    slug = found.measure.slug
    verbs.take_back(found, by=user)
    return redirect("figures-series-source", slug)
