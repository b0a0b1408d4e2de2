"""Actions and confirmations are append-only too.

The migration before this one rebuilt the table of the steps, which on SQLite dropped its triggers.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers

NEW_TABLES = ("regions_policyaction", "regions_policyconfirmation")


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "regions_policystep", *NEW_TABLES)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, *NEW_TABLES)


class Migration(migrations.Migration):
    dependencies = [("regions", "0003_policy_actions")]

    operations = [migrations.RunPython(install, remove)]
