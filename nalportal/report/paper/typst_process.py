"""Compile a document with Typst in a short-lived process of its own.

Typst keeps what it has laid out: within a web process that grows to hundreds of megabytes. A
process per document gives all of it back, can be stopped when it takes too long, and gets neither
our environment nor a folder with files in it.

Why: decision 8.
"""

import base64
import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fontpkg_source_sans_3 import ROOT as FONTS

from nalportal.palette import colours

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
WORKER = HERE / "typst_worker.py"
TEMPLATES = HERE / "templates"

# One file that is both: accessible (PDF/UA-1) and fit for the archive (PDF/A-2a).
STANDARDS = ("ua-1", "a-2a")
# The report of end 2020 takes a second or two; with its charts no worker is held over a minute.
TIMEOUT_SECONDS = 40.0


class PdfError(RuntimeError):
    """The PDF could not be made; the message is for the log, not for readers."""


def compile_pdf(
    document: Mapping[str, object], on: date, timeout: float = TIMEOUT_SECONDS
) -> bytes:
    """The document as a PDF dated ``on``. Raises :class:`PdfError`."""
    with TemporaryDirectory(prefix="nal-pdf-") as empty_folder:
        try:
            done = subprocess.run(  # noqa: S603 - our own program, nothing from outside
                # -I: no PYTHONPATH, no user packages, nothing from the current folder.
                [sys.executable, "-I", str(WORKER)],
                input=job(document, on),
                capture_output=True,
                cwd=empty_folder,
                env={"LC_ALL": "C.UTF-8"},
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PdfError(f"Typst was not ready after {timeout:g} seconds.") from error
    messages = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise PdfError(f"Typst stopped with code {done.returncode}: {messages[-2000:]}")
    if messages:
        log.warning("Typst warned: %s", messages[-2000:])
    return done.stdout


def job(document: Mapping[str, object], on: date) -> bytes:
    """What the worker reads. The document goes in as text and is never evaluated as markup."""
    midnight = datetime.combine(on, time(), tzinfo=UTC)
    return json.dumps(
        {
            "sources": sources(),
            "font_paths": [str(FONTS)],
            "standards": STANDARDS,
            # Not the moment of compiling: the same data has to give the same bytes.
            "timestamp": int(midnight.timestamp()),
            "document": json.dumps(document, ensure_ascii=False),
        }
    ).encode()


@cache
def sources() -> dict[str, str]:
    """The templates by the name under which they import each other; ``main`` is the first."""
    files = {
        "main" if path.stem == "main" else path.name: path.read_bytes()
        for path in sorted(TEMPLATES.glob("*.typ"))
    }
    lines = (f'#let {name} = rgb("{value}")\n' for name, value in colours().items())
    files["palette.typ"] = "".join(lines).encode()
    return {name: base64.b64encode(content).decode() for name, content in files.items()}
