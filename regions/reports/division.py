"""A report that is there already, shown in another municipal division. Pure.

What each municipality had stays as the report has it; one that was formed since has what it
inherited. A total that a region gave is of the division of its round and of no other, so table 3
is counted here, all of it.
"""

from collections.abc import Iterable
from datetime import date

from ..status import Status
from .documents import documents_of_entries
from .entries import TerritoryReport
from .rows import MemberRow, MergerRow, RegionRow, TerritoryData
from .territory import entries_of, inheriting, territory_of


def in_division(
    territory: TerritoryReport,
    members: Iterable[MemberRow],
    mergers: Iterable[MergerRow],
    on: date,
) -> TerritoryReport:
    """The report's territory with these members; ``mergers`` are those since its own division.

    ``on`` is the peildatum of the report.
    """
    known = {
        (entry.code, found.instrument): found.status
        for entry in territory.municipalities
        for found in entry.statuses
    }

    def own(code: str, instrument: str, start: Status) -> Status:
        return known.get((code, instrument), start)

    order = {row.slug: place for place, row in enumerate(territory.table.rows)}
    data = TerritoryData(
        regions=tuple(
            RegionRow(
                id=0,
                slug=region.unit.slug,
                name=region.unit.short_name,
                agreement=region.agreement,
                agreement_partners=region.agreement_partners,
                table_order=order.get(region.unit.slug, 0),
            )
            for region in territory.regions
        ),
        instruments=territory.instruments,
        members=tuple(members),
        mergers=tuple(mergers),
        steps=(),
        counts=(),
    )
    units = {region.unit.slug: region.unit for region in territory.regions}
    documents = documents_of_entries(territory.documents)
    entries = entries_of(data, inheriting(own, data.mergers))
    return territory_of(data, entries, documents, units, on)
