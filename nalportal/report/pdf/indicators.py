"""The four indicators as blocks: text, charts, table, notes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from indicators.reports import IndicatorTexts, RateReport, RatioReport
from nalportal.dutch import long_date, short_date
from nalportal.progress.figures import COMPUTED
from regions.reports import PolicyRow, PolicyTable

from .. import words
from ..model import Report
from ..words import column_title, period, rate_basis, replaced_lines, type_breaks_line
from . import blocks
from .around import break_notes, ending, opening, other_sources, source_notes, text_notes
from .blocks import Block, Cell
from .coverage import coverage_blocks
from .drawings import Charts
from .units import table_notes

RATIO_TABLE, RATE_TABLE, POLICY_TABLE = "tabel-1", "tabel-2", "tabel-3"
# Six-digit figures of more dates than these touch when they stand beside each other.
MOST_DATES = 7


def indicator_blocks(report: Report, charts: Charts) -> list[Block]:
    """All four, in the order of the report."""
    found = report.indicators
    return [
        *ratio_blocks(found.ratio, charts),
        *rate_blocks(found.rate, charts),
        *policy_blocks(found.policy_texts, report.territory.table, report),
        *coverage_blocks(found.coverage, charts),
    ]


def _no_figures(table: str, texts: IndicatorTexts, sources: Sequence[Block] = ()) -> list[Block]:
    """In the place of a table; what is written about it is told all the same, as on screen."""
    why = blocks.empty(
        _("Geen cijfers in deze ronde."), _("Voor {0} is niets opgegeven.").format(table)
    )
    return [why, *text_notes(texts), *sources]


# ------------------------------------------------------------------------------------ table 1


def ratio_blocks(ratio: RatioReport, charts: Charts) -> list[Block]:
    """Stock of charge points and vehicles, and vehicles per point."""
    caption = _("Tabel 1. Aantal laadpunten per elektrische auto")
    shown = (
        [_ratio_table(ratio, caption)]
        if ratio.columns
        else _no_figures(_("tabel 1"), ratio.texts, source_notes(ratio))
    )
    return [
        *opening(ratio.texts),
        *blocks.charts(charts.ratio),
        *shown,
        *_region_ratios(ratio),
        *other_sources(ratio.others),
        *ending(ratio.texts),
    ]


def _region_ratios(ratio: RatioReport) -> list[Block]:
    if not ratio.regions:
        return []
    rows = [
        [
            blocks.cell(region.name),
            blocks.cell(f"{short_date(region.on)}{_tentative(region.provisional)}"),
            *(
                blocks.figure_cell(figure, RATIO_TABLE)
                for figure in (region.charge_points, region.vehicles, region.ratio)
            ),
        ]
        for region in ratio.regions
    ]
    return [
        blocks.table(
            [
                blocks.column(_("Regio"), width=1),
                blocks.column(_("Datum")),
                blocks.column(_("Laadpunten"), right=True),
                blocks.column(_("Stekkervoertuigen"), right=True),
                blocks.column(_("Per laadpunt"), right=True),
            ],
            rows,
            caption=_("Stekkervoertuigen per laadpunt, per NAL-regio"),
            notes=[blocks.note(ratio.caveat)],
        )
    ]


def _tentative(provisional: bool) -> str:
    return f" ({_('voorlopig')})" if provisional else ""


def _ratio_table(ratio: RatioReport, caption: str) -> Block:
    figures = [f for c in ratio.columns for f in (c.charge_points, c.vehicles, c.ratio)]
    head, rows = _by_figure(ratio) if len(ratio.columns) <= MOST_DATES else _by_date(ratio)
    return blocks.table(
        head,
        rows,
        caption=caption,
        notes=[
            blocks.note(_("Een jaartal is de stand aan het einde van dat jaar.")),
            *blocks.readings(figures),
            *break_notes(ratio.breaks),
            *text_notes(ratio.texts),
            *source_notes(ratio),
        ],
    )


def _ratio_titles() -> tuple[str, str, str]:
    return (
        _("(Semi-)publieke laadpunten"),
        _("Stekkervoertuigen (BEV en PHEV)"),
        _("Stekkervoertuigen per laadpunt"),
    )


def _by_figure(ratio: RatioReport) -> tuple[list[Cell], list[list[Cell]]]:
    """Head and rows as in the printed report: the dates beside each other."""
    by_date = [(c.charge_points, c.vehicles, c.ratio) for c in ratio.columns]
    rows = [
        [blocks.cell(title), *(blocks.figure_cell(figure, RATIO_TABLE) for figure in figures)]
        for title, figures in zip(_ratio_titles(), zip(*by_date, strict=True), strict=True)
    ]
    titles = (blocks.column(column_title(column), right=True) for column in ratio.columns)
    return [blocks.column(_("Aantal")), *titles], rows


def _by_date(ratio: RatioReport) -> tuple[list[Cell], list[list[Cell]]]:
    """Head and rows with the dates under each other: more of them than fit beside each other."""
    rows = [
        [
            blocks.cell(column_title(column)),
            *(
                blocks.figure_cell(figure, RATIO_TABLE)
                for figure in (column.charge_points, column.vehicles, column.ratio)
            ),
        ]
        for column in ratio.columns
    ]
    titles = (blocks.column(title, right=True) for title in _ratio_titles())
    return [blocks.column(_("Datum"), width=1), *titles], rows


# ------------------------------------------------------------------------------------ table 2


def rate_blocks(rate: RateReport, charts: Charts) -> list[Block]:
    """Average monthly increase per type and period."""
    shown = (
        [_rate_table(rate)]
        if rate.rows
        else _no_figures(_("tabel 2"), rate.texts, source_notes(rate))
    )
    return [
        *opening(rate.texts),
        *blocks.charts(charts.rate),
        *shown,
        *other_sources(rate.others),
        *ending(rate.texts),
    ]


def _rate_table(rate: RateReport) -> Block:
    figures = [f for row in rate.rows for f in (row.public, row.semi_public, row.fast, row.total)]
    titles = (_("Publiek"), _("Semipubliek"), _("Snel"), _("Totaal"))
    return blocks.table(
        [
            blocks.column(_("Periode"), width=1),
            *(blocks.column(title, right=True) for title in titles),
            blocks.column(_("Grondslag")),
        ],
        [
            [
                blocks.cell(period(row)),
                *(
                    blocks.figure_cell(figure, RATE_TABLE)
                    for figure in (row.public, row.semi_public, row.fast, row.total)
                ),
                blocks.cell(rate_basis(row)),
            ]
            for row in rate.rows
        ],
        caption=_("Tabel 2. Gemiddelde toename van het aantal laadpunten per maand"),
        notes=[
            blocks.note(_basis(rate)),
            *(blocks.note(line) for line in replaced_lines(rate)),
            *blocks.readings(figures),
            *break_notes(rate.breaks),
            *text_notes(rate.texts),
            *source_notes(rate),
        ],
    )


def _basis(rate: RateReport) -> str:
    if all(row.basis != COMPUTED for row in rate.rows):
        return _("Gemiddelden zoals opgegeven; de totalen zijn berekend.")
    return (
        _(
            "Berekend = de groei van de stand, gedeeld door het aantal maanden; de maand van een "
            "trendbreuk telt niet mee. Opgave = het gemiddelde zoals opgegeven. De totalen zijn "
            "berekend."
        )
        + f" {type_breaks_line(rate)}".rstrip()
    )


# ------------------------------------------------------------------------------------ table 3


def policy_blocks(texts: IndicatorTexts, table: PolicyTable, report: Report) -> list[Block]:
    """Municipalities with vision and policy per region."""
    shown = [_policy_table(table, report)] if table.rows else _no_figures(_("tabel 3"), texts)
    return [*opening(texts), *shown, *ending(texts)]


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
            *text_notes(report.indicators.policy_texts),
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
