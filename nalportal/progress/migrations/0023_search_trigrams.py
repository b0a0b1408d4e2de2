"""The index of three letters under the search: FTS5 on SQLite, pg_trgm on PostgreSQL."""

from django.db import migrations

from nalportal.records.search import install_trigrams, remove_trigrams


class Migration(migrations.Migration):
    dependencies = [("progress", "0022_search_index")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: install_trigrams(editor.connection),
            lambda apps, editor: remove_trigrams(editor.connection),
        )
    ]
