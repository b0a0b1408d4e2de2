"""What reviewers remarked on hand-ins becomes a conversation, open or not as the hand-in stands.

What was said of one thing at several hand-ins is one conversation. Of a round that is settled it
is done; what the unit handed in again after it, is answered by that; the rest is open.
"""

from collections import defaultdict
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As they were called when this was written.
SETTLED = ("geaccepteerd", "overgeslagen", "uit-bron")
FROZEN = ("bevroren", "gepubliceerd")
PLACES = {"onderdeel-kort": "Onderdeel in één regel", "onderdeel": "Inleiding van een onderdeel"}


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    rows = (
        apps.get_model("progress", "ReviewRemark")
        .objects.using(alias)
        .select_related("hand_in__submission__round", "milestone")
    )
    said: dict[Any, list[Any]] = defaultdict(list)
    for row in rows.defer("hand_in__payload").order_by("hand_in_id", "pk"):
        unit = row.hand_in.submission.unit_id
        said[unit, row.milestone_id, row.place].append(row)
    for (unit, milestone, place), found in said.items():
        _begin(apps, alias, (unit, milestone, place), found)


def _begin(apps: Apps, alias: str, subject: tuple[int, int | None, str], said: list[Any]) -> None:
    unit, milestone, place = subject
    state, waits_for = _state(apps, alias, said[-1].hand_in)
    about = {
        "unit_id": unit,
        "kind": "mijlpaal" if milestone else "tekst",
        "milestone_id": milestone,
        "key": place,
        "about": PLACES.get(place, "De mijlpaal"),
        "state": state,
        "waits_for": waits_for,
        "begun_by": "ministerie",
    }
    remark = apps.get_model("progress", "Remark").objects.using(alias).create(**about)
    apps.get_model("progress", "HistoricalRemark").objects.using(alias).create(
        id=remark.pk,
        **about,
        history_type="+",
        history_date=said[0].at,
        history_user_id=said[0].by_id,
        history_change_reason="Overgenomen van de inlevering",
    )
    entries = apps.get_model("progress", "RemarkEntry").objects.using(alias)
    for place_in_order, row in enumerate(said):
        entries.create(
            remark=remark,
            verb="antwoorden" if place_in_order else "vragen",
            side="ministerie",
            text=row.text,
            at=row.at,
            by_id=row.by_id,
        )


def _state(apps: Apps, alias: str, hand_in: Any) -> tuple[str, str]:
    submission = hand_in.submission
    if submission.state in SETTLED or submission.round.state in FROZEN:
        return "afgehandeld", ""
    hand_ins = apps.get_model("progress", "HandIn").objects.using(alias)
    later = hand_ins.filter(submission_id=submission.pk, pk__gt=hand_in.pk)
    return ("beantwoord", "ministerie") if later.exists() else ("opmerking-open", "onderdeel")


class Migration(migrations.Migration):
    dependencies = [("progress", "0009_remarks")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
