"""Make the SVG of vl-convert fit to stand inside a page and in the PDF.

It is written anew from what is allowed: known shapes with known attributes. That leaves out styles,
scripts, references and the English words meant for screen readers, whatever vl-convert adds later.
"""

import re

# The input is what our own worker wrote, and `clean` refuses the two declarations with which XML
# can attack its reader; defusedxml would add a dependency that does just that.
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"

_SHAPES = frozenset({"svg", "g", "path", "line", "rect", "text", "tspan", "defs", "clipPath"})
_ATTRIBUTES = frozenset(
    {
        "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height",
        "fill", "fill-opacity", "opacity", "clip-path", "id",
        "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
        "stroke-miterlimit", "stroke-opacity", "stroke-width",
        "font-family", "font-size", "font-style", "font-weight", "text-anchor",
    }
)  # fmt: skip
# Nothing is drawn by these without children or outline.
_CONTAINERS = frozenset({"g", "defs", "clipPath"})
_LOCAL_REFERENCE = re.compile(r"url\(#([\w-]+)\)")
# A hundredth of a pixel is seen by nobody, and floating point may differ beyond it per processor.
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class UnexpectedSvgError(ValueError):
    """vl-convert wrote something that no chart of ours needs."""


def clean(svg: str, label: str, unique: str) -> str:
    """``svg`` as an image with the Dutch ``label``, ready to be printed in a page or in Typst.

    ``unique`` goes into ids, so that two charts in one page don't share any. Raises
    :class:`UnexpectedSvgError`.
    """
    if _DECLARATION.search(svg):
        raise UnexpectedSvgError("an SVG with declarations of its own")
    try:
        read = ET.fromstring(svg)  # noqa: S314 - see the import
    except ET.ParseError as error:
        raise UnexpectedSvgError(f"no SVG: {error}") from error
    root = _copy(read, unique)
    if root is None or root.tag != "svg":
        raise UnexpectedSvgError("an empty SVG")
    width, height = read.attrib["width"], read.attrib["height"]
    root.attrib = {
        "xmlns": SVG,
        "class": "vega",
        "role": "img",
        "aria-label": label,
        "width": width,
        "height": height,
        "viewBox": read.attrib["viewBox"],
    }
    return ET.tostring(root, encoding="unicode")


def _copy(element: ET.Element, unique: str) -> ET.Element | None:
    """The allowed part of an element, or ``None`` when it draws nothing."""
    name = element.tag.removeprefix(f"{{{SVG}}}")
    if name not in _SHAPES:
        raise UnexpectedSvgError(f"an element {name[:40]!r}")
    copy = ET.Element(name, _attributes(element, unique))
    copy.text = element.text if name in {"text", "tspan"} else None
    copy.extend([child for old in element if (child := _copy(old, unique)) is not None])
    return copy if _draws(copy, element) else None


def _attributes(element: ET.Element, unique: str) -> dict[str, str]:
    kept = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
    if "id" in kept:
        kept["id"] = f"{kept['id']}-{unique}"
    if "clip-path" in kept:
        kept["clip-path"] = _LOCAL_REFERENCE.sub(rf"url(#\1-{unique})", kept["clip-path"])
    for name in {"d", "transform"} & kept.keys():
        kept[name] = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", kept[name])
    return kept


def _draws(copy: ET.Element, original: ET.Element) -> bool:
    """Not so: groups without content, hidden shapes, and the frames vl-convert leaves unpainted."""
    if copy.tag in _CONTAINERS:
        return len(copy) > 0
    if original.get("display") == "none":
        return False
    return copy.tag != "path" or not {"fill", "stroke"}.isdisjoint(copy.keys())
