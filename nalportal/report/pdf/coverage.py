"""Figures 1 and 2 as blocks: charts, their numbers, trends and notes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.charts import Numbers, numbers
from indicators.reports import CoverageReport, RegionSeries
from nalportal.dutch import DASH, number, short_date
from nalportal.progress.figures import Figure

from . import blocks
from .around import (
    break_notes,
    closing,
    ending,
    loose_notes,
    opening,
    other_sources,
    source_notes,
)
from .blocks import Block, Cell
from .drawings import Charts


def coverage_blocks(coverage: CoverageReport, charts: Charts) -> list[Block]:
    """Charge points per region; without a series the section says so."""
    texts = coverage.texts
    if coverage.series:
        shown = [*_stock(coverage, charts), *_placed(coverage, charts)]
        # The texts at the figures of the printed report say why they were not here.
        notes = [block for note in texts.footnotes for block in blocks.small_prose(note)]
        after = [*notes, *closing(texts)]
    else:
        shown = [
            blocks.empty(
                _("Geen cijfers per regio in deze ronde."),
                _("Er is geen reeks met cijfers aangeleverd. Daarom staat hier geen grafiek."),
            )
        ]
        after = [*ending(texts), *loose_notes(texts)]
    return [*opening(texts), *shown, *other_sources(coverage.others), *after]


def _stock(coverage: CoverageReport, charts: Charts) -> list[Block]:
    caption = _("Tabel 4. (Semi-)publieke laadpunten per NAL-regio")
    notes = [*break_notes(coverage.breaks), *source_notes(coverage)]
    table = numbers_table(numbers.stock(coverage), caption, notes)
    return [*blocks.charts(charts.coverage), table]


def _placed(coverage: CoverageReport, charts: Charts) -> list[Block]:
    """What was placed each month; nothing before there are two months after each other."""
    found = numbers.placed(coverage)
    if not found.rows:
        return []
    caption = _("Tabel 5. (Semi-)publieke laadpunten erbij per maand, per NAL-regio")
    return [
        blocks.section(_("Laadpunten erbij per maand"), level=3),
        *blocks.charts(charts.placed),
        numbers_table(found, caption, []),
        _trends(coverage.series),
    ]


def numbers_table(found: Numbers, caption: str, notes: Iterable[Block]) -> Block:
    """The numbers of a chart: the first column tells of what, the others stand right."""
    figures = [value for row in found.rows for value in row if isinstance(value, Figure)]
    first, *others = found.head
    return blocks.table(
        [
            blocks.column(first, width=1),
            *(blocks.column(heading, right=True) for heading in others),
        ],
        [[_cell(value) for value in row] for row in found.rows],
        caption=caption,
        notes=[*blocks.readings(figures), *notes],
    )


def _cell(value: object) -> Cell:
    plain = isinstance(value, str | Figure)
    return blocks.cell(str(value) if plain else short_date(value))  # type: ignore[arg-type] # else a date


def _trends(series: Iterable[RegionSeries]) -> Block:
    rows = [
        [
            blocks.cell(one.name),
            blocks.cell(f"{short_date(trend.period_from)} {DASH} {short_date(trend.on)}"),
            blocks.cell(number(trend.months)),
            blocks.cell(str(trend.slope)),
            blocks.cell(str(trend.error)),
        ]
        for one in series
        for trend in one.trends
    ]
    if not rows:
        return blocks.note(
            _("Geen trend: tussen twee trendbreuken zijn minder dan zes maanden bekend.")
        )
    return blocks.table(
        [
            blocks.column(_("Regio"), width=1),
            blocks.column(_("Periode"), width=2),
            blocks.column(_("Maanden"), right=True),
            blocks.column(_("Trend per maand"), right=True),
            blocks.column(_("Standaardfout"), right=True),
        ],
        rows,
        caption=_("Tabel 6. Trend van wat er per maand bij komt"),
        notes=[
            blocks.note(
                _(
                    "Een rechte lijn door de maanden tussen twee trendbreuken (kleinste "
                    "kwadraten). De trend per maand zegt hoeveel er elke maand meer of minder bij "
                    "komt dan de maand ervoor."
                )
            )
        ],
    )
