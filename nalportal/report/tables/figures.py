"""Every figure of a report as a line: what it is about, its value or why there is none.

The lines are read from the tables, so that a figure which is added to a table tomorrow is in the
list without anybody thinking of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from indicators.memoize import once_per_value
from indicators.reports import SourceEntry
from nalportal.figures import Figure

from ..model import Report
from ..provenance import Provenance, editions_of, provenance
from .contents import tables_of_figures
from .model import About, NoteKind, Table

# What each value of a line tells, for who reads the files and asks the interface.
MEANINGS: Mapping[str, Promise] = {
    "kenmerk": _lazy("Vaste naam van het cijfer, dezelfde als “id” in het JSON-bestand."),
    "gebied": _lazy("Nederland, een NAL-regio, een gemeente of een ander onderdeel."),
    "maat": _lazy("Wat er is geteld of berekend."),
    "instrument": _lazy("Het beleidsinstrument waar het cijfer over gaat, of leeg."),
    "vanaf": _lazy("Eerste dag, als het cijfer over een periode gaat."),
    "datum": _lazy("De dag waarop het cijfer geldt, of de laatste dag van de periode."),
    "eenheid": _lazy("“%” voor een percentage, anders leeg."),
    "geen_waarde": _lazy("Waarom er geen waarde is: pm, onbekend of nvt; of leeg."),
    "ten_minste": _lazy("Het totaal telt alleen de bekende aantallen."),
    "weergave": _lazy("Zoals het cijfer op de pagina’s staat, ook met “ten minste”."),
    "bron": _lazy("Wie het cijfer gaf, en onder welke titel."),
    "uitgave": _lazy("Welke uitgave van de bron, of leeg."),
    "methode": _lazy("Hoe de bron telt, of leeg als dat niet bekend is."),
    "grondslag": _lazy(
        "Hoe het cijfer tot stand kwam: opgave (zo gegeven), berekend (hier uitgerekend), geteld "
        "(uit wat per gemeente is vastgelegd) of gemengd. Leeg als dat niet bekend is."
    ),
    "noot": _lazy("De voetnoten bij het cijfer."),
}


@dataclass(frozen=True)
class FigureLine:
    """A figure with its place. ``since`` is set where it is about a period that ends ``on``.

    ``figure.id`` is its permanent name; what is not known of where it comes from is empty, and so
    can ``note`` be. ``corrected_as`` says as what it can be corrected; empty: it follows from
    others. ``repeats``: it stands in tables that tell what others have told, and nowhere else.
    """

    figure: Figure
    area: str
    measure: str
    instrument: str
    since: date | None
    on: date
    provenance: Provenance
    note: str
    corrected_as: str
    repeats: bool


@once_per_value(keep=4)
def figure_lines(report: Report) -> tuple[FigureLine, ...]:
    """All figures of a report, each once, in the order in which the report tells them.

    Those that a table repeats have their place where they are told first.
    """
    tables = tuple(tables_of_figures(report))
    told = [table for table in tables if not table.repeats]
    told += [table for table in tables if table.repeats]
    return lines_of(told, report.reference_on, editions_of(report))


def lines_of(
    tables: list[Table], on: date, editions: Mapping[str, SourceEntry]
) -> tuple[FigureLine, ...]:
    """The figures of these tables; of a date that nothing tells they are ``on``."""
    found: dict[Figure, FigureLine] = {}
    outermost = About(area=_("Nederland"), on=on)
    for table in tables:
        footnotes = {n.number: n.text for n in table.notes if n.kind is NoteKind.FOOTNOTE}
        for row, column, cell, figure in table.figures():
            about = _together(cell.about, row.about, column.about, table.about, outermost)
            line = FigureLine(
                figure=figure,
                area=about.area,
                measure=about.measure or column.heading,
                instrument=about.instrument,
                since=about.since,
                on=about.on or on,
                provenance=provenance(figure, editions, about.basis),
                note=_note(figure, about, footnotes),
                corrected_as="" if cell.computed else column.corrected_as,
                repeats=table.repeats,
            )
            known = found.setdefault(line.figure, line)
            if line.corrected_as and not known.corrected_as:
                found[line.figure] = replace(known, corrected_as=line.corrected_as)
    return tuple(found.values())


def _together(*told: About) -> About:
    """What each of them tells; the first that tells a thing counts."""

    def first(name: str) -> object:
        return next(filter(None, (getattr(about, name) for about in told)), None)

    return About(**{name: first(name) or getattr(About(), name) for name in _FIELDS})  # type: ignore[arg-type] # each of its own field


_FIELDS = ("area", "measure", "instrument", "since", "on", "basis", "note")


def _note(figure: Figure, about: About, footnotes: Mapping[int, str]) -> str:
    notes = [footnotes[number] for number in figure.notes if number in footnotes]
    return " ".join(filter(None, (about.note, *notes)))
