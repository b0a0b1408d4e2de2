"""Regions and municipalities of one division, assembled from rows. Pure functions."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache

from nalportal.names import place_of
from nalportal.progress.reports import UnitReport

from ..models import Province, display_name
from ..status import NOTHING_RECORDED, Status, StepRow, inherited, status_of_steps
from .documents import Documents, document_entries, documents_of_steps
from .entries import (
    Coverage,
    CoveredProvince,
    MunicipalityEntry,
    RegionReport,
    ReorganisationEntry,
    StatusEntry,
    TerritoryReport,
)
from .overview import policy_overview
from .rows import MemberRow, MergerRow, TerritoryData
from .table import assemble_policy_table


def assemble_territory(
    data: TerritoryData, units: Mapping[str, UnitReport], on: date
) -> TerritoryReport:
    """Regions, table 3 and municipalities of one division, as of the peildatum ``on``. Pure."""
    own = documents_of_steps(data.steps)
    return territory_of(data, assemble_municipalities(data), own, units, on)


def territory_of(
    data: TerritoryData,
    municipalities: tuple[MunicipalityEntry, ...],
    documents: Documents,
    units: Mapping[str, UnitReport],
    on: date,
) -> TerritoryReport:
    """The rows of municipalities whose statuses are known already, and what those rest on."""
    table = assemble_policy_table(data, municipalities)
    rows = {row.slug: row for row in table.rows}
    members = _by_region(data.members)
    province_sizes = Counter(member.province for member in data.members)
    names = {region.slug: region.name for region in data.regions}
    return TerritoryReport(
        regions=tuple(
            RegionReport(
                unit=units[region.slug],
                coverage=coverage_of(members[region.slug], data.members, province_sizes),
                municipality_count=len(members[region.slug]),
                agreement=region.agreement,
                agreement_partners=region.agreement_partners,
                policy=rows[region.slug],
            )
            for region in data.regions
        ),
        table=table,
        instruments=data.instruments,
        municipalities=municipalities,
        reorganisations=_reorganisations(data.mergers),
        overview=policy_overview(municipalities, data.instruments, names, on, table),
        documents=document_entries(documents, municipalities, data.mergers),
    )


def _reorganisations(mergers: Iterable[MergerRow]) -> tuple[ReorganisationEntry, ...]:
    found = [
        ReorganisationEntry(m.old, display_name(m.old_name), m.new, display_name(m.new_name), m.on)
        for m in mergers
    ]
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.new, entry.old)))


def _by_region(members: Iterable[MemberRow]) -> dict[str, list[MemberRow]]:
    grouped: dict[str, list[MemberRow]] = defaultdict(list)
    for member in members:
        grouped[member.region].append(member)
    return grouped


def coverage_of(
    members: list[MemberRow], all_members: Iterable[MemberRow], province_sizes: Mapping[str, int]
) -> Coverage:
    """A region's area in provinces: Flevoland, and Noord-Holland without Amsterdam.

    A region is not a group of provinces. Where it has most municipalities of a province the
    province is named, less those it lacks; where it has a few, they are named themselves.
    """
    own = {member.code for member in members}
    parts: list[CoveredProvince] = []
    loose: list[str] = []
    for province in Province.values:
        inside = [m.name for m in members if m.province == province]
        outside = [m.name for m in all_members if m.province == province and m.code not in own]
        if not inside:
            continue
        if len(inside) * 2 < province_sizes[province]:
            loose += inside
        else:
            parts.append(CoveredProvince(province, _by_name(outside)))
    return Coverage(tuple(parts), _by_name(loose))


def _by_name(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(display_name, names), key=place_of))


@lru_cache(maxsize=2048)
def sort_key(name: str, code: str) -> tuple[str, str]:
    """The place of a municipality in a list by name."""
    return place_of(display_name(name)), code


StatusOf = Callable[[str, str], Status]
OwnStatus = Callable[[str, str, Status], Status]


def status_finder(all_steps: Iterable[StepRow], all_mergers: Iterable[MergerRow]) -> StatusOf:
    """A function from CBS code and instrument to the status: from own steps, or inherited."""
    steps: dict[tuple[str, str], list[StepRow]] = defaultdict(list)
    for step in all_steps:
        steps[(step.municipality, step.instrument)].append(step)

    def own(code: str, instrument: str, start: Status) -> Status:
        return status_of_steps(steps.get((code, instrument), ()), start)

    return inheriting(own, all_mergers)


def inheriting(own: OwnStatus, all_mergers: Iterable[MergerRow]) -> StatusOf:
    """What a municipality has with what it inherited, for any way to know what it has of its own.

    ``own`` gets what it starts with: what it inherited, or nothing recorded.
    """
    mergers: dict[str, list[MergerRow]] = defaultdict(list)
    for merger in all_mergers:
        mergers[merger.new].append(merger)

    def status(code: str, instrument: str) -> Status:
        predecessors = {
            merger.old_name: status(merger.old, instrument)
            for merger in mergers.get(code, ())
            # Whoever existed before and only gained a part did not adopt what that part had.
            if merger.new_began == merger.on
        }
        return own(code, instrument, inherited(predecessors) if predecessors else NOTHING_RECORDED)

    return status


def assemble_municipalities(data: TerritoryData) -> tuple[MunicipalityEntry, ...]:
    """Each municipality of the division with its status per instrument, by name."""
    return entries_of(data, status_finder(data.steps, data.mergers))


def entries_of(data: TerritoryData, status: StatusOf) -> tuple[MunicipalityEntry, ...]:
    """The municipalities of a division, each with what ``status`` says it has, by name."""
    return tuple(
        MunicipalityEntry(
            code=member.code,
            name=display_name(member.name),
            province=member.province,
            region=member.region,
            tile_column=member.tile_column,
            tile_row=member.tile_row,
            statuses=tuple(
                StatusEntry(instrument.slug, status(member.code, instrument.slug))
                for instrument in data.instruments
            ),
        )
        for member in sorted(data.members, key=lambda member: sort_key(member.name, member.code))
    )
