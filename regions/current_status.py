"""Every municipality of a division and what it has on a date: what the live pages show."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from .reports import (
    InstrumentEntry,
    MunicipalityEntry,
    TerritoryData,
    assemble_municipalities,
    territory_on,
)
from .status import StepRow, lapsed_in


@dataclass(frozen=True)
class Standing:
    """The register on the date ``on``, in the municipal division of ``division_on``."""

    on: date
    division_on: date
    data: TerritoryData
    municipalities: tuple[MunicipalityEntry, ...]

    @property
    def instruments(self) -> tuple[InstrumentEntry, ...]:
        return self.data.instruments

    @cached_property
    def lapsed(self) -> Mapping[tuple[str, str], StepRow]:
        """By CBS code and instrument what a total of an earlier day said, and says no more."""
        return lapsed_in(self.data.steps)

    @property
    def region_names(self) -> dict[str, str]:
        """The short name of each region by its slug, in the order of the report."""
        return {region.slug: region.name for region in self.data.regions}

    def of_regions(self, slugs: Collection[str]) -> "Standing":
        """Only these regions and their municipalities."""
        regions = tuple(region for region in self.data.regions if region.slug in slugs)
        rows = tuple(entry for entry in self.municipalities if entry.region in slugs)
        return replace(self, data=replace(self.data, regions=regions), municipalities=rows)


def standing_on(on: date, division_on: date, codes: Collection[str] | None = None) -> Standing:
    """The statuses on any date, by the functions that make the report (4 queries).

    With ``codes`` only those of these municipalities.
    """
    data = territory_on(on, division_on, codes)
    return Standing(on, division_on, data, assemble_municipalities(data))
