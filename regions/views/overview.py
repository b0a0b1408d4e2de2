"""What every municipality has on a date: the list and its export, and one municipality."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.exchange.downloads import attachment
from nalportal.exchange.faults import FaultyFile
from nalportal.pages.selection import selection
from nalportal.progress.frame import frame_of
from nalportal.progress.tables import LIST_SIZES, look_of, page_size

from ..division_history import collect_memberships, division_changes
from ..dossier import dossier_of
from ..exports import municipalities_file
from ..filters import AsOfForm, MunicipalityFilter, municipalities_asked, with_day
from ..maps import asked_map
from ..permissions import (
    closed_regions,
    keeping_unit,
    kept_regions,
    may_record,
    readable_municipality,
    standing_for,
)
from ..remarks import editable_and_open, threads_about
from ..reports import policy_overview
from ..reports.country import country_map
from ..steps_on_date import LatestStep, later_steps, latest_in
from ..tables import Line, lines_of, municipality_table

NAV = {"nav": "municipalities"}


def _lines(asked: MunicipalityFilter, later: Mapping[str, LatestStep] | None = None) -> list[Line]:
    standing = asked.standing
    names = {kind.slug: kind.short_name for kind in standing.instruments}
    return lines_of(
        asked.entries,
        standing.instruments,
        standing.region_names,
        standing.on,
        steps=(latest_in(standing.data.steps, names), later or {}),
        lapsed=standing.lapsed,
    )


def _on_own_region(request: HttpRequest, user: User) -> QueryDict:
    """What the address asks; who keeps one region begins with that one, and the filter leads to the
    others (1 query)."""
    query: QueryDict = request.GET.copy()
    if "regio" not in query and not user.is_reviewer:
        own = kept_regions(request, user)
        if len(own) == 1:
            query["regio"] = own[0]
    return query


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """All municipalities × instruments on a date; filtered, sorted and in pages."""
    user = signed_in(request)
    query = _on_own_region(request, user)
    frame = frame_of(request)
    asked = municipalities_asked(query, frame, user)
    standing = asked.standing
    # In a round, what was recorded of after its peildatum stands beside it, and doesn't count.
    in_round = frame.round is not None and standing.on == frame.on
    later = later_steps(standing.on) if in_round else {}
    table = municipality_table(
        _lines(asked, later),
        standing.instruments,
        query,
        with_latest=True,
        with_later=bool(later),
    )
    editable, said = editable_and_open(user)
    to_choose = sum(entry.code in editable for entry in asked.entries)
    return render(
        request,
        "regions/municipalities.html",
        {
            **NAV,
            "filter": asked,
            "query": query,
            "standing": standing,
            "table": table,
            "look": look_of(table, query),
            "later": sum(entry.code in later for entry in asked.entries),
            "frame": frame,
            "editable": editable,
            "said": said,
            "closed": () if editable else closed_regions(user),
            "selection": selection(query, to_choose, asked.filters),
            "changes": division_changes(
                standing.data.mergers,
                collect_memberships(),
                standing.division_on,
                query.get("regio", ""),
            ),
            "page_sizes": LIST_SIZES,
            "page_size": page_size(query),
        },
    )


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """Exactly the municipalities of the list with these filters and this order, as a file."""
    user = signed_in(request)
    frame = frame_of(request)
    asked = municipalities_asked(request.GET, frame, user)
    back = f"{reverse('policy')}?{request.GET.urlencode()}"
    if not asked.form.is_valid():
        return redirect(back)
    table = municipality_table(_lines(asked), asked.standing.instruments, request.GET)
    try:
        content = municipalities_file(table.paginator.object_list, asked.standing, extension)
    except FaultyFile as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    region = request.GET.get("regio")
    about = f"{region}-{_('beleid')}" if region else _("gemeenten-en-beleid")
    return attachment(content, about, extension, of=frame.file_stem(asked.standing.on))


@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """The map of one instrument on a date, with its numbers per region."""
    frame = frame_of(request)
    form = AsOfForm(with_day(request.GET, frame), frame)
    standing = standing_for(signed_in(request), form.standing())
    if not standing.instruments:
        raise Http404
    asked = country_map(
        standing.municipalities,
        standing.instruments,
        standing.region_names,
        request.GET.get("instrument", ""),
    )
    context = {**NAV, "form": form, "standing": standing, "map": asked_map(request.GET, asked)}
    return render(request, "regions/country.html", context)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The regions side by side on a date, and what has to be recalibrated."""
    frame = frame_of(request)
    form = AsOfForm(with_day(request.GET, frame), frame)
    standing = standing_for(signed_in(request), form.standing())
    overview = policy_overview(
        standing.municipalities, standing.instruments, standing.region_names, standing.on
    )
    context = {**NAV, "form": form, "standing": standing, "overview": overview}
    return render(request, "regions/side_by_side.html", context)


@require_safe
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """One municipality: what it has, every step, its documents, past and names."""
    user = signed_in(request)
    found = readable_municipality(user, code)
    can_record = may_record(user, found)
    keeper = keeping_unit(user, found)
    return render(
        request,
        "regions/municipality.html",
        {
            **NAV,
            "municipality": found,
            "dossier": dossier_of(found, AsOfForm(request.GET, frame_of(request)).day()),
            "may_record": can_record,
            "closed": () if can_record else closed_regions(user, [found]),
            "may_see_notes": keeper is not None,
            "keeper": keeper,
            "threads": threads_about(found.code) if keeper else None,
        },
    )
