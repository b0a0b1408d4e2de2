"""Lists of CVDR and officiële bekendmakingen, in small made-up files of their form (fictief)."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from nalportal.accounts.models import User
from nalportal.pages.file_preview import Preview
from nalportal.pages.uploads import Upload
from regions.document_upload import import_documents, preview
from regions.documents import DocumentContent, add_document
from regions.gazette import read_gazette
from regions.models import AdoptedBy, PolicyDocument, PolicyStep, Region
from tests import factories

pytestmark = pytest.mark.django_db

# One record of the answer of the search service for CVDR, its metadata as OWMS has them.
RECORD = """<record><recordData><gzd xmlns="http://standaarden.overheid.nl/sru">
<originalData><overheidrg:meta xmlns:overheidrg="http://standaarden.overheid.nl/cvdr/terms/"
 xmlns:dcterms="http://purl.org/dc/terms/"><owmskern>
<dcterms:identifier>{reference}</dcterms:identifier><dcterms:title>{title}</dcterms:title>
<dcterms:creator scheme="{scheme}">{creator}</dcterms:creator></owmskern>
<owmsmantel><dcterms:isFormatOf resourceIdentifier="https://zoek.officielebekendmakingen.nl/{notice}"
>{notice}</dcterms:isFormatOf><dcterms:issued>{issued}</dcterms:issued>
<dcterms:isRatifiedBy scheme="overheid:BestuursorgaanGemeente">{organ}</dcterms:isRatifiedBy>
</owmsmantel><cvdripm><overheidrg:inwerkingtredingDatum>{in_force}</overheidrg:inwerkingtredingDatum>
</cvdripm></overheidrg:meta></originalData><enrichedData>
<preferred_url>http://lokaleregelgeving.overheid.nl/{reference}</preferred_url></enrichedData>
</gzd></recordData></record>"""
VISIE = {
    "reference": "CVDR990001_1",
    "title": "Laadvisie gemeente Assen (fictief)",
    "scheme": "overheid:Gemeente",
    "creator": "Assen",
    "notice": "gmb-2021-990001",
    "issued": "2021-05-12",
    "organ": "college van burgemeester en wethouders",
    "in_force": "2021-06-01",
}
PLAN = {
    **VISIE,
    "reference": "CVDR990002_1",
    "title": "Regionaal plan (fictief)",
    "scheme": "overheid:Provincie",
    "creator": "Drenthe",
    "notice": "prb-2021-99",
    "issued": "",
    "organ": "provinciale staten",
}


def answer(*records: dict[str, str]) -> bytes:
    text = "".join(RECORD.format(**record) for record in records)
    head = '<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/">'
    return f"{head}<records>{text}</records></searchRetrieveResponse>".encode()


# The answer of the other service, SRU 2.0: what stood in a paper, with names before all elements.
PAPER = """<sru:record><sru:recordSchema>http://standaarden.overheid.nl/sru/</sru:recordSchema>
<sru:recordData><gzd:gzd><gzd:originalData><overheidwetgeving:meta><overheidwetgeving:owmskern>
<dcterms:identifier>{reference}</dcterms:identifier><dcterms:title>{title}</dcterms:title>
<dcterms:type scheme="OVERHEIDop.Rubriek">beleidsregel</dcterms:type>
<dcterms:creator{scheme}>Assen</dcterms:creator><dcterms:modified>2021-05-20</dcterms:modified>
</overheidwetgeving:owmskern><overheidwetgeving:owmsmantel>
<dcterms:available>2021-05-20</dcterms:available><dcterms:date>2021-05-20</dcterms:date>
<dcterms:issued>2021-05-20</dcterms:issued></overheidwetgeving:owmsmantel>
<overheidwetgeving:tpmeta><c:product-area>officielepublicaties</c:product-area>{of}
<overheidwetgeving:organisatietype>{kind}</overheidwetgeving:organisatietype>
<overheidwetgeving:publicatienaam>Gemeenteblad</overheidwetgeving:publicatienaam>
</overheidwetgeving:tpmeta></overheidwetgeving:meta></gzd:originalData><gzd:enrichedData>
<gzd:preferredUrl>https://zoek.officielebekendmakingen.nl/{reference}.html</gzd:preferredUrl>
<gzd:itemUrl manifestation="pdf">https://repository.overheid.nl/{reference}.pdf</gzd:itemUrl>
</gzd:enrichedData></gzd:gzd></sru:recordData></sru:record>"""
NOTICE = {
    "reference": "gmb-2021-990001",
    "title": "Vaststelling Laadvisie gemeente Assen (fictief)",
    "scheme": ' scheme="OVERHEID.Gemeente"',
    "kind": "gemeente",
    "of": "<overheidwetgeving:betreftRegeling>CVDR990001_1</overheidwetgeving:betreftRegeling>",
}


def papers(*records: dict[str, str], total: int = 0) -> bytes:
    text = "".join(PAPER.format(**record) for record in records)
    return f"""<?xml version="1.0" encoding="UTF-8"?><sru:searchRetrieveResponse
 xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse"
 xmlns:gzd="http://standaarden.overheid.nl/sru" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:overheidwetgeving="http://standaarden.overheid.nl/wetgeving/"
 xmlns:c="http://standaarden.overheid.nl/collectie/"><sru:version>2.0</sru:version>
<sru:numberOfRecords>{total or len(records)}</sru:numberOfRecords>
<sru:records>{text}</sru:records></sru:searchRetrieveResponse>""".encode()


@pytest.fixture
def by(noord: Region) -> User:
    factories.instrument(slug="laadvisie", name="Laadvisie")
    factories.municipality(code="GM0106", name="Assen", region=noord)
    found: User = noord.unit.editors.get()
    return found


def looked(content: bytes, by: User, name: str = "cvdr.xml", **about: str) -> Preview:
    return preview(Upload(name, content, about=about), by=by)


def test_the_answer_of_cvdr_makes_documents_and_only_proposes_steps(by: User) -> None:
    found = looked(answer(VISIE, PLAN), by)
    assert not found.faults
    assert [row.reference for row in found.new] == ["CVDR990001", "CVDR990002"]
    [proposal] = found.proposed
    assert proposal.title.startswith("Assen, Laadvisie: Vastgesteld, 12")
    upload = Upload("cvdr.xml", answer(VISIE, PLAN))
    assert import_documents(upload, found.fingerprint, by=by) is None
    assert not PolicyStep.objects.exists()
    visie, plan = PolicyDocument.objects.order_by("reference")
    assert (visie.adopted_on, visie.in_force_on) == (date(2021, 5, 12), date(2021, 6, 1))
    assert (visie.adopted_by, plan.adopted_by) == (
        AdoptedBy.EXECUTIVE,
        AdoptedBy.PROVINCIAL_COUNCIL,
    )
    assert visie.url == "https://lokaleregelgeving.overheid.nl/CVDR990001_1"
    again = looked(answer(VISIE, PLAN), by)
    assert len(again.unchanged) == 2
    # Chosen by a person it is recorded, and then it is no proposal any more.
    import_documents(upload, again.fingerprint, by=by, chosen=[proposal.key])
    assert PolicyStep.objects.get().document == visie
    assert not looked(answer(VISIE, PLAN), by).does


def test_what_was_entered_stays_and_what_differs_is_told(by: User) -> None:
    """The notice of a decision is the same document as the regulation that it publishes."""
    on = date(2021, 5, 1)
    content = DocumentContent("Onze titel", reference="gmb-2021-990001", adopted_on=on)
    add_document(content, by=by)
    theirs = factories.policy_document(reference="CVDR990002")
    found = looked(answer(VISIE, {**PLAN, "issued": ""}), by)
    # What is empty of a document of others stays so, and is no fault of the list.
    assert not found.faults
    assert [row.title for row in found.unchanged] == [theirs.title]
    [row] = found.differing
    assert "vastgesteld op: hier 1-5-2021, in de bekendmaking 12-5-2021" in row.note
    [changed] = found.changed
    assert {change.label for change in changed.changes} == {
        "webadres",
        "vastgesteld door",
        "in werking op",
    }


def test_the_day_of_a_paper_is_no_day_of_adoption(by: User) -> None:
    bare = {**NOTICE, "reference": "gmb-2021-990003", "of": "", "scheme": ""}
    found = looked(papers(bare, total=7), by)
    # Its maker is a municipality, also where only the kind of organisation says so.
    [step] = found.proposed
    assert "Vastgesteld, uiterlijk 20\N{NO-BREAK SPACE}mei\N{NO-BREAK SPACE}2021" in step.title
    assert found.notes == ("De dienst vond er 7, in dit bestand staan er 1: haal de rest ook op.",)
    assert not found.faults
    upload = Upload("cvdr.xml", papers(bare, total=7))
    import_documents(upload, found.fingerprint, by=by)
    made = PolicyDocument.objects.get()
    assert (made.reference, made.adopted_on) == ("gmb-2021-990003", None)
    table = "identifier;title;creator;issued\n{};Laadvisie (fictief);Assen;2021-05-20\n"
    for reference, told in (("gmb-2021-990004", True), ("CVDR990004_1", False)):
        [step] = looked(table.format(reference).encode(), by, "lijst.csv").proposed
        assert ("uiterlijk" in step.title) == told


def test_a_notice_and_the_regulation_that_it_is_of_are_one_document(by: User) -> None:
    visie = {**VISIE, "notice": ""}
    for content in (answer(visie), papers(NOTICE)):
        upload = Upload("sru.xml", content)
        found = preview(upload, by=by)
        assert not found.faults
        import_documents(upload, found.fingerprint, by=by)
    document = PolicyDocument.objects.get()
    assert (document.reference, document.adopted_on) == ("CVDR990001", date(2021, 5, 12))
    # The regulation tells more than a notice of the same version, whichever stands first.
    records = b"".join(part for part in (papers(NOTICE), answer(VISIE)))
    whole = b"<both>" + records.split(b"?>", 1)[1] + b"</both>"
    PolicyDocument.objects.all().delete()
    assert [row.title for row in looked(whole, by).new] == [VISIE["title"]]


def test_what_has_no_reference_that_we_know_is_told_and_the_others_go_on(by: User) -> None:
    found = looked(papers({**NOTICE, "reference": "kst-37020-IX-40", "of": ""}, NOTICE), by)
    assert [row.reference for row in found.new] == ["CVDR990001"]
    [note] = found.notes
    assert "niet gelezen: 1, zoals kst-37020-IX-40." in note
    assert not found.faults


LISTS = st.dictionaries(
    st.integers(1, 999_999),
    st.tuples(st.text("aé&<'\" ", max_size=9).map(lambda text: f"T{text}t"), st.dates()),
    min_size=1,
    max_size=5,
)


@settings(max_examples=20)
@given(LISTS, st.booleans())
def test_any_list_of_either_service_comes_back(
    found: dict[int, tuple[str, date]], is_paper: bool
) -> None:
    records = [
        {"reference": f"gmb-2021-{number}", "title": escape(title), "of": "", "scheme": ""}
        | {"kind": "gemeente"}
        if is_paper
        else VISIE
        | {"reference": f"CVDR{number + 1000}_1", "title": escape(title), "issued": str(on)}
        for number, (title, on) in found.items()
    ]
    content = papers(*records) if is_paper else answer(*records)
    read = read_gazette(Upload("x.xml", content), lambda _head: "", max_rows=99)
    assert read is not None
    table, _columns, notes = read
    rows = [dict(zip(table.headers, line.cells, strict=True)) for line in table.rows]
    assert notes == []
    assert [(row["kenmerk"], row["titel"], row["vastgesteld_op"]) for row in rows] == [
        (
            f"gmb-2021-{number}" if is_paper else f"CVDR{number + 1000}",
            " ".join(title.split()),
            "" if is_paper else str(on),
        )
        for number, (title, on) in found.items()
    ]


def test_of_more_versions_the_newest_counts(by: User) -> None:
    newer = {**VISIE, "reference": "CVDR990001_2", "title": "Tweede versie (fictief)"}
    found = looked(answer(newer, VISIE), by)
    assert [row.title for row in found.new] == ["Tweede versie (fictief)"]


def test_bare_references_are_compared_and_proposed(by: User) -> None:
    add_document(DocumentContent("Bekend", reference="CVDR990001"), by=by)
    text = (
        "https://lokaleregelgeving.overheid.nl/CVDR990001/1\n"
        "Gemeenteblad 2021, 990002\nstcrt-2021-12345 Regeling laden (fictief)\n"
        "wsb-2022-7 en bgr-2022-8 en trb-2022-9\n"
        "Provinciaal blad 2021, 1234\nblg-929292\nzomaar een regel\n"
    )
    found = looked(text.encode(), by, "geplakt.csv")
    assert not found.faults
    assert [(row.reference, row.title) for row in found.new] == [
        ("gmb-2021-990002", "gmb-2021-990002"),
        ("stcrt-2021-12345", "Regeling laden (fictief)"),
        ("wsb-2022-7", "wsb-2022-7"),
        ("bgr-2022-8", "bgr-2022-8"),
        ("trb-2022-9", "trb-2022-9"),
        ("prb-2021-1234", "prb-2021-1234"),
    ]
    [note] = found.notes
    assert "niet gelezen: 2, zoals blg-929292; zomaar een regel." in note
    [known] = found.changed
    assert [change.label for change in known.changes] == ["webadres"]


def test_a_table_of_theirs_is_read_by_its_headings(by: User) -> None:
    file = (
        "identifier;title;creator;issued;inwerkingtredingDatum\n"
        "CVDR990001_1;Laadvisie (fictief);Assen;2021-05-12;2021-06-01\n"
    )
    found = looked(file.encode(), by, "lijst.csv")
    assert [row.reference for row in found.new] == ["CVDR990001"]
    assert len(found.proposed) == 1
    ours = (
        "Kenmerk;Titel;Gemeente;Instrument;Datum besluit\nCVDR990001;Visie;Assen;Laadvisie;2021\n"
    )
    assert looked(ours.replace("2021\n", "1-5-2021\n").encode(), by, "x.csv").proposed == []
    assert looked(ours.replace("2021\n", "1-5-2021\n").encode(), by, "x.csv", form="cvdr").proposed


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<records><record>", "leesbare XML"),
        (b'<!DOCTYPE a [<!ENTITY b "bom">]><a>&b;</a>', "zonder eigen typen"),
        (b"<a><b>niets</b></a>", "met kenmerken"),
        (b"<a>" * 5000, "leesbare XML"),
        (
            b"<searchRetrieveResponse><diagnostics><diagnostic><message>mismatched input</message>"
            b"</diagnostic></diagnostics></searchRetrieveResponse>",
            "met kenmerken",
        ),
    ],
)
def test_what_is_no_list_is_told(by: User, content: bytes, expected: str) -> None:
    [fault] = looked(content, by).faults
    assert expected in fault.expected


def test_on_screen_a_person_chooses_and_a_command_makes_no_step(
    as_coordinator: Client, by: User, tmp_path: Path
) -> None:
    file = tmp_path / "cvdr.xml"
    file.write_bytes(answer(VISIE))
    out = StringIO()
    call_command("import_documents", str(file), "--by", by.email, "--apply", stdout=out)
    assert "Voorstel, vast te leggen op het scherm" in out.getvalue()
    assert not PolicyStep.objects.exists()
    with file.open("rb") as sent:
        response: Any = as_coordinator.post(
            "/gemeenten/documenten/importeren/", {"file": sent}, follow=True
        )
    page = response.content.decode()
    assert "Voorstellen" in page
    form = response.context["form"]
    [(key, _text)] = form.fields["proposals"].choices
    data = {"token": str(uuid4()), "fingerprint": form.initial["fingerprint"], "proposals": [key]}
    as_coordinator.post(response.request["PATH_INFO"], data)
    assert PolicyStep.objects.get().recorded_by == by
