"""What a report tells, in a form in which every output can be compared: plain text, squeezed.

:func:`expected` says it from the report itself; each reader in :mod:`.readers` finds the same in
the bytes of one output.
"""

import re
from dataclasses import dataclass, field

from nalportal.progress.figures import Figure
from nalportal.report.model import Report
from nalportal.report.words import category_names, column_title, milestone_state, period, why_empty


def squeezed(words: str) -> str:
    """Without spaces: what is left does not depend on lines and columns."""
    return re.sub(r"[\s\u200b\u00ad]+", "", words)


@dataclass
class Told:
    """``items``: per unit and category the milestones in order, then those told earlier;
    ``empty`` says why there are none. ``tables``: rows of cells as they read, by table.
    ``notes``: under each table."""

    items: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    earlier: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)


def row(*cells: str) -> tuple[str, ...]:
    return tuple(squeezed(cell) for cell in cells)


def item(*parts: str) -> tuple[str, ...]:
    """A milestone: title, explanation, state, links; parts that are not there left out."""
    return tuple(filter(None, map(squeezed, parts)))


def marked(figure: Figure) -> str:
    """A figure with the numbers of its notes."""
    return f"{figure}" + "".join(f"^{number}" for number in figure.notes)


def expected(report: Report) -> Told:
    """What every output should tell."""
    told = Told()
    for unit in report.units():
        for block in unit.categories:
            key = f"{unit.slug}/{block.category}"
            for entries, into in ((block.items, told.items), (block.earlier, told.earlier)):
                into[key] = [
                    item(
                        entry.title,
                        entry.explanation,
                        milestone_state(entry, block.category),
                        *(link.title for link in entry.links),
                    )
                    for entry in entries
                ]
            told.empty[key] = "" if block.items else squeezed(why_empty(block))
    _tables(report, told)
    assert list(category_names()) == [b.category for b in next(report.units()).categories]
    return told


def _tables(report: Report, told: Told) -> None:
    ratio, rate = report.indicators.ratio, report.indicators.rate
    table = report.territory.table
    if ratio.columns:
        told.tables["tabel-1"] = [
            row(*(column_title(c) for c in ratio.columns)),
            row("(Semi-)publieke laadpunten", *(str(c.charge_points) for c in ratio.columns)),
            row("Stekkervoertuigen (BEV en PHEV)", *(str(c.vehicles) for c in ratio.columns)),
            row("Stekkervoertuigen per laadpunt", *(str(c.ratio) for c in ratio.columns)),
        ]
    if rate.rows:
        told.tables["tabel-2"] = [
            row(period(r), *map(str, (r.public, r.semi_public, r.fast, r.total)), r.basis)
            for r in rate.rows
        ]
    told.tables["tabel-3"] = [
        row(r.name, marked(r.municipalities), *(marked(c.count) for c in r.cells))
        for r in (*table.rows, table.total)
    ]
    coverage = report.indicators.coverage
    told.tables["reeksen"] = [
        row(
            f"{all_.on.day}-{all_.on.month}-{all_.on.year}",
            *(str(series.points[place].figure) for series in coverage.series),
            str(all_.figure),
            "nee",
        )
        for place, all_ in enumerate(coverage.total)
    ]
    told.tables["kerncijfers"] = [
        row(
            k.label,
            f"{k.figure} van {k.of}" if k.of and k.figure.value is not None else str(k.figure),
            k.context,
        )
        for k in report.key_figures
    ]
    told.notes["tabel-3"] = [squeezed(f"{n.number} {n.text}") for n in table.footnotes]
    told.notes["teksten"] = [
        squeezed(span.text)
        for texts in (ratio.texts, rate.texts, report.indicators.policy_texts)
        for note in (*texts.table_notes, *texts.footnotes)
        for paragraph in note.paragraphs
        for span in paragraph
    ]
    told.notes["bronnen"] = [
        squeezed(", ".join((s.publisher, s.title, s.edition))) for s in ratio.sources
    ]
