"""Sources have editions, figures cite one, and a series can go on with another source."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0005_stock_breaks_where_fast_changed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="webadres")),
                ("title", models.CharField(max_length=200, verbose_name="titel")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Zoals “juli 2021” of “versie 2”.",
                        max_length=100,
                        verbose_name="aanduiding",
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="verschenen op"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="webadres van de uitgave"
                    ),
                ),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="licentie")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="indicators.source",
                        verbose_name="bron",
                    ),
                ),
            ],
            options={
                "verbose_name": "uitgave",
                "verbose_name_plural": "uitgaven",
                "ordering": [
                    "source",
                    models.OrderBy(models.F("published_on"), nulls_first=True),
                    "pk",
                ],
            },
        ),
        migrations.AddField(
            model_name="historicalobservation",
            name="edition",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Waar het cijfer in staat. Leeg: dat is niet bekend.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.edition",
                verbose_name="uitgave",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="edition",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Waar het cijfer in staat. Leeg: dat is niet bekend.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="indicators.edition",
                verbose_name="uitgave",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalEdition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(verbose_name="webadres")),
                ("title", models.CharField(max_length=200, verbose_name="titel")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Zoals “juli 2021” of “versie 2”.",
                        max_length=100,
                        verbose_name="aanduiding",
                    ),
                ),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="verschenen op"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="webadres van de uitgave"
                    ),
                ),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="licentie")),
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
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.source",
                        verbose_name="bron",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical uitgave",
                "verbose_name_plural": "historical uitgaven",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSuccession",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        help_text="De eerste dag waarvan het rapport de cijfers uit deze bron neemt.",
                        verbose_name="vanaf",
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
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.measure",
                        verbose_name="maat",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.source",
                        verbose_name="bron",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical opvolging van een bron",
                "verbose_name_plural": "historical opvolgingen van bronnen",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        help_text="De eerste dag waarvan het rapport de cijfers uit deze bron neemt.",
                        verbose_name="vanaf",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="indicators.measure",
                        verbose_name="maat",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="indicators.source",
                        verbose_name="bron",
                    ),
                ),
            ],
            options={
                "verbose_name": "opvolging van een bron",
                "verbose_name_plural": "opvolgingen van bronnen",
                "ordering": ["measure", "since"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "since"), name="succession_once_per_measure_and_day"
                    )
                ],
            },
        ),
    ]
