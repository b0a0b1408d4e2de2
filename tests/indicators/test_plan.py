"""What entries would do, and which values are questioned."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from indicators.entry.plan import Plan, is_odd, neighbours, plan
from indicators.entry.writing import store
from indicators.figures import Content, Entry, Place, Seen, parts_of
from indicators.models import Missing, Observation
from nalportal.accounts.models import User
from nalportal.refusals import Overtaken
from tests import factories

D = Decimal


def entry(row: Observation, content: Content, seen: Seen | None = None) -> Entry:
    return Entry(parts_of(row)[0], content, Place(2, "waarde"), seen)


def content_of(row: Observation) -> Content:
    return parts_of(row)[1]


def unsaved(row: Observation, **changes: object) -> Observation:
    """Another figure of the same series."""
    other = Observation.objects.get(pk=row.pk)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


# -------------------------------------------------------------------------- a slip of units


@pytest.mark.parametrize(
    ("value", "around", "odd"),
    [
        (1000, [100, 101], True),
        (990, [101], True),  # ten times 99
        (100, [1000, 1010], True),
        (1000, [100, 900], False),
        (300, [100, 101], False),
        (1230, [1200, 12300], False),  # that one is the slip
        (20, [1, 2], False),  # the first points of a small place
        (0, [1200, 1300], True),
        (0, [3], False),
        (1000, [], False),
        (-1000, [100, 101], True),
    ],
)
def test_a_value_of_about_ten_times_its_neighbours_is_odd(
    value: int, around: list[int], odd: bool
) -> None:
    assert is_odd(D(value), [D(other) for other in around]) is odd


def test_neighbours_are_the_two_known_values_on_either_side() -> None:
    values = {date(2020, month, 1): D(month) for month in (1, 3, 5, 7, 9)}
    found = neighbours(sorted(values), values, date(2020, 3, 1))
    assert [value for _on, value in found] == [1, 5, 7]


@pytest.mark.django_db
def test_a_doubtful_value_is_told_with_its_stored_neighbours() -> None:
    row = factories.observation(value=1200, on=date(2020, 1, 31))
    odd = entry(unsaved(row, on=date(2020, 2, 29)), Content(D(12300), ""))
    fine = entry(unsaved(row, on=date(2020, 3, 31)), Content(D(1230), ""))
    [doubt] = plan([odd, fine]).doubts
    assert doubt.entry is odd
    assert doubt.neighbours == ((date(2020, 1, 31), D(1200)), (date(2020, 3, 31), D(1230)))


# --------------------------------------------------------------------- new, revised, unchanged


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (Content(D("1000.0"), ""), "unchanged"),
        (Content(D(1000), "", False, "", ""), "unchanged"),
        (Content(D(1001), ""), "revised"),
        (Content(None, Missing.UNKNOWN), "revised"),
        (Content(D(1000), "", True), "annotated"),
        (Content(D(1000), "", None, "Een noot"), "annotated"),
    ],
)
def test_a_figure_that_is_there_already(content: Content, kind: str) -> None:
    found = plan([entry(factories.observation(value=1000), content)])
    assert counts(found) == {"new": 0, "revised": 0, "annotated": 0, "unchanged": 0} | {kind: 1}


def counts(found: Plan) -> dict[str, int]:
    named = {"new": found.new, "revised": found.revised, "annotated": found.annotated}
    return {name: len(rows) for name, rows in named.items()} | {"unchanged": found.unchanged}


@pytest.mark.django_db
def test_what_is_not_said_stays_as_it_is() -> None:
    row = factories.observation(value=1000, note="Een noot", provisional=True)
    [change] = plan([entry(row, Content(D(1001), ""))]).revised
    assert change.after == Content(D(1001), "", True, "Een noot", "")


@pytest.mark.django_db
def test_another_source_or_period_is_another_figure() -> None:
    row = factories.observation(value=1000)
    others = [
        unsaved(row, source=factories.source()),
        unsaved(row, period_from=date(2020, 1, 1)),
        unsaved(row, charger_type="snel"),
    ]
    assert counts(plan([entry(other, Content(D(1), "")) for other in others]))["new"] == 3


# ---------------------------------------------------------------------- two people at once


@pytest.mark.django_db
def test_a_figure_that_changed_since_it_was_seen_is_a_clash() -> None:
    row = factories.observation(value=1000)
    seen = Seen(content_of(row))
    row.value = D(1100)
    row.save()
    found = plan([entry(row, Content(D(1200), ""), seen)])
    assert [change.before for change in found.clashes] == [content_of(row)]
    assert counts(found) == {"new": 0, "revised": 0, "annotated": 0, "unchanged": 0}


@pytest.mark.django_db
def test_both_having_typed_the_same_is_no_clash() -> None:
    row = factories.observation(value=1000)
    found = plan([entry(row, Content(D(1000), ""), Seen(None))])
    assert (found.clashes, found.unchanged) == ((), 1)


# ------------------------------------------------------------------------------- storing


@pytest.fixture
def user(db: None) -> User:
    return factories.user(is_reviewer=True)


def test_each_figure_gets_a_line_in_the_history(user: User) -> None:
    old = factories.observation(value=1000)
    new = unsaved(old, on=date(2021, 1, 31))
    entries = [entry(old, Content(D(900), "")), entry(new, Content(D(901), ""))]
    fingerprint = plan(entries).fingerprint
    store(entries, fingerprint, by=user, origin="invoer", reason="dubbel geteld")
    revised, added = old.history.first(), Observation.history.filter(on=new.on).get()
    assert (revised.value, revised.history_type, revised.history_user) == (900, "~", user)
    assert revised.history_change_reason == "invoer, herziening: dubbel geteld"
    assert (added.value, added.history_type, added.history_user) == (901, "+", user)
    assert added.history_change_reason == "invoer"
    assert old.history.last().value == 1000


def test_what_was_not_previewed_is_not_stored(user: User) -> None:
    row = factories.observation(value=1000)
    entries = [entry(row, Content(D(900), ""))]
    fingerprint = plan(entries).fingerprint
    row.value = D(950)
    row.save()
    with pytest.raises(Overtaken):
        store(entries, fingerprint, by=user, origin="invoer", reason="dubbel geteld")
    row.refresh_from_db()
    assert row.value == 950


def test_a_revision_needs_a_reason(user: User) -> None:
    entries = [entry(factories.observation(value=1000), Content(D(900), ""))]
    with pytest.raises(ValueError, match="reason"):
        store(entries, plan(entries).fingerprint, by=user, origin="invoer")


# ------------------------------------------------------------------------------------ storing


@pytest.mark.django_db
def test_new_figures_are_stored_with_a_line_in_the_history_as_if_saved_one_by_one() -> None:
    by = factories.user()
    other = factories.observation(value=1)
    one_by_one = other.history.get()
    rows = [unsaved(other, on=date(2021, month, 1)) for month in (1, 2)]
    contents = [Content(D("12.5"), "", True, "Noot", ""), Content(None, Missing.PM, False, "", "")]
    entries = [entry(row, content) for row, content in zip(rows, contents, strict=True)]
    store(entries, plan(entries).fingerprint, by=by, origin="proef")

    first, second = Observation.objects.exclude(pk=other.pk).order_by("on")
    assert [content_of(first), content_of(second)] == [
        Content(D("12.500"), "", True, "Noot", ""),
        Content(None, Missing.PM, False, "", ""),
    ]
    told = Observation.history.filter(history_change_reason="proef")
    for row in (first, second):
        line = row.history.get()
        assert (line.history_type, line.history_user, line.instance) == ("+", by, row)
        fields = [field.attname for field in Observation._meta.concrete_fields]
        assert [getattr(line, n) for n in fields] == [getattr(row, n) for n in fields]
        assert type(line.history_date) is type(one_by_one.history_date)
        assert abs((line.history_date - one_by_one.history_date).total_seconds()) < 600
    assert len({line.history_date for line in told}) == 1
    assert other.history.count() == 1


@pytest.mark.django_db
def test_a_figure_that_breaks_a_rule_of_the_database_stores_none() -> None:
    other = factories.observation(value=1)
    good, bad = (unsaved(other, on=date(2021, month, 1)) for month in (1, 2))
    entries = [entry(good, Content(D(1), "")), entry(bad, Content(None, ""))]
    with pytest.raises(IntegrityError):
        store(entries, plan(entries).fingerprint, by=None, origin="proef")
    assert (Observation.objects.count(), Observation.history.count()) == (1, 1)
