"""An action keeps together what one click recorded; a step may take another one back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_append_only_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vastgelegd", "Vastgelegd"),
                            ("bevestigd", "Ongewijzigd bevestigd"),
                            ("gecorrigeerd", "Gecorrigeerd"),
                            ("geimporteerd", "Geïmporteerd"),
                            ("ongedaan", "Ongedaan gemaakt"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="soort",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="op")),
            ],
            options={
                "verbose_name": "handeling",
                "verbose_name_plural": "handelingen",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PolicyConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "bevestiging",
                "verbose_name_plural": "bevestigingen",
                "ordering": ["-action", "municipality"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="policystep",
            name="policy_step_stage_is_known",
        ),
        migrations.AddField(
            model_name="policyaction",
            name="by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="door",
            ),
        ),
        migrations.AddField(
            model_name="policyaction",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="regions.policyaction",
                verbose_name="maakt ongedaan",
            ),
        ),
        migrations.AddField(
            model_name="policystep",
            name="action",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="regions.policyaction",
                verbose_name="handeling",
            ),
        ),
        migrations.AddConstraint(
            model_name="policystep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "gestart",
                            "concept",
                            "vastgesteld",
                            "ingetrokken",
                            "geen",
                            "niet-vastgesteld",
                            "pm",
                            "ja",
                            "nee",
                        ],
                    ),
                    models.Q(("replaces__isnull", False), ("stage", "")),
                    _connector="OR",
                ),
                name="policy_step_stage_is_known",
            ),
        ),
        migrations.AddField(
            model_name="policyconfirmation",
            name="action",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="confirmations",
                to="regions.policyaction",
                verbose_name="handeling",
            ),
        ),
        migrations.AddField(
            model_name="policyconfirmation",
            name="municipality",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="confirmations",
                to="regions.municipality",
                verbose_name="gemeente",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "ongedaan"), ("undoes__isnull", False)),
                    models.Q(
                        models.Q(("kind", "ongedaan"), _negated=True),
                        (
                            "kind__in",
                            ["vastgelegd", "bevestigd", "gecorrigeerd", "geimporteerd", "ongedaan"],
                        ),
                        ("undoes", None),
                    ),
                    _connector="OR",
                ),
                name="policy_action_undoes_only_as_undoing",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyconfirmation",
            constraint=models.UniqueConstraint(
                fields=("action", "municipality"), name="confirmation_once_per_action"
            ),
        ),
    ]
