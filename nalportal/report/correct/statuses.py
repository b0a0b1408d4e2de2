"""What municipalities have, corrected one by one, and the counts of table 3 that follow. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from regions.reports import MunicipalityEntry, PolicyCell, TerritoryReport, only_for
from regions.reports.table import counted_figure
from regions.status import Status


def with_statuses(territory: TerritoryReport, values: Mapping[str, Any]) -> TerritoryReport:
    """Other statuses, and the cells of table 3 that are counted of them. What now says another
    thing no longer rests on a document."""

    def changed(entry: MunicipalityEntry) -> MunicipalityEntry:
        statuses = tuple(
            replace(found, status=_status(found.status, values[id_]))
            if (id_ := f"status:{entry.code}.{found.instrument}") in values
            else found
            for found in entry.statuses
        )
        return replace(entry, statuses=statuses)

    municipalities = tuple(map(changed, territory.municipalities))
    touched = {
        (entry.region, id_.rpartition(".")[2])
        for entry in municipalities
        for id_ in values
        if id_.startswith(f"status:{entry.code}.")
    }
    rows = tuple(
        replace(
            row,
            cells=tuple(
                _recounted(cell, row.slug, municipalities)
                if (row.slug, cell.instrument) in touched
                else cell
                for cell in row.cells
            ),
        )
        for row in territory.table.rows
    )
    table = replace(territory.table, rows=rows)
    before = {entry.code: entry.by_instrument for entry in territory.municipalities}
    after = {entry.code: entry.by_instrument for entry in municipalities}
    documents = only_for(
        territory.documents, lambda code, slug: before[code][slug] == after[code][slug]
    )
    return replace(territory, municipalities=municipalities, table=table, documents=documents)


def _status(before: Status, stage: str) -> Status:
    """Another stage; when that was is no longer known, where it says another thing."""
    return before if before.stage == stage else Status(stage=stage)


def _recounted(
    cell: PolicyCell, region: str, municipalities: Iterable[MunicipalityEntry]
) -> PolicyCell:
    statuses = [
        found.status
        for entry in municipalities
        if entry.region == region
        for found in entry.statuses
        if found.instrument == cell.instrument
    ]
    known = sum(status.known for status in statuses)
    counted = sum(status.counts for status in statuses)
    if cell.basis == "geteld":
        new = counted_figure(cell.count.id, counted, known, len(statuses))
        cell = replace(cell, count=replace(new, notes=cell.count.notes))
    return replace(cell, known=known, counted=counted)
