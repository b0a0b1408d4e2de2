#!/usr/bin/env bash
# Typst 0.15 (PyPI typst 0.15.2): a link in the head of a table stops the whole document under
# PDF/UA-1 as soon as the table goes on over a page, because the repeated head is an artifact and
# "PDF artifacts may not contain links". The same table on one page is made without a word. So
# whether a report can be made depends on how many rows it happens to have.
# Seen: "5 rows: made", "100 rows: PDF/UA-1 error: PDF artifacts may not contain links".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2
cat > "$folder/try.py" <<'PYTHON'
import typst

SOURCE = """
#set document(title: "A table")
= A table
#table(columns: 2, table.header[Name][Number #link("https://example.org")[1]],
  ..range(ROWS).map(n => ([row #n], [#n])).flatten())
"""


def outcome(rows):
    source = SOURCE.replace("ROWS", str(rows)).encode()
    try:
        typst.compile(source, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        return str(error)
    return "made"


print("typst", typst.__version__)
found = [outcome(rows) for rows in (5, 100)]
print("5 rows:", found[0])
print("100 rows:", found[1])
raise SystemExit(not (found[0] == "made" and "artifacts may not contain links" in found[1]))
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
