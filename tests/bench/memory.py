"""What a worker keeps of the requests it answered: its memory after 5,000, to that after 100."""

import http.client
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.pages import site
from tests.drill.scans import session

FIRST, LAST = 100, 5_000
LIMIT = 1.05 * 1.1  # the slack for noise; most of it comes with the first 500
UNKNOWN = "/bestaat-niet/"
PUBLIC = [
    "/",
    "/rondes/eind-2020/",
    "/rondes/eind-2020/regios/noord/",
    "/rondes/eind-2020/gemeenten/?regio=noord&q={n}",
    "/rondes/eind-2020/gemeenten/kaart/?thema={n}",
    "/zoeken/?q=laad{n}",
    "/begrippen/?utm_source={n}",
    "/open-data/",
    "/api/v1/rondes/eind-2020/mijlpalen?limit={n}",
    "/api/v1/rondes/eind-2020/cijfers",
    "/rondes/eind-2020/downloads/rapport.csv",
    UNKNOWN + "{n}/",
]
SIGNED_IN = [
    "/start/",
    "/mijlpalen/?q=fictief{n}",
    "/mijlpalen/?page={n}",
    "/gemeenten/?q={n}",
    "/gemeenten/documenten/",
    "/zoeken/?q=visie+{n}",
    "/mijlpalen/mijlpalen.csv",
    "/hulp/",
]


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), of the demo with one worker, on a database in a file."""
    with TemporaryDirectory() as folder, site(Path(folder)) as port:
        worker = _worker(port)
        cookies = ("", session(f"http://127.0.0.1:{port}"))
        first = 0
        for n in range(1, LAST + 1):
            addresses = (PUBLIC, SIGNED_IN)[n % 2]
            _ask(port, addresses[n // 2 % len(addresses)].format(n=n), cookies[n % 2])
            if n == FIRST:
                first = _kilobytes(worker)
        ratio = _kilobytes(worker) / first
    return [("memory: a worker after 5,000 requests / after 100", ratio, LIMIT)]


def _ask(port: int, address: str, cookies: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    connection.request("GET", address, headers={"Cookie": cookies} if cookies else {})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status < 500, address
    assert (response.status == 404) == address.startswith(UNKNOWN), address


def _worker(port: int) -> int:
    """The one process under the server that listens there."""
    ours = [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and f":{port}\0".encode() in (process / "cmdline").read_bytes()
    ]
    [worker] = [number for number in ours if int(_told(number, "PPid")) != os.getpid()]
    return worker


def _kilobytes(worker: int) -> int:
    return int(_told(worker, "VmRSS"))


def _told(process: int, name: str) -> str:
    """What the kernel tells of a process under this name, without the unit behind it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return dict(line.split(":", 1) for line in lines)[name].split()[0]
