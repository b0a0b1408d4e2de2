"""The chapters of a report and their tables, in the one order in which every output tells them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.reports import IndicatorTexts
from nalportal.progress.reports import TextBlock, UnitReport

from ..model import Report
from . import annexes, coverage, overview, policy, stock, units
from .kept import once
from .model import Table


@dataclass(frozen=True)
class Chapter:
    """A chapter, or with ``texts`` the part about one indicator. ``id`` is its anchor.

    ``instead`` tells in words what the printed report shows as a picture, of which there are no
    figures.
    """

    id: str
    title: str
    tables: tuple[Table, ...] = ()
    parts: tuple["Chapter", ...] = ()
    texts: IndicatorTexts | None = None
    instead: tuple[TextBlock, ...] = ()

    @property
    def is_on_page(self) -> bool:
        """Whether the page of the whole report has it; some annexes have pages of their own."""
        return not self.tables or any(table.on_page for table in self.tables) or bool(self.texts)

    def all_tables(self) -> Iterator[Table]:
        """Its own tables and those of its parts, in order."""
        yield from self.tables
        for part in self.parts:
            yield from part.all_tables()


@once(keep=4)
def contents(report: Report) -> tuple[Chapter, ...]:
    """All chapters, with every table that has something to tell."""
    return (
        Chapter(
            "aanleiding",
            _("Aanleiding"),
            parts=(Chapter("kerncijfers", _("Kerncijfers"), (units.key_figures(report),)),),
        ),
        Chapter("regios", _("NAL-regio’s"), parts=tuple(_regions(report))),
        Chapter(
            "werkgroepen",
            _("Werkgroepen en thema’s"),
            parts=tuple(_unit(report, group.unit) for group in report.workgroups),
        ),
        Chapter("begrippen", _("Begrippen")),
        Chapter("indicatoren", _("Indicatoren"), parts=indicators(report)),
        Chapter("bijlagen", _("Bijlagen"), parts=tuple(_annexes(report))),
    )


def all_tables(report: Report) -> Iterator[Table]:
    """Every table of a report, in order."""
    for chapter in contents(report):
        yield from chapter.all_tables()


# ---------------------------------------------------------------------------------- units


def _regions(report: Report) -> Iterator[Chapter]:
    if report.national:
        yield _unit(report, report.national)
    own = policy.region_policies(report)
    for region in report.territory.regions:
        yield _unit(report, region.unit, own[region.unit.slug])


def _unit(report: Report, unit: UnitReport, *more: Table) -> Chapter:
    tables = (*units.milestones(report, unit), *more)
    return Chapter(f"onderdeel-{unit.slug}", unit.name, tables)


# ----------------------------------------------------------------------------- indicators


@once(keep=4)
def indicators(report: Report) -> tuple[Chapter, ...]:
    """The four indicators, each with its tables."""
    found = report.indicators
    return (
        _indicator(
            found.ratio.texts,
            not found.ratio.regions,
            stock.ratio_table(found.ratio),
            *_with_rows(stock.region_ratios(found.ratio)),
            *_with_rows(stock.other_sources(found.ratio.others, "tabel-1")),
        ),
        _indicator(
            found.rate.texts,
            True,
            stock.rate_table(found.rate),
            *_with_rows(stock.replaced_rates(found.rate)),
            *_with_rows(stock.other_sources(found.rate.others, "tabel-2")),
        ),
        _indicator(found.policy_texts, True, policy.policy_table(report)),
        _indicator(found.coverage.texts, not found.coverage.series, *_coverage(report)),
    )


def _coverage(report: Report) -> Iterator[Table]:
    found = report.indicators.coverage
    yield coverage.stock_table(found)
    if found.series:
        placed = coverage.placed_table(found)
        yield placed
        # A trend needs months, and a month needs one before it.
        if placed.rows:
            yield coverage.trend_table(found)
    yield from coverage.municipal_tables(found)
    yield from _with_rows(stock.other_sources(found.others, "dekking"))


def _indicator(texts: IndicatorTexts, in_words: bool, *tables: Table) -> Chapter:
    instead = texts.figures if in_words else ()
    return Chapter(f"indicator-{texts.slug}", texts.title, tables, texts=texts, instead=instead)


def _with_rows(*tables: Table) -> Iterable[Table]:
    return (table for table in tables if table.rows)


# -------------------------------------------------------------------------------- annexes


def _annexes(report: Report) -> Iterator[Chapter]:
    if report.differences:
        yield _annex("bijlage-verschillen", annexes.differences(report))
    towns = annexes.municipalities(report)
    if any(table.rows for table in towns):
        yield _annex("bijlage-gemeenten", *towns)
    found = overview.overview_tables(report)
    if found:
        beside, due, listed = found
        yield _annex("naast-elkaar", beside)
        yield Chapter("standen", overview.stages_title())
        yield _annex("herijking", due, listed)


def _annex(id_: str, *tables: Table) -> Chapter:
    return Chapter(id_, tables[0].heading, tables)
