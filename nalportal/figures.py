"""One figure of a report: its value, or the reason why there is none, and how it reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nalportal.dutch import DASH, NO_BREAK_SPACE, number
from nalportal.rounding import rounded

PM = "pm"
UNKNOWN = "onbekend"
NOT_APPLICABLE = "nvt"

# How a figure came about: as somebody gave it, or computed here from figures that were given.
GIVEN, COMPUTED = "opgave", "berekend"

# How a publisher gives a number that is not exact; "ruim" is also at least that.
ABOUT, OVER = "ongeveer", "ruim"


def missing_word(missing: str) -> str:
    """What stands in the place of a figure: ``pm``, ``Onbekend`` or a dash."""
    return {PM: _("pm"), UNKNOWN: _("Onbekend"), NOT_APPLICABLE: DASH}[missing]


@dataclass(frozen=True)
class Figure:
    """A figure with a stable id.

    Either ``value`` or ``missing`` (pm, onbekend, nvt) is set. ``at_least`` marks a total over
    incomplete data. ``notes`` are the numbers of footnotes under the table it stands in.
    ``rough`` is how a publisher gives a number that is not exact (ongeveer, ruim).
    ``sources`` are the keys of the editions it was taken or computed from, and ``basis`` is how it
    came about (opgave, berekend); both are empty where nobody recorded that.
    """

    id: str
    value: Decimal | None
    missing: str = ""
    at_least: bool = False
    decimals: int = 0
    unit: str = ""
    notes: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    basis: str = ""
    rough: str = ""

    @property
    def number_text(self) -> str:
        """The bare number or word: ``1.511``, ``93,5 %``, ``pm``."""
        if self.value is None:
            return missing_word(self.missing)
        if self.unit == "%":
            return f"{number(self.value, self.decimals)}{NO_BREAK_SPACE}%"
        return number(self.value, self.decimals)

    @property
    def affix(self) -> str:
        """What stands before the number: ``ten minste``, ``ongeveer``, ``ruim`` or nothing."""
        if self.value is None:
            return ""
        if self.rough == OVER:
            return _("ruim")
        bounds = [_("ten minste")] if self.at_least else []
        return " ".join([*bounds, _("ongeveer")] if self.rough else bounds)

    @property
    def is_plain(self) -> bool:
        """Whether its number says all that is known: nothing stands before it."""
        return self.value is not None and not self.at_least and not self.rough

    def __str__(self) -> str:
        """The figure in words, on page, paper and sheet alike: ``ten minste 10``."""
        return " ".join(filter(None, (self.affix, self.number_text)))


def all_sources(figures: Iterable[Figure]) -> tuple[str, ...]:
    """The sources of several figures, each once."""
    return tuple(dict.fromkeys(source for figure in figures for source in figure.sources))


def rough_of(accuracy: str) -> str:
    """What an accuracy of the register says beside "ten minste", which is a bound."""
    return accuracy if accuracy in (ABOUT, OVER) else ""


def roughness(figures: Iterable[Figure]) -> str:
    """That what follows from these figures is about as much, where one of them is."""
    return ABOUT if any(figure.rough == ABOUT for figure in figures) else ""


def whole(id_: str, value: int, *, at_least: bool = False, notes: tuple[int, ...] = ()) -> Figure:
    """A count."""
    return Figure(id_, Decimal(value), at_least=at_least, notes=notes)


def no_figure(id_: str, missing: str, notes: tuple[int, ...] = ()) -> Figure:
    """No value, and why."""
    return Figure(id_, None, missing=missing, notes=notes)


def share(id_: str, part: Figure, of: int) -> Figure:
    """The percentage that ``part`` is of ``of``, one decimal, half up; missing where part is.

    None and all have no decimal, so that "100 %" never stands for almost all.
    """
    if part.value is None or part.at_least or of == 0:
        return no_figure(id_, part.missing or UNKNOWN)
    decimals = 0 if part.value in (0, of) else 1
    value = rounded(part.value * 100 / of, 1)
    return Figure(id_, value, decimals=decimals, unit="%", sources=part.sources, basis=COMPUTED)


def rounded_figure(
    id_: str, value: Decimal, decimals: int, sources: tuple[str, ...] = (), rough: str = ""
) -> Figure:
    """A computed value, kept with the decimals that it is shown with, half up."""
    kept = rounded(value, decimals)
    return Figure(id_, kept, decimals=decimals, sources=sources, basis=COMPUTED, rough=rough)


def ratio(id_: str, part: Figure, of: Figure) -> Figure:
    """``part`` divided by ``of``, one decimal, half up; not of what is only "at least" known."""
    if part.value is None or not of.value or part.at_least or of.at_least:
        return no_figure(id_, part.missing or of.missing or UNKNOWN)
    both = (part, of)
    return rounded_figure(id_, part.value / of.value, 1, all_sources(both), roughness(both))


def total(id_: str, parts: Iterable[Figure]) -> Figure:
    """The sum of what is known: "ten minste" as soon as a part is missing or is itself at least.

    A part that does not apply is not missing: it has nothing to add.
    """
    everything = tuple(parts)
    parts = tuple(part for part in everything if part.missing != NOT_APPLICABLE) or everything
    known = [part.value for part in parts if part.value is not None]
    if not known:
        missing = {part.missing for part in parts}
        return no_figure(id_, missing.pop() if len(missing) == 1 else UNKNOWN)
    incomplete = len(known) < len(parts) or any(part.at_least for part in parts)
    decimals = max(part.decimals for part in parts)
    return Figure(
        id_,
        sum(known, Decimal(0)),
        at_least=incomplete,
        decimals=decimals,
        sources=all_sources(parts),
        basis=COMPUTED,
        rough=roughness(parts),
    )


def figures_in(part: Any) -> Iterator[Figure]:
    """Every figure in a part of a report, however deep."""
    if isinstance(part, Figure):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from figures_in(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from figures_in(getattr(part, field.name))
