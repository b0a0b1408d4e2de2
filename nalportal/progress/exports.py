"""The milestones of a list as a file, in the columns of the import: it can come back."""

from datetime import date
from typing import Any

import tablib
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nalportal.dutch import Precision, number
from nalportal.exchange.tables import MAX_ROWS
from nalportal.exchange.writing import to_csv, to_xlsx

from .imports import MilestoneResource
from .models import Milestone

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooManyRows(ValueError):  # noqa: N818 - the name says what is the matter
    """More rows than a file takes; it is refused as a whole, never cut off."""


def milestones_file(milestones: QuerySet[Milestone], extension: str) -> bytes:
    """A CSV for a Dutch Excel, or a sheet with real dates and numbers.

    Raises :class:`TooManyRows`, and ``FaultyFile`` for a text that no sheet can hold.
    """
    count = milestones.count()
    if count > MAX_ROWS:
        text = _("Dit zijn %(count)s mijlpalen. In een bestand passen er %(limit)s.")
        raise TooManyRows(text % {"count": number(count), "limit": number(MAX_ROWS)})
    columns = MilestoneResource().columns()
    rows = milestones.select_related("unit").prefetch_related("themes", "links")
    dataset = tablib.Dataset(headers=[column.column_name for column in columns])
    for milestone in rows:
        if extension == "csv":
            dataset.append([column.export(milestone) for column in columns])
        else:
            dataset.append([_typed(column, milestone) for column in columns])
    return to_csv(dataset) if extension == "csv" else to_xlsx(dataset, "mijlpalen")


def _typed(column: Any, milestone: Milestone) -> str | int | date:
    """A day as a date and a number as a number; anything else as the CSV has it."""
    match column.get_value(milestone):
        case (date() as on, Precision.DAY):
            return on
        case int() | date() as value:
            return value
        case _:
            text: str = column.export(milestone)
            return text
