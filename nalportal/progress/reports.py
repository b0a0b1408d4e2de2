"""What the units report in one round: collected with queries, assembled without.

``collect_units`` gives plain rows; ``assemble_units`` and ``assemble_texts`` turn them into
frozen dataclasses. No HTML, no Dutch layout: the renderers do that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, JSONField, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

from nalportal.dutch import PartialDate, Precision
from nalportal.prose import Span, paragraphs_of, spans_of

from .models import (
    Category,
    CategoryStatement,
    Milestone,
    Place,
    PrintedDifference,
    ReportingUnit,
    ReportText,
)


@dataclass(frozen=True)
class Scope:
    """For which round, peildatum and municipal division a report is made.

    ``round_id`` says whose texts and statements are used. ``reported_before`` holds
    (reference, status) of what an earlier published report already told as closed.
    """

    slug: str
    title: str
    reference_on: date
    division_on: date
    figures_until: date
    round_id: int | None
    reported_before: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class TextBlock:
    """A titled text in paragraphs; ``is_summary`` = our own words, not those of the source."""

    key: str
    title: str
    paragraphs: tuple[tuple[Span, ...], ...]
    is_summary: bool


@dataclass(frozen=True)
class EvidenceEntry:
    title: str
    url: str


@dataclass(frozen=True)
class MilestoneEntry:
    """One item. ``status`` is open, gerealiseerd, opgelost or ingetrokken."""

    reference: str
    title: str
    explanation: str
    status: str
    planned: PartialDate | None
    overdue: bool
    realised_on: date | None
    resolved_on: date | None
    resolution: str
    withdrawn_on: date | None
    withdrawal_reason: str
    links: tuple[EvidenceEntry, ...]


@dataclass(frozen=True)
class CategoryBlock:
    """The items of one category; ``earlier`` were told as closed in an earlier report.

    ``statement`` says why there are none: geen, niet-vermeld, or empty (not supplied).
    """

    category: str
    items: tuple[MilestoneEntry, ...]
    earlier: tuple[MilestoneEntry, ...]
    statement: str


@dataclass(frozen=True)
class UnitReport:
    """One unit's part: always three category blocks, in the order of the report."""

    slug: str
    code: str
    name: str
    short_name: str
    kind: str
    summary: str
    intro: TextBlock | None
    categories: tuple[CategoryBlock, ...]

    @property
    def item_count(self) -> int:
        return sum(len(block.items) for block in self.categories)


@dataclass(frozen=True)
class UnitRow:
    id: int
    slug: str
    code: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True)
class UnitsData:
    """What the queries gave: units in order, milestones and statements per unit.

    ``was`` has, by milestone, the (category, position) that those had on the peildatum which were
    realised after it; none for one that the register only knows as realised.
    """

    units: tuple[UnitRow, ...]
    milestones: Mapping[int, tuple[Milestone, ...]]
    links: Mapping[int, tuple[EvidenceEntry, ...]]
    statements: Mapping[tuple[int, str], str]
    texts: tuple[ReportText, ...]
    was: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    def closed_after(self, unit: int, on: date) -> tuple[Milestone, ...]:
        """The milestones of a unit that were realised or resolved after ``on``: to a report of
        that day they are what they were before."""
        return tuple(m for m in self.milestones.get(unit, ()) if m.closed_after(on))


def collect_units(
    scope: Scope, *, only: str | None = None, with_milestones: bool = True
) -> UnitsData:
    """Query units, milestones with links, statements and texts of the scope (4 queries).

    ``only`` limits milestones to the unit with that slug.
    """
    units = tuple(
        UnitRow(*row)
        for row in ReportingUnit.objects.values_list(
            "id", "slug", "code", "name", "short_name", "kind"
        )
    )
    milestones, links, was = _milestones(scope, only) if with_milestones else ({}, {}, {})
    return UnitsData(
        units=units,
        milestones=milestones,
        links=links,
        statements=_statements(scope) if with_milestones else {},
        texts=tuple(ReportText.objects.filter(round_id=scope.round_id)) if scope.round_id else (),
        was=was,
    )


def collect_differences(scope: Scope) -> tuple[PrintedDifference, ...]:
    """The places where the printed source says otherwise (1 query)."""
    if scope.round_id is None:
        return ()
    return tuple(PrintedDifference.objects.filter(round_id=scope.round_id))


def _milestones(
    scope: Scope, only: str | None
) -> tuple[
    dict[int, tuple[Milestone, ...]],
    dict[int, tuple[EvidenceEntry, ...]],
    dict[int, tuple[str, int]],
]:
    # One query: the links come as a join, so that a milestone stands in as many rows as it has
    # links (a prefetch would be a query more on every live page).
    queryset = Milestone.objects.in_report_order().annotate(
        link_title=F("links__title"),
        link_url=F("links__url"),
        before=_before_realised(scope.reference_on),
    )
    queryset = queryset.order_by(*queryset.query.order_by, "links__order", "links__pk")
    if only:
        queryset = queryset.filter(unit__slug=only)
    rows: dict[int, dict[int, Milestone]] = defaultdict(dict)
    links: dict[int, list[EvidenceEntry]] = defaultdict(list)
    was: dict[int, tuple[str, int]] = {}
    for milestone in queryset:
        rows[milestone.unit_id][milestone.pk] = milestone
        if milestone.before:
            was[milestone.pk] = (milestone.before["category"], milestone.before["position"])
        if milestone.link_url:
            links[milestone.pk].append(EvidenceEntry(milestone.link_title, milestone.link_url))
    return (
        {unit: tuple(found.values()) for unit, found in rows.items()},
        {milestone: tuple(found) for milestone, found in links.items()},
        was,
    )


def _before_realised(on: date) -> Case:
    """Of what was realised after ``on``: where it stood while it was last open."""
    open_then = Milestone.history.filter(id=OuterRef("pk"), resolved_on=None, withdrawn_on=None)
    open_then = open_then.exclude(category=Category.REALISED).order_by("-history_id")
    place = JSONObject(category="category", position="position")
    return Case(
        When(
            Q(category=Category.REALISED, realised_on__gt=on),
            then=Subquery(open_then.annotate(place=place).values("place")[:1]),
        ),
        default=None,
        output_field=JSONField(),
    )


def _statements(scope: Scope) -> dict[tuple[int, str], str]:
    if scope.round_id is None:
        return {}
    rows = CategoryStatement.objects.filter(submission__round_id=scope.round_id)
    return {
        (unit, category): statement
        for unit, category, statement in rows.values_list(
            "submission__unit_id", "category", "statement"
        )
    }


def assemble_units(data: UnitsData, scope: Scope) -> dict[str, UnitReport]:
    """Every unit's part by slug, in the order of the units. Pure."""
    texts = TextIndex(data.texts)
    return {unit.slug: _unit_report(unit, data, scope, texts) for unit in data.units}


def _unit_report(unit: UnitRow, data: UnitsData, scope: Scope, texts: "TextIndex") -> UnitReport:
    milestones = _on_peildatum(data, unit.id, scope.reference_on)
    summary = texts.first(Place.UNIT_SUMMARY, unit=unit.id)
    return UnitReport(
        slug=unit.slug,
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        summary=_in_one_line(summary) if summary else "",
        intro=texts.first(Place.UNIT, unit=unit.id),
        categories=tuple(
            _category_block(
                category,
                [_entry(then, m, data, scope) for then, m in milestones if then == category],
                data.statements.get((unit.id, category), ""),
                scope,
            )
            for category in Category.values
        ),
    )


def _in_one_line(block: TextBlock) -> str:
    return " ".join("".join(span.text for span in spans) for spans in block.paragraphs)


def _category_block(
    category: str, entries: list[MilestoneEntry], statement: str, scope: Scope
) -> CategoryBlock:
    """Closed items are told in full once; after that they stand under "eerder"."""
    earlier = [e for e in entries if (e.reference, e.status) in scope.reported_before]
    items = tuple(e for e in entries if e not in earlier)
    return CategoryBlock(category, items, tuple(earlier), "" if items else statement)


def _on_peildatum(data: UnitsData, unit: int, on: date) -> list[tuple[str, Milestone]]:
    """The milestones of a unit, each with the category it was in on the peildatum, in order.

    What was realised later stands where it stood; one that was never anything else is the last of
    what is planned.
    """
    rows = data.milestones.get(unit, ())
    if not any(m.closed_after(on) for m in rows):
        return [(m.category, m) for m in rows]
    placed: list[tuple[tuple[int, bool, int, str], str, Milestone]] = []
    for m in rows:
        late = m.category == Category.REALISED and m.closed_after(on)
        known = data.was.get(m.pk)
        category, position = known or (Category.PLANNED if late else m.category, m.position)
        order = (Category.values.index(category), late and not known, position, m.reference)
        placed.append((order, category, m))
    return [(category, m) for _order, category, m in sorted(placed, key=lambda row: row[0])]


def _entry(then: str, milestone: Milestone, data: UnitsData, scope: Scope) -> MilestoneEntry:
    """One item as it was on the peildatum, ``then`` in that category."""
    on = scope.reference_on
    still_open, planned = milestone.closed_after(on), milestone.planned
    if still_open and milestone.realised_on and not planned and milestone.pk not in data.was:
        planned = PartialDate(milestone.realised_on, Precision.DAY)
    is_planned = then == Category.PLANNED and not milestone.withdrawn_on
    return MilestoneEntry(
        reference=milestone.reference,
        title=milestone.title,
        explanation=milestone.explanation,
        status="open" if still_open else milestone.status,
        planned=planned,
        overdue=is_planned and planned is not None and planned.last_day < on,
        realised_on=None if still_open else milestone.realised_on,
        resolved_on=None if still_open else milestone.resolved_on,
        resolution="" if still_open else milestone.resolution,
        withdrawn_on=milestone.withdrawn_on,
        withdrawal_reason=milestone.withdrawal_reason,
        links=data.links.get(milestone.pk, ()),
    )


def closed_items(units: Iterable[UnitReport]) -> frozenset[tuple[str, str]]:
    """What these reports told as closed: the ``reported_before`` of the next report."""
    return frozenset(
        (entry.reference, entry.status)
        for unit in units
        for block in unit.categories
        for entry in (*block.items, *block.earlier)
        if entry.status != "open"
    )


class TextIndex:
    """The texts of a round, found by the place where they stand."""

    def __init__(self, texts: Iterable[ReportText]) -> None:
        self._texts: dict[tuple[str, int | None, str], list[ReportText]] = defaultdict(list)
        for text in sorted(texts, key=lambda text: (text.order, text.pk)):
            self._texts[(text.place, text.unit_id, text.indicator)].append(text)

    def all(
        self, place: str, *, unit: int | None = None, indicator: str = ""
    ) -> tuple[TextBlock, ...]:
        """The texts at a place, in order."""
        return tuple(text_block(text) for text in self._texts[(place, unit, indicator)])

    def first(
        self, place: str, *, unit: int | None = None, indicator: str = ""
    ) -> TextBlock | None:
        """The one text of a place that has at most one."""
        found = self.all(place, unit=unit, indicator=indicator)
        return found[0] if found else None


def text_block(text: ReportText) -> TextBlock:
    """A stored text as paragraphs of spans, each with its own line ends."""
    return TextBlock(
        key=text.key,
        title=text.title,
        paragraphs=tuple(map(spans_of, paragraphs_of(text.body))),
        is_summary=text.is_summary,
    )
