"""Figures are split into kinds that are rows, and tables of indicators are rows too."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0009_targets_forecasts_and_accuracy"),
        ("progress", "0014_indicators_are_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dimension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="naam")),
            ],
            options={
                "verbose_name": "indeling in soorten",
                "verbose_name_plural": "indelingen in soorten",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="DimensionValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="naam")),
                (
                    "full_name",
                    models.CharField(
                        blank=True,
                        help_text="Zoals “Publieke laadpunten”. Leeg: de naam zelf.",
                        max_length=100,
                        verbose_name="naam in een zin",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="volgorde")),
            ],
            options={
                "verbose_name": "soort",
                "verbose_name_plural": "soorten",
                "ordering": ["dimension", "order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDimension",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, verbose_name="code")),
                ("name", models.CharField(db_index=True, max_length=60, verbose_name="naam")),
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
                "verbose_name": "historical indeling in soorten",
                "verbose_name_plural": "historical indelingen in soorten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDimensionValue",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="naam")),
                (
                    "full_name",
                    models.CharField(
                        blank=True,
                        help_text="Zoals “Publieke laadpunten”. Leeg: de naam zelf.",
                        max_length=100,
                        verbose_name="naam in een zin",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="volgorde")),
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
                "verbose_name": "historical soort",
                "verbose_name_plural": "historical soorten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPresentation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="volgorde")),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("tabel-1", "Tabel 1 van het gedrukte rapport"),
                            ("tabel-2", "Tabel 2 van het gedrukte rapport"),
                            ("tabel-3", "Tabel 3 van het gedrukte rapport"),
                            ("dekking", "Figuur 1 en 2 van het gedrukte rapport"),
                            ("verloop", "Verloop in de tijd, per gebied"),
                            ("soorten", "Per soort, heel Nederland"),
                            ("verhouding", "Verhouding van twee maten"),
                            ("toename", "Gemiddelde toename per maand"),
                            ("aandeel", "Aandeel van de gemeenten"),
                            ("gebieden", "Toename per gebied, met trend"),
                            ("tabel", "Alleen een tabel"),
                        ],
                        max_length=10,
                        verbose_name="wat de tabel toont",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Zoals “7”. Mag leeg.",
                        max_length=5,
                        verbose_name="nummer van de tabel",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Leeg: de naam van de maat.",
                        max_length=150,
                        verbose_name="opschrift",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="Alleen voor een aandeel: vanaf welke waarde een gemeente meetelt.",
                        max_digits=14,
                        null=True,
                        verbose_name="telt mee vanaf",
                    ),
                ),
                (
                    "is_key_figure",
                    models.BooleanField(
                        default=False,
                        help_text="Het laatste landelijke cijfer staat dan boven aan het rapport.",
                        verbose_name="bij de kerncijfers",
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
            ],
            options={
                "verbose_name": "historical weergave van een indicator",
                "verbose_name_plural": "historical weergaven van indicatoren",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Presentation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="volgorde")),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("tabel-1", "Tabel 1 van het gedrukte rapport"),
                            ("tabel-2", "Tabel 2 van het gedrukte rapport"),
                            ("tabel-3", "Tabel 3 van het gedrukte rapport"),
                            ("dekking", "Figuur 1 en 2 van het gedrukte rapport"),
                            ("verloop", "Verloop in de tijd, per gebied"),
                            ("soorten", "Per soort, heel Nederland"),
                            ("verhouding", "Verhouding van twee maten"),
                            ("toename", "Gemiddelde toename per maand"),
                            ("aandeel", "Aandeel van de gemeenten"),
                            ("gebieden", "Toename per gebied, met trend"),
                            ("tabel", "Alleen een tabel"),
                        ],
                        max_length=10,
                        verbose_name="wat de tabel toont",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Zoals “7”. Mag leeg.",
                        max_length=5,
                        verbose_name="nummer van de tabel",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Leeg: de naam van de maat.",
                        max_length=150,
                        verbose_name="opschrift",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="Alleen voor een aandeel: vanaf welke waarde een gemeente meetelt.",
                        max_digits=14,
                        null=True,
                        verbose_name="telt mee vanaf",
                    ),
                ),
                (
                    "is_key_figure",
                    models.BooleanField(
                        default=False,
                        help_text="Het laatste landelijke cijfer staat dan boven aan het rapport.",
                        verbose_name="bij de kerncijfers",
                    ),
                ),
            ],
            options={
                "verbose_name": "weergave van een indicator",
                "verbose_name_plural": "weergaven van indicatoren",
                "ordering": ["indicator", "order", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="observation",
            name="observation_charger_type_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="seriesbreak",
            name="series_break_charger_type_is_a_part",
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("stand", "Stand: een aantal op een dag"),
                    ("tempo", "Tempo: een aantal in of gemiddeld over een periode"),
                    ("aandeel", "Aandeel: een percentage"),
                ],
                default="stand",
                max_length=7,
                verbose_name="wat een cijfer zegt",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("stand", "Stand: een aantal op een dag"),
                    ("tempo", "Tempo: een aantal in of gemiddeld over een periode"),
                    ("aandeel", "Aandeel: een percentage"),
                ],
                default="stand",
                max_length=7,
                verbose_name="wat een cijfer zegt",
            ),
        ),
        migrations.AlterField(
            model_name="historicalobservation",
            name="charger_type",
            field=models.CharField(blank=True, max_length=30, verbose_name="soort"),
        ),
        migrations.AlterField(
            model_name="historicalseriesbreak",
            name="charger_type",
            field=models.CharField(
                blank=True,
                help_text="De soort waarvan de reeks breekt. Leeg: ook die van alle soorten samen.",
                max_length=30,
                verbose_name="soort",
            ),
        ),
        migrations.AlterField(
            model_name="observation",
            name="charger_type",
            field=models.CharField(blank=True, max_length=30, verbose_name="soort"),
        ),
        migrations.AlterField(
            model_name="seriesbreak",
            name="charger_type",
            field=models.CharField(
                blank=True,
                help_text="De soort waarvan de reeks breekt. Leeg: ook die van alle soorten samen.",
                max_length=30,
                verbose_name="soort",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.CheckConstraint(
                condition=models.Q(("charger_type", "totaal"), _negated=True),
                name="series_break_charger_type_is_a_part",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="dimension",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Leeg: deze maat heeft geen soorten.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.dimension",
                verbose_name="indeling in soorten",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="dimension",
            field=models.ForeignKey(
                blank=True,
                help_text="Leeg: deze maat heeft geen soorten.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="indicators.dimension",
                verbose_name="indeling in soorten",
            ),
        ),
        migrations.AddField(
            model_name="dimensionvalue",
            name="dimension",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="indicators.dimension",
                verbose_name="indeling",
            ),
        ),
        migrations.AddField(
            model_name="historicaldimension",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaldimensionvalue",
            name="dimension",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.dimension",
                verbose_name="indeling",
            ),
        ),
        migrations.AddField(
            model_name="historicaldimensionvalue",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpresentation",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpresentation",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="progress.indicator",
                verbose_name="indicator",
            ),
        ),
        migrations.AddField(
            model_name="historicalpresentation",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.measure",
                verbose_name="maat",
            ),
        ),
        migrations.AddField(
            model_name="historicalpresentation",
            name="per",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Alleen voor een verhouding.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.measure",
                verbose_name="gedeeld door",
            ),
        ),
        migrations.AddField(
            model_name="presentation",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="presentations",
                to="progress.indicator",
                verbose_name="indicator",
            ),
        ),
        migrations.AddField(
            model_name="presentation",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="presentations",
                to="indicators.measure",
                verbose_name="maat",
            ),
        ),
        migrations.AddField(
            model_name="presentation",
            name="per",
            field=models.ForeignKey(
                blank=True,
                help_text="Alleen voor een verhouding.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="divided_by_in",
                to="indicators.measure",
                verbose_name="gedeeld door",
            ),
        ),
        migrations.AddConstraint(
            model_name="dimensionvalue",
            constraint=models.UniqueConstraint(
                fields=("dimension", "slug"), name="dimension_value_once_per_dimension"
            ),
        ),
        migrations.AddConstraint(
            model_name="dimensionvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", ("totaal", "")), _negated=True),
                name="dimension_value_is_no_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="presentation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("layout__in", ("tabel-1", "tabel-2", "tabel-3", "dekking"))),
                fields=("layout",),
                name="presentation_of_the_printed_report_is_there_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="presentation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("layout__in", ("tabel-1", "tabel-2", "tabel-3", "dekking")),
                        ("measure", None),
                        ("per", None),
                    ),
                    models.Q(
                        ("layout", "verhouding"), ("measure__isnull", False), ("per__isnull", False)
                    ),
                    models.Q(
                        models.Q(
                            (
                                "layout__in",
                                ("verhouding", "tabel-1", "tabel-2", "tabel-3", "dekking"),
                            ),
                            _negated=True,
                        ),
                        ("measure__isnull", False),
                        ("per", None),
                    ),
                    _connector="OR",
                ),
                name="presentation_has_the_measures_of_its_layout",
            ),
        ),
        migrations.AddConstraint(
            model_name="presentation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("layout", "aandeel"), ("threshold__isnull", False)),
                    models.Q(models.Q(("layout", "aandeel"), _negated=True), ("threshold", None)),
                    _connector="OR",
                ),
                name="presentation_of_a_share_has_a_threshold",
            ),
        ),
    ]
