"""The texts of the ministry as the board and their own page show them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from nalportal.dutch import joined
from nalportal.progress.models import CHAPTER_PLACES, Place, ReportText
from nalportal.progress.national_texts import (
    REQUIRED_PLACES,
    SINGLE_PLACES,
    TextState,
    introductions,
    is_section,
    may_be_left_out,
    state_of,
)

TAGS = {
    TextState.EMPTY: "niet-gestart",
    TextState.OLD: "binnenkort",
    TextState.CONFIRMED: "geaccepteerd",
    TextState.WRITTEN: "bezig",
}


@dataclass(frozen=True)
class TextLine:
    """One text, or the place where one is missing (``row`` is None)."""

    name: str
    place: str
    row: ReportText | None
    state: TextState
    is_required: bool = False
    is_section: bool = False
    can_leave_out: bool = False

    @property
    def tag(self) -> str:
        """The code whose look its state has."""
        return TAGS[self.state]

    @property
    def said(self) -> str:
        """Its state in words."""
        words = {
            TextState.EMPTY: _("Leeg"),
            TextState.OLD: _("Nog van %(title)s"),
            TextState.CONFIRMED: _("Bevestigd"),
            TextState.WRITTEN: _("Gewijzigd"),
        }
        return words[self.state] % {"title": self.row.of_round if self.row else ""}


@dataclass(frozen=True)
class TextGroup:
    """The texts of a chapter or an indicator; ``chapter`` is where sections can be added."""

    anchor: str
    title: str
    lines: tuple[TextLine, ...]
    chapter: str = ""


@dataclass(frozen=True)
class NationalTexts:
    groups: tuple[TextGroup, ...]

    @property
    def lines(self) -> tuple[TextLine, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def empty(self) -> tuple[TextLine, ...]:
        """Those without which no report goes out."""
        return tuple(n for n in self.lines if n.is_required and n.state == TextState.EMPTY)

    @property
    def empty_names(self) -> str:
        return joined([line.name for line in self.empty])

    @property
    def old(self) -> tuple[TextLine, ...]:
        return tuple(line for line in self.lines if line.state == TextState.OLD)

    @property
    def written(self) -> tuple[TextLine, ...]:
        return tuple(line for line in self.lines if line.row)

    @property
    def in_order(self) -> int:
        return len(self.written) - len(self.old)

    @property
    def total(self) -> int:
        return len(self.written) + len(self.empty)


def assemble_national(
    rows: Iterable[ReportText], titles: Mapping[str, str] = MappingProxyType({})
) -> NationalTexts:
    """Chapter by chapter what there is and what is missing; ``rows`` as the report orders them.

    ``titles``: of the indicators by address, in their order; who only counts needs none.
    """
    rows = tuple(rows)
    found = introductions(rows)
    groups = [_chapter(place, found.get(place), rows) for place in SINGLE_PLACES]
    by_indicator: dict[str, list[ReportText]] = defaultdict(list)
    for row in rows:
        if row.indicator:
            by_indicator[row.indicator].append(row)
    for slug in dict.fromkeys([*titles, *by_indicator]):
        lines = tuple(_line(row, str(row)) for row in by_indicator[slug])
        if lines:
            # As the list before freezing names the indicator.
            groups.append(TextGroup(f"indicators-{slug}", titles.get(slug, slug), lines))
    terms = tuple(_line(row, row.title) for row in rows if row.place == Place.DEFINITION)
    if terms:
        groups.append(TextGroup("definitions", _("Begrippen"), terms))
    return NationalTexts(tuple(groups))


def _chapter(place: Place, row: ReportText | None, rows: Iterable[ReportText]) -> TextGroup:
    own = TextLine(
        name=str(place.label),
        place=place,
        row=row,
        state=state_of(row),
        is_required=place in REQUIRED_PLACES,
        can_leave_out=row is not None and may_be_left_out(row),
    )
    sections = (r for r in rows if is_section(r) and r.place == place)
    lines = (own, *(_line(section, section.title) for section in sections))
    chapter = place if place in CHAPTER_PLACES else ""
    return TextGroup(place, str(place.label), lines, chapter)


def _line(row: ReportText, name: str) -> TextLine:
    section = is_section(row)
    return TextLine(name, row.place, row, state_of(row), is_section=section, can_leave_out=section)
