"""Which figures moved. What is not known on one side is never said to have risen or fallen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from nalportal.figures import Figure

from ..model import KeyFigure, Report
from ..provenance import editions_of
from ..tables import FigureLine, figure_lines
from ..tables.figures import lines_of
from ..tables.key_figures import key_figure_label
from ..tables.policy import policy_table
from .model import FigureChange, KeyFigureChange, Move


def compare_figures(before: Report, after: Report) -> dict[str, FigureChange]:
    """Every figure of either report by its id, also those that stayed."""
    return _changes(before, after, figure_lines)


def compare_table_3(before: Report, after: Report) -> dict[str, FigureChange]:
    """Every figure of table 3, which is there whether or not an indicator tells it."""
    return _changes(before, after, _lines_of_table_3)


def _lines_of_table_3(report: Report) -> tuple[FigureLine, ...]:
    return lines_of([policy_table(report)], report.reference_on, editions_of(report))


def _changes(
    before: Report, after: Report, lines: Callable[[Report], Iterable[FigureLine]]
) -> dict[str, FigureChange]:
    # What a report repeats is left out: the figures on top, which are compared by their key, each
    # region's row of table 3, and the overview of what table and municipalities say.
    old, new = (
        {line.figure.id: line for line in lines(report) if not line.repeats}
        for report in (before, after)
    )
    return {
        id_: _change(old.get(id_), new.get(id_), _footnotes(before), _footnotes(after))
        for id_ in dict.fromkeys([*new, *old])
    }


def _footnotes(report: Report) -> Mapping[int, str]:
    return {note.number: note.text for note in report.territory.table.footnotes}


def _notes(figure: Figure | None, texts: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(texts.get(number, str(number)) for number in figure.notes) if figure else ()


def _change(
    before: FigureLine | None,
    after: FigureLine | None,
    notes_before: Mapping[int, str],
    notes_after: Mapping[int, str],
) -> FigureChange:
    line = after or before
    assert line is not None  # noqa: S101 - a figure is on one side at least
    old, new = before.figure if before else None, after.figure if after else None
    notes = _notes(old, notes_before), _notes(new, notes_after)
    move = move_of(old, new)
    return FigureChange(
        id=line.figure.id,
        area=line.area,
        measure=f"{line.measure}: {line.instrument}" if line.instrument else line.measure,
        source=line.provenance.source,
        since=line.since,
        on=line.on,
        before=old,
        after=new,
        notes_before=notes[0],
        notes_after=notes[1],
        move=Move.NOTE if move == Move.SAME and notes[0] != notes[1] else move,
    )


def move_of(before: Figure | None, after: Figure | None) -> Move:
    """What happened to a figure; its footnotes, its id and its sources are left to the caller."""
    if before is None or after is None:
        return Move.SAME if before is after else Move.NEW if before is None else Move.GONE
    if before.value is None or after.value is None:
        return _between_known_and_unknown(before, after)
    if not (before.is_plain and after.is_plain):
        bounds = (
            (before.value, before.at_least, before.rough),
            (after.value, after.at_least, after.rough),
        )
        return _shown_alike(before, after) if bounds[0] == bounds[1] else Move.BOUND
    if before.value == after.value:
        return _shown_alike(before, after)
    return Move.UP if after.value > before.value else Move.DOWN


def _between_known_and_unknown(before: Figure, after: Figure) -> Move:
    if before.value is not None:
        return Move.BECAME_UNKNOWN
    if after.value is not None:
        return Move.BECAME_KNOWN
    return Move.SAME if before.missing == after.missing else Move.OTHER_REASON


def _shown_alike(before: Figure, after: Figure) -> Move:
    """Equal values can still be shown otherwise, with other decimals or another unit."""
    bare, other = (replace(f, id="", notes=(), sources=(), basis="") for f in (before, after))
    return Move.SAME if bare == other else Move.NOTE


# --------------------------------------------------------------------------------- key figures


def compare_key_figures(
    before: Iterable[KeyFigure], after: Iterable[KeyFigure]
) -> tuple[KeyFigureChange, ...]:
    """The figures on top of the report by key, in the order of the new report."""
    old, new = ({figure.key: figure for figure in side} for side in (before, after))
    return tuple(
        _key_figure_change(key, old.get(key), new.get(key)) for key in dict.fromkeys([*new, *old])
    )


def _key_figure_change(
    key: str, before: KeyFigure | None, after: KeyFigure | None
) -> KeyFigureChange:
    told = after or before
    label = key_figure_label(told) if told else ""
    move = move_of(before.figure if before else None, after.figure if after else None)
    return KeyFigureChange(key, label, before, after, move)
