"""An agreement of a region is a row with a date: the next one follows it."""

from typing import Any

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def agreements_of_their_own(apps: Any, schema_editor: Any) -> None:
    """The one agreement that each region had, with who wrote it when."""
    region, agreement, history, written = (
        apps.get_model("regions", name).objects.using(schema_editor.connection.alias)
        for name in (
            "Region",
            "RegionAgreement",
            "HistoricalRegion",
            "HistoricalRegionAgreement",
        )
    )
    for row in region.exclude(agreement_on=None):
        made = agreement.create(
            region=row,
            signed_on=row.agreement_on,
            precision=row.agreement_precision,
            partners=row.agreement_partners,
        )
        before = None
        for entry in history.filter(unit_id=row.pk).order_by("history_id"):
            said = (entry.agreement_on, entry.agreement_precision, entry.agreement_partners)
            if entry.agreement_on is None or said == before:
                continue
            written.create(
                id=made.pk,
                region_id=row.pk,
                signed_on=said[0],
                precision=said[1],
                partners=said[2],
                history_date=entry.history_date,
                history_user_id=entry.history_user_id,
                history_change_reason=entry.history_change_reason,
                history_type="~" if before else "+",
            )
            before = said


def back_to_their_region(apps: Any, schema_editor: Any) -> None:
    """Only the last agreement fits there."""
    alias = schema_editor.connection.alias
    agreements = apps.get_model("regions", "RegionAgreement").objects.using(alias)
    for row in agreements.order_by("signed_on"):
        region = row.region
        region.agreement_on, region.agreement_precision = row.signed_on, row.precision
        region.agreement_partners = row.partners
        region.save()


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0005_boundaries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRegionAgreement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="getekend op")),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "dag"),
                            ("month", "maand"),
                            ("quarter", "kwartaal"),
                            ("year", "jaar"),
                        ],
                        max_length=7,
                        verbose_name="zo precies",
                    ),
                ),
                (
                    "partners",
                    models.CharField(blank=True, max_length=200, verbose_name="getekend met"),
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
            ],
            options={
                "verbose_name": "historical samenwerkingsovereenkomst",
                "verbose_name_plural": "historical samenwerkingsovereenkomsten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RegionAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="getekend op")),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "dag"),
                            ("month", "maand"),
                            ("quarter", "kwartaal"),
                            ("year", "jaar"),
                        ],
                        max_length=7,
                        verbose_name="zo precies",
                    ),
                ),
                (
                    "partners",
                    models.CharField(blank=True, max_length=200, verbose_name="getekend met"),
                ),
            ],
            options={
                "verbose_name": "samenwerkingsovereenkomst",
                "verbose_name_plural": "samenwerkingsovereenkomsten",
                "ordering": ["region", "signed_on"],
            },
        ),
        migrations.AddField(
            model_name="historicalregionagreement",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalregionagreement",
            name="region",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="regions.region",
                verbose_name="NAL-regio",
            ),
        ),
        migrations.AddField(
            model_name="regionagreement",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="regions.region",
                verbose_name="NAL-regio",
            ),
        ),
        migrations.AddConstraint(
            model_name="regionagreement",
            constraint=models.UniqueConstraint(
                fields=("region", "signed_on"), name="agreement_once_per_region_and_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="regionagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("precision__in", ["day", "month", "quarter", "year"])),
                name="agreement_date_has_precision",
            ),
        ),
        migrations.RunPython(agreements_of_their_own, back_to_their_region),
    ]
