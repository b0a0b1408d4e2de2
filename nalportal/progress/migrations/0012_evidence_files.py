"""Files with milestones, and the list of those that belong to a frozen version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nalportal.progress.models.files


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0011_remarks_of_one_hand_in_gone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="naam")),
                ("media_type", models.CharField(max_length=100, verbose_name="soort")),
                ("size", models.PositiveIntegerField(verbose_name="grootte in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="controlegetal")),
                (
                    "content",
                    models.FileField(
                        storage=nalportal.progress.models.files.evidence_storage,
                        upload_to=nalportal.progress.models.files.random_name,
                        verbose_name="inhoud",
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="toegevoegd op")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="weggehaald op"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="progress.milestone",
                        verbose_name="mijlpaal",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="weggehaald door",
                    ),
                ),
            ],
            options={
                "verbose_name": "bestand bij een mijlpaal",
                "verbose_name_plural": "bestanden bij mijlpalen",
                "ordering": ["milestone", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SnapshotFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="controlegetal")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_in",
                        to="progress.evidencefile",
                        verbose_name="bestand",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="progress.snapshot",
                        verbose_name="bevroren versie",
                    ),
                ),
            ],
            options={
                "verbose_name": "bestand van een bevroren versie",
                "verbose_name_plural": "bestanden van bevroren versies",
                "ordering": ["snapshot", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_file_removed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("content", ""), _negated=True)
                ),
                name="evidence_file_has_name_and_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshotfile",
            constraint=models.UniqueConstraint(
                fields=("snapshot", "file"), name="snapshot_file_once_per_snapshot"
            ),
        ),
    ]
