"""Working groups in the report: their unit's part, and the parties that take part."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import FilteredRelation, Q

from nalportal.progress.models.units import valid_on
from nalportal.progress.reports import Stood, UnitReport

from .models import Workgroup


@dataclass(frozen=True)
class PartyEntry:
    """A party by the name it has in the register; ``unit`` is the slug if it reports itself."""

    name: str
    unit: str


@dataclass(frozen=True)
class WorkgroupReport:
    unit: UnitReport
    parties: tuple[PartyEntry, ...]
    lead: str
    related_to: str


@dataclass(frozen=True)
class WorkgroupRow:
    slug: str
    lead: str
    related_to: str


@dataclass(frozen=True)
class WorkgroupsData:
    workgroups: tuple[WorkgroupRow, ...]
    parties: Mapping[str, tuple[PartyEntry, ...]]


def collect_workgroups(on: date) -> WorkgroupsData:
    """Query the working groups of a day and their parties in order (1 query)."""
    going_on = FilteredRelation("participations", condition=Q(participations__withdrawn_on=None))
    groups_on = Workgroup.objects.filter(valid_on(on, "unit__"))
    rows = groups_on.annotate(own=going_on).values_list(
        "unit__slug",
        "lead__name",
        "related_to__unit__name",
        "own__party__name",
        "own__party__unit__slug",
    )
    groups: dict[WorkgroupRow, None] = {}
    parties: dict[str, list[PartyEntry]] = defaultdict(list)
    by_place = rows.order_by("unit__order", "own__position", "own__pk")
    for slug, lead, related, name, unit in by_place:
        groups[WorkgroupRow(slug, lead or "", related or "")] = None
        if name is not None:
            parties[slug].append(PartyEntry(name, unit or ""))
    return WorkgroupsData(
        workgroups=tuple(groups),
        parties={group: tuple(found) for group, found in parties.items()},
    )


def assemble_workgroups(
    data: WorkgroupsData,
    units: Mapping[str, UnitReport],
    stood_before: Mapping[str, Stood] | None = None,
) -> tuple[WorkgroupReport, ...]:
    """One report per working group, in the order of the units; one that was skipped as it stood
    before. Pure."""
    return tuple(
        _as_it_stood(units[row.slug], (stood_before or {}).get(row.slug))
        if units[row.slug].skipped
        else WorkgroupReport(
            unit=units[row.slug],
            parties=data.parties.get(row.slug, ()),
            lead=row.lead,
            related_to=row.related_to,
        )
        for row in data.workgroups
    )


def _as_it_stood(unit: UnitReport, stood: Stood | None) -> WorkgroupReport:
    if stood and isinstance(stood.more, WorkgroupReport):
        return replace(stood.more, unit=unit)
    return WorkgroupReport(unit, (), "", "")
