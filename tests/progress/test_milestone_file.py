"""The file of milestones, down and up again: what stays, what goes, and what came too late."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.pages.file_preview import Preview, RemovesMore
from nalportal.pages.uploads import Upload
from nalportal.progress import verbs
from nalportal.progress.exports import milestones_file
from nalportal.progress.imports import MilestoneResource
from nalportal.progress.milestone_upload import import_upload, preview
from nalportal.progress.models import Category, Milestone, ReportingUnit
from nalportal.refusals import Overtaken
from tests import factories
from tests.exchange.files import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(noord: ReportingUnit) -> Milestone:
    return factories.milestone(
        unit=noord,
        title="Aanpak snelladen",
        explanation="Een toelichting",
        internal_note="Een notitie",
        planned_on=date(2099, 7, 1),
        planned_precision="month",
        themes=(factories.theme(slug="vve", name="VvE's"),),
    )


def typed(*rows: dict[str, str]) -> Upload:
    """A file that somebody made by hand: without versions."""
    return Upload("lijst.csv", rows_of(MilestoneResource, *rows))


def downloaded(extension: str = "csv", **changes: str) -> Upload:
    """The list as it is downloaded now, with some of its text replaced."""
    content = milestones_file(Milestone.objects.all(), extension)
    for old, new in changes.items():
        assert old.encode() in content
        content = content.replace(old.encode(), new.encode())
    return Upload(f"lijst.{extension}", content)


def kinds(found: Preview) -> tuple[int, ...]:
    assert found.faults == ()
    return tuple(map(len, (found.new, found.changed, found.unchanged, found.overtaken)))


def imported(upload: Upload, by: User, *, may_remove: bool = False) -> Preview:
    found = preview(upload, by=by)
    assert found.faults == ()
    import_upload(upload, found.fingerprint, by=by, may_remove=may_remove)
    return found


def known(row: Milestone, **cells: str) -> dict[str, str]:
    """A row of which only these cells are filled, besides what it is about."""
    about = {"kenmerk": row.reference, "onderdeel": "noord", "titel": row.title}
    return {**about, "categorie": row.category, **cells}


def test_each_row_that_does_not_count_in_the_open_round_says_so(
    row: Milestone, coordinator: User
) -> None:
    factories.round_(title="Eind 2020", state="open", reference_on=date(2020, 12, 31))
    done = known(row, categorie="gerealiseerd", gerealiseerd_op="1-1-2021", gepland="(leegmaken)")
    new = {"onderdeel": "noord", "titel": "Op tijd", "categorie": "gerealiseerd"}
    upload = typed(done, new | {"gerealiseerd_op": "31-12-2020"})
    found = preview(upload, by=coordinator)
    assert kinds(found) == (1, 1, 0, 0)
    assert [r.note for r in (*found.changed, *found.new)] == [
        "Staat in Eind 2020 als planning.",
        "",
    ]


# ------------------------------------------------------------------------------ empty cells


def test_an_empty_cell_takes_nothing_away(row: Milestone, coordinator: User) -> None:
    assert kinds(preview(typed(known(row)), by=coordinator)) == (0, 0, 1, 0)
    imported(typed(known(row, toelichting="Anders")), coordinator)
    row = Milestone.objects.get()
    assert (row.explanation, row.internal_note) == ("Anders", "Een notitie")
    assert (str(row.planned), row.themes.count()) == ("juli\xa02099", 1)


def test_taking_away_is_said_in_words_and_asked(row: Milestone, coordinator: User) -> None:
    upload = typed(known(row, toelichting="(leegmaken)", themas="(Leegmaken)", gepland=""))
    found = preview(upload, by=coordinator)
    assert found.removes == 2
    with pytest.raises(RemovesMore):
        import_upload(upload, found.fingerprint, by=coordinator)
    assert Milestone.objects.get().explanation == "Een toelichting"
    imported(upload, coordinator, may_remove=True)
    row = Milestone.objects.get()
    assert (row.explanation, row.themes.count(), row.internal_note) == ("", 0, "Een notitie")


@pytest.mark.parametrize("column", ["titel", "categorie", "onderdeel"])
def test_what_a_milestone_cannot_do_without_is_asked(
    row: Milestone, coordinator: User, column: str
) -> None:
    for nothing in ("", "(leegmaken)"):
        found = preview(typed(known(row) | {column: nothing}), by=coordinator)
        assert [fault.column for fault in found.faults] == [column]


def test_a_faulty_row_stays_behind_and_the_others_go_on(row: Milestone, coordinator: User) -> None:
    new = {"onderdeel": "noord", "categorie": "planning", "titel": "Nieuw", "gepland": "2021"}
    upload = typed(known(row, toelichting="Anders"), new | {"gepland": "ooit"}, new)
    found = preview(upload, by=coordinator)
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, "gepland")]
    import_upload(upload, found.fingerprint, by=coordinator)
    stored = Milestone.objects.order_by("pk").values_list("title", "explanation")
    assert list(stored) == [(row.title, "Anders"), ("Nieuw", "")]


def test_a_file_needs_only_the_columns_that_it_uses(row: Milestone, coordinator: User) -> None:
    text = f"Toelichting;Kenmerk;Kleur\nAnders;{row.reference};rood\n"
    upload = Upload("lijst.csv", text.encode())
    assert preview(upload, by=coordinator).faults == ()
    found = imported(upload, coordinator)
    assert (found.unread, [change.field for change in found.changed[0].changes]) == (
        ("Kleur",),
        ["toelichting"],
    )
    stored = Milestone.objects.get()
    assert (stored.title, stored.category, stored.explanation) == (
        row.title,
        row.category,
        "Anders",
    )


def test_a_new_milestone_needs_a_title_and_a_category(row: Milestone, coordinator: User) -> None:
    text = "Titel;Categorie;Gerealiseerd op\nNieuw;Planning;\n;Planning;\nZonder;;\n"
    found = preview(Upload("lijst.csv", text.encode()), by=coordinator)
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (3, "titel"),
        (4, "categorie"),
    ]
    assert [new.title for new in found.new] == ["Nieuw"]


def test_another_category_takes_what_only_the_old_one_can_have(
    row: Milestone, coordinator: User
) -> None:
    verbs.realise(row, on=PartialDate(date(2021, 5, 1)), by=coordinator)
    imported(typed(known(row) | {"categorie": "Aandachtspunt"}), coordinator, may_remove=True)
    assert Milestone.objects.get().realised_on is None


def test_a_period_of_realisation_and_a_trekker_go_up_and_down(
    row: Milestone, coordinator: User
) -> None:
    text = f"Kenmerk;Categorie;Gerealiseerd op;Wie\n{row.reference};Gerealiseerd;mei 2021;Jansen\n"
    imported(Upload("lijst.csv", text.encode()), coordinator)
    made = Milestone.objects.get()
    assert (str(made.realised).split(), made.realised_on) == (["mei", "2021"], date(2021, 5, 31))
    for extension in ("csv", "xlsx"):
        content = milestones_file(Milestone.objects.all(), extension)
        again = preview(Upload(f"lijst.{extension}", content), by=coordinator)
        assert not again.changed + again.new
        assert not again.faults
        assert b"Jansen" in content or extension == "xlsx"


# ------------------------------------------------------------------------ words of the screen


@pytest.mark.parametrize("unit", ["noord", "Noord", "Regio Noord", "NO"])
@pytest.mark.parametrize("category", ["aandachtspunt", "Aandachtspunt"])
@pytest.mark.parametrize("themes", ["vve", "VvE's", "VVE’s"])
def test_names_are_taken_as_the_screen_writes_them(
    row: Milestone, coordinator: User, unit: str, category: str, themes: str
) -> None:
    new = {"onderdeel": unit, "categorie": category, "titel": "Nieuw", "themas": themes}
    imported(typed(new), coordinator)
    made = Milestone.objects.get(title="Nieuw")
    assert (made.unit.slug, made.category) == ("noord", Category.ATTENTION)
    assert made.themes.get().slug == "vve"


# ----------------------------------------------------------------------- an older file


def test_a_row_that_the_register_overtook_is_refused_and_the_others_go_on(
    row: Milestone, coordinator: User, noord: ReportingUnit, reviewer: User
) -> None:
    other = factories.milestone(unit=noord, title="Een andere")
    old = downloaded(**{"Een andere": "Een heel andere", "Een toelichting": "Uit het bestand"})
    verbs.raise_attention(row, by=reviewer)
    found = imported(old, coordinator)
    assert kinds(found) == (0, 1, 0, 1)
    assert found.overtaken[0].note.startswith("Bo Oordelaar wijzigde dit op ")
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.category, row.explanation) == (Category.ATTENTION, "Een toelichting")
    assert other.title == "Een heel andere"


def test_what_was_corrected_since_is_not_brought_back(row: Milestone, coordinator: User) -> None:
    old = downloaded()
    imported(typed(known(row, toelichting="Verbeterd")), coordinator)
    assert kinds(preview(old, by=coordinator)) == (0, 0, 0, 1)


def test_who_confirmed_a_milestone_overtook_nothing(row: Milestone, coordinator: User) -> None:
    old = downloaded(**{"Een toelichting": "Uit het bestand"})
    verbs.confirm_unchanged([row], by=coordinator)
    assert kinds(preview(old, by=coordinator)) == (0, 1, 0, 0)


def test_between_preview_and_confirmation_it_is_overtaken_too(
    row: Milestone, coordinator: User, reviewer: User
) -> None:
    old = downloaded(**{"Een toelichting": "Uit het bestand"})
    found = preview(old, by=coordinator)
    verbs.raise_attention(row, by=reviewer)
    with pytest.raises(Overtaken):
        import_upload(old, found.fingerprint, by=coordinator)


# ----------------------------------------------------------------------------- down and up


def texts(size: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    """What the pages take: no control characters, and nothing to take off at the ends."""
    letters = st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufffe\uffff"
    )
    signs = st.sampled_from("\n\n=+-@'|<>;,\"\t" if lines else "=+-@'|<>;,\"")
    return st.text(letters | signs, max_size=size)


# Titles as forms and files store them: without spaces around.
LINKS = st.lists(
    st.tuples(texts(8).map(str.strip), st.sampled_from(["a", "b|c", "d;e"])), max_size=2
)


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "title": texts(12).map(lambda text: f"T{text}"),
                "explanation": texts(12, lines=True),
                "internal_note": texts(12, lines=True),
                "category": st.sampled_from(Category.values),
                "planned": st.none() | st.sampled_from(Precision.values),
                "position": st.integers(1, 9),
            }
        ),
        max_size=3,
    ),
    links=LINKS,
    extension=st.sampled_from(["csv", "xlsx"]),
)
def test_whatever_stands_down_and_up_again_changes_nothing(
    noord: ReportingUnit,
    coordinator: User,
    rows: list[dict[str, Any]],
    links: Iterable[tuple[str, str]],
    extension: str,
) -> None:
    with transaction.atomic():
        for fields in rows:
            planned = fields.pop("planned")
            dated = {"planned_on": date(2099, 1, 1), "planned_precision": planned}
            made = factories.milestone(
                unit=noord, themes=(factories.theme(),), **fields, **(dated if planned else {})
            )
            for path, title in {path: title for title, path in links}.items():
                url = f"https://a.example/{path}"
                factories.evidence_link(milestone=made, title=f"L{title}", url=f"{url}{made.pk}")
        found = preview(downloaded(extension), by=coordinator)
        transaction.set_rollback(True)
    assert kinds(found) == (0, 0, len(rows), 0)
