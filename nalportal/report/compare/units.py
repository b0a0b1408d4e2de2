"""What changed in the part of one unit: its items by reference, its texts, its other facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from nalportal.progress.history import LABELS
from nalportal.progress.history import in_words as field_in_words
from nalportal.progress.reports import CategoryBlock, MilestoneEntry, TextBlock, UnitReport
from nalportal.records.versions import Change
from regions.reports import Coverage, PolicyRow, RegionReport
from workgroups.reports import WorkgroupReport

from ..model import Report
from .items import (
    CategoryComparison,
    ChangeKind,
    Counts,
    FactChange,
    Highlights,
    ItemChange,
    TextChange,
    UnitComparison,
    UnitItem,
)
from .texts import texts_and_facts
from .walk import differences

# Of an item: what identifies it, and what follows from its other fields or from the peildatum.
DERIVED = frozenset({"reference", "status", "overdue"})

Holder = RegionReport | WorkgroupReport


@dataclass(frozen=True)
class Placed:
    """An item and where it stands in its unit's part."""

    entry: MilestoneEntry
    category: str
    told: bool


def items_of(unit: UnitReport | None) -> dict[str, Placed]:
    """The items of a unit by reference, in the order of the report."""
    if unit is None:
        return {}
    return {
        entry.reference: Placed(entry, block.category, told)
        for block in unit.categories
        for told, entries in ((False, block.items), (True, block.earlier))
        for entry in entries
    }


def kind_of(before: Placed | None, after: Placed | None) -> ChangeKind:
    """What happened to one item.

    That it is late now, or stands under "eerder" now, is no change: nobody made one.
    """
    if before is None:
        return ChangeKind.NEW
    if after is None:
        return ChangeKind.REMOVED
    if before.category != after.category:
        return ChangeKind.MOVED
    return ChangeKind.SAME if _alike(before.entry, after.entry) else ChangeKind.CHANGED


def _alike(before: MilestoneEntry, after: MilestoneEntry) -> bool:
    return before == after or _but_for_lateness(before, after) == after


def _but_for_lateness(before: MilestoneEntry, after: MilestoneEntry) -> MilestoneEntry:
    """``before`` less what is no change: that it is late now, and themes where one of the reports
    is too old to tell them."""
    themes = after.themes if None in (before.themes, after.themes) else before.themes
    return replace(before, overdue=after.overdue, themes=themes)


def count_items(before: UnitReport | None, after: UnitReport | None) -> Counts:
    """How many items of a unit are new, changed, moved, the same or gone, and no more than that."""
    return _counts(kind_of(old, new) for old, new in _side_by_side(before, after).values())


def _side_by_side(
    before: UnitReport | None, after: UnitReport | None
) -> dict[str, tuple[Placed | None, Placed | None]]:
    old, new = items_of(before), items_of(after)
    return {name: (old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])}


def _counts(kinds: Iterable[ChangeKind]) -> Counts:
    found = list(kinds)
    return Counts(
        new=found.count(ChangeKind.NEW),
        changed=found.count(ChangeKind.CHANGED),
        moved=found.count(ChangeKind.MOVED),
        same=found.count(ChangeKind.SAME),
        removed=found.count(ChangeKind.REMOVED),
    )


# ------------------------------------------------------------------------------------ one unit


def compare_units(before: Report, after: Report) -> tuple[UnitComparison, ...]:
    """Every unit of either report, in the order of the new one; those that are gone come last."""
    old = {unit.slug: unit for unit in before.units()}
    new = {unit.slug: unit for unit in after.units()}
    old_holders, new_holders = _holders(before), _holders(after)
    return tuple(
        compare_unit(old.get(slug), new.get(slug), old_holders.get(slug), new_holders.get(slug))
        for slug in dict.fromkeys([*new, *old])
    )


def _holders(report: Report) -> Mapping[str, Holder]:
    holders: list[Holder] = [*report.territory.regions, *report.workgroups]
    return {holder.unit.slug: holder for holder in holders}


def compare_unit(
    before: UnitReport | None,
    after: UnitReport | None,
    holder_before: Holder | None = None,
    holder_after: Holder | None = None,
) -> UnitComparison:
    """One unit's part; the holders are its region or working group, which has facts of its own.

    At least one of ``before`` and ``after`` is given.
    """
    unit = after or before
    assert unit is not None  # noqa: S101 - the contract above
    items = {
        reference: _item_change(old, new)
        for reference, (old, new) in _side_by_side(before, after).items()
    }
    categories = _categories(before, after, items)
    texts, facts = _texts_and_facts(before, after, holder_before, holder_after)
    differs = bool(texts or facts or any(block.is_news for block in categories))
    return UnitComparison(
        slug=unit.slug,
        name=unit.name,
        kind=_unit_kind(before, after, differs),
        counts=_counts(item.kind for item in items.values()),
        categories=categories,
        texts=texts,
        facts=facts,
    )


def _unit_kind(before: UnitReport | None, after: UnitReport | None, differs: bool) -> ChangeKind:
    if before is None:
        return ChangeKind.NEW
    if after is None:
        return ChangeKind.REMOVED
    return ChangeKind.CHANGED if differs else ChangeKind.SAME


def _item_change(before: Placed | None, after: Placed | None) -> ItemChange:
    return ItemChange(
        kind=kind_of(before, after),
        before=before.entry if before else None,
        after=after.entry if after else None,
        category_before=before.category if before else "",
        category_after=after.category if after else "",
        told_before=before.told if before else False,
        told_after=after.told if after else False,
        changes=_fields(before.entry, after.entry) if before and after else (),
    )


def _fields(before: MilestoneEntry, after: MilestoneEntry) -> tuple[Change, ...]:
    """The fields that differ, title first, as the history of a milestone tells them."""
    if _alike(before, after):
        return ()
    before, changes = _but_for_lateness(before, after), []
    for name in (field.name for field in fields(before) if field.name not in DERIVED):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            label = str(LABELS.get(name, name))
            changes.append(Change(name, label, _in_words(name, old), _in_words(name, new)))
    return tuple(changes)


def _in_words(name: str, value: Any) -> str:
    if name == "links":
        value = tuple((link.title or link.url, link.url) for link in value)
    if name == "themes":
        value = tuple(theme.name for theme in value)
    return field_in_words(name, value)


def _categories(
    before: UnitReport | None, after: UnitReport | None, items: Mapping[str, ItemChange]
) -> tuple[CategoryComparison, ...]:
    old = {block.category: block for block in before.categories} if before else {}
    new = {block.category: block for block in after.categories} if after else {}
    return tuple(
        _category(category, old.get(category), new.get(category), items)
        for category in dict.fromkeys([*new, *old])
    )


def _category(
    category: str,
    before: CategoryBlock | None,
    after: CategoryBlock | None,
    items: Mapping[str, ItemChange],
) -> CategoryComparison:
    old, new = _references(before), _references(after)
    return CategoryComparison(
        category=category,
        items=tuple(items[reference] for reference in new),
        left=tuple(items[reference] for reference in old if reference not in new),
        statement_before=before.statement if before else "",
        statement_after=after.statement if after else "",
        reordered=_kept(before, after) != _kept(after, before),
    )


def _references(block: CategoryBlock | None) -> list[str]:
    """What stands in a block, once each: in full first, then what was told before."""
    entries = (*block.items, *block.earlier) if block else ()
    return list(dict.fromkeys(entry.reference for entry in entries))


def _kept(block: CategoryBlock | None, other: CategoryBlock | None) -> list[str]:
    """The items in full that both have, in the order of ``block``."""
    shared = {entry.reference for entry in other.items} if other else set()
    return [e.reference for e in block.items if e.reference in shared] if block else []


def _texts_and_facts(
    before: UnitReport | None,
    after: UnitReport | None,
    holder_before: Holder | None,
    holder_after: Holder | None,
) -> tuple[tuple[TextChange, ...], tuple[FactChange, ...]]:
    # The categories are compared by reference above; of a region's policy, table 3 tells.
    whole = (TextBlock, Coverage)
    pairs = [
        *differences(before, after, whole=whole, skip=(CategoryBlock,)),
        *differences(holder_before, holder_after, whole=whole, skip=(UnitReport, PolicyRow)),
    ]
    return texts_and_facts(pairs)


# --------------------------------------------------------------------------- over all the units


def highlights(units: Iterable[UnitComparison]) -> Highlights:
    """Realised since then, slipped, and attention points: new, closed and still open."""
    found = [UnitItem(unit.name, item) for unit in units for item in unit.items]
    return Highlights(
        realised=tuple(f for f in found if f.item.is_realised_since),
        slipped=tuple(f for f in found if f.item.slipped),
        new_attention=_attention(found, before=False, after=True),
        closed_attention=_attention(found, before=True, after=False),
        still_attention=_attention(found, before=True, after=True),
    )


def _attention(found: Iterable[UnitItem], *, before: bool, after: bool) -> tuple[UnitItem, ...]:
    return tuple(
        f for f in found if (f.item.attention_before, f.item.attention_after) == (before, after)
    )
