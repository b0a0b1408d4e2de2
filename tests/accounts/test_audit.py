"""What the audit log keeps of signing in, refusals, files and rights, and what it never keeps."""

import json
import logging
import sys

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from nalportal.accounts.audit import (
    AuditEvent,
    AuditKind,
    Pseudonym,
    address_of,
    pseudonym_of,
    source_of,
)
from nalportal.accounts.models import User
from nalportal.desk import people
from nalportal.logs import Asked, JsonLines, current
from nalportal.progress.models import RoundState
from nalportal.progress.rounds import change_state
from nalportal.records.history import save_signed
from tests import factories
from tests.accounts.codes import code_now, give_second_factor, wrong_code
from tests.admin.pages import form_values
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/inloggen/"


@pytest.fixture(autouse=True)
def nothing_told_yet() -> None:
    caches["limits"].clear()


def told() -> list[tuple[str, str]]:
    """Kind and code of each line, oldest first."""
    return list(AuditEvent.objects.order_by("pk").values_list("kind", "what"))


def last() -> AuditEvent:
    event: AuditEvent = AuditEvent.objects.latest("pk")
    return event


def test_signing_in_and_out_is_a_line_each(client: Client, reviewer: User) -> None:
    client.post(SIGN_IN, {"login": reviewer.email, "password": PASSWORD})
    client.post("/account/uitloggen/")
    assert told()[-2:] == [("in", ""), ("out", "")]
    assert last().person == pseudonym_of(reviewer)
    assert len(last().request) == 16


def test_a_wrong_password_tells_of_whom_and_no_address(client: Client, reviewer: User) -> None:
    client.post(SIGN_IN, {"login": reviewer.email, "password": "niet dit"})
    client.post(SIGN_IN, {"login": "niemand@elders.example", "password": "niet dit"})
    failed = AuditEvent.objects.filter(kind="failed").order_by("pk")
    assert [event.about for event in failed] == [pseudonym_of(reviewer), None]
    assert len({event.source for event in failed}) == 1
    kept = json.dumps(list(AuditEvent.objects.values()), default=str)
    assert not any(word in kept for word in (reviewer.email, "niemand", "niet dit", "127.0.0.1"))


def test_too_many_of_them_is_a_limit_told_once_a_minute(client: Client, reviewer: User) -> None:
    for _time in range(9):
        client.post(SIGN_IN, {"login": reviewer.email, "password": "niet dit"})
    assert told().count(("limited", "too_many_login_attempts")) == 1
    assert told().count(("failed", "password")) == 1


def test_a_wrong_code_and_a_new_app_are_lines(
    client: Client,
    reviewer: User,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.DEMO = False
    give_second_factor(reviewer)
    client.post(SIGN_IN, {"login": reviewer.email, "password": PASSWORD})
    client.post("/account/inloggen/code/", {"code": wrong_code()})
    assert told()[-1] == ("failed", "code")
    client.post("/account/inloggen/code/", {"code": code_now()})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/twee-stappen/herstelcodes/nieuw/")
    assert told()[-1] == ("second_step", "recovery_codes:reset")


def test_a_beheerder_who_takes_an_app_away_stands_beside_whose_it_was(
    beheerder: User, reviewer: User
) -> None:
    people.take_away_second_step(reviewer, by=beheerder)
    event = last()
    assert (event.kind, event.what) == ("second_step", "removed")
    assert (event.person, event.about) == (pseudonym_of(beheerder), pseudonym_of(reviewer))


def test_each_right_that_changes_is_a_line(beheerder: User, reviewer: User) -> None:
    before = len(told())
    reviewer.is_staff, reviewer.is_reviewer, reviewer.first_name = True, False, "Anders"
    save_signed(reviewer, by=beheerder)
    assert told()[before:] == [("account", "is_staff=1"), ("account", "is_reviewer=0")]
    assert (last().person, last().about) == (pseudonym_of(beheerder), pseudonym_of(reviewer))
    people.give_units(reviewer, [factories.unit(slug="fictief")], by=beheerder)
    assert told()[-1] == ("account", "fictief=1")


def test_what_somebody_may_not_is_a_line_with_the_page(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    client.get("/gezond/logboek/")
    assert told()[-1] == ("refused", "audit-log")


def test_a_file_that_is_fetched_is_a_line(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get("/mijlpalen/mijlpalen.csv").status_code == 200
    assert told()[-1][0] == "export"


def test_what_anybody_reads_is_none(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/hulp/")
    with django_assert_num_queries(0):
        client.get("/gezond/")
    assert told() == []


def test_what_is_sent_in_the_admin_is_a_line(client: Client, beheerder: User) -> None:
    client.force_login(beheerder)
    theme = factories.theme()
    page = f"/admin/progress/theme/{theme.pk}/change/"
    assert client.post(page, {**form_values(client, page), "_save": "1"}).status_code == 302
    assert told()[-1] == ("admin", f"admin:progress_theme_change:{theme.pk}")


def test_a_round_that_moves_is_a_line(reviewer: User) -> None:
    change_state(factories.round_(slug="fictief"), RoundState.OPEN, by=reviewer)
    assert (last().kind, last().what) == (AuditKind.ROUND, f"fictief:{RoundState.OPEN}")


def test_without_the_pseudonym_nobody_knows_whose_lines_they_are(reviewer: User) -> None:
    event = factories.audit_event(by=reviewer)
    Pseudonym.objects.filter(user=reviewer).delete()
    event.refresh_from_db()
    assert event.person is not None
    assert pseudonym_of(User.objects.get(pk=reviewer.pk)) != event.person


def test_who_asks_costs_no_query(
    client: Client, reviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(reviewer)
    with django_assert_num_queries(1):  # the account; the session is in the cache
        client.get("/account/sessie/")


# ---------------------------------------------------------------------------------- addresses


def test_an_address_is_eight_characters_that_last_a_day(rf: RequestFactory) -> None:
    one, other = (rf.get("/", REMOTE_ADDR=address) for address in ("192.0.2.1", "192.0.2.2"))
    assert source_of(one) == source_of(one) != source_of(other)
    assert len(source_of(one)) == 8
    before = source_of(one)
    caches["default"].clear()  # as the next day does
    assert source_of(one) != before


def test_the_addresses_of_one_network_are_one_source(rf: RequestFactory) -> None:
    """Else whoever has IPv6 is counted nowhere: each question comes from another address."""
    here = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")
    one, same, other = (rf.get("/", REMOTE_ADDR=a) for a in (*here, "2001:db8:1:3::1"))
    assert address_of(one) == address_of(same) != address_of(other)


def test_ipv4_written_as_ipv6_is_a_visitor_of_its_own(rf: RequestFactory) -> None:
    """Else all who come by IPv4 to a server that listens on both would share one limit."""
    there = [address_of(rf.get("/", REMOTE_ADDR=f"::ffff:192.0.2.{n}")) for n in (7, 8)]
    assert there == ["192.0.2.7", "192.0.2.8"]


# -------------------------------------------------------------------------------- lines of log


def line(error: BaseException | None = None, *args: object) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("nal", logging.ERROR, "x.py", 1, "Failed: %s, %r", args, info)
    told: dict[str, object] = json.loads(JsonLines().format(record))
    return told


def test_a_line_is_json_in_utc_with_request_and_person() -> None:
    token = current.set(Asked("abc", "p-1"))
    try:
        found = line(None, 3, ValueError("geheim"))
    finally:
        current.reset(token)
    assert (found["request"], found["person"]) == ("abc", "p-1")
    assert found["values"] == [3, "ValueError"]
    assert str(found["at"]).endswith("+00:00")


def test_no_text_no_token_and_no_address_is_in_a_line() -> None:
    try:
        raise ValueError("een tekst van iemand")
    except ValueError as error:
        found = line(error, "wie@elders.example", "/account/wachtwoord/nieuw/x-geheim/")
    assert found["error"] == "ValueError"
    assert sys._getframe().f_code.co_name in str(found["where"])
    assert not any(word in str(found) for word in ("iemand", "elders", "geheim"))


def test_each_request_is_a_line_with_page_status_and_time(
    client: Client, reviewer: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(reviewer)
    with caplog.at_level(logging.INFO, "nalportal.requests"):
        client.get("/account/wachtwoord/nieuw/1a-geheim-geheim/")
    [record] = [one for one in caplog.records if one.name == "nalportal.requests"]
    assert record.told["view"] == "account_reset_password_from_key"  # type: ignore[attr-defined]
    assert "geheim" not in str(record.told)  # type: ignore[attr-defined]


@pytest.mark.parametrize("behind", [True, False])
def test_only_behind_a_proxy_its_number_is_taken(
    client: Client, reviewer: User, settings: Settings, behind: bool
) -> None:
    settings.BEHIND_PROXY = behind
    client.force_login(reviewer)
    client.get("/gezond/logboek/", headers={"X-Request-ID": "0123456789abcdef" * 2})
    assert (last().request == "0123456789abcdef" * 2) is behind
