"""Which municipalities somebody asks for; the same for the register and for a frozen report. Pure.

A stage, a recalibration or "onbekend" is asked of one instrument, or of any when none is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nalportal.names import is_found

from .models.policy import AnswerKind, Stage
from .recalibration import review_of
from .reports import MunicipalityEntry
from .status import UNKNOWN, Status

NO_NAMES: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Wanted:
    """What is asked; an empty field asks for nothing."""

    region: str = ""
    province: str = ""
    instrument: str = ""
    stage: str = ""
    review: str = ""
    unknown: bool = False
    words: str = ""

    def asks_what_is_in_force(self, answers: str) -> bool:
        """Whether an instrument that is answered so can only fit by being in force: that is what
        a total of a region tells of."""
        in_force = Stage.YES if answers == AnswerKind.YES_NO else Stage.ADOPTED
        return self.stage == in_force or bool(self.review and not self.stage)

    @property
    def narrows_totals(self) -> bool:
        """Whether it asks for less than a whole region, or more than being in force."""
        return bool(self.province or self.words or self.review)

    @classmethod
    def from_fields(cls, cleaned: Mapping[str, Any]) -> "Wanted":
        """From the cleaned fields of a filter on a page, under the names they have there."""
        return cls(
            region=cleaned.get("regio") or "",
            province=cleaned.get("provincie") or "",
            instrument=cleaned.get("instrument") or "",
            stage=cleaned.get("stand") or "",
            review=cleaned.get("herijking") or "",
            unknown=bool(cleaned.get("onbekend")),
            words=cleaned.get("q") or "",
        )


def matching(
    entries: Iterable[MunicipalityEntry],
    wanted: Wanted,
    on: date,
    other_names: Mapping[str, tuple[str, ...]] = NO_NAMES,
) -> list[MunicipalityEntry]:
    """Those that fit every field; ``on`` is the date shown, ``other_names`` are by CBS code."""
    return [
        entry
        for entry in entries
        if wanted.region in ("", entry.region)
        and wanted.province in ("", entry.province)
        and _fits_words(entry, wanted.words, other_names.get(entry.code, ()))
        and _fits_status(entry, wanted, on)
    ]


def unnamed(entries: Iterable[MunicipalityEntry], wanted: Wanted) -> set[tuple[str, str]]:
    """Region and instrument of what nobody knows of municipalities in the asked area."""
    area = replace(wanted, stage="", review="", unknown=False)
    return {
        (entry.region, found.instrument)
        for entry in matching(entries, area, date.min)
        for found in entry.statuses
        if not found.status.known and wanted.instrument in ("", found.instrument)
    }


def _fits_words(entry: MunicipalityEntry, words: str, others: tuple[str, ...]) -> bool:
    return is_found(words, (entry.name, entry.code, *others))


def _fits_status(entry: MunicipalityEntry, wanted: Wanted, on: date) -> bool:
    if not (wanted.stage or wanted.review or wanted.unknown):
        return True
    return any(
        _is_asked(found.status, wanted, on)
        for found in entry.statuses
        if wanted.instrument in ("", found.instrument)
    )


def _is_asked(status: Status, wanted: Wanted, on: date) -> bool:
    """What is in preparation beside something in force is found by either of the two."""
    review = review_of(status, on)
    return (
        wanted.stage in ("", status.stage, status.preparing)
        and wanted.review in ("", review.state if review else None)
        and (not wanted.unknown or status.stage == UNKNOWN)
    )
