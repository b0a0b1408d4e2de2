"""References of published decisions: the one place that knows how they look and what they mean.

``CVDR677545``, ``cvdr 677545`` and ``https://lokaleregelgeving.overheid.nl/CVDR677545/1`` are one;
so are ``gmb-2022-41676`` and "Gemeenteblad 2022, 41676".
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

# Per public register: how its references begin, their form, and how people name it.
_PAPERS = {
    "gmb": r"gmb|gemeenteblad",
    "prb": r"prb|prov(?:inciaal)?\.? ?blad",
    "stcrt": r"stcrt|staatscourant",
    "wsb": r"wsb|waterschapsblad",
    "bgr": r"bgr|blad gemeenschappelijke regeling",
    "trb": r"trb|tractatenblad",
}
_NUMBERED = r"[\s.,:_-]*(?:(?:nr|nummer)[\s.:]*)?"
_CVDR = re.compile(r"\bcvdr[\s.:_-]*([1-9]\d{3,7})(?:[_/]\d{1,3})?(?!\d)", re.IGNORECASE)
_IN_PAPER = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _PAPERS.items())
    + rf")[\s.,:_-]*(?P<year>(?:19|20)\d\d){_NUMBERED}(?P<number>\d{{1,7}})(?!\d)",
    re.IGNORECASE,
)
_EXAMPLES = {"cvdr": "CVDR677545"} | {
    name: f"{name}-{year}"
    for name, year in (
        ("gmb", "2022-41676"),
        ("prb", "2021-1234"),
        ("stcrt", "2021-12345"),
        ("wsb", "2022-1234"),
        ("bgr", "2022-123"),
        ("trb", "2022-12"),
    )
}


def found_in(text: str) -> list[str]:
    """Every reference in a text, in the usual form and in order, each once."""
    return list(dict.fromkeys(name for _at, name in sorted(_found(text))))


def without_references(text: str) -> str:
    """What stands beside the references in a text."""
    return _CVDR.sub(" ", _IN_PAPER.sub(" ", text))


def _found(text: str) -> Iterator[tuple[int, str]]:
    yield from ((found.start(), f"CVDR{found[1]}") for found in _CVDR.finditer(text))
    for found in _IN_PAPER.finditer(text):
        paper = next(name for name in _PAPERS if found[name])
        yield found.start(), f"{paper}-{found['year']}-{int(found['number'])}"


def usual_form(reference: str) -> str:
    """A reference as the registers write it; one that they do not know as it stands."""
    match = _CVDR.fullmatch(reference.strip()) or _IN_PAPER.fullmatch(reference.strip())
    return found_in(reference)[0] if match else reference


def key_of(reference: str) -> str:
    """Equal for references that mean the same, however people write them; empty without one."""
    return re.sub(r"[\s.,:_]", "", usual_form(reference)).casefold()


def address_of(reference: str) -> str:
    """Where the register shows what has this reference; empty for one that it does not know."""
    if found_in(reference) != [reference]:
        return ""
    if reference.startswith("CVDR"):
        return f"https://lokaleregelgeving.overheid.nl/{reference}"
    return f"https://zoek.officielebekendmakingen.nl/{reference}.html"


def doubts_about_reference(reference: str) -> str:
    """Why a reference may be a mistake; empty when it has the form of its kind."""
    if not reference or (usual_form(reference) == reference and found_in(reference)):
        return ""
    about = {"reference": reference}
    for kind, words in {"cvdr": "cvdr", **_PAPERS}.items():
        if re.match(words, reference, re.IGNORECASE):
            text = _("Het kenmerk %(reference)s heeft niet de gewone vorm, zoals %(example)s.")
            return text % {**about, "example": _EXAMPLES[kind]}
    text = _("Het kenmerk %(reference)s begint niet met CVDR, gmb, prb, stcrt, wsb, bgr of trb.")
    return text % about
