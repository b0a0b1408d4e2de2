"""The audit log, and whose lines are whose; the database refuses to change a line."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "accounts_auditevent")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, "accounts_auditevent")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="moment"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in", "Ingelogd"),
                            ("out", "Uitgelogd"),
                            ("failed", "Inloggen mislukt"),
                            ("limited", "Te vaak geprobeerd"),
                            ("second_step", "Tweede stap gewijzigd"),
                            ("password", "Wachtwoord gewijzigd"),
                            ("account", "Account of rol gewijzigd"),
                            ("refused", "Geweigerd"),
                            ("export", "Bestand opgehaald"),
                            ("round", "Ronde verder of terug"),
                            ("admin", "Iets gedaan in het beheer"),
                            ("forgotten", "Opgeruimd of vergeten"),
                        ],
                        max_length=12,
                        verbose_name="wat",
                    ),
                ),
                (
                    "person",
                    models.UUIDField(blank=True, db_index=True, null=True, verbose_name="wie"),
                ),
                (
                    "about",
                    models.UUIDField(blank=True, db_index=True, null=True, verbose_name="over wie"),
                ),
                ("what", models.CharField(blank=True, max_length=100, verbose_name="code")),
                ("request", models.CharField(blank=True, max_length=32, verbose_name="verzoek")),
                ("source", models.CharField(blank=True, max_length=8, verbose_name="herkomst")),
            ],
            options={
                "verbose_name": "regel van het logboek",
                "verbose_name_plural": "regels van het logboek",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Pseudonym",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="pseudoniem",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pseudonym",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "pseudoniem",
                "verbose_name_plural": "pseudoniemen",
            },
        ),
        migrations.RunPython(install, remove),
    ]
