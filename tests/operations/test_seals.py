"""The chain of seals: what is changed, removed or slipped in after sealing is named."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from nalportal.accounts.audit import AuditEvent, AuditKind
from nalportal.accounts.models import User
from nalportal.operations import seals
from nalportal.operations.models import Seal, SealReason
from nalportal.operations.moving import Tally
from nalportal.operations.seals import faults, purge, seal
from nalportal.progress.models.files import evidence_storage
from nalportal.records.append_only import drop_triggers, open_door
from tests import factories

pytestmark = pytest.mark.django_db

EVENTS = "accounts_auditevent"


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[AuditEvent]:
    """Five lines of the log under three seals, and the histories beside them under theirs."""
    monkeypatch.setattr(seals, "ROWS", 2)
    events = [factories.audit_event(what=f"fictief-{number}") for number in range(5)]
    seal()
    return events


def by_sql(statement: str, *values: int) -> None:
    """What somebody can do who has the database and takes the lock away."""
    models = seals.sealed_models()
    with open_door(*models.values(), Seal), connection.cursor() as cursor:
        cursor.execute(statement, values)


def told() -> list[str]:
    return [str(fault) for fault in faults()]


def of_log() -> list[Seal]:
    return list(Seal.objects.filter(table=EVENTS))


def test_what_was_not_touched_holds(sealed: list[AuditEvent]) -> None:
    factories.audit_event(what="na het verzegelen")
    assert told() == []
    assert [one.rows for one in of_log()] == [2, 2, 1]
    assert seal() == 1, "only what is new"
    assert told() == []


def test_a_changed_line_is_named_by_its_seal(sealed: list[AuditEvent]) -> None:
    by_sql(f"UPDATE {EVENTS} SET what = 'iets anders' WHERE id = %s", sealed[2].pk)  # noqa: S608
    assert told() == [f"Een regel is gewijzigd ({of_log()[1]})"]


def test_a_line_that_went_or_was_slipped_in_is_named(sealed: list[AuditEvent]) -> None:
    by_sql(f"DELETE FROM {EVENTS} WHERE id = %s", sealed[0].pk)  # noqa: S608
    assert told() == [f"Er zijn 1 regels waar er 2 verzegeld werden ({of_log()[0]})"]


def test_what_may_be_forgotten_is_a_column_of_what_is_sealed() -> None:
    for table, names in seals.ERASABLE.items():
        columns_of = {one.attname for one in seals.sealed_models()[table]._meta.concrete_fields}
        assert names < columns_of


def test_history_is_under_seal_and_names_may_be_forgotten(reviewer: User) -> None:
    seal()
    by_sql("UPDATE accounts_historicaluser SET email = 'x', first_name = '', last_name = ''")
    assert told() == []
    by_sql("UPDATE accounts_historicaluser SET is_staff = true")
    assert [one.split(" (")[0] for one in told()] == ["Een regel is gewijzigd"]


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET rows = 9 WHERE id = %s", "DELETE FROM {} WHERE id = %s"]
)
def test_a_seal_that_was_touched_breaks_the_chain(sealed: list[AuditEvent], statement: str) -> None:
    first = Seal.objects.order_by("pk")[0]
    by_sql(statement.format("operations_seal"), first.pk)
    assert told()[0].startswith("Zegel sluit niet aan op het vorige")


def test_a_chain_that_was_made_anew_lacks_what_was_noted(sealed: list[AuditEvent]) -> None:
    noted = Seal.objects.latest("pk").chain
    assert list(faults(noted)) == []
    by_sql("DELETE FROM operations_seal")
    by_sql(f"DELETE FROM {EVENTS} WHERE id = %s", sealed[0].pk)  # noqa: S608
    seal()
    assert told() == []
    assert "genoteerde zegel" in str(next(iter(faults(noted))))


def test_other_columns_are_sealed_anew(
    sealed: list[AuditEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    by_sql("DELETE FROM operations_seal")
    with monkeypatch.context() as before:
        before.setattr(seals, "_columns", lambda model: ["pk_of_old", *columns(model)])
        before.setattr(seals, "tally_of", lambda *_a, **_k: Tally(0, "0"))
        seal()
    assert "andere kolommen" in told()[0]
    made = seal()
    assert made == Seal.objects.filter(reason=SealReason.COLUMNS).count() > 0
    assert told() == []


columns = seals._columns


def test_a_table_that_was_changed_for_a_reason_is_sealed_again_and_that_is_told(
    sealed: list[AuditEvent], capsys: pytest.CaptureFixture[str]
) -> None:
    by_sql(f"UPDATE {EVENTS} SET source = 'x'")  # noqa: S608
    call_command("seal", opnieuw=[EVENTS])
    assert told() == []
    assert AuditEvent.objects.filter(what=f"{EVENTS}:sealed-again").count() == 1
    assert Seal.objects.latest("pk").chain in capsys.readouterr().out


def test_whole_sealed_runs_are_purged_and_leave_their_seal(sealed: list[AuditEvent]) -> None:
    factories.audit_event(what="nieuw")
    assert purge("accounts.AuditEvent", timezone.now() - timedelta(days=1)) == 0
    assert purge("accounts.AuditEvent", timezone.now()) == 5
    left = list(AuditEvent.objects.order_by("pk").values_list("what", flat=True))
    assert left == ["nieuw", f"{EVENTS}:5"]
    assert told() == []
    assert len(of_log()) == 6
    assert purge("accounts.AuditEvent", timezone.now()) == 0
    seal()
    AuditEvent.objects.create(pk=sealed[0].pk, kind=AuditKind.EXPORT)
    assert told() == [f"Er zijn 1 regels waar er 0 verzegeld werden ({of_log()[3]})"]


# ---------------------------------------------------------------------------------- command


def test_verify_ends_well_when_all_is_well(
    sealed: list[AuditEvent], capsys: pytest.CaptureFixture[str]
) -> None:
    factories.evidence_file()
    call_command("verify")
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "snapshots",
        "keten",
        "bestanden",
        "sloten",
    ]


def test_verify_names_the_first_broken_link_and_fails(sealed: list[AuditEvent]) -> None:
    by_sql(f"UPDATE {EVENTS} SET what = 'x'")  # noqa: S608
    with pytest.raises(CommandError, match=f"keten: Een regel is gewijzigd .*{EVENTS}"):
        call_command("verify")
    call_command("verify", "snapshots")


def test_verify_names_a_file_that_went_and_a_table_without_its_lock() -> None:
    file = factories.evidence_file()
    evidence_storage().delete(str(file.content.name))
    editor = connection.SchemaEditorClass(connection)
    editor.deferred_sql = []
    drop_triggers(editor, EVENTS)
    with pytest.raises(CommandError) as found:
        call_command("verify")
    assert f"bestand {file.pk} is er niet meer" in str(found.value)
    assert f"Tabel {EVENTS} weigert geen wijzigingen" in str(found.value)
