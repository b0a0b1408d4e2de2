"""Charge points have kinds, also where only totals were known when kinds became rows.

Else nobody could enter the kinds of the stock there, as everybody could before.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

CHARGE_POINTS, KINDS = "laadpunten", "soort-laadpunt"
REASON = "Laadpunten hebben soorten, ook waar alleen totalen bekend waren"


def give_kinds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    dimensions = apps.get_model("indicators", "Dimension").objects.using(alias)
    measures = apps.get_model("indicators", "Measure").objects.using(alias)
    past = apps.get_model("indicators", "HistoricalMeasure").objects.using(alias)
    for dimension in dimensions.filter(slug=KINDS):
        for measure in measures.filter(slug=CHARGE_POINTS, dimension=None):
            measure.dimension = dimension
            measure.save(update_fields=["dimension"])
            past.create(
                **{one.attname: getattr(measure, one.attname) for one in measure._meta.fields},
                history_date=timezone.now(),
                history_type="~",
                history_change_reason=REASON,
            )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0014_figures_of_provinces")]

    # Back, a measure that says which kinds it has is no fault: they stay.
    operations = [migrations.RunPython(give_kinds, migrations.RunPython.noop)]
