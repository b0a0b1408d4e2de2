"""Our files as LibreOffice saves them again, in the other form too: nothing changes."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.entry.plan import plan
from indicators.exports import figures_file
from indicators.imports import read_figures
from indicators.models import Observation
from nalportal.exchange.tables import read_table
from nalportal.pages.file_preview import Preview
from nalportal.pages.uploads import Upload
from nalportal.progress.exports import milestones_file
from nalportal.progress.milestone_upload import preview as of_milestones
from nalportal.progress.models import Milestone
from regions.document_file import documents_file
from regions.document_upload import preview as of_documents
from regions.models import Municipality, PolicyDocument
from regions.step_files import template_file
from regions.step_upload import preview as of_steps
from tests import factories
from tests.exchange.files import resaved

pytestmark = pytest.mark.django_db


def a_register(first: str) -> None:
    """What an office would like to read otherwise: dates, numbers and formulas in texts.

    In a CSV a title that is nothing but a date or a number is one for an office; there it has more.
    """
    more = "" if first == "xlsx" else " (fictief)"
    unit = factories.unit(slug="noord", code="NO", name="Noord")
    for title in ("=1+1", "'=1+1", "+31 6", "-b", "@c"):
        factories.milestone(unit=unit, title=title, explanation="een\ntwee; “drie”")
    factories.milestone(unit=unit, title=f"1-2{more}", planned_words="doorlopend")
    factories.milestone(
        unit=unit, title=f"0012{more}", planned_on=date(2021, 7, 1), planned_precision="quarter"
    )
    day: dict[str, Any] = {"category": "gerealiseerd", "realised_on": date(2021, 5, 3)}
    factories.milestone(unit=unit, title=f"mrt-27{more}", **day)
    region = factories.region(unit=unit)
    places = [factories.municipality(name=name, region=region) for name in ("Assen", "Bergen")]
    document = factories.policy_document(title="12", reference="CVDR990001", adopted_by="ps")
    factories.policy_document(title="+31", in_force_on=date(2021, 7, 1), url="https://x.example/1")
    for at, place in enumerate(places):
        factories.policy_step(municipality=place, document=document, no_later_than=bool(at))
    month: dict[str, Any] = {"on": date(2021, 3, 1), "precision": "month", "stage": "concept"}
    factories.policy_step(municipality=places[0], document=document, note="-noot", **month)
    measure = factories.measure(slug="laadpunten", decimals=1)
    for area in ({"region": region}, {"municipality": places[0]}):
        factories.observation(
            measure=measure, value=Decimal("1000.5"), note="=1+1", provisional=True, **area
        )


def told(found: Preview) -> tuple[object, ...]:
    return found.faults, {row.kind for row in found.rows}


def of_figures(upload: Upload) -> tuple[object, ...]:
    reading = read_figures(read_table(upload.name, upload.content))
    planned = plan(reading.entries)
    return tuple(reading.faults), planned.changes, planned.unchanged


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("first", "second"), [("xlsx", "xlsx"), ("xlsx", "csv"), ("csv", "xlsx"), ("csv", "csv")]
)
def test_each_kind_of_file_comes_back(tmp_path: Path, first: str, second: str) -> None:
    a_register(first)
    by = factories.user(is_reviewer=True)
    files = {
        "mijlpalen": milestones_file(Milestone.objects.all(), first),
        "documenten": documents_file(first),
        "stappen": template_file(Municipality.objects.all(), first),
        "cijfers": figures_file(Observation.objects.order_by("pk"), first),
    }
    kept = resaved(files, tmp_path, first, second)
    uploads = {name: Upload(file.name, file.read_bytes()) for name, file in kept.items()}
    for name, look in (
        ("mijlpalen", of_milestones),
        ("documenten", of_documents),
        ("stappen", of_steps),
    ):
        assert told(look(uploads[name], by=by)) == ((), {"ongewijzigd"}), name
    assert of_figures(uploads["cijfers"]) == ((), (), 2)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_who_looks_at_a_file_writes_nothing_and_keeps_nobody_waiting(extension: str) -> None:
    """No transaction, no lock: of a database that has one writer at a time either would do."""
    a_register(extension)
    by = factories.user(is_reviewer=True)
    looks = {
        of_milestones: milestones_file(Milestone.objects.all(), extension),
        of_documents: documents_file(extension),
        of_steps: template_file(Municipality.objects.all(), extension),
    }
    for row in (*Milestone.objects.all(), *PolicyDocument.objects.all()):
        row.title = f"{row.title}, anders dan in het bestand"
        row.save()
    for look, content in looks.items():
        with CaptureQueriesContext(connection) as asked:
            found = look(Upload(f"terug.{extension}", content), by=by)
        assert found.rows
        assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
        assert not any("FOR UPDATE" in query["sql"] for query in asked)
