"""What was realised in a month, quarter or year, with its last day; and who sees to a milestone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0024_definitions_found"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalmilestone",
            name="realised_precision",
            field=models.CharField(
                choices=[
                    ("day", "dag"),
                    ("month", "maand"),
                    ("quarter", "kwartaal"),
                    ("year", "jaar"),
                ],
                default="day",
                max_length=7,
                verbose_name="gerealiseerd: zo precies",
            ),
        ),
        migrations.AddField(
            model_name="historicalmilestone",
            name="trekker",
            field=models.CharField(
                blank=True,
                help_text="Wie ervoor zorgt. Komt nooit in het rapport.",
                max_length=80,
                verbose_name="trekker",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="realised_precision",
            field=models.CharField(
                choices=[
                    ("day", "dag"),
                    ("month", "maand"),
                    ("quarter", "kwartaal"),
                    ("year", "jaar"),
                ],
                default="day",
                max_length=7,
                verbose_name="gerealiseerd: zo precies",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="trekker",
            field=models.CharField(
                blank=True,
                help_text="Wie ervoor zorgt. Komt nooit in het rapport.",
                max_length=80,
                verbose_name="trekker",
            ),
        ),
        migrations.AlterField(
            model_name="historicalmilestone",
            name="realised_on",
            field=models.DateField(
                blank=True,
                help_text="De laatste dag van de periode.",
                null=True,
                verbose_name="gerealiseerd op",
            ),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="realised_on",
            field=models.DateField(
                blank=True,
                help_text="De laatste dag van de periode.",
                null=True,
                verbose_name="gerealiseerd op",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("realised_precision", "day"),
                    models.Q(
                        ("realised_on__isnull", False),
                        ("realised_precision__in", ["day", "month", "quarter", "year"]),
                    ),
                    _connector="OR",
                ),
                name="milestone_realised_period_has_date",
            ),
        ),
    ]
