"""Seals over logs and histories; the database refuses to change one."""

import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nalportal.records.append_only import drop_triggers, install_triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_triggers(schema_editor, "operations_seal")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor, "operations_seal")


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_timers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=63, verbose_name="tabel")),
                ("first", models.BigIntegerField(verbose_name="van sleutel")),
                ("last", models.BigIntegerField(verbose_name="tot en met sleutel")),
                ("columns", models.TextField(verbose_name="kolommen")),
                ("rows", models.PositiveIntegerField(verbose_name="regels")),
                (
                    "sha256",
                    models.CharField(max_length=64, verbose_name="controlegetal van de regels"),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("new", "nieuwe regels"),
                            ("columns", "de tabel kreeg andere kolommen"),
                            ("again", "opnieuw verzegeld door een beheerder"),
                            ("purged", "regels opgeruimd"),
                        ],
                        max_length=8,
                        verbose_name="waarom",
                    ),
                ),
                (
                    "sealed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="verzegeld op"
                    ),
                ),
                (
                    "chain",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="controlegetal van de keten"
                    ),
                ),
            ],
            options={
                "verbose_name": "zegel",
                "verbose_name_plural": "zegels",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(install, remove),
    ]
