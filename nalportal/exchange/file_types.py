"""What kind of file something is, told from its content: a name, and what a browser says, may lie.

Only the kinds that evidence comes in. No library is used: the last release of ``filetype`` is of
2022, and ``puremagic`` (1.30) takes every zip file for a Word document.
"""

import zipfile
from dataclasses import dataclass
from typing import Any

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# The entry that tells what an office file is fits in this; more is a bomb and not read.
_MOST_TOLD = 200_000


@dataclass(frozen=True)
class FileType:
    """A kind of file: the extension that its name gets, and its media type (RFC 6838)."""

    extension: str
    media_type: str


PDF = FileType("pdf", "application/pdf")
IMAGES = (
    (b"\x89PNG\r\n\x1a\n", FileType("png", "image/png")),
    (b"\xff\xd8\xff", FileType("jpg", "image/jpeg")),
)
OFFICE = {
    f"{_OOXML}wordprocessingml.document": "docx",
    f"{_OOXML}spreadsheetml.sheet": "xlsx",
    f"{_OOXML}presentationml.presentation": "pptx",
    f"{_ODF}text": "odt",
    f"{_ODF}spreadsheet": "ods",
    f"{_ODF}presentation": "odp",
}
EXTENSIONS = ("pdf", "png", "jpg", *OFFICE.values())


def type_of(content: Any) -> FileType | None:
    """The kind of a seekable file; None when it is none of ours, broken, or holds macros."""
    content.seek(0)
    head = content.read(16)
    content.seek(0)
    if head.startswith(b"%PDF-"):
        return PDF
    for signature, found in IMAGES:
        if head.startswith(signature):
            return found
    return _office_type(content) if head.startswith(b"PK\x03\x04") else None


def _office_type(content: Any) -> FileType | None:
    try:
        with zipfile.ZipFile(content) as parts:
            media_type = _told_by(parts)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return None
    finally:
        content.seek(0)
    extension = OFFICE.get(media_type)
    return FileType(extension, media_type) if extension else None


def _told_by(parts: zipfile.ZipFile) -> str:
    """The media type that the parts name (ISO 26300, ISO 29500); empty when none or with macros."""
    names = set(parts.namelist())
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        return ""
    if "mimetype" in names:
        return _read(parts, "mimetype").decode("ascii", "replace").strip()
    if "[Content_Types].xml" not in names:
        return ""
    told = _read(parts, "[Content_Types].xml")
    # The type of the main part is that of the file with "main+xml" behind it.
    for media_type in OFFICE:
        if f'"{media_type}.main+xml"'.encode() in told:
            return media_type
    return ""


def _read(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        return part.read(_MOST_TOLD)
