"""The pages of the report. Each shows one edition and computes nothing.

Every page of an edition gets ``edition`` (``.report``, ``.stamp``, ``.urls``, ``.round``,
``.is_live``, ``.is_newest_version``) and ``nav``, the item of the main
navigation it belongs to. Frames take ``published_rounds`` and ``newest_urls`` from the context
processor.
"""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nalportal.names import same_key
from nalportal.progress.tables import PAGE_SIZES, page_size
from nalportal.progress.words import WORDS
from nalportal.retention import TERMS
from regions.maps import asked_map
from regions.reports.country import map_of
from regions.reports.tiles import tile_map
from regions.tables import lines_of, municipality_table

from ...addresses import CONCEPT, Address, Version
from ...build import Part
from ...editions import NOW, errata_of, published, round_going_on
from ...tables import indicators as indicator_chapters
from ...tables.maps import map_figures
from ..asking import reads
from ..charts import charts_of, with_charts
from ..forms import MunicipalityFilter, PaperForm
from ..http import edition_for, in_asked_division, newest_edition, revalidated, rounds_of
from .downloads import file_sizes

# When somebody last looked whether the statement on accessibility is true, word for word.
STATEMENT_WRITTEN_ON = date(2026, 11, 29)
# The indicator with table 3, which needs the municipalities and none of the figures.
POLICY = "aangesloten-gemeenten"


@require_safe
@revalidated
@reads()
def home(request: HttpRequest) -> HttpResponse:
    """The overview of the newest published round."""
    edition = newest_edition(request)
    if edition is None:
        return render(request, "report/nothing_published.html", {"nav": "overview"})
    return with_charts(
        request,
        "report/overview.html",
        {"nav": "overview", "edition": edition},
        charts_of(edition.report),
    )


@require_safe
@revalidated
@reads("ronde")
def rounds(request: HttpRequest) -> HttpResponse:
    """All published rounds; ``?ronde=…``, the choice in the round bar, leads to that round, or to
    the concept of the one that is going on."""
    entries = published(rounds_of(request))
    chosen = request.GET.get("ronde")
    if chosen in {NOW, *(entry.slug for entry in entries)}:
        return redirect(Address(None if chosen == NOW else chosen).report)
    going_on = round_going_on(rounds_of(request))
    if going_on and chosen == going_on.slug and request.user.is_authenticated:
        return redirect(Address(chosen, CONCEPT).report)
    context = {"nav": "rounds", "rounds": entries, "errata": errata_of(entries)}
    return render(request, "report/rounds.html", context)


@require_safe
@revalidated
@reads()
def report(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The whole report on one page, with a list of contents."""
    edition = edition_for(request, slug, version)
    return with_charts(
        request,
        "report/report.html",
        {"nav": "rounds", "edition": edition},
        charts_of(edition.report),
    )


@require_safe
@revalidated
@reads("indeling")
def regions(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The national items and all regions."""
    edition = in_asked_division(
        request, edition_for(request, slug, version, Part.UNITS | Part.TERRITORY)
    )
    return render(request, "report/regions.html", {"nav": "regions", "edition": edition})


@require_safe
@revalidated
@reads("indeling", "instrument", "groeperen")
def region(
    request: HttpRequest, region: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One region: its items, its municipalities' policy."""
    edition = in_asked_division(
        request,
        edition_for(
            request, slug, version, Part.UNITS | Part.TERRITORY | Part.INDICATORS, unit=region
        ),
    )
    found = next((r for r in edition.report.territory.regions if r.unit.slug == region), None)
    if found is None:
        raise Http404
    territory = edition.report.territory
    asked, group = request.GET.get("instrument", ""), request.GET.get("groeperen", "")
    # A site that is being set up has no instruments yet, so nothing to draw tiles of.
    tiles = (
        tile_map(territory, region, instrument=asked, group=group)
        if territory.instruments
        else None
    )
    context = {"nav": "regions", "edition": edition, "region": found, "tiles": tiles}
    return render(request, "report/region.html", context)


@require_safe
@revalidated
@reads("indeling")
def side_by_side(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The regions beside each other, with how much is known, and what is to be recalibrated."""
    edition = in_asked_division(request, edition_for(request, slug, version, Part.TERRITORY))
    return render(request, "report/side_by_side.html", {"nav": "regions", "edition": edition})


@require_safe
@revalidated
@reads()
def workgroups(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """All working groups and themes."""
    edition = edition_for(request, slug, version, Part.UNITS | Part.WORKGROUPS)
    return render(request, "report/workgroups.html", {"nav": "workgroups", "edition": edition})


@require_safe
@revalidated
@reads()
def workgroup(
    request: HttpRequest, group: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One working group: its items and the parties that take part."""
    edition = edition_for(request, slug, version, Part.UNITS | Part.WORKGROUPS, unit=group)
    found = next((g for g in edition.report.workgroups if g.unit.slug == group), None)
    if found is None:
        raise Http404
    return render(
        request, "report/workgroup.html", {"nav": "workgroups", "edition": edition, "group": found}
    )


@require_safe
@revalidated
@reads()
def indicators(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The indicators, each with its outcome and a link."""
    edition = edition_for(request, slug, version, Part.INDICATORS | Part.TERRITORY)
    return render(request, "report/indicators.html", {"nav": "indicators", "edition": edition})


@require_safe
@revalidated
@reads("indeling")
def indicator(
    request: HttpRequest, indicator: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One indicator: tables, charts, notes."""
    parts = Part.TERRITORY | Part.OUTLINE if indicator == POLICY else Part.INDICATORS
    edition = in_asked_division(request, edition_for(request, slug, version, parts))
    chapters = indicator_chapters(edition.report)
    chapter = next((one for one in chapters if one.id == f"indicator-{indicator}"), None)
    if chapter is None:
        raise Http404
    return with_charts(
        request,
        "report/indicator.html",
        {
            "nav": "indicators",
            "edition": edition,
            "chapter": chapter,
            "in_divisions": Part.TERRITORY in parts,
        },
        charts_of(edition.report, only=indicator),
    )


@require_safe
@revalidated
@reads(*MunicipalityFilter.base_fields, "sort", "page", "per_page")
def municipalities(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """Municipalities × instruments, filtered and sorted."""
    told = edition_for(request, slug, version, Part.TERRITORY)
    edition = in_asked_division(request, told)
    report = edition.report
    territory = report.territory
    form = MunicipalityFilter(report, request.GET)
    names = {region.unit.slug: region.unit.short_name for region in territory.regions}
    lines = lines_of(form.matching(), territory.instruments, names, report.reference_on)
    table = municipality_table(lines, territory.instruments, request.GET)
    return render(
        request,
        "report/municipalities.html",
        {
            "nav": "municipalities",
            "edition": edition,
            "form": form,
            "totals": form.only_as_totals(told.report.territory),
            "table": table,
            "page_sizes": PAGE_SIZES,
            "page_size": page_size(request.GET),
        },
    )


@require_safe
@revalidated
@reads("indeling", "instrument", "gebied", "weergave")
def country(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The map of one instrument or of the charge points, with its numbers per region."""
    parts = Part.TERRITORY | Part.INDICATORS
    edition = in_asked_division(request, edition_for(request, slug, version, parts))
    territory = edition.report.territory
    if not territory.instruments:
        raise Http404
    asked = map_of(territory, request.GET.get("instrument", ""))
    figures = map_figures(edition.report.indicators.coverage)
    context = {
        "nav": "municipalities",
        "edition": edition,
        "map": asked_map(request.GET, asked, figures),
    }
    return render(request, "report/country.html", context)


@require_safe
@revalidated
@reads()
def differences(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """Where the printed report says otherwise."""
    edition = edition_for(request, slug, version, Part.TERRITORY | Part.DIFFERENCES)
    return render(request, "report/differences.html", {"nav": "rounds", "edition": edition})


@require_safe
@revalidated
@reads()
def downloads(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The files of an edition and how to check them."""
    edition = edition_for(request, slug, version)
    return render(
        request,
        "report/downloads.html",
        {
            "nav": "rounds",
            "edition": edition,
            "sizes": file_sizes(edition),
            "form": PaperForm(edition),
        },
    )


@require_safe
@revalidated
@reads()
def definitions(request: HttpRequest) -> HttpResponse:
    """What the words mean: as in the newest published round, and those of the portal itself."""
    edition = newest_edition(request)
    told = {same_key(text.title) for text in edition.report.definitions} if edition else set()
    more = [word for word in WORDS.values() if same_key(str(word.title)) not in told]
    context = {"nav": "definitions", "edition": edition, "words": more}
    return render(request, "report/definitions.html", context)


@require_safe
@revalidated
@reads()
def sources(request: HttpRequest) -> HttpResponse:
    """Where the figures come from."""
    edition = newest_edition(request)
    return render(request, "report/sources.html", {"nav": "", "edition": edition})


@require_safe
@revalidated
@reads()
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible this site is, and what is not yet."""
    context = {
        "nav": "",
        "site_url": settings.SITE_URL,
        "declared": settings.ACCESSIBILITY_STATEMENT,
        "written_on": STATEMENT_WRITTEN_ON,
    }
    return render(request, "report/accessibility.html", context)


@require_safe
@revalidated
@reads()
def privacy(request: HttpRequest) -> HttpResponse:
    """What this site keeps of its visitors and users."""
    return render(request, "report/privacy.html", {"nav": "", "terms": TERMS})


@require_safe
@revalidated
@reads()
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask, and how to tell that something is wrong."""
    return render(request, "report/contact.html", {"nav": ""})
