"""The checkers of others: veraPDF for files, the Nu HTML Checker for pages (both run in Java), and
Spectral for the interface (in Node.js).

`make checkers` fetches them. Where they, or Java, are missing, the tests that ask for them are
skipped and say so; in CI, where that would hide what is missing, they fail. Each is started once
for all that it checks, because starting it takes longer than most of what it does.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "build" / "checkers"
VERAPDF = FOLDER / "cli-1.30.2.jar"
NU = FOLDER / "validator-26.9.27.jar"
SPECTRAL = FOLDER / "node_modules" / ".bin" / "spectral"
PROFILES = {"PDF/A-2a validation profile", "PDF/UA-1 validation profile"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = what_is_missing()
    if not missing or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("checker"):
            item.add_marker(pytest.mark.skip(reason=missing))


def what_is_missing() -> str:
    """Why the checkers cannot run here; empty if they can."""
    for program in ("java", "node"):
        if shutil.which(program) is None:
            return f"no {program} on this machine"
    fetched = all(file.exists() for file in (VERAPDF, NU, SPECTRAL))
    return "" if fetched else "no checkers: `make checkers` fetches them"


def faults_of_files(files: Mapping[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What veraPDF says of PDFs that say they are PDF/UA-1 and PDF/A-2a, by their names.

    A file that does not say so, or that veraPDF could not read, has a fault too.
    """
    for name, content in files.items():
        (folder / f"{name}.pdf").write_bytes(content)
    paths = [f"{name}.pdf" for name in files]
    # Without a flavour it checks a file against all that it says it is.
    said = _java(["-jar", str(VERAPDF), "--format", "json", *paths], folder)
    jobs = {Path(job["itemDetails"]["name"]).stem: job for job in said["report"]["jobs"]}
    return {name: found for name in files if (found := _faults_of_job(jobs.get(name, {})))}


def _faults_of_job(job: Mapping[str, Any]) -> list[str]:
    """``Any``: what veraPDF writes, which is more than is read here."""
    results = job.get("validationResult", [])
    checked = {result["profileName"] for result in results if result["jobEndStatus"] == "normal"}
    faults = [f"not checked: {profile}" for profile in sorted(PROFILES - checked)]
    for result in results:
        for rule in result["details"]["ruleSummaries"]:
            place = rule["checks"][0]["context"] if rule.get("checks") else ""
            faults.append(f"{rule['clause']}-{rule['testNumber']} {rule['description']} {place}")
    return faults


def faults_of_pages(pages: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """The errors that the Nu HTML Checker finds in pages, by their addresses."""
    addresses = dict(enumerate(pages))
    for number, address in addresses.items():
        (folder / f"{number}.html").write_text(pages[address])
    classes = os.pathsep.join(str(jar) for jar in sorted(FOLDER.glob("*.jar")) if jar != VERAPDF)
    program = ["-cp", classes, "nu.validator.client.SimpleCommandLineValidator"]
    said = _java([*program, "--format", "json", "--errors-only", "."], folder)
    faults: dict[str, list[str]] = {}
    for message in said["messages"]:
        if message["type"] != "info":
            address = addresses[int(Path(message["url"]).stem)]
            extract = " ".join(message.get("extract", "").split())
            faults.setdefault(address, []).append(f"{message['message']} {extract}")
    return faults


def _java(arguments: list[str], folder: Path) -> dict[str, Any]:
    """What a checker wrote; Nu writes that to standard error."""
    if missing := what_is_missing():
        pytest.fail(f"{missing}; in CI the checkers are not optional.")
    done = subprocess.run(
        ["java", "-XX:+UseSerialGC", *arguments], cwd=folder, capture_output=True, check=False
    )
    text = done.stdout.decode() or done.stderr.decode()
    try:
        return dict(json.loads(text))
    except json.JSONDecodeError:
        pytest.fail(f"A checker gave no answer: {text[-2000:]} {done.stderr.decode()[-2000:]}")
