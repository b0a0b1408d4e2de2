"""What scanners of others find: nothing that docs/security.md does not explain.

They ask a demo of this run on this machine, and nothing else.
"""

import json
import os
import re
import subprocess
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SCANNERS = Path(os.environ.get("NAL_SCANNERS", ROOT / "build" / "drill" / "bin"))
ROOMS = ("nalportal", "regions", "workgroups", "indicators", "manage.py")
# Those that ask nobody but the site: no module that calls home to be called back.
MODULES = "sql,timesql,xss,permanentxss,exec,file,crlf,redirect,csrf,cookieflags,csp,http_headers"
BOUNDS = "--scope folder -d 3 --max-links-per-page 40 --max-files-per-dir 8 --max-scan-time 180"
BOUNDS += " --max-attack-time 45 --tasks 4 -t 20 --flush-session --no-bugreport -f json"
ASKED = [
    "/zoeken/?q=laad&ronde=eind-2020&soort=mijlpaal",
    "/rondes/eind-2020/gemeenten/?regio=noord&instrument=laadvisie&stand=vastgesteld&q=a",
    "/rondes/vergelijken/?van=eind-2020&naar=eind-2021-fictief&alleen=on",
    "/api/v1/rondes/eind-2020/mijlpalen?limit=10&offset=0",
]
ASKED_SIGNED_IN = [
    "/mijlpalen/?q=laad&stand=open&onderdeel=noord&thema=laadvisie&sort=title&page=1",
    "/gemeenten/?op=31-12-2020&regio=noord&q=a&instrument=laadvisie&stand=vastgesteld",
    "/gemeenten/documenten/?q=visie&page=1",
    "/start/wijzigingen/?onderdeel=noord&soort=mijlpaal&page=1",
]
EDITOR, PASSWORD = "noord@demo.example", "laadpaal-2020-demo"


def explained() -> set[str]:
    """The names in the first column of the table."""
    page = (ROOT / "docs" / "security.md").read_text()
    _before, table = page.split("## What scanners find")
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.M))


def scanned(program: str, *arguments: str, folder: Path) -> str:
    command = [str(SCANNERS / program), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}"


def session(site: str) -> str:
    """The cookies of an editor who signed in."""
    jar = CookieJar()
    browse = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
    page = browse(f"{site}/account/inloggen/").read().decode()
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[:1]
    sent = {"login": EDITOR, "password": PASSWORD}
    browse(f"{site}/account/inloggen/", urlencode({**sent, "csrfmiddlewaretoken": token}).encode())
    cookies = {cookie.name: cookie.value for cookie in jar}
    assert any("session" in name for name in cookies)
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def test_bandit(tmp_path: Path) -> None:
    out = tmp_path / "bandit.json"
    scanned("bandit", "-q", "-r", *ROOMS, "-f", "json", "-o", str(out), folder=ROOT)
    found: list[dict[str, Any]] = json.loads(out.read_text())["results"]
    assert found
    kinds = {f"bandit {one['test_id']}" for one in found}
    assert kinds - explained() == set()
    assert [one for one in found if one["issue_severity"] == "HIGH"] == []


@pytest.mark.parametrize("is_in", [False, True], ids=["signed out", "signed in"])
def test_wapiti(demo_rounds: str, tmp_path: Path, is_in: bool) -> None:
    out = tmp_path / "wapiti.json"
    stores = f"--store-session {tmp_path / 'session'} --store-config {tmp_path / 'config'}"
    arguments = [*BOUNDS.split(), *stores.split(), "-m", MODULES, "-o", str(out)]
    if is_in:
        # It would sign itself out, or change its own password.
        arguments += ["-C", session(demo_rounds), "-x", f"{demo_rounds}/account/*"]
    said = scanned("wapiti", "-u", f"{demo_rounds}/", *arguments, folder=tmp_path)
    report: dict[str, Any] = json.loads(out.read_text())
    assert report["infos"]["crawled_pages_nbr"] > 100, said[-2000:]
    found = {
        f"wapiti {kind}": [f"{one['path']} {one['info']}" for one in lines]
        for part in ("vulnerabilities", "anomalies")
        for kind, lines in report[part].items()
        if lines
    }
    unexplained = {kind: lines[:5] for kind, lines in found.items() if kind not in explained()}
    print(report["infos"]["crawled_pages_nbr"], "pages;", {k: len(v) for k, v in found.items()})
    assert unexplained == {}


@pytest.mark.parametrize("is_in", [False, True], ids=["signed out", "signed in"])
def test_sqlmap(demo_rounds: str, tmp_path: Path, is_in: bool) -> None:
    addresses = ASKED_SIGNED_IN if is_in else ASKED
    targets = tmp_path / "addresses.txt"
    targets.write_text("".join(f"{demo_rounds}{address}\n" for address in addresses))
    bounds = "--batch --level 2 --risk 1 --threads 4 --smart --flush-session --disable-coloring"
    arguments = [*bounds.split(), "-m", str(targets), "--output-dir", str(tmp_path / "out")]
    if is_in:
        arguments += ["--cookie", session(demo_rounds)]
    said = scanned("sqlmap", *arguments, folder=tmp_path)
    assert said.count("do not appear to be injectable") == len(addresses), said[-3000:]
    assert "is vulnerable" not in said
