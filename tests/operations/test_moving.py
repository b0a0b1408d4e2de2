"""Everything to another database and back: counted, hashed, started over after a crash."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pyrage
import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.operations import moving
from nalportal.operations.backups import make_backup, restore
from nalportal.operations.moving import (
    UNFINISHED,
    MoveError,
    another_database,
    in_words,
    move,
    moved_models,
    tally_of,
)
from nalportal.progress.models import Milestone, ReportingUnit
from nalportal.progress.models.files import evidence_storage
from nalportal.report.editions import Edition
from tests import factories
from tests.migrated import MIGRATE

# One long move each, so that the tables are made as seldom as can be.
pytestmark = pytest.mark.django_db

HOSTILE = "Ω <b>é</b>, \"een; 'twee'\"\ttab\nregel \\ \u2028 😀 שלום"


@pytest.fixture
def quick(migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New SQLite databases get their tables at once; one test shows that migrating does it too."""

    def migrate(target: Any) -> None:
        if target.vendor == "sqlite":
            with closing(sqlite3.connect(migrated_file)) as migrated:
                migrated.backup(target.connection)
            target.connection.execute(f"CREATE TABLE {UNFINISHED} (since integer)")
        else:
            MIGRATE(target)

    monkeypatch.setattr(moving, "_migrate", migrate)


@pytest.fixture
def lived_in(edition: Edition) -> Milestone:
    """A published round, with changes after it, a row that was removed and a hostile text."""
    milestone = factories.milestone(
        unit=ReportingUnit.objects.get(slug="noord"), title="Fictief", explanation=HOSTILE
    )
    factories.user()
    gone = User.objects.create_user("weg@elders.example", first_name="We", last_name="G")
    gone.delete()
    return milestone


@pytest.mark.usefixtures("quick")
def test_everything_arrives_the_same_and_goes_on_from_there(
    lived_in: Milestone, tmp_path: Path, empty_target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the database of the tests to SQLite, and from there to the kind of the tests."""
    with another_database("between", f"sqlite:///{tmp_path / 'between.sqlite3'}") as between:
        first = move(connection, between)
        monkeypatch.setattr(moving, "_migrate", MIGRATE)
        with another_database("target", empty_target) as target:
            second = move(between, target)
            assert first == second
            assert {table: tally.rows for table, tally in second.items()} == {
                model._meta.db_table: model._base_manager.count() for model in moved_models()
            }
            arrived = Milestone.objects.using("target").get(pk=lived_in.pk)
            assert arrived.explanation == HOSTILE
            assert UNFINISHED not in target.introspection.table_names()
            after = User.objects.db_manager("target").create(email="na@elders.example")
            assert after.pk > User.objects.latest("pk").pk + 1, "the key of who was removed"
            assert triggers(target) == triggers(connection)
            with pytest.raises(MoveError, match="niet leeg"):
                move(connection, target)


def test_migrations_of_data_say_which_database_they_work_on() -> None:
    """Else a move and a restore change the database that the site runs on."""
    folders = [settings.BASE_DIR / app.name.replace(".", "/") for app in apps.get_app_configs()]
    files = [file for folder in folders for file in folder.glob("migrations/0*.py")]
    assert len(files) > 20
    careless = re.compile(r"\.objects\b(?!\.using\()")
    assert [file for file in files if careless.search(file.read_text())] == []


def triggers(database: Any) -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with database.cursor() as cursor:
        cursor.execute(asked[database.vendor])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.usefixtures("quick")
def test_after_a_crash_the_same_call_starts_over(lived_in: Milestone, tmp_path: Path) -> None:
    copy, tables = moving._copy, iter(range(20))

    def crash_in_the_middle(*args: Any) -> Any:
        if next(tables, None) is None:
            raise KeyboardInterrupt
        return copy(*args)

    with another_database("target", f"sqlite:///{tmp_path / 'target.sqlite3'}") as target:
        crash = mock.patch.object(moving, "_copy", crash_in_the_middle)
        with crash, pytest.raises(KeyboardInterrupt):
            move(connection, target)
        assert UNFINISHED in target.introspection.table_names()
        assert not Milestone.objects.using("target").exists()
        moved = move(connection, target)
        assert moved["progress_milestone"] == tally_of(Milestone, "target")


@pytest.mark.usefixtures("quick")
def test_after_a_crash_in_clearing_what_a_crash_left_it_starts_over_too(
    lived_in: Milestone, tmp_path: Path
) -> None:
    with another_database("target", f"sqlite:///{tmp_path / 'target.sqlite3'}") as target:
        crash = mock.patch.object(moving, "_empty", side_effect=KeyboardInterrupt)
        with crash, pytest.raises(KeyboardInterrupt):
            move(connection, target)
        names = target.introspection.table_names()
        # By the alphabet the mark of a crash would have gone before many others.
        assert any(name > UNFINISHED for name in names)

        def crash_late(execute: Any, sql: str, *rest: Any) -> Any:
            if sql.startswith("DROP TABLE") and "workgroups" in sql:
                raise KeyboardInterrupt
            return execute(sql, *rest)

        with target.execute_wrapper(crash_late), pytest.raises(KeyboardInterrupt):
            move(connection, target)
        moved = move(connection, target)
        assert moved["progress_milestone"] == tally_of(Milestone, "target")


@pytest.mark.usefixtures("quick")
def test_the_source_is_only_read(lived_in: Milestone, tmp_path: Path) -> None:
    to = another_database("target", f"sqlite:///{tmp_path / 'target.sqlite3'}")
    with to as target, CaptureQueriesContext(connection) as asked:
        move(connection, target)
    wrote = [
        query["sql"]
        for query in asked.captured_queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"))
    ]
    assert wrote == []


@pytest.mark.usefixtures("quick")
def test_what_arrives_otherwise_is_named(lived_in: Milestone, tmp_path: Path) -> None:
    write = moving._write

    def lose_one(model: Any, target: Any, rows: Any) -> None:
        if model is Milestone:
            all_rows = list(rows)
            write(model, target, iter(all_rows[:-1]))
        else:
            write(model, target, rows)

    to = another_database("target", f"sqlite:///{tmp_path / 'target.sqlite3'}")
    losing = mock.patch.object(moving, "_write", lose_one)
    refused = pytest.raises(MoveError, match=r"Niet gelijk aangekomen: progress_milestone\.")
    with to as target, losing, refused:
        move(connection, target)


@pytest.mark.usefixtures("quick")
def test_the_command_says_what_it_moved(lived_in: Milestone, tmp_path: Path, capsys: Any) -> None:
    call_command("move_to", f"sqlite:///{tmp_path / 'target.sqlite3'}")
    assert "controlegetal" in capsys.readouterr().out
    with pytest.raises(CommandError, match="niet leeg"):
        call_command("move_to", f"sqlite:///{tmp_path / 'target.sqlite3'}")


# ---------------------------------------------------------------------------------- backups


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


NOW = datetime(2026, 11, 28, 3, 0, tzinfo=timezone.get_default_timezone())


@pytest.mark.usefixtures("quick")
def test_a_backup_comes_back_the_same_for_the_holder_of_the_key(
    lived_in: Milestone, tmp_path: Path, empty_target: str, settings: Any
) -> None:
    key = pyrage.x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = str(key.to_public())
    another = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# created: today\n{another}\n{key}\n")
    file, moved = make_backup(tmp_path / "backups", NOW, keep=2)
    assert file.name == "nal-20261128-030000.sqlite3.gz.age"
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert HOSTILE.encode() not in file.read_bytes()
    back = restore(file, empty_target, tmp_path / "key.txt")
    assert in_words(back) == in_words(moved)
    with pytest.raises(MoveError, match="versleuteld"):
        restore(file, empty_target, None)
    other = tmp_path / "other.txt"
    for text in (str(pyrage.x25519.Identity.generate()).encode(), b"no key", b"\xff\xfe"):
        other.write_bytes(text)
        with pytest.raises(MoveError, match="Met deze sleutel"):
            restore(file, empty_target, other)


@pytest.mark.usefixtures("quick")
def test_files_of_people_come_back_with_it(lived_in: Milestone, tmp_path: Path) -> None:
    file = factories.evidence_file(milestone=lived_in, content=b"%PDF-1.7 fictief")
    name = str(file.content.name)
    backup, _moved = make_backup(tmp_path / "backups", NOW, keep=1)
    evidence_storage().delete(name)
    restore(backup, f"sqlite:///{tmp_path / 'target.sqlite3'}", None)
    with evidence_storage().open(name) as back:
        assert back.read() == b"%PDF-1.7 fictief"


@pytest.mark.usefixtures("quick")
def test_half_a_file_that_a_killed_restore_left_is_written_again(
    lived_in: Milestone, tmp_path: Path
) -> None:
    file = factories.evidence_file(milestone=lived_in, content=b"%PDF-1.7 fictief")
    backup, _moved = make_backup(tmp_path / "backups", NOW, keep=1)
    evidence_storage().delete(str(file.content.name))
    evidence_storage().save(str(file.content.name), ContentFile(b"%PDF"))
    restore(backup, f"sqlite:///{tmp_path / 'target.sqlite3'}", None)
    with evidence_storage().open(str(file.content.name)) as back:
        assert back.read() == b"%PDF-1.7 fictief"


@pytest.mark.usefixtures("quick")
def test_what_a_killed_backup_left_unlocked_goes_with_the_next(tmp_path: Path) -> None:
    """It holds everything, without a key; a backup that still runs keeps its own."""
    folder = tmp_path / "backups"
    left, running = folder / "unfinished-left", folder / "unfinished-running"
    for one in (left, running):
        one.mkdir(parents=True)
        (one / "copy.sqlite3").touch()
    os.utime(left, (0, 0))
    make_backup(folder, NOW, keep=1)
    assert not left.exists()
    assert running.exists()


@pytest.mark.usefixtures("quick")
def test_a_file_that_is_not_there_stops_the_backup(lived_in: Milestone, tmp_path: Path) -> None:
    file = factories.evidence_file(milestone=lived_in)
    evidence_storage().delete(str(file.content.name))
    with pytest.raises(MoveError, match=f"Bestand {file.pk} is er niet"):
        make_backup(tmp_path / "backups", NOW, keep=1)


@pytest.mark.usefixtures("quick")
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    full = mock.patch.object(shutil, "copyfileobj", side_effect=OSError(28, "No space left"))
    with full, pytest.raises(CommandError, match=r"Gestopt: \[Errno 28\] No space left\."):
        call_command("backup", str(folder))
    assert list(folder.iterdir()) == []


def test_a_backup_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'target.sqlite3'}"
    with pytest.raises(CommandError, match=r"geen \(hele\) back-up"):
        call_command("restore", str(tmp_path / "weg.sqlite3.gz"), nowhere)
    with pytest.raises(CommandError, match="Gestopt: unable to open database file"):
        call_command("move_to", f"sqlite:///{tmp_path / 'geen' / 'map' / 'x.sqlite3'}")


@pytest.mark.usefixtures("quick")
def test_only_the_newest_backups_stay(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"nal-2026110{day}-030000.sqlite3.gz").touch()
    (folder / "aantekening.txt").touch()
    make_backup(folder, NOW, keep=2)
    assert sorted(file.name for file in folder.iterdir()) == [
        "aantekening.txt",
        "nal-20261104-030000.sqlite3.gz",
        "nal-20261128-030000.sqlite3.gz",
    ]


@pytest.mark.usefixtures("quick")
def test_half_a_backup_is_refused(tmp_path: Path) -> None:
    file, _moved = make_backup(tmp_path / "backups", NOW, keep=1)
    half = tmp_path / "half.sqlite3.gz"
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(MoveError, match="geen \\(hele\\) back-up"):
        restore(half, f"sqlite:///{tmp_path / 'target.sqlite3'}", None)
