"""What is printed of a round besides its report is chosen, and kept with each version."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

CHOICES = (
    ("adds_municipalities", "Lijst van alle gemeenten toevoegen"),
    ("adds_changes", "Wijzigingen sinds het vorige rapport toevoegen"),
    ("omits_maps", "Kaarten weglaten"),
    ("omits_differences", "Verschillen met het gedrukte rapport weglaten"),
)


class Migration(migrations.Migration):
    dependencies = [("progress", "0018_files_tell_their_history")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name=name,
                field=models.BooleanField(default=False, verbose_name=words),
            )
            for name, words in CHOICES
            for model in ("round", "historicalround")
        ),
        migrations.CreateModel(
            name="SnapshotImprint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.JSONField(verbose_name="wat erbij gedrukt is")),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=PROTECT,
                        related_name="imprint",
                        to="progress.snapshot",
                        verbose_name="bevroren versie",
                    ),
                ),
            ],
            options={
                "verbose_name": "druk van een bevroren versie",
                "verbose_name_plural": "druk van bevroren versies",
                "ordering": ["snapshot"],
            },
        ),
    ]
