"""The four indicators of a site that has them, what its measures tell, and their kinds, as rows.

A site that is still empty gets them with its first data.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

REASON = "De indicatoren zijn rijen geworden"
RATE = "plaatsingstempo"
INDICATORS = (
    ("ev-per-laadpunt", "Laadpunten per elektrische auto", "tabel-1"),
    (RATE, "Plaatsingstempo", "tabel-2"),
    ("aangesloten-gemeenten", "Gemeenten: visie en beleid", "tabel-3"),
    ("dekking", "Dekking: laadpunten per regio", "dekking"),
)
DIMENSION = ("soort-laadpunt", "Soort laadpunt")
KINDS = (
    ("publiek", "Publiek", "Publieke laadpunten"),
    ("semipubliek", "Semipubliek", "Semipublieke laadpunten"),
    ("snel", "Snel", "Snelle laadpunten"),
)


def make_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    rounds = apps.get_model("progress", "Round").objects.using(alias)
    measures = apps.get_model("indicators", "Measure").objects.using(alias)
    if not rounds.exists() and not measures.exists():
        return
    for order, (slug, title, layout) in enumerate(INDICATORS, 1):
        indicator = _made(apps, alias, "progress", "Indicator", slug=slug, title=title, order=order)
        _made(
            apps, alias, "indicators", "Presentation", indicator=indicator, order=1, layout=layout
        )
    slug, name = DIMENSION
    dimension = _made(apps, alias, "indicators", "Dimension", slug=slug, name=name)
    for order, (slug, name, full_name) in enumerate(KINDS, 1):
        _made(
            apps,
            alias,
            "indicators",
            "DimensionValue",
            dimension=dimension,
            slug=slug,
            name=name,
            full_name=full_name,
            order=order,
        )
    past = apps.get_model("indicators", "HistoricalMeasure").objects.using(alias)
    figures = apps.get_model("indicators", "Observation").objects.using(alias)
    codes = [slug for slug, _name, _full in KINDS]
    for measure in measures.all():
        own = figures.filter(measure=measure)
        told = {
            "kind": "tempo" if measure.indicator == RATE else "stand",
            "dimension_id": dimension.pk if own.filter(charger_type__in=codes).exists() else None,
        }
        measures.filter(pk=measure.pk).update(**told)
        # It always told this; nobody changed it today.
        past.filter(id=measure.pk).update(**told)


# Any: bare models of a migration have no type of their own.
def _made(apps: Apps, alias: str, app: str, model: str, /, **fields: Any) -> Any:
    """A row, with the line of its history that a bare model does not write."""
    row = apps.get_model(app, model).objects.using(alias).create(**fields)
    apps.get_model(app, f"Historical{model}").objects.using(alias).create(
        id=row.pk,
        **fields,
        history_date=timezone.now(),
        history_type="+",
        history_change_reason=REASON,
    )
    return row


def forget_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As one indicator of four a measure is of that of its kind; what was made since is lost."""
    alias = schema_editor.connection.alias
    measures = apps.get_model("indicators", "Measure").objects.using(alias)
    measures.filter(kind="tempo").update(indicator=RATE)
    measures.update(dimension=None)
    for app, name in (
        ("indicators", "Presentation"),
        ("indicators", "DimensionValue"),
        ("indicators", "Dimension"),
        ("progress", "Indicator"),
    ):
        apps.get_model(app, name).objects.using(alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0010_dimensions_and_presentations")]

    operations = [migrations.RunPython(make_rows, forget_rows)]
