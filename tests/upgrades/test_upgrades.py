"""A database of an earlier release, brought up to date by the migrations of today.

What was published stays as it was to the last byte; the register loses no row; pages, sheets and
PDFs are made of it by the code of today.
"""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from .restored import STORED, releases, restored

# Marked, so that it runs on each database; it uses one of its own.
pytestmark = pytest.mark.django_db

# Django's own bookkeeping grows with every model and migration.
GROWING = {"auth_permission", "django_content_type", "django_migrations"}
# What a data migration adds on purpose: breaks of one type where the limit of "fast" moved, and
# the line of history that says that charge points have kinds.
# Remarks of one hand-in became conversations (progress 0010); none got lost.
CARRIED = {
    "progress_reviewremark": "progress_remarkentry",
    "progress_historicalreviewremark": "progress_historicalremark",
}
ADDED = {
    "indicators_seriesbreak": 2,
    "indicators_historicalseriesbreak": 2,
    "indicators_historicalmeasure": 1,
}


@pytest.fixture(scope="module", params=releases())
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def upgraded(
    release: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What a process of its own found, before, during and after the migrations."""
    folder = tmp_path_factory.mktemp(release)
    with restored(release, folder) as url:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": url,
            "NAL_VAR_DIR": str(folder),
        }
        command = [sys.executable, "-m", "tests.upgrades.upgraded"]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        yield json.loads(done.stdout)


def test_every_row_is_still_there(upgraded: dict[str, Any]) -> None:
    before, after = upgraded["before"]["counts"], upgraded["after"]["counts"]
    assert before["progress_milestone"] > 90
    changed = {
        table: (count + ADDED.get(table, 0), after.get(CARRIED.get(table, table)))
        for table, count in before.items()
    }
    assert {
        table: counts
        for table, counts in changed.items()
        if counts[0] != counts[1] and table not in GROWING
    } == {}


def test_what_was_published_is_the_same_to_the_last_byte(upgraded: dict[str, Any]) -> None:
    assert len(upgraded["before"]["editions"]) == 2
    assert upgraded["after"]["editions"] == upgraded["before"]["editions"]


def test_both_hashes_of_each_edition_verify(upgraded: dict[str, Any]) -> None:
    faults = [edition[1:] for edition in upgraded["faults"]]
    assert faults == [[], []]


def test_append_only_tables_are_still_guarded(upgraded: dict[str, Any]) -> None:
    assert set(upgraded["before"]["triggers"]) <= set(upgraded["after"]["triggers"])
    assert upgraded["before"]["triggers"]
    assert upgraded["changeable"] == []


def test_each_page_opens(upgraded: dict[str, Any]) -> None:
    assert {url: status for url, status in upgraded["pages"].items() if status != 200} == {}


def test_each_figure_reads_as_it_did(upgraded: dict[str, Any], release: str) -> None:
    with (STORED / release / "figures.csv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    then = {f"{row['versie']};{row['kenmerk']}": row["weergave"] for row in rows}
    assert len(then) > 200
    assert {key: upgraded["figures"].get(key) for key in then} == then


def test_files_can_be_made_anew(upgraded: dict[str, Any]) -> None:
    assert upgraded["made_anew"] == {"pdf": "%PDF", "unit": "%PDF", "xlsx": "PK\x03\x04"}


def test_what_was_handed_in_can_be_read(upgraded: dict[str, Any]) -> None:
    assert upgraded["hand_ins"] == [True, True]


def test_the_register_goes_on(upgraded: dict[str, Any]) -> None:
    assert upgraded["added"]


def test_each_source_has_one_edition_that_all_its_figures_cite(upgraded: dict[str, Any]) -> None:
    assert upgraded["sources"]
    for editions, elsewhere, formerly_elsewhere in upgraded["sources"]:
        ((slug, title, history),) = editions
        assert slug
        assert title
        assert history > 0
        assert (elsewhere, formerly_elsewhere) == (0, 0)
