"""A grid: one row per figure, with its value, whether it is provisional, and its note.

Its rows are all areas on one date, or all dates of one area. What somebody saw when the page was
opened travels with the form (``gezien``), so that a figure which somebody else changed meanwhile
is noticed, and one that was not touched is left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nalportal.dutch import short_date
from nalportal.exchange.cells import CellError
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.remarks import open_about
from regions.models import Municipality, RegionMembership

from ..cells import COUNTRY, FigureCell
from ..descriptions import figure_text, kind_words, moment_words, type_words
from ..figures import STORED_COLUMNS, Content, Key, Series, key_and_content
from ..models import AreaKind, Measure, MeasureKind, Observation, areas_of, kind_of_area
from .areas import province_names
from .choices import AreaChoice, DateChoice, FiguresChoice

NEW_ROWS = 3
# Ten years of months, pasted at once.
MAX_NEW_ROWS = 120
_NEW = re.compile(r"nieuw-([0-9]{1,3})-datum")
# A page with more rows is no page to type on; a file is.
MAX_ROWS = 400


@dataclass
class Row:
    """One figure of a grid. ``key`` is ``None`` for a row whose date is still to be typed.

    ``value``, ``provisional`` and ``note`` are what the fields show; ``errors`` belong to a field
    by its name. ``also`` are other words by which a pasted line may name this row;
    ``municipality`` is the one that it is about, if it is about one.
    """

    name: str
    label: str
    key: Key | None
    pk: int | None = None
    open_remarks: int = 0
    stored: Content | None = None
    also: tuple[str, ...] = ()
    municipality: Municipality | None = None
    value: str = ""
    provisional: bool = False
    note: str = ""
    moment: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def show_stored(self) -> None:
        self.value = figure_text(self.stored)
        self.provisional = bool(self.stored and self.stored.provisional)
        self.note = one_line(self.stored.note or "") if self.stored else ""


@dataclass
class Grid:
    """The rows of a page, and what they share. ``heading`` is what tells them apart."""

    choice: FiguresChoice
    title: str
    heading: str
    rows: list[Row]
    # Of a grid with room for new dates: the series that they belong to.
    series: Series | None = None
    asks_period: bool = False

    @property
    def measure(self) -> Measure:
        return self.choice.measure

    @property
    def known_rows(self) -> list[Row]:
        return [row for row in self.rows if row.key is not None]

    @property
    def new_rows(self) -> list[Row]:
        return [row for row in self.rows if row.key is None]

    def add_new_row(self) -> Row | None:
        """Room for one more date; None when there is enough."""
        at = len(self.new_rows) + 1
        if at > MAX_NEW_ROWS:
            return None
        self.rows.append(_new_row(at, self.rows[-1].municipality))
        return self.rows[-1]

    def count_remarks(self) -> None:
        """How many remarks about each figure are open (1 query)."""
        open_ = open_about(RemarkKind.FIGURE, [str(row.pk) for row in self.rows if row.pk])
        for row in self.rows:
            row.open_remarks = open_[str(row.pk)]

    def seen(self) -> str:
        """What the page shows, for the hidden field that comes back with the form."""
        return json.dumps({row.name: _packed(row.stored) for row in self.rows if row.stored})


def _title(choice: FiguresChoice, last: str) -> str:
    """``Laadpunten, Publiek, 31-12-2020. Bron: …``."""
    parts = [
        choice.measure.name,
        type_words(choice.charger_type),
        kind_words(choice.value_kind),
        last,
    ]
    what = ", ".join(part for part in parts if part)
    return _("%(what)s. Bron: %(source)s") % {"what": what, "source": choice.cited_words}


def one_line(text: str) -> str:
    return " ".join(text.split())


def _packed(content: Content) -> list[Any]:
    return [
        figure_text(content),
        content.provisional,
        content.note,
        content.period_label,
    ]


def unpacked(text: str) -> Mapping[str, Content]:
    """What :meth:`Grid.seen` gave; raises ``ValueError`` for anything else."""
    found = {}
    try:
        for name, (figure, provisional, note, label) in json.loads(text).items():
            value, missing, accuracy = FigureCell().clean(figure)
            found[str(name)] = Content(
                value, missing, bool(provisional), str(note), str(label), accuracy=accuracy
            )
    except (AttributeError, TypeError, CellError) as error:
        raise ValueError(text[:40]) from error
    return found


# ------------------------------------------------------------------------------- one date


def grid_of_date(choice: DateChoice) -> Grid:
    """All areas of one kind on one date (2 queries, 3 for municipalities)."""
    stored = _stored(
        _observations(choice).filter(
            area__in=areas_of(choice.kind), on=choice.on, period_from=choice.period_from
        )
    )
    rows = [
        _row(Key(series, choice.on, choice.period_from), name, label, stored, also, municipality)
        for series, name, label, also, municipality in _areas(choice, stored)
    ]
    return Grid(choice, _title(choice, short_date(choice.on)), _("Gebied"), rows)


Area = tuple[Series, str, str, tuple[str, ...], Municipality | None]


def _areas(choice: DateChoice, stored: _Stored) -> Iterable[Area]:
    """Series, code, name, other names, and the municipality if it is one."""
    head = (choice.measure.pk, choice.source.pk, choice.kind)
    types = choice.charger_type, choice.value_kind
    if choice.kind == AreaKind.COUNTRY:
        country = str(AreaKind.COUNTRY.label)
        yield Series(*head, None, None, *types), COUNTRY, country, (COUNTRY,), None
    elif choice.kind == AreaKind.REGION:
        for slug, region in choice.regions.items():
            unit = region.unit
            names = (slug, unit.name, unit.code)
            yield Series(*head, region.pk, None, *types), slug, unit.short_name, names, None
    elif choice.kind == AreaKind.PROVINCE:
        for code, known in province_names():
            yield Series(*head[:2], code, None, None, *types), code, known[0], known, None
    else:
        for municipality in _municipalities(choice, stored):
            series = Series(*head, None, municipality.pk, *types)
            code = municipality.code
            yield series, code, municipality.name, (code,), municipality


def _municipalities(choice: DateChoice, stored: _Stored) -> QuerySet[Municipality]:
    """Those of the date, and those that have a figure on it all the same."""
    existing = Municipality.objects.on(choice.on)
    if choice.only_in:
        members = RegionMembership.objects.on(choice.on).filter(region=choice.only_in)
        return existing.filter(pk__in=members.values("municipality"))
    with_figure = {key.series.municipality for key in stored}
    found: QuerySet[Municipality] = Municipality.objects.filter(
        Q(pk__in=existing.values("pk")) | Q(pk__in=with_figure)
    )
    return found


# --------------------------------------------------------------------------------- one area


def new_rows_in(sent: Iterable[str]) -> int:
    """For how many new dates there was room on the page that ``sent`` these fields."""
    numbers = [int(found[1]) for name in sent if (found := _NEW.fullmatch(name))]
    return min(max([NEW_ROWS, *numbers]), MAX_NEW_ROWS)


def grid_of_area(choice: AreaChoice, new_rows: int = NEW_ROWS) -> Grid:
    """All dates of one area, those that other areas of its kind have too, and room for new ones
    (2 queries). Of very long series the newest dates."""
    own = _observations(choice).filter(
        area=choice.kind, region=choice.region, municipality=choice.municipality
    )
    stored = _stored(own)
    region, municipality = choice.region, choice.municipality
    series = Series(
        choice.measure.pk,
        choice.source.pk,
        choice.kind,
        region.pk if region else None,
        municipality.pk if municipality else None,
        choice.charger_type,
        choice.value_kind,
    )
    moments = {(key.on, key.period_from) for key in stored} | _moments_of_kind(choice)
    newest = sorted(moments, key=lambda moment: (moment[0], moment[1] or date.min))[-MAX_ROWS:]
    keys = [Key(series, *moment) for moment in newest]
    rows = [
        _row(key, _date_name(key), moment_words(key), stored, _dates(key), municipality)
        for key in keys
    ]
    empty = [_new_row(at, municipality) for at in range(1, new_rows + 1)]
    # A stock is of a day.
    asks_period = choice.measure.kind != MeasureKind.STOCK
    return Grid(
        choice,
        _title(choice, choice.area_name),
        _("Datum"),
        [*rows, *empty],
        series,
        asks_period,
    )


def _new_row(at: int, municipality: Municipality | None) -> Row:
    label = _("Nieuwe datum %(at)s") % {"at": at}
    return Row(f"nieuw-{at}", label, None, municipality=municipality)


def _moments_of_kind(choice: AreaChoice) -> set[tuple[date, date | None]]:
    same_kind = (
        _observations(choice).filter(area__in=areas_of(kind_of_area(choice.kind))).order_by()
    )
    return set(same_kind.values_list("on", "period_from").distinct())


def _date_name(key: Key) -> str:
    return f"{key.on}_{key.period_from}" if key.period_from else str(key.on)


def _dates(key: Key) -> tuple[str, ...]:
    """The ways in which a pasted line may write a date; not those of a period."""
    on = key.on
    return (short_date(on), on.isoformat(), f"{on:%d-%m-%Y}", short_date(on).replace("-", "/"))


# ----------------------------------------------------------------------------- what is stored

_Stored = Mapping[Key, tuple[int, Content]]


def _observations(choice: FiguresChoice) -> QuerySet[Observation]:
    found: QuerySet[Observation] = Observation.objects.filter(
        measure=choice.measure,
        source=choice.source,
        charger_type=choice.charger_type,
        kind=choice.value_kind,
    )
    return found


def _stored(observations: QuerySet[Observation]) -> _Stored:
    found = {}
    for pk, *columns in observations.values_list("pk", *STORED_COLUMNS):
        key, content = key_and_content(tuple(columns))
        found[key] = (pk, content)
    return found


def _row(
    key: Key,
    name: str,
    label: str,
    stored: _Stored,
    also: tuple[str, ...],
    municipality: Municipality | None,
) -> Row:
    pk, content = stored.get(key, (None, None))
    row = Row(name, label, key, pk, stored=content, also=also, municipality=municipality)
    row.show_stored()
    return row
