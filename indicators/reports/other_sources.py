"""What sources that were not chosen say of the same measure: shown beside, never mixed in. Pure."""

from collections.abc import Mapping, Sequence

from .entries import OtherFigure, OtherSource
from .rows import COUNTRY, IndicatorsData
from .series import Stocks, stocks_beside
from .superseded import weight


def other_sources(
    data: IndicatorsData, measure: str, regions: Mapping[str, str], areas: tuple[str, ...]
) -> tuple[OtherSource, ...]:
    """The last whole figure of each source that the report does not take then, for each of
    ``areas``; else the last. A source is told once for each edition that they stand in.

    ``regions``: names by slug; the country is the area with an empty slug, and has no name.
    """
    names = {COUNTRY: "", **regions}
    found: dict[str, list[OtherFigure]] = {}
    kinds: dict[str, str] = {}
    for source in data.sources_of(measure):
        theirs = stocks_beside(data, measure, source, regions).of(areas)
        entry = data.sources[source]
        for area in areas:
            if theirs.dates(area):
                last = _last(entry.slug, measure, area, names[area], theirs)
                key = (*last.figure.sources, entry.key)[0]
                found.setdefault(key, []).append(last)
                kinds[key] = theirs.only
    return told_beside(data, measure, found, kinds)


def told_beside(
    data: IndicatorsData,
    measure: str,
    found: Mapping[str, Sequence[OtherFigure]],
    kinds: Mapping[str, str],
) -> tuple[OtherSource, ...]:
    """Figures of a measure by the key of the edition that they stand in; ``kinds`` has the only
    kind that they are of."""
    told = data.measure(measure)
    return tuple(
        OtherSource(told.kind_name(kinds.get(key, "")) or told.name, entry, tuple(figures))
        for key, figures in found.items()
        if (entry := data.entry_of(key))
    )


def _last(slug: str, measure: str, area: str, name: str, theirs: Stocks) -> OtherFigure:
    id_ = f"andere.{slug}.{measure}.{area or 'land'}"
    found = [(on, theirs.figure(f"{id_}.{on}", area, on)) for on in theirs.dates(area)]
    on, figure = max(found, key=lambda told: (weight(told[1]), told[0]))
    return OtherFigure(name=name, period="", period_from=None, on=on, figure=figure)
