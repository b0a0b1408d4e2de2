"""Reasons given at freezing are append-only, as every log is."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "progress_roundreason")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, "progress_roundreason")


class Migration(migrations.Migration):
    dependencies = [("progress", "0007_round_reasons_and_places")]

    operations = [migrations.RunPython(install, remove)]
