"""What pages may show of the register: what was collected before, if nothing changed since."""

from dataclasses import replace
from functools import cache, lru_cache
from time import time
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery

from nalportal.progress.models import Indicator, ReportingUnit
from nalportal.progress.reports import Scope
from regions.models import Municipality, Region, RegionMembership

from ..models import (
    Dimension,
    DimensionValue,
    Edition,
    Measure,
    Observation,
    Presentation,
    SeriesBreak,
    Source,
    Succession,
)
from .collecting import collect_indicators
from .rows import IndicatorsData

RECENT_SECONDS = 600
# Every model of which a row is read for the indicators; a test reads that from the queries.
DEPENDS_ON = (
    Indicator,
    Presentation,
    Dimension,
    DimensionValue,
    Measure,
    Source,
    Edition,
    Succession,
    Observation,
    SeriesBreak,
    Municipality,
    Region,
    RegionMembership,
    ReportingUnit,
)


def collect_recent(scope: Scope) -> IndicatorsData:
    """What :func:`collect_indicators` gives, or gave while nothing was entered since (1 query).

    For pages only: two people who enter figures at the same moment may be seen
    ``RECENT_SECONDS`` late. What is frozen is collected anew.
    """
    now = int(time()) // RECENT_SECONDS
    # What other rounds told is not about figures, and would keep two copies of the same ones.
    dates = replace(scope, reported_before=frozenset(), stood_before=None)
    return collected_at((now, *_newest()), dates)


@lru_cache(maxsize=4)
def collected_at(stamp: tuple[object, ...], scope: Scope) -> IndicatorsData:
    """What was collected while the register had this stamp."""
    return collect_indicators(scope)


def _newest() -> tuple[object, ...]:
    """The last line in the history of all that figures depend on: one more for each change."""
    with connection.cursor() as cursor:
        cursor.execute(*_question(connection.vendor))
        return tuple(cursor.fetchone() or ())


@cache
def _question(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The query, written once per kind of database: every page asks it, and writing it took longer
    than the page."""
    newest: dict[str, QuerySet[Any]] = {
        model.__name__: model.history.order_by("-history_id").values("history_id")[:1]
        for model in DEPENDS_ON
    }
    newest["last"] = Observation.objects.order_by("-pk").values("pk")[:1]
    subqueries = {f"newest_{name}": Subquery(query) for name, query in newest.items()}
    rows = Measure.objects.order_by("pk").annotate(**subqueries).values_list(*subqueries)[:1]
    return rows.query.sql_with_params()
