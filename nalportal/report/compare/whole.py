"""Two whole reports, compared."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from indicators.reports import IndicatorReport, SourceEntry
from nalportal.figures import Figure, figures_in
from nalportal.progress.reports import TextBlock, UnitReport
from regions.reports import (
    CoverEntry,
    DocumentEntry,
    MunicipalityEntry,
    PolicyCell,
    PolicyOverview,
    RegionReport,
    ReorganisationEntry,
)
from workgroups.reports import WorkgroupReport

from ..labels import report_title
from ..model import KeyFigure, Report
from .figures import compare_figures, compare_key_figures
from .model import Comparison, Move, Side
from .policy import compare_division, compare_policy, policy_ids
from .texts import texts_and_facts, titles_of
from .units import compare_units, highlights
from .walk import Path, differences

# What has a comparison of its own; the walk over everything else passes over it.
TOLD_ELSEWHERE = (
    Figure,
    KeyFigure,
    MunicipalityEntry,
    PolicyCell,
    PolicyOverview,  # repeats what table 3 and the municipalities say
    RegionReport,
    ReorganisationEntry,
    UnitReport,
    WorkgroupReport,
)
# Days beside figures, which are told with each figure that moved.
DAYS = frozenset({"on", "period_from", "months"})
# Which report it is: the sides say so.
FRAME = frozenset(
    {"schema", "language", "slug", "title", "reference_on", "division_on", "figures_until"}
)


def compare(before: Report, after: Report) -> Comparison:
    """What ``after`` tells otherwise than ``before``. Pure: no query, no clock, no HTML.

    Parts are matched by reference, id, code or web address, never by their text.
    """
    units = compare_units(before, after)
    figures = compare_figures(before, after)
    policy, other_policy = compare_policy(before, after)
    in_table = policy_ids(policy)
    one_sided = {key for key, one in figures.items() if one.move in (Move.NEW, Move.GONE)}
    pairs = differences(
        *_with_names(before, after),
        whole=(TextBlock, DocumentEntry, SourceEntry),
        skip=TOLD_ELSEWHERE,
        told=lambda part: _says_no_more(part, one_sided - in_table),
    )
    untold = {*((name,) for name in FRAME), *_untold(before, after)}
    told = (pair for pair in pairs if not _passes_over(pair.path, untold))
    texts, facts = texts_and_facts(told, titles_of(before, after))
    return Comparison(
        before=_side(before),
        after=_side(after),
        units=units,
        highlights=highlights(units),
        key_figures=compare_key_figures(before.key_figures, after.key_figures),
        figures=tuple(
            figure
            for figure in figures.values()
            if figure.move != Move.SAME and figure.id not in in_table
        ),
        policy=policy,
        other_policy=other_policy,
        division=compare_division(before, after),
        texts=texts,
        facts=facts,
        region_names={
            region.unit.slug: region.unit.short_name
            for report in (before, after)
            for region in report.territory.regions
        },
    )


def _with_names(*reports: Report) -> Iterator[Report]:
    """The reports with what documents cover by name, the last one that it had, and not by code."""
    places = [report.territory for report in reports]
    names = {town.code: town.name for place in places for town in place.municipalities}
    names |= {one.slug: one.short_name for place in places for one in place.instruments}

    def named(document: DocumentEntry) -> DocumentEntry:
        covers = (
            CoverEntry(
                names.get(cover.instrument, cover.instrument),
                tuple(names.get(code, code) for code in cover.municipalities),
            )
            for cover in document.covers
        )
        return replace(document, covers=tuple(covers))

    for report, place in zip(reports, places, strict=True):
        documents = tuple(map(named, place.documents)) if place.documents else place.documents
        yield replace(report, territory=replace(place, documents=documents))


def _says_no_more(part: Any, figures: Collection[str]) -> bool:
    """Whether a part of a row, such as the point of a series, only dates and places ``figures``
    that are new or gone and told as such. An indicator has texts too."""
    if isinstance(part, IndicatorReport) or getattr(part, "provisional", False):
        return False
    ids = [figure.id for figure in figures_in(part)]
    return bool(ids) and all(id_ in figures for id_ in ids)


def _passes_over(path: Path, untold: Collection[Path]) -> bool:
    is_day = path[0] == "indicators" and path[-1] in DAYS
    return is_day or path[:1] in untold or path[:2] in untold


def _untold(before: Report, after: Report) -> tuple[tuple[str, ...], ...]:
    """What is no difference: what one of the reports is too old to tell, and in what each of two
    rounds differs from its own printed report."""
    untold: list[tuple[str, ...]] = []
    if None in (before.territory.documents, after.territory.documents):
        untold.append(("territory", "documents"))
    if before.slug != after.slug:
        untold.append(("differences",))
    return tuple(untold)


def _side(report: Report) -> Side:
    return Side(
        slug=report.slug,
        title=report_title(report),
        reference_on=report.reference_on,
        division_on=report.division_on,
        figures_until=report.figures_until,
    )
