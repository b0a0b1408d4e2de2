"""Which figures the report would not show, new ones and those that make place, and why: told
before anything is stored.

A figure is seen when something of the report comes from it: itself, a total, an average or a trend.
So the report is assembled with the figures in it, each with a mark of its own among its sources;
whatever table or chart is added, what it shows bears the marks of what it is made of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.dutch import counted, short_date
from nalportal.figures import Figure
from nalportal.progress.models import Round
from nalportal.progress.models.states import FROZEN_STATES
from nalportal.progress.reports import Scope, TextIndex
from regions.models import Region, RegionMembership

from .descriptions import Names, figure_name
from .figures import Change, Series, is_pace
from .models import PROVINCES, AreaKind, Measure
from .reports import FigureRow, IndicatorsData, assemble_indicators, collect_recent
from .reports.memberships import Memberships
from .reports.rows import COUNTRY

# More lines say no more; the number behind them counts all.
SHOWN = 20

# The title of a report, and the last day of which it tells figures.
Made = tuple[str, date]


@dataclass(frozen=True)
class Unseen:
    """Figures that will not be seen for one reason, by name and date."""

    why: str
    names: tuple[str, ...]
    count: int

    def __str__(self) -> str:
        more = self.count - len(self.names)
        rest = [_("en nog %(more)s") % {"more": counted(more, "cijfer", "cijfers")}]
        return f"{'; '.join([*self.names, *(rest if more else [])])}: {self.why}"


def unseen(changes: Sequence[Change], made: Made | None) -> tuple[Unseen, ...]:
    """What of ``changes`` the report would not show, by reason (at most 11 queries); ``made`` is
    :func:`report_being_made`."""
    changes = [change for change in changes if not change.entry.key.series.kind]
    if not changes:
        return ()
    found: dict[str, list[Change]] = defaultdict(list)
    weighed = _Weighed(changes)
    for change, why in (*weighed.never_shown(), *_after_the_round(changes, made)):
        found[why].append(change)
    shown = [change for group in found.values() for change in group[:SHOWN]]
    names = Names(change.entry.key for change in shown)
    told = [
        Unseen(why, tuple(_name(change, names) for change in group[:SHOWN]), len(group))
        for why, group in found.items()
    ]
    counts_now = made is None or any(change.entry.key.on <= made[1] for change in changes)
    if gone := weighed.gone() if counts_now else []:
        why = _("stond tot nu toe in het rapport; wat u nu invoert, komt ervoor in de plaats")
        told.append(Unseen(why, tuple(gone[:SHOWN]), len(gone)))
    return tuple(told)


def _name(change: Change, names: Names) -> str:
    key = change.entry.key
    return f"{names.measures[key.series.measure].name}, {figure_name(key, names)}"


# ------------------------------------------------------------------------- not in any table


class _Weighed:
    """The report with ``changes`` beside the one without them, each figure with its own mark."""

    def __init__(self, changes: Sequence[Change]) -> None:
        today = timezone.localdate()
        data = collect_recent(Scope("", "", today, today, today, None))
        figures = (
            replace(row, cites=(*row.cites, f"={at}")) for at, row in enumerate(data.figures)
        )
        self._changes, self._places = changes, _Places(changes)
        self._before = replace(data, figures=tuple(figures))
        self._rows = dict(_marked(changes, self._places, data))
        rows = self._rows.values()
        self._after = replace(
            self._before,
            figures=_with(self._before.figures, (row for row in rows if not row.summed)),
            sums=_with(data.sums, (row for row in rows if row.summed)),
        )
        self._seen = self._cited(self._after)

    def _cited(self, data: IndicatorsData) -> set[str]:
        return set(_cited(assemble_indicators(data, TextIndex([]), self._places.names)))

    def never_shown(self) -> Iterator[tuple[Change, str]]:
        nowhere = _("de gemeente hoorde op die dag bij geen NAL-regio")
        for change in self._changes:
            mark = self._places.mark(change)
            measure = self._places.measures[change.entry.key.series.measure]
            if mark not in self._seen:
                row = self._rows.get(mark)
                yield change, _why(row, measure, self._after) if row else nowhere

    def gone(self) -> list[str]:
        """The stored figures of country and regions that the report tells no more, by name."""
        entered = {_identity(row) for row in self._rows.values()}
        left = self._cited(self._before) - self._seen
        return [
            self._told(row)
            for row in self._before.figures
            if row.cites[-1] in left and _identity(row) not in entered
        ]

    def _told(self, row: FigureRow) -> str:
        measure = self._before.measure(row.measure)
        names = {COUNTRY: _("Nederland"), **PROVINCES, **self._places.names}
        area = str(names.get(row.area, row.area))
        kind = measure.kind_name(row.charger_type) if row.charger_type else ""
        when = row.period_label or short_date(row.on)
        return ", ".join(filter(None, (measure.name, area, kind, when)))


def _cited(value: Any) -> Iterator[str]:
    """The sources of all figures in a report."""
    if isinstance(value, Figure):
        yield from value.sources
    elif isinstance(value, tuple):
        for part in value:
            yield from _cited(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _cited(getattr(value, field.name))


class _Places:
    """Of which row of the report's data a change is: a municipality is part of its region's sum
    (3 queries)."""

    def __init__(self, changes: Sequence[Change]) -> None:
        series = {change.entry.key.series for change in changes}
        self.measures = Measure.objects.in_bulk({one.measure for one in series})
        regions = list(Region.objects.select_related("unit"))
        self._slugs = {region.pk: region.unit.slug for region in regions}
        self.names = {region.unit.slug: region.unit.short_name for region in regions}
        towns = {one.municipality for one in series if one.municipality}
        self._members: dict[int, list[tuple[str, date | None, date | None]]] = defaultdict(list)
        rows: list[tuple[int, str, date | None, date | None]] = []
        if towns:
            rows = list(
                RegionMembership.objects.values_list(
                    "municipality", "region__unit__slug", "valid_from", "valid_until"
                )
            )
        for town, *membership in rows:
            self._members[town].append(tuple(membership))  # type: ignore[arg-type] # three of them
        self.members = Memberships(row[1:] for row in rows)
        self._marks: dict[tuple[Any, ...], str] = {}

    def area(self, series: Series, on: date) -> str | None:
        """The slug of the region or code of the province, empty for the country; None for a
        municipality outside."""
        if series.area in PROVINCES:
            return series.area
        if series.municipality is None:
            return self._slugs[series.region] if series.region else COUNTRY
        return next(
            (
                region
                for region, since, until in self._members[series.municipality]
                if (since is None or since <= on) and (until is None or on < until)
            ),
            None,
        )

    def mark(self, change: Change) -> str:
        """One mark for all figures that the report knows only as their sum."""
        key = change.entry.key
        area = self.area(key.series, key.on)
        place = (*key.series[:3], area, key.series.charger_type, key.on, key.period_from)
        return self._marks.setdefault(place, f"?{len(self._marks)}")


def _marked(
    changes: Iterable[Change], places: _Places, data: IndicatorsData
) -> Iterator[tuple[str, FigureRow]]:
    """The rows that the report would be made from, each by its mark."""
    sums: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if places.area(change.entry.key.series, change.entry.key.on) is None:
            continue
        if change.entry.key.series.area == AreaKind.MUNICIPALITY:
            sums[places.mark(change)].append(change)
        else:
            yield places.mark(change), _row(change, places, data)
    stored = {_identity(row): row for row in data.sums}
    for mark, group in sums.items():
        row = _row(group[0], places, data)
        values = [change.after.value for change in group if change.after.value is not None]
        before = stored.get(_identity(row))
        is_whole = len(group) >= places.members.count(row.area, row.on)
        yield (
            mark,
            replace(
                row,
                value=sum(values) if values else None,  # type: ignore[arg-type] # never an int of 0
                missing="" if values else row.missing or "onbekend",
                at_least=before.at_least if before else not is_whole,
                summed=True,
            ),
        )


def _row(change: Change, places: _Places, data: IndicatorsData) -> FigureRow:
    (series, on, period_from), after = change.entry.key, change.after
    return FigureRow(
        places.measures[series.measure].slug,
        series.source,
        places.area(series, on) or "",
        series.charger_type,
        on,
        after.value,
        after.missing,
        bool(after.provisional),
        period_from=period_from,
        # What it cites comes first: that tells under which edition a figure beside stands.
        cites=(data.sources[series.source].key, places.mark(change)),
    )


def _identity(row: FigureRow) -> tuple[Any, ...]:
    return row.measure, row.source, row.area, row.charger_type, row.on, row.period_from


def _with(stored: Iterable[FigureRow], rows: Iterable[FigureRow]) -> tuple[FigureRow, ...]:
    found = {_identity(row): row for row in stored}
    found |= {_identity(row): row for row in rows}
    return tuple(sorted(found.values(), key=lambda row: (row.on, row.period_from or date.min)))


# ---------------------------------------------------------------------------------- and why


def _why(row: FigureRow, measure: Measure, data: IndicatorsData) -> str:
    """The first of the reasons that holds."""
    taken = data.spans(row.measure).at(row.on)
    if taken is not None and taken != row.source:
        text = _(
            "het rapport neemt op die dag %(source)s; van een andere bron staat alleen het laatste "
            "volledige cijfer ernaast"
        )
        entry = data.sources[taken]
        return text % {"source": f"{entry.publisher}, {entry.title}"}
    if is_pace(measure):
        return _why_no_average(row)
    if row.period_from:
        return _("een stand is van één dag, en dit cijfer is van een periode")
    later = (other for other in (*data.figures, *data.sums) if _is_later_that_year(other, row))
    if any(later):
        return _("in het rapport staat een later cijfer van hetzelfde jaar")
    if row.area in (COUNTRY, *PROVINCES):
        return _("geen tabel of grafiek van het rapport gebruikt dit cijfer")
    return _("geen tabel gebruikt dit cijfer zolang er van die dag geen ander cijfer bij hoort")


def _why_no_average(row: FigureRow) -> str:
    if not row.period_from:
        return _("een gemiddelde is van een periode, en hier is geen eerste dag")
    if row.area != COUNTRY:
        return _("gemiddelden staan in het rapport alleen voor heel Nederland")
    return _("in het rapport staat een ander gemiddelde over deze periode")


def _is_later_that_year(other: FigureRow, row: FigureRow) -> bool:
    same = (other.measure, other.source, other.area) == (row.measure, row.source, row.area)
    return same and other.on.year == row.on.year and other.on > row.on


def report_being_made() -> Made | None:
    """The title of the report being made, and the last day of which it tells figures (1 query)."""
    rounds = Round.objects.exclude(state__in=FROZEN_STATES).order_by("reference_on")
    return rounds.values_list("title", "figures_until").first()


def _after_the_round(changes: Iterable[Change], made: Made | None) -> Iterator[tuple[Change, str]]:
    """What is of a day after those that the report being made tells of."""
    if made is None:
        return
    title, until = made
    text = _("“%(round)s” neemt cijfers tot en met %(until)s; dit komt in een volgend rapport")
    why = text % {"round": title, "until": short_date(until)}
    for change in changes:
        if change.entry.key.on > until:
            yield change, why
