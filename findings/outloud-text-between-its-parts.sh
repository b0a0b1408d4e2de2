#!/usr/bin/env bash
# outloud 0.2.1 (PyPI), rule ORD-001, says that a page paints its content out of the order of its tags
# when it does not: of a paragraph with emphasised words in it, it takes all that the paragraph says
# itself first, and what its parts say behind that, while the tags (PDF 1.7, 14.7.2: the kids of an element
# are in order) have text, part, text, part, as they are painted. The page comes from Typst 0.15.2 (PyPI typst)
# under its own PDF/UA-1 check; pikepdf 10.18.0 reads both orders from the file.
# Seen: the order of the tags and of the painting are the same; ORD-001, "55% in order".
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
#set document(title: "One paragraph")
#set text(font: "Source Sans 3", lang: "en")
= One paragraph
#for n in range(20) [word #emph[and] ]
"""
typst.compile(
    SOURCE.encode(), output="one.pdf", root=".", font_paths=FONTS, pdf_standards=["ua-1"]
)


def in_tags(node):
    if isinstance(node, int):
        yield node
    elif isinstance(node, pikepdf.Array):
        for kid in node:
            yield from in_tags(kid)
    elif isinstance(node, pikepdf.Dictionary):
        if "/MCID" in node:
            yield int(node.MCID)
        elif "/K" in node:
            yield from in_tags(node.K)


with pikepdf.open("one.pdf") as pdf:
    tags = list(in_tags(pdf.Root.StructTreeRoot))
    marks = pikepdf.parse_content_stream(pdf.pages[0], "BDC")
    painted = [
        int(operands[1].MCID)
        for operands, _operator in marks
        if isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
    ]
found = [str(f.message) for f in outloud.check("one.pdf").findings if f.rule == "ORD-001"]
print("tags and painting in one order:", tags == painted, "outloud:", found)
assert tags == painted
assert len(found) == 1, found
PYTHON
cd "$folder" && "$folder/venv/bin/python" try.py
