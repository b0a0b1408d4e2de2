"""The chapters of a report and their tables, in the one order in which every output tells them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from indicators.memoize import once_per_value
from indicators.reports import (
    AnyIndicator,
    CoverageReport,
    IndicatorTexts,
    PolicyReport,
    RateReport,
    RatioReport,
)
from nalportal.progress.reports import TextBlock, UnitReport
from workgroups.reports import WorkgroupReport

from .. import labels
from ..model import Report
from . import annexes, coverage, key_figures, measured, outlook, overview, policy, stock, units
from .model import Table


@dataclass(frozen=True)
class Chapter:
    """A chapter, or with ``texts`` the part about one indicator. ``id`` is its anchor.

    Its tables are made when they are asked for: a list of contents needs none of them.
    ``on_page``: the page of the whole report has it; some annexes have pages of their own.
    ``only_words``: no figure stands in its tables.
    ``instead`` tells in words what the printed report shows as a picture, of which there are no
    figures.
    """

    id: str
    title: str
    made: Callable[[], Iterable[Table]] = tuple
    parts: tuple["Chapter", ...] = ()
    on_page: bool = True
    only_words: bool = False
    texts: IndicatorTexts | None = None
    instead: tuple[TextBlock, ...] = ()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Its own tables, without those of its parts."""
        return tuple(self.made())

    def all_tables(self) -> Iterator[Table]:
        """Its own tables and those of its parts, in order."""
        yield from self.tables
        for part in self.parts:
            yield from part.all_tables()


@once_per_value(keep=4)
def contents(report: Report) -> tuple[Chapter, ...]:
    """All chapters that have something to tell."""
    on_top = Chapter(
        "kerncijfers", key_figures.key_figures_title(), lambda: [key_figures.key_figures(report)]
    )
    return (
        *([Chapter("voorwoord", _("Voorwoord"))] if report.foreword else []),
        *([Chapter("samenvatting", _("Samenvatting"))] if report.summary else []),
        Chapter("aanleiding", _("Aanleiding"), parts=(on_top,)),
        Chapter("regios", _("NAL-regio’s"), parts=tuple(_regions(report))),
        Chapter(
            "werkgroepen",
            _("Inhoudelijke voortgang werkgroepen"),
            parts=tuple(_unit(report, group.unit, group) for group in report.workgroups),
        ),
        Chapter(
            "indicatoren",
            _("Voortgang uitrol laadinfrastructuur en indicatoren"),
            parts=indicators(report),
        ),
        Chapter("begrippen", _("Begrippen")),
        Chapter("bijlagen", _("Bijlagen"), parts=tuple(_annexes(report))),
    )


def all_tables(report: Report) -> Iterator[Table]:
    """Every table of a report, in order."""
    for chapter in contents(report):
        yield from chapter.all_tables()


def tables_of_figures(report: Report) -> Iterator[Table]:
    """Those in which figures can stand, without making the large ones in which none does."""
    for chapter in contents(report):
        yield from chapter.tables
        for part in chapter.parts:
            if not part.only_words:
                yield from part.all_tables()


# ---------------------------------------------------------------------------------- units


def _regions(report: Report) -> Iterator[Chapter]:
    if report.national:
        yield _unit(report, report.national)
    for region in report.territory.regions:
        yield _unit(report, region.unit, is_region=True)


def _unit(
    report: Report,
    unit: UnitReport,
    group: WorkgroupReport | None = None,
    *,
    is_region: bool = False,
) -> Chapter:
    def made() -> Iterator[Table]:
        yield from units.milestones(report, unit)
        if group:
            yield units.parties(group)
        if is_region:
            yield policy.region_policies(report)[unit.slug]

    return Chapter(f"onderdeel-{unit.slug}", unit.name, made)


# ----------------------------------------------------------------------------- indicators


@once_per_value(keep=4)
def indicators(report: Report) -> tuple[Chapter, ...]:
    """The indicators, each with its tables."""
    found = report.indicators.indicators
    return tuple(_indicator(report, one, place) for place, one in enumerate(found, 1))


def _indicator(report: Report, found: AnyIndicator, place: int) -> Chapter:
    def made() -> Iterator[Table]:
        yield from _printed(report, found)
        yield from measured.tables(found, place)
        yield from outlook.outlook_tables(report.outlook, found.texts.slug, found.tables)

    match found:
        case RatioReport():
            in_words = not found.regions
        case CoverageReport():
            in_words = not found.series
        case _:
            in_words = True
    texts = found.texts
    return Chapter(
        f"indicator-{texts.slug}",
        f"{place}. {labels.indicator_title(texts)}",
        made,
        texts=texts,
        instead=texts.figures if in_words else (),
    )


def _printed(report: Report, found: AnyIndicator) -> Iterable[Table]:
    """The tables that the printed report had."""
    return (policy.policy_table(report),) if isinstance(found, PolicyReport) else _counted(found)


# Figures stay the same ones from page to page, while each page of today has a report of its own.
@once_per_value(keep=8)
def _counted(found: AnyIndicator) -> tuple[Table, ...]:
    match found:
        case RatioReport():
            return tuple(_ratio(found))
        case RateReport():
            return tuple(_rate(found))
        case CoverageReport():
            return tuple(_coverage(found))
    return ()


def _ratio(found: RatioReport) -> Iterator[Table]:
    yield stock.ratio_table(found)
    yield from _with_rows(stock.region_ratios(found), stock.other_sources(found.others, "tabel-1"))


def _rate(found: RateReport) -> Iterator[Table]:
    yield stock.rate_table(found)
    yield from _with_rows(stock.replaced_rates(found), stock.other_sources(found.others, "tabel-2"))


def _coverage(found: CoverageReport) -> Iterator[Table]:
    yield coverage.stock_table(found)
    if found.series:
        placed = coverage.placed_table(found)
        yield placed
        # A trend needs months, and a month needs one before it.
        if placed.rows:
            yield coverage.trend_table(found)
    yield from coverage.municipal_tables(found)
    if found.others:
        yield coverage.by_source(found)


def _with_rows(*tables: Table) -> Iterator[Table]:
    return (table for table in tables if table.rows)


# -------------------------------------------------------------------------------- annexes


def _annexes(report: Report) -> Iterator[Chapter]:
    if report.differences:
        yield Chapter(
            "bijlage-verschillen",
            annexes.differences_title(),
            lambda: [annexes.differences(report)],
            on_page=False,
        )
    if report.territory.municipalities:
        yield Chapter(
            "bijlage-gemeenten",
            annexes.municipalities_title(),
            lambda: annexes.municipalities(report),
            on_page=False,
            only_words=True,
        )
    if report.territory.overview and report.territory.regions:
        yield Chapter(
            "naast-elkaar",
            overview.side_by_side_title(),
            lambda: overview.overview_tables(report)[:1],
        )
        yield Chapter("standen", overview.stages_title())
        yield Chapter(
            "herijking", overview.reviews_title(), lambda: overview.overview_tables(report)[1:]
        )
