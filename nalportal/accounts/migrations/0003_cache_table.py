"""The table of the cache that may not forget (settings: CACHES["default"])."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "nal_cache"


def make_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """By Django's own command, because the backend has no model to make a migration from."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_letters")]
    operations = [migrations.RunPython(make_table, drop_table)]
