"""Remarks of one hand-in are conversations by now; what is said in those is append-only."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "progress_remarkentry")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, "progress_remarkentry")


class Migration(migrations.Migration):
    dependencies = [("progress", "0010_remarks_carried_over")]

    operations = [
        migrations.DeleteModel(name="HistoricalReviewRemark"),
        migrations.DeleteModel(name="ReviewRemark"),
        migrations.RunPython(install, remove),
    ]
