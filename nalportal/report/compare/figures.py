"""Which figures moved. What is not known on one side is never said to have risen or fallen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from nalportal.dutch import DASH, long_date
from nalportal.progress.figures import Figure

from ..model import KeyFigure, Report
from .model import FigureChange, KeyFigureChange, Move
from .walk import all_of

Name = tuple[str, str]  # what the figure is about, and which of its figures it is


def compare_figures(before: Report, after: Report) -> dict[str, FigureChange]:
    """Every figure of either report by its id, also those that stayed."""
    old, new = _by_id(before), _by_id(after)
    names = {**dict(_names(before)), **dict(_names(after))}
    old_notes, new_notes = _footnotes(before), _footnotes(after)
    return {
        id_: _change(
            id_,
            names.get(id_, (id_, "")),
            (old.get(id_), _notes(old.get(id_), old_notes)),
            (new.get(id_), _notes(new.get(id_), new_notes)),
        )
        for id_ in dict.fromkeys([*new, *old])
    }


def _by_id(report: Report) -> dict[str, Figure]:
    return {figure.id: figure for figure in all_of(Figure, report)}


def _footnotes(report: Report) -> Mapping[int, str]:
    return {note.number: note.text for note in report.territory.table.footnotes}


def _notes(figure: Figure | None, texts: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(texts.get(number, str(number)) for number in figure.notes) if figure else ()


Noted = tuple[Figure | None, tuple[str, ...]]


def _change(id_: str, name: Name, before: Noted, after: Noted) -> FigureChange:
    subject, label = name
    move = move_of(before[0], after[0])
    if move == Move.SAME and before[1] != after[1]:
        move = Move.NOTE
    return FigureChange(
        id=id_,
        subject=subject,
        label=label,
        before=before[0],
        after=after[0],
        notes_before=before[1],
        notes_after=after[1],
        move=move,
    )


def move_of(before: Figure | None, after: Figure | None) -> Move:
    """What happened to a figure; its footnotes and its id are left to the caller."""
    if before is None or after is None:
        return Move.SAME if before is after else Move.NEW if before is None else Move.GONE
    if before.value is None or after.value is None:
        return _between_known_and_unknown(before, after)
    if before.at_least or after.at_least:
        bounds = (before.value, before.at_least), (after.value, after.at_least)
        return _shown_alike(before, after) if bounds[0] == bounds[1] else Move.BOUND
    if before.value == after.value:
        return _shown_alike(before, after)
    return Move.UP if after.value > before.value else Move.DOWN


def _between_known_and_unknown(before: Figure, after: Figure) -> Move:
    if before.value is not None:
        return Move.BECAME_UNKNOWN
    if after.value is not None:
        return Move.BECAME_KNOWN
    return _shown_alike(before, after) if before.missing == after.missing else Move.OTHER_REASON


def _shown_alike(before: Figure, after: Figure) -> Move:
    """The same value may still read otherwise, with other decimals or another unit."""
    alike = replace(before, id="", notes=()) == replace(after, id="", notes=())
    return Move.SAME if alike else Move.NOTE


# --------------------------------------------------------------------------------- their names


def _names(report: Report) -> Iterator[tuple[str, Name]]:
    """What each figure is about, for readers. One that has no name here is shown by its id."""
    yield from _policy_names(report)
    indicators = report.indicators
    for column in indicators.ratio.columns:
        on = _("Landelijk, {day}").format(day=long_date(column.on))
        yield column.charge_points.id, (on, _("(semi-)publieke laadpunten"))
        yield column.vehicles.id, (on, _("stekkervoertuigen"))
        yield column.ratio.id, (on, _("stekkervoertuigen per laadpunt"))
    for row in indicators.rate.rows:
        period = _("Laadpunten erbij per maand, {start} tot en met {end}").format(
            start=long_date(row.period_from), end=long_date(row.on)
        )
        yield row.public.id, (period, _("publiek"))
        yield row.semi_public.id, (period, _("semi-publiek"))
        yield row.fast.id, (period, _("snel"))
        yield row.total.id, (period, _("totaal"))
    for other in (*indicators.ratio.others, *indicators.rate.others, *indicators.coverage.others):
        for entry in other.figures:
            when = f"{other.source.publisher}, {entry.name}, {entry.period or long_date(entry.on)}"
            yield entry.figure.id, (when, other.label)
    yield from _regional_names(report)


def _regional_names(report: Report) -> Iterator[tuple[str, Name]]:
    points, coverage = _("(semi-)publieke laadpunten"), report.indicators.coverage
    for region in report.indicators.ratio.regions:
        when = f"{region.name}, {long_date(region.on)}"
        yield region.charge_points.id, (when, points)
        yield region.vehicles.id, (when, _("stekkervoertuigen"))
        yield region.ratio.id, (when, _("stekkervoertuigen per laadpunt"))
    for point in coverage.total:
        yield point.figure.id, (_("Alle NAL-regio’s, {0}").format(long_date(point.on)), points)
    for entry in coverage.municipalities:
        yield entry.figure.id, (f"{entry.name}, {long_date(entry.on)}", points)
    for series in coverage.series:
        for point in series.points:
            yield point.figure.id, (f"{series.name}, {long_date(point.on)}", points)
        for month in series.placed:
            when = f"{series.name}, {long_date(month.on)}"
            yield month.figure.id, (when, _("laadpunten erbij in de maand"))
        for trend in series.trends:
            when = f"{series.name}, {long_date(trend.period_from)} {DASH} {long_date(trend.on)}"
            yield trend.slope.id, (when, _("trend per maand"))
            yield trend.error.id, (when, _("standaardfout van de trend"))
            yield trend.first.id, (when, _("begin van de trendlijn"))
            yield trend.last.id, (when, _("einde van de trendlijn"))


def _policy_names(report: Report) -> Iterator[tuple[str, Name]]:
    table = report.territory.table
    instruments = {entry.slug: entry.name for entry in report.territory.instruments}
    for row in (*table.rows, table.total):
        yield row.municipalities.id, (row.name, _("gemeenten"))
        for cell in row.cells:
            name = instruments.get(cell.instrument, cell.instrument)
            yield cell.count.id, (row.name, name)
            yield cell.share.id, (row.name, _("{instrument}, aandeel").format(instrument=name))


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
    label = (after or before).label if after or before else ""  # type: ignore[union-attr] # one is
    move = move_of(before.figure if before else None, after.figure if after else None)
    return KeyFigureChange(key, label, before, after, move)
