import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def end_old_sessions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """They don't say whose they are, so they would be in nobody's list: people sign in again."""
    alias = schema_editor.connection.alias
    apps.get_model("sessions", "Session").objects.using(alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_audit_log"), ("sessions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="van wie ze is",
                    ),
                ),
            ],
            options={
                "verbose_name": "sessie",
                "verbose_name_plural": "sessies",
                "abstract": False,
            },
        ),
        migrations.RunPython(end_old_sessions, migrations.RunPython.noop),
    ]
