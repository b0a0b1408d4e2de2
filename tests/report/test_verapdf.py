"""Every kind of PDF is what it says it is, in the eyes of veraPDF: PDF/UA-1 and PDF/A-2a."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from nalportal.report.compare import compare
from nalportal.report.editions import Edition
from nalportal.report.model import Report
from nalportal.report.paper import render_changes_pdf, render_pdf, render_unit_pdf
from tests.checkers import faults_of_files

from .compared import DECEMBER, JULY, entry, with_items
from .parity.reports import made
from .pdf_sample import CONCEPT, FROZEN, report
from .test_comparing import NEW, OLD
from .test_pdf_long_tables import MANY, with_policy

pytestmark = [pytest.mark.checker, pytest.mark.once]

RANDOM = [1, 2]


def kinds() -> dict[str, bytes]:
    """The whole, a unit and the changes; frozen and as it stands; short, long and random."""
    long, since = with_policy(MANY), compare(OLD, NEW)
    return {
        "whole, frozen": render_pdf(report(), FROZEN),
        "whole, concept": render_pdf(report(), CONCEPT),
        "whole, long tables": render_pdf(long, FROZEN),
        "whole, with changes": render_pdf(NEW, FROZEN, since),
        "region, frozen": render_unit_pdf(report(), FROZEN, "noord"),
        "region, concept, long table": render_unit_pdf(long, CONCEPT, "noord"),
        "working group": render_unit_pdf(report(), FROZEN, "logistiek"),
        "region, with changes": render_unit_pdf(NEW, FROZEN, "noord", since),
        "changes": render_changes_pdf(NEW, FROZEN, since),
        "changes, of one unit": render_changes_pdf(NEW, CONCEPT, since, "noord"),
        "changes, none": render_changes_pdf(NEW, FROZEN, compare(NEW, NEW)),
        "changes, strange": strange_changes(),
        **{f"random {seed}": render_pdf(made(seed), FROZEN) for seed in RANDOM},
    }


def strange_changes() -> bytes:
    odd = "🚗 שלום \u00ad" + "x" * 2_000 + " https://example.org/" + "a-" * 50
    before: Report = with_items(planning=(entry("NO-001", "Oud", planned=JULY),))
    after = with_items(planning=(entry("NO-001", odd, planned=DECEMBER, explanation=odd),))
    return render_changes_pdf(after, FROZEN, compare(before, after))


@pytest.mark.django_db
def test_every_kind_of_pdf_breaks_no_rule(edition: Edition, tmp_path: Path) -> None:
    shipped = {
        "end 2020, as stored": edition.pdf_bytes(),
        "end 2020, Zuid": edition.unit_pdf_bytes("zuid"),
    }
    assert faults_of_files({**kinds(), **shipped}, tmp_path) == {}


def test_a_fault_is_found(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(render_unit_pdf(report(), FROZEN, "noord"))) as pdf:
        del pdf.Root.Lang
        out = BytesIO()
        pdf.save(out)
    with pikepdf.new() as empty:
        empty.add_blank_page()
        bare = BytesIO()
        empty.save(bare)
    files = {"no language": out.getvalue(), "says nothing": bare.getvalue(), "no pdf": b"%PDF-"}
    found = faults_of_files(files, tmp_path)
    assert set(found) == set(files)
    assert any("language" in fault for fault in found["no language"])
