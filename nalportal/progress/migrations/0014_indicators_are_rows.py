"""The indicators of the report are rows; a text keeps the address of its own."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0013_snapshot_files_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Kleine letters, cijfers en streepjes. Kan later niet meer anders.",
                        max_length=30,
                        unique=True,
                        verbose_name="webadres",
                    ),
                ),
                ("title", models.CharField(max_length=100, unique=True, verbose_name="titel")),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        help_text="De plaats onder de indicatoren van het rapport.",
                        verbose_name="nummer",
                    ),
                ),
                (
                    "in_report",
                    models.BooleanField(
                        default=True,
                        help_text="Uit: de indicator staat niet in een nieuw rapport. Zijn cijfers blijven.",
                        verbose_name="in het rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicatoren",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AlterField(
            model_name="historicalreporttext",
            name="indicator",
            field=models.CharField(blank=True, max_length=30, verbose_name="indicator"),
        ),
        migrations.AlterField(
            model_name="reporttext",
            name="indicator",
            field=models.CharField(blank=True, max_length=30, verbose_name="indicator"),
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Kleine letters, cijfers en streepjes. Kan later niet meer anders.",
                        max_length=30,
                        verbose_name="webadres",
                    ),
                ),
                ("title", models.CharField(db_index=True, max_length=100, verbose_name="titel")),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        help_text="De plaats onder de indicatoren van het rapport.",
                        verbose_name="nummer",
                    ),
                ),
                (
                    "in_report",
                    models.BooleanField(
                        default=True,
                        help_text="Uit: de indicator staat niet in een nieuw rapport. Zijn cijfers blijven.",
                        verbose_name="in het rapport",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicatoren",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
