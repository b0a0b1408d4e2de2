"""Table 1 as three panels of bars: stock of charge points, of vehicles, and vehicles per point."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from indicators.reports import (
    CHARGE_POINTS,
    VEHICLES,
    BreakEntry,
    OutlookTable,
    RatioColumn,
    RatioReport,
)
from nalportal.dutch import within_sentence
from nalportal.figures import Figure

from ..memoize import once_per_value
from . import descriptions, numbers
from .ahead import Ahead, ahead_note, ahead_of, ahead_words, with_ahead
from .bars import bars_spec, is_dense
from .dated import Bar, break_rules, with_ahead_bars
from .drawing import Sketch
from .style import NAVY, PETROL, TEAL


@dataclass(frozen=True)
class _RatioPanel:
    key: str
    title: str
    subject: str
    colour: str
    figure: Callable[[RatioColumn], Figure]
    broken: bool  # whether the breaks in the count of charge points touch this figure
    measure: str = ""  # of which targets and forecasts are drawn


def _panels(kind: str) -> tuple[_RatioPanel, ...]:
    """``kind``: the only kind of charge points that there are figures of."""
    points = within_sentence(kind) or _("(semi-)publieke laadpunten")
    per = _("aantal stekkervoertuigen per (semi-)publiek laadpunt")
    return (
        _RatioPanel(
            "laadpunten",
            descriptions.points(kind),
            _("aantal {points}").format(points=points),
            PETROL,
            lambda column: column.charge_points,
            broken=True,
            measure=CHARGE_POINTS,
        ),
        _RatioPanel(
            "stekkervoertuigen",
            _("Stekkervoertuigen (BEV en PHEV)"),
            _("aantal stekkervoertuigen (BEV en PHEV)"),
            NAVY,
            lambda column: column.vehicles,
            broken=False,
            measure=VEHICLES,
        ),
        _RatioPanel(
            "verhouding",
            _("Stekkervoertuigen per laadpunt"),
            _("aantal stekkervoertuigen per laadpunt ({points})").format(points=points)
            if kind
            else per,
            TEAL,
            lambda column: column.ratio,
            broken=True,
        ),
    )


@once_per_value(keep=32)
def ratio_sketches(
    ratio: RatioReport, outlook: tuple[OutlookTable, ...] = ()
) -> tuple[Sketch, ...]:
    """The three panels, with one note for all; none when the report has no dates."""
    if not ratio.columns:
        return ()
    panels = _panels(ratio.only_kind)
    # What is aimed at is of all kinds of charge points, so it stands beside no series of one.
    looking = [() if one.broken and ratio.only_kind else _ahead(one, outlook) for one in panels]
    sketches = [_sketch(ratio, one, found) for one, found in zip(panels, looking, strict=True)]
    drawn = [e for e in ratio.breaks if any(_touches(ratio, one, e) for one in panels)]
    note = _note(ratio, panels, drawn, [ahead for found in looking for ahead in found])
    return tuple(replace(sketch, shared_note=note) for sketch in sketches)


def _note(
    ratio: RatioReport,
    panels: Sequence[_RatioPanel],
    breaks: Sequence[BreakEntry],
    ahead: Sequence[Ahead],
) -> str:
    """What the signs of these panels mean."""
    figures = [one.figure(column) for column in ratio.columns for one in panels]
    dashes = not is_dense(len(ratio.columns))
    told = descriptions.ratio_note(ratio, figures, breaks, dashes=dashes)
    return " ".join(filter(None, [told, *ahead_note(("", one) for one in ahead)]))


def _ahead(panel: _RatioPanel, outlook: Iterable[OutlookTable]) -> tuple[Ahead, ...]:
    if not panel.measure:
        return ()
    return ahead_of(outlook, lambda table: table.measure == panel.measure)


def _sketch(ratio: RatioReport, one: _RatioPanel, ahead: Sequence[Ahead]) -> Sketch:
    bars = [
        Bar(column.on, one.figure(column), column.provisional or not column.year_end)
        for column in ratio.columns
    ]
    moments = [
        descriptions.Moment(column.on, one.figure(column), column.provisional)
        for column in ratio.columns
    ]
    breaks = tuple(entry for entry in ratio.breaks if _touches(ratio, one, entry))
    shown = with_ahead_bars(bars, ahead)
    rules = break_rules([bar.on for bar in shown], breaks)
    words = [descriptions.development(one.subject, moments, breaks), *ahead_words(ahead)]
    return Sketch(
        one.key,
        one.title,
        bars_spec(shown, rules, one.colour, letters=bool(ratio.breaks)),
        " ".join(words),
        _note(ratio, [one], breaks, ahead),
        with_ahead(numbers.of_dates(one.title, moments), [("", found) for found in ahead]),
    )


def _touches(ratio: RatioReport, panel: _RatioPanel, entry: BreakEntry) -> bool:
    """Whether a break is one of the figures of a panel; a seam is where they are of its sources."""
    if not entry.seam:
        return panel.broken
    slugs = {source.key: source.slug for source in ratio.sources}

    def parted(panel: _RatioPanel, seam: BreakEntry) -> bool:
        """Whether its last figure before is of the first source, and the next of the second."""
        cited = [
            (column.on >= seam.dated.on, {slugs.get(key, key) for key in figure.sources})
            for column in ratio.columns
            if (figure := panel.figure(column)).value is not None
        ]
        before = [sources for is_after, sources in cited if not is_after][-1:]
        after = [sources for is_after, sources in cited if is_after][:1]
        sides = zip(seam.seam, (before, after), strict=True)
        return all(any(one.slug in sources for sources in side) for one, side in sides)

    # Where two series change in the same way on the same day, each has its own seam, in the order
    # of the panels.
    alike = [e for e in ratio.breaks if e.dated == entry.dated and _sources(e) == _sources(entry)]
    whose = [one for one in _panels(ratio.only_kind) if one.measure and parted(one, entry)]
    if panel.measure and len(alike) == len(whose):
        return whose[alike.index(entry)].key == panel.key
    return parted(panel, entry)


def _sources(entry: BreakEntry) -> list[str]:
    return [source.slug for source in entry.seam]
