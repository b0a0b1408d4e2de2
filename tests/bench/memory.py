"""What a process keeps of the requests it answered: its memory after 5,000, to that after 100."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from resource import getpagesize

from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from nalportal.accounts.models import User
from tests import factories

FIRST, LAST = 100, 5_000
LIMIT = 1.05
PUBLIC = [
    "/",
    "/rondes/eind-2020/",
    "/rondes/eind-2020/regios/noord/",
    "/rondes/eind-2020/gemeenten/?regio=noord&q={n}",
    "/rondes/eind-2020/kaart/?thema={n}",
    "/zoeken/?q=laad{n}",
    "/begrippen/?utm_source={n}",
    "/open-data/",
    "/api/v1/rondes/eind-2020/mijlpalen?limit={n}",
    "/api/v1/rondes/eind-2020/cijfers",
    "/rondes/eind-2020/rapport.csv",
    "/bestaat-niet/{n}/",
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
    """(name, ratio, limit), in a database of its own, answered by a process of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_nal_2020", verbosity=0)
        factories.user(email="geheugen@demo.example", is_reviewer=True)
        here, there = multiprocessing.get_context("fork").Pipe()
        # The database of the tests may be in memory: its connection goes along with the fork.
        child = multiprocessing.get_context("fork").Process(target=_answer, args=(there,))
        child.start()
        first, last = here.recv()
        child.join()
        return [("memory: a worker after 5,000 requests / after 100", last / first, LIMIT)]
    finally:
        connections.close_all()
        teardown_databases(databases, verbosity=0)


def _answer(told: Connection) -> None:
    reader, editor = (Client(headers={"host": "localhost"}) for _client in range(2))
    editor.force_login(User.objects.get(email="geheugen@demo.example"))
    first = 0
    for n in range(1, LAST + 1):
        for client, addresses in ((reader, PUBLIC), (editor, SIGNED_IN)):
            if n % 2 == (client is reader):
                address = addresses[n // 2 % len(addresses)].format(n=n)
                assert client.get(address).status_code < 500, address
        if n == FIRST:
            first = _bytes()
    told.send((first, _bytes()))


def _bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()
