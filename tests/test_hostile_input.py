"""Text that nobody expects, in every field of every form of the site: never a fault of the site.

The forms are found by walking the addresses of :mod:`tests.test_rights`, so a new form is walked
too. What a form says of bad input, its own tests tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.forms import selection as milestones
from nalportal.progress.models import (
    Milestone,
    ReportingUnit,
    ReportText,
    Round,
    RoundState,
    SubmissionState,
)
from nalportal.progress.texts import Texts, write
from nalportal.records.versions import SeenVersion
from regions.views import recording as policy
from tests import factories
from tests.loaded_report import put_report_in
from tests.test_rights import ADMIN_ROUTES, RIGHTS, address_of
from workgroups.models import Participation

NUL = "nul\x00teken"
TEXTS = {
    "10.000 tekens": "x" * 10_000,
    "emoji, rechts naar links": "👩🏽‍🚒⚡ \u202eشحن\u202c \u200fטעינה\u200f <b>x</b> =1 '\";--",
    "NUL": NUL,
}
TYPED = {"text", "textarea", "search", "email", "password", "number", "url", "date", "tel"}
# What ends the session of the walk, and pages that are only looked at.
LEFT_ALONE = {"/account/uitloggen/", "/admin/logout/"}
# What is done with a selection, and of which rows.
CHOSEN = {
    "gemeenten/selectie/": [f"{name}&kies=GM0014" for name in policy.SELECTION_FORMS],
    "mijlpalen/selectie/": [f"{name}&kies=NO-004" for name in milestones.SELECTION_FORMS],
}


@dataclass(frozen=True)
class Form:
    """A form as a page has it; a field is (name, kind, value), and ``role`` is who saw it."""

    method: str
    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    role: str = ""


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name, value = values.get("name", ""), values.get("value", "")
        if tag == "form":
            self.found.append(Form(values.get("method", "get"), values.get("action", "")))
        elif not self.found:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            fields = self.found[-1].fields
            # The first that says something, or the one that is chosen.
            if "selected" in values or (
                value and self._select not in {name for name, _kind, _value in fields}
            ):
                fields.append((self._select, "select", value))
        elif name and tag in {"input", "textarea"}:
            kind = values.get("type", "text") if tag == "input" else tag
            if kind not in {"checkbox", "radio", "submit"} or "checked" in values:
                self.found[-1].fields.append((name, kind, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, loaded_rows: Any
) -> Iterator[dict[str, Client]]:
    """The report of end 2020, an open round with texts, and who may change all of it."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        put_report_in(loaded_rows)
        people = {
            "reviewer": factories.user(is_reviewer=True),
            "beheerder": factories.user(is_staff=True),
        }
        noord = ReportingUnit.objects.get(slug="noord")
        last = Round.objects.get()
        round_ = factories.round_(reference_on=last.reference_on + timedelta(days=181))
        write(noord, round_, Texts("Kort", "Lang"), seen=SeenVersion(0), by=people["reviewer"])
        yield {"anonymous": Client(), **{role: _signed_in(user) for role, user in people.items()}}
        transaction.set_rollback(True)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def addresses() -> Iterator[tuple[str, str]]:
    """(address, role) of every page that may have a form; the numbers are of existing rows."""
    milestone = Milestone.objects.filter(unit__slug="noord")[0]
    text = ReportText.history.filter(unit__slug="noord").latest("history_id")
    party = Participation.objects.filter(workgroup__unit__slug="logistiek")[0].party_id
    # A report has the same forms at each of its addresses.
    own = [route for route in RIGHTS if not route.startswith("rondes/<slug:slug>/")]
    for route in [*own, *(route for route in ADMIN_ROUTES if route.endswith("/add/"))]:
        version = text.history_id if route.startswith("teksten/") else milestone.version
        known = route.replace("<int:party>", str(party)).replace("<int:version>", str(version))
        known = known.replace("<reference:reference>", milestone.reference)
        yield address_of(known), "beheerder" if route.startswith("admin/") else "reviewer"
        for action in CHOSEN.get(route, ()):
            yield f"/{route}?actie={action}", "reviewer"
        if route.startswith("account/"):
            yield address_of(known), "anonymous"


@pytest.fixture(scope="module")
def forms(site: dict[str, Client], django_db_blocker: Any) -> list[Form]:
    """Every form of the site once, wherever it stands."""
    found: dict[Any, Form] = {}
    with django_db_blocker.unblock():
        for address, role in addresses():
            page = site[role].get(address)
            if page.headers.get("Content-Type", "").startswith("text/html"):
                for form in Forms(page.content.decode()).found:
                    target = urljoin(address, form.action)
                    names = tuple(name for name, _kind, _value in form.fields)
                    if target not in LEFT_ALONE:
                        found[form.method, target.split("?")[0], names] = replace(
                            form, action=target, role=role
                        )
    return list(found.values())


def hostile(fields: list[tuple[str, str, str]], text: str, *, hidden: bool) -> dict[str, Any]:
    """What is sent: ``text`` in each field that a person types in, and with ``hidden`` in all."""
    sent: dict[str, Any] = {}
    for name, kind, value in fields:
        if kind == "file":
            sent[name] = SimpleUploadedFile("lijst.csv", text.encode())
        elif kind in TYPED or (hidden and name != "csrfmiddlewaretoken"):
            sent[name] = text
        else:
            sent[name] = value
    return sent


def send(client: Client, method: str, address: str, sent: dict[str, Any]) -> int:
    """The status; whatever it changed is undone. A fault of the site is raised, not answered."""
    with transaction.atomic():
        response = getattr(client, method.lower())(address, sent)
        transaction.set_rollback(True)
    cache.clear()  # else the limits on guessing answer instead
    return int(response.status_code)


def test_the_walk_finds_the_forms(forms: list[Form]) -> None:
    targets = {form.action.split("?")[0] for form in forms}
    assert {
        "/mijlpalen/nieuw/",
        "/teksten/noord/wijzigen/",
        "/partijen/logistiek/nieuw/",
    } <= targets
    assert {"/account/inloggen/", "/admin/progress/theme/add/", "/start/wijzigingen/"} <= targets
    assert len(forms) > 50


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(("text", "hidden"), [*((t, False) for t in TEXTS), ("NUL", True)])
def test_no_form_breaks(
    site: dict[str, Client], forms: list[Form], text: str, hidden: bool
) -> None:
    for form in forms:
        sent = hostile(form.fields, TEXTS[text], hidden=hidden)
        assert send(site[form.role], form.method, form.action, sent) < 500, form


# ------------------------------------------------------------------ which version a page is of

# One of these says which version of what is stored a form was made from.
VERSIONS = {"version", "gezien", "seen", "fingerprint", "versie"}


# Forms without one, and why they can't overwrite what is newer.
ADDS = "makes something new, and changes nothing that is there"
ASKS = "changes nothing yet: the next page shows what it would do, with a number of that"
BUTTON = "a place up or down, said or taken back, whatever stands now"
CHECKED = "refused under lock where what it says doesn't fit what stands"
WITHOUT = {
    "/cijfers/bronnen/nieuw/": ADDS,
    "/cijfers/bronnen/nal-voortgangsrapportage-2020/uitgave/": ADDS,
    "/cijfers/bronnen/nal-voortgangsrapportage-2020/samenvoegen/": CHECKED,
    "/cijfers/reeksen/laadpunten/": "says from which day; the page lists what stands",
    "/cijfers/indicatoren/nieuw/": ADDS,
    "/cijfers/indicatoren/dekking/tabel/": ADDS,
    "/cijfers/maten/nieuw/": ADDS,
    "/cijfers/soorten/nieuw/": ADDS,
    "/cijfers/importeren/": ASKS,
    "/cijfers/importeren/blok/": ASKS,
    "/cijfers/importeren/statline/": ASKS,
    "/gemeenten/invullen/": "the name of each cell tells what it was made from",
    "/gemeenten/documenten/nieuw/": ADDS,
    "/gemeenten/documenten/importeren/": ASKS,
    "/gemeenten/importeren/": ASKS,
    "/mijlpalen/importeren/": ASKS,
    "/mijlpalen/meerdere/": ADDS,
    "/mijlpalen/NO-004/bestanden/": ADDS,
    "/mijlpalen/nieuw/": ADDS,
    "/mijlpalen/volgorde/noord/": BUTTON,
    "/onderdeel/noord/geen/planning/": BUTTON,
    "/weergaven/gemeenten/": ADDS,
    "/weergaven/mijlpalen/": ADDS,
    "/opmerkingen/noord/nieuw/": ADDS,
    "/partijen/logistiek/": BUTTON,
    "/partijen/logistiek/nieuw/": ADDS,
    "/ronde/eind-2020/herinneren/": "asks for letters, which say what is so when they go",
}


def test_every_form_that_changes_something_carries_its_version(forms: list[Form]) -> None:
    """A new form has a version, or a reason above why it needs none."""
    without = {
        form.action.split("?")[0]
        for form in forms
        if form.method == "post" and not VERSIONS & {name for name, _kind, _value in form.fields}
    }
    # Of one's own account, with a password or code that is asked each time; or adding in the admin.
    known = {t for t in without if t.startswith("/account/") or t.endswith("/add/")}
    assert without - known == set(WITHOUT)


# --------------------------------------------------- what is typed when it can't be done any more

MARK = "Dit schreef ik (fictief)"
LONG = {"textarea"}
PATTERN = "__prefix__"  # of the row that the script of the admin copies; nobody types in it
# Said of what was handed in too, so it is no refusal.
STILL_DONE = {("/opmerkingen/noord/nieuw/", "unit_is_handed_in")}


def role_goes(role: str, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_reviewer=False, is_staff=False)


def unit_is_handed_in(role: str, user: User) -> None:
    """Whoever keeps all units finds them closed, in what is the reviewer's hands now."""
    role_goes(role, user)
    round_ = Round.objects.latest("reference_on")
    for unit in ReportingUnit.objects.all():
        unit.editors.add(user)
        factories.submission(round=round_, unit=unit, state=SubmissionState.SUBMITTED)


def round_is_frozen(role: str, user: User) -> None:
    QuerySet.update(Round.objects.all(), state=RoundState.FROZEN)


def unit_is_gone(role: str, user: User) -> None:
    """Nobody can see what stood on the page any more: every milestone went to another unit."""
    role_goes(role, user)
    QuerySet.update(Milestone.objects.all(), unit=factories.unit())


def answer_after(site: dict[str, Client], form: Form, happens: Any) -> tuple[int, str]:
    """What comes back of a form that was filled in before something happened."""
    client = site[form.role]
    user = User.objects.get(pk=client.session["_auth_user_id"])
    with transaction.atomic():
        sent = {
            name: MARK if kind in LONG else value
            for name, kind, value in form.fields
            if kind != "file" and PATTERN not in name
        }
        happens(form.role, user)
        response = client.post(form.action, sent)
        transaction.set_rollback(True)
    cache.clear()
    return response.status_code, response.content.decode()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("happens", [role_goes, unit_is_handed_in, round_is_frozen, unit_is_gone])
def test_a_text_that_is_refused_comes_back(
    site: dict[str, Client], forms: list[Form], happens: Any
) -> None:
    long = [
        form
        for form in forms
        if form.method == "post"
        and LONG & {kind for name, kind, _value in form.fields if PATTERN not in name}
    ]
    assert len(long) > 12
    lost = []
    for form in long:
        status, page = answer_after(site, form, happens)
        is_done = happens is round_is_frozen and status == 302
        if MARK not in page and not is_done and (form.action, happens.__name__) not in STILL_DONE:
            lost.append((form.action, form.role, status))
    assert lost == []
