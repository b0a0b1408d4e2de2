"""The chart of a table of any measure: bars of one series, or a line per area or kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, MeasureTable, OutlookTable, TableColumn

from ..memoize import once_per_value
from ..models import Layout
from . import descriptions
from .ahead import Ahead, ahead_note, ahead_of, ahead_words, with_ahead
from .bars import bars_spec
from .dated import Bar, break_rules, with_ahead_bars
from .drawing import Sketch
from .lines import Line, line_of, lines_spec, signs
from .numbers import Numbers, yes_or_no
from .style import PETROL, Spec, plain
from .timeline import stroke_in_order

Breaks = Sequence[BreakEntry]
# So many figures of one series stand in bars, each with its number; more make a line.
MOST_BARS = 12
# What each layout draws, by the role of its columns; a plain table and one of trends draw nothing.
DRAWN = {
    Layout.LEVEL: "gegeven",
    Layout.KINDS: "gegeven",
    Layout.RATIO: "verhouding",
    Layout.INCREASE: "toename",
    Layout.SHARE: "aandeel",
    Layout.AREAS: "gegeven",
    f"{Layout.AREAS}-erbij": "toename",
}


@dataclass(frozen=True)
class _Series:
    column: TableColumn
    moments: tuple[descriptions.Moment, ...]


@once_per_value(keep=64)
def measured_sketch(table: MeasureTable, outlook: tuple[OutlookTable, ...] = ()) -> Sketch | None:
    """The bars or lines of a table; ``None`` where it has no two figures to draw."""
    series = [one for one in _series(table) if any(moment.known for moment in one.moments)]
    looking = [(one.column, found) for one in series for found in _ahead(table, one, outlook)]
    drawn = [m for one in series for m in one.moments if m.known]
    dates = sorted({m.on for m in drawn} | {found.on for _column, found in looking})
    if len(dates) < 2:
        return None
    last = max(moment.on for moment in drawn)
    breaks = tuple(e for e in table.breaks if dates[0] < e.dated.on <= last)
    title = table.title
    if table.layout.endswith("-erbij"):
        title = _("{title}: erbij in de maand").format(title=title)
    named = [(_name(column) if len(series) > 1 else "", found) for column, found in looking]
    in_bars = len(series) == 1 and len(dates) <= MOST_BARS
    picture = _bars if in_bars else _lines
    spec, note = picture(series, named, breaks)
    words = descriptions.several(
        title, [(plain(_name(s.column)), s.moments) for s in series], breaks
    )
    return Sketch(
        table.slug,
        title,
        spec,
        " ".join([words, *(w for name, one in named for w in ahead_words([one], plain(name)))]),
        note,
        with_ahead(_numbers(table, [one.column for one in series]), named, dated=1),
    )


def _ahead(
    table: MeasureTable, series: _Series, outlook: Iterable[OutlookTable]
) -> tuple[Ahead, ...]:
    """What was aimed at and expected of the level that a column tells."""
    column = series.column
    if column.role != "gegeven" or table.layout == Layout.RATIO:
        return ()
    if table.layout == Layout.KINDS:
        # Editions from before named the kind alone; the slug of a table begins with its indicator.
        indicator = table.slug.rpartition("-")[0]
        bare = not column.measure.endswith(f", {column.name}")

        def belongs(one: OutlookTable) -> bool:
            told = f"{one.label}, {column.name}"
            return one.indicator == indicator if bare else column.measure == told

        return ahead_of(outlook, belongs, "", column.slug)
    area = "" if column.slug == "land" else column.area
    return ahead_of(outlook, lambda one: one.label == column.measure, area)


Picture = tuple[Spec, str]
# What was aimed at and expected, by the name of its area or kind where there are more.
Named = Sequence[tuple[str, Ahead]]


def _bars(series: Sequence[_Series], ahead: Named, breaks: Breaks) -> Picture:
    """One series of few dates: each figure stands at its bar."""
    moments = sorted(series[0].moments, key=lambda moment: moment.on)
    bars = [Bar(m.on, m.figure, m.provisional or not m.year_end) for m in moments]
    shown = with_ahead_bars(bars, [found for _name, found in ahead])
    rules = break_rules([bar.on for bar in shown], breaks)
    return bars_spec(shown, rules, PETROL), descriptions.bars_note(
        moments, breaks, ahead_note(ahead)
    )


def _lines(series: Sequence[_Series], ahead: Named, breaks: Breaks) -> Picture:
    lines = [_line(place, one, breaks) for place, one in enumerate(series)]
    lines = [line for line in lines if line.drawn]
    moments = [moment for one in series for moment in one.moments]
    note = descriptions.lines_note([moment.figure for moment in moments], breaks)
    told = [note, *signs(lines), *ahead_note(ahead)]
    return lines_spec(lines, breaks, [found for _name, found in ahead]), " ".join(
        filter(None, told)
    )


def _series(table: MeasureTable) -> list[_Series]:
    role = DRAWN.get(table.layout, "")
    # An average that was given of a period is told like a level.
    roles = {role, "gegeven"} if table.layout == Layout.INCREASE else {role}
    return [
        _Series(
            column,
            tuple(
                descriptions.Moment(row.on, row.figures[place], row.provisional)
                for row in table.rows
            ),
        )
        for place, column in enumerate(table.columns)
        if column.role in roles
    ]


def _name(column: TableColumn) -> str:
    return column.name or column.area


def _line(place: int, series: _Series, breaks: Breaks) -> Line:
    column = series.column
    stroke = stroke_in_order(column.slug, place)
    return line_of(column.slug, _name(column), stroke, series.moments, breaks)


def _numbers(table: MeasureTable, columns: Sequence[TableColumn]) -> Numbers:
    places = [table.columns.index(column) for column in columns]
    return Numbers(
        (_("Vanaf"), _("Tot en met"), *map(_name, columns), _("Voorlopig")),
        tuple(
            (
                row.since or "",
                row.on,
                *(row.figures[place] for place in places),
                yes_or_no(row.provisional),
            )
            for row in table.rows
        ),
    )
