"""What municipalities have on a date as a file: what the list shows, a row per municipality."""

from collections.abc import Iterable
from datetime import date

import tablib
from django.utils.translation import gettext as _

from nalportal.dutch import PartialDate, Precision, joined, short_date, short_partial_date
from nalportal.exchange.writing import to_csv, to_xlsx

from .current_status import Standing
from .documents import files_by_municipality
from .models import Stage
from .status import UNKNOWN
from .tables import Line, StatusCell

Value = str | date


def municipalities_file(lines: Iterable[Line], standing: Standing, extension: str) -> bytes:
    """A CSV for a Dutch Excel, or a sheet with real dates; the date shown is in every row.

    Raises ``FaultyFile`` for a text that no sheet can hold.
    """
    headers = [_("Stand op"), _("CBS-code"), _("Gemeente"), _("Provincie"), _("NAL-regio")]
    for kind in standing.instruments:
        headers += [heading % {"name": kind.short_name} for heading in _headings()]
    dataset = tablib.Dataset(headers=[*headers, _("Bestanden")])
    files = files_by_municipality(standing.on)
    for line in lines:
        row = [*_row(line, standing.on), " | ".join(files.get(line.entry.code, ()))]
        dataset.append(row if extension == "xlsx" else [_text(value) for value in row])
    return to_csv(dataset) if extension == "csv" else to_xlsx(dataset, _("gemeenten"))


def _headings() -> tuple[str, ...]:
    return (
        "%(name)s",
        _("%(name)s: datum"),
        _("%(name)s: in voorbereiding"),
        _("%(name)s: verwacht"),
        _("%(name)s: herijken vóór"),
        _("%(name)s: geërfd van"),
    )


def _row(line: Line, on: date) -> list[Value]:
    entry = line.entry
    row: list[Value] = [on, entry.code, entry.name, entry.province, line.region]
    for cell in line.cells:
        row += _cells(cell)
    return row


def _cells(cell: StatusCell) -> list[Value]:
    status = cell.status
    return [
        _word(status.stage),
        _dated(status.dated, late=status.no_later_than),
        _word(status.preparing) if status.preparing else "",
        _dated(status.expected),
        cell.review.due_on if cell.review else "",
        joined(status.inherited_from),
    ]


def _word(stage: str) -> str:
    return str(_("Onbekend")) if stage == UNKNOWN else str(Stage(stage).label)


def _dated(value: PartialDate | None, *, late: bool = False) -> Value:
    """A day as a date; what is less exact, or "uiterlijk", in words."""
    if value is None:
        return ""
    if value.precision == Precision.DAY and not late:
        return value.on
    text = short_partial_date(value)
    return f"{_('uiterlijk')} {text}" if late else text


def _text(value: Value) -> str:
    return short_date(value) if isinstance(value, date) else value
