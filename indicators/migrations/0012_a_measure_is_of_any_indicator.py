"""Which indicators show a measure, their presentations say."""

from django.db import migrations, models

# What a measure is given again on the way back, before the step before this one says better.
FIRST = "ev-per-laadpunt"


def _with_default(model: str) -> migrations.AlterField:
    field = models.CharField(default=FIRST, max_length=30, verbose_name="indicator")
    return migrations.AlterField(model_name=model, name="indicator", field=field)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0011_the_four_indicators_become_rows")]

    operations = [
        _with_default("historicalmeasure"),
        _with_default("measure"),
        migrations.RemoveField(model_name="historicalmeasure", name="indicator"),
        migrations.RemoveField(model_name="measure", name="indicator"),
    ]
