"""A file may stand with something else than a milestone, and then takes room of a unit."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0020_print_append_only"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="evidencefile",
            options={
                "ordering": ["pk"],
                "verbose_name": "bestand als bewijs",
                "verbose_name_plural": "bestanden als bewijs",
            },
        ),
        migrations.AlterModelOptions(
            name="historicalevidencefile",
            options={
                "get_latest_by": ("history_date", "history_id"),
                "ordering": ("-history_date", "-history_id"),
                "verbose_name": "historical bestand als bewijs",
                "verbose_name_plural": "historical bestanden als bewijs",
            },
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="progress.reportingunit",
                verbose_name="ruimte van",
            ),
        ),
        migrations.AddField(
            model_name="historicalevidencefile",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="progress.reportingunit",
                verbose_name="ruimte van",
            ),
        ),
        migrations.AlterField(
            model_name="evidencefile",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="progress.milestone",
                verbose_name="mijlpaal",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("milestone", None), ("unit", None), _connector="OR"),
                name="evidence_file_takes_room_once",
            ),
        ),
    ]
