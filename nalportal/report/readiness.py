"""What is found in a report that is about to be frozen: what may not be printed, and what is worth
a look. Pure: the report as it would be frozen and the last one that was published go in.

What old passes for new here is of four kinds: texts that nobody touched, figures of an earlier
day, numbers in a text that are others by now, and what the last report had and this one lacks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from indicators.reports import RatioColumn, RegionRatio
from nalportal.dutch import round_name, short_date
from nalportal.figures import COMPUTED, GIVEN, Figure
from nalportal.progress.models import Category
from nalportal.progress.reports import TextBlock
from regions.counts import TAKEN_OVER
from regions.reports import Footnote, PolicyCell, PolicyRow

from .compare.figures import compare_figures, compare_table_3
from .compare.model import FigureChange, Move
from .compare.texts import place_in_words, texts_of, titles_of
from .labels import difference_lines
from .model import Report
from .numbers_told import ToldNumber, numbers_in
from .tables.key_figures import key_figure_label


class Code(StrEnum):
    """The kinds of findings."""

    EMPTY_TEXT = "tekst-leeg"
    CONTRADICTION = "tegenspraak"
    GONE = "verdwenen"
    SKIPPED = "overgeslagen"
    OLD_TEXT = "tekst-oud"
    CHANGED_NUMBER = "getal-gewijzigd"
    OLD_FIGURE = "kerncijfer-oud"
    HALF_A_RATIO = "halve-verhouding"
    TOTAL = "opgave-telling"
    UNDATED = "zonder-datum"


BLOCKING = frozenset({Code.EMPTY_TEXT, Code.CONTRADICTION})
BLOCKING_WITHOUT_REASON = frozenset({Code.GONE})


@dataclass(frozen=True)
class Finding:
    """One thing: its kind, what it is about (``about`` identifies it, ``name`` is for readers) and
    what was found there."""

    code: Code
    about: str
    name: str
    details: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from the others, also tomorrow."""
        return f"{self.code}:{self.about}"

    def blocks(self, reasons: Collection[str]) -> bool:
        """Whether freezing has to wait for it; ``reasons`` are the keys that have a reason."""
        if self.code in BLOCKING_WITHOUT_REASON:
            return self.key not in reasons
        return self.code in BLOCKING


def findings(before: Report | None, now: Report) -> tuple[Finding, ...]:
    """Everything that is found in ``now``; ``before`` is the last published report before it."""
    changes = _changes(before, now) if before else ()
    moved_on = _moved_on(before, now) if before else {}
    return (
        *_empty_texts(now),
        *_contradictions(before, now),
        *(_gone(before, now, changes, moved_on) if before else ()),
        *_skipped(now),
        *_old_texts(now),
        *_changed_numbers(now, changes, moved_on),
        *_old_figures(now),
        *_half_ratios(now),
        *_totals(now),
        *_undated(now),
    )


def _changes(before: Report, now: Report) -> tuple[FigureChange, ...]:
    """Of every figure; those of table 3 count also where no indicator tells it."""
    return tuple((compare_figures(before, now) | compare_table_3(before, now)).values())


# ------------------------------------------------------------------------------------ texts

# The introductions without which no report goes out, by the field that holds them.
NATIONAL = {
    "background": "aanleiding",
    "regions_intro": "regios",
    "workgroups_intro": "werkgroepen",
    "indicators_intro": "indicatoren",
}


def _empty_texts(now: Report) -> Iterator[Finding]:
    for field, place in NATIONAL.items():
        text: TextBlock | None = getattr(now, field)
        if text is None or not text.paragraphs:
            yield Finding(Code.EMPTY_TEXT, place, place_in_words((field,)))


def _old_texts(now: Report) -> Iterator[Finding]:
    """Texts of the ministry that only came along; those of units are asked of the units."""
    old: dict[tuple[str, str], list[TextBlock]] = defaultdict(list)
    titles = titles_of(now)
    for path, text in _ministerial(now):
        if text.of_round:
            about = f"indicators.{path[2]}" if path[0] == "indicators" else path[0]
            old[about, place_in_words(path[:3], titles)].append(text)
    for (about, name), texts in old.items():
        rounds = tuple(dict.fromkeys(text.of_round for text in texts))
        yield Finding(Code.OLD_TEXT, NATIONAL.get(about, about), name, rounds)


def _ministerial(now: Report) -> Iterator[tuple[tuple[str, ...], TextBlock]]:
    for path, part in texts_of(now):
        if isinstance(part, TextBlock) and path[0] not in _OF_UNITS:
            yield path, part


_OF_UNITS = frozenset({"national", "territory", "workgroups"})


# ----------------------------------------------------------------- what old numbers still say


def _changed_numbers(
    now: Report, changes: Iterable[FigureChange], moved_on: Mapping[str, Figure]
) -> Iterator[Finding]:
    """Texts with a number that the last report printed and that is another by now."""
    old: dict[ToldNumber, FigureChange] = {}
    for change in changes:
        before, after = change.before, change.after or moved_on.get(change.id)
        if before and before.value is not None and (not after or after.value != before.value):
            old.setdefault(ToldNumber(before.value, before.unit), replace(change, after=after))
    if not old:
        return
    names = {unit.slug: unit.short_name for unit in now.units()}
    titles = titles_of(now)
    # What is told as of an earlier round is so, numbers too.
    skipped = {unit.slug for unit in now.units() if unit.skipped}
    for path, part in texts_of(now):
        if not skipped.isdisjoint(path):
            continue
        said = part.text if isinstance(part, Footnote) else _words(part)
        found = tuple(dict.fromkeys(_told(old[n]) for n in numbers_in(said) if n in old))
        if found:
            unit = next((names[name] for name in path if name in names), "")
            place = ": ".join(
                filter(None, (place_in_words(path, titles), getattr(part, "title", "")))
            )
            key = str(part.number) if isinstance(part, Footnote) else part.key
            about = ".".join(filter(None, (*path, key)))
            yield Finding(Code.CHANGED_NUMBER, about, ", ".join(filter(None, (unit, place))), found)


def _words(text: TextBlock) -> str:
    return " ".join(span.text for paragraph in text.paragraphs for span in paragraph)


def _told(change: FigureChange) -> str:
    """``329 (nu 331)``, and what it is of."""
    return f"{change.before} → {change.after or '–'}: {change.area}, {change.measure}"


# ------------------------------------------------------------------ what the last report had


def _gone(
    before: Report, now: Report, changes: Iterable[FigureChange], moved_on: Collection[str]
) -> Iterator[Finding]:
    """Units, and rows with figures, that the last report had and this one lacks.

    What is computed follows from what it is computed of; a municipality that ended is no loss, and
    neither is the last day of a report when this one has a later day in its place.
    """
    here = {unit.slug for unit in now.units()}
    for unit in before.units():
        if unit.slug not in here:
            yield Finding(Code.GONE, f"onderdeel.{unit.slug}", unit.name)
    codes = {entry.code for entry in now.territory.municipalities}
    ended = {
        town.figure.id
        for town in before.indicators.coverage.municipalities
        if codes and town.code not in codes
    }
    rows: dict[str, list[FigureChange]] = defaultdict(list)
    for change in changes:
        if _is_lost(change) and change.id not in ended and change.id not in moved_on:
            rows[change.id.rpartition(".")[0]].append(change)
    for about, lost in rows.items():
        told = tuple(dict.fromkeys(f"{found.measure} ({found.before})" for found in lost))
        yield Finding(Code.GONE, about, lost[0].area, told)


def _moved_on(before: Report, now: Report) -> Mapping[str, Figure]:
    """Per id of a figure of the last day of a report: what this one has of a later day instead."""
    later = {
        place: (on, figure) for place, on, figure in _last_days(now) if figure.value is not None
    }
    return {
        figure.id: later[place][1]
        for place, on, figure in _last_days(before)
        if place in later and on < later[place][0]
    }


def _last_days(report: Report) -> Iterator[tuple[tuple[str, ...], date, Figure]]:
    """What a report tells of one day in the course of a year, or up to then, and no series."""
    ratio = report.indicators.ratio
    columns: list[tuple[str, RatioColumn | RegionRatio]] = [
        *(("", column) for column in ratio.columns if not column.year_end),
        *((row.region, row) for row in ratio.regions),
    ]
    for region, column in columns:
        yield ("points", region), column.on, column.charge_points
        yield ("vehicles", region), column.on, column.vehicles
    for row in report.indicators.rate.rows:
        for kind in ("public", "semi_public", "fast", "total"):
            yield (kind, str(row.period_from)), row.on, getattr(row, kind)


def _is_lost(change: FigureChange) -> bool:
    if change.move not in (Move.GONE, Move.BECAME_UNKNOWN) or change.before is None:
        return False
    # A share that a source gave is a figure like any other; all others follow from counts.
    follows = change.before.basis == COMPUTED or (
        change.before.unit == "%" and change.before.basis != GIVEN
    )
    return change.before.value is not None and not follows


# ------------------------------------------------------------------------------- figures


def _contradictions(before: Report | None, now: Report) -> Iterator[Finding]:
    for row in now.territory.table.rows:
        lines = difference_lines(now.territory.table, row.slug)
        if before:
            lines = (*lines, *_taken_over_otherwise(before, now, row))
        if lines:
            yield Finding(Code.CONTRADICTION, row.slug, row.name, lines)


def _taken_over_otherwise(before: Report, now: Report, row: PolicyRow) -> Iterator[str]:
    """Totals that are called those of the last report, which said something else: it was corrected
    and the register was not."""
    printed = {
        cell.count.id: cell.count for old in before.territory.table.rows for cell in old.cells
    }
    called = round_name(before.title).join(TAKEN_OVER)
    notes = {n.number for n in now.territory.table.footnotes if n.text.startswith(called)}
    names = {one.slug: one.name for one in now.territory.table.instruments}
    for cell in row.cells:
        was = printed.get(cell.count.id)
        if was and was.value != cell.count.value and notes.intersection(cell.count.notes):
            told = _("%(name)s: %(now)s, overgenomen; %(title)s zegt %(was)s.")
            about = {"name": names[cell.instrument], "now": cell.count, "was": was}
            yield told % {**about, "title": round_name(before.title)}


def _totals(now: Report) -> Iterator[Finding]:
    """Where a region gave another number than is known per municipality, and both can be true."""
    names = {entry.slug: entry.short_name for entry in now.territory.table.instruments}
    for row in now.territory.table.rows:
        found = tuple(names[cell.instrument] for cell in row.cells if _is_more(cell))
        if found:
            yield Finding(Code.TOTAL, row.slug, row.name, found)


def _is_more(cell: PolicyCell) -> bool:
    given = cell.count.value
    return cell.basis == "opgave" and given not in (None, cell.counted) and not cell.differs


def _old_figures(now: Report) -> Iterator[Finding]:
    """Figures on top of an earlier day than the peildatum."""
    for figure in now.key_figures:
        on: date | None = figure.context.on
        if on and on < now.reference_on and figure.figure.value is not None:
            name = key_figure_label(figure)
            yield Finding(Code.OLD_FIGURE, figure.key, name, (short_date(on),))


def _half_ratios(now: Report) -> Iterator[Finding]:
    """Dates of table 1 for which one of the two numbers is there and the other is not."""
    for column in now.indicators.ratio.columns:
        points, vehicles = column.charge_points.value, column.vehicles.value
        if (points is None) != (vehicles is None):
            yield Finding(Code.HALF_A_RATIO, str(column.on), short_date(column.on))


# --------------------------------------------------------------------------------- units


def _skipped(now: Report) -> Iterator[Finding]:
    for unit in now.units():
        if unit.skipped:
            yield Finding(Code.SKIPPED, unit.slug, unit.short_name, (unit.skipped.since,))


def _undated(now: Report) -> Iterator[Finding]:
    for unit in now.units():
        if unit.skipped:
            continue  # it is told as it stood, whatever is mended now
        entries = [
            entry.reference
            for block in unit.categories
            if block.category == Category.PLANNED
            for entry in block.items
            if entry.status == "open" and entry.planned is None
        ]
        if entries:
            yield Finding(Code.UNDATED, unit.slug, unit.short_name, tuple(entries))
