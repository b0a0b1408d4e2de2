#!/usr/bin/env bash
# Typst 0.15.2 (PyPI typst) with a variable typeface (PyPI fontpkg-source-sans-3 3.52, weights 200 to
# 900): text in an SVG drawing with font-weight 400, or with none, is drawn in the lightest weight of
# the typeface, while 300, 500, 600 and 700 are drawn as asked. The text of the document itself is
# right at every weight. So the numbers in charts come out hair-thin on paper, and nothing is said.
# `font-variation-settings="'wght' 400"` on the text gives the regular weight.
# Seen, in dots of ink: document 400: 2.4 times that of 200; drawing 400: the same as drawing 200;
# drawing 300 and 500: as in the document; with font-variation-settings: as in the document.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  typst==0.15.2 fontpkg-source-sans-3==3.52 pillow==13.0.0
cat > "$folder/try.py" <<'PYTHON'
import io

import typst
from fontpkg_source_sans_3 import ROOT
from PIL import Image

FONTS = typst.Fonts(
    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(ROOT)]
)
WORDS = "Laadpunten per maand 65.613"
PAGE = "#set page(width: auto, height: auto, margin: 4pt, fill: white)\n"
DRAWN = PAGE + '#image(bytes(sys.inputs.drawing), format: "svg")'


def ink(source, **inputs):
    png = typst.compile(
        source.encode(), root=".", font_paths=FONTS, format="png", ppi=300, sys_inputs=inputs
    )
    grey = Image.open(io.BytesIO(png)).convert("L")
    return round(sum(255 - value for value in grey.tobytes()) / 255)


def drawing(look):
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="44">'
        f'<text x="5" y="34" font-size="28" font-family="\'Source Sans 3\'" {look}>{WORDS}</text></svg>'
    )


def text(weight):
    return ink(f'{PAGE}#set text(font: "Source Sans 3", size: 21pt, weight: {weight})\n{WORDS}')


print("typst", typst.__version__)
document = {weight: text(weight) for weight in (200, 300, 400, 500)}
drawn = {w: ink(DRAWN, drawing=drawing(f'font-weight="{w}"')) for w in document}
mended = ink(DRAWN, drawing=drawing("font-variation-settings=\"'wght' 400\""))
for weight, dots in document.items():
    print(weight, "document", dots, "drawing", drawn[weight])
print("drawing with font-variation-settings 400:", mended)


def same(one, other):
    return abs(one - other) < 0.03 * other


holds = (
    document[400] > 2 * document[200]
    and same(drawn[400], drawn[200])
    and all(same(drawn[w], document[w]) for w in (200, 300, 500))
    and same(mended, document[400])
)
raise SystemExit(not holds)
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
