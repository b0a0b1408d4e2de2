"""The register of municipalities beside a division that CBS published, and made equal to it.

CBS says which municipalities there are, and not since when, where the others went, or to which
NAL region they belong. The date comes with the file; reorganisations are known here or come in a
file of their own; a new municipality belongs where its predecessors did. What cannot be told is a
problem that says what to do, and then nothing is changed.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.names import Names
from nalportal.records.history import save_signed

from .imports.cbs import CbsRow
from .models import (
    Municipality,
    MunicipalityAlias,
    PolicyStep,
    Region,
    RegionMembership,
    Reorganisation,
    ReorganisationKind,
)
from .municipality_names import names_with_codes


@dataclass(frozen=True)
class Arrow:
    """One municipality went into another, by their codes."""

    old: str
    new: str
    kind: str


@dataclass(frozen=True)
class Newcomer:
    """A municipality that the register doesn't have yet, and all it needs to be in it."""

    code: str
    name: str
    province: str
    region: Region
    predecessors: tuple[Municipality, ...]


@dataclass
class Changes:
    """What makes the register that division; with ``problems`` nothing may be done."""

    on: date
    added: list[Newcomer] = field(default_factory=list)
    ended: list[Municipality] = field(default_factory=list)
    renamed: list[tuple[Municipality, str]] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Another one when the same file would do something else by now."""
        return hashlib.sha256(repr((self.lines(), self.problems)).encode()).hexdigest()

    def lines(self) -> list[str]:
        """Each change in words."""
        renamed = _("heet voortaan %(name)s: %(row)s")
        names = [renamed % {"name": name, "row": row} for row, name in self.renamed]
        return [*self.certain(), *names]

    def certain(self) -> list[str]:
        """Each change in words but for the other names, which are asked."""
        day = short_date(self.on)
        added = _("nieuw per %(day)s: %(name)s (%(code)s), %(province)s, NAL-regio %(region)s")
        ended = _("bestaat niet meer vanaf %(day)s: %(row)s")
        arrow = _("herindeling: %(old)s gaat op in %(new)s (%(kind)s)")
        return [
            *(
                added
                % {
                    "day": day,
                    "name": row.name,
                    "code": row.code,
                    "province": row.province,
                    "region": row.region.unit.short_name,
                }
                for row in self.added
            ),
            *(ended % {"day": day, "row": row} for row in self.ended),
            *(arrow % {"old": a.old, "new": a.new, "kind": a.kind} for a in self.arrows),
        ]


def compare(division: Mapping[str, CbsRow], on: date, arrows: Sequence[Arrow]) -> Changes:
    """What makes the register ``division`` on that day (5 queries).

    ``arrows`` are reorganisations of that day beside those the register has.
    """
    changes = Changes(on)
    everybody = {row.code: row for row in Municipality.objects.all()}
    current = {code: row for code, row in everybody.items() if _exists(row, on)}
    known = _known_arrows(on)
    all_arrows = sorted({*known, *arrows}, key=lambda arrow: (arrow.old, arrow.new))
    changes.arrows = [arrow for arrow in all_arrows if arrow not in known]
    regions = _regions_before(on)
    for code in sorted(division.keys() - current.keys()):
        _add(changes, division[code], everybody, all_arrows, regions)
    for code in sorted(current.keys() - division.keys()):
        _end(changes, current[code], division, all_arrows)
    names = Names(names_with_codes(everybody.values()))
    for code in sorted(current.keys() & division.keys()):
        row, name = current[code], division[code].name
        # Hengelo (O.) is Hengelo, and a name that it had before is none that it gets.
        if name and code not in names.find(name):
            changes.renamed.append((row, name))
    changes.problems += _later_steps(changes.ended, on)
    for arrow in changes.arrows:
        if arrow.old not in everybody or arrow.new not in division:
            text = _("De herindeling %(old)s naar %(new)s noemt een gemeente die er niet is.")
            changes.problems.append(text % {"old": arrow.old, "new": arrow.new})
    return changes


def _exists(row: Municipality, on: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= on
    return begun and (row.valid_until is None or on < row.valid_until)


def _known_arrows(on: date) -> set[Arrow]:
    rows = Reorganisation.objects.filter(on=on)
    return {Arrow(*row) for row in rows.values_list("old__code", "new__code", "kind")}


def _regions_before(on: date) -> dict[int, Region]:
    """The region of each municipality (by its id) on the day before."""
    members = RegionMembership.objects.on(on - timedelta(days=1)).select_related("region__unit")
    return {row.municipality_id: row.region for row in members}


def _add(
    changes: Changes,
    row: CbsRow,
    everybody: Mapping[str, Municipality],
    arrows: Iterable[Arrow],
    regions: Mapping[int, Region],
) -> None:
    """A newcomer, or the problem that keeps it from being one."""
    about = {"code": row.code, "name": row.name or _("zonder naam"), "day": short_date(changes.on)}
    old = [everybody[a.old] for a in arrows if a.new == row.code and a.old in everybody]
    found = {regions[one.pk] for one in old if one.pk in regions}
    provinces = {row.province} if row.province else {one.province for one in old}
    if row.code in everybody:
        text = _(
            "%(code)s %(name)s staat in het bestand, maar bestond niet op %(day)s. Klopt de datum?"
        )
    elif not row.name:
        text = _("%(code)s is nieuw, en dit bestand heeft geen namen. Neem de export van StatLine.")
    elif not old:
        text = _(
            "%(code)s %(name)s is nieuw. Geef op uit welke gemeenten (herindelingen), dan komt "
            "zij in hun NAL-regio; of voeg haar toe in het beheer."
        )
    elif len(found) != 1 or len(provinces) != 1:
        text = _(
            "%(code)s %(name)s komt uit meer dan één NAL-regio of provincie. Voeg haar toe in het "
            "beheer, met haar regio, en draai dit opnieuw."
        )
    else:
        newcomer = Newcomer(row.code, row.name, provinces.pop(), found.pop(), tuple(old))
        changes.added.append(newcomer)
        return
    changes.problems.append(text % about)


def _end(
    changes: Changes, row: Municipality, division: Mapping[str, CbsRow], arrows: Iterable[Arrow]
) -> None:
    """A municipality that is no more, or the problem that keeps it from ending."""
    if any(arrow.old == row.code and arrow.new in division for arrow in arrows):
        changes.ended.append(row)
        return
    text = _(
        "%(row)s staat niet in het bestand. Is het bestand volledig? Geef dan bij de herindelingen "
        "op in welke gemeente zij opging."
    )
    changes.problems.append(text % {"row": row})


def _later_steps(ended: Iterable[Municipality], on: date) -> list[str]:
    """Who ends while something is recorded of a later day: which of the two is wrong?"""
    steps = PolicyStep.objects.standing().filter(municipality__in=list(ended), on__gte=on)
    text = _("%(row)s eindigt op %(day)s, en heeft een status van daarna. Corrigeer die eerst.")
    found = {step.municipality for step in steps.select_related("municipality")}
    return [text % {"row": row, "day": short_date(on)} for row in sorted(found, key=str)]


@transaction.atomic
def apply(changes: Changes, *, reason: str, by: User | None = None) -> None:
    """Make the register that division: all of it, or nothing. ``changes`` has no problems."""
    assert not changes.problems  # noqa: S101 - whoever calls has shown them
    for row in changes.ended:
        row.valid_until = changes.on
        save_signed(row, by=by, reason=reason)
        for membership in row.memberships.on(changes.on):
            membership.valid_until = changes.on
            save_signed(membership, by=by, reason=reason)
    for newcomer in changes.added:
        _write_newcomer(newcomer, changes.on, reason, by)
    for row, name in changes.renamed:
        _rename(row, name, reason, by)
    codes = {row.code: row for row in Municipality.objects.all()}
    for arrow in changes.arrows:
        row_of_arrow = Reorganisation(
            old=codes[arrow.old],
            new=codes[arrow.new],
            on=changes.on,
            kind=ReorganisationKind(arrow.kind),
        )
        save_signed(row_of_arrow, by=by, reason=reason)


def _write_newcomer(newcomer: Newcomer, on: date, reason: str, by: User | None) -> None:
    # On the map it takes the place of the first it came from, until somebody finds a better one.
    first = newcomer.predecessors[0]
    municipality = Municipality(
        code=newcomer.code,
        name=newcomer.name,
        province=newcomer.province,
        valid_from=on,
        tile_column=first.tile_column,
        tile_row=first.tile_row,
    )
    save_signed(municipality, by=by, reason=reason)
    membership = RegionMembership(municipality=municipality, region=newcomer.region, valid_from=on)
    save_signed(membership, by=by, reason=reason)


def _rename(row: Municipality, name: str, reason: str, by: User | None) -> None:
    """The new name; who looks for the old one still finds it."""
    before, row.name = row.name, name
    save_signed(row, by=by, reason=reason)
    for same in MunicipalityAlias.objects.filter(name=name, municipality=row):
        same.delete()
    if not MunicipalityAlias.objects.filter(name=before).exists():
        alias = MunicipalityAlias(municipality=row, name=before, seen_in=_("vorige naam"))
        save_signed(alias, by=by, reason=reason)
