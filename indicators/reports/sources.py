"""The sources under a table. Pure."""

from collections.abc import Iterable

from .entries import SourceEntry
from .rows import IndicatorsData


def sources_named(data: IndicatorsData, used: Iterable[int | None]) -> tuple[SourceEntry, ...]:
    """Each source once, in the order in which they were recorded."""
    known = {source for source in used if source is not None and source in data.sources}
    return tuple(data.sources[source] for source in sorted(known))
