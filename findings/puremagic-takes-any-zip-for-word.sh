#!/usr/bin/env bash
# puremagic 1.30 (the newest for Python 3.11) told the content of a file, not its name: every zip is
# a Word document to it. An OpenDocument text, an Excel workbook and a plain archive all come out as
# .docx, with the same confidence as a real one, so it cannot tell them apart. What such a file is
# stands in its entry "mimetype" or "[Content_Types].xml".
# Seen: "odt: .docx", "xlsx: .docx", "zip: .docx".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check puremagic==1.30 odfpy==1.4.1 openpyxl==3.1.5
cat > "$folder/try.py" <<'PYTHON'
import io
import zipfile

import openpyxl
import puremagic
from odf.opendocument import OpenDocumentText
from odf.text import P


def odt(out):
    document = OpenDocumentText()
    document.text.addElement(P(text="A made-up decision"))
    document.write(out)


def archive(out):
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("read-me.txt", "nothing of Word in here")


found = {}
for name, make in (("odt", odt), ("xlsx", openpyxl.Workbook().save), ("zip", archive)):
    content = io.BytesIO()
    make(content)
    found[name] = puremagic.from_string(content.getvalue())
    print(f"{name}: {found[name]}")
raise SystemExit(set(found.values()) != {".docx"})
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
