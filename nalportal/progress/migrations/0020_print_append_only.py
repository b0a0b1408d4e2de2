"""What a version printed is never changed: the database itself refuses that."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "progress_snapshotimprint")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, "progress_snapshotimprint")


class Migration(migrations.Migration):
    dependencies = [("progress", "0019_print_of_versions")]

    operations = [migrations.RunPython(install, remove)]
