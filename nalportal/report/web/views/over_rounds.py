"""Pages about one thing: a municipality in a round, and what all rounds say of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regions.reports import InstrumentEntry, MunicipalityEntry
from regions.status import NOTHING_RECORDED, Status

from ...addresses import Version
from ...build import Part
from ...editions import Edition, edition_of_round, published, told
from ...labels import reported_in_words
from ...model import Report
from ...over_rounds import (
    milestone_life,
    municipality_over_rounds,
    neighbours,
    past_of,
    statuses_of,
)
from ...tables import indicators as indicator_chapters
from ..http import edition_for, in_asked_division, revalidated, rounds_of
from ..kept import reads


@dataclass(frozen=True)
class PolicyLine:
    """What a municipality has of one instrument, and where that is known from."""

    instrument: InstrumentEntry
    status: Status
    origin: str


@require_safe
@revalidated
@reads("indeling")
def municipality(
    request: HttpRequest, code: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One municipality: its policy, where it came from and went to, and what all rounds say.

    One that ended keeps its page: that says in which one it went on.
    """
    edition = in_asked_division(request, edition_for(request, slug, version, Part.TERRITORY))
    report = edition.report
    entry = next((one for one in report.territory.municipalities if one.code == code), None)
    past = past_of(report, code)
    if entry is None and not past.successors:
        raise Http404
    context = {
        "nav": "municipalities",
        "edition": edition,
        "code": code,
        "entry": entry,
        "past": past,
        "name": entry.name if entry else past.name,
        "over_rounds": municipality_over_rounds(told(rounds_of(request)), code),
    }
    if entry:
        lines = list(_policy(report, entry))
        before, after = neighbours(report, entry)
        context |= {"lines": lines, "outcome": _outcome(entry, lines)}
        context |= {"region": _region(edition, entry), "before": before, "after": after}
    return render(request, "report/municipality.html", context)


def _policy(report: Report, entry: MunicipalityEntry) -> Iterator[PolicyLine]:
    row = next((row for row in report.territory.table.rows if row.slug == entry.region), None)
    cells = {cell.instrument: cell for cell in row.cells} if row else {}
    known = statuses_of(entry)
    for instrument in report.territory.instruments:
        status = known.get(instrument.slug, NOTHING_RECORDED)
        cell = cells.get(instrument.slug)
        members = row.municipalities if row else None
        origin = reported_in_words(cell, members) if cell and members else ""
        yield PolicyLine(instrument, status, origin)


def _region(edition: Edition, entry: MunicipalityEntry) -> object:
    regions = edition.report.territory.regions
    return next((one.unit for one in regions if one.unit.slug == entry.region), None)


def _outcome(entry: MunicipalityEntry, lines: list[PolicyLine]) -> str:
    """What the table says, in a sentence."""
    numbers = {
        "name": entry.name,
        "all": len(lines),
        "n": sum(line.status.counts for line in lines),
        "unknown": sum(not line.status.known for line in lines),
    }
    said = _("%(name)s heeft %(n)s van de %(all)s instrumenten.") % numbers
    if numbers["unknown"]:
        said += " " + _("Van %(unknown)s is het niet bekend.") % numbers
    return said


@require_safe
@revalidated
@reads()
def milestone(request: HttpRequest, reference: str) -> HttpResponse:
    """What each published round said of one milestone: planned, moved, realised."""
    life = milestone_life(told(rounds_of(request)), reference)
    if not life:
        raise Http404
    context = {"nav": "rounds", "reference": reference, "life": life, "newest": life[-1]}
    return render(request, "report/milestone.html", context)


@require_safe
@revalidated
@reads()
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """What each published round said of one indicator, newest first."""
    rounds = rounds_of(request)
    found = []
    for entry in published(rounds):
        edition = edition_of_round(rounds, entry.slug)
        chapters = indicator_chapters(edition.report)
        chapter = next((one for one in chapters if one.id == f"indicator-{indicator}"), None)
        if chapter:
            found.append((edition, chapter))
    if not found:
        raise Http404
    context = {"nav": "indicators", "found": found, "title": found[0][1].title}
    return render(request, "report/indicator_over_rounds.html", context)
