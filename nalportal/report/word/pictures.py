"""Drawings as pictures, because offices show SVG each in their own way."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from django.core.cache import caches
from fontpkg_source_sans_3 import ROOT as FONTS

from ..paper import PdfError

WORKER = Path(__file__).with_name("picture_worker.py")
TIMEOUT_SECONDS = 40.0
KEPT_SECONDS = 30 * 24 * 3600


def pictures_of(tree: object) -> Mapping[str, bytes]:
    """Every drawing in a document as a PNG file, by its SVG; each is made once and kept.

    Raises :class:`PdfError`.
    """
    drawings = list(dict.fromkeys(_drawings(tree)))
    names = {_name(svg): svg for svg in drawings}
    kept = caches["files"].get_many(names)
    found = {names[name]: bytes(png) for name, png in kept.items()}
    lacking = [svg for svg in drawings if svg not in found]
    if lacking:
        fresh = dict(zip(lacking, _made(lacking), strict=True))
        made = {_name(svg): png for svg, png in fresh.items()}
        caches["files"].set_many(made, timeout=KEPT_SECONDS)
        found |= fresh
    return found


def _drawings(tree: object) -> Iterator[str]:
    if isinstance(tree, Mapping):
        if isinstance(tree.get("svg"), str):
            yield tree["svg"]
        for part in tree.values():
            yield from _drawings(part)
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from _drawings(part)


def _name(svg: str) -> str:
    code = hashlib.sha256(WORKER.read_bytes() + svg.encode()).hexdigest()
    return f"png:{version('typst')}:{code}"


def _made(drawings: Sequence[str]) -> list[bytes]:
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the drawings go in as data
            [sys.executable, "-I", str(WORKER)],
            input=json.dumps({"fonts": str(FONTS), "drawings": drawings}).encode(),
            capture_output=True,
            env={"LC_ALL": "C.UTF-8"},
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"The pictures were not ready after {TIMEOUT_SECONDS:g} seconds.") from error
    if done.returncode != 0:
        messages = done.stderr.decode(errors="replace").strip()
        raise PdfError(f"The pictures could not be made: {messages[-2000:]}")
    return [base64.b64decode(picture) for picture in json.loads(done.stdout)]
