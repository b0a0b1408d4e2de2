"""Snapshots, publications, hand-ins and the round log are append-only: the database itself refuses to change or remove them.

On SQLite a later migration that rebuilds one of these tables drops its triggers without a
word: such a migration calls install_triggers again (a test lists the triggers after migrate).
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers

TABLES = (
    "progress_roundlogentry",
    "progress_handin",
    "progress_snapshot",
    "progress_publication",
)


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, *TABLES)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, *TABLES)


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
