#!/usr/bin/env bash
# csvw 4.1.1 (PyPI): a column that a CSVW description calls "date" (a day, without a time) is read as
# datetime.datetime at midnight. Python compares such a value unequal to the datetime.date of that
# day, without a word: a reader that looks for a day in the rows finds none.
# Seen: datetime datetime.datetime(2020, 12, 31, 0, 0), equal to that date: False.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csvw==4.1.1
cat > "$folder/days.csv" <<'CSV'
day,count
2020-12-31,7
CSV
cat > "$folder/days.csv-metadata.json" <<'JSON'
{"@context": "http://www.w3.org/ns/csvw", "url": "days.csv", "tableSchema": {"columns": [
  {"name": "day", "titles": "day", "datatype": "date"},
  {"name": "count", "titles": "count", "datatype": "integer"}]}}
JSON
cat > "$folder/try.py" <<'PYTHON'
import datetime
import pathlib
import sys
from importlib.metadata import version

from csvw import Table

folder = pathlib.Path(sys.argv[1])
(row,) = Table.from_file(folder / "days.csv-metadata.json")
equal = row["day"] == datetime.date(2020, 12, 31)
print("csvw", version("csvw"))
print(type(row["day"]).__name__, repr(row["day"]) + ", equal to that date:", equal)
raise SystemExit(not (type(row["day"]) is datetime.datetime and not equal))
PYTHON
"$folder/venv/bin/python" "$folder/try.py" "$folder"
