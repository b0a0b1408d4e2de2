"""Where each figure of a report comes from: source, edition, method and basis. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy

from indicators.labels import period_name
from indicators.reports import (
    CoverageReport,
    IndicatorReport,
    MeasureTable,
    RateReport,
    RatioColumn,
    RatioReport,
    RegionRatio,
    SourceEntry,
)
from nalportal.dutch import joined, short_date
from nalportal.figures import Figure

from .labels import column_title, edition_words, table_row
from .model import Report

# Table 3 has no publisher: regions gave its numbers, or they were counted per municipality.
REGIONS = {
    "opgave": gettext_lazy("Opgave van de NAL-regio"),
    "geteld": gettext_lazy("Geteld uit wat per gemeente is vastgelegd"),
    "gemengd": gettext_lazy("Opgave van NAL-regio’s en geteld uit wat per gemeente is vastgelegd"),
}


@dataclass(frozen=True)
class Provenance:
    """In words; what nobody recorded is empty. Of several sources each part has all of them."""

    source: str = ""
    edition: str = ""
    method: str = ""
    basis: str = ""


def editions_of(report: Report) -> Mapping[str, SourceEntry]:
    """What figures of a report cite, by key."""
    tables = [table for one in report.indicators.indicators for table in _cited_tables(one)]
    entries = [entry for table in tables for entry in table.sources]
    entries += [other.source for table in tables for other in table.others]
    entries += [entry for table in report.outlook for entry in table.sources]
    return {entry.key: entry for entry in entries}


CitingTable = RatioReport | RateReport | CoverageReport | MeasureTable


def _cited_tables(indicator: IndicatorReport) -> Iterable[CitingTable]:
    if isinstance(indicator, RatioReport | RateReport | CoverageReport):
        yield indicator
    yield from indicator.tables


def provenance(
    figure: Figure, editions: Mapping[str, SourceEntry], policy_basis: str = ""
) -> Provenance:
    """Where a figure comes from; ``policy_basis`` is that of its cell, if it stands in table 3."""
    cited = [editions[key] for key in figure.sources if key in editions]
    return Provenance(
        source=_told(cited, publication) or str(REGIONS.get(policy_basis, "")),
        edition=_told(cited, edition_words),
        method=_told(cited, lambda entry: entry.method),
        basis=figure.basis or policy_basis,
    )


def publication(entry: SourceEntry) -> str:
    """Who published it under which title."""
    return ", ".join(filter(None, (entry.publisher, entry.title)))


def _told(cited: Iterable[SourceEntry], part: Callable[[SourceEntry], str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, map(part, cited))))


# A row (or group of rows), a place in it, and the figures there.
Places = Iterable[tuple[str, str, Iterable[Figure]]]
Cited = list[tuple[SourceEntry, str]]


def cited_for(sources: Iterable[SourceEntry], places: Places) -> Cited:
    """Each source of a table with what of the table is from it: whole rows, or places in them.

    That is empty where all of the table is from it: then there is nothing to tell apart.
    """
    known: dict[str, list[tuple[str, set[str]]]] = {}
    for row, place, figures in places:
        if keys := {key for figure in figures for key in figure.sources}:
            known.setdefault(row, []).append((place, keys))
    return [(entry, _named(entry.key, known)) for entry in sources]


def _named(key: str, known: Mapping[str, list[tuple[str, set[str]]]]) -> str:
    told = []
    everything = True
    for row, places in known.items():
        theirs = [place for place, keys in places if key in keys]
        everything = everything and len(theirs) == len(places)
        if len(theirs) == len(places):
            told.append(row)
        elif theirs:
            told.append(f"{row} {joined(theirs)}".strip())
    return "" if everything else ", ".join(filter(None, told))


@singledispatch
def cited(table: object) -> Cited:
    """The sources of a table or figure of an indicator, and what of it is from which."""
    raise TypeError(table)


@cited.register
def _(table: RatioReport) -> Cited:
    places = [
        (row, column_title(column), (figure,))
        for column in table.columns
        for row, figure in (
            (_t("laadpunten"), column.charge_points),
            (_t("stekkervoertuigen"), column.vehicles),
        )
    ]
    return cited_for(table.sources, places)


@cited.register
def _(table: RateReport) -> Cited:
    rows = (*table.rows, *table.replaced)
    figures = [(period_name(r), (r.public, r.semi_public, r.fast, r.total)) for r in rows]
    return cited_for(table.sources, [("", name, found) for name, found in figures])


@cited.register
def _(table: CoverageReport) -> Cited:
    """By date: a series can go on with another source."""
    points = (point for series in table.series for point in series.points)
    return _by_span(table.sources, ((point.on, (point.figure,)) for point in points))


def _by_span(
    sources: Iterable[SourceEntry], dated: Iterable[tuple[date, Iterable[Figure]]]
) -> Cited:
    """The sources of a long table with their first and last day in it, if there are several."""
    dates: dict[str, set[date]] = {}
    for on, figures in dated:
        for figure in figures:
            for key in figure.sources:
                dates.setdefault(key, set()).add(on)
    if len(dates) < 2:
        return [(entry, "") for entry in sources]
    text = _t("{first} tot en met {last}")
    told = {
        key: text.format(first=short_date(min(days)), last=short_date(max(days)))
        for key, days in dates.items()
    }
    return [(entry, told.get(entry.key, "")) for entry in sources]


# So many rows are named one by one; of more only the first and the last.
MOST_ROWS_NAMED = 12


@cited.register
def _(table: MeasureTable) -> Cited:
    if len(table.rows) > MOST_ROWS_NAMED:
        return _by_span(table.sources, ((row.on, row.figures) for row in table.rows))
    places = [("", table_row(row), row.figures) for row in table.rows]
    return cited_for(table.sources, places)


def halves_line(table: MeasureTable) -> str:
    """That the halves of a ratio were counted by different publishers; empty if they were not."""
    halves = [at for at, column in enumerate(table.columns) if column.slug in ("deel", "per")]
    if table.layout != "verhouding" or len(halves) != 2:
        return ""
    publishers = {entry.key: entry.publisher for entry in table.sources}
    told = [
        dict.fromkeys(
            publishers[key]
            for row in table.rows
            for key in row.figures[at].sources
            if key in publishers
        )
        for at in halves
    ]
    if not all(told) or told[0] == told[1]:
        return ""
    names = {"part": table.columns[halves[0]].name, "per": table.columns[halves[1]].name}
    return _t(
        "De twee cijfers zijn niet van dezelfde uitgever: {part} van {first}, {per} van {second}. "
        "Zij tellen elk op hun eigen manier."
    ).format(**names, first=joined(list(told[0])), second=joined(list(told[1])))


def publishers_line(table: RatioReport) -> str:
    """That the two halves of a ratio were counted by different publishers; empty if they were not.

    A ratio of which a half is not known is none.
    """
    publishers = {entry.key: entry.publisher for entry in table.sources}
    told: dict[tuple[str, str], list[str]] = {}
    rows: list[tuple[str, RatioColumn | RegionRatio]] = [
        *((column_title(column), column) for column in table.columns),
        *((region.name, region) for region in table.regions),
    ]
    for name, row in rows:
        of_points, of_cars = (
            joined(list(dict.fromkeys(filter(None, map(publishers.get, half.sources)))))
            for half in (row.charge_points, row.vehicles)
        )
        if row.ratio.value is not None and of_points and of_cars and of_points != of_cars:
            told.setdefault((of_points, of_cars), []).append(name)
    text = _t(
        "Stekkervoertuigen per laadpunt ({names}): de laadpunten zijn van {points}, de "
        "stekkervoertuigen van {cars}. Zij tellen elk op hun eigen manier."
    )
    return " ".join(
        text.format(names=", ".join(names), points=points, cars=cars)
        for (points, cars), names in told.items()
    )


def cited_by(figure: Figure, sources: Iterable[SourceEntry]) -> Cited:
    """The sources of one figure."""
    return [(entry, "") for entry in sources if entry.key in figure.sources]


def source_sentences(entry: SourceEntry, names: str) -> str:
    """What follows the name of a source: what is from it, how it counts, what is allowed."""
    return " ".join(
        filter(
            None,
            (
                _t("Hieruit: {names}.").format(names=names) if names else "",
                entry.method,
                _t("Licentie: {licence}.").format(licence=entry.licence) if entry.licence else "",
            ),
        )
    )
