"""What :mod:`.0006_agreements_follow_each_other` copied leaves the region.

On its own: PostgreSQL alters no table that has rows waiting to be checked.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regions", "0006_agreements_follow_each_other")]

    operations = [
        migrations.RemoveConstraint(
            model_name="region",
            name="region_agreement_date_has_precision",
        ),
        migrations.RemoveField(
            model_name="historicalregion",
            name="agreement_on",
        ),
        migrations.RemoveField(
            model_name="historicalregion",
            name="agreement_partners",
        ),
        migrations.RemoveField(
            model_name="historicalregion",
            name="agreement_precision",
        ),
        migrations.RemoveField(
            model_name="region",
            name="agreement_on",
        ),
        migrations.RemoveField(
            model_name="region",
            name="agreement_partners",
        ),
        migrations.RemoveField(
            model_name="region",
            name="agreement_precision",
        ),
    ]
