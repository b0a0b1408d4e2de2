"""Carrying a correction into the register, which a correction by itself leaves alone.

Only where a field maps to a verb of the register, and the register still says what the report
said; else the reviewer is told where to do it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import parse_number, short_date
from nalportal.figures import PM, UNKNOWN
from nalportal.pages.choice import CHOICE
from nalportal.progress import verbs
from nalportal.progress.models import Milestone, ReportingUnit, Round, UnitKind
from nalportal.progress.verbs import Content
from nalportal.records.versions import SeenVersion
from regions.counts import Given, totals_of, version_of, write_totals
from regions.models import Region

from .applying import Replacement
from .fields import milestone_field, typed_value
from .structure import is_structural


@dataclass(frozen=True)
class Step:
    """What is to be done in the register for one field: by the portal, or by hand at ``href``."""

    field: str
    text: str
    href: str
    by_portal: bool


# The fields that `verbs.edit` writes, and what the register calls them.
EDITED = {n: n for n in ("title", "explanation", "planned")} | {"realised_on": "realised"}


def steps(replacements: Iterable[Replacement], round_: Round | None = None) -> tuple[Step, ...]:
    """One step per replacement (1 query, and 1 or 2 for each that is about a text or a total); what
    has a date leads to the register on the dates of ``round_``."""
    replacements = tuple(replacements)
    rows = _milestones(replacements)
    found = (_of_total(wanted, round_) or _step(wanted, rows) for wanted in replacements)
    return tuple(replace(step, href=_dated(step.href, round_)) for step in found)


def _dated(href: str, round_: Round | None) -> str:
    """The address of totals or of a municipality, with the dates of a round."""
    totals, policy = reverse("policy-counts-index"), reverse("policy")
    if round_ is None or not href.startswith(policy):
        return href
    asked = {"peildatum": short_date(round_.reference_on)}
    return f"{href}?{urlencode(asked if href.startswith(totals) else {CHOICE: round_.slug})}"


def _milestones(replacements: Iterable[Replacement]) -> dict[str, Milestone]:
    asked = [wanted.field.removeprefix("mijlpaal:").partition(".")[0] for wanted in replacements]
    return {row.reference: row for row in Milestone.objects.filter(reference__in=asked)}


def _step(wanted: Replacement, rows: dict[str, Milestone]) -> Step:
    kind, _colon, rest = wanted.field.partition(":")
    if is_structural(wanted.field):
        return Step(wanted.field, *_of_structure(kind, rest), by_portal=False)
    if kind == "mijlpaal":
        reference, _dot, name = rest.partition(".")
        return _of_milestone(wanted, rows.get(reference), name)
    if kind == "tekst":
        text = _("Pas de tekst ook aan bij Teksten, voor de volgende ronde.")
        return Step(wanted.field, text, _texts_of(rest), by_portal=False)
    if kind == "noot" or rest.startswith("beleid."):
        text = _("Leg het totaal van de regio ook opnieuw vast, met de opmerking erbij.")
        return Step(wanted.field, text, _totals_of(rest), by_portal=False)
    text = _("Leg ook de waarneming zelf opnieuw vast, bij de cijfers.")
    return Step(wanted.field, text, reverse("figures"), by_portal=False)


def _of_structure(kind: str, rest: str) -> tuple[str, str]:
    """What to do in the register too, and where."""
    if kind == "blok":
        return _("Dit blok komt uit het register; daar hoeft niets te gebeuren."), ""
    text = _("Wijzig het ook in het register, anders komt het in de volgende ronde terug.")
    what = rest.partition(":")[0]
    if kind == "status":
        return text, reverse("policy-municipality", args=[rest.partition(".")[0]])
    pages = {"mijlpaal": "milestones", "partij": "texts-index", "alinea": "texts-index"}
    return text, reverse(pages.get(what, "figures"))


def _of_total(wanted: Replacement, round_: Round | None) -> Step | None:
    """Of a total of a region that the register still has as it was printed."""
    region, instrument = _cell_of(wanted)
    given = totals_of(region, round_.reference_on).get(instrument) if region and round_ else None
    if region is None or given is None or typed_total(given) != wanted.old:
        return None
    text = _("Het totaal staat nog zo in het register. De volgende ronde kan het overnemen.")
    return Step(wanted.field, text, reverse("policy-counts", args=[region.unit.slug]), True)


def _cell_of(wanted: Replacement) -> tuple[Region | None, str]:
    """The region and the instrument of a count of table 3; no region for anything else."""
    kind, _dot, rest = wanted.field.partition(".")
    slug, _dot, instrument = rest.partition(".")
    if kind != "cijfer:beleid":
        return None, ""
    return Region.objects.filter(unit__slug=slug).select_related("unit").first(), instrument


def typed_total(given: Given) -> str:
    return PM if given.is_pm else str(given.count)


def _totals_of(place: str) -> str:
    """Where the totals of the region are kept that a number of table 3 is of."""
    region = place.split(".")[1] if place.startswith("beleid.") else ""
    known = ReportingUnit.objects.filter(slug=region, kind=UnitKind.REGION).exists()
    return reverse("policy-counts", args=[region]) if known else reverse("policy-counts-index")


def _texts_of(place: str) -> str:
    """Where the texts of the unit are kept, if the place is in the part of one."""
    unit = ReportingUnit.objects.filter(slug__in=place.split(".")).first()
    return reverse("texts", args=[unit.slug]) if unit else reverse("texts-index")


def _of_milestone(wanted: Replacement, row: Milestone | None, name: str) -> Step:
    if row is None:
        return Step(wanted.field, _("Deze mijlpaal staat niet in het register."), "", False)
    href = reverse("milestone", args=[row.reference])
    if name in EDITED and typed_value(getattr(row, EDITED[name])) == wanted.old:
        text = _("%(reference)s staat nog zo in het register.") % {"reference": row.reference}
        return Step(wanted.field, text, href, by_portal=True)
    text = _("%(reference)s staat anders in het register. Kijk of het daar klopt.")
    return Step(wanted.field, text % {"reference": row.reference}, href, by_portal=False)


@transaction.atomic
def carry(replacements: Iterable[Replacement], round_: Round, *, by: User, reason: str) -> int:
    """Write into the register what the portal can, each milestone and each total as one event; how
    many those were. What somebody changed since is left as it is."""
    replacements = tuple(replacements)
    doable = {step.field for step in steps(replacements, round_) if step.by_portal}
    rows = _milestones(replacements)
    changes: dict[str, dict[str, Any]] = defaultdict(dict)
    totals = 0
    for wanted in replacements:
        if wanted.field not in doable:
            continue
        region, instrument = _cell_of(wanted)
        if region:
            totals += 1
            seen = SeenVersion(version_of(region, round_.reference_on))
            new = _totals_with(region, round_.reference_on, instrument, wanted.new)
            write_totals(region, round_.reference_on, new, seen=seen, by=by, reason=reason)
        else:
            reference, _dot, name = wanted.field.removeprefix("mijlpaal:").partition(".")
            changes[reference][name] = milestone_field(name).clean(wanted.new)
    for reference, edited in changes.items():
        row = rows[reference]
        seen = SeenVersion(row.version)
        # Read after its version: what is newer than that is asked about, or is no difference.
        row.refresh_from_db()
        content = replace(Content.of(row), **edited)
        verbs.edit(row, content, seen=seen, by=by, reason=reason)
    return len(changes) + totals


def _totals_with(region: Region, on: date, instrument: str, new: str) -> dict[str, Given]:
    """The totals of a region with another one for this instrument, or with none."""
    totals = totals_of(region, on)
    given = totals.pop(instrument)
    if new != UNKNOWN:
        count = None if new == PM else int(parse_number(new, 0))
        totals[instrument] = replace(given, count=count, is_pm=new == PM)
    return totals
