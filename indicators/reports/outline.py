"""Which indicators there are, and how each is shown (1 query)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from nalportal.progress.models import Indicator


@dataclass(frozen=True)
class PresentationRow:
    """One table of an indicator; ``measure`` and ``per`` are slugs, empty where it has none.

    ``slug`` names the table, and with it all figures in it: it stays when tables are put in
    another order.
    """

    slug: str
    layout: str
    number: str = ""
    title: str = ""
    measure: str = ""
    per: str = ""
    threshold: Decimal | None = None
    is_key_figure: bool = False


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its tables, in the order of the report."""

    slug: str
    title: str
    presentations: tuple[PresentationRow, ...] = ()

    def has(self, layout: str) -> bool:
        return any(row.layout == layout for row in self.presentations)


def collect_outline() -> tuple[IndicatorRow, ...]:
    """The indicators that are in the report, with their tables."""
    rows = (
        Indicator.objects.filter(in_report=True)
        .order_by("order", "pk", F("presentations__order").asc(nulls_first=True), "presentations")
        .values_list(
            "slug",
            "title",
            "presentations",
            "presentations__layout",
            "presentations__number",
            "presentations__title",
            "presentations__measure__slug",
            "presentations__per__slug",
            "presentations__threshold",
            "presentations__is_key_figure",
        )
    )
    found: dict[tuple[str, str], list[PresentationRow]] = {}
    for slug, title, key, layout, number, heading, measure, per, threshold, is_key in rows:
        shown = found.setdefault((slug, title), [])
        if key is not None:
            name = f"{slug}-{key}"
            told = (number, heading, measure or "", per or "", threshold, is_key)
            shown.append(PresentationRow(name, layout, *told))
    return tuple(IndicatorRow(*key, tuple(shown)) for key, shown in found.items())
