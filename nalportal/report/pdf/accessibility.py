"""The last touch on a PDF: the first cell of each table row becomes the header of that row.

Typst tags column headers, but has no stable way yet to tag row headers. With both, assistive
software reads "Noord, Integrale laadvisie, 0" instead of a bare 0.
"""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String


def mark_row_headers(content: bytes) -> bytes:
    """The same PDF with row headers in every table; the same bytes for the same bytes."""
    with pikepdf.open(BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        ids = _header_ids(root)
        for table_number, table in enumerate(_elements(root, "/Table")):
            for row_number, row in enumerate(_body_rows(table)):
                # Typst's own ids start with another letter.
                header_id = String(f"R{table_number:04}-{row_number:05}")
                header = _mark_row(row, header_id)
                if header is not None:
                    ids[bytes(header_id)] = header
        if ids:
            _store_header_ids(pdf, root, ids)
        out = BytesIO()
        # The file's id follows from its content instead of the clock.
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _elements(element: Object, kind: str) -> Iterator[Object]:
    """All structure elements of a kind under ``element``, in reading order."""
    # A stack instead of recursion: the tree is as deep as people nest.
    stack = [element]
    while stack:
        current = stack.pop()
        if isinstance(current, Dictionary) and current.get("/S") == kind:
            yield current
        stack.extend(reversed(_children(current)))


def _children(element: Object) -> list[Object]:
    kids = element.get("/K") if isinstance(element, Dictionary) else None
    if isinstance(kids, Array):
        return [kid for kid in kids if isinstance(kid, Dictionary)]
    return [kids] if isinstance(kids, Dictionary) else []


def _body_rows(table: Object) -> Iterator[Object]:
    for body in _elements(table, "/TBody"):
        yield from _elements(body, "/TR")


def _mark_row(row: Object, header_id: String) -> Object | None:
    """Turn the first cell into the row's header and name it in the others; gives the header."""
    first, *others = _children(row)
    if first.S != Name.TD:
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
    for entry in attributes:
        if entry.get("/O") == Name.Table:
            return entry
    attributes.append(Dictionary(O=Name.Table))
    cell.A = attributes
    return cell.A[-1]


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
