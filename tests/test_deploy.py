"""The files in deploy/, tried with the programs that read them: the real nginx and systemd."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from indicators.entry.files import FIGURE_LIMITS
from tests.ports import free_port, wait_for

pytestmark = pytest.mark.once

DEPLOY = Path(settings.BASE_DIR) / "deploy"
SELF_SIGNED = (
    "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=portaal.example"
    " -keyout key.pem -out cert.pem"
)
INSTALLED = "/srv/nalportal/.venv/bin/"
# Lets a test ask as if from an address elsewhere.
ADDRESS_AS_SAID = "set_real_ip_from 127.0.0.1; real_ip_header X-Address-Of-The-Test;"


def has_ipv6() -> bool:
    """Whether this machine has it; some have not, and nginx does not start there with our file."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


HAS_IPV6 = has_ipv6()


def program(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not here; .ci/run should install {package}.")
        pytest.skip(f"{name} is not here; it comes with Debian's package {package}.")
    return found


# ---------------------------------------------------------------------------------- systemd


def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", "systemd")
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    for unit in units:
        # The portal is not installed on the machine of a test, so another program stands for it.
        text = unit.read_text().replace(f"{INSTALLED}python", "/bin/true")
        (tmp_path / unit.name).write_text(text.replace(f"{INSTALLED}gunicorn", "/bin/true"))
    names = sorted(unit.name for unit in units)
    done = subprocess.run(
        [analyze, "verify", *(f"./{name}" for name in names)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "nalportal" in line]
    assert len(names) == 10
    assert (ours, done.returncode) == ([], 0)


def test_what_is_loaded_once_is_not_looked_through_for_garbage_again() -> None:
    asked = "import gc, sys, nalportal.wsgi; print('regions.views.grid' in sys.modules, {} and {})"
    few = "len(gc.get_objects()) < gc.get_freeze_count() / 10"
    asked = asked.format("gc.get_freeze_count() > 100_000", few)
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.split() == ["True", "True"]


def test_what_is_wrong_is_told_before_the_first_request_and_holds_nothing_up() -> None:
    """The sign before the command lets the portal start, whatever it says."""
    unit = (DEPLOY / "nalportal.service").read_text()
    before, _starts = unit.split("ExecStart=")
    assert f"ExecStartPre=-{INSTALLED}python manage.py doctor" in before


# ------------------------------------------------------------------------------------ nginx


@dataclass
class Upstream:
    """Stands where gunicorn stands, and remembers what reached it."""

    port: int
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Proxy:
    https: int
    http: int
    log: Path
    upstream: Upstream

    def ask(self, path: str, **headers: str) -> HTTPResponse:
        connection = self.connect()
        connection.request("GET", path, headers={"Host": "portaal.example", **headers})
        response = connection.getresponse()
        response.read()
        return response

    def connect(self, host: str = "127.0.0.1") -> HTTPSConnection:
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        return HTTPSConnection(host, self.https, context=trusting, timeout=10)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    seen: list[tuple[str, dict[str, str]]] = []

    class Portal(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append((self.path, dict(self.headers)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Upstream(server.server_port, seen)
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(tmp_path: Path, upstream: Upstream) -> Iterator[Proxy]:
    """nginx with our file, but for its ports, certificate and places on disk."""
    nginx, openssl = program("nginx", "nginx-light"), program("openssl", "openssl")
    subprocess.run(
        [openssl, *SELF_SIGNED.split()],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    http, https = free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text()
    for ours, here in {
        "127.0.0.1:8000": f"127.0.0.1:{upstream.port}",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl;": f"listen 127.0.0.1:{https} ssl;",
        "listen [::]:80;": f"listen [::1]:{http};" if HAS_IPV6 else "",
        "listen [::]:443 ssl;": f"listen [::1]:{https} ssl;" if HAS_IPV6 else "",
        "/etc/ssl/portaal.example.crt": str(tmp_path / "cert.pem"),
        "/etc/ssl/portaal.example.key": str(tmp_path / "key.pem"),
        "/var/log/nginx/nalportal.log": str(tmp_path / "access.log"),
    }.items():
        assert site.count(ours) == 1
        site = site.replace(ours, here)
    (tmp_path / "site.conf").write_text(site)
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;"
        f"events {{}} http {{ {temporary} {ADDRESS_AS_SAID} include {tmp_path}/site.conf; }}"
    )
    # Its workers would become another user, who cannot read a test's folder.
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    server = subprocess.Popen([nginx, "-p", tmp_path, "-c", tmp_path / "nginx.conf", *user])
    try:
        wait_for(https)
        yield Proxy(https, http, tmp_path / "access.log", upstream)
    finally:
        server.terminate()
        server.wait()


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    connection = HTTPConnection("127.0.0.1", proxy.http, timeout=10)
    connection.request("GET", "/rondes/?van=1", headers={"Host": "portaal.example"})
    response = connection.getresponse()
    assert response.status == 301
    assert response.headers["Location"] == "https://portaal.example/rondes/?van=1"


def test_a_visitor_cannot_say_who_he_is(proxy: Proxy) -> None:
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
    assert proxy.ask("/", **claims).status == 200
    [(_path, headers)] = proxy.upstream.seen
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["Host"] == "portaal.example"


def test_more_than_fits_is_refused_before_it_is_read(proxy: Proxy) -> None:
    connection = proxy.connect()
    connection.putrequest("POST", "/mijlpalen/importeren/")
    connection.putheader("Content-Length", str(34 * 1024 * 1024))
    connection.endheaders(b"the first few bytes")
    assert connection.getresponse().status == 413
    assert proxy.upstream.seen == []


def test_half_sent_requests_reach_no_worker_and_hold_nobody_up(proxy: Proxy) -> None:
    half_sent = []
    for _visitor in range(40):
        connection = proxy.connect()
        connection.putrequest("POST", "/")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"half")
        half_sent.append(connection)
    assert proxy.ask("/rondes/").status == 200
    assert [path for path, _headers in proxy.upstream.seen] == ["/rondes/"]


def test_who_keeps_on_asking_for_documents_is_held_back(proxy: Proxy) -> None:
    asked = [proxy.ask("/rondes/vergelijken/wijzigingen.pdf").status for _time in range(30)]
    assert asked[:20] == [200] * 20
    assert 429 in asked
    assert proxy.ask("/rondes/").status == 200


@pytest.mark.skipif(not HAS_IPV6, reason="this machine has no IPv6")
def test_who_comes_over_ipv6_is_served_and_named(proxy: Proxy) -> None:
    plain = HTTPConnection("::1", proxy.http, timeout=10)
    plain.request("GET", "/", headers={"Host": "portaal.example"})
    assert plain.getresponse().status == 301
    connection = proxy.connect("::1")
    connection.request("GET", "/", headers={"Host": "portaal.example"})
    assert connection.getresponse().status == 200
    [(_path, headers)] = proxy.upstream.seen
    assert headers["X-Forwarded-For"] == "::1"


def test_the_addresses_of_one_network_count_as_one_visitor(proxy: Proxy) -> None:
    """Else whoever has IPv6 has 2^64 times what one visitor may ask."""

    def asked_from(address: str) -> int:
        said = {"X-Address-Of-The-Test": address}
        return proxy.ask("/rondes/vergelijken/wijzigingen.pdf", **said).status

    assert 429 in [asked_from(f"2001:db8:1:2:{n:x}::1") for n in range(1, 31)]
    elsewhere = ["2001:db8:1:3::1", "2001:db8:1::1", "2001:db8::2:0:0:1", "192.0.2.1"]
    assert [asked_from(address) for address in elsewhere] == [200] * 4


def test_a_link_that_opens_an_account_is_in_no_log(proxy: Proxy) -> None:
    proxy.ask("/account/wachtwoord/nieuw/3-geheim/")
    proxy.ask("/rondes/")
    for _attempt in range(50):
        if "/rondes/" in proxy.log.read_text():
            break
        time.sleep(0.1)
    assert "geheim" not in proxy.log.read_text()


def test_the_proxy_takes_as_much_as_the_portal_and_no_more() -> None:
    largest = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    assert largest
    room_for_the_form = int(largest[1]) * 1024 * 1024 - FIGURE_LIMITS.size
    assert 0 < room_for_the_form <= 1024 * 1024


def test_nothing_that_is_asked_may_take_more_than_half_a_minute() -> None:
    """What does is a job (decision 51)."""
    started = [(DEPLOY.parent / "Makefile").read_text(), (DEPLOY / "nalportal.service").read_text()]
    limits = re.findall(r"--timeout (\d+)", "".join(started))
    limits += re.findall(r"proxy_read_timeout (\d+)s", (DEPLOY / "nginx.conf").read_text())
    assert limits == ["30"] * 4
