#!/usr/bin/env bash
# poppler 22.12 (pdfinfo -struct; Debian 12) calls two valid things of a tagged PDF a fault, both as
# Typst 0.15 (PyPI typst 0.15.2) writes them under PDF/UA-1:
# - /BorderColor told as one colour for all sides, three numbers: only the other form that the
#   standard has, a colour per side, passes without a warning (ISO 32000-1, table 344);
# - /Suspects false, the boolean that the standard asks for (table 321): without the key nothing.
# veraPDF passes both. So who takes poppler's silence for a sign of good tags rejects good files.
# Seen: "one colour: BorderColor, Suspects", "a colour per side: Suspects", "no Suspects: BorderColor".
set -euo pipefail
pdfinfo -v 2>&1 | head -1 | grep -q ' 22\.12\.' || { echo "This is about poppler 22.12."; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 pikepdf==10.18.0
cat > "$folder/try.py" <<'PYTHON'
import subprocess
import sys
from pathlib import Path

import pikepdf
import typst

SOURCE = """
#set document(title: "A table", date: none)
= A table
#table(columns: 2, stroke: 1pt + rgb("#336699"), table.header[a][b], [1], [2])
"""
FOLDER = Path(sys.argv[1])
made = FOLDER / "made.pdf"
made.write_bytes(typst.compile(SOURCE.encode(), format="pdf", pdf_standards=["ua-1"]))


def told(change):
    """What poppler names as of a wrong type, once ``change`` was done to the file."""
    file = FOLDER / "changed.pdf"
    with pikepdf.open(made) as document:
        change(document)
        document.save(file)
    done = subprocess.run(["pdfinfo", "-struct", file], capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if "of wrong type" in line or "is wrong type" in line]
    return sorted({word for line in lines for word in ("BorderColor", "Suspects") if word in line})


def colours(document):
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/A" in thing:
            found = thing.A if isinstance(thing.A, pikepdf.Array) else [thing.A]
            yield from (entry for entry in found if "/BorderColor" in entry)


def per_side(document):
    changed = 0
    for entry in colours(document):
        assert len(entry.BorderColor) == 3
        entry.BorderColor = pikepdf.Array([pikepdf.Array(entry.BorderColor) for _side in range(4)])
        changed += 1
    assert changed


def without_suspects(document):
    assert document.Root.MarkInfo.Suspects is False
    del document.Root.MarkInfo.Suspects


found = {
    "one colour": told(lambda document: None),
    "a colour per side": told(per_side),
    "no Suspects": told(without_suspects),
}
for name, words in found.items():
    print(f"{name}: {', '.join(words)}")
assert found == {
    "one colour": ["BorderColor", "Suspects"],
    "a colour per side": ["Suspects"],
    "no Suspects": ["BorderColor"],
}, found
PYTHON
"$folder/venv/bin/python" "$folder/try.py" "$folder"
