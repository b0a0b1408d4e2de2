"""A planned date keeps the words it was written in, with the last day of what they say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0015_units_have_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalmilestone",
            name="planned_until",
            field=models.DateField(
                blank=True,
                help_text="Van een periode in woorden.",
                null=True,
                verbose_name="gepland: laatste dag",
            ),
        ),
        migrations.AddField(
            model_name="historicalmilestone",
            name="planned_words",
            field=models.CharField(
                blank=True,
                help_text="Zoals “medio 2026” of “doorlopend”.",
                max_length=60,
                verbose_name="gepland: in woorden",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="planned_until",
            field=models.DateField(
                blank=True,
                help_text="Van een periode in woorden.",
                null=True,
                verbose_name="gepland: laatste dag",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="planned_words",
            field=models.CharField(
                blank=True,
                help_text="Zoals “medio 2026” of “doorlopend”.",
                max_length=60,
                verbose_name="gepland: in woorden",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("planned_until", None), ("planned_words", "")),
                    models.Q(
                        ("planned_on", None),
                        ("planned_until", None),
                        ("planned_words__in", ["doorlopend", "jaarlijks", "n.t.b."]),
                    ),
                    models.Q(
                        ("planned_on__isnull", False),
                        ("planned_precision", "day"),
                        ("planned_until__gte", models.F("planned_on")),
                        ("planned_until__isnull", False),
                        models.Q(("planned_words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="milestone_planned_words_have_period_or_none",
            ),
        ),
    ]
