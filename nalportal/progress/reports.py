"""What the units report in one round: collected with queries, assembled without.

``collect_units`` gives plain rows; ``assemble_units`` and ``assemble_texts`` turn them into
frozen dataclasses. No HTML, no Dutch layout: the renderers do that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from nalportal.dutch import PartialDate
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
    """What the queries gave: units in order, milestones and statements per unit."""

    units: tuple[UnitRow, ...]
    milestones: Mapping[int, tuple[Milestone, ...]]
    links: Mapping[int, tuple[EvidenceEntry, ...]]
    statements: Mapping[tuple[int, str], str]
    texts: tuple[ReportText, ...]


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
    milestones, links = _milestones(only) if with_milestones else ({}, {})
    return UnitsData(
        units=units,
        milestones=milestones,
        links=links,
        statements=_statements(scope) if with_milestones else {},
        texts=tuple(ReportText.objects.filter(round_id=scope.round_id)) if scope.round_id else (),
    )


def collect_differences(scope: Scope) -> tuple[PrintedDifference, ...]:
    """The places where the printed source says otherwise (1 query)."""
    if scope.round_id is None:
        return ()
    return tuple(PrintedDifference.objects.filter(round_id=scope.round_id))


def _milestones(
    only: str | None,
) -> tuple[dict[int, tuple[Milestone, ...]], dict[int, tuple[EvidenceEntry, ...]]]:
    # One query: the links come as a join, so that a milestone stands in as many rows as it has
    # links (a prefetch would be a query more on every live page).
    queryset = Milestone.objects.in_report_order().annotate(
        link_title=F("links__title"), link_url=F("links__url")
    )
    queryset = queryset.order_by(*queryset.query.order_by, "links__order", "links__pk")
    if only:
        queryset = queryset.filter(unit__slug=only)
    rows: dict[int, dict[int, Milestone]] = defaultdict(dict)
    links: dict[int, list[EvidenceEntry]] = defaultdict(list)
    for milestone in queryset:
        rows[milestone.unit_id][milestone.pk] = milestone
        if milestone.link_url:
            links[milestone.pk].append(EvidenceEntry(milestone.link_title, milestone.link_url))
    return (
        {unit: tuple(found.values()) for unit, found in rows.items()},
        {milestone: tuple(found) for milestone, found in links.items()},
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
    milestones = data.milestones.get(unit.id, ())
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
                [
                    _entry(m, scope, data.links.get(m.pk, ()))
                    for m in milestones
                    if m.category == category
                ],
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


def _entry(milestone: Milestone, scope: Scope, links: tuple[EvidenceEntry, ...]) -> MilestoneEntry:
    return MilestoneEntry(
        reference=milestone.reference,
        title=milestone.title,
        explanation=milestone.explanation,
        status=milestone.status,
        planned=milestone.planned,
        overdue=milestone.is_overdue(scope.reference_on),
        realised_on=milestone.realised_on,
        resolved_on=milestone.resolved_on,
        resolution=milestone.resolution,
        withdrawn_on=milestone.withdrawn_on,
        withdrawal_reason=milestone.withdrawal_reason,
        links=links,
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
