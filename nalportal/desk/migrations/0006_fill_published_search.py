"""What was published already is found too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.search import rebuild
from nalportal.report.finding import published_texts


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    rebuild(apps, alias, published_texts(apps, alias))


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_fill_search"), ("progress", "0024_definitions_found")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
