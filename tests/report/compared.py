"""Small reports to set against each other, all of it fictief: one region, one working group."""

from dataclasses import replace
from datetime import date
from typing import Any

from nalportal.dutch import PartialDate
from nalportal.figures import Figure
from nalportal.progress.reports import CategoryBlock, MilestoneEntry
from nalportal.report.compare import Comparison, ItemChange, UnitComparison
from nalportal.report.model import Report
from regions.reports import MunicipalityEntry, StatusEntry
from regions.status import Status
from tests.report.pdf_sample import milestone, report

JULY, DECEMBER = PartialDate(date(2021, 7, 1), "month"), PartialDate(date(2021, 12, 1), "month")


def entry(reference: str, title: str = "Fictief punt", **more: Any) -> MilestoneEntry:
    return milestone(title, reference=reference, **more)


def with_items(
    *,
    gerealiseerd: tuple[MilestoneEntry, ...] = (),
    planning: tuple[MilestoneEntry, ...] = (),
    aandachtspunt: tuple[MilestoneEntry, ...] = (),
    earlier: tuple[MilestoneEntry, ...] = (),
    statement: str = "",
    **more: Any,
) -> Report:
    """The sample with these items for Noord; ``earlier`` were told as realised before."""
    sample = report(**more)
    [region] = sample.territory.regions
    blocks = (
        CategoryBlock("gerealiseerd", gerealiseerd, earlier, ""),
        CategoryBlock("planning", planning, (), ""),
        CategoryBlock("aandachtspunt", aandachtspunt, (), statement),
    )
    region = replace(region, unit=replace(region.unit, categories=blocks))
    return replace(sample, territory=replace(sample.territory, regions=(region,)))


def noord(comparison: Comparison) -> UnitComparison:
    return next(unit for unit in comparison.units if unit.slug == "noord")


def item(comparison: Comparison, reference: str) -> ItemChange:
    """The one item of Noord with this reference."""
    [found] = [i for i in noord(comparison).items if i.entry.reference == reference]
    return found


def with_count(figure: Figure, **more: Any) -> Report:
    """The sample with this count of laadvisies in Noord in table 3."""
    sample = report(**more)
    [row] = sample.territory.table.rows
    [cell] = row.cells
    row = replace(row, cells=(replace(cell, count=replace(figure, id="beleid.noord.laadvisie")),))
    table = replace(sample.territory.table, rows=(row,))
    return replace(sample, territory=replace(sample.territory, table=table))


def municipality(code: str, stage: str = "onbekend", **more: Any) -> MunicipalityEntry:
    [assen] = report().territory.municipalities
    statuses = (StatusEntry("laadvisie", Status(stage)),)
    return replace(assen, code=code, name=f"Fictief {code}", statuses=statuses, **more)


def with_municipalities(*entries: MunicipalityEntry, **more: Any) -> Report:
    sample = report(**more)
    return replace(sample, territory=replace(sample.territory, municipalities=entries))
