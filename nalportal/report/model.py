"""The whole report as one frozen value: all that any renderer sees, and what is frozen.

Why: decision 27.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from indicators.reports import (
    CoverageReport,
    IndicatorReport,
    IndicatorsReport,
    OutlookTable,
    PolicyReport,
    RateReport,
    RatioReport,
)
from nalportal.figures import Figure
from nalportal.progress.reports import (
    CategoryBlock,
    ChapterTexts,
    MilestoneEntry,
    ReasonEntry,
    TextBlock,
    UnitReport,
)
from regions.reports import TerritoryReport
from workgroups.reports import WorkgroupReport

SCHEMA = 13

# What a payload calls an indicator, so that it is read back as what it was.
KIND_OF_INDICATOR: Mapping[type[IndicatorReport], str] = {
    RatioReport: "tabel-1",
    RateReport: "tabel-2",
    PolicyReport: "tabel-3",
    CoverageReport: "dekking",
    IndicatorReport: "maten",
}


@dataclass(frozen=True)
class DatedFigure:
    """A figure of a day."""

    on: date
    figure: Figure


@dataclass(frozen=True)
class Lacking:
    """A region that gave no number, and the reason as a code."""

    name: str
    missing: str


@dataclass(frozen=True)
class Context:
    """For which date or period a figure on top is, and with what reservation.

    A stock is of the day ``on``, with what is known ``later``; an average runs from ``since`` to
    ``on``. A number of municipalities has the regions that are ``lacking``, or else its ``share``.
    What does not apply is empty; with nothing at all no figure was given. ``told`` is how an
    earlier release said it, where that is no sentence that is known.
    """

    on: date | None = None
    since: date | None = None
    later: DatedFigure | None = None
    lacking: tuple[Lacking, ...] = ()
    share: Figure | None = None
    told: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures on top: ``of`` is the whole it is a part of, ``definition`` a key.

    ``label`` is the name that people gave an instrument; of another figure ``key`` tells it.
    ``only_kind`` is the only kind of charge points that it is of; empty: all kinds.
    """

    key: str
    label: str
    figure: Figure
    of: Figure | None
    context: Context
    definition: str
    only_kind: str = ""


@dataclass(frozen=True)
class Difference:
    """The printed report says ``printed``, and why the portal says otherwise.

    The portal shows a ``figure``, or what ``shown`` tells; neither is nothing known.
    """

    subject: str
    printed: str
    figure: Figure | None
    shown: str
    explanation: str


@dataclass(frozen=True)
class Report:
    """A report of one round, or of the register as it stands ("nu").

    Code tells nothing in words here: it holds codes and figures, and texts as people wrote them,
    in ``language``. Where people can give a thing a name or a code can, the name is empty then.

    ``national`` is the unit of all regions together; ``territory`` holds the regions, table 3
    and the municipalities. ``sections`` are what a chapter has beside its introduction,
    ``reasons`` why something stands there as it does. ``outlook`` has what was aimed at and
    expected.
    """

    schema: int
    language: str
    slug: str
    title: str
    reference_on: date
    division_on: date
    figures_until: date
    background: TextBlock | None
    regions_intro: TextBlock | None
    workgroups_intro: TextBlock | None
    indicators_intro: TextBlock | None
    definitions: tuple[TextBlock, ...]
    key_figures: tuple[KeyFigure, ...]
    national: UnitReport | None
    territory: TerritoryReport
    workgroups: tuple[WorkgroupReport, ...]
    indicators: IndicatorsReport
    differences: tuple[Difference, ...]
    foreword: TextBlock | None = None
    summary: TextBlock | None = None
    sections: tuple[ChapterTexts, ...] = ()
    reasons: tuple[ReasonEntry, ...] = ()
    outlook: tuple[OutlookTable, ...] = ()

    def sections_of(self, chapter: str) -> tuple[TextBlock, ...]:
        """The free sections of a chapter, by its anchor."""
        return next((found.texts for found in self.sections if found.slug == chapter), ())

    def units(self) -> Iterator[UnitReport]:
        """Every unit's part, in the order of the report."""
        if self.national:
            yield self.national
        yield from (region.unit for region in self.territory.regions)
        yield from (group.unit for group in self.workgroups)

    def milestones(self) -> Iterator[tuple[UnitReport, CategoryBlock, MilestoneEntry]]:
        """Every milestone that it tells, also those that an earlier report told as closed."""
        for unit in self.units():
            for block in unit.categories:
                yield from ((unit, block, item) for item in (*block.items, *block.earlier))

    def references(self) -> Iterator[str]:
        """Of every milestone."""
        return (entry.reference for _unit, _block, entry in self.milestones())


@dataclass(frozen=True)
class Stamp:
    """Which edition of a report this is; stands beside the report, never in its payload.

    A frozen report has ``version``, ``frozen_on`` and the ``sha256`` of its payload. A concept
    has ``as_of``, the moment at which the register stood like this, and the hash of what it
    would be.
    """

    sha256: str
    version: int | None = None
    frozen_on: date | None = None
    as_of: datetime | None = None
    erratum: str = ""
