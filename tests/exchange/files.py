"""Files for the tests, made on the spot."""

import csv
import io
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.resources import Outcome, RegisterResource
from nalportal.exchange.runs import IncomingFile, import_files


def csv_text(*rows: Iterable[str], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def xlsx(*rows: Iterable[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def columns_of(resource: type[RegisterResource]) -> tuple[str, ...]:
    return resource().layout().columns


def rows_of(resource: type[RegisterResource], *rows: dict[str, str]) -> bytes:
    """A CSV with all columns of ``resource``; what a row doesn't name is empty."""
    columns = columns_of(resource)
    return csv_text(columns, *([row.get(name, "") for name in columns] for row in rows)).encode()


def importing(
    resource: type[RegisterResource],
    *rows: dict[str, str],
    name: str = "bestand.csv",
    **kwargs: Any,
) -> Outcome:
    [outcome] = import_files([IncomingFile(name, rows_of(resource, *rows), resource)], **kwargs)
    return outcome


def faults_of(resource: type[RegisterResource], *rows: dict[str, str]) -> list[tuple[Any, ...]]:
    """What is wrong with these rows, as (line, column, value, expected)."""
    try:
        importing(resource, *rows)
    except FaultyFile as faulty:
        return [as_tuple(fault) for fault in faulty.faults]
    return []


def as_tuple(fault: Fault) -> tuple[int | None, str, str, str]:
    return fault.line, fault.column, fault.value, fault.expected


def resaved(files: Mapping[str, bytes], folder: Path, first: str, second: str) -> dict[str, Path]:
    """What LibreOffice makes of files, by name; an .ods is turned into a workbook once more."""
    paths = {name: folder / f"{name}.{first}" for name in files}
    for name, content in files.items():
        paths[name].write_bytes(content)
    for place, form in enumerate([second, "xlsx"] if second == "ods" else [second]):
        out = folder / str(place)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        kind = "csv:Text - txt - csv (StarCalc):59,34,76" if form == "csv" else form
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
        if first == "csv" and not place:
            command += ["--infilter=CSV:59,34,76,1,,1043"]
        given = map(str, paths.values())
        subprocess.run([*command, *given], check=True, capture_output=True, timeout=120)
        paths = {name: out / f"{name}.{form}" for name in files}
    return paths
