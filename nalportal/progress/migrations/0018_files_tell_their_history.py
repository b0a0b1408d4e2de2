"""What the rows of files tell of themselves becomes their history: who added, who took away."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = (
    "id",
    "milestone_id",
    "name",
    "media_type",
    "size",
    "sha256",
    "content",
    "added_at",
    "added_by_id",
)


def tell(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    history = apps.get_model("progress", "HistoricalEvidenceFile").objects.using(alias)
    for row in apps.get_model("progress", "EvidenceFile").objects.using(alias).order_by("pk"):
        kept: dict[str, Any] = {name: getattr(row, name) for name in KEPT}
        history.create(
            **kept,
            history_type="+",
            history_date=row.added_at,
            history_user_id=row.added_by_id,
            history_change_reason=f"Bestand toegevoegd: {row.name}",
        )
        if row.removed_at:
            history.create(
                **kept,
                removed_at=row.removed_at,
                removed_by_id=row.removed_by_id,
                history_type="~",
                history_date=row.removed_at,
                history_user_id=row.removed_by_id,
                history_change_reason=f"Bestand weggehaald: {row.name}",
            )


class Migration(migrations.Migration):
    dependencies = [("progress", "0017_history_of_files")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
