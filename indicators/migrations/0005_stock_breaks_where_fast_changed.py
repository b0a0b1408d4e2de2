"""The stock of public and fast points breaks where the limit of "fast" moved, as the averages do.

Registers of before a break could be of one type only had it with the averages of table 2 alone,
so an average that is computed from the stock ran across it. All types together do not break.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

FAST_CHANGED = date(2023, 10, 1)
REASON = "Snel is sinds oktober 2023 50 kW of meer: ook de stand van deze soort breekt daar"


def break_the_stock(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    breaks = apps.get_model("indicators", "SeriesBreak").objects.using(alias)
    history = apps.get_model("indicators", "HistoricalSeriesBreak").objects.using(alias)
    stock = (
        apps.get_model("indicators", "Measure")
        .objects.using(alias)
        .filter(slug="laadpunten")
        .first()
    )
    told = breaks.filter(
        measure__slug="plaatsing-per-maand", on=FAST_CHANGED, series_source=None, charger_type=""
    ).first()
    if not stock or not told or breaks.filter(measure=stock, on=FAST_CHANGED).exists():
        return
    for charger_type in ("publiek", "snel"):
        made = breaks.create(
            measure=stock,
            charger_type=charger_type,
            on=told.on,
            precision=told.precision,
            text=told.text,
            source=told.source,
        )
        # A migration works on bare models, which keep no history by themselves.
        fields = made._meta.concrete_fields
        history.create(
            **{field.attname: getattr(made, field.attname) for field in fields},
            history_date=timezone.now(),
            history_type="+",
            history_change_reason=REASON,
        )


def forget_breaks_of_types(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without the column two of them on a day would be the same, and all types would break."""
    alias = schema_editor.connection.alias
    apps.get_model("indicators", "SeriesBreak").objects.using(alias).exclude(
        charger_type=""
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_breaks_per_charger_type")]

    operations = [migrations.RunPython(break_the_stock, forget_breaks_of_types)]
