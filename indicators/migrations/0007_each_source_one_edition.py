"""Each source becomes one source with one edition, which all its figures cite.

Which of them are editions of one another, people say: see ``merge`` in ``indicators/sources.py``.
What the history of a source says of its edition goes to the history of that edition.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

REASON = "De uitgave waar de cijfers van deze bron in staan"


def make_editions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    model = apps.get_model("indicators", "Edition")
    # Bare models, which keep no history by themselves.
    past = (
        apps.get_model("indicators", "HistoricalSource").objects.using(alias).order_by("history_id")
    )
    history = apps.get_model("indicators", "HistoricalEdition").objects.using(alias)
    figures = apps.get_model("indicators", "Observation").objects.using(alias)
    past_figures = apps.get_model("indicators", "HistoricalObservation").objects.using(alias)
    for source in apps.get_model("indicators", "Source").objects.using(alias).order_by("pk"):
        edition = model.objects.using(alias).create(source=source, **_said_by(source))
        for line in past.filter(id=source.pk):
            history.create(
                id=edition.pk,
                source_id=source.pk,
                **_said_by(line),
                history_date=line.history_date,
                history_type=line.history_type,
                history_user_id=line.history_user_id,
                history_change_reason=line.history_change_reason,
            )
        if not past.filter(id=source.pk).exists():
            history.create(
                id=edition.pk,
                source_id=source.pk,
                **_said_by(source),
                history_date=timezone.now(),
                history_type="+",
                history_change_reason=REASON,
            )
        figures.filter(source=source).update(edition=edition)
        past_figures.filter(source_id=source.pk).update(edition_id=edition.pk)


# Any: bare models of a migration have no type of their own.
def _said_by(source: Any) -> dict[str, str]:
    return {
        "slug": source.slug,
        "title": source.title,
        "label": source.edition,
        "url": source.url,
        "licence": source.licence,
    }


def tell_the_last_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A source told of one edition only: the last one."""
    alias = schema_editor.connection.alias
    for source in apps.get_model("indicators", "Source").objects.using(alias).all():
        if edition := source.editions.order_by("published_on", "pk").last():
            source.edition = edition.label
            source.url, source.licence = edition.url, edition.licence
            source.save()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_editions_and_successions")]

    operations = [migrations.RunPython(make_editions, tell_the_last_again)]
