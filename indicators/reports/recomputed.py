"""Measure tables after some of their figures were corrected: what follows from those. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from nalportal.figures import COMPUTED, Figure, ratio, total

from .entries import GIVEN_COLUMN, RATIO_COLUMN, TOTAL_COLUMN, MeasureTable, TableColumn, TableRow


def recomputed_tables(tables: Sequence[MeasureTable]) -> tuple[MeasureTable, ...]:
    """Ratios, totals of kinds and sums of regions; all else in them was given, or follows from
    figures that they do not have."""
    return tuple(
        replace(table, rows=tuple(_row(row, table.columns) for row in table.rows))
        for table in tables
    )


def _row(row: TableRow, columns: Sequence[TableColumn]) -> TableRow:
    by_slug = {column.slug: figure for column, figure in zip(columns, row.figures, strict=True)}
    figures = (
        _figure(column, figure, columns, by_slug)
        for column, figure in zip(columns, row.figures, strict=True)
    )
    return replace(row, figures=tuple(figures))


def _figure(
    column: TableColumn,
    figure: Figure,
    columns: Sequence[TableColumn],
    row: dict[str, Figure],
) -> Figure:
    match column.role, column.slug:
        case (str(role), "land") if role == RATIO_COLUMN:
            return ratio(figure.id, row["deel"], row["per"])
        case (str(role), _) if role == TOTAL_COLUMN and figure.basis == COMPUTED:
            return total(figure.id, [row[c.slug] for c in columns if c.role == GIVEN_COLUMN])
        case (str(role), "land") if role == GIVEN_COLUMN and figure.basis == COMPUTED:
            # The country as the sum of all regions.
            return total(figure.id, [row[c.slug] for c in columns if c.slug != "land"])
    return figure
