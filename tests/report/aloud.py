"""What a screen reader gets of a PDF: the text of its tags, in their order."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from .parity.told import squeezed

Glyphs = Mapping[int, str]
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.S)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def said(content: bytes) -> str:
    """All of it, squeezed."""
    return squeezed("".join(text for _tag, text in texts_of(content)))


def transcript(content: bytes) -> Iterator[str]:
    """A line for each element with text of its own: its tag and what is said."""
    last, line = None, ""
    for element, text in _texts(content):
        if element is not last and line.strip():
            yield line
        if element is not last:
            last, line = element, f"{str(element.S)[1:]}: "
        line += text
    yield line


def texts_of(content: bytes) -> Iterator[tuple[str, str]]:
    """Each text with the tag that it stands in."""
    for element, text in _texts(content):
        yield str(element.S)[1:], text


def _texts(content: bytes) -> Iterator[tuple[Any, str]]:
    with pikepdf.open(BytesIO(content)) as pdf:
        marked: dict[Any, Mapping[int, str]] = {page.objgen: _marked(page) for page in pdf.pages}
        stack: list[tuple[Any, Any, Any]] = [(pdf.Root.StructTreeRoot, None, None)]
        while stack:
            node, element, page = stack.pop()
            if isinstance(node, int):
                yield element, marked[page.objgen].get(node, "")
                continue
            if not isinstance(node, Dictionary):
                continue
            page = node.get("/Pg", page)
            if "/MCID" in node:
                yield element, marked[page.objgen].get(int(node.MCID), "")
                continue
            if "/Alt" in node:
                yield node, str(node.Alt)
                continue
            kids = node.get("/K", Array())
            found = list(kids) if isinstance(kids, Array) else [kids]
            owner = node if "/S" in node else element
            stack += [(kid, owner, page) for kid in reversed(found)]


def _marked(page: pikepdf.Page) -> Mapping[int, str]:
    """The text of a page by the number of its marked content."""
    fonts = {name: _glyphs(font) for name, font in page.Resources.get("/Font", {}).items()}
    texts: dict[int, str] = defaultdict(str)
    open_: list[tuple[int | None, str | None]] = []
    font: Glyphs = {}
    told: Any = pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ")
    for operands, operator in told:
        match str(operator):
            case "BDC" | "BMC":
                open_.append(_opened(operands))
                _number, instead = open_[-1]
                if instead is not None and (held := _held(open_)) is not None:
                    texts[held] += instead
            case "EMC":
                open_.pop()
            case "Tf":
                font = fonts.get(str(operands[0]), {})
            case _ if (held := _held(open_)) is not None and not any(t for _n, t in open_):
                texts[held] += _read(operands[0], font)
    return texts


def _opened(operands: Any) -> tuple[int | None, str | None]:
    more: Any = operands[1] if len(operands) > 1 and isinstance(operands[1], Dictionary) else {}
    number = int(more["/MCID"]) if "/MCID" in more else None
    return number, str(more["/ActualText"]) if "/ActualText" in more else None


def _held(open_: list[tuple[int | None, str | None]]) -> int | None:
    return next((number for number, _text in reversed(open_) if number is not None), None)


def _read(shown: Any, font: Glyphs) -> str:
    parts = shown if isinstance(shown, Array) else [shown]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(
        font.get(int.from_bytes(codes[place : place + 2], "big"), "")
        for place in range(0, len(codes), 2)
    )


def _glyphs(font: Any) -> Glyphs:
    """What each glyph says, by the table of the font for who copies it."""
    if Name.ToUnicode not in font:
        return {}
    table = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in _CHARS.findall(table):
        codes = _HEX.findall(block)
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in _RANGES.findall(table):
        for first, last, text in _RANGE.findall(block):
            start = int(first, 16)
            for code in range(start, int(last, 16) + 1):
                found[code] = chr(int(text, 16) + code - start)
    return found
