from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_measures_take_their_only_source"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="seriesbreak",
            name="series_break_once_for_all_sources",
        ),
        migrations.RemoveConstraint(
            model_name="seriesbreak",
            name="series_break_once_per_source",
        ),
        migrations.AddField(
            model_name="historicalseriesbreak",
            name="charger_type",
            field=models.CharField(
                blank=True,
                choices=[("publiek", "Publiek"), ("semipubliek", "Semipubliek"), ("snel", "Snel")],
                help_text="De soort waarvan de reeks breekt. Leeg: ook die van alle soorten samen.",
                max_length=11,
                verbose_name="soort laadpunt",
            ),
        ),
        migrations.AddField(
            model_name="seriesbreak",
            name="charger_type",
            field=models.CharField(
                blank=True,
                choices=[("publiek", "Publiek"), ("semipubliek", "Semipubliek"), ("snel", "Snel")],
                help_text="De soort waarvan de reeks breekt. Leeg: ook die van alle soorten samen.",
                max_length=11,
                verbose_name="soort laadpunt",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series_source", None)),
                fields=("measure", "charger_type", "on"),
                name="series_break_once_for_all_sources",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series_source__isnull", False)),
                fields=("measure", "series_source", "charger_type", "on"),
                name="series_break_once_per_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("charger_type", ""),
                    ("charger_type__in", ["publiek", "semipubliek", "snel"]),
                    _connector="OR",
                ),
                name="series_break_charger_type_is_a_part",
            ),
        ),
    ]
