"""The sources under a table. Pure."""

from collections.abc import Iterable

from nalportal.figures import Figure, all_sources

from .entries import SourceEntry
from .rows import IndicatorsData


def sources_cited(data: IndicatorsData, figures: Iterable[Figure]) -> tuple[SourceEntry, ...]:
    """What the figures of a table were taken or computed from, in the order of recording."""
    cited = set(all_sources(figures))
    known = (*data.sources.values(), *data.editions.values())
    return tuple(entry for entry in known if entry.key in cited)
