"""Whatever differs between two reports, the comparison tells; and nothing else."""

import gzip
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from nalportal.dutch import PartialDate
from nalportal.figures import Figure
from nalportal.progress.reports import CategoryBlock, MilestoneEntry, ThemeEntry, UnitReport
from nalportal.report.compare import ChangeKind, Comparison, Move, Outcome, compare
from nalportal.report.model import KeyFigure, Report
from nalportal.report.payload import load
from regions.reports import CoverEntry, DocumentEntry, RegionReport
from workgroups.reports import WorkgroupReport

# The published report of end 2020, less most of its municipalities and units.
PAYLOAD = Path(__file__).parent / "payloads/schema-1.json.gz"

# A step into a report: the name of a field, or the place in a row.
Address = tuple[str | int, ...]

# Fictief: that schema told none.
DOCUMENTS = (
    DocumentEntry(
        "1",
        "Laadvisie",
        "CVDR990001",
        "https://x.example/1",
        "raad",
        date(2020, 6, 1),
        date(2020, 7, 1),
        (CoverEntry("laadvisie", ("GM0014", "GM0106")), CoverEntry("plankaart", ("GM0014",))),
    ),
    DocumentEntry("2", "Beleid", "", "", "", None, None, (CoverEntry("plankaart", ("GM0106",)),)),
)


THEMES = (ThemeEntry("vve", "VvE’s"), ThemeEntry("snelladen", "Snelladen"))


def with_themes(part: Any) -> Any:
    """Each milestone with themes, fictief: that schema told none."""
    if isinstance(part, MilestoneEntry):
        return replace(part, themes=THEMES)
    if isinstance(part, tuple):
        return tuple(map(with_themes, part))
    if not isinstance(part, RegionReport | WorkgroupReport | UnitReport | CategoryBlock):
        return part
    return replace(part, **{f.name: with_themes(getattr(part, f.name)) for f in fields(part)})


@cache
def base() -> Report:
    whole = load(gzip.decompress(PAYLOAD.read_bytes()))
    territory = whole.territory
    return replace(
        whole,
        territory=replace(
            territory,
            regions=with_themes(territory.regions[:2]),
            municipalities=territory.municipalities[::60],
            documents=DOCUMENTS,
        ),
        workgroups=with_themes(whole.workgroups[:1]),
    )


# ----------------------------------------------------------------------------- any small change

# What a comparison leaves out: which report it is, what only places or numbers a part, and what
# stands twice in a report (a region's row is that of table 3).
NOT_TOLD = {
    "schema",
    "tile_column",
    "tile_row",
    "number",
    "letter",
    "policy",
    "reorganisations",
    "of_round",  # when a text was last looked at is no difference of the text
}
FRAME = {"schema", "language", "slug", "title", "reference_on", "division_on", "figures_until"}
# Where a figure comes from is no difference of the figure.
PROVENANCE = {"sources", "basis"}


def addresses(value: Any, path: Address = ()) -> Iterator[Address]:
    """Where in a report there is a bare value, or a part of a row that can be left out."""
    if isinstance(value, tuple):
        for place, part in enumerate(value):
            if path[-1] != "statuses" and not is_fixed(path):  # no status is a status onbekend
                yield (*path, place)
            yield from addresses(part, (*path, place))
    elif is_dataclass(value) and not isinstance(value, PartialDate):
        for field in fields(value):
            told = field.name not in NOT_TOLD and (path or field.name not in FRAME)
            if isinstance(value, Figure) and field.name in PROVENANCE:
                continue
            # There it is a copy of one that is told where it stands: only how it reads counts.
            if isinstance(value, Figure) and field.name != "value" and path[0] == "differences":
                continue
            inside = (*path, field.name)
            if told and not (field.name == "instrument" and "statuses" in path):
                yield from addresses(getattr(value, field.name), inside)
    elif value is not None and path[-1:] and isinstance(path[-1], str) and not is_fixed(path):
        yield path


def is_fixed(path: Address) -> bool:
    """What no report can have otherwise: a block is of one of the three categories, and each row
    of table 3 has one cell for each of its instruments."""
    if path[:2] == ("territory", "table"):
        of_instruments = path[2] == "instruments" and path[-1] in ("instruments", "slug")
        return of_instruments or path[-1] in ("cells", "instrument")
    return path[-1] == "category" and "categories" in path


@cache
def all_addresses() -> tuple[Address, ...]:
    return tuple(dict.fromkeys(addresses(base())))


def changed(value: Any, address: Address) -> Any:
    """The same value with another one at that address, or without that part of a row."""
    if not address:
        return other(value)
    step, *rest = address
    if step == "id":
        return replace(value, id=f"{value.id} fictief")  # no figure is without one
    if isinstance(step, str):
        return replace(value, **{step: changed(getattr(value, step), tuple(rest))})
    if step >= len(value):
        return value  # an earlier change left it out
    inside = (changed(value[step], tuple(rest)),) if rest else ()
    return (*value[:step], *inside, *value[step + 1 :])


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case str():
            return "" if value.endswith("fictief") else f"{value} fictief"
        case int() | Decimal():
            return value + 1
        case PartialDate():
            return replace(value, on=other(value.on))
        case date():
            return value + timedelta(days=400)
    return value


ONE = st.sampled_from(all_addresses())


@given(ONE)
@settings(max_examples=100)
def test_every_difference_is_told(address: Address) -> None:
    after = changed(base(), address)
    assert after != base()
    assert not compare(base(), after).is_empty, address


def test_a_report_does_not_differ_from_itself() -> None:
    found = compare(base(), base())
    assert found.is_empty
    assert all(unit.kind == ChangeKind.SAME and unit.counts.same for unit in found.units)


# ---------------------------------------------------------------------------- several at a time

SEVERAL = st.lists(ONE, min_size=1, max_size=8)


def after_all(many: list[Address]) -> Report:
    report = base()
    for address in many:
        report = _applied(report, address)
    return report


def _applied(report: Report, address: Address) -> Report:
    try:
        after: Report = changed(report, address)
        return after
    except AttributeError:  # an earlier change left out what this one is about
        return report


@given(SEVERAL)
@example([("territory", "regions", 0)] * 2)  # no region is left
@settings(max_examples=30)
def test_seen_from_the_other_side_it_is_the_same_the_other_way_round(many: list[Address]) -> None:
    after = after_all(many)
    assert essence(compare(base(), after)) == mirrored(essence(compare(after, base())))


Essence = dict[tuple[Any, ...], tuple[Any, Any, str]]


def essence(found: Comparison) -> Essence:
    """Everything that is told, by what it is about: before, after, and the word for it."""
    return {**of_units(found), **of_the_rest(found)}


def of_units(found: Comparison) -> Essence:
    told: Essence = {}
    for unit in found.units:
        for item in unit.items:
            told["item", unit.slug, item.entry.reference] = (item.before, item.after, item.kind)
        for fact in unit.facts:
            told["fact", unit.slug, *fact.path] = (fact.change.before, fact.change.after, "")
        for text in unit.texts:
            told["text", unit.slug, *text.path] = ("", "", text.kind)
    return told


def of_the_rest(found: Comparison) -> Essence:
    told: Essence = {}
    cells = [figure for cell in found.policy for figure in (cell.count, cell.share)]
    for figure in (*found.figures, *cells):
        told["figure", figure.id] = (figure.before, figure.after, figure.move)
    for town in (*(m for cell in found.policy for m in cell.municipalities), *found.other_policy):
        told["town", town.code, town.instrument] = (town.before, town.after, town.outcome)
    for key in found.key_figures:
        told["key", key.key] = (key.before, key.after, key.move)
    for fact in found.facts:
        told["fact", *fact.path] = (fact.change.before, fact.change.after, "")
    for text in found.texts:
        told["text", *text.path] = ("", "", text.kind)
    return told


OPPOSITES = {
    ChangeKind.NEW: ChangeKind.REMOVED,
    Move.UP: Move.DOWN,
    Move.BECAME_KNOWN: Move.BECAME_UNKNOWN,
    Move.NEW: Move.GONE,
    Outcome.GAINED: Outcome.LOST,
    Outcome.BECAME_KNOWN: Outcome.BECAME_UNKNOWN,
}
OPPOSITE = {str(a): str(b) for pair in OPPOSITES.items() for a, b in (pair, pair[::-1])}


def mirrored(told: Essence) -> Essence:
    return {
        about: (after, before, OPPOSITE.get(str(word), str(word)))
        for about, (before, after, word) in told.items()
    }


# ---------------------------------------------------------------------- the changes, applied


@given(SEVERAL)
@settings(max_examples=30)
def test_the_old_report_with_the_changes_applied_is_the_new_one(many: list[Address]) -> None:
    after = after_all(many)
    found = compare(base(), after)
    assert with_items(base(), found) == items(after)
    assert with_figures(base(), found) == figures(after)
    assert with_towns(base(), found) == towns(after)


def items(report: Report) -> dict[tuple[str, str], tuple[str, bool, MilestoneEntry]]:
    return {
        (unit.slug, entry.reference): (block.category, told, entry)
        for unit in report.units()
        for block in unit.categories
        for told, entries in ((False, block.items), (True, block.earlier))
        for entry in entries
    }


def with_items(before: Report, found: Comparison) -> dict[tuple[str, str], Any]:
    state = items(before)
    for unit in found.units:
        for item in unit.items:
            if item.after is None:
                del state[unit.slug, item.entry.reference]
            else:
                told = (item.category_after, item.told_after, item.after)
                state[unit.slug, item.entry.reference] = told
    return state


def all_figures(value: Any) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from all_figures(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from all_figures(getattr(value, field.name))


def figures(report: Report) -> dict[str, Figure | KeyFigure]:
    """By id, and those on top by key; a region's row stands in table 3 too."""
    keys = {f"key.{figure.key}": figure for figure in report.key_figures}
    territory = replace(report.territory, regions=())
    once = replace(report, key_figures=(), differences=(), territory=territory)
    return {**{f.id: replace(f, notes=()) for f in all_figures(once)}, **keys}


def with_figures(before: Report, found: Comparison) -> dict[str, Figure | KeyFigure]:
    state = figures(before)
    cells = [figure for cell in found.policy for figure in (cell.count, cell.share)]
    for name, after in [
        *((f.id, f.after and replace(f.after, notes=())) for f in (*found.figures, *cells)),
        *((f"key.{f.key}", f.after) for f in found.key_figures),
    ]:
        if after is None:
            state.pop(name, None)
        else:
            state[name] = after
    return state


def towns(report: Report) -> dict[str, tuple[Any, ...]]:
    return {
        m.code: (m.name, m.region, m.province, {s.instrument: s.status for s in m.statuses})
        for m in report.territory.municipalities
    }


def with_towns(before: Report, found: Comparison) -> dict[str, tuple[Any, ...]]:
    state = towns(before)
    division = found.division
    for entry in division.ended:
        del state[entry.code]
    for entry in division.begun:
        statuses = {s.instrument: s.status for s in entry.statuses}
        state[entry.code] = (entry.name, entry.region, entry.province, statuses)
    for pair in (*division.transferred, *division.changed):
        new = pair.after
        state[new.code] = (new.name, new.region, new.province, state[new.code][3])
    changes = [m for cell in found.policy for m in cell.municipalities]
    for change in (*changes, *found.other_policy):
        state[change.code][3][change.instrument] = change.after
    return state
