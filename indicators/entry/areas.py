"""Which area a file of somebody else means, by its code or by its name."""

import re
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from nalportal.dutch import short_date
from nalportal.names import Names
from regions.models import Municipality
from regions.municipality_names import names_with_codes

from ..cells import AreaCell

COUNTRY = re.compile(r"NL0[01]|Nederland", re.IGNORECASE)
CODE = re.compile(r"GM[0-9]{4}")
# How StatLine tells a province, a part of the country and the like from municipalities; the last
# is what it writes before the code of any other area.
_OTHER_AREA = re.compile(r".+\((?:PV|LD|CR|CP|RP|AM|AR|GG|JZ|KK|LB|RM|RT|SB|TR|UW|VR|ZK|RES?)\)")
_OTHER_CODE = re.compile(r"(?!GM)[A-Z]{2}[0-9]{2,4}")


# Which area, as the first parts of a series: kind, region, municipality.
Area = tuple[str, int | None, int | None]


def area_of(code: str) -> Area:
    """``NL``, or the area with this code; raises :class:`CellError`."""
    kind, region, municipality = AreaCell().clean(code)
    return str(kind), region and region.pk, municipality and municipality.pk


class Areas:
    """The municipalities of the register (1 query, 1 more for the names that sources use)."""

    def __init__(self) -> None:
        self.by_code = {row.code: row for row in Municipality.objects.all()}
        # A file has a few hundred names and a hundred thousand lines.
        self._found: dict[tuple[str, date], tuple[str, Municipality | None]] = {}

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
            or self._names.find(text)
        )

    def find(self, text: str, on: date) -> tuple[str, Municipality | None]:
        """Why there is no place for this area on that date (empty: there is), and which it is;
        ``None`` for the country."""
        key = (text, on)
        if key not in self._found:
            self._found[key] = self._find(text, on)
        return self._found[key]

    def _find(self, text: str, on: date) -> tuple[str, Municipality | None]:
        if COUNTRY.fullmatch(text):
            return "", None
        if _OTHER_AREA.fullmatch(text) or _OTHER_CODE.fullmatch(text):
            return _("geen gemeente en niet Nederland"), None
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
