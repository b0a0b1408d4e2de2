"""The boundaries of a division as CBS or Kadaster gives them: read, set beside the register and
stored, the same for the page and the command."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.dutch import counted, joined, short_date
from nalportal.names import Names

from .imports.boundaries import Boundaries, detail_of, drawing_from, read_boundaries
from .maps import drawing_of, packed
from .models import Municipality
from .models.boundaries import BoundarySet, division_key
from .municipality_names import names_with_codes


def days_without_map(days: Iterable[date]) -> list[date]:
    """Of which days the maps show tiles, because nobody imported the boundaries (1 query, and 1
    per day)."""
    rows = list(Municipality.objects.all())
    return [
        day
        for day in sorted(set(days))
        if drawing_of(row.code for row in rows if row.exists_on(day)) is None
    ]


@dataclass(frozen=True)
class BoundaryFile:
    """What a file gives for the division that begins ``on`` a day.

    ``told`` says how it was understood, ``problems`` what it has too little or too much for that
    division: then it is not stored.
    """

    name: str
    on: date
    told: tuple[str, ...]
    problems: tuple[str, ...]
    values: Mapping[str, Any] = field(repr=False)

    @property
    def replaces(self) -> str:
        """The file whose boundaries of that day make place; empty where there are none."""
        there = BoundarySet.objects.filter(on=self.on).values_list("origin", flat=True).first()
        return there or ""

    @property
    def is_there(self) -> bool:
        """Whether the boundaries of that day are these already."""
        there = BoundarySet.objects.filter(on=self.on).values(*self.values).first()
        return there is not None and there | {"shapes": bytes(there["shapes"])} == self.values

    def store(self) -> None:
        """In the place of other boundaries of that day; as a row of its own, since processes keep
        what they drew by its number."""
        with transaction.atomic():
            BoundarySet.objects.filter(on=self.on).delete()
            BoundarySet.objects.create(on=self.on, **self.values)


def boundaries_in(path: Path, name: str, on: date, source: str, licence: str) -> BoundaryFile:
    """Read the file; raises :class:`FaultyFile` with all that is wrong with it."""
    municipalities = list(Municipality.objects.all())
    found = read_boundaries(path, Names(names_with_codes(municipalities)))
    here = {row.code: row.name for row in municipalities if row.exists_on(on)}
    count = counted(len(found.shapes), "gemeente", "gemeenten")
    told = (_("%(count)s in het bestand.") % {"count": count}, *found.told, detail_of(found))
    problems = tuple(_other_division(found, here, on))
    values = {} if problems else _values(found, name, source, licence)
    return BoundaryFile(name, on, told, problems, values)


def _other_division(found: Boundaries, here: dict[str, str], on: date) -> list[str]:
    """What the file has too little or too much for the division of that day."""
    lacking = [f"{here[code]} ({code})" for code in sorted(here.keys() - found.shapes.keys())]
    more = sorted(found.shapes.keys() - here.keys())
    kinds = (
        (_("Op %(on)s was er ook, en niet in het bestand: %(which)s."), lacking),
        (_("Op %(on)s was er niet, en wel in het bestand: %(which)s."), more),
    )
    return [text % {"on": short_date(on), "which": joined(which)} for text, which in kinds if which]


def _values(found: Boundaries, name: str, source: str, licence: str) -> dict[str, Any]:
    """The fields of a :class:`BoundarySet`."""
    codes = list(found.shapes)
    shapes = shapely.to_wkb(shapely.geometrycollections(list(found.shapes.values())))
    return {
        "key": division_key(codes),
        "origin": name,
        "source": source,
        "licence": licence,
        "drawing": packed(drawing_from(found)) | {"bron": source, "licentie": licence},
        "codes": codes,
        "shapes": shapes if found.is_fine else b"",
    }
