"""A backup is one file: every row in an SQLite database, packed, and for whoever has the key only.

The same file restores into SQLite and into PostgreSQL, also into a newer release: it is brought up
to date first. Encrypted with age (https://age-encryption.org), a format that other programs open
too; the server holds the public key and cannot read its own backups.
"""

import gzip
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils.translation import gettext as _

from nalportal.progress.models import EvidenceFile
from nalportal.progress.models.files import evidence_storage

from .moving import MoveError, Tally, another_database, move

NAME = "nal-{:%Y%m%d-%H%M%S}.sqlite3.gz"
ENCRYPTED = ".age"
UNFINISHED = "unfinished-"
LONGEST_SECONDS = 6 * 3600


def make_backup(folder: Path, now: datetime, *, keep: int) -> tuple[Path, dict[str, Tally]]:
    """Write a backup of the database to ``folder`` and remove all but the newest ``keep`` there.

    The file is read back and compared, row by row, and every frozen report in it is verified,
    before it gets its name. Raises :class:`~nalportal.operations.moving.MoveError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _workplace(folder) as made:
        copy = made / "copy.sqlite3"
        with another_database("backup", f"sqlite:///{copy}") as target:
            moved = move(connection, target)
            target.cursor().execute("PRAGMA journal_mode = DELETE")
        _on(copy, "verify_snapshots")
        _pack_files(copy)
        packed = made / NAME.format(now)
        with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as out:
            shutil.copyfileobj(plain, out, 1024 * 1024)
        packed = _locked(packed)
        packed.chmod(0o600)
        finished = packed.rename(folder / packed.name)
    for old in sorted(folder.glob("nal-*.sqlite3.gz*"))[:-keep]:
        old.unlink()
    return finished, moved


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder for what is not encrypted yet; what a killed command left of its own goes first."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > LONGEST_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED) as made:
        yield Path(made)


def newest(folder: Path) -> datetime | None:
    """When the newest backup in ``folder`` was made; None without one."""
    made = [file.stat().st_mtime for file in folder.glob("nal-*.sqlite3.gz*")]
    return datetime.fromtimestamp(max(made), UTC) if made else None


def _locked(packed: Path) -> Path:
    """The file for the holders of the key of NAL_BACKUP_RECIPIENT only; as it is without one."""
    if not settings.BACKUP_RECIPIENT:
        return packed
    recipient = pyrage.x25519.Recipient.from_str(settings.BACKUP_RECIPIENT)
    locked = packed.with_name(packed.name + ENCRYPTED)
    pyrage.encrypt_file(str(packed), str(locked), [recipient])
    return locked


def restore(backup: Path, url: str, identity: Path | None) -> dict[str, Tally]:
    """Put a backup into the empty database at ``url``; gives the tally of each table.

    ``identity`` is the file with the private key, for an encrypted one. The backup itself stays.
    """
    with unpacked(backup, identity) as copy:
        _unpack_files(copy)
        _on(copy, "migrate", "--verbosity", "0")
        backed_up = another_database("backup", f"sqlite:///{copy}")
        with backed_up as source, another_database("target", url) as target:
            return move(source, target)


# Beside the tables of the models, in the backup only.
FILES = "nal_backup_file"


def _pack_files(copy: Path) -> None:
    """Put the files that people added into the backup, under the names that their rows tell."""
    with closing(sqlite3.connect(copy)) as database, database:
        database.execute(f"CREATE TABLE {FILES} (name TEXT PRIMARY KEY, content BLOB NOT NULL)")
        for row in EvidenceFile.objects.order_by("pk").iterator():
            try:
                with row.content.open("rb") as content:
                    told = (row.content.name, content.read())
            except OSError:
                if row.removed_at is None or row.frozen_in.exists():
                    raise MoveError(_("Bestand %(id)s is er niet.") % {"id": row.pk}) from None
                continue
            database.execute(f"INSERT INTO {FILES} VALUES (?, ?)", told)  # noqa: S608 - our own name


def _unpack_files(copy: Path) -> None:
    """Put the files of a backup where this site keeps them, again where half of one stands."""
    with closing(sqlite3.connect(copy)) as database, database:
        known = "SELECT count(*) FROM sqlite_master WHERE name = ?"
        if not database.execute(known, (FILES,)).fetchone()[0]:
            return  # made before there were files
        for name, content in database.execute(f"SELECT name, content FROM {FILES}"):  # noqa: S608
            if not _stands(name, content):
                evidence_storage().delete(name)
                evidence_storage().save(name, ContentFile(content))
        database.execute(f"DROP TABLE {FILES}")


def _stands(name: str, content: bytes) -> bool:
    """Names are drawn at random and content never changes: what differs was written half."""
    if not evidence_storage().exists(name):
        return False
    with evidence_storage().open(name) as there:
        return bool(there.read() == content)


@contextmanager
def unpacked(backup: Path, identity: Path | None) -> Iterator[Path]:
    """The SQLite database of a backup, for as long as the block lasts."""
    with _workplace(settings.VAR_DIR) as folder:
        packed = backup
        if backup.suffix == ENCRYPTED:
            packed = folder / "packed.gz"
            _unlock(backup, packed, identity)
        copy = folder / "copy.sqlite3"
        try:
            with gzip.open(packed) as opened, copy.open("wb") as plain:
                shutil.copyfileobj(opened, plain, 1024 * 1024)
        except (OSError, EOFError) as error:
            raise MoveError(_("Dit bestand is geen (hele) back-up van het portaal.")) from error
        yield copy


def _unlock(backup: Path, packed: Path, identity: Path | None) -> None:
    if identity is None:
        raise MoveError(_("Deze back-up is versleuteld; geef het bestand met de sleutel mee."))
    try:
        # A file of age may have the keys of several people, and none where it is another file.
        lines = identity.read_text(encoding="utf-8").splitlines()
        keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
        pyrage.decrypt_file(str(backup), str(packed), found)
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
        raise MoveError(_("Met deze sleutel gaat de back-up niet open.")) from error


def _on(database: Path, *command: str) -> None:
    """Run a command of the site on another database, in a process that knows no other."""
    there = ["/usr/bin/env", f"DATABASE_URL=sqlite:///{database}"]
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    done = subprocess.run([*there, *manage], capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise MoveError(done.stderr.strip().splitlines()[-1])
