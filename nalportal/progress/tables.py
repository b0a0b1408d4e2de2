"""The list of milestones as a table that sorts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.pages.selection import COLUMN, ROWS
from nalportal.records.search import Kind, alphabetical

from .history import Slip, slips_of
from .models import Category, Milestone, Remark
from .models.remarks import RemarkQuerySet, RemarkState, counted
from .verbs import Verb, possible_verbs

PAGE_SIZES = (25, 100)
# On the pages of the register also one that prints all municipalities.
LIST_SIZES = (*PAGE_SIZES, 500)

# The others are a click further, on the page of the milestone.
VERBS_IN_LIST = {
    Category.PLANNED: (Verb.REALISE, Verb.SHIFT, Verb.WITHDRAW, Verb.RESTORE),
    Category.ATTENTION: (Verb.RESOLVE, Verb.WITHDRAW, Verb.RESTORE),
    Category.REALISED: (Verb.WITHDRAW, Verb.RESTORE),
}


class MilestoneTable(tables.Table):
    """Only what sorts and how; the rows are drawn by a fragment of their own."""

    title = tables.Column(verbose_name=_("Mijlpaal"))
    unit = tables.Column(verbose_name=_("Regio of werkgroep"), order_by="unit__order")
    category = tables.Column(verbose_name=_("Categorie"))
    date = tables.Column(verbose_name=_("Datum"), empty_values=())
    remarks = tables.Column(verbose_name=_("Opmerkingen"), empty_values=(), orderable=False)
    verbs = tables.Column(verbose_name=_("Acties"), empty_values=(), orderable=False)

    def order_title(
        self, queryset: QuerySet[Milestone], is_descending: bool
    ) -> tuple[QuerySet[Milestone], bool]:
        """By the alphabet of readers, on every database."""
        place = alphabetical(Kind.MILESTONE)
        return queryset.order_by(place.desc() if is_descending else place, "reference"), True

    def order_date(
        self, queryset: QuerySet[Milestone], is_descending: bool
    ) -> tuple[QuerySet[Milestone], bool]:
        """By the date that the list shows; without one last, on every database."""
        shown = Coalesce("withdrawn_on", "resolved_on", "realised_on", "planned_on")
        ordered = queryset.annotate(shown_on=shown)
        by_date = (
            F("shown_on").desc(nulls_last=True)
            if is_descending
            else F("shown_on").asc(nulls_last=True)
        )
        return ordered.order_by(by_date, "reference"), True


class Look(NamedTuple):
    """The columns of a list that somebody can leave out (name, heading, whether it is shown), and
    whether its rows are wide apart."""

    columns: list[tuple[str, str, bool]]
    is_roomy: bool


def look_of(table: tables.Table, query: Any) -> Look:
    """Hide the columns that an address leaves out, where it names any; the first one stays.

    Why: decision 47.
    """
    others = list(table.columns)[1:]
    asked = {column.name for column in others}.intersection(query.getlist(COLUMN))
    columns = [(one.name, one.header, not asked or one.name in asked) for one in others]
    for name, _heading, is_shown in columns:
        if not is_shown:
            table.columns.hide(name)
    return Look(columns, query.get(ROWS) == "ruim")


@dataclass(frozen=True)
class Line:
    """One row: the milestone, and what is said and offered beside it."""

    milestone: Milestone
    slip: Slip | None
    is_overdue: bool
    is_editable: bool
    verbs: tuple[Verb, ...]
    version: int  # of what the row shows


def in_order_of(queryset: QuerySet[Milestone], query: Any) -> QuerySet[Milestone]:
    """The milestones in the order that an address asks for: that of the list."""
    ordered: QuerySet[Milestone] = MilestoneTable(
        queryset, order_by=query.getlist("sort")
    ).data.data
    return ordered


def milestone_table(
    queryset: QuerySet[Milestone], query: Any, *, with_unit: bool
) -> MilestoneTable:
    """The page of ``queryset`` that the address asks for (sort, page, per_page).

    Who keeps a single unit needs no column that says so in each row.

    What the address has wrong is read as its default: nobody types these by hand. The page holds
    ids: one query finds and counts them all, so a filter that takes time takes it once.
    """
    hidden = () if with_unit else ("unit",)
    table = MilestoneTable(queryset, order_by=query.getlist("sort"), exclude=hidden)
    found = list(table.data.data.values_list("pk", flat=True))
    table.paginator = Paginator(found, page_size(query))
    table.page = table.paginator.get_page(query.get("page"))
    return table


def page_size(query: Any) -> int:
    asked = query.get("per_page", "")
    return next((size for size in LIST_SIZES if str(size) == asked), PAGE_SIZES[0])


def lines(
    table: MilestoneTable, editable: Collection[int], today: date | None = None
) -> list[Line]:
    """The rows of the page, with ``editable`` the ids of the units that may be changed."""
    page, entries = list(table.page), Milestone.history.filter(id=OuterRef("pk"))
    related = Milestone.objects.select_related("unit").prefetch_related("themes")
    found = related.annotate(
        open_remarks=counted(_remarks(RemarkState.OPEN), per="milestone"),
        answered_remarks=counted(_remarks(RemarkState.ANSWERED), per="milestone"),
        shown=Subquery(entries.order_by("-history_id").values("history_id")[:1]),
    ).in_bulk(page)
    rows = [found[pk] for pk in page if pk in found]
    slips = slips_of(page)
    today = today or timezone.localdate()
    return [
        Line(
            milestone=row,
            slip=slips.get(row.pk),
            is_overdue=row.is_overdue(today),
            is_editable=row.unit_id in editable,
            verbs=_in_list(row),
            version=row.shown,
        )
        for row in rows
    ]


def _remarks(state: RemarkState) -> RemarkQuerySet:
    found: RemarkQuerySet = Remark.objects.filter(state=state)
    return found


def _in_list(row: Milestone) -> tuple[Verb, ...]:
    possible = possible_verbs(row)
    return tuple(verb for verb in VERBS_IN_LIST[Category(row.category)] if verb in possible)
