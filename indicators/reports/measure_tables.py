"""The tables of any measure, as the rows of its indicator say. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from ..models import PROVINCES, Layout
from .entries import MeasureTable, OtherFigure, OtherSource
from .layouts import LAYOUTS, Asked, per_province
from .other_sources import other_sources, told_beside
from .outline import PresentationRow
from .rows import COUNTRY, FigureRow, IndicatorsData
from .series import breaks_within, observed
from .sources import sources_cited
from .told import told_of


def measure_tables(
    data: IndicatorsData, rows: Iterable[PresentationRow], regions: Mapping[str, str]
) -> tuple[MeasureTable, ...]:
    """The tables of presentations, without those of the printed report; ``regions``: by slug."""
    return tuple(
        table for row in rows if row.layout in LAYOUTS for table in _tables(data, row, regions)
    )


def _tables(
    data: IndicatorsData, row: PresentationRow, regions: Mapping[str, str]
) -> Iterator[MeasureTable]:
    asked = Asked(data, row, regions, told_of(data, row.measure, regions))
    drafts = [*LAYOUTS[Layout(row.layout)](asked), *per_province(asked)]
    # An empty table says that nothing was supplied: only where that holds for all of them.
    drafts = [draft for draft in drafts if draft.rows] or drafts[:1]
    for draft in drafts:
        is_first = draft is drafts[0]
        figures = [figure for one in draft.rows for figure in one.figures]
        yield MeasureTable(
            slug="-".join(filter(None, (row.slug, draft.part))),
            layout="-".join(filter(None, (row.layout, draft.part))),
            number=row.number if is_first else "",
            title=row.title or _title(asked),
            unit=asked.told.measure.unit,
            threshold=row.threshold,
            is_key_figure=row.is_key_figure and not draft.part,
            columns=draft.columns,
            rows=draft.rows,
            breaks=breaks_within(asked.breaks, [one.on for one in draft.rows]),
            sources=sources_cited(data, figures),
            others=_others(asked) if is_first else (),
        )


def _title(asked: Asked) -> str:
    """What a table is called that was given no title."""
    of = asked.told.with_kind(asked.told.measure.name)
    if asked.row.layout != Layout.RATIO:
        return of
    return _("{of} per {per}").format(of=of, per=asked.data.measure(asked.row.per).name)


def _others(asked: Asked) -> tuple[OtherSource, ...]:
    """What other sources say of the days and periods for which the report does not take them."""
    data, measure = asked.data, asked.told.measure.slug
    areas = (COUNTRY, *asked.regions)
    return (
        *other_sources(data, measure, asked.regions, areas),
        *told_beside(data, measure, _periods_beside(asked), {}),
    )


def _periods_beside(asked: Asked) -> dict[str, list[OtherFigure]]:
    """The last period of each source and area, by the key of what it stands in."""
    data, measure = asked.data, asked.told.measure
    spans = data.spans(measure.slug)
    last: dict[tuple[int, str], FigureRow] = {}
    for row in data.figures:
        if row.measure == measure.slug and row.period_from and row.source != spans.at(row.on):
            last[row.source, row.area] = row
    names = {COUNTRY: _("Nederland"), **asked.regions, **PROVINCES}
    found: dict[str, list[OtherFigure]] = {}
    for (source, area), row in last.items():
        slug = data.sources[source].slug
        id_ = f"andere.{slug}.{measure.slug}.{area or 'land'}.{row.period_from}.{row.on}"
        figure = asked.told.in_unit(observed(id_, row, measure.decimals))
        told = OtherFigure(str(names[area]), row.period_label, row.period_from, row.on, figure)
        found.setdefault((*figure.sources, data.sources[source].key)[0], []).append(told)
    return found
