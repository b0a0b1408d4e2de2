"""Figures in words: which one it is, and what it says."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from nalportal.dutch import number, plain_number, short_date
from regions.models import Municipality, Region

from .figures import Content, Key, Series
from .kinds import KindNames
from .models import PROVINCES, AreaKind, Edition, Measure, Missing, Source, ValueKind


def figure_words(content: Content | None, measure: Measure) -> str:
    """``1.511``, ``3,84``, ``pm``; empty where there is nothing. Never rounded: this is the
    figure itself, to check what was typed."""
    if content is None:
        return ""
    if content.value is None:
        return str(Missing(content.missing).label)
    return f"{content.accuracy} {exact(content.value, measure.decimals)}".lstrip()


def exact(value: Decimal, decimals: int) -> str:
    """A number with at least so many decimals, and more where it has them."""
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(decimals, -int(exponent)))


def figure_text(content: Content | None) -> str:
    """A figure as a person types it: ``1511``, ``3,84``, ``pm``."""
    if content is None:
        return ""
    if content.value is None:
        return content.missing
    return f"{content.accuracy} {plain_number(content.value)}".lstrip()


def type_words(charger_type: str) -> str:
    """``Snel``; empty for figures that have no type (of one not printed 1 query)."""
    return KindNames()(charger_type)


def kind_words(kind: str) -> str:
    """``Streefwaarde``; empty for what was observed."""
    return str(ValueKind(kind).label) if kind else ""


def moment_words(key: Key) -> str:
    """``31-12-2020``, or for a period ``1-1-2020 tot en met 31-12-2020``."""
    if key.period_from is None:
        return short_date(key.on)
    return f"{short_date(key.period_from)} tot en met {short_date(key.on)}"


class Names:
    """The names of the rows that keys point at: of what is shown only (at most 4 queries)."""

    def __init__(self, keys: Iterable[Key]) -> None:
        series = {key.series for key in keys}
        regions = {one.region for one in series} - {None}
        municipalities = {one.municipality for one in series} - {None}
        self.measures = Measure.objects.in_bulk({one.measure for one in series})
        self.sources = Source.objects.in_bulk({one.source for one in series})
        self._regions = Region.objects.select_related("unit").in_bulk(regions)
        self._municipalities = Municipality.objects.in_bulk(municipalities)
        self.kind = KindNames()

    def sort(self, series: Series) -> str:
        """Which kind, and whether it is a target or forecast: ``Snel, Streefwaarde``."""
        return ", ".join(filter(None, (self.kind(series.charger_type), kind_words(series.kind))))

    def cited(self, told: Iterable[tuple[int, int | None]], editions: Mapping[int, Edition]) -> str:
        """What figures stand in, of (source, edition)."""
        found = {
            f"{self.sources[source].publisher}, {editions[edition]}"
            if edition is not None and edition in editions
            else str(self.sources[source])
            for source, edition in set(told)
        }
        return "; ".join(sorted(found))

    def area(self, series: Series) -> str:
        if series.region is not None:
            return str(self._regions[series.region].unit.short_name)
        if series.municipality is not None:
            return str(self._municipalities[series.municipality].name)
        return str(PROVINCES.get(series.area, AreaKind.COUNTRY.label))


def figure_name(key: Key, names: Names) -> str:
    """``Noord, Publiek, 31-12-2020``."""
    parts = [names.area(key.series), names.sort(key.series), moment_words(key)]
    return ", ".join(part for part in parts if part)
