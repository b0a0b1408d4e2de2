"""Every figure of a report as a line: what it is about, its value or why there is none.

The lines are found by walking the report itself, so that a figure which is added to the report
tomorrow is in the list without anybody thinking of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.reports import SourceEntry
from nalportal.progress.figures import Figure
from regions.reports import Footnote, InstrumentOverview, PolicyCell

from ..model import Report
from ..parts import may_hold
from ..provenance import Provenance, editions_of, provenance

# What a figure is, by the class and field that hold it; all but the figures on top and those of
# other sources, which have a label of their own.
MEASURES = {
    "PolicyRow.municipalities": gettext_lazy("Gemeenten"),
    "PolicyCell.count": gettext_lazy("Gemeenten met dit instrument"),
    "PolicyCell.share": gettext_lazy("Aandeel van de gemeenten"),
    "InstrumentOverview.share": gettext_lazy("Aandeel van de gemeenten waarvan het bekend is"),
    "RatioColumn.charge_points": gettext_lazy("(Semi-)publieke laadpunten"),
    "RatioColumn.vehicles": gettext_lazy("Stekkervoertuigen (BEV en PHEV)"),
    "RatioColumn.ratio": gettext_lazy("Stekkervoertuigen per laadpunt"),
    "RateRow.public": gettext_lazy("Publieke laadpunten erbij per maand"),
    "RateRow.semi_public": gettext_lazy("Semipublieke laadpunten erbij per maand"),
    "RateRow.fast": gettext_lazy("Snelle laadpunten erbij per maand"),
    "RateRow.total": gettext_lazy("Laadpunten erbij per maand"),
    "RegionRatio.charge_points": gettext_lazy("(Semi-)publieke laadpunten"),
    "RegionRatio.vehicles": gettext_lazy("Stekkervoertuigen (BEV en PHEV)"),
    "RegionRatio.ratio": gettext_lazy("Stekkervoertuigen per laadpunt"),
    "SeriesPoint.figure": gettext_lazy("(Semi-)publieke laadpunten"),
    "PlacedPoint.figure": gettext_lazy("(Semi-)publieke laadpunten erbij in de maand"),
    "MunicipalStock.figure": gettext_lazy("(Semi-)publieke laadpunten"),
    "Trend.slope": gettext_lazy("Trend van wat er per maand bij komt: helling per maand"),
    "Trend.error": gettext_lazy(
        "Trend van wat er per maand bij komt: standaardfout van de helling"
    ),
    "Trend.first": gettext_lazy("Trend van wat er per maand bij komt: begin van de lijn"),
    "Trend.last": gettext_lazy("Trend van wat er per maand bij komt: einde van de lijn"),
}
# Their figures have no publisher: a region gave them, or they were counted per municipality.
_OF_REGIONS = (PolicyCell, InstrumentOverview)


@dataclass(frozen=True)
class FigureLine:
    """A figure with its place. ``since`` is set where it is about a period that ends ``on``.

    ``figure.id`` is its permanent name; what is not known of where it comes from is empty, and so
    can ``note`` be. ``place`` is the class and field that hold it.
    """

    figure: Figure
    place: str
    area: str
    measure: str
    instrument: str
    since: date | None
    on: date
    provenance: Provenance
    note: str


@dataclass(frozen=True)
class _Place:
    """What is known of a figure by all that it stands in."""

    area: str
    on: date
    footnotes: Mapping[int, str]
    editions: Mapping[str, SourceEntry]
    measure: str = ""
    instrument: str = ""
    since: date | None = None
    basis: str = ""
    note: str = ""


def figure_lines(report: Report) -> tuple[FigureLine, ...]:
    """All figures of a report, each once, in the order in which the report tells them."""
    found: dict[Figure, FigureLine] = {}
    table = report.territory.table
    place = _Place(
        area=_("Nederland"),
        on=report.reference_on,
        footnotes=_texts(table.footnotes),
        editions=editions_of(report),
    )
    names = {entry.slug: entry.name for entry in report.territory.instruments}
    # The figures on top repeat those of the tables, where they have their place.
    for part in (replace(report, key_figures=()), report.key_figures):
        for line in _walk(part, place, names, ""):
            found.setdefault(line.figure, line)
    return tuple(found.values())


def _walk(
    value: Any, place: _Place, instruments: Mapping[str, str], name: str
) -> Iterator[FigureLine]:
    """The figures in a part of the report, whatever it is; ``name`` says what it is there."""
    if isinstance(value, Figure):
        yield _line(value, place, name)
    elif isinstance(value, tuple):
        for part in value:
            # Most of a report is municipalities and texts, in which there is no figure.
            if may_hold(type(part), Figure):
                yield from _walk(part, place, instruments, name)
    elif is_dataclass(value):
        inner = _within(value, place, instruments)
        kind = type(value).__name__
        for field in fields(value):
            yield from _walk(getattr(value, field.name), inner, instruments, f"{kind}.{field.name}")


def _within(part: Any, place: _Place, instruments: Mapping[str, str]) -> _Place:
    """The place of what stands in ``part``, told by the attributes that parts have in common."""

    def told(name: str, kind: type) -> Any:
        value = getattr(part, name, None)
        return value if isinstance(value, kind) else None

    footnotes = [n for n in told("footnotes", tuple) or () if isinstance(n, Footnote)]
    instrument = told("instrument", str) or ""
    return replace(
        place,
        area=_area(part) or place.area,
        on=told("on", date) or place.on,
        since=told("period_from", date) or place.since,
        measure=told("label", str) or place.measure,
        instrument=instruments.get(instrument, instrument) or place.instrument,
        # That of a row of table 2 is what its figures have themselves.
        basis=(told("basis", str) or place.basis) if isinstance(part, _OF_REGIONS) else "",
        note=told("context", str) or place.note,
        footnotes=_texts(footnotes) if footnotes else place.footnotes,
    )


def _area(part: Any) -> str:
    if getattr(part, "slug", "") == "totaal":
        return _("Alle NAL-regio’s")
    # A unit's part has it as `unit`; a row or a series carries the name itself.
    named = getattr(part, "unit", part)
    return str(getattr(named, "short_name", "") or getattr(named, "name", ""))


def _texts(footnotes: Any) -> dict[int, str]:
    return {note.number: note.text for note in footnotes}


def _line(figure: Figure, place: _Place, name: str) -> FigureLine:
    notes = [place.footnotes[number] for number in figure.notes if number in place.footnotes]
    return FigureLine(
        figure=figure,
        place=name,
        area=place.area,
        measure=str(MEASURES.get(name) or place.measure or name),
        instrument=place.instrument,
        since=place.since,
        on=place.on,
        provenance=provenance(figure, place.editions, place.basis),
        note=" ".join(filter(None, (place.note, *notes))),
    )
