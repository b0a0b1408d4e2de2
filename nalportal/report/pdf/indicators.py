"""The four indicators as blocks: text, charts, table, notes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.reports import (
    BreakEntry,
    CoverageReport,
    IndicatorTexts,
    RateReport,
    RatioReport,
    SourceEntry,
)
from nalportal.dutch import long_date, short_date
from nalportal.progress.figures import UNKNOWN, no_figure
from regions.reports import PolicyRow, PolicyTable

from .. import words
from ..model import Report
from ..words import column_title, period, source_line
from . import blocks
from .blocks import Block, Cell
from .drawings import Charts
from .units import table_notes

RATIO_TABLE, RATE_TABLE, POLICY_TABLE = "tabel-1", "tabel-2", "tabel-3"


def indicator_blocks(report: Report, charts: Charts) -> list[Block]:
    """All four, in the order of the report."""
    found = report.indicators
    return [
        *ratio_blocks(found.ratio, charts),
        *rate_blocks(found.rate, charts),
        *policy_blocks(found.policy_texts, report.territory.table, report),
        *coverage_blocks(found.coverage, charts),
    ]


# --------------------------------------------------------------------------- around a table


def _opening(texts: IndicatorTexts) -> list[Block]:
    return [blocks.section(texts.title), *blocks.prose(texts.intro)]


def _ending(texts: IndicatorTexts) -> list[Block]:
    """What stands after the table: texts about figures, and what stands out."""
    after: list[Block] = []
    for text in texts.figures:
        after += blocks.prose(text, level=3)
        # A footnote with the key of a figure belongs to it.
        own = [note for note in texts.footnotes if note.key == text.key]
        after += [block for note in own for block in blocks.small_prose(note)]
    if texts.closing:
        after.append(blocks.section(_("Wat opvalt")))
        after += [block for text in texts.closing for block in blocks.prose(text, level=3)]
    return after


def _text_notes(texts: IndicatorTexts) -> list[Block]:
    lead_in = _("Noot bij de tabel:")
    table = [b for text in texts.table_notes for b in blocks.small_prose(text, lead_in=lead_in)]
    return table + _loose_notes(texts)


def _loose_notes(texts: IndicatorTexts) -> list[Block]:
    """The footnotes that belong to no figure."""
    keys = {text.key for text in texts.figures}
    loose = [note for note in texts.footnotes if note.key not in keys]
    return [block for note in loose for block in blocks.small_prose(note)]


def _breaks(entries: Iterable[BreakEntry]) -> list[Block]:
    return [
        blocks.note(
            _("{letter} = trendbreuk {when}. {text} Bron: {source}").format(
                letter=entry.letter, when=entry.dated, text=entry.text, source=entry.source
            )
        )
        for entry in entries
    ]


def _sources(entries: Iterable[SourceEntry]) -> list[Block]:
    return [
        {
            "type": "note",
            "spans": [
                {"text": f"{_('Bron')}: "},
                blocks.linked(
                    source_line(entry),
                    entry.url,
                ),
                {"text": "."},
            ],
            "label": "",
        }
        for entry in entries
    ]


def _no_figures(
    table: str, texts: IndicatorTexts, sources: Iterable[SourceEntry] = ()
) -> list[Block]:
    """In the place of a table; what is written about it is told all the same, as on screen."""
    why = blocks.empty(
        _("Geen cijfers in deze ronde."), _("Voor {0} is niets opgegeven.").format(table)
    )
    return [why, *_text_notes(texts), *_sources(sources)]


# ------------------------------------------------------------------------------------ table 1


def ratio_blocks(ratio: RatioReport, charts: Charts) -> list[Block]:
    """Stock of charge points and vehicles, and vehicles per point."""
    caption = _("Tabel 1. Aantal laadpunten per elektrische auto")
    shown = (
        [_ratio_table(ratio, caption)]
        if ratio.columns
        else _no_figures(_("tabel 1"), ratio.texts, ratio.sources)
    )
    return [
        *_opening(ratio.texts),
        *blocks.charts(charts.ratio),
        *shown,
        *_ending(ratio.texts),
    ]


def _ratio_table(ratio: RatioReport, caption: str) -> Block:
    def row(title: str, name: str) -> list[Cell]:
        figures = [getattr(column, name) for column in ratio.columns]
        return [
            blocks.cell(title),
            *(blocks.figure_cell(figure, RATIO_TABLE) for figure in figures),
        ]

    figures = [f for c in ratio.columns for f in (c.charge_points, c.vehicles, c.ratio)]
    return blocks.table(
        [
            blocks.column(_("Aantal")),
            *(blocks.column(column_title(column), right=True) for column in ratio.columns),
        ],
        [
            row(_("(Semi-)publieke laadpunten"), "charge_points"),
            row(_("Stekkervoertuigen (BEV en PHEV)"), "vehicles"),
            row(_("Stekkervoertuigen per laadpunt"), "ratio"),
        ],
        caption=caption,
        notes=[
            blocks.note(_("Een jaartal is de stand aan het einde van dat jaar.")),
            *blocks.readings(figures),
            *_breaks(ratio.breaks),
            *_text_notes(ratio.texts),
            *_sources(ratio.sources),
        ],
    )


# ------------------------------------------------------------------------------------ table 2


def rate_blocks(rate: RateReport, charts: Charts) -> list[Block]:
    """Average monthly increase per type and period."""
    shown = (
        [_rate_table(rate)] if rate.rows else _no_figures(_("tabel 2"), rate.texts, rate.sources)
    )
    return [*_opening(rate.texts), *blocks.charts(charts.rate), *shown, *_ending(rate.texts)]


def _rate_table(rate: RateReport) -> Block:
    figures = [f for row in rate.rows for f in (row.public, row.semi_public, row.fast, row.total)]
    titles = (_("Publiek"), _("Semipubliek"), _("Snel"), _("Totaal"))
    return blocks.table(
        [
            blocks.column(_("Periode"), width=1),
            *(blocks.column(title, right=True) for title in titles),
        ],
        [
            [
                blocks.cell(period(row)),
                *(
                    blocks.figure_cell(figure, RATE_TABLE)
                    for figure in (row.public, row.semi_public, row.fast, row.total)
                ),
            ]
            for row in rate.rows
        ],
        caption=_("Tabel 2. Gemiddelde toename van het aantal laadpunten per maand"),
        notes=[
            blocks.note(_("Gemiddelden zoals opgegeven; de totalen zijn berekend.")),
            *blocks.readings(figures),
            *_breaks(rate.breaks),
            *_text_notes(rate.texts),
            *_sources(rate.sources),
        ],
    )


# ------------------------------------------------------------------------------------ table 3


def policy_blocks(texts: IndicatorTexts, table: PolicyTable, report: Report) -> list[Block]:
    """Municipalities with vision and policy per region."""
    shown = [_policy_table(table, report)] if table.rows else _no_figures(_("tabel 3"), texts)
    return [*_opening(texts), *shown, *_ending(texts)]


def _policy_table(table: PolicyTable, report: Report) -> Block:
    headings = (entry.column_heading for entry in table.instruments)
    figures = [cell.count for row in (*table.rows, table.total) for cell in row.cells]
    return blocks.table(
        [
            blocks.column(_("Regio")),
            blocks.column(_("Totaal gemeenten"), right=True),
            *(blocks.column(heading, right=True) for heading in headings),
        ],
        [_policy_row(row, table) for row in table.rows],
        total=_policy_row(table.total, table),
        caption=_("Tabel 3. Gemeenten met visie en beleid per NAL-regio, {0}").format(
            report.title[:1].lower() + report.title[1:]
        ),
        notes=[
            *table_notes(table, POLICY_TABLE, (n.number for n in table.footnotes)),
            *blocks.readings(figures),
            *_at_least(table.total),
            blocks.note(words.basis_line(table)),
            *(blocks.note(line) for line in words.difference_lines(table)),
            blocks.note(
                _("Gemeentelijke indeling van {0}.").format(long_date(report.division_on))
                + " "
                + _("Percentages zijn berekend en half naar boven afgerond op één decimaal.")
            ),
            *_text_notes(report.indicators.policy_texts),
        ],
    )


def _at_least(total: PolicyRow) -> list[Block]:
    if not any(cell.count.at_least for cell in total.cells):
        return []
    return [blocks.note(_("Ten minste = het totaal telt alleen de bekende aantallen."))]


def _policy_row(row: PolicyRow, table: PolicyTable) -> list[Cell]:
    per_cell = words.says_basis_per_cell(table)
    cells = [
        blocks.cell(row.name),
        blocks.figure_cell(row.municipalities, POLICY_TABLE),
    ]
    for index, entry in enumerate(table.instruments):
        found = row.cell(entry.slug)
        # As in the printed table, the first instrument is also given as a share.
        small = [f"({found.share})"] if index == 0 and found.share.value is not None else []
        small += [found.basis] if per_cell else []
        cells.append(blocks.figure_cell(found.count, POLICY_TABLE, small=" ".join(small)))
    return cells


# ---------------------------------------------------------------------------------- coverage


def coverage_blocks(coverage: CoverageReport, charts: Charts) -> list[Block]:
    """Charge points per region; without a series the section says so."""
    texts = coverage.texts
    shown: list[Block] = (
        [*blocks.charts(charts.coverage), _series_table(coverage)]
        if coverage.series
        else [
            blocks.empty(
                _("Geen cijfers per regio in deze ronde."),
                _("Er is geen reeks met cijfers aangeleverd. Daarom staat hier geen grafiek."),
            )
        ]
    )
    return [*_opening(texts), *shown, *_ending(texts), *_loose_notes(texts)]


def _series_table(coverage: CoverageReport) -> Block:
    dates = sorted({point.on for series in coverage.series for point in series.points})
    known = {(s.region, p.on): p.figure for s in coverage.series for p in s.points}
    figures = {
        (series.region, on): known.get((series.region, on)) or no_figure("", UNKNOWN)
        for series in coverage.series
        for on in dates
    }
    return blocks.table(
        [
            blocks.column(_("Datum"), width=1),
            *(blocks.column(series.name, right=True) for series in coverage.series),
        ],
        [
            [
                blocks.cell(short_date(on)),
                *(blocks.cell(str(figures[(s.region, on)])) for s in coverage.series),
            ]
            for on in dates
        ],
        caption=_("Tabel 4. (Semi-)publieke laadpunten per NAL-regio"),
        notes=[*blocks.readings(figures.values()), *_breaks(coverage.breaks)],
    )
