"""No published page or file holds anybody's name, an internal note or a draft; nothing that
happens after freezing changes a byte of it."""

import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Category,
    Milestone,
    ReportingUnit,
    ReportText,
    Round,
    RoundState,
)
from nalportal.records.history import save_signed
from nalportal.report.correct import Replacement, correct
from nalportal.report.freeze import freeze, publish
from regions.models import Municipality, PolicyInstrument, Reorganisation, ReorganisationKind
from tests import factories
from tests.report.pdf_sample import words_of

pytestmark = pytest.mark.django_db

# What may never come out: each stands in the database, where it belongs.
SECRETS = {
    "voornaam": "Zwaluwstaart",
    "achternaam": "Bruinvisser",
    "adres": "geheim.adres",
    "notitie": "INTERNNOTITIE",
    "reden": "REDENINDELOG",
    "concept": "CONCEPTTEKST",
    "later": "NABEVRIEZEN",
    "opmerking": "OPMERKINGDIEBLIJFT",
}


@pytest.fixture
def editor() -> User:
    return factories.user(
        email="geheim.adres@voorbeeld.example",
        first_name="Zwaluwstaart",
        last_name="Bruinvisser",
        is_reviewer=True,
    )


@pytest.fixture
def published(editor: User) -> Round:
    """Two versions of a published round, made by somebody with a name, and a draft beside it."""
    region = factories.region()
    region.unit.editors.add(editor)
    factories.membership(region=region, municipality=factories.municipality(name="Fictendam"))
    factories.instrument()
    milestone = factories.milestone(
        unit=region.unit, title="Fictief plein", internal_note="INTERNNOTITIE"
    )
    save_signed(milestone, by=editor, reason="REDENINDELOG")
    for about in ({"milestone": milestone}, {"unit": region.unit}):
        factories.remark(**about, text="OPMERKINGDIEBLIJFT", about="OPMERKINGDIEBLIJFT", by=editor)
    factories.workgroup()
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    factories.report_text(round=round_, body="Een fictieve aanleiding.")
    freeze(round_, by=editor, reason="REDENINDELOG")
    publish(round_, by=editor, reason="REDENINDELOG")
    reference = f"mijlpaal:{milestone.reference}.title"
    correct(round_, [Replacement(reference, "Fictief plein", "Plein")], "Fictief.", by=editor)
    draft = factories.round_(slug="concept", state=RoundState.CONCEPT)
    factories.report_text(round=draft, body="CONCEPTTEKST")
    factories.milestone(unit=region.unit, title="NABEVRIEZEN")
    return round_


STARTS = ["/", "/rondes/", "/rondes/fictief/v1/", "/begrippen/", "/bronnen/", "/open-data/"]
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')


def everything_public(client: Client) -> Iterator[tuple[str, str]]:
    """Each page and file that a stranger can reach by links, as text."""
    waiting, seen = list(STARTS), set(STARTS)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code in (301, 302, 404):
            continue
        assert response.status_code == 200, address
        text = readable(response.content)
        yield address, f"{text} {response.headers}"
        for found in LINK.findall(text) if "text/html" in response.headers["Content-Type"] else ():
            if found not in seen and not found.startswith(("/static/", "/account/")):
                seen.add(found)
                waiting.append(found)


def readable(content: bytes) -> str:
    """The text of a page, a PDF with its properties, a workbook or anything else."""
    if content.startswith(b"%PDF-"):
        return words_of(content) + content.decode("latin-1")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content).decode()
    return content.decode()


def test_no_public_page_or_file_tells_what_is_not_public(published: Round, client: Client) -> None:
    found = dict(everything_public(client))
    leaks = [(address, s) for address, text in found.items() for s in SECRETS.values() if s in text]
    assert leaks == []
    # The walk came everywhere: both versions, each kind of file, each kind of page.
    for end in ("rapport.pdf", "rapport.xlsx", "rapport.csv", "rapport.json", "regios/"):
        assert any(a.startswith("/rondes/fictief/v1/") and a.endswith(end) for a in found), end
        assert any(a.startswith("/rondes/fictief/") and a.endswith(end) for a in found), end
    assert "Plein" in found["/rondes/fictief/"]


def rename_everything(round_: Round, editor: User) -> None:
    for unit in ReportingUnit.objects.all():
        unit.name = unit.short_name = f"Anders {unit.pk}"
        unit.save()
    for municipality in Municipality.objects.all():
        municipality.name = "Andersdam"
        municipality.save()


def change_milestones(round_: Round, editor: User) -> None:
    for row in Milestone.objects.all():
        row.title, row.category = "Anders", Category.ATTENTION
        row.save()


def merge_municipalities(round_: Round, editor: User) -> None:
    old, new = Municipality.objects.all()[0], factories.municipality(name="Nieuwedam")
    Reorganisation.objects.create(
        old=old, new=new, on=round_.division_on, kind=ReorganisationKind.values[0]
    )


def change_definitions(round_: Round, editor: User) -> None:
    for text in ReportText.objects.filter(round=round_):
        text.body, text.title = "Anders", "Anders"
        text.save()
    for instrument in PolicyInstrument.objects.all():
        instrument.name = "Anders"
        instrument.save()


def forget_the_user(round_: Round, editor: User) -> None:
    """Who froze it cannot be deleted, but leaves, and is called otherwise."""
    editor.is_active, editor.first_name, editor.last_name = False, "Weg", "Weg"
    editor.save()


@pytest.mark.parametrize(
    "happens",
    [
        rename_everything,
        change_milestones,
        merge_municipalities,
        change_definitions,
        forget_the_user,
    ],
)
def test_nothing_that_happens_later_changes_a_byte(
    published: Round, editor: User, client: Client, happens: Callable[[Round, User], None]
) -> None:
    addresses = [
        f"/rondes/fictief/{version}{page}"
        for version in ("v1/", "")
        for page in (
            "downloads/rapport.pdf",
            "downloads/rapport.json",
            "downloads/rapport.xlsx",
            "downloads/rapport.csv",
        )
    ]
    before = {address: client.get(address).content for address in [*addresses, "/rondes/fictief/"]}
    happens(published, editor)
    after = {address: client.get(address).content for address in before}
    assert [address for address in before if before[address] != after[address]] == []
