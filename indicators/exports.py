"""Figures as a file in the long format of the import: what goes out can come back."""

from collections.abc import Iterator, Mapping

import tablib
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nalportal.dutch import number
from nalportal.exchange.columns import Column
from nalportal.exchange.writing import to_csv, to_xlsx
from nalportal.progress.exports import TooManyRows

from .entry.files import FIGURE_LIMITS
from .imports import ObservationResource
from .kinds import KindNames
from .models import AreaKind, Observation, ValueKind, areas_of


def chosen_figures(asked: Mapping[str, str]) -> QuerySet[Observation] | None:
    """The figures that an address asks for: of a measure (``maat``), source (``bron``), kind of
    area (``gebieden``), type (``soort``) and kind of value (``cijfer``), each of them optional.
    ``None`` for what can't be."""
    found: QuerySet[Observation] = Observation.objects.order_by(
        "measure",
        "source",
        "area",
        "region",
        "municipality",
        "charger_type",
        "kind",
        "on",
        "period_from",
    )
    if asked.get("gebieden", AreaKind.COUNTRY) not in AreaKind.values:
        return None
    if asked.get("soort") and asked["soort"] not in KindNames():
        return None
    if asked.get("cijfer") and asked["cijfer"] not in ValueKind.values:
        return None
    # A database may refuse to look for a control character.
    if not (asked.get("maat", "") + asked.get("bron", "")).isprintable():
        return None
    if "gebieden" in asked:
        found = found.filter(area__in=areas_of(asked["gebieden"]))
    fields = {
        "maat": "measure__slug",
        "bron": "source__slug",
        "soort": "charger_type",
        "cijfer": "kind",
    }
    return found.filter(**{fields[name]: asked[name] for name in fields if name in asked})


def figures_file(figures: QuerySet[Observation], extension: str) -> bytes:
    """A CSV for a Dutch Excel, or a sheet with real dates and numbers (2 queries).

    Raises :class:`TooManyRows` for more than the import takes back in one file.
    """
    limit = FIGURE_LIMITS.rows if extension == "csv" else FIGURE_LIMITS.sheet_rows
    count = figures.count()
    if count > limit:
        text = _("Dit zijn %(count)s cijfers. In een bestand passen er %(limit)s.")
        raise TooManyRows(text % {"count": number(count), "limit": number(limit)})
    columns = ObservationResource().columns()
    dataset = tablib.Dataset(headers=[column.column_name for column in columns])
    for observation in figures.select_related(*ObservationResource.related).iterator():
        dataset.append(list(_cells(observation, columns, typed=extension == "xlsx")))
    return to_csv(dataset) if extension == "csv" else to_xlsx(dataset, "cijfers")


def _cells(observation: Observation, columns: list[Column], *, typed: bool) -> Iterator[object]:
    for column in columns:
        text = column.export(observation)
        match column.column_name if typed else "":
            case "datum":
                yield observation.on
            case "vanaf":
                yield observation.period_from or ""
            case "vastgesteld_op":
                yield observation.set_on or ""
            case "waarde" if observation.value is not None and not observation.accuracy:
                yield observation.value.normalize() + 0
            case _:
                yield text
