"""The history of a milestone as one story."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.dutch import PartialDate
from nalportal.progress import verbs
from nalportal.progress.history import Slip, history_of, slips_of
from nalportal.progress.models import Category, Milestone
from nalportal.progress.verbs import Content
from nalportal.records.append_only import open_door
from nalportal.records.diff import Piece
from nalportal.records.versions import SeenVersion
from nalportal.written_dates import parse_partial_date
from tests import factories

pytestmark = pytest.mark.django_db


def shifted(*dates: str) -> Milestone:
    first = parse_partial_date(dates[0])
    row = factories.milestone(planned_on=first.on, planned_precision=first.precision)
    for text in dates[1:]:
        row = verbs.shift(row, to=parse_partial_date(text), by=factories.user())
    return row


def test_newest_first_with_who_what_and_why() -> None:
    row = factories.milestone(title="Aanpak snelladen")
    editor = factories.user(first_name="Ed", last_name="Redacteur")
    changed = Content(title="Aanpak snelladen met gemeenten")
    verbs.edit(row, changed, seen=SeenVersion(row.version), by=editor, reason="Verduidelijkt")
    newest, oldest = history_of(row)
    (change,) = newest.changes
    assert (newest.who, newest.reason, change.label) == ("Ed Redacteur", "Verduidelijkt", "Titel")
    assert change.pieces[-1] == Piece("toegevoegd", " met gemeenten")
    assert (oldest.is_first, oldest.who) == (True, "Het portaal")


def test_a_change_of_links_and_themes_is_told() -> None:
    row = factories.milestone(title="Iets")
    links = (("Besluit", "https://a.example/"),)
    new = Content(title="Iets", themes=(factories.theme(name="Snelladen"),), links=links)
    verbs.edit(row, new, seen=SeenVersion(row.version), by=factories.user())
    changes = {change.field: change.after for change in history_of(row)[0].changes}
    assert changes == {"themes": "Snelladen", "links": "Besluit <https://a.example/>"}


def test_a_category_reads_as_its_word() -> None:
    row = verbs.realise(
        factories.milestone(), on=PartialDate(timezone.localdate()), by=factories.user()
    )
    change = history_of(row)[0].changes[0]
    assert (change.before, change.after) == ("Planning", "Gerealiseerd")


def test_two_people_within_a_second_are_two_events() -> None:
    row = factories.milestone()
    verbs.raise_attention(row, by=factories.user())
    verbs.plan(row, planned=None, by=factories.user())
    assert [len(event.changes) for event in history_of(row)] == [1, 1, 0]


def test_each_save_is_an_event_however_fast_they_follow() -> None:
    row, editor = factories.milestone(title="Iets"), factories.user()
    links = (("Besluit", "https://a.example/"),)
    for title in ("Een", "Twee", "Drie"):
        row = verbs.edit(row, Content(title, links=links), seen=SeenVersion(row.version), by=editor)
    titles = [event.state.title for event in history_of(row)]
    assert titles == ["Drie", "Twee", "Een", "Iets"]


def test_a_link_of_the_admin_is_an_event_without_a_version() -> None:
    row = factories.milestone()
    link = factories.evidence_link(milestone=row)
    with open_door(link.history.model):
        link.history.update(history_date=timezone.now() + timedelta(hours=1))
    assert history_of(row)[0].version is None


def test_the_number_of_queries_stays_the_same(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    row = shifted("juli 2021", "2022", "2023", "2024")
    with django_assert_num_queries(3):
        history_of(row)


# ---------------------------------------------------------------------------------- slipping


def test_a_moved_date_keeps_its_first_date() -> None:
    row = shifted("juli 2021", "september 2021", "december 2021")
    assert slips_of([row.pk]) == {row.pk: Slip(parse_partial_date("juli 2021"), 2)}


def test_another_edit_or_a_first_date_is_no_move() -> None:
    row = factories.milestone(category=Category.PLANNED)
    verbs.plan(
        verbs.raise_attention(row, by=factories.user()),
        planned=parse_partial_date("2022"),
        by=factories.user(),
    )
    assert slips_of([row.pk]) == {}


def test_all_of_a_page_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [shifted("juli 2021", "2022") for _ in range(3)]
    with django_assert_num_queries(1):
        assert len(slips_of([row.pk for row in rows])) == 3
