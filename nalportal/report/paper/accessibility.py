"""The last touch on a PDF: what its tags say beyond what Typst lets a template say.

The first cell of each table row becomes the header of that row, so that assistive software reads
"Noord, Integrale laadvisie, 0" instead of a bare 0. A footnote becomes a Note and its marks
become References. What came or went between two reports says so in words, because no reader tells
that a text is struck through.

Typst has no function for these. The templates lend two tags for them that they use for nothing
else: a block quotation is a footnote; a quotation in the text is a mark in the head of a table,
or else a piece that came or went.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

NOTE, MARK_OR_PIECE = "/BlockQuote", "/Quote"


class PiecesError(ValueError):
    """The pieces in the document are not those that should be told in words."""


@dataclass
class _Found:
    """What is to be changed, in reading order."""

    tables: list[Object] = field(default_factory=list)
    notes: list[Object] = field(default_factory=list)
    head_marks: list[Object] = field(default_factory=list)
    pieces: list[Object] = field(default_factory=list)
    marks: list[Object] = field(default_factory=list)


def with_spoken_tags(content: bytes, pieces: Sequence[str] = ()) -> bytes:
    """The PDF with the tags that Typst leaves out; equal bytes give equal bytes.

    ``pieces`` are the words for what came and went, in the order of the document. Raises
    :class:`PiecesError` if there are more or fewer in it.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        # False goes without saying, and poppler 22.12 takes it for a fault.
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        ids = _header_ids(root)
        found = _found_in(root)
        ids |= dict(_row_headers(found.tables))
        ids |= dict(_footnotes(found.notes))
        for mark in found.head_marks:
            mark.S = Name.Reference
        for mark in found.marks:
            _wrap_in_reference(pdf, mark)
        _tell_pieces(found.pieces, pieces)
        if ids:
            _store_header_ids(pdf, root, ids)
        out = BytesIO()
        # The file's id follows from its content instead of the clock.
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _found_in(root: Object) -> _Found:
    found = _Found()
    # A stack instead of recursion: the tree is as deep as people nest.
    stack = [(root, False, False)]
    while stack:
        element, in_head, in_reference = stack.pop()
        # As text: a comparison with a name takes the library as long as finding the element.
        kind = _kind(element)
        if kind == "/Table":
            found.tables.append(element)
        elif kind == NOTE:
            found.notes.append(element)
        elif kind == MARK_OR_PIECE:
            (found.head_marks if in_head else found.pieces).append(element)
        elif kind == "/Link" and not in_reference and _leads_within(element):
            found.marks.append(element)
        in_head = in_head or kind == "/THead"
        in_reference = kind == "/Reference"
        stack += [(kid, in_head, in_reference) for kid in reversed(_children(element))]
    return found


def _kind(element: Object) -> str:
    return str(element.get("/S", ""))


def _children(element: Object) -> list[Object]:
    kids = element.get("/K") if isinstance(element, Dictionary) else None
    if isinstance(kids, Array):
        return [kid for kid in kids if isinstance(kid, Dictionary)]
    return [kids] if isinstance(kids, Dictionary) else []


def _leads_within(link: Object) -> bool:
    """Whether a link leads to a place in the document itself."""
    annotations = [kid.Obj for kid in _children(link) if "/Obj" in kid]
    return any("/Dest" in note or "/D" in note.get("/A", {}) for note in annotations)


# ------------------------------------------------------------------------------------ tables


def _row_headers(tables: Sequence[Object]) -> Iterator[tuple[bytes, Object]]:
    """Mark the header of each row of a body; gives them with their ids."""
    for table_number, table in enumerate(tables):
        for row_number, row in enumerate(_body_rows(table)):
            # Typst's own ids start with another letter.
            header_id = String(f"R{table_number:04}-{row_number:05}")
            header = _mark_row(row, header_id)
            if header is not None:
                yield bytes(header_id), header


def _body_rows(table: Object) -> Iterator[Object]:
    for part in _children(table):
        # The last rows stay together as a foot, and are rows like the others.
        kind = _kind(part)
        if kind == "/TFoot":
            part.S = Name.TBody
        if kind in ("/TFoot", "/TBody"):
            yield from _children(part)


def _mark_row(row: Object, header_id: String) -> Object | None:
    """Turn the first cell into the row's header and name it in the others; gives the header."""
    first, *others = _children(row)
    if _kind(first) != "/TD":
        return None
    first.S = Name.TH
    first.ID = header_id
    attributes = _table_attributes(first)
    attributes.Scope = Name.Row
    for cell in others:
        attributes = _table_attributes(cell)
        attributes.Headers = Array([*attributes.get("/Headers", Array()), header_id])
    return first


def _table_attributes(cell: Object) -> Object:
    """The attributes of a cell that are about tables, made if there are none."""
    attributes = cell.get("/A", Array())
    if isinstance(attributes, Dictionary):
        attributes = Array([attributes])
    found = None
    for entry in attributes:
        if str(entry.get("/O", "")) == "/Table":
            found = entry
        elif "/BorderColor" in entry:
            # Nobody hears it, and poppler 22.12 takes a single colour for a fault.
            del entry.BorderColor
    if found is not None:
        return found
    attributes.append(Dictionary(O=Name.Table))
    cell.A = attributes
    made: Object = cell.A[-1]
    return made


# --------------------------------------------------------------------------------- footnotes


def _footnotes(notes: Sequence[Object]) -> Iterator[tuple[bytes, Object]]:
    """Make them notes, each with an id of its own.

    One of a single paragraph is that paragraph, so that it is not met twice.
    """
    for number, quotation in enumerate(notes):
        note = _only_paragraph(quotation) or quotation
        note.S = Name.Note
        note.ID = String(f"N{number:05}")
        yield bytes(note.ID), note


def _only_paragraph(note: Object) -> Object | None:
    """The paragraph that is all of a note, put in its place; nothing for a longer note."""
    kids = _children(note)
    if len(kids) != 1 or _kind(kids[0]) != "/P":
        return None
    _put(kids[0], note)
    return kids[0]


def _put(element: Object, old: Object) -> None:
    """Put an element where another one is."""
    parent, kids = old.P, old.P.K
    if isinstance(kids, Array):
        kids[next(i for i, kid in enumerate(kids) if _is(kid, old))] = element
    else:
        parent.K = element
    element.P = parent


def _wrap_in_reference(pdf: pikepdf.Pdf, link: Object) -> None:
    reference = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Reference, P=link.P, K=Array([link]))
    )
    _put(reference, link)
    link.P = reference


def _is(one: object, other: Object) -> bool:
    return isinstance(one, Dictionary) and one.objgen == other.objgen


# ---------------------------------------------------------------------------- what is changed


def _tell_pieces(found: Sequence[Object], pieces: Sequence[str]) -> None:
    if len(found) != len(pieces):
        raise PiecesError(f"{len(found)} pieces instead of {len(pieces)}")
    for element, words in zip(found, pieces, strict=True):
        element.S = Name.Span
        element.Alt = String(words)


# ------------------------------------------------------------------------------------- names


def _header_ids(root: Object) -> dict[bytes, Object]:
    """The ids of all headers so far, flattened from the name tree that holds them."""
    found: dict[bytes, Object] = {}
    stack = [root.IDTree] if "/IDTree" in root else []
    while stack:
        node = stack.pop()
        stack.extend(node.get("/Kids", Array()))
        names = list(node.get("/Names", Array()))
        found.update(zip(map(bytes, names[::2]), names[1::2], strict=True))
    return found


def _store_header_ids(pdf: pikepdf.Pdf, root: Object, ids: dict[bytes, Object]) -> None:
    names = Array()
    for name in sorted(ids):
        names.append(String(name))
        names.append(ids[name])
    root.IDTree = pdf.make_indirect(Dictionary(Names=names))
