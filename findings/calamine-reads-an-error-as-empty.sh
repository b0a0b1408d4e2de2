#!/usr/bin/env bash
# python-calamine 0.9.1: a cell that holds an error (#N/A of a look-up that found nothing, #DIV/0!)
# comes out as the empty text that an empty cell gives too, in to_python and in iter_rows, with no
# other way to ask. Who imports figures with it takes "could not be worked out" for "left empty";
# openpyxl 3.1.5 gives the name of the error.
# And what a value is depends on the kind of file: 30 hours are a timedelta in .xlsx and the text
# PT30H00M00S in .ods.
# Seen: xlsx "'', '', timedelta(days=1, seconds=21600), '', 7.0", ods "'PT30H00M00S'".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  python-calamine==0.9.1 XlsxWriter==3.3.1 odfpy==1.4.1 openpyxl==3.1.5
cat > "$folder/try.py" <<'PYTHON'
import io
from datetime import timedelta

import openpyxl
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import CalamineWorkbook


def xlsx():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_formula("A1", "=NA()", None, "#N/A")
    sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("C1", timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
    sheet.write_number("E1", 7)
    book.close()
    return out


def ods():
    out = io.BytesIO()
    book = OpenDocumentSpreadsheet()
    table, row = Table(name="Sheet1"), TableRow()
    cell = TableCell(valuetype="time", timevalue="PT30H00M00S")
    cell.addElement(P(text="30:00"))
    row.addElement(cell)
    table.addElement(row)
    book.spreadsheet.addElement(table)
    book.write(out)
    return out


def rows(file):
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


errors = xlsx()
excel, open_document = rows(errors)[0], rows(ods())[0]
print("xlsx:", excel)
print("ods: ", open_document)
errors.seek(0)
told = [cell.value for cell in openpyxl.load_workbook(errors, data_only=True).active[1]]
print("openpyxl:", told[:2])
assert excel == ["", "", timedelta(hours=30), "", 7], excel  # the fourth cell is empty
assert open_document == ["PT30H00M00S"], open_document
assert told[:2] == ["#N/A", "#DIV/0!"], told
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
