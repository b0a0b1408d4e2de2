"""Pages about one thing: a municipality in a round, and what all rounds say of it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.progress.reports import UnitReport
from regions.reports import MunicipalityEntry

from ...addresses import Version
from ...build import Part
from ...editions import Edition, edition_of_round, published, told, told_before
from ...over_rounds import (
    MunicipalPolicy,
    municipality_over_rounds,
    neighbours,
    past_of,
    policy_of,
    stock_of,
    whole_life,
)
from ...tables import indicators as indicator_chapters
from ..asking import reads
from ..http import edition_for, in_asked_division, revalidated, rounds_of


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
        policy = policy_of(report, entry)
        before, after = neighbours(report, entry)
        context |= {"policy": policy, "outcome": _outcome(entry, policy)}
        context |= {"region": _region(edition, entry), "before": before, "after": after}
        context["stock"] = stock_of(report, code)
    return render(request, "report/municipality.html", context)


def _region(edition: Edition, entry: MunicipalityEntry) -> UnitReport | None:
    regions = edition.report.territory.regions
    return next((one.unit for one in regions if one.unit.slug == entry.region), None)


def _outcome(entry: MunicipalityEntry, policy: MunicipalPolicy) -> str:
    """What the table says, in a sentence."""
    numbers = {
        "name": entry.name,
        "n": policy.in_force,
        "all": len(policy.lines),
        "unknown": policy.unknown,
    }
    if policy.lines and policy.unknown == len(policy.lines):
        nothing = _(
            "Van %(name)s is van geen van de %(all)s instrumenten bekend of de gemeente ze heeft."
        )
        return nothing % numbers
    having = [line.instrument.name for line in policy.lines if line.status.counts]
    if not having and policy.unknown:
        not_ = _(
            "%(name)s heeft %(none)s van de %(all)s instrumenten niet. Van de andere is het niet "
            "bekend."
        )
        return not_ % (numbers | {"none": len(policy.lines) - policy.unknown})
    said = _("%(name)s heeft %(n)s van de %(all)s instrumenten") % numbers
    said += f": {'; '.join(having)}." if having else "."
    if policy.unknown:
        said += " " + _("Van %(unknown)s is het niet bekend.") % numbers
    return said


@require_safe
@revalidated
@reads()
def milestone(request: HttpRequest, reference: str) -> HttpResponse:
    """What each published round said of one milestone: planned, moved, realised."""
    rounds = rounds_of(request)
    life = whole_life(told(rounds), told_before(rounds, reference), reference)
    if not life:
        raise Http404
    # What stands now says what it is called, whatever was taken back later.
    newest = max(life, key=lambda one: (not one.is_taken_back, one.round.reference_on))
    context = {"nav": "rounds", "reference": reference, "life": life, "newest": newest}
    context["cited"] = f"{settings.SITE_URL}{request.path}"
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
    context["cited"] = f"{settings.SITE_URL}{request.path}"
    return render(request, "report/indicator_over_rounds.html", context)
