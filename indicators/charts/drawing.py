"""Draw each chart once: the same data is drawn by one worker, and found in the cache by all.

vl-convert carries a JavaScript engine that stays in the process (decision 9),
so the drawing is done by a short-lived process, like the PDF. One process draws all charts that a
page lacks.
"""

import hashlib
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from .cleaning import UnexpectedSvgError, clean
from .numbers import Numbers
from .style import Spec

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
WORKER = HERE / "worker.py"
# Eight charts take less than a second.
TIMEOUT_SECONDS = 20.0
# A chart that nobody looks at for this long is drawn again when somebody does.
KEPT_SECONDS = 30 * 24 * 60 * 60


class DrawingError(RuntimeError):
    """Charts could not be drawn; the message is for the log, not for readers."""


@dataclass(frozen=True)
class Sketch:
    """A chart before it is drawn: a Vega-Lite spec, its Dutch words and the numbers it shows.

    ``note`` tells of this chart alone; ``shared_note`` of the panels that stand beside each other,
    to be shown once (empty: the chart stands alone).
    """

    key: str
    title: str
    spec: Spec
    description: str
    note: str
    numbers: Numbers
    shared_note: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """How wide and how high it is drawn."""
        spec: Any = self.spec
        sides = spec["padding"]
        wide, high = sides["left"] + sides["right"], sides["top"] + sides["bottom"]
        return spec["width"] + wide, spec["height"] + high

    @cached_property
    def cache_key(self) -> str:
        """What the picture depends on: data and looks (the spec), its label, and who draws it."""
        content = json.dumps([self.spec, self.description, _drawer()], sort_keys=True)
        return f"chart:{hashlib.sha256(content.encode()).hexdigest()}"


@dataclass(frozen=True)
class Chart:
    """A drawn chart.

    ``svg`` is safe to print in a page. ``description`` says the outcome in words (it is the label
    of the SVG, and the alternative text in the PDF). ``note`` tells what its dashes and letters
    mean, ``shared_note`` those of all panels that belong together, to be shown once.
    """

    key: str
    title: str
    svg: SafeString
    description: str
    note: str
    shared_note: str


def draw(sketches: Sequence[Sketch]) -> tuple[Chart, ...]:
    """The charts of ``sketches``, in their order; only what the cache lacks is drawn.

    Raises :class:`DrawingError`.
    """
    names = [sketch.cache_key for sketch in sketches]
    found = _cached(names)
    lacking = {
        name: sketch for name, sketch in zip(names, sketches, strict=True) if name not in found
    }
    if lacking:
        fresh = dict(zip(lacking, _drawn(list(lacking.values())), strict=True))
        _keep(fresh)
        found |= fresh
    return tuple(
        Chart(
            sketch.key,
            sketch.title,
            # Made by `clean`, which lets through known shapes with known attributes only.
            mark_safe(found[name]),  # noqa: S308
            sketch.description,
            sketch.note,
            sketch.shared_note or sketch.note,
        )
        for name, sketch in zip(names, sketches, strict=True)
    )


@cache
def _drawer() -> list[str]:
    """The version of the engine, and a hash of our own code that a picture passes through.

    A hash, because a number that people have to raise is forgotten, and then old pictures stay.
    """
    code = [hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in _DRAWING_CODE]
    return [version("vl-convert-python"), *code]


_DRAWING_CODE = ("worker.py", "cleaning.py")


def _cached(names: Sequence[str]) -> dict[str, str]:
    found = caches["files"].get_many(names)
    return {name: svg for name, svg in found.items() if isinstance(svg, str)}


def _keep(fresh: dict[str, str]) -> None:
    caches["files"].set_many(fresh, timeout=KEPT_SECONDS)


def _drawn(sketches: Sequence[Sketch]) -> list[str]:
    pictures = run_worker([sketch.spec for sketch in sketches])
    try:
        return [
            clean(picture, sketch.description, unique=sketch.cache_key[-12:])
            for picture, sketch in zip(pictures, sketches, strict=True)
        ]
    except UnexpectedSvgError as error:
        raise DrawingError(str(error)) from error


def run_worker(specs: Sequence[Spec], timeout: float = TIMEOUT_SECONDS) -> list[str]:
    """The specs as vl-convert draws them, by a process that ends. Raises :class:`DrawingError`."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the specs go in as data
            # -I: no PYTHONPATH, no user packages, nothing from the current folder.
            [sys.executable, "-I", str(WORKER)],
            input=json.dumps(list(specs)).encode(),
            capture_output=True,
            env={"LC_ALL": "C.UTF-8"},
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(f"The charts were not ready after {timeout:g} seconds.") from error
    if done.returncode != 0:
        messages = done.stderr.decode(errors="replace").strip()
        raise DrawingError(f"vl-convert stopped with code {done.returncode}: {messages[-2000:]}")
    pictures: list[str] = json.loads(done.stdout)
    return pictures
