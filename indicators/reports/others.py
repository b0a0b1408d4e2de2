"""What sources that were not chosen say of the same measure: shown beside, never mixed in. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from .entries import OtherFigure, OtherSource
from .rows import COUNTRY, IndicatorsData
from .series import Stocks, stocks_of
from .standing import weight


def other_sources(
    data: IndicatorsData, measure: str, regions: Mapping[str, str], areas: tuple[str, ...]
) -> tuple[OtherSource, ...]:
    """The last whole figure of each other source for each of ``areas``; else the last.

    ``regions``: names by slug; the country is the area with an empty slug.
    """
    chosen = data.chosen(measure)
    names = {COUNTRY: _("Nederland"), **regions}
    found = []
    for source in data.sources_of(measure):
        theirs = stocks_of(data, measure, source, regions)
        figures = tuple(
            _last(data.sources[source].slug, measure, area, names[area], theirs)
            for area in areas
            if source != chosen and theirs.dates(area)
        )
        if figures:
            found.append(OtherSource(data.measure(measure).name, data.sources[source], figures))
    return tuple(found)


def _last(slug: str, measure: str, area: str, name: str, theirs: Stocks) -> OtherFigure:
    id_ = f"andere.{slug}.{measure}.{area or 'land'}"
    found = [(on, theirs.figure(f"{id_}.{on}", area, on)) for on in theirs.dates(area)]
    on, figure = max(found, key=lambda told: (weight(told[1]), told[0]))
    return OtherFigure(name=name, period="", period_from=None, on=on, figure=figure)
