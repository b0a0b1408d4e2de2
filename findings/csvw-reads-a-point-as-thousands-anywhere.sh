#!/usr/bin/env bash
# csvw 4.1.1 (CSV on the Web, of W3C) on a table with Dutch numbers, decimalChar "," and groupChar ".":
# - "12.5", a number that somebody wrote with a decimal point, is valid and becomes 125, and "15.11"
#   becomes 1511, also under the pattern "#.##0": where the points stand is not looked at;
# - the pattern is written with the column's own signs, "#.##0"; "#,##0", as the number patterns of
#   Unicode that the standard cites are written, refuses 1.511;
# - a pattern for a share, "#0,0%", refuses "12,5%"; without a pattern that is 0.125.
# So open data that others read by its own metadata has numbers without points and shares as numbers.
# Seen: 125 and 1511 valid, 1.511 refused under "#,##0", 12,5% refused under "#0,0%", else 0.125.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csvw==4.1.1
cd "$folder"
cat > try.py <<'PYTHON'
import json
import warnings
from pathlib import Path

from csvw import CSVW


def read(cell, base, pattern=None):
    """Whether a table of this one cell is valid, and what the cell becomes."""
    form = {"decimalChar": ",", "groupChar": "."} | ({"pattern": pattern} if pattern else {})
    column = {"name": "a", "titles": "a", "datatype": {"base": base, "format": form}}
    Path("t.csv").write_text(f"a\n{cell}\n")
    told = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "t.csv",
        "dialect": {"delimiter": ";"},
        "tableSchema": {"columns": [column]},
    }
    Path("t.csv-metadata.json").write_text(json.dumps(told))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        table = CSVW("t.csv-metadata.json", validate=True)
        return table.is_valid, table.to_json(minimal=True)[0]["a"]


expected = {
    ("12.5", "decimal", None): (True, 125),
    ("15.11", "integer", "#.##0"): (True, 1511),
    ("1.511", "integer", "#.##0"): (True, 1511),
    ("1.511", "integer", "#,##0"): (False, "1.511"),
    ("12,5%", "decimal", "#0,0%"): (False, "12,5%"),
    ("12,5%", "decimal", None): (True, 0.125),
}
seen = {asked: read(*asked) for asked in expected}
for (cell, base, pattern), (valid, value) in seen.items():
    print(f"{cell} as {base} {pattern or ''}: {'valid' if valid else 'refused'}, {value!r}")
assert seen == expected
PYTHON
"$folder/venv/bin/python" try.py
