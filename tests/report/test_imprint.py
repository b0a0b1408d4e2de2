"""What a document prints besides its report lies still with the version, whatever changes later."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from nalportal.progress.models import Round, Snapshot, SnapshotImprint
from nalportal.report.editions import Edition, choices_of
from nalportal.report.freeze import frozen
from nalportal.report.paper import Choices, Imprint, imprint_now, render_pdf
from nalportal.report.paper.imprint import as_json, from_json
from nalportal.report.web.views.downloads import csv_bytes, xlsx_bytes
from nalportal.report.word import render_docx
from nalportal.settings import drawing_file
from regions.maps import drawing_of, packed
from regions.models import BoundarySet
from regions.models.boundaries import division_key

from .pdf_sample import FROZEN, report, squeezed, words_of
from .test_word import text_of

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h9v9z"/></svg>'
FICTITIOUS = "Fictieve grenzen"


def svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        ("", "no element found"),
        ("\x89PNG", "not well-formed"),
        (LOGO[:-1], "unclosed token"),
        ("<html/>", "has to be an SVG drawing"),
        # The engine reads no other files, and would refuse the whole document.
        (svg('<image href="logo.png"/>'), "in the file itself"),
        (svg('<g><image xlink:href="https://fictief.example/logo.png" '
             'xmlns:xlink="http://www.w3.org/1999/xlink"/></g>'), "in the file itself"),
    ],
)  # fmt: skip
def test_a_logo_that_would_stop_every_freeze_stops_the_portal_when_it_starts(
    tmp_path: Path, content: str | None, why: str
) -> None:
    path = tmp_path / "logo.svg"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ImproperlyConfigured, match=why):
        drawing_file(str(path))


@pytest.mark.parametrize("inside", ["", '<image href="data:image/png;base64,AAAA"/>', "<path/>"])
def test_a_logo_with_a_picture_that_is_broken_within_it_makes_a_pdf_all_the_same(
    tmp_path: Path, inside: str
) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(svg(inside))
    assert drawing_file(str(path)) == str(path)
    assert render_pdf(report(), FROZEN, imprint=Imprint(logo=path.read_text()))


@pytest.fixture
def change_all(edition: Edition, settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Another contact, licence, Kamerstuk, address and logo, and other boundaries."""

    def change() -> None:
        (tmp_path / "logo.svg").write_text(LOGO)
        settings.LOGO = str(tmp_path / "logo.svg")
        settings.CONTACT_EMAIL = "ander@voorbeeld.example"
        settings.LICENCE, settings.KAMERSTUK = "Fictieve licentie", "31 305, nr. 999 (fictief)"
        settings.SITE_URL, settings.RELEASE = "https://ander.example", "anders"
        codes = [entry.code for entry in edition.report.territory.municipalities]
        drawing = drawing_of(codes)
        assert drawing
        BoundarySet.objects.create(
            on=edition.report.division_on,
            key=division_key(codes),
            origin="fictief.json",
            source=FICTITIOUS,
            licence="CC0",
            drawing=packed(replace(drawing, source=FICTITIOUS)),
            codes=codes,
        )

    return change


def files_of(edition: Edition) -> list[bytes]:
    """Every kind of file of an edition, made anew where it is not stored."""
    unit = next(edition.report.units()).slug
    return [
        edition.pdf_bytes(),
        edition.payload_bytes(),
        edition.docx_bytes(),
        edition.unit_pdf_bytes(unit),
        edition.unit_docx_bytes(unit),
        xlsx_bytes(edition),
        csv_bytes(edition),
    ]


def test_files_of_a_version_stay_the_same_when_settings_and_boundaries_change(
    edition: Edition, change_all: Callable[[], None]
) -> None:
    before = files_of(edition)
    change_all()
    assert files_of(edition) == before
    # What changed does show in what is made of another version.
    now = text_of(render_docx(edition.report, edition.stamp, None, imprint_now(edition.report)))
    for words in ("ander@voorbeeld.example", "Fictieve licentie", "nr. 999", FICTITIOUS):
        assert squeezed(words) in now


def test_a_version_is_frozen_with_what_it_prints(
    edition: Edition, change_all: Callable[[], None]
) -> None:
    change_all()
    made = frozen(edition.report)
    assert made.imprint == imprint_now(edition.report)
    assert "ander@voorbeeld.example" in words_of(made.pdf)


def test_what_was_frozen_before_this_was_kept_is_fixed_the_first_time(
    edition: Edition, change_all: Callable[[], None]
) -> None:
    assert edition.snapshot_id
    assert SnapshotImprint.objects.filter(snapshot=edition.snapshot_id).exists()
    stored = Snapshot.objects.get(pk=edition.snapshot_id)
    older = Snapshot.objects.create(
        **{
            name: getattr(stored, name)
            for name in ("round", "version", "schema", "payload", "sha256", "pdf", "pdf_sha256")
        },
        frozen_at=stored.frozen_at,
        frozen_reason="Zonder wat erbij gedrukt is",
    )
    old = replace(edition, snapshot_id=older.pk)
    first = old.imprint()
    change_all()
    assert old.imprint().contact == first.contact != imprint_now(edition.report).contact


def test_an_imprint_reads_back_from_the_database(edition: Edition) -> None:
    made = imprint_now(edition.report, Choices(adds_municipalities=True, omits_maps=True))
    assert made.outlines
    read = from_json(as_json(made))
    assert read.outlines
    assert read.outlines.rings == made.outlines.rings
    assert replace(read, outlines=None) == replace(made, outlines=None)


# ------------------------------------------------------------------------------ what is chosen


def test_what_was_chosen_for_a_round_is_frozen_with_it(edition: Edition) -> None:
    assert edition.round
    round_ = Round.objects.get(pk=edition.round.id)
    round_.adds_municipalities = round_.omits_maps = round_.omits_differences = True
    made = frozen(edition.report, choices_of(round_))
    assert made.imprint.choices == Choices(True, False, True, True)
    words = words_of(made.pdf)
    assert "TabelB1.Gemeenten" in words
    assert "Kaart1." not in words
    assert "Dekaartenstaanopdewebsite" in words
    assert "staatopdewebsiteeninhetspreadsheet" in words  # the differences


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_document_is_made_with_what_its_reader_chose(
    edition: Edition, client: Any, kind: str
) -> None:
    address = edition.urls.pdf if kind == "pdf" else edition.urls.docx
    plain = client.get(address)
    assert client.get(address, {"keuze": "1"}).content == plain.content
    chosen = client.get(address, {"keuze": "1", "inhoud": ["gemeenten", "zonder-kaarten"]})
    assert f'{edition.file_stem}-gemeenten-zonder-kaarten.{kind}"' in chosen["Content-Disposition"]
    told = words_of(chosen.content) if kind == "pdf" else text_of(chosen.content)
    assert "B1." in told
    assert "Kaart1." not in told
