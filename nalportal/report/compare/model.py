"""What a comparison of two reports tells: frozen values without HTML, for page and paper alike.

"Before" is always the older side. None on one side means that the thing itself was not there,
never that it was zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nalportal.figures import Figure
from regions.reports import MunicipalityEntry, PolicyCell
from regions.status import Status

from ..model import KeyFigure
from .items import ChangeKind, FactChange, Highlights, TextChange, UnitComparison

# ------------------------------------------------------------------------------------- figures


class Move(StrEnum):
    """What happened to a figure. Only two exact values can be said to rise or fall."""

    SAME = "gelijk"
    UP = "hoger"
    DOWN = "lager"
    BECAME_KNOWN = "werd-bekend"
    BECAME_UNKNOWN = "niet-meer-bekend"
    OTHER_REASON = "andere-reden"
    BOUND = "ondergrens"
    NEW = "nieuw"
    GONE = "vervallen"
    NOTE = "toelichting"


@dataclass(frozen=True)
class FigureChange:
    """A figure with a stable id on both sides; ``notes`` are the texts of its footnotes.

    ``since`` is set where it is about a period that ends ``on``.
    """

    id: str
    area: str
    measure: str
    source: str
    since: date | None
    on: date
    before: Figure | None
    after: Figure | None
    notes_before: tuple[str, ...]
    notes_after: tuple[str, ...]
    move: Move

    @property
    def difference(self) -> Decimal | None:
        """How much it rose or fell; None where that cannot be said."""
        if self.move not in (Move.UP, Move.DOWN) or self.before is None or self.after is None:
            return None
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class KeyFigureChange:
    """One of the figures on top of the report, which may be of another date than before."""

    key: str
    label: str
    before: KeyFigure | None
    after: KeyFigure | None
    move: Move


# ------------------------------------------------------------------------- policy and division

BECAME_KNOWN = "werd-bekend"  # one of the outcomes in :mod:`.policy`


@dataclass(frozen=True)
class MunicipalityChange:
    """What changed for one municipality and one instrument.

    ``region`` is the one it belongs to now. ``outcome``: gained or lost only where both sides
    know; see :mod:`.policy`.
    """

    code: str
    name: str
    region: str
    instrument: str
    before: Status
    after: Status
    outcome: str


@dataclass(frozen=True)
class PolicyChange:
    """One cell of table 3, and the municipalities of that region with a changed status.

    ``before`` and ``after`` are the cells; None where the table has no such cell. ``members`` is
    the number of municipalities: a count can fall because there are fewer of them.
    """

    region: str
    region_name: str
    instrument: str
    instrument_name: str
    members: FigureChange
    count: FigureChange
    share: FigureChange
    before: PolicyCell | None
    after: PolicyCell | None
    municipalities: tuple[MunicipalityChange, ...]

    @property
    def is_recounted(self) -> bool:
        """Whether the same number only rests on something else: it is counted now, say, and so
        some municipalities became known."""
        if self.before is None or self.after is None or self.before.basis == self.after.basis:
            return False
        stayed = self.count.move == self.share.move == Move.SAME
        return stayed and all(m.outcome == BECAME_KNOWN for m in self.municipalities)

    @property
    def is_news(self) -> bool:
        moved = self.count.move != Move.SAME or self.share.move != Move.SAME
        return moved or bool(self.municipalities) or _ground(self.before) != _ground(self.after)


def _ground(cell: PolicyCell | None) -> tuple[object, ...]:
    """What a count of table 3 rests on."""
    return (cell.basis, cell.known, cell.counted, cell.differs) if cell else ()


@dataclass(frozen=True)
class Transfer:
    """A municipality that both reports have and tell differently (region, name, province)."""

    before: MunicipalityEntry
    after: MunicipalityEntry


@dataclass(frozen=True)
class Merger:
    """Municipalities that became part of ``new`` between the two divisions."""

    on: date
    new: str
    old: tuple[str, ...]


@dataclass(frozen=True)
class DivisionComparison:
    """Which municipalities there are, and to which region they belong, on the two dates."""

    begun: tuple[MunicipalityEntry, ...]
    ended: tuple[MunicipalityEntry, ...]
    transferred: tuple[Transfer, ...]
    changed: tuple[Transfer, ...]
    mergers: tuple[Merger, ...]

    @property
    def is_news(self) -> bool:
        return bool(self.begun or self.ended or self.transferred or self.changed or self.mergers)


# ----------------------------------------------------------------------------------- the whole


@dataclass(frozen=True)
class Side:
    """Which report stands on one side."""

    slug: str
    title: str
    reference_on: date
    division_on: date
    figures_until: date


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two reports, and what stayed of their items.

    ``figures`` are those beside table 3, which ``policy`` has; ``policy`` has every cell.
    ``region_names`` are by web address, those of the older report for regions that are gone.
    ``with_recounted``: also tell of cells of which only the ground is another.
    """

    before: Side
    after: Side
    units: tuple[UnitComparison, ...]
    highlights: Highlights
    key_figures: tuple[KeyFigureChange, ...]
    figures: tuple[FigureChange, ...]
    policy: tuple[PolicyChange, ...]
    other_policy: tuple[MunicipalityChange, ...]
    division: DivisionComparison
    texts: tuple[TextChange, ...]
    facts: tuple[FactChange, ...]
    region_names: Mapping[str, str]
    with_recounted: bool = False

    @property
    def changed_policy(self) -> tuple[PolicyChange, ...]:
        return tuple(
            change
            for change in self.policy
            if change.is_news and (self.with_recounted or not change.is_recounted)
        )

    @property
    def recounted(self) -> int:
        """How many cells of table 3 have the same number on another ground."""
        return sum(change.is_recounted for change in self.policy)

    @property
    def changed_key_figures(self) -> tuple[KeyFigureChange, ...]:
        return tuple(change for change in self.key_figures if change.before != change.after)

    def unit(self, slug: str) -> UnitComparison:
        """The comparison of one unit; ``LookupError`` where neither report has it."""
        found = next((unit for unit in self.units if unit.slug == slug), None)
        if found is None:
            raise LookupError(slug)
        return found

    @property
    def changed_units(self) -> tuple[UnitComparison, ...]:
        return tuple(unit for unit in self.units if unit.kind != ChangeKind.SAME)

    @property
    def is_empty(self) -> bool:
        """Whether the two reports say the same, their title and dates aside."""
        return not (
            self.changed_units
            or self.changed_key_figures
            or self.figures
            or any(change.is_news for change in self.policy)
            or self.other_policy
            or self.division.is_news
            or self.texts
            or self.facts
        )
