"""Table 3: what the municipalities of each region adopted. Pure functions."""

from collections.abc import Iterable

from nalportal.figures import PM, UNKNOWN, Figure, no_figure, share, total, whole

from .entries import (
    Footnote,
    InstrumentEntry,
    MunicipalityEntry,
    PolicyCell,
    PolicyRow,
    PolicyTable,
)
from .rows import CountRow, TerritoryData

TOTAL = "totaal"


def assemble_policy_table(
    data: TerritoryData, municipalities: tuple[MunicipalityEntry, ...]
) -> PolicyTable:
    """Table 3: per cell the region's own total of that peildatum if there is one, else counted."""
    instruments = tuple(entry for entry in data.instruments if entry.in_table)
    notes = _NoteNumbers()
    rows = []
    for region in sorted(data.regions, key=lambda region: region.table_order):
        members = [m for m in municipalities if m.region == region.slug]
        member_notes = [m.note for m in data.members if m.region == region.slug and m.note]
        numbers = tuple(notes.number(note) for note in dict.fromkeys(member_notes))
        count_id = f"beleid.{region.slug}.gemeenten"
        rows.append(
            PolicyRow(
                slug=region.slug,
                name=region.name,
                municipalities=whole(count_id, len(members), notes=numbers),
                cells=tuple(
                    _cell(region.slug, instrument.slug, members, data.counts, notes)
                    for instrument in instruments
                ),
            )
        )
    return PolicyTable(instruments, tuple(rows), total_row(rows, instruments), notes.footnotes())


class _NoteNumbers:
    """Numbers footnotes in the order in which the table meets them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers) + 1)

    def footnotes(self) -> tuple[Footnote, ...]:
        return tuple(Footnote(number, text) for text, number in self._numbers.items())


def _cell(
    region: str,
    instrument: str,
    members: list[MunicipalityEntry],
    counts: Iterable[CountRow],
    notes: _NoteNumbers,
) -> PolicyCell:
    statuses = [
        entry.status for m in members for entry in m.statuses if entry.instrument == instrument
    ]
    known = sum(status.known for status in statuses)
    counted = sum(status.counts for status in statuses)
    reported = next((c for c in counts if c.region == region and c.instrument == instrument), None)
    id_ = f"beleid.{region}.{instrument}"
    if reported is None:
        count = counted_figure(id_, counted, known, len(members))
    else:
        numbers = (notes.number(reported.note),) if reported.note else ()
        count = (
            no_figure(id_, PM, numbers)
            if reported.count is None
            else whole(id_, reported.count, notes=numbers)
        )
    return PolicyCell(
        instrument=instrument,
        count=count,
        share=share(f"{id_}.aandeel", count, len(members)),
        basis="geteld" if reported is None else "opgave",
        known=known,
        counted=counted,
        differs=reported is not None and contradicts(count, counted, len(members) - known),
    )


def contradicts(reported: Figure, counted: int, unknown: int) -> bool:
    """Whether a total lies outside what the municipalities themselves leave possible."""
    if reported.value is None:
        return False
    return not counted <= reported.value <= counted + unknown


def counted_figure(id_: str, counted: int, known: int, of: int) -> Figure:
    """What is counted: unknown while nobody is known, "ten minste" while some are not."""
    if known == 0 and of:
        return no_figure(id_, UNKNOWN)
    return whole(id_, counted, at_least=known < of)


def total_row(rows: Iterable[PolicyRow], instruments: Iterable[InstrumentEntry]) -> PolicyRow:
    """The bottom row, computed from the rows above it."""
    rows = tuple(rows)
    municipalities = total(f"beleid.{TOTAL}.gemeenten", [row.municipalities for row in rows])
    cells = []
    for instrument in instruments:
        parts = [row.cell(instrument.slug) for row in rows]
        count = total(f"beleid.{TOTAL}.{instrument.slug}", [part.count for part in parts])
        bases = {part.basis for part in parts}
        cells.append(
            PolicyCell(
                instrument=instrument.slug,
                count=count,
                share=share(f"{count.id}.aandeel", count, int(municipalities.value or 0)),
                basis=bases.pop() if len(bases) == 1 else "gemengd",
                known=sum(part.known for part in parts),
                counted=sum(part.counted for part in parts),
                differs=any(part.differs for part in parts),
            )
        )
    return PolicyRow(TOTAL, "", municipalities, tuple(cells))
