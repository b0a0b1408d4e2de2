"""The whole report as one frozen value: all that any renderer sees, and what is frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from indicators.reports import IndicatorsReport
from nalportal.figures import Figure
from nalportal.progress.reports import TextBlock, UnitReport
from regions.reports import TerritoryReport
from workgroups.reports import WorkgroupReport

SCHEMA = 3


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures on top: ``of`` is the whole it is a part of, ``definition`` a key.

    ``context`` says in Dutch for which date and with what reservation.
    """

    key: str
    label: str
    figure: Figure
    of: Figure | None
    context: str
    definition: str


@dataclass(frozen=True)
class Difference:
    """The printed report says ``printed``, the portal ``shown``, and why."""

    subject: str
    printed: str
    shown: str
    explanation: str


@dataclass(frozen=True)
class Report:
    """A report of one round, or of the register as it stands ("nu").

    ``national`` is the unit of all regions together; ``territory`` holds the regions, table 3
    and the municipalities.
    """

    schema: int
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

    def units(self) -> Iterator[UnitReport]:
        """Every unit's part, in the order of the report."""
        if self.national:
            yield self.national
        yield from (region.unit for region in self.territory.regions)
        yield from (group.unit for group in self.workgroups)


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
