"""A measure whose figures all come from one source takes that one.

Registers that were filled before a measure had to say so keep showing what they showed. With
figures of several sources, or none yet, the choice is for people.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

REASON = "De enige bron met cijfers van deze maat"


def take_only_source(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    observations = apps.get_model("indicators", "Observation").objects.using(alias)
    history = apps.get_model("indicators", "HistoricalMeasure")
    for measure in apps.get_model("indicators", "Measure").objects.using(alias).filter(source=None):
        of_measure = observations.filter(measure=measure).order_by()
        sources = list(of_measure.values_list("source", flat=True).distinct()[:2])
        if len(sources) == 1:
            measure.source_id = sources[0]
            measure.save()
            # A migration works on bare models, which keep no history by themselves.
            fields = measure._meta.concrete_fields
            history.objects.using(alias).create(
                **{field.attname: getattr(measure, field.attname) for field in fields},
                history_date=timezone.now(),
                history_type="~",
                history_change_reason=REASON,
            )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_series_per_source")]

    # On the way back the column goes, and the choice with it.
    operations = [migrations.RunPython(take_only_source, migrations.RunPython.noop)]
