"""The steps that decide what each municipality has on a date: one query, at most three a pair.

A status is the replay of all steps up to a date (:mod:`regions.status`). Of one municipality and
one instrument three of them are enough for the same outcome: the last one that settled something,
the last one in preparation, and the last that only repeats a total of 0, which may lapse. So the
database keeps the others to itself, and what a page reads does not grow with the years.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import ExpressionWrapper, F, Q, Window, fields
from django.db.models.functions import RowNumber

from nalportal.dutch import PartialDate, partial_date_or_none

from .models import PolicyStep
from .models.policy import PREPARATORY_STAGES
from .status import FROM_TOTAL, NOBODY_STAGES, Document, StepRow, is_lapsed

_COLUMNS = (
    "pk",
    "municipality__code",
    "instrument__slug",
    "stage",
    "on",
    "precision",
    "no_later_than",
    "expected_on",
    "expected_precision",
    "review_due_on",
    "source",
    "document",
    "document__title",
    "document__reference",
    "document__url",
    "document__adopted_by",
    "document__adopted_on",
    "document__in_force_on",
)


def deciding_steps(day: date, codes: Iterable[str] | None = None) -> tuple[StepRow, ...]:
    """The steps that decide every status on ``day``, in order of date and id (1 query).

    With ``codes`` only those of the municipalities with these CBS codes.

    A step that was corrected or taken back no longer counts, whenever that was done.
    """
    is_preparatory = ExpressionWrapper(
        Q(stage__in=PREPARATORY_STAGES), output_field=fields.BooleanField()
    )
    repeats_a_total = ExpressionWrapper(
        Q(stage__in=NOBODY_STAGES, source__icontains=FROM_TOTAL),
        output_field=fields.BooleanField(),
    )
    newest_of_its_kind = Window(
        RowNumber(),
        partition_by=[
            F("municipality_id"),
            F("instrument_id"),
            is_preparatory,
            repeats_a_total,
        ],
        order_by=[F("on").desc(), F("pk").desc()],
    )
    standing = PolicyStep.objects.standing().filter(on__lte=day)
    if codes is not None:
        standing = standing.filter(municipality__code__in=tuple(codes))
    # In one piece: as `pk IN (…)`, PostgreSQL without fresh statistics asked it anew for each row.
    deciding = standing.annotate(place=newest_of_its_kind).filter(place=1).order_by("on", "pk")
    return tuple(_row(day, *columns) for columns in deciding.values_list(*_COLUMNS))


def _row(  # noqa: PLR0913, PLR0917 - the columns of the query, in its order
    day: date,
    pk: int,
    municipality: str,
    instrument: str,
    stage: str,
    on: date,
    precision: str,
    no_later_than: bool,
    expected_on: date | None,
    expected_precision: str,
    review_due_on: date | None,
    source: str,
    document: int | None,
    *about: Any,
) -> StepRow:
    dated = PartialDate(on, precision)
    return StepRow(
        id=pk,
        municipality=municipality,
        instrument=instrument,
        stage=stage,
        dated=dated,
        no_later_than=no_later_than,
        expected=partial_date_or_none(expected_on, expected_precision),
        review_due_on=review_due_on,
        lapsed=is_lapsed(stage, source, dated, day),
        document=Document(str(document), *about) if document else None,
    )


@dataclass(frozen=True)
class LatestStep:
    """The last thing that was recorded of a municipality, of whichever instrument."""

    instrument: str
    stage: str
    dated: PartialDate
    no_later_than: bool
    reference: str


def latest_in(steps: Iterable[StepRow], names: Mapping[str, str]) -> dict[str, LatestStep]:
    """Per CBS code the last of these steps, which come in order; with the ``names`` of instruments
    by their web address."""
    return {
        row.municipality: LatestStep(
            names[row.instrument],
            row.stage,
            row.dated,
            row.no_later_than,
            row.document.reference if row.document else "",
        )
        for row in {row.municipality: row for row in steps}.values()
    }


def later_steps(day: date) -> dict[str, LatestStep]:
    """Per CBS code the last step of after ``day``, where there is one (1 query)."""
    standing = PolicyStep.objects.standing().filter(on__gt=day)
    newest = Window(
        RowNumber(),
        partition_by=[F("municipality_id")],
        order_by=[F("on").desc(), F("pk").desc()],
    )
    rows = standing.annotate(place=newest).filter(place=1).order_by()
    return {
        code: LatestStep(instrument, stage, PartialDate(on, precision), late, reference or "")
        for code, instrument, stage, on, precision, late, reference in rows.values_list(
            "municipality__code",
            "instrument__short_name",
            "stage",
            "on",
            "precision",
            "no_later_than",
            "document__reference",
        )
    }
