"""The chart of a table of any measure: a line per area or kind, over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, MeasureTable, TableColumn
from nalportal.figures import Figure

from ..memoize import once_per_value
from ..models import Layout
from . import descriptions
from .drawing import Sketch
from .lines import Line, lines_spec, points_of
from .numbers import Numbers, yes_or_no
from .style import plain
from .timeline import stroke_in_order

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
def measured_sketch(table: MeasureTable) -> Sketch | None:
    """The lines of a table; ``None`` where it has no figure to draw."""
    series = [one for one in _series(table) if any(_is_drawn(m.figure) for m in one.moments)]
    if not series:
        return None
    dates = [m.on for one in series for m in one.moments if _is_drawn(m.figure)]
    breaks = tuple(e for e in table.breaks if min(dates) < e.dated.on <= max(dates))
    lines = [_line(place, one, breaks) for place, one in enumerate(series)]
    figures = [moment.figure for one in series for moment in one.moments]
    title = table.title
    if table.layout.endswith("-erbij"):
        title = _("{title}: erbij in de maand").format(title=title)
    return Sketch(
        table.slug,
        title,
        lines_spec(lines, breaks),
        descriptions.several(title, [(plain(_name(s.column)), s.moments) for s in series], breaks),
        descriptions.lines_note(figures, breaks),
        _numbers(table, [one.column for one in series]),
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


def _is_drawn(figure: Figure) -> bool:
    return figure.value is not None and not figure.at_least


def _name(column: TableColumn) -> str:
    return column.name or column.area


def _line(place: int, series: _Series, breaks: Sequence[BreakEntry]) -> Line:
    column = series.column
    stroke = stroke_in_order(column.slug, place)
    return Line(column.slug, plain(_name(column)), stroke, points_of(series.moments, breaks))


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
