"""The kinds that figures are split into: their names, and which of them a measure has."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import Cell, CellError
from nalportal.exchange.earlier import Earlier

from .models import TOTAL, ChargerType, DimensionValue, Measure, MeasureKind

KNOWN = frozenset(ChargerType.values)


class KindNames:
    """The names of kinds by their code; asks the database only for those not in the printed
    report, and once."""

    @cached_property
    def _found(self) -> Mapping[str, str]:
        return dict(DimensionValue.objects.values_list("slug", "name"))

    def __call__(self, code: str) -> str:
        """``Snel``; empty for figures that have no kind."""
        if code in KNOWN:
            return str(ChargerType(code).label)
        return self._found.get(code, code) if code else ""

    def __contains__(self, code: str) -> bool:
        return code in KNOWN or code in self._found


def kind_choices(measures: Iterable[Measure]) -> list[tuple[str, str]]:
    """All kinds by code, and the total of them; each measure knows its own then (1 query)."""
    names: dict[str, str] = {}
    codes: dict[int, list[str]] = {}
    rows = DimensionValue.objects.values_list("dimension", "slug", "name")
    for dimension, code, name in rows:
        names.setdefault(code, name)
        codes.setdefault(dimension, []).append(code)
    for measure in measures:
        measure.kind_codes = tuple(codes.get(measure.dimension_id or 0, ()))
    return [*names.items(), (TOTAL, str(ChargerType.TOTAL.label))]


class KindCell(Cell):
    """The code of a kind; whether the measure has it is asked once that is read too."""

    default_expected = _("de code van een soort, zoals publiek")

    def __init__(self) -> None:
        super().__init__()
        self.names = KindNames()

    def parse(self, text: str, earlier: Earlier) -> str:
        code = text.casefold()
        if code not in self.names:
            raise CellError(self.expected)
        return code


def parts_of(measures: Iterable[int]) -> Mapping[int, Sequence[str]]:
    """The kinds that a total is made of, by measure; shares do not add up to one (1 query)."""
    rows = (
        Measure.objects.filter(pk__in=set(measures), dimension__values__isnull=False)
        .exclude(kind=MeasureKind.SHARE)
        .order_by("dimension__values__order", "dimension__values")
    )
    found: dict[int, list[str]] = {}
    for pk, code in rows.values_list("pk", "dimension__values__slug"):
        found.setdefault(pk, []).append(code)
    return found
