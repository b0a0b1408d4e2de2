"""Which figures there are: the list of series, their file, and the story of one figure."""

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.exchange.downloads import attachment
from nalportal.progress.exports import TooManyRows
from nalportal.progress.models import ReportingUnit, UnitKind
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.remarks import threads, told_with

from ..descriptions import figure_words, moment_words, type_words
from ..exports import chosen_figures, figures_file
from ..figures import parts_of
from ..history import history_of
from ..models import Observation
from ..permissions import figures_editor
from ..series import all_series


@require_safe
def series(request: HttpRequest) -> HttpResponse:
    """Every series: how many figures, from when to when, and what is missing."""
    figures_editor(request)
    context = {"nav": "figures", "series": all_series()}
    return render(request, "indicators/series.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """The figures of one series, or all of them, in the columns of the import."""
    figures_editor(request)
    chosen = chosen_figures(request.GET)
    if chosen is None:
        raise Http404
    try:
        content = figures_file(chosen, extension)
    except TooManyRows as refusal:
        context = {"nav": "figures", "series": all_series(), "refusal": str(refusal)}
        return render(request, "indicators/series.html", context, status=400)
    return attachment(content, "cijfers", extension)


@require_safe
def figure(request: HttpRequest, number: int) -> HttpResponse:
    """One figure, and who stored it when and why."""
    figures_editor(request)
    related = ("measure", "source", "region__unit", "municipality")
    national = ReportingUnit.objects.filter(kind=UnitKind.NATIONAL).values("slug")[:1]
    found = Observation.objects.select_related(*related).annotate(national=Subquery(national))
    observation = found.filter(pk=number).first()
    if observation is None:
        raise Http404
    key, content = parts_of(observation)
    said = threads(kind=RemarkKind.FIGURE, key=str(number))
    # What is no region's is the country's.
    keeper = ReportingUnit(slug=observation.national or "", kind=UnitKind.NATIONAL)
    context = {
        "nav": "figures",
        "observation": observation,
        "area": observation.region or observation.municipality or observation.get_area_display(),
        "type": type_words(observation.charger_type) or _("geen"),
        "moment": moment_words(key),
        "value": figure_words(content, observation.measure),
        "keeper": observation.region.unit if observation.region else keeper,
        "threads": said,
        "events": told_with(history_of(observation), said),
    }
    return render(request, "indicators/figure.html", context)
