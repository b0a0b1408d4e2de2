"""The milestones of a list as a file, in the columns of the import: it can come back."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import tablib
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nalportal.dutch import Precision, number
from nalportal.exchange.tables import MAX_ROWS
from nalportal.exchange.writing import to_csv, to_xlsx
from nalportal.pages.own_file import VERSION, versions_of
from nalportal.refusals import Refused

from .evidence import files_by
from .history import Link
from .imports import MilestoneResource
from .milestone_file import FILES
from .models import EvidenceLink, Milestone, ReportingUnit, Theme


class TooManyRows(Refused):
    """More rows than a file takes; it is refused as a whole, never cut off."""


def milestones_file(milestones: QuerySet[Milestone], extension: str) -> bytes:
    """A CSV for a Dutch Excel, or a sheet with real dates and numbers.

    Raises :class:`TooManyRows`, and ``FaultyFile`` for a text that no sheet can hold.
    """
    count = milestones.count()
    if count > MAX_ROWS:
        text = _("Dit zijn %(count)s mijlpalen. In een bestand passen er %(limit)s.")
        raise TooManyRows(text % {"count": number(count), "limit": number(MAX_ROWS)})
    resource = MilestoneResource()
    columns = resource.columns()
    dataset = tablib.Dataset(headers=[*(column.column_name for column in columns), VERSION, FILES])
    versions, files = versions_of(milestones), files_by("milestone", milestones)
    for milestone in _with_related(milestones, resource):
        version = versions.get(milestone.pk, "")
        if extension == "csv":
            cells = [*(column.export(milestone) for column in columns), str(version)]
        else:
            cells = [*(_typed(column, milestone) for column in columns), version]
        dataset.append([*cells, " | ".join(files.get(milestone.pk, ()))])
    return to_csv(dataset) if extension == "csv" else to_xlsx(dataset, "mijlpalen")


def _with_related(
    milestones: QuerySet[Milestone], resource: MilestoneResource
) -> Iterator[Milestone]:
    """The milestones with their units, themes and links (5 queries).

    By hand, because a prefetch makes two querysets per milestone, and a join a unit for each.
    """
    these = milestones.order_by().values("pk")
    by_id, units = Theme.objects.in_bulk(), ReportingUnit.objects.in_bulk()
    themes: dict[int, list[Theme]] = defaultdict(list)
    through = Milestone.themes.through.objects.filter(milestone__in=these)
    for milestone_id, theme_id in through.values_list("milestone_id", "theme_id"):
        themes[milestone_id].append(by_id[theme_id])
    links: dict[int, list[Link]] = defaultdict(list)
    rows = EvidenceLink.objects.filter(milestone__in=these).order_by("order", "pk")
    for milestone_id, title, url in rows.values_list("milestone_id", "title", "url"):
        links[milestone_id].append((title, url))
    for milestone in milestones:
        milestone.unit = units[milestone.unit_id]
        resource.fields["themas"].know(milestone, themes[milestone.pk])
        resource.fields["links"].know(milestone, links[milestone.pk])
        yield milestone


def _typed(column: Any, milestone: Milestone) -> str | int | date:
    """A day as a date and a number as a number; anything else as the CSV has it."""
    value = column.get_value(milestone)
    match value:
        case "" | None:
            return ""
        case (date() as on, Precision.DAY, "", _) | (date() as on, Precision.DAY):
            return on
        case int() | date():
            return value
        case _:
            text: str = column.widget.render(value)
            return text
