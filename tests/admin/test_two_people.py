"""Two people on one page of the beheer: nothing that either of them saved goes unseen.

Every page on which something is changed is walked, so a new one without a version fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import ReportText, RoundState, Theme
from nalportal.records.admin import TrackedInline, VersionedAdmin
from nalportal.records.seen_forms import SEEN
from regions.models import Municipality, MunicipalityAlias
from tests import factories
from workgroups.models import Party, PartyAlias

from .pages import EDITABLE, LISTS, each, form_values, make, url

PLAIN = (
    forms.CharField,
    forms.IntegerField,
    forms.DateField,
    forms.BooleanField,
    forms.ModelChoiceField,
)
# Where the row that lists show is one that has pages of its own.
MADE_HERE: dict[type[Model], Callable[[], Any]] = {ReportText: factories.report_text}


def make_here(model: type[Model]) -> Any:
    return MADE_HERE[model]() if model in MADE_HERE else make(model)


def other(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case date():
            return value + timedelta(days=1)
        case str():
            return other_text(value)
        case Model():
            return make(type(value))
    return None


def other_text(value: str) -> str:
    """As long, and with digits and capitals where those were: a code stays a code."""
    if not value:
        return "Fictief"
    last = value[-1]
    if last.isdigit():
        return value[:-1] + str((int(last) + 1) % 10)
    first, second = ("X", "Y") if last.isupper() else ("x", "y")
    return value[:-1] + (second if last == first else first)


def changeable(client: Client, row: Any) -> Iterator[tuple[str, Any]]:
    """The fields of its page that can get another value, with that value."""
    form = client.get(url(type(row), "change", row.pk)).context["adminform"].form
    for name, field in form.fields.items():
        if field.widget.is_hidden or field.disabled or not isinstance(field, PLAIN):
            continue
        if isinstance(field, forms.ModelMultipleChoiceField):
            continue
        if isinstance(field, forms.ModelChoiceField):
            value = make(type(row)._meta.get_field(name).related_model)
        else:
            value = other(getattr(row, name, None))
        if value is None:
            continue
        setattr(row, name, value)
        try:
            row.full_clean()
        except ValidationError:
            continue
        finally:
            row.refresh_from_db()
        yield name, value


def shown(response: Any) -> str:
    text: str = response.content.decode()
    return text


@each(EDITABLE)
def test_an_older_page_puts_nothing_back(beheer: Client, model: type[Model]) -> None:
    row = make_here(model)
    address = url(model, "change", row.pk)
    tried = 0
    for name, value in changeable(beheer, row):
        page = form_values(beheer, address)
        setattr(row, name, value)
        row.save()
        entries = row.history.count()
        assert beheer.post(address, page).status_code == 302, name
        row.refresh_from_db()
        assert getattr(row, name) == value, name
        assert row.history.count() == entries, "a save without a change is in the history"
        tried += 1
    assert tried, "nothing on this page could be tried"


@each(EDITABLE)
def test_what_both_changed_is_asked(beheer: Client, model: type[Model]) -> None:
    row = make_here(model)
    address = url(model, "change", row.pk)
    name, theirs = next(iter(changeable(beheer, row)))
    page, mine = form_values(beheer, address), other(theirs)
    setattr(row, name, theirs)
    row.save()
    response = beheer.post(address, page | {name: getattr(mine, "pk", mine)})
    assert response.status_code == 200
    assert "Intussen gewijzigd" in shown(response)
    row.refresh_from_db()
    assert getattr(row, name) == theirs
    again = form_values_of(response)
    for answer, expected in (("opgeslagen", theirs), ("getypt", mine)):
        assert beheer.post(address, again | {f"kies-{name}": answer}).status_code == 302
        row.refresh_from_db()
        assert getattr(row, name) == expected


def form_values_of(response: Any) -> dict[str, Any]:
    forms_ = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms_ += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms_ for bound in form}
    return {name: value for name, value in values.items() if value or type(value) is int}


def test_every_page_and_every_row_that_is_changed_carries_its_version() -> None:
    """A model that is registered without these rules has no version."""
    registry = admin.site._registry
    for model in LISTS:
        page = registry[model]
        if model in EDITABLE:
            assert isinstance(page, VersionedAdmin)
            assert SEEN in page.form.base_fields
        for inline in page.inlines:
            assert issubclass(inline, TrackedInline)
            assert SEEN in inline.form.base_fields


@each([model for model in LISTS if model not in EDITABLE])
def test_every_other_page_changes_nothing(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    assert beheer.post(url(model, "change", row.pk), {}).status_code == 403


# ------------------------------------------------------------------------------ the seen faults


def sent_from(client: Client, address: str, values: dict[str, Any]) -> Any:
    """As a browser sends a page: each page has a token of its own."""
    token = client.get(address).context["csrf_token"]
    send = {**values, "csrfmiddlewaretoken": str(token)}
    return lambda **more: client.post(address, send | more)


def test_what_is_added_twice_is_answered_as_the_first_time(beheer: Client) -> None:
    address, values = url(Theme, "add"), {"name": "Fictief thema", "slug": "fictief", "order": 1}
    send = sent_from(beheer, address, values)
    first, second = send(), send()
    assert (first.status_code, first["Location"]) == (302, url(Theme, "changelist"))
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert "Er is niets dubbel gedaan." in shown(beheer.get(second["Location"]))
    assert Theme.objects.count() == 1
    # Something else, from the same page or from another one, is sent for the first time.
    assert "bestaat al" in shown(send(order=2))
    assert "bestaat al" in shown(sent_from(beheer, address, values)())
    assert send(slug="anders", name="Anders").status_code == 302
    assert Theme.objects.count() == 2


def test_what_is_refused_the_first_time_may_be_sent_again(beheer: Client) -> None:
    taken = factories.theme(slug="fictief", name="Fictief")
    values = {"name": "Fictief", "slug": "fictief", "order": 1}
    send = sent_from(beheer, url(Theme, "add"), values)
    assert send().status_code == 200
    taken.delete()
    assert send().status_code == 302


def test_what_is_deleted_twice_is_answered_as_the_first_time(beheer: Client) -> None:
    alias = factories.municipality_alias()
    address = url(MunicipalityAlias, "delete", alias.pk)
    send = sent_from(
        beheer, address, {"post": "yes", "versie": beheer.get(address).context["versie"]}
    )
    assert send()["Location"] == send()["Location"] == url(MunicipalityAlias, "changelist")


def test_a_role_that_was_taken_away_does_not_come_back(beheer: Client) -> None:
    account = factories.user(is_reviewer=True)
    address = url(User, "change", account.pk)
    page = form_values(beheer, address)
    account.is_reviewer = False
    account.save()
    assert beheer.post(address, page | {"first_name": "Anders"}).status_code == 302
    account.refresh_from_db()
    assert (account.first_name, account.is_reviewer) == ("Anders", False)


ROWS = [
    (Party, lambda: factories.party_alias(name="Oud"), "aliases", PartyAlias),
    (Municipality, lambda: factories.municipality_alias(name="Oud"), "aliases", MunicipalityAlias),
]


@pytest.mark.parametrize(("parent", "make_row", "prefix", "model"), ROWS)
def test_a_row_under_its_parent_is_not_put_back_or_removed_unseen(
    beheer: Client,
    parent: type[Model],
    make_row: Callable[[], Any],
    prefix: str,
    model: type[Model],
) -> None:
    row = make_row()
    address = url(parent, "change", getattr(row, parent.__name__.lower()).pk)
    page = form_values(beheer, address)
    row.name = "Nieuw"
    row.save()
    assert beheer.post(address, page).status_code == 302
    row.refresh_from_db()
    assert row.name == "Nieuw"
    response = beheer.post(address, page | {f"{prefix}-0-DELETE": "on"})
    assert "intussen gewijzigd" in shown(response)
    response = beheer.post(address, page | {f"{prefix}-0-name": "Van mij"})
    assert f'name="kies-{prefix}-0-name"' in shown(response)
    row.refresh_from_db()
    assert row.name == "Nieuw"


def test_what_changed_since_it_was_asked_about_is_not_deleted(beheer: Client) -> None:
    row = factories.report_text(body="Oud")
    address = url(ReportText, "delete", row.pk)
    version = beheer.get(address).context["versie"]
    row.body = "Nieuw"
    row.save()
    page = beheer.post(address, {"post": "yes", "versie": version}, follow=True)
    assert "intussen gewijzigd" in shown(page)
    assert ReportText.objects.filter(pk=row.pk).exists()
    beheer.post(address, {"post": "yes", "versie": page.context["versie"]})
    assert not ReportText.objects.filter(pk=row.pk).exists()


def test_a_page_that_does_not_say_its_version_overwrites_nothing(beheer: Client) -> None:
    row = factories.theme(name="Nu")
    address = url(Theme, "change", row.pk)
    page = form_values(beheer, address)
    del page[SEEN]
    assert "Intussen gewijzigd" in shown(beheer.post(address, page | {"name": "Anders"}))
    row.refresh_from_db()
    assert row.name == "Nu"


def test_a_text_whose_round_was_frozen_meanwhile_stays(beheer: Client) -> None:
    round_ = factories.round_(state=RoundState.IN_REVIEW)
    row = factories.report_text(round=round_, body="Bevroren")
    address = url(ReportText, "change", row.pk)
    page = form_values(beheer, address)
    round_.state = RoundState.FROZEN
    round_.save()
    assert beheer.post(address, page | {"body": "Te laat"}).status_code == 403
    row.refresh_from_db()
    assert row.body == "Bevroren"


def test_line_breaks_as_a_browser_sends_them_are_no_change(beheer: Client) -> None:
    row = factories.report_text(body="Eerste alinea.\n\nTweede alinea.")
    address = url(ReportText, "change", row.pk)
    page = form_values(beheer, address)
    entries = row.history.count()
    sent = page | {"body": str(page["body"]).replace("\n", "\r\n")}
    assert beheer.post(address, sent).status_code == 302
    assert row.history.count() == entries
