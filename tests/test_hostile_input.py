"""Text that nobody expects, in every field of every form of the site: never a fault of the site.

The forms are found by walking the addresses of :mod:`tests.test_rights`, so a new form is walked
too. What a form says of bad input, its own tests tell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import chain
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from indicators.models import Presentation
from nalportal.accounts.kept_forms import NOT_TYPED, is_path_of_account
from nalportal.accounts.labels import by_label
from nalportal.accounts.models import SavedView, User
from nalportal.progress.forms import selection as milestones
from nalportal.progress.models import (
    Milestone,
    Place,
    ReportingUnit,
    ReportText,
    Round,
    RoundState,
    Submission,
    SubmissionState,
)
from nalportal.progress.texts import Texts, write
from nalportal.records.versions import SeenVersion
from nalportal.report.hand_in import submit
from regions.models import (
    Municipality,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Region,
    RegionAgreement,
)
from regions.views import recording as policy
from tests import factories
from tests.loaded_report import put_report_in
from tests.test_rights import ADMIN_ROUTES, RIGHTS, address_of
from workgroups.models import Participation

NUL = "nul\x00teken"
TEXTS = {
    "10.000 tekens": "x" * 10_000,
    "emoji, rechts naar links": "👩🏽‍🚒⚡ \u202eشحن\u202c \u200fטעינה\u200f <b>x</b> =1 '\";--",
    "gestapelde accenten": "Z\u0351\u036b\u0343e\u0301" * 9,
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
        make_rows(round_, people["reviewer"])
        yield {"anonymous": Client(), **{role: _signed_in(user) for role, user in people.items()}}
        transaction.set_rollback(True)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_rows(round_: Round, by: User) -> None:
    """One of each kind that has a page of its own and that the report lacks: see :func:`rows`."""
    submit(factories.submission(round=round_, unit=ReportingUnit.objects.get(slug="zuid")), by=by)
    noord, place = Region.objects.get(unit__slug="noord"), Municipality.objects.get(code="GM0014")
    instrument = PolicyInstrument.objects.get(slug="laadvisie")
    document = factories.policy_document()
    factories.policy_step(municipality=place, instrument=instrument, document=document)
    factories.report_text(round=round_, place=Place.REGIONS)
    for holder in ({"document": document}, {"milestone": noord.unit.milestones.all()[0]}):
        factories.evidence_file(**holder)
    SavedView.objects.create(user=by, page="mijlpalen", name="Fictief")


def rows() -> dict[str, int]:
    """The number of a row, by how a route tells which one it wants."""
    milestone = Milestone.objects.filter(unit__slug="noord")[0]
    document, text = (
        PolicyDocument.objects.latest("pk"),
        ReportText.history.filter(unit__slug="noord"),
    )
    return {
        "versies/<int:version>": milestone.version,
        "teksten/<slug:unit>/versies/<int:version>": text.latest("history_id").history_id,
        "<int:party>": Participation.objects.filter(workgroup__unit__slug="logistiek")[0].party_id,
        "<int:document>": document.pk,
        "<int:document>/bestanden/<int:file>": document.files.get().pk,
        "<reference:reference>/bestanden/<int:file>": milestone.files.get().pk,
        "<int:step>": PolicyStep.objects.latest("pk").pk,
        "<int:text>": ReportText.objects.filter(unit=None).latest("pk").pk,
        "<int:person>": User.objects.latest("pk").pk,
        "tabellen/<int:number>": Presentation.objects.earliest("pk").pk,
        "overeenkomst/<int:number>": RegionAgreement.objects.get(region__unit__slug="noord").pk,
        "weergaven/<int:number>": SavedView.objects.get().pk,
    }


# Where the pages are of who keeps accounts and units.
FILE = re.compile(r"\.\w+$|^api/|^nu/")
OF_BEHEERDER = ("admin/", "mensen/", "onderdelen/", "gezond/")


def addresses() -> Iterator[tuple[str, str]]:
    """(address, role) of every page that may have a form; the numbers are of existing rows."""
    numbers = sorted(rows().items(), key=lambda row: -len(row[0]))
    reference = Milestone.objects.filter(unit__slug="noord")[0].reference
    open_ = Round.objects.latest("reference_on").slug
    # A report has the same forms at each of its addresses.
    same = ("rondes/<slug:slug>/", "ronde/<slug:round>/rapport/")
    own = [route for route in RIGHTS if not route.startswith(same) or "corrigeren" in route]
    own = [route for route in own if not FILE.search(route)]
    for route in [*own, *(route for route in ADMIN_ROUTES if route.endswith("/add/"))]:
        known = route
        for name, number in numbers:
            known = known.replace(name, re.sub(r"<int:\w+>$", str(number), name))
        address = address_of(known.replace("<reference:reference>", reference))
        yield address, "beheerder" if route.startswith(OF_BEHEERDER) else "reviewer"
        if route.startswith(("ronde/<slug:round>/", "onderdeel/")):
            # In the round that is open, of a unit that handed in for it.
            yield (
                address_of(known.replace("<slug:round>", open_).replace("<slug:unit>", "zuid")),
                "reviewer",
            )
        for action in CHOSEN.get(route, ()):
            yield f"/{route}?actie={action}", "reviewer"
        if route.startswith("account/"):
            yield address, "anonymous"


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
GONE = "takes away one file, whose content never changes; the second time it is gone"
LETTERS = "asks for letters, which say what is so when they go"
COMMANDS = ("backup", "clearsessions", "seal", "send_reminders", "verify")
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
    "/gemeenten/documenten/0/bestanden/": ADDS,
    "/gemeenten/documenten/0/bestanden/0/weghalen/": GONE,
    "/gemeenten/GM0014/stappen/0/": CHECKED,
    "/gemeenten/GM0014/stappen/0/vervallen/": CHECKED,
    "/gemeenten/importeren/": ASKS,
    "/mijlpalen/importeren/": ASKS,
    "/mijlpalen/meerdere/": ADDS,
    "/mijlpalen/NO-004/bestanden/": ADDS,
    "/mijlpalen/NO-004/bestanden/0/weghalen/": GONE,
    "/mijlpalen/nieuw/": ADDS,
    "/mijlpalen/volgorde/noord/": BUTTON,
    "/onderdeel/noord/geen/planning/": BUTTON,
    "/onderdeel/zuid/geen/planning/": BUTTON,
    "/onderdelen/grenzen/": ASKS,
    "/onderdelen/indeling/": ASKS,
    **{f"/mensen/0/{verb}/": BUTTON for verb in ("beeindigen", "heropenen", "tweede-stap")},
    "/mensen/0/overdragen/": "names whom the work goes to; what they have by then is told",
    "/mensen/0/vergeten/": CHECKED,
    **{f"/gezond/toestand/{name}/": BUTTON for name in COMMANDS},
    "/opmerkingen/noord/nieuw/": ADDS,
    "/partijen/logistiek/": BUTTON,
    "/partijen/logistiek/nieuw/": ADDS,
    "/ronde/eind-2020/herinneren/": LETTERS,
    "/ronde/open/herinneren/": LETTERS,
}


def plain(action: str) -> str:
    """The address without what differs per run: the numbers of rows, and the round that is open."""
    open_ = Round.objects.latest("reference_on").slug
    return re.sub(r"(?<=/)\d+(?=/)", "0", action.split("?", maxsplit=1)[0]).replace(open_, "open")


@pytest.mark.usefixtures("db")
def test_every_form_that_changes_something_carries_its_version(forms: list[Form]) -> None:
    """A new form has a version, or a reason above why it needs none."""
    without = {
        plain(form.action)
        for form in forms
        if form.method == "post" and not VERSIONS & {name for name, _kind, _value in form.fields}
    }
    # Of one's own account, with a password or code that is asked each time, or one's own views; or
    # adding in the admin.
    own = ("/account/", "/weergaven/")
    known = {t for t in without if t.startswith(own) or t.endswith("/add/")}
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
        state = {"state": SubmissionState.SUBMITTED}
        Submission.objects.update_or_create(round=round_, unit=unit, defaults=state)


def round_is_frozen(role: str, user: User) -> None:
    QuerySet.update(Round.objects.all(), state=RoundState.FROZEN)


def what_it_was_about_ended(role: str, user: User) -> None:
    today, why = timezone.localdate(), "Vervallen (fictief)"
    QuerySet.update(Milestone.objects.all(), withdrawn_on=today, withdrawal_reason=why)
    ReportText.objects.filter(unit=None).delete()


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
@pytest.mark.parametrize(
    "happens",
    [role_goes, unit_is_handed_in, round_is_frozen, what_it_was_about_ended, unit_is_gone],
)
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
        is_done = happens in (round_is_frozen, what_it_was_about_ended) and status == 302
        if MARK not in page and not is_done and (form.action, happens.__name__) not in STILL_DONE:
            lost.append((form.action, form.role, status))
    assert lost == []


# ---------------------------------------------------------------------------- given back to copy

# Fields that are there per instrument, area or point: no form names them in advance, so their own
# names, which are Dutch, say what they are; of some others name and label are one word.
AS_PEOPLE_DO = {
    *("Alleen", "Bron", "Code", "Datum", "Document", "Gebied", "Indicator", "Instrument", "Kolom"),
    *("Licentie", "Maat", "Naam", "Noot", "Periode", "Plaats", "Regio", "Ronde", "Soort", "Tekst"),
    *("Trekker", "Vanaf", "Waarde"),
}
PER_ROW = re.compile(r".+-(aantal|waarde|noot)|(reden|cel|opmerking|bij|tekst|beleid)-.+")


@pytest.mark.usefixtures("db")
def test_what_is_given_back_has_the_labels_of_its_form(forms: list[Form]) -> None:
    """Where the form itself cannot be shown any more, no name of our code stands in its place."""
    unnamed = []
    for form in forms:
        names = [name for name, kind, _value in form.fields if kind in {*TYPED, "select"}]
        given = {n: [n] for n in names if PATTERN not in n and not NOT_TYPED.search(n)}
        if form.method == "post" and not is_path_of_account(form.action):
            labels = by_label(given, form.action)
            assert sorted(chain(*labels.values())) == sorted(given), form
            code = {
                name.replace("-", " ").capitalize() for name in given if not PER_ROW.match(name)
            }
            unnamed += [(form.action, label) for label in code & labels.keys()]
    assert [(action, label) for action, label in unnamed if label not in AS_PEOPLE_DO] == []


@pytest.mark.parametrize(
    ("action", "name", "label"),
    [
        ("/mijlpalen/nieuw/", "explanation", "Toelichting"),
        ("/mijlpalen/nieuw/?terug=1", "links-0-url", "Webadres"),
        ("/gemeenten/GM0014/vastleggen/", "laadvisie-dated", "Laadvisie: Datum"),
        ("/admin/workgroups/party/1/change/", "aliases-0-name", "Naam"),
        ("/ronde/nieuw/", "deadline_on", "Inleveren tot en met"),
        ("/weg/", "uitleg", "Uitleg"),
    ],
)
def test_a_label_is_that_of_the_form_that_was_sent(action: str, name: str, label: str) -> None:
    assert by_label({name: ["Fictief"]}, action) == {label: ["Fictief"]}
