"""The list of what the portal is made of, by the program that `make sbom` runs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent


def test_the_list_is_the_lock() -> None:
    target = re.search(r"^SBOM := \$\(BIN\)/(.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert target
    program, *options = target[1].split()
    done = subprocess.run(
        [Path(sys.executable).parent / program, *options, "requirements.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    made = json.loads(done.stdout)
    lock = (ROOT / "requirements.txt").read_text()
    pinned = set(re.findall(r"^([\w.\[\]-]+)==([^\s;]+)", lock, re.MULTILINE))
    names = {(re.sub(r"\[.*", "", name), version) for name, version in pinned}
    assert made["bomFormat"] == "CycloneDX"
    assert {(one["name"], one["version"]) for one in made["components"]} == names
    references = [one["externalReferences"] for one in made["components"]]
    hashed = [one for found in references for one in found if one.get("hashes")]
    assert len(hashed) >= len(names)
