"""A unit reports from a day and until a day."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0014_indicators_are_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalreportingunit",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="Leeg: van het begin af.",
                null=True,
                verbose_name="doet mee vanaf",
            ),
        ),
        migrations.AddField(
            model_name="historicalreportingunit",
            name="valid_until",
            field=models.DateField(
                blank=True,
                help_text="De eerste dag waarop het onderdeel niet meer meedoet.",
                null=True,
                verbose_name="doet mee tot",
            ),
        ),
        migrations.AddField(
            model_name="reportingunit",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="Leeg: van het begin af.",
                null=True,
                verbose_name="doet mee vanaf",
            ),
        ),
        migrations.AddField(
            model_name="reportingunit",
            name="valid_until",
            field=models.DateField(
                blank=True,
                help_text="De eerste dag waarop het onderdeel niet meer meedoet.",
                null=True,
                verbose_name="doet mee tot",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from", None),
                    ("valid_until", None),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="unit_ends_after_it_began",
            ),
        ),
    ]
