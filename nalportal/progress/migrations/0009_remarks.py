"""Remarks become conversations: a remark with its state, and the entries that were made in it."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0008_round_reasons_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRemark",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mijlpaal", "Mijlpaal"),
                            ("tekst", "Tekst"),
                            ("beleid", "Beleid"),
                            ("cijfer", "Cijfer"),
                            ("onderdeel", "Onderdeel"),
                        ],
                        max_length=9,
                        verbose_name="gaat over",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=150, verbose_name="precies")),
                ("about", models.CharField(max_length=300, verbose_name="in woorden")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opmerking-open", "Open"),
                            ("beantwoord", "Beantwoord"),
                            ("afgehandeld", "Afgehandeld"),
                            ("opmerking-ingetrokken", "Ingetrokken"),
                        ],
                        max_length=21,
                        verbose_name="stand",
                    ),
                ),
                (
                    "waits_for",
                    models.CharField(
                        blank=True,
                        choices=[("ministerie", "het ministerie"), ("onderdeel", "het onderdeel")],
                        max_length=10,
                        verbose_name="wacht op",
                    ),
                ),
                (
                    "begun_by",
                    models.CharField(
                        choices=[("ministerie", "het ministerie"), ("onderdeel", "het onderdeel")],
                        max_length=10,
                        verbose_name="begonnen door",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="progress.milestone",
                        verbose_name="mijlpaal",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="progress.reportingunit",
                        verbose_name="onderdeel",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical opmerking",
                "verbose_name_plural": "historical opmerkingen",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Remark",
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
                            ("mijlpaal", "Mijlpaal"),
                            ("tekst", "Tekst"),
                            ("beleid", "Beleid"),
                            ("cijfer", "Cijfer"),
                            ("onderdeel", "Onderdeel"),
                        ],
                        max_length=9,
                        verbose_name="gaat over",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=150, verbose_name="precies")),
                ("about", models.CharField(max_length=300, verbose_name="in woorden")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opmerking-open", "Open"),
                            ("beantwoord", "Beantwoord"),
                            ("afgehandeld", "Afgehandeld"),
                            ("opmerking-ingetrokken", "Ingetrokken"),
                        ],
                        max_length=21,
                        verbose_name="stand",
                    ),
                ),
                (
                    "waits_for",
                    models.CharField(
                        blank=True,
                        choices=[("ministerie", "het ministerie"), ("onderdeel", "het onderdeel")],
                        max_length=10,
                        verbose_name="wacht op",
                    ),
                ),
                (
                    "begun_by",
                    models.CharField(
                        choices=[("ministerie", "het ministerie"), ("onderdeel", "het onderdeel")],
                        max_length=10,
                        verbose_name="begonnen door",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="progress.milestone",
                        verbose_name="mijlpaal",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="progress.reportingunit",
                        verbose_name="onderdeel",
                    ),
                ),
            ],
            options={
                "verbose_name": "opmerking",
                "verbose_name_plural": "opmerkingen",
                "ordering": ["unit", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RemarkEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("vragen", "Opmerking maken"),
                            ("antwoorden", "Antwoorden"),
                            ("afhandelen", "Afhandelen"),
                            ("heropenen", "Heropenen"),
                            ("intrekken", "Intrekken"),
                        ],
                        max_length=10,
                        verbose_name="handeling",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("ministerie", "het ministerie"), ("onderdeel", "het onderdeel")],
                        max_length=10,
                        verbose_name="namens",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="tekst")),
                ("adapted", models.BooleanField(default=False, verbose_name="aangepast")),
                ("at", models.DateTimeField(verbose_name="moment")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="progress.remark",
                        verbose_name="opmerking",
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht bij een opmerking",
                "verbose_name_plural": "berichten bij opmerkingen",
                "ordering": ["remark", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="remark",
            index=models.Index(fields=["milestone", "state"], name="remark_of_milestone"),
        ),
        migrations.AddIndex(
            model_name="remark",
            index=models.Index(fields=["unit", "state"], name="remark_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begun_by__in", ["ministerie", "onderdeel"]),
                    ("kind__in", ["mijlpaal", "tekst", "beleid", "cijfer", "onderdeel"]),
                ),
                name="remark_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "mijlpaal"), ("milestone__isnull", False)),
                    models.Q(models.Q(("kind", "mijlpaal"), _negated=True), ("milestone", None)),
                    _connector="OR",
                ),
                name="remark_names_its_milestone",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", ""), _negated=True),
                    ("kind__in", ("mijlpaal", "onderdeel")),
                    _connector="OR",
                ),
                name="remark_says_what_it_is_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("opmerking-open", "beantwoord")),
                        ("waits_for__in", ["ministerie", "onderdeel"]),
                    ),
                    models.Q(
                        ("state__in", ("afgehandeld", "opmerking-ingetrokken")), ("waits_for", "")
                    ),
                    _connector="OR",
                ),
                name="remark_waits_while_it_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("side__in", ["ministerie", "onderdeel"]),
                    ("verb__in", ["vragen", "antwoorden", "afhandelen", "heropenen", "intrekken"]),
                ),
                name="remark_entry_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verb__in", ("vragen", "antwoorden")), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    _connector="OR",
                ),
                name="remark_entry_says_something",
            ),
        ),
    ]
