"""Our files as LibreOffice saves them again, in the other form too: nothing changes."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nalportal.pages.file_preview import Preview
from nalportal.pages.uploads import Upload
from nalportal.progress.exports import milestones_file
from nalportal.progress.milestone_upload import preview as of_milestones
from nalportal.progress.models import Milestone
from regions.document_file import documents_file
from regions.document_upload import preview as of_documents
from tests import factories
from tests.exchange.files import resaved

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
]


def a_register(first: str) -> None:
    """What an office would like to read otherwise: dates, numbers and formulas in texts.

    In a CSV a title that is nothing but a date or a number is one for an office; there it has more,
    and a title that begins as a formula keeps the apostrophe that we put before it.
    """
    more = "" if first == "xlsx" else " (fictief)"
    unit = factories.unit(slug="noord", code="NO", name="Noord")
    factories.milestone(
        unit=unit, title="=1+1" if first == "xlsx" else "Eén", explanation="een\ntwee; “drie”"
    )
    factories.milestone(unit=unit, title=f"1-2{more}", planned_words="doorlopend")
    factories.milestone(
        unit=unit, title=f"0012{more}", planned_on=date(2021, 7, 1), planned_precision="quarter"
    )
    day: dict[str, Any] = {"category": "gerealiseerd", "realised_on": date(2021, 5, 3)}
    factories.milestone(unit=unit, title=f"mrt-27{more}", **day)
    region = factories.region(unit=unit)
    places = [factories.municipality(name=name, region=region) for name in ("Assen", "Bergen")]
    document = factories.policy_document(title="12", reference="CVDR990001", adopted_by="ps")
    factories.policy_document(
        title=f"{more}+31", in_force_on=date(2021, 7, 1), url="https://x.example/1"
    )
    for at, place in enumerate(places):
        factories.policy_step(municipality=place, document=document, no_later_than=bool(at))
    month: dict[str, Any] = {"on": date(2021, 3, 1), "precision": "month", "stage": "concept"}
    factories.policy_step(municipality=places[0], document=document, **month)


def told(found: Preview) -> tuple[object, ...]:
    return found.faults, {row.kind for row in found.rows}


@pytest.mark.parametrize(
    ("first", "second"), [("xlsx", "xlsx"), ("xlsx", "csv"), ("csv", "xlsx"), ("csv", "csv")]
)
def test_milestones_and_documents_come_back(tmp_path: Path, first: str, second: str) -> None:
    a_register(first)
    by = factories.user(is_reviewer=True)
    files = {
        "mijlpalen": milestones_file(Milestone.objects.all(), first),
        "documenten": documents_file(first),
    }
    kept = resaved(files, tmp_path, first, second)
    for name, look in (("mijlpalen", of_milestones), ("documenten", of_documents)):
        upload = Upload(kept[name].name, kept[name].read_bytes())
        assert told(look(upload, by=by)) == ((), {"ongewijzigd"}), name
