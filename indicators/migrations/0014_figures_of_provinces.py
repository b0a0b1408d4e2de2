"""A figure can be of a province: its code stands in the place of the kind of area."""

from django.db import migrations, models
from django.db.models import Q

PROVINCES = {
    "PV20": "Groningen",
    "PV21": "Fryslân",
    "PV22": "Drenthe",
    "PV23": "Overijssel",
    "PV24": "Flevoland",
    "PV25": "Gelderland",
    "PV26": "Utrecht",
    "PV27": "Noord-Holland",
    "PV28": "Zuid-Holland",
    "PV29": "Zeeland",
    "PV30": "Noord-Brabant",
    "PV31": "Limburg",
}
AREAS = [
    ("land", "Nederland"),
    ("regio", "NAL-regio"),
    ("gemeente", "gemeente"),
    *((code, f"{name} (provincie)") for code, name in PROVINCES.items()),
]
WHOLE = {"region": None, "municipality": None}
COLUMNS = ("measure", "source", "area", "charger_type", "kind", "on")
OLD = ("has_one_area", "once_for_country", "once_for_country_period")
NEW: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(area__in=["land", *PROVINCES], **WHOLE)
        | Q(area="regio", region__isnull=False, municipality=None)
        | Q(area="gemeente", region=None, municipality__isnull=False),
        name="observation_has_one_area",
    ),
    models.UniqueConstraint(
        fields=COLUMNS,
        condition=Q(**WHOLE, period_from=None),
        name="observation_once_for_country_or_province",
    ),
    models.UniqueConstraint(
        fields=(*COLUMNS, "period_from"),
        condition=Q(**WHOLE, period_from__isnull=False),
        name="observation_once_for_country_or_province_period",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0013_tables_of_publishers")]

    operations = [
        *(migrations.RemoveConstraint("observation", f"observation_{name}") for name in OLD),
        *(
            migrations.AlterField(
                model,
                "area",
                models.CharField("soort gebied", max_length=8, choices=AREAS),
            )
            for model in ("observation", "historicalobservation")
        ),
        *(migrations.AddConstraint("observation", constraint) for constraint in NEW),
    ]
