"""What is found, is found by what it stands in too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.search import rebuild
from nalportal.report.finding import published_texts


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    rebuild(apps, alias, published_texts(apps, alias))


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_letters_about_security"), ("progress", "0026_jobs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
