"""What a comparison tells of items, texts and units: frozen values without HTML.

"Before" is always the older side. None on one side means that the thing itself was not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from nalportal.progress.models import Category
from nalportal.progress.reports import MilestoneEntry
from nalportal.records.versions import Change

OPEN = "open"
REALISED = "gerealiseerd"


class ChangeKind(StrEnum):
    """What happened to an item, a text or a unit."""

    NEW = "nieuw"
    CHANGED = "gewijzigd"
    MOVED = "verplaatst"
    SAME = "ongewijzigd"
    REMOVED = "vervallen"


# --------------------------------------------------------------------------------- milestones


@dataclass(frozen=True)
class ItemChange:
    """One item, known on both sides by its reference.

    ``category_before`` and ``category_after`` are empty where the item was not in that report;
    ``told_before`` and ``told_after`` say that it stood under "eerder gerealiseerd".
    ``changes`` are the fields that differ.
    """

    kind: ChangeKind
    before: MilestoneEntry | None
    after: MilestoneEntry | None
    category_before: str
    category_after: str
    told_before: bool
    told_after: bool
    changes: tuple[Change, ...]

    @property
    def entry(self) -> MilestoneEntry:
        """The item as the newest report that has it tells it."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - an item is on one side at least
        return found

    @property
    def title(self) -> Change | None:
        """How the title changed, if it did."""
        return next((change for change in self.changes if change.field == "title"), None)

    @property
    def other_changes(self) -> tuple[Change, ...]:
        """What changed beside the title."""
        return tuple(change for change in self.changes if change.field != "title")

    @property
    def new_status(self) -> str:
        """The status it has now and had not before: gerealiseerd, opgelost, ingetrokken or open;
        empty where it stayed or only one side knows the item."""
        if self.before is None or self.after is None or self.before.status == self.after.status:
            return ""
        return self.after.status

    @property
    def is_realised_since(self) -> bool:
        """Realised now, and not in the report before (where it may not have been at all)."""
        was = self.before.status if self.before else ""
        return self.after is not None and self.after.status == REALISED and was != REALISED

    @property
    def slipped(self) -> bool:
        """Planned for a later period than before; a moment earlier is no slip."""
        if self.before is None or self.after is None:
            return False
        old, new = self.before.planned, self.after.planned
        return old is not None and new is not None and new.last_day > old.last_day

    @property
    def became_overdue(self) -> bool:
        """Late on the new peildatum and not on the old one, though perhaps nobody changed it."""
        return self._lateness_differs and self.entry.overdue

    @property
    def no_longer_overdue(self) -> bool:
        return self._lateness_differs and not self.entry.overdue

    @property
    def _lateness_differs(self) -> bool:
        both = self.before is not None and self.after is not None
        return both and self.before.overdue != self.after.overdue  # type: ignore[union-attr]

    @property
    def is_news(self) -> bool:
        """Whether a reader of the old report learns something."""
        return self.kind != ChangeKind.SAME or self._lateness_differs

    @property
    def attention_before(self) -> bool:
        return _is_open_point(self.before, self.category_before)

    @property
    def attention_after(self) -> bool:
        return _is_open_point(self.after, self.category_after)


def _is_open_point(entry: MilestoneEntry | None, category: str) -> bool:
    return entry is not None and category == Category.ATTENTION and entry.status == OPEN


@dataclass(frozen=True)
class CategoryComparison:
    """One category: ``items`` of the new report in its order, then those that ``left`` it.

    An item that moved stands in both: among the items where it is, and among those that left
    where it was. ``reordered``: the items that stayed have another order.
    """

    category: str
    items: tuple[ItemChange, ...]
    left: tuple[ItemChange, ...]
    statement_before: str
    statement_after: str
    reordered: bool

    @property
    def is_news(self) -> bool:
        statement = self.statement_before != self.statement_after
        return statement or self.reordered or bool(self.left) or any(i.is_news for i in self.items)


@dataclass(frozen=True)
class Counts:
    """How many items of a unit are new, changed and so on; each item counts once."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    same: int = 0
    removed: int = 0


# ------------------------------------------------------------------------------ texts and facts


@dataclass(frozen=True)
class TextChange:
    """A text at one place of the report; ``paragraphs`` are those that differ, as old and new."""

    path: tuple[str, ...]
    place: str
    kind: ChangeKind
    paragraphs: tuple[Change, ...]


@dataclass(frozen=True)
class FactChange:
    """Anything else that the two reports tell differently: ``place`` says about what."""

    path: tuple[str, ...]
    place: str
    change: Change


@dataclass(frozen=True)
class UnitComparison:
    """One unit. ``kind`` says whether the unit itself is new, gone, changed or the same."""

    slug: str
    name: str
    kind: ChangeKind
    counts: Counts
    categories: tuple[CategoryComparison, ...]
    texts: tuple[TextChange, ...]
    facts: tuple[FactChange, ...]

    @property
    def items(self) -> Iterator[ItemChange]:
        """Every item once: those of the new report, then those that are gone."""
        for block in self.categories:
            yield from block.items
        for block in self.categories:
            yield from (item for item in block.left if item.kind == ChangeKind.REMOVED)


@dataclass(frozen=True)
class UnitItem:
    """An item in a list over all units."""

    unit: str
    item: ItemChange


@dataclass(frozen=True)
class Highlights:
    """What readers ask first, over all units: each item in every list where it belongs."""

    realised: tuple[UnitItem, ...]
    slipped: tuple[UnitItem, ...]
    new_attention: tuple[UnitItem, ...]
    closed_attention: tuple[UnitItem, ...]
    still_attention: tuple[UnitItem, ...]
