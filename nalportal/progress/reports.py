"""What the units report in one round: collected with queries, assembled without.

``collect_units`` gives plain rows; ``assemble_units`` and ``assemble_texts`` turn them into
frozen dataclasses. No HTML, no Dutch layout: the renderers do that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    F,
    FilteredRelation,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import JSONObject

from nalportal.dutch import PartialDate, Planned
from nalportal.prose import Span, paragraphs_of, spans_of

from .models import (
    CHAPTER_PLACES,
    SECTION_KEY,
    Category,
    Milestone,
    Place,
    PrintedDifference,
    ReportingUnit,
    ReportText,
    RoundReason,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
)
from .models.states import WITH_REVIEWER


@dataclass(frozen=True)
class Scope:
    """For which round, peildatum and municipal division a report is made.

    ``round_id`` says whose texts and statements are used. ``reported_before`` holds
    (reference, status) of what an earlier published report already told as closed.
    ``stood_before`` has what the last published report told of each unit, which a unit that is
    skipped is told as; None for what is no round, where nobody hands in. Unless the round
    ``is_printed`` there is no printed report that could say otherwise.
    """

    slug: str
    title: str
    reference_on: date
    division_on: date
    figures_until: date
    round_id: int | None
    reported_before: frozenset[tuple[str, str]] = frozenset()
    stood_before: "Mapping[str, Stood] | None" = None
    is_printed: bool = True


@dataclass(frozen=True)
class TextBlock:
    """A titled text in paragraphs; ``is_summary`` = our own words, not those of the source.

    ``of_round`` is the title of the round that it came along from, if nobody edited or confirmed
    it since. That is no difference of the text.
    """

    key: str
    title: str
    paragraphs: tuple[tuple[Span, ...], ...]
    is_summary: bool
    of_round: str = field(default="", compare=False)

    @property
    def plain(self) -> str:
        """Its paragraphs without links, an empty line between them."""
        return "\n\n".join("".join(span.text for span in spans) for spans in self.paragraphs)


@dataclass(frozen=True)
class EvidenceEntry:
    title: str
    url: str


@dataclass(frozen=True)
class ThemeEntry:
    slug: str
    name: str


@dataclass(frozen=True)
class MilestoneEntry:
    """One item. ``status`` is open, gerealiseerd, opgelost or ingetrokken; ``themes`` is None in a
    report that is too old to tell them."""

    reference: str
    title: str
    explanation: str
    status: str
    planned: Planned | None
    overdue: bool
    realised_on: PartialDate | None
    resolved_on: date | None
    resolution: str
    withdrawn_on: date | None
    withdrawal_reason: str
    links: tuple[EvidenceEntry, ...]
    themes: tuple[ThemeEntry, ...] | None = None


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
class SkippedEntry:
    """A unit did not hand in: what is told of it is as of the round ``since`` (empty: of none)."""

    since: str


@dataclass(frozen=True)
class ChapterTexts:
    """The free sections of one chapter (by its anchor), each under its own heading."""

    slug: str
    texts: tuple[TextBlock, ...]


@dataclass(frozen=True)
class ReasonEntry:
    """Why something stands in the report as it does, as the ministry wants it printed.

    ``about`` names what it is about, ``code`` the point of the freeze checklist.
    """

    key: str
    code: str
    about: str
    text: str


@dataclass(frozen=True)
class UnitReport:
    """One unit's part: always three category blocks, in the order of the report."""

    slug: str
    code: str
    name: str
    short_name: str
    kind: str
    one_line: TextBlock | None
    intro: TextBlock | None
    categories: tuple[CategoryBlock, ...]
    skipped: SkippedEntry | None = None

    @property
    def line(self) -> str:
        """What it says of itself in one line; may be empty."""
        return self.one_line.plain.replace("\n\n", " ") if self.one_line else ""

    @property
    def old_line(self) -> TextBlock | None:
        """Its one line if that is of an earlier round, and its introduction does not say so."""
        old = self.one_line if self.one_line and self.one_line.of_round else None
        return None if old and self.intro and self.intro.of_round == old.of_round else old

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

    @property
    def empty(self) -> UnitReport:
        """Its part in a report, with nothing in it yet."""
        return UnitReport(
            self.slug, self.code, self.name, self.short_name, self.kind, None, None, ()
        )


@dataclass(frozen=True)
class About:
    """What belongs to a milestone."""

    links: tuple[EvidenceEntry, ...] = ()
    themes: tuple[ThemeEntry, ...] = ()


@dataclass(frozen=True)
class UnitsData:
    """What the queries gave: units in order, milestones and statements per unit.

    ``was`` has, by milestone, the (category, position) that those had on the peildatum which were
    realised after it; none for one that the register only knows as realised.
    """

    units: tuple[UnitRow, ...]
    milestones: Mapping[int, tuple[Milestone, ...]]
    about: Mapping[int, "About"]
    statements: Mapping[tuple[int, str], str]
    texts: tuple[ReportText, ...]
    was: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()

    def closed_after(self, unit: int, on: date) -> tuple[Milestone, ...]:
        """The milestones of a unit that were realised or resolved after ``on``: to a report of
        that day they are what they were before."""
        return tuple(m for m in self.milestones.get(unit, ()) if m.closed_after(on))


def collect_units(
    scope: Scope, *, only: str | None = None, with_milestones: bool = True
) -> UnitsData:
    """Query units with submissions, milestones with links, and texts of the scope (3 queries).

    ``only`` limits milestones to the unit with that slug, which is among the units even when it is
    out of the report by its dates.
    """
    units, statements, skipped, handed_in = _units(scope, only)
    milestones, about, was = (
        _milestones(scope, only, handed_in) if with_milestones else ({}, {}, {})
    )
    texts = ReportText.objects.filter(round=scope.round_id).with_last_reason()
    return UnitsData(
        units=units,
        milestones=milestones,
        about=about,
        statements=statements if with_milestones else {},
        texts=tuple(texts) if scope.round_id else (),
        was=was,
        skipped=skipped,
    )


def collect_differences(scope: Scope) -> tuple[PrintedDifference, ...]:
    """The places where the printed source says otherwise (1 query, or none)."""
    if scope.round_id is None or not scope.is_printed:
        return ()
    return tuple(PrintedDifference.objects.filter(round_id=scope.round_id))


def collect_reasons(scope: Scope) -> tuple[ReasonEntry, ...]:
    """The reasons for points of the freeze checklist that are to be printed (1 query)."""
    if scope.round_id is None or scope.stood_before is None:
        return ()
    rows = RoundReason.objects.standing(scope.round_id)
    return tuple(
        ReasonEntry(row.point, row.code, row.about, row.text) for row in rows if row.in_report
    )


def _milestones(
    scope: Scope, only: str | None, handed_in: Mapping[int, datetime]
) -> tuple[
    dict[int, tuple[Milestone, ...]],
    dict[int, About],
    dict[int, tuple[str, int]],
]:
    # What was realised after the peildatum and put in the register after the hand-in was not in
    # what was handed in, and is in no report of the round.
    # One query: links and themes come as joins, so that a milestone stands in a row for each pair
    # of them (prefetches would be two queries more on every live page).
    queryset = Milestone.objects.in_report_order().annotate(
        link=F("links"),
        link_title=F("links__title"),
        link_url=F("links__url"),
        theme=F("themes__slug"),
        theme_name=F("themes__name"),
        before=_before_realised(scope.reference_on),
        recorded_at=_first_recorded(scope.reference_on),
    )
    queryset = queryset.order_by(
        *queryset.query.order_by, "links__order", "links__pk", "themes__order", "theme_name"
    )
    if only:
        queryset = queryset.filter(unit__slug=only)
    rows: dict[int, dict[int, Milestone]] = defaultdict(dict)
    was: dict[int, tuple[str, int]] = {}
    for milestone in queryset:
        since = handed_in.get(milestone.unit_id)
        if since and not milestone.before and (milestone.recorded_at or since) > since:
            continue
        rows[milestone.unit_id][milestone.pk] = milestone
        if milestone.before:
            was[milestone.pk] = (milestone.before["category"], milestone.before["position"])
    return {unit: tuple(found.values()) for unit, found in rows.items()}, _about(queryset), was


def _about(rows: Iterable[Any]) -> dict[int, About]:
    """What belongs to each milestone, of rows that are annotated with a link and a theme each."""
    links: dict[int, dict[int, EvidenceEntry]] = defaultdict(dict)
    themes: dict[int, dict[str, ThemeEntry]] = defaultdict(dict)
    for row in rows:
        if row.link:
            links[row.pk][row.link] = EvidenceEntry(row.link_title, row.link_url)
        if row.theme:
            themes[row.pk][row.theme] = ThemeEntry(row.theme, row.theme_name)
    return {
        pk: About(tuple(links[pk].values()), tuple(themes[pk].values())) for pk in {*links, *themes}
    }


def _before_realised(on: date) -> Case:
    """Of what was realised after ``on``: where it stood while it was last open."""
    place = JSONObject(category="category", position="position")
    return Case(
        When(
            Q(category=Category.REALISED, realised_on__gt=on),
            then=Subquery(while_open(OuterRef("pk")).annotate(place=place).values("place")[:1]),
        ),
        default=None,
        output_field=JSONField(),
    )


def while_open(milestone: Any) -> QuerySet[Any]:
    """The versions of a milestone (its id) in which it was open, newest first."""
    rows = Milestone.history.filter(id=milestone, resolved_on=None, withdrawn_on=None)
    found: QuerySet[Any] = rows.exclude(category=Category.REALISED).order_by("-history_id")
    return found


def _first_recorded(on: date) -> Case:
    """Of what was realised after ``on``: when it was put in the register."""
    made = Milestone.history.filter(id=OuterRef("pk")).order_by("history_id")
    return Case(
        When(
            Q(category=Category.REALISED, realised_on__gt=on),
            then=Subquery(made.values("history_date")[:1]),
        ),
        default=None,
        output_field=DateTimeField(),
    )


def _units(
    scope: Scope, only: str | None
) -> tuple[tuple[UnitRow, ...], dict[tuple[int, str], str], frozenset[int], dict[int, datetime]]:
    """The units of the report in order; what each says in the round of a category without items;
    which were skipped; and since when what they handed in lies with the reviewer (1 query)."""
    own = FilteredRelation("submissions", condition=Q(submissions__round_id=scope.round_id))
    reporting = ReportingUnit.objects.reporting(scope.reference_on, scope.division_on)
    if only:
        reporting |= ReportingUnit.objects.filter(slug=only)
    submitted = SubmissionLogEntry.objects.filter(
        submission=OuterRef("own__pk"), verb=SubmissionVerb.SUBMIT
    )
    rows = list(
        reporting.annotate(
            own=own, handed_in_at=Subquery(submitted.order_by("-at").values("at")[:1])
        ).values_list(
            "id",
            "slug",
            "code",
            "name",
            "short_name",
            "kind",
            "own__state",
            "own__statements__category",
            "own__statements__statement",
            "handed_in_at",
        )
    )
    units = dict.fromkeys(UnitRow(*row[:6]) for row in rows)
    statements = {(row[0], row[7]): row[8] for row in rows if row[7]}
    skipped = frozenset(row[0] for row in rows if row[6] == SubmissionState.SKIPPED)
    handed_in = {row[0]: row[9] for row in rows if row[6] in WITH_REVIEWER and row[9]}
    return tuple(units), statements, skipped, handed_in


def assemble_units(data: UnitsData, scope: Scope) -> dict[str, UnitReport]:
    """Every unit's part by slug, in the order of the units. Pure."""
    texts = TextIndex(data.texts)
    return {unit.slug: _unit_report(unit, data, scope, texts) for unit in data.units}


def _unit_report(unit: UnitRow, data: UnitsData, scope: Scope, texts: "TextIndex") -> UnitReport:
    if unit.id in data.skipped and scope.stood_before is not None:
        return _as_it_stood(unit, scope.stood_before.get(unit.slug), scope)
    milestones = _on_peildatum(data, unit.id, scope.reference_on)
    line = texts.first(Place.UNIT_SUMMARY, unit=unit.id)
    return replace(
        unit.empty,
        # A line is short for what follows, whoever wrote it: that is not said of it.
        one_line=line and replace(line, is_summary=False),
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


def _as_it_stood(unit: UnitRow, stood: "Stood | None", scope: Scope) -> UnitReport:
    """A skipped unit as the last published report told it; without one, it told nothing.

    What it wrote since nobody handed in and nobody reviewed. What was planned for a day that
    passed is late all the same.

    Why: decision 52.
    """
    told = {block.category: block for block in stood.unit.categories} if stood else {}
    one_line, intro = (stood.unit.one_line, stood.unit.intro) if stood else (None, None)
    since = stood.since if stood else ""
    return replace(
        unit.empty,
        one_line=one_line and replace(one_line, of_round=one_line.of_round or since),
        intro=intro and replace(intro, of_round=intro.of_round or since),
        categories=tuple(
            _block_as_it_stood(told.get(category) or CategoryBlock(category, (), (), ""), scope)
            for category in Category.values
        ),
        skipped=SkippedEntry(since),
    )


def _block_as_it_stood(block: CategoryBlock, scope: Scope) -> CategoryBlock:
    entries = [
        replace(entry, overdue=_is_late(block.category, entry, scope.reference_on))
        for entry in (*block.earlier, *block.items)
    ]
    return _category_block(block.category, entries, block.statement, scope)


def _is_late(category: str, entry: MilestoneEntry, on: date) -> bool:
    planned = entry.planned
    is_planned = category == Category.PLANNED and not entry.withdrawn_on
    return is_planned and planned is not None and planned.last_day < on


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
    on, about = scope.reference_on, data.about.get(milestone.pk, About())
    still_open, planned = milestone.closed_after(on), milestone.planned
    if still_open and milestone.realised_on and not planned and milestone.pk not in data.was:
        planned = milestone.realised
    entry = MilestoneEntry(
        reference=milestone.reference,
        title=milestone.title,
        explanation=milestone.explanation,
        status="open" if still_open else milestone.status,
        planned=planned,
        overdue=False,
        realised_on=None if still_open else milestone.realised,
        resolved_on=None if still_open else milestone.resolved_on,
        resolution="" if still_open else milestone.resolution,
        withdrawn_on=milestone.withdrawn_on,
        withdrawal_reason=milestone.withdrawal_reason,
        links=about.links,
        themes=about.themes,
    )
    return replace(entry, overdue=_is_late(then, entry, on))


def closed_items(units: Iterable[UnitReport]) -> frozenset[tuple[str, str]]:
    """What these reports told as closed: the ``reported_before`` of the next report."""
    return frozenset(
        (entry.reference, entry.status)
        for unit in units
        for block in unit.categories
        for entry in (*block.items, *block.earlier)
        if entry.status != "open"
    )


@dataclass(frozen=True)
class Stood:
    """What the last published report told of a unit, and ``since`` which round it tells that: an
    earlier one if it was skipped then. ``more`` is what the room of its kind adds to it."""

    since: str
    unit: UnitReport
    more: object = None


def stood_in(
    title: str, units: Iterable[UnitReport], more: Mapping[str, object]
) -> dict[str, Stood]:
    """What the report with this title told of each unit: the ``stood_before`` of the next."""
    stood = (
        Stood(unit.skipped.since if unit.skipped else title, unit, more.get(unit.slug))
        for unit in units
    )
    return {one.unit.slug: one for one in stood if one.since}


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
        """The one text of a place that has at most one, beside free sections."""
        found = self.all(place, unit=unit, indicator=indicator)
        return next((text for text in found if not text.key.startswith(SECTION_KEY)), None)

    def sections(self) -> tuple[ChapterTexts, ...]:
        """The free sections of each chapter that has any."""
        found = (
            ChapterTexts(place, tuple(t for t in self.all(place) if t.key.startswith(SECTION_KEY)))
            for place in CHAPTER_PLACES
        )
        return tuple(chapter for chapter in found if chapter.texts)


def text_block(text: ReportText) -> TextBlock:
    """A stored text as paragraphs of spans, each with its own line ends."""
    return TextBlock(
        key=text.key,
        title=text.title,
        paragraphs=tuple(map(spans_of, paragraphs_of(text.body))),
        is_summary=text.is_summary,
        of_round=text.of_round,
    )
