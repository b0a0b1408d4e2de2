"""What can happen to a milestone: identity, dates, place, and who and why."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.progress import verbs
from nalportal.progress.history import history_of, slips_of, state_of
from nalportal.progress.models import (
    CONFIRMED_UNCHANGED,
    Category,
    Milestone,
    RoundState,
    SubmissionState,
)
from nalportal.progress.verbs import Content, Verb, possible_verbs
from nalportal.records.versions import UNDONE, Conflict, SeenVersion, newest_version
from nalportal.refusals import NotPossible
from nalportal.written_dates import parse_partial_date
from tests import factories

pytestmark = pytest.mark.django_db

JULY = parse_partial_date("juli 2021")
DAY = date(2021, 6, 30)


@pytest.fixture
def editor() -> User:
    return factories.user(first_name="Ed", last_name="Redacteur")


def planned(**fields: Any) -> Milestone:
    return factories.milestone(planned_on=JULY.on, planned_precision=JULY.precision, **fields)


def attention(**fields: Any) -> Milestone:
    return factories.milestone(category=Category.ATTENTION, **fields)


def realised() -> Milestone:
    return factories.milestone(category=Category.REALISED, realised_on=DAY)


def resolved() -> Milestone:
    return attention(resolved_on=DAY, resolution="Overlegd.")


def withdrawn() -> Milestone:
    return planned(withdrawn_on=DAY, withdrawal_reason="Vervallen.")


ACTS: dict[Verb, Callable[[Milestone, User], Milestone]] = {
    Verb.REALISE: lambda m, by: verbs.realise(m, on=PartialDate(DAY), by=by),
    Verb.SHIFT: lambda m, by: verbs.shift(m, to=parse_partial_date("2022"), by=by),
    Verb.RESOLVE: lambda m, by: verbs.resolve(m, on=DAY, how="Overlegd.", by=by),
    Verb.RAISE: lambda m, by: verbs.raise_attention(m, by=by),
    Verb.PLAN: lambda m, by: verbs.plan(m, planned=JULY, by=by),
    Verb.WITHDRAW: lambda m, by: verbs.withdraw(m, why="Vervallen.", by=by),
    Verb.RESTORE: lambda m, by: verbs.restore(m, by=by),
}
MAKERS = {
    "planned": planned,
    "attention": attention,
    "realised": realised,
    "resolved": resolved,
    "withdrawn": withdrawn,
}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("maker", sorted(MAKERS))
def test_a_verb_works_exactly_where_it_is_offered(maker: str, verb: Verb, editor: User) -> None:
    row = MAKERS[maker]()
    if verb in possible_verbs(row):
        after = ACTS[verb](row, editor)
        assert (after.pk, after.reference) == (row.pk, row.reference)
        assert history_of(row)[0].who == "Ed Redacteur"
    else:
        with pytest.raises(NotPossible, match="Dat kan niet"):
            ACTS[verb](row, editor)


@pytest.mark.parametrize("maker", sorted(MAKERS))
def test_something_can_be_done_with_every_milestone(maker: str) -> None:
    assert possible_verbs(MAKERS[maker]())


# ------------------------------------------------------------------------------ categories


def test_realised_keeps_the_planned_date_and_tells_when(editor: User) -> None:
    row = verbs.realise(planned(), on=PartialDate(DAY), by=editor, reason="Contract getekend")
    assert (row.category, row.realised_on, row.planned) == (Category.REALISED, DAY, JULY)
    assert history_of(row)[0].reason == "Contract getekend"


def test_back_to_planning_drops_the_day_it_was_realised(editor: User) -> None:
    row = verbs.plan(realised(), planned=JULY, by=editor)
    assert (row.category, row.realised_on, row.planned) == (Category.PLANNED, None, JULY)


def test_a_resolved_point_that_returns_is_open_again(editor: User) -> None:
    row = verbs.raise_attention(resolved(), by=editor)
    assert (row.status, row.resolution) == ("open", "")


def test_a_new_category_means_its_last_place(editor: User) -> None:
    row = planned()
    factories.milestone(unit=row.unit, category=Category.REALISED, position=7)
    assert verbs.realise(row, on=PartialDate(DAY), by=editor).position == 8


def test_withdrawn_and_restored_it_is_as_it_was(editor: User) -> None:
    row = planned()
    before = state_of(row)
    gone = verbs.withdraw(row, why="Samengevoegd", by=editor)
    assert (gone.withdrawn_on, gone.status) == (timezone.localdate(), "ingetrokken")
    assert history_of(row)[0].reason == "Samengevoegd"
    assert state_of(verbs.restore(gone, by=editor)) == before


# ------------------------------------------------------------------------ adding and editing


def content(**fields: object) -> Content:
    return Content(**{"title": "Regionale laadvisie", **fields})  # type: ignore[arg-type]


def test_a_new_milestone_has_a_reference_a_place_and_an_author(editor: User) -> None:
    unit = factories.unit(code="NO")
    theme = factories.theme(name="Laadvisie")
    links = (("Besluit", "https://a.example/besluit"),)
    row = verbs.add(
        unit, Category.PLANNED, content(planned=JULY, themes=(theme,), links=links), by=editor
    )
    assert (row.reference, row.position, row.planned) == ("NO-001", 1, JULY)
    (event,) = history_of(row)
    assert (event.who, event.is_first) == ("Ed Redacteur", True)
    assert (event.state.themes, event.state.links) == (("Laadvisie",), links)


def test_an_edit_writes_fields_themes_and_links(editor: User) -> None:
    row = planned(themes=(factories.theme(),))
    kept = factories.evidence_link(milestone=row, url="https://a.example/1")
    factories.evidence_link(milestone=row, url="https://a.example/2")
    theme = factories.theme()
    links = (("Nieuw", "https://a.example/3"), ("Zelfde", "https://a.example/1"))
    new = content(planned=JULY, themes=(theme,), links=links)
    verbs.edit(row, new, seen=SeenVersion(row.version), by=editor)
    assert list(row.themes.all()) == [theme]
    assert [(link.title, link.url) for link in row.links.all()] == list(links)
    assert row.links.get(url="https://a.example/1").pk == kept.pk


def test_an_edit_of_an_older_version_writes_nothing(editor: User) -> None:
    row = planned(title="Eerst")
    version = row.version
    verbs.edit(row, content(title="Van een ander"), seen=SeenVersion(version), by=factories.user())
    with pytest.raises(Conflict):
        verbs.edit(row, content(title="Van mij"), seen=SeenVersion(version), by=editor)
    row.refresh_from_db()
    assert row.title == "Van een ander"


def test_a_change_of_only_a_link_is_a_new_version(editor: User) -> None:
    row = planned()
    version = row.version
    links = (("Besluit", "https://a.example/besluit"),)
    new = content(title=row.title, planned=JULY, links=links)
    assert verbs.edit(row, new, seen=SeenVersion(version), by=editor).version > version


def test_an_older_version_comes_back_whole(editor: User) -> None:
    theme = factories.theme()
    links = (("Besluit", "https://a.example/besluit"),)
    old = content(planned=JULY, themes=(theme,), links=links)
    row = verbs.add(factories.unit(), Category.PLANNED, old, by=editor)
    version, before = row.version, state_of(row)
    verbs.edit(row, content(title="Iets anders"), seen=SeenVersion(version), by=editor)
    verbs.withdraw(row, why="Vergissing", by=editor)
    back = verbs.restore_version(row, version, by=editor, reason="Toch goed")
    assert state_of(back) == before


def test_a_version_of_another_milestone_is_none_of_this(editor: User) -> None:
    with pytest.raises(NotPossible):
        verbs.restore_version(planned(), planned().version, by=editor)


# ----------------------------------------------------------------------------------- order


def order(row: Milestone) -> list[str]:
    return [sibling.title for sibling in verbs.in_order(row.unit, row.category)]


def three(**fields: Any) -> list[Milestone]:
    unit = factories.unit()
    return [planned(unit=unit, title=title, **fields) for title in ("een", "twee", "drie")]


def test_up_and_down_change_places_with_the_neighbour(editor: User) -> None:
    first, second, _third = three()
    verbs.move(second, up=True, by=editor)
    assert order(first) == ["twee", "een", "drie"]
    verbs.move(first, up=False, by=editor)
    assert order(first) == ["twee", "drie", "een"]


def test_at_the_end_it_stays(editor: User) -> None:
    first, *_ = three()
    verbs.move(first, up=True, by=editor)
    assert order(first) == ["een", "twee", "drie"]


def test_ties_of_a_file_are_parted(editor: User) -> None:
    first, *_ = three(position=4)
    verbs.move(first, up=False, by=editor)
    assert order(first) == ["twee", "een", "drie"]


def test_a_withdrawn_milestone_has_no_place(editor: User) -> None:
    with pytest.raises(NotPossible, match="geen plaats"):
        verbs.move(withdrawn(), up=True, by=editor)


# ---------------------------------------------------------------------------- several at once


def test_a_theme_for_several(editor: User) -> None:
    rows, theme = three(), factories.theme()
    verbs.add_theme(rows, theme, by=editor, reason="Indeling")
    assert all(theme in row.themes.all() for row in rows)
    assert history_of(rows[0])[0].reason == "Indeling"


def test_several_move_by_months(editor: User) -> None:
    rows = three()
    verbs.shift_by(rows, 3, by=editor)
    october = PartialDate(date(2021, 10, 1), Precision.MONTH)
    assert {row.planned for row in Milestone.objects.all()} == {october}


@pytest.mark.parametrize("fields", [{}, {"planned_on": DAY, "planned_precision": "year"}])
def test_what_cannot_move_is_named_and_the_others_do(fields: dict[str, Any], editor: User) -> None:
    rows = [*three(), still := factories.milestone(reference="NO-999", **fields)]
    outcome = verbs.shift_by(rows, 3, by=editor)
    assert [row.pk for row in outcome.done] == [row.pk for row in rows[:3]]
    assert outcome.left_out.startswith("Overgeslagen: NO-999 (")
    before = still.planned
    still.refresh_from_db()
    assert still.planned == before
    with pytest.raises(NotPossible, match="NO-999"):
        verbs.shift_by([still], 3, by=editor)


def test_several_are_realised_on_one_day(editor: User) -> None:
    rows = [planned(), withdrawn()]
    outcome = verbs.realise_each(rows, on=PartialDate(DAY), by=editor, reason="Opgeleverd")
    row = Milestone.objects.get(pk=rows[0].pk)
    assert (row.category, row.realised_on) == (Category.REALISED, DAY)
    assert f"{rows[1].reference} (staat op Ingetrokken)" in outcome.left_out


def test_what_another_changed_meanwhile_is_left_alone(editor: User) -> None:
    rows = three()
    seen = newest_version(Milestone.history.all())
    other = factories.user(first_name="An", last_name="Der")
    verbs.shift(rows[1], to=parse_partial_date("2025"), by=other)
    outcome = verbs.shift_by(rows, 3, by=editor, seen=seen)
    assert (
        outcome.left_out == f"Overgeslagen: {rows[1].reference} (intussen gewijzigd door An Der)."
    )


def test_undo_puts_back_category_date_and_place(editor: User) -> None:
    rows = three()
    before = newest_version(Milestone.history.all())
    places = list(Milestone.objects.order_by("pk").values_list("category", "position"))
    verbs.realise_each(rows, on=PartialDate(DAY), by=editor)
    after = newest_version(Milestone.history.all())
    verbs.undo(rows, before=before, after=after, by=editor)
    assert list(Milestone.objects.order_by("pk").values_list("category", "position")) == places
    assert history_of(rows[0])[0].reason == UNDONE


def test_a_shift_that_was_taken_back_is_no_slip(editor: User) -> None:
    [row, *_others] = three()
    before = newest_version(row.history)
    verbs.shift_by([row], 3, by=editor)
    verbs.undo([row], before=before, after=newest_version(row.history), by=editor)
    assert slips_of([row.pk]) == {}


def test_confirmed_unchanged_is_in_the_history(editor: User) -> None:
    row = planned()
    verbs.confirm_unchanged([row], by=editor)
    event = history_of(row)[0]
    assert (event.reason, event.is_confirmation, event.changes) == (CONFIRMED_UNCHANGED, True, ())


# ------------------------------------------------------------------ changed means changed


def test_saving_without_a_change_touches_nothing(editor: User) -> None:
    row = planned(title="Blijft")
    round_ = factories.round_(state=RoundState.OPEN)
    row.unit.editors.add(editor)
    submission = factories.submission(
        round=round_, unit=row.unit, state=SubmissionState.NOT_STARTED
    )
    entries, moment = row.history.count(), timezone.now()
    seen = SeenVersion(row.version)
    verbs.edit(row, Content.of(row), seen=seen, by=editor, reason="Voor niets")
    verbs.restore_version(row, row.version, by=editor)
    verbs.add_theme([row], theme := factories.theme(), by=factories.user(is_reviewer=True))
    assert row.history.count() == entries + 1
    with pytest.raises(NotPossible, match="had dit thema al"):
        verbs.add_theme([row], theme, by=editor)
    assert row.history.count() == entries + 1
    submission.refresh_from_db()
    assert submission.state == SubmissionState.NOT_STARTED
    assert Milestone.objects.changed_since(moment).count() == 1  # the theme, and nothing else
    verbs.edit(row, content(title="Anders"), seen=SeenVersion(row.version), by=editor)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.IN_PROGRESS
