"""Which area a file of somebody else means, by its code or by its name."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from nalportal.dutch import short_date
from nalportal.names import OTHER_AREAS, Names, same_key
from regions.models import PROVINCE_CODES, Municipality, Province
from regions.municipality_names import names_with_codes

from ..cells import AreaCell
from ..models import PROVINCES, AreaKind

COUNTRY = re.compile(r"NL0[01]|Nederland", re.IGNORECASE)
CODE = re.compile(r"GM[0-9]{4}")
# How StatLine tells a part of the country and the like from municipalities; the last is what it
# writes before the code of any other area.
_OTHER_AREA = re.compile(rf".+\((?:{OTHER_AREAS}|LB)\)")
_OTHER_CODE = re.compile(r"(?!GM)[A-Z]{2}[0-9]{2,4}")


# Which area, as the first parts of a series: kind, region, municipality.
Area = tuple[str, int | None, int | None]


def area_of(code: str) -> Area:
    """``NL``, or the area with this code; raises :class:`CellError`."""
    kind, region, municipality = AreaCell().clean(code)
    return str(kind), region and region.pk, municipality and municipality.pk


# Municipalities have the same name: alone it is theirs.
_TOWNS_TOO = (Province.GRONINGEN, Province.UTRECHT)


def province_names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The code of each province, and how people and CBS write it."""
    for code, name in PROVINCE_CODES.items():
        names = (name.value, "Friesland") if name == Province.FRYSLAN else (name.value,)
        known = [word for one in names for word in (f"{one} (PV)", f"provincie {one}")]
        alone = () if name in _TOWNS_TOO else names
        yield code, (str(PROVINCES[code]), *known, *alone, code)


def either_of(texts: Iterable[str]) -> frozenset[str]:
    """Which of the names of areas in one table are those of a municipality or of a province: where
    others are provinces by their name alone, "Groningen" may be that too."""
    found = {text: same_key(text) for text in texts}
    towns = {same_key(name) for name in _TOWNS_TOO}
    alone = {*map(same_key, Province.values), "friesland"} - towns
    if alone.isdisjoint(found.values()):
        return frozenset()
    return frozenset(text for text, key in found.items() if key in towns)


class Areas:
    """The provinces, and the municipalities of the register (1 query, 1 more for the names that
    sources use)."""

    def __init__(self) -> None:
        self.by_code = {row.code: row for row in Municipality.objects.all()}
        # A file has a few hundred names and a hundred thousand lines.
        self._found: dict[tuple[str, date], tuple[str, Area]] = {}
        self._provinces = Names((name, code) for code, known in province_names() for name in known)

    @cached_property
    def _names(self) -> Names[str]:
        return Names(names_with_codes(self.by_code.values()))

    def is_code(self, text: str) -> bool:
        """Whether this is the code of a municipality or the country."""
        return bool(CODE.fullmatch(text) or COUNTRY.fullmatch(text))

    def is_area(self, text: str) -> bool:
        """Whether this names an area of any kind, by its code or its name."""
        return bool(
            self.is_code(text)
            or _OTHER_CODE.fullmatch(text)
            or _OTHER_AREA.fullmatch(text)
            or self._provinces.find(text)
            or self._names.find(text)
        )

    def find(self, text: str, on: date) -> tuple[str, Area]:
        """Why there is no place for this area on that date (empty: there is), and which it is."""
        key = (text, on)
        if key not in self._found:
            province = self._provinces.the_one(text)
            reason, found = ("", None) if province else self._find(text, on)
            area = AreaKind.MUNICIPALITY if found else province or AreaKind.COUNTRY
            self._found[key] = reason, (str(area), None, found.pk if found else None)
        return self._found[key]

    def _find(self, text: str, on: date) -> tuple[str, Municipality | None]:
        """A municipality; ``None`` for the country and, with the reason, for what is none."""
        if COUNTRY.fullmatch(text):
            return "", None
        if _OTHER_AREA.fullmatch(text) or _OTHER_CODE.fullmatch(text):
            return _("geen gemeente of provincie en niet Nederland"), None
        codes = [text] if CODE.fullmatch(text) else self._names.find(text)
        named = [self.by_code[code] for code in codes if code in self.by_code]
        if not named:
            is_part = ": " in text and self._names.find(text.split(": ", maxsplit=1)[0])
            return _("een deel van een gemeente") if is_part else _("onbekende gemeente"), None
        # Of two that had the same name one after the other, the date tells which it is.
        there = [row for row in named if row.exists_on(on)]
        if not there:
            return _("deze gemeente bestond niet op %(on)s") % {"on": short_date(on)}, None
        if len(there) > 1:
            return _("deze naam kan meer gemeenten zijn"), None
        return "", there[0]
