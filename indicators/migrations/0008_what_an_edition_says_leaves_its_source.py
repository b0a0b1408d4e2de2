"""Title, place and licence of a publication stand with the edition; its source keeps the method."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_each_source_one_edition")]

    operations = [
        migrations.RemoveField(
            model_name="historicalsource",
            name="edition",
        ),
        migrations.RemoveField(
            model_name="historicalsource",
            name="licence",
        ),
        migrations.RemoveField(
            model_name="historicalsource",
            name="url",
        ),
        migrations.RemoveField(
            model_name="source",
            name="edition",
        ),
        migrations.RemoveField(
            model_name="source",
            name="licence",
        ),
        migrations.RemoveField(
            model_name="source",
            name="url",
        ),
    ]
