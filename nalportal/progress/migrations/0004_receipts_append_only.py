"""Receipts are append-only: the database itself refuses to change or remove them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "progress_receipt")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, "progress_receipt")


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_receipts_and_limits")]

    operations = [migrations.RunPython(install, remove)]
