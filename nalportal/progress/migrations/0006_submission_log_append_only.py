"""The log of submissions is append-only; hand-ins got a column, which on SQLite drops their triggers."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "progress_handin", "progress_submissionlogentry")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Those of the hand-ins belong to an earlier migration.
    drop_triggers(schema_editor, "progress_submissionlogentry")


class Migration(migrations.Migration):
    dependencies = [("progress", "0005_submission_log_and_remarks")]

    operations = [migrations.RunPython(install, remove)]
