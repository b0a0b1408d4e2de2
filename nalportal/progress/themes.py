"""Region × theme: who has realised, planned, or struggles with what.

``collect_themes`` runs the queries, ``assemble_themes`` is pure; together they are all that the
page shows. A milestone with two themes counts for both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from nalportal.accounts.models import User

from .models import Category, Milestone, ReportingUnit, Theme, UnitKind

# The list of milestones calls what is realised so; planning and attention points are open.
STATUS_IN_LIST = {
    Category.REALISED: "gerealiseerd",
    Category.PLANNED: "open",
    Category.ATTENTION: "open",
}


@dataclass(frozen=True)
class UnitHead:
    """A unit that heads a column."""

    slug: str
    short_name: str
    kind: str


@dataclass(frozen=True)
class ThemeCount:
    """How many milestones of one category; ``status`` finds them in the list."""

    category: str
    status: str
    number: int


@dataclass(frozen=True)
class ThemeCell:
    """What one unit has on one theme: a count for each category that it has any of."""

    unit: UnitHead
    counts: tuple[ThemeCount, ...]


@dataclass(frozen=True)
class ThemeRow:
    slug: str
    name: str
    cells: tuple[ThemeCell, ...]


@dataclass(frozen=True)
class ThemeTable:
    """One table: the units of one sort beside each other, a row per theme."""

    units: tuple[UnitHead, ...]
    rows: tuple[ThemeRow, ...]


@dataclass(frozen=True)
class ThemesReport:
    """``without_theme`` is the number of milestones that no row counts."""

    regions: ThemeTable
    others: ThemeTable
    without_theme: int

    @property
    def has_themes(self) -> bool:
        return bool(self.regions.rows)


@dataclass(frozen=True)
class ThemesData:
    """Units and themes in their order, and counts by (unit, theme or "", category)."""

    units: tuple[UnitHead, ...]
    themes: tuple[tuple[str, str], ...]
    counts: Mapping[tuple[str, str, str], int]


def collect_themes(user: User) -> ThemesData:
    """Query the units that ``user`` may read, themes, and the milestones of each: not the
    withdrawn and resolved (3)."""
    readable = ReportingUnit.objects.readable_by(user)
    units = readable.values_list("slug", "short_name", "kind")
    milestones = Milestone.objects.filter(withdrawn_on=None, resolved_on=None)
    if not settings.UNITS_READ_EACH_OTHER:
        milestones = milestones.filter(unit__in=readable.values("pk"))
    counts = milestones.order_by().values_list("unit__slug", "themes__slug", "category")
    return ThemesData(
        units=tuple(UnitHead(*row) for row in units),
        themes=tuple(Theme.objects.values_list("slug", "name")),
        counts={
            (unit, theme or "", category): number
            for unit, theme, category, number in counts.annotate(number=Count("pk"))
        },
    )


def assemble_themes(data: ThemesData) -> ThemesReport:
    """The regions, and apart from them whoever else reports. Pure."""
    regions = [unit for unit in data.units if unit.kind == UnitKind.REGION]
    others = [unit for unit in data.units if unit.kind != UnitKind.REGION]
    return ThemesReport(
        regions=_table(regions, data),
        others=_table(others, data),
        without_theme=sum(n for (_unit, theme, _c), n in data.counts.items() if not theme),
    )


def _table(units: Iterable[UnitHead], data: ThemesData) -> ThemeTable:
    columns = tuple(units)
    rows = (
        ThemeRow(slug, name, tuple(_cell(unit, slug, data) for unit in columns))
        for slug, name in data.themes
    )
    return ThemeTable(columns, tuple(rows) if columns else ())


def _cell(unit: UnitHead, theme: str, data: ThemesData) -> ThemeCell:
    found = ((category, data.counts.get((unit.slug, theme, category), 0)) for category in Category)
    counts = (ThemeCount(c, STATUS_IN_LIST[c], number) for c, number in found if number)
    return ThemeCell(unit, tuple(counts))
