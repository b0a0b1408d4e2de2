"""Looking at what a file of milestones would do, beside doing it.

Until it wrote nothing any more, looking took as long as doing, and kept everybody else waiting.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.test.utils import setup_databases, teardown_databases

from nalportal.pages.uploads import Upload
from nalportal.progress.imports import MilestoneResource
from nalportal.progress.milestone_upload import import_upload, preview
from nalportal.progress.models import Milestone
from tests import factories
from tests.exchange.files import rows_of

MILESTONES = 2_000


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    by = factories.user(is_reviewer=True)
    known = _known()
    upload = Upload("bench.csv", _file(known))
    fingerprint = preview(upload, by=by).fingerprint
    looking = min(_seconds(lambda: preview(upload, by=by)) for _round in range(3))
    with transaction.atomic():
        doing = _seconds(lambda: import_upload(upload, fingerprint, by=by))
        transaction.set_rollback(True)
    return [
        (f"uploads: a look at {MILESTONES} milestones, to importing them", looking / doing, 0.1)
    ]


def _known() -> list[Milestone]:
    """Half of the milestones of the file are there already, and get another title."""
    unit = factories.unit()
    return [
        factories.milestone(unit=unit, title=f"Fictieve mijlpaal {number}")
        for number in range(MILESTONES // 2)
    ]


def _file(known: list[Milestone]) -> bytes:
    common = {"onderdeel": known[0].unit.slug, "categorie": "planning", "gepland": "2021-Q3"}
    changed = [
        {**common, "kenmerk": row.reference, "titel": f"{row.title}, anders"} for row in known
    ]
    new = [
        {**common, "titel": f"Fictieve nieuwe mijlpaal {number}"} for number in range(len(known))
    ]
    return rows_of(MilestoneResource, *changed, *new)


def _seconds(act: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
