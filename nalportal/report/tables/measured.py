"""The tables of any measure: what an indicator has that somebody made on screen."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from indicators.charts import DRAWN
from indicators.reports import IndicatorReport, MeasureTable, TableColumn, TableRow
from nalportal.dutch import number
from nalportal.figures import COMPUTED

from ..labels import table_row
from ..provenance import cited, halves_line
from . import notes
from .model import (
    AS_FIGURE,
    About,
    Cell,
    Column,
    Kind,
    Note,
    NoteKind,
    Row,
    Shown,
    Table,
    note,
)
from .stock import nothing_supplied, other_sources

PERCENT = "%"
OF_MEASURE = "maat-"
BY_PROVINCE = "-provincies"


def tables(indicator: IndicatorReport, place: int) -> Iterator[Table]:
    """Its tables, and what other sources say; ``place``: which indicator of the report it is."""
    for at, found in enumerate(indicator.tables, 1):
        yield _table(found, f"{place}.{at} {indicator.texts.title}")
    told = set()
    for found in indicator.tables:
        # Tables of one measure have the same ones beside them.
        if found.others and found.others not in told:
            told.add(found.others)
            yield other_sources(found.others, found.slug)


def _table(found: MeasureTable, sheet: str) -> Table:
    columns = _columns(found)
    rows = tuple(_row(row, found) for row in found.rows)
    return Table(
        id=f"tabel-{found.slug}",
        kind=f"{OF_MEASURE}{found.layout}",
        number=found.number,
        caption=_caption(found),
        columns=columns,
        rows=rows,
        notes=(
            *_of_what(found),
            *notes.of_dates(rows, columns),
            *notes.breaks(found.breaks),
            *notes.sources(cited(found)),
        ),
        empty=nothing_supplied(found.title),
        sheet=_sheet_name(sheet),
        charts=found.slug if found.layout in DRAWN else "",
    )


def one_moment(table: Table) -> str:
    """What stands in the place of the chart of one date; empty for any other table."""
    if not table.charts or not table.kind.startswith(OF_MEASURE) or len(table.rows) != 1:
        return ""
    return _("Er is één peilmoment. Een grafiek komt er vanaf twee.")


def _sheet_name(text: str) -> str:
    """As a spreadsheet allows it; the number in front keeps it apart from the others."""
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31].strip().strip("'")


def _caption(found: MeasureTable) -> str:
    if found.layout.endswith("-erbij"):
        return _("{title}: erbij in de maand").format(title=found.title)
    if found.layout.endswith("-trend"):
        return _("{title}: trend van wat er per maand bij komt").format(title=found.title)
    if found.layout.endswith(BY_PROVINCE):
        return _("{title}: per provincie").format(title=found.title)
    return found.title


# ------------------------------------------------------------------------- columns and rows


def _columns(found: MeasureTable) -> tuple[Column, ...]:
    is_trend = found.layout.endswith("-trend")
    first = _("Gebied") if is_trend else _("Datum of periode")
    # A row is named after its days, but for a trend: an area has one for each piece of its series.
    days = Shown.COLUMN if is_trend else Shown.DATA
    provisional = any(row.provisional for row in found.rows)
    return (
        Column(first, Kind.NAME, room=1),
        Column(_("Vanaf"), Kind.DAY, days),
        Column(_("Tot en met"), Kind.DAY, days),
        *([Column(_("Voorlopig"), Kind.TEXT, Shown.LINE)] if provisional else []),
        *(_column(column) for column in found.columns),
    )


def _column(column: TableColumn) -> Column:
    correctable = column.role in ("gegeven", "totaal")
    return Column(
        heading(column),
        corrected_as=AS_FIGURE if correctable else "",
        strong=column.role == "totaal",
        about=About(area=column.area, measure=_measure(column)),
    )


def heading(column: TableColumn) -> str:
    """What stands above a column."""
    words = {
        "totaal": _("Totaal"),
        "verhouding": _("Verhouding, {0}").format(column.name),
        "aantal": _("Gemeenten"),
        "bekend": _("Van zoveel bekend"),
        "aandeel": column.name or _("Aandeel"),
        "helling": _("Trend per maand"),
        "standaardfout": _("Standaardfout"),
    }
    return words.get(column.role, column.name)


def _measure(column: TableColumn) -> str:
    words = {
        "gegeven": "",
        "totaal": "",
        "verhouding": _("verhouding"),
        "aantal": _("gemeenten die meetellen"),
        "bekend": _("gemeenten met een bekend cijfer"),
        "aandeel": _("aandeel van de gemeenten"),
        "toename": _("erbij per maand"),
        "helling": _("helling van de trend per maand"),
        "standaardfout": _("standaardfout van de helling"),
    }
    told = words[column.role]
    return f"{column.measure}: {told}" if told else column.measure


def _row(row: TableRow, found: MeasureTable) -> Row:
    is_trend = found.layout.endswith("-trend")
    name: str | date = table_row(row) if row.since or row.label else row.on
    provisional = any(other.provisional for other in found.rows)
    return Row(
        (
            Cell(row.label if is_trend else name),
            Cell(row.since),
            Cell(row.on),
            *([Cell(_("voorlopig") if row.provisional else "")] if provisional else []),
            *(Cell(figure, computed=figure.basis == COMPUTED) for figure in row.figures),
        ),
        About(area=row.label if is_trend else "", since=row.since, on=row.on),
    )


# ------------------------------------------------------------------------------------ notes


def _of_what(found: MeasureTable) -> Iterator[Note]:
    figures = [figure for row in found.rows for figure in row.figures]
    if found.unit and not any(figure.unit == PERCENT for figure in figures):
        yield note(NoteKind.READING, _("Eenheid: {unit}.").format(unit=found.unit))
    if found.threshold is not None:
        text = _(
            "Een gemeente telt mee vanaf {threshold} {unit}. Het aandeel is dat van de gemeenten "
            "waarvan een cijfer bekend is."
        )
        threshold = number(found.threshold, max(0, -int(found.threshold.as_tuple().exponent)))
        yield note(NoteKind.BASIS, text.format(threshold=threshold, unit=found.unit))
    if found.layout.endswith(BY_PROVINCE):
        told = _("Een NAL-regio is geen groep provincies: deze cijfers tellen er niet toe op.")
        yield note(NoteKind.READING, told)
    if any(column.role == "toename" for column in found.columns):
        told = _("Berekend uit de stand; over een trendbreuk wordt niets berekend.")
        yield note(NoteKind.BASIS, told)
    if line := halves_line(found):
        yield note(NoteKind.BASIS, line)
