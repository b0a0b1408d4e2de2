"""What a document prints besides its report: who made it, logo, boundaries and what was chosen.

Settings and boundaries change; what was printed of them doesn't. So a frozen version has its own
(decision 39).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from regions.maps import Drawing, drawing_of, packed, unpacked

from ..model import Report


@dataclass(frozen=True)
class Choices:
    """What a whole document has more or less than usual.

    The list of all municipalities takes many pages; changes are those since the last report,
    differences those with the printed report of this round.
    """

    adds_municipalities: bool = False
    adds_changes: bool = False
    omits_maps: bool = False
    omits_differences: bool = False


AS_USUAL = Choices()


@dataclass(frozen=True)
class Imprint:
    """``site`` is where the portal is, ``logo`` an SVG drawing; without ``outlines`` the maps
    have tiles. What is empty is not printed."""

    contact: str = ""
    kamerstuk: str = ""
    licence: str = ""
    site: str = ""
    logo: str = ""
    choices: Choices = AS_USUAL
    outlines: Drawing | None = None


BARE = Imprint()


def imprint_now(report: Report, choices: Choices = AS_USUAL) -> Imprint:
    """As the settings and boundaries are now (at most 1 query)."""
    codes = [entry.code for entry in report.territory.municipalities]
    return Imprint(
        contact=settings.CONTACT_EMAIL,
        kamerstuk=settings.KAMERSTUK,
        licence=settings.LICENCE,
        site=settings.SITE_URL,
        logo=Path(settings.LOGO).read_text(encoding="utf-8") if settings.LOGO else "",
        choices=choices,
        outlines=drawing_of(codes) if codes else None,
    )


def as_json(imprint: Imprint) -> dict[str, Any]:
    """For the database."""
    told = {name: getattr(imprint, name) for name in _WORDS}
    outlines = packed(imprint.outlines) if imprint.outlines else None
    return {**told, "choices": asdict(imprint.choices), "outlines": outlines}


def from_json(kept: Mapping[str, Any]) -> Imprint:
    """What :func:`as_json` made."""
    outlines = unpacked(kept["outlines"]) if kept["outlines"] else None
    told = {name: kept[name] for name in _WORDS}
    return Imprint(**told, choices=Choices(**kept["choices"]), outlines=outlines)


_WORDS = ("contact", "kamerstuk", "licence", "site", "logo")
