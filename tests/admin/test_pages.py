"""A page for every model, found by search, at a price that doesn't grow with the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import GNUTranslations
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from indicators.models import PublishedTable
from nalportal.accounts.models import (
    AuditEvent,
    Draft,
    Pseudonym,
    SavedView,
    Session,
    User,
)
from nalportal.operations.admin_site import GROUPS
from nalportal.operations.models import Seal
from nalportal.pages.models import Job
from nalportal.progress.models import (
    Milestone,
    SearchText,
    Theme,
)
from regions.models import BoundarySet
from tests import factories

from .pages import APPEND_ONLY, EDITABLE, LISTS, TRACKED, each, form_values, make, queries, url


def our_models() -> set[type[Model]]:
    """The models of the house's own apps; their histories are shown on the pages of the rows."""
    houses = ("nalportal", "regions", "workgroups", "indicators")
    return {
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in houses and not model.__name__.startswith("Historical")
    }


def test_every_model_is_in_the_admin_and_in_this_test() -> None:
    # What somebody is still typing is nobody else's business; boundaries come from a file, and
    # nobody writes in them; the index of search follows the rest. The audit log has its own page,
    # whose lines are whose is for nobody to browse, and seals are for `verify`.
    elsewhere = {AuditEvent, Pseudonym, Seal, Draft, SavedView, Session}
    # Long work is told to who asked for it, and in /gezond/toestand/.
    elsewhere |= {BoundarySet, PublishedTable, Job}
    assert our_models() - elsewhere - {SearchText} == set(LISTS)
    assert set(LISTS) <= set(admin.site._registry)


def test_the_overview_has_every_model_once_by_what_people_come_to_do(beheer: Client) -> None:
    response = beheer.get("/admin/")
    shown = [one["model"] for group in response.context["app_list"] for one in group["models"]]
    assert sorted(shown, key=str) == sorted(admin.site._registry, key=str)
    assert [group["name"] for group in response.context["app_list"]] == list(GROUPS)


def test_the_catalogue_that_is_used_was_made_of_the_one_that_is_read() -> None:
    folder = settings.BASE_DIR / "locale/nl/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        used = GNUTranslations(file)
    lines = (folder / "django.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', lines, re.MULTILINE)
    assert len(pairs) > 10
    assert [(said, used.gettext(said)) for said, _dutch in pairs] == pairs


ENGLISH = re.compile(
    r"\b(Add|Change|View|Delete|Save|History|Search|Home|Log out|Error|Model|Select|Reason|By)\b"
)


@each(LISTS)
def test_its_pages_are_in_dutch(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    pages = ["/admin/", url(model, "changelist"), url(model, "change", row.pk)]
    pages += [url(model, "history", row.pk)] + [url(model, "add")] * (model in EDITABLE)
    for page in pages:
        text = strip_tags(re.sub(r"(?s)<(script|style).*?</\1>", "", beheer.get(page).text))
        assert ENGLISH.findall(text) == [], page


def test_what_is_saved_is_told_without_an_article_that_may_be_wrong(beheer: Client) -> None:
    page = url(Theme, "change", factories.theme().pk)
    said = beheer.post(page, {**form_values(beheer, page), "_save": "1"}, follow=True).text
    assert "Gewijzigd (thema van mijlpalen): “" in unescape(strip_tags(said))


def test_the_words_in_dutch_are_compiled() -> None:
    words = settings.LOCALE_PATHS[0] / "nl" / "LC_MESSAGES" / "django.po"
    told = re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', words.read_text(), re.MULTILINE)
    compiled = words.with_suffix(".mo").read_bytes().decode(errors="replace")
    assert [one for one in told if one not in compiled] == []


@each(LISTS)
def test_list_takes_the_same_queries_with_1_row_and_with_30(
    beheer: Client, model: type[Model]
) -> None:
    make_row, expected = LISTS[model]
    make_row()
    beheer.get(url(model, "changelist"))  # fills the cache of content types
    with_one = len(queries(beheer, url(model, "changelist")))
    for _ in range(29):
        make_row()
    with_thirty = len(queries(beheer, url(model, "changelist")))
    assert (with_one, with_thirty) == (expected, expected)


@each(LISTS)
def test_search_finds_rows(beheer: Client, model: type[Model]) -> None:
    make(model)
    response = beheer.get(url(model, "changelist"), {"q": "Fict"})
    assert response.context["cl"].result_count >= 1
    nothing = beheer.get(url(model, "changelist"), {"q": "komt nergens voor"})
    assert nothing.context["cl"].result_count == 0


@each(LISTS)
def test_pages_of_one_row(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    assert beheer.get(url(model, "change", row.pk)).status_code == 200
    assert beheer.get(url(model, "history", row.pk)).status_code == 200


@each(LISTS)
def test_add_page_is_there_unless_a_verb_makes_the_rows(beheer: Client, model: type[Model]) -> None:
    expected = 200 if model in EDITABLE else 403
    assert beheer.get(url(model, "add")).status_code == expected


@each(TRACKED)
def test_foreign_keys_are_found_by_typing(model: type[Model]) -> None:
    keys = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.editable
    }
    page = admin.site._registry[model]
    assert keys <= {*page.autocomplete_fields, *page.readonly_fields}


@each([*TRACKED, *APPEND_ONLY])
def test_no_action_on_many_rows(beheer: Client, model: type[Model]) -> None:
    make(model)
    assert "delete_selected" not in beheer.get(url(model, "changelist")).content.decode()


@each(LISTS)
def test_lists_link_to_filters_that_exist(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    see_also = getattr(admin.site._registry[model], "see_also", lambda row: "")(row)
    for address in str(see_also).split('href="')[1:]:
        assert beheer.get(address.split('"')[0].replace("&amp;", "&")).status_code == 200


def test_only_a_beheerder_comes_in(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get(url(Milestone, "changelist")).status_code == 302


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        (factories.unit, lambda unit: factories.milestone(unit=unit)),
        (factories.milestone, lambda milestone: factories.evidence_link(milestone=milestone)),
        (factories.round_, lambda row: factories.report_text(round=row)),
        (factories.submission, lambda row: factories.hand_in(submission=row)),
        (factories.municipality, lambda row: factories.policy_step(municipality=row)),
        (factories.municipality, lambda row: factories.reorganisation(old=row)),
        (factories.workgroup, lambda row: factories.participation(workgroup=row)),
        (factories.party, lambda row: factories.party_alias(party=row)),
    ],
    ids=[
        "milestones",
        "links",
        "texts",
        "hand-ins",
        "steps",
        "successions",
        "participations",
        "aliases",
    ],
)
def test_change_page_takes_the_same_queries_with_1_row_under_it_and_with_30(
    beheer: Client, parent: Callable[[], Any], child: Callable[[Any], Any]
) -> None:
    row = parent()
    address = url(type(row), "change", row.pk)
    child(row)
    beheer.get(address)  # fills the cache of content types
    with_one = len(queries(beheer, address))
    for _ in range(29):
        child(row)
    assert len(queries(beheer, address)) == with_one


def test_choices_found_by_typing_take_the_same_queries_with_1_row_and_with_30(
    beheer: Client,
) -> None:
    query = "app_label=regions&model_name=regionmembership&field_name=region&term=Fictieve"
    address = f"{reverse('admin:autocomplete')}?{query}"
    factories.region()
    with_one = len(queries(beheer, address))
    for _ in range(29):
        factories.region()
    assert len(queries(beheer, address)) == with_one
