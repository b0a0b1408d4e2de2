"""What is in the register already is found too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.search import rebuild


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rebuild(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0004_letters_about_remarks"),
        ("progress", "0023_search_trigrams"),
        ("regions", "0008_who_adopts_documents"),
        ("workgroups", "0001_initial"),
        ("indicators", "0012_a_measure_is_of_any_indicator"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
