"""What the report takes of any measure: its days and periods, by area and kind. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from nalportal.figures import Figure

from .rows import COUNTRY, FigureRow, IndicatorsData, MeasureRow
from .series import ByType, observed, only_kind, signed, stocks_of, whole

# A day, and the first day where it ends a period.
Moment = tuple[date, date | None]
Cells = Mapping[Moment, Mapping[str, ByType]]


@dataclass(frozen=True)
class Told:
    """What the report takes of a measure: by moment, area and kind. ``names``: areas by slug."""

    measure: MeasureRow
    cells: Cells
    names: Mapping[str, str]

    @property
    def moments(self) -> list[Moment]:
        """By their last day; of those that end together the longest period first."""
        return sorted(self.cells, key=lambda moment: (moment[0], moment[1] or moment[0]))

    @property
    def days(self) -> list[Moment]:
        return [moment for moment in self.moments if moment[1] is None]

    @property
    def areas(self) -> list[str]:
        """Those that have a figure: the country, and the regions in the order of the report."""
        found = {area for areas in self.cells.values() for area in areas}
        return [area for area in self.names if area in found]

    @property
    def kinds(self) -> list[str]:
        """Those of which there are figures, in the order of the dimension."""
        found = {kind for areas in self.cells.values() for rows in areas.values() for kind in rows}
        return [kind.slug for kind in self.measure.kinds if kind.slug in found]

    @cached_property
    def only_kind(self) -> str:
        """The kind that all figures are of; empty where there are totals, or several kinds."""
        return only_kind(rows for areas in self.cells.values() for rows in areas.values())

    def with_kind(self, name: str, kind: str = "") -> str:
        """A measure or an area, and after it the kind where its figures are of one."""
        names = {one.slug: one.name for one in self.measure.kinds}
        return ", ".join(filter(None, (name, names.get(kind or self.only_kind))))

    def rows(self, moment: Moment, area: str) -> ByType:
        return self.cells[moment].get(area, {})

    def of_kind(self, id_: str, moment: Moment, area: str, kind: str) -> Figure:
        return self.in_unit(observed(id_, self.rows(moment, area).get(kind), self.measure.decimals))

    def figure(self, id_: str, moment: Moment, area: str) -> Figure:
        """All kinds together; of a share, which cannot be added up, as it was given."""
        rows, measure = self.rows(moment, area), self.measure
        only = self.only_kind
        return self.in_unit(whole(id_, rows, measure.decimals, measure.parts, only))

    def in_unit(self, figure: Figure) -> Figure:
        return signed(figure, self.measure.sign)

    def label(self, moment: Moment) -> str:
        """What the source calls a period; empty for a day."""
        rows = (row for types in self.cells[moment].values() for row in types.values())
        return next((row.period_label for row in rows if row.period_label), "")

    def provisional(self, moment: Moment) -> bool:
        areas = self.cells[moment].values()
        return any(row.provisional for types in areas for row in types.values())


def told_of(
    data: IndicatorsData,
    measure: str,
    regions: Mapping[str, str],
    areas: Mapping[str, str] | None = None,
) -> Told:
    """The series of the report of a measure: its days, and its periods; of country and regions, or
    else of ``areas`` (names by code)."""
    names = areas or {COUNTRY: _("Nederland"), **regions}
    cells: dict[Moment, dict[str, dict[str, FigureRow]]] = defaultdict(lambda: defaultdict(dict))
    for area, dates in stocks_of(data, measure, regions).areas.items():
        for on, types in dates.items() if area in names else ():
            cells[on, None][area].update(types)
    spans = data.spans(measure)
    for row in data.figures:
        is_told = row.area in names and row.source == spans.at(row.on)
        if row.measure == measure and row.period_from and is_told:
            cells[row.on, row.period_from][row.area][row.charger_type] = row
    return Told(data.measure(measure), cells, names)
