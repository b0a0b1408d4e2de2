"""What a file is follows from its content, never from its name."""

import io
import zipfile

import openpyxl
import pytest
from PIL import Image

from nalportal.exchange.file_types import type_of


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 3)).save(out, kind)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


ODT = b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpg"),
        (workbook(), "xlsx"),
        (zipped(mimetype=ODT), "odt"),
    ],
)
def test_kinds_that_evidence_comes_in(content: bytes, extension: str) -> None:
    found = type_of(io.BytesIO(content))
    assert found is not None
    assert found.extension == extension


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>%PDF-1.7</title>",
        b"GIF89a",
        b"MZ\x90\x00",
        b"PK\x03\x04 and no zip after it",
        zipped(**{"los.txt": b"x"}),
        zipped(mimetype=b"application/epub+zip"),
        zipped(mimetype=ODT, Basic__Standard__Module1=b"Sub Main"),
        workbook()[:-40],
    ],
)
def test_anything_else_is_none_of_ours(content: bytes) -> None:
    assert type_of(io.BytesIO(content)) is None


def test_a_workbook_with_macros_is_refused() -> None:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("xl/vbaProject.bin", b"x")
    assert type_of(out) is None
