"""Brings a database of an earlier release up to date, and tells what became of it.

`python -m tests.upgrades.upgraded` with DATABASE_URL of that database. Prints one line of JSON.
"""

import hashlib
import json
import sys
from datetime import date
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup
from django.core.management import call_command  # noqa: E402
from django.db import Error, connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from indicators.models import Observation, Source  # noqa: E402
from nalportal.dutch import PartialDate, Precision  # noqa: E402
from nalportal.progress import verbs  # noqa: E402
from nalportal.progress.models import Category, HandIn, ReportingUnit  # noqa: E402
from nalportal.records.append_only import append_only_models  # noqa: E402
from nalportal.report.editions import all_rounds, edition_of_round  # noqa: E402
from nalportal.report.freeze import verify  # noqa: E402
from nalportal.report.paper import render_pdf, render_unit_pdf  # noqa: E402
from nalportal.report.payload import load  # noqa: E402
from nalportal.report.tables import figure_lines  # noqa: E402
from nalportal.report.web.views.downloads import xlsx_bytes  # noqa: E402

ROUND, VERSIONS = "eind-2020", (1, 2)
PAGES = [
    "",
    "regios/",
    "regios/naast-elkaar/",
    "regios/noord/",
    "werkgroepen/",
    "werkgroepen/logistiek/",
    "indicatoren/",
    "indicatoren/ev-per-laadpunt/",
    "indicatoren/plaatsingstempo/",
    "indicatoren/aangesloten-gemeenten/",
    "indicatoren/dekking/",
    "gemeenten/",
    "gemeenten/kaart/",
    "verschillen/",
    "downloads/",
]
PUBLIC = [
    "/",
    "/rondes/",
    "/rondes/vergelijken/?van=eind-2020.v1&naar=eind-2020.v2",
    "/begrippen/",
    "/bronnen/",
    "/open-data/",
    *(f"/rondes/{ROUND}/{page}" for page in PAGES),
    f"/rondes/{ROUND}/v1/",
    f"/rondes/{ROUND}/downloads/rapport.json",
    f"/rondes/{ROUND}/downloads/rapport.csv",
    f"/rondes/{ROUND}/downloads/rapport.xlsx",
]
OF_THE_REVIEWER = [
    *(f"/nu/{page}" for page in PAGES),
    "/start/overzicht/",
    "/start/wijzigingen/",
    "/ronde/",
    "/ronde/medio-2021/",
    "/onderdeel/noord/",
    "/onderdeel/noord/beoordelen/",
    f"/rondes/{ROUND}/corrigeren/",
    "/mijlpalen/",
    "/mijlpalen/mijlpalen.csv",
    "/teksten/noord/",
    "/themas/",
    "/partijen/logistiek/",
    "/gemeenten/",
    "/gemeenten/GM0014/",
    "/gemeenten/documenten/",
    "/gemeenten/opgave/noord/",
    "/cijfers/",
    "/cijfers/cijfers.csv",
]

Rows = list[tuple[Any, ...]]  # values are whatever the driver gives


def asked(sql: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def counts() -> dict[str, int]:
    """How many rows each table has."""
    names = connection.introspection.table_names()
    return {name: asked(f'SELECT COUNT(*) FROM "{name}"')[0][0] for name in names}  # noqa: S608 - our own tables


def editions() -> list[list[Any]]:
    """What is stored of each edition, in the database's own words."""
    rows = asked(
        "SELECT id, version, payload, pdf, sha256, pdf_sha256, schema "
        "FROM progress_snapshot ORDER BY id"
    )
    return [[*row[:2], *(digest(row[place]) for place in (2, 3)), *row[4:]] for row in rows]


def digest(value: Any) -> str:
    return hashlib.sha256(bytes(value)).hexdigest()


def triggers() -> list[str]:
    if connection.vendor == "sqlite":
        found = asked("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = asked(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
    return sorted(f"{table}: {name}" for table, name in found)


def changeable() -> list[str]:
    """The append-only tables with rows that plain SQL can change or remove."""
    filled = [model for model in append_only_models() if model._base_manager.exists()]
    attempts = [
        sql
        for table in (model._meta.db_table for model in filled)
        for sql in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"')  # noqa: S608 - our own tables
    ]
    return [sql for sql in attempts if not _refused(sql)]


def _refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            transaction.set_rollback(True)
    except Error as error:
        return "append-only" in str(error)
    return False


def pages() -> dict[str, int]:
    """The status of each page: the public ones, and those of the reviewer."""
    reader, reviewer = (Client(SERVER_NAME="localhost") for _person in range(2))
    reviewer.force_login(get_user_model().objects.get(email="beoordelaar@demo.example"))
    asked_by = {**dict.fromkeys(PUBLIC, reader), **dict.fromkeys(OF_THE_REVIEWER, reviewer)}
    return {url: client.get(url).status_code for url, client in asked_by.items()}


def figures() -> dict[str, str]:
    """How each figure of each published version reads."""
    return {
        f"{version};{line.figure.id}": str(line.figure)
        for version in VERSIONS
        for line in figure_lines(edition_of_round(all_rounds(), ROUND, version).report)
    }


def made_anew() -> dict[str, str]:
    """How files begin that are made of the published report by the code of today."""
    edition = edition_of_round(all_rounds(), ROUND, 1)
    files = {
        "pdf": render_pdf(edition.report, edition.stamp),
        "unit": render_unit_pdf(edition.report, edition.stamp, "noord"),
        "xlsx": xlsx_bytes(edition),
    }
    return {name: content[:4].decode() for name, content in files.items()}


def hand_ins() -> list[bool]:
    """Whether each stored hand-in is still what was handed in, and can be read."""
    return [
        digest(row.payload) == row.sha256 and bool(load(bytes(row.payload)).units())
        for row in HandIn.objects.order_by("pk")
    ]


def added() -> str:
    """The reference of a milestone that is written now; it is not kept."""
    with transaction.atomic():
        unit = ReportingUnit.objects.get(slug="logistiek")
        planned = PartialDate(date(2022, 12, 31), Precision.YEAR)
        content = verbs.Content("Na de upgrade (fictief)", planned=planned)
        by = unit.editors.get()
        reference = str(verbs.add(unit, Category.PLANNED, content, by=by).reference)
        transaction.set_rollback(True)
    return reference


def sources() -> list[Any]:
    """Of each source its editions with their histories, and how many figures cite another one."""
    return [
        [
            [[e.slug, e.title, e.history.count()] for e in source.editions.all()],
            source.observations.exclude(edition__source=source).count(),
            Observation.history.filter(source=source).exclude(edition__source=source).count(),
        ]
        for source in Source.objects.all()
    ]


def main() -> None:
    before = {"counts": counts(), "editions": editions(), "triggers": triggers()}
    call_command("migrate", verbosity=0, interactive=False)
    after = {"counts": counts(), "editions": editions(), "triggers": triggers()}
    found: dict[str, Any] = {
        "before": before,
        "after": after,
        "faults": [[str(verdict.snapshot), *verdict.faults] for verdict in verify()],
        "changeable": changeable(),
        "hand_ins": hand_ins(),
        "added": added(),
        "figures": figures(),
        "pages": pages(),
        "made_anew": made_anew(),
        "sources": sources(),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
