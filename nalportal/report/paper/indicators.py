"""The indicators as blocks: what is written about them, their charts and their tables."""

from collections.abc import Sequence

from indicators.reports import IndicatorTexts
from nalportal.progress.reports import TextBlock

from ..tables import Chapter, Table
from ..tables.measured import one_moment
from . import blocks
from .blocks import Block
from .drawings import Charts
from .narrative import closing, opening
from .tables import table_blocks


def indicator(
    chapter: Chapter,
    texts: IndicatorTexts,
    charts: Charts,
    definitions: Sequence[TextBlock] = (),
    maps: Sequence[Block] = (),
) -> list[Block]:
    """An indicator: its text, what its words mean, its tables with its maps behind the first, and
    what stands out."""
    tables = [table for table in chapter.tables if table.on_paper]
    return [
        *opening(chapter.title, texts),
        *(blocks.terms(definitions) if definitions else []),
        *(block for table in tables[:1] for block in with_charts(table, charts)),
        *maps,
        *(block for table in tables[1:] for block in with_charts(table, charts)),
        *(block for text in chapter.instead for block in blocks.prose(text, level=3)),
        *closing(texts),
    ]


def with_charts(table: Table, charts: Charts) -> list[Block]:
    """A table under its heading and the charts of its figures."""
    heading = [blocks.section(table.heading, level=3)] if table.heading else []
    drawings = charts.above(table.charts) if table.rows else ()
    instead = one_moment(table) if not drawings else ""
    noted = [blocks.note(instead)] if instead else []
    return [*heading, *blocks.charts(drawings), *table_blocks(table), *noted]
