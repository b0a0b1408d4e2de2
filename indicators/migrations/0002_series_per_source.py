"""A break may belong to one source, a measure says which source the report takes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
        ("regions", "0002_append_only_triggers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="seriesbreak",
            name="series_break_once",
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Uit deze bron komen de cijfers van de indicator. Cijfers uit andere bronnen blijven ernaast te zien. Leeg: er is nog niet gekozen.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.source",
                verbose_name="bron van het rapport",
            ),
        ),
        migrations.AddField(
            model_name="historicalseriesbreak",
            name="series_source",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="De bron waarvan de reeks breekt. Leeg: de reeksen van alle bronnen.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.source",
                verbose_name="bron van de reeks",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="source",
            field=models.ForeignKey(
                blank=True,
                help_text="Uit deze bron komen de cijfers van de indicator. Cijfers uit andere bronnen blijven ernaast te zien. Leeg: er is nog niet gekozen.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="indicators.source",
                verbose_name="bron van het rapport",
            ),
        ),
        migrations.AddField(
            model_name="seriesbreak",
            name="series_source",
            field=models.ForeignKey(
                blank=True,
                help_text="De bron waarvan de reeks breekt. Leeg: de reeksen van alle bronnen.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaks",
                to="indicators.source",
                verbose_name="bron van de reeks",
            ),
        ),
        migrations.AlterField(
            model_name="historicalseriesbreak",
            name="source",
            field=models.TextField(
                help_text="Waar staat dat de definitie hier veranderde?", verbose_name="bron"
            ),
        ),
        migrations.AlterField(
            model_name="seriesbreak",
            name="source",
            field=models.TextField(
                help_text="Waar staat dat de definitie hier veranderde?", verbose_name="bron"
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("area", "regio"), ("period_from__isnull", False)),
                fields=("measure", "source", "region", "charger_type", "on", "period_from"),
                name="observation_once_for_region_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("area", "gemeente"), ("period_from__isnull", False)),
                fields=("measure", "source", "municipality", "charger_type", "on", "period_from"),
                name="observation_once_for_municipality_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series_source", None)),
                fields=("measure", "on"),
                name="series_break_once_for_all_sources",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series_source__isnull", False)),
                fields=("measure", "series_source", "on"),
                name="series_break_once_per_source",
            ),
        ),
    ]
