"""What two outputs say, they have from one place: no sentence stands in the code of both."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
REPORT = ROOT / "nalportal" / "report"
# A page is told by its templates and by the code beside them.
MEDIA = {
    "page": (REPORT / "web", *(ROOT / "templates" / n for n in ("report", "compare", "fragments"))),
    "paper": (REPORT / "paper",),
    "word": (REPORT / "word",),
    "sheets": (REPORT / "sheets",),
    "interface": (REPORT / "opendata",),
    "under all of them": (REPORT / "tables", REPORT / "compare", REPORT / "labels.py"),
}
CALLED = {"_", "_now", "_lazy", "gettext", "gettext_lazy", "counted"}
# Fewer words are a name, which any page may say: "Peildatum".
FEWEST_WORDS = 4


def of_code(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]):
                if name in CALLED:
                    yield text


def of_template(file: Path) -> Iterator[str]:
    text = file.read_text()
    yield from re.findall(r'\{% translate "([^"]+)"', text)
    for block in re.findall(r"\{% blocktranslate.*?%\}(.*?)\{% (?:end|plural)", text, re.DOTALL):
        yield re.sub(r"\{\{ (\w+) \}\}", r"{\1}", " ".join(block.split()))


def said_by(places: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    for place in places:
        files = [place] if place.is_file() else sorted(place.rglob("*.*"))
        for file in files:
            reads = {".py": of_code, ".html": of_template}.get(file.suffix)
            for text in reads(file) if reads else ():
                if len(re.findall(r"(?<![{\w])[^\W\d_]+", text)) >= FEWEST_WORDS:
                    yield re.sub(r"%\((\w+)\)s", r"{\1}", text), file.name


def test_no_sentence_is_told_by_two_outputs() -> None:
    found = defaultdict(set)
    for medium, places in MEDIA.items():
        for text, file in said_by(places):
            found[text].add((medium, file))
    twice = {
        text: sorted(told)
        for text, told in found.items()
        if len({medium for medium, _ in told}) > 1
    }
    assert len(found) > 200
    assert twice == {}
