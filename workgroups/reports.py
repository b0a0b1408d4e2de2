"""Working groups in the report: their unit's part, and the parties that take part."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from nalportal.progress.reports import UnitReport

from .models import Participation, Workgroup


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


def collect_workgroups() -> WorkgroupsData:
    """Query working groups and their parties in order (2 queries)."""
    groups = Workgroup.objects.values_list("unit__slug", "lead__name", "related_to__unit__name")
    parties: dict[str, list[PartyEntry]] = defaultdict(list)
    rows = Participation.objects.filter(withdrawn_on=None).order_by("workgroup", "position", "pk")
    for group, name, unit in rows.values_list(
        "workgroup__unit__slug", "party__name", "party__unit__slug"
    ):
        parties[group].append(PartyEntry(name, unit or ""))
    return WorkgroupsData(
        workgroups=tuple(
            WorkgroupRow(slug, lead or "", related or "") for slug, lead, related in groups
        ),
        parties={group: tuple(found) for group, found in parties.items()},
    )


def assemble_workgroups(
    data: WorkgroupsData, units: Mapping[str, UnitReport]
) -> tuple[WorkgroupReport, ...]:
    """One report per working group, in the order of the units. Pure."""
    return tuple(
        WorkgroupReport(
            unit=units[row.slug],
            parties=data.parties.get(row.slug, ()),
            lead=row.lead,
            related_to=row.related_to,
        )
        for row in data.workgroups
    )
