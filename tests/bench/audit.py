"""What the audit log adds to a page that is looked at, and to a file that it keeps a line of."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any
from unittest import mock

from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from nalportal.accounts import audit_watch
from tests import factories

TIMES = 40
LIMIT = 1.03


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        client = Client(headers={"host": "localhost"})
        client.force_login(factories.user(is_reviewer=True))
        for _row in range(200):
            factories.milestone()
        return [
            ("a page with the audit log / without", _share(client, "/mijlpalen/"), LIMIT),
            (
                "a file with its line in the audit log / without",
                _share(client, "/mijlpalen/mijlpalen.csv"),
                LIMIT,
            ),
        ]
    finally:
        teardown_databases(databases, verbosity=0)


def _share(client: Client, address: str) -> float:
    """All of a request by the rest of it, timed within each: two runs would differ by chance."""
    spent = [0.0]

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*args)
            finally:
                spent[0] += time.perf_counter() - began

        return call

    ratios = []
    noting = mock.patch.object(audit_watch, "_note", timed(audit_watch._note))
    numbering = mock.patch.object(audit_watch, "_number", timed(audit_watch._number))
    with noting, numbering:
        for _time in range(TIMES):
            spent[0] = 0.0
            began = time.perf_counter()
            assert client.get(address).status_code == 200
            whole = time.perf_counter() - began
            ratios.append(whole / (whole - spent[0]))
    return median(ratios)
