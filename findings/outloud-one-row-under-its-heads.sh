#!/usr/bin/env bash
# outloud 0.2.1 (PyPI), rule TBL-010, calls the headers of a right table "shredded" (an error) when it
# has one row: five column heads and the head of that row are six header cells against four data cells,
# and more headers than data is all that the rule asks. PDF/UA-1 has no such rule, and the same table
# with a second row is right. The table comes from Typst 0.15.2 (PyPI typst) under its own
# PDF/UA-1 check, with the first cell of each row made its head by pikepdf 10.18.0.
# Seen: one row: TBL-010, "6 header cells against 4 data cells"; two rows: nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  typst==0.15.2 outloud==0.2.1 fontpkg-source-sans-3==3.52 pikepdf==10.18.0
cat > "$folder/try.py" <<'PYTHON'
import outloud
import pikepdf
import typst
from fontpkg_source_sans_3 import ROOT

FONTS = typst.Fonts(
    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(ROOT)]
)
SOURCE = """
#set document(title: "One table")
#set text(font: "Source Sans 3", lang: "en")
= One table
#table(
  columns: 5,
  table.header([Source], [Measure], [Area], [Date], [Figure]),
  %s
)
"""
ROW = '[Monitor], [Charge points], [Noord], [31-12-2021], [1511],'


def kids(element):
    inside = element.get("/K") if isinstance(element, pikepdf.Dictionary) else None
    return [kid for kid in (inside if isinstance(inside, pikepdf.Array) else [inside])
            if isinstance(kid, pikepdf.Dictionary)]


def rows_of(element, in_body=False):
    in_body = in_body or element.get("/S") == "/TBody"
    if in_body and element.get("/S") == "/TR":
        yield element
    for kid in kids(element):
        yield from rows_of(kid, in_body)


def row_head(row):
    return kids(row)[0]


def found(rows):
    path = f"{rows}.pdf"
    typst.compile(
        (SOURCE % (ROW * rows)).encode(), output=path, root=".", font_paths=FONTS, pdf_standards=["ua-1"]
    )
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for cell in [row_head(row) for row in rows_of(pdf.Root.StructTreeRoot)]:
            cell.S = pikepdf.Name.TH
            cell.A = pikepdf.Array([pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)])
        pdf.save(path)
    return [str(f.message) for f in outloud.check(path).findings if f.rule == "TBL-010"]


one, two = found(1), found(2)
print("one row:", one, "two rows:", two)
assert one == ["header cells look shredded: 6 header cells against 4 data cells"], one
assert two == [], two
PYTHON
cd "$folder" && "$folder/venv/bin/python" try.py
