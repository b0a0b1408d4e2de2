import json
import logging
import subprocess
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest

from nalportal.report.paper import PdfError, typst_process
from nalportal.report.paper.document import whole_document
from nalportal.report.paper.drawings import Charts
from nalportal.report.paper.render import ready

from .pdf_sample import FROZEN, report

DAY = date(2020, 12, 31)


@pytest.fixture
def document() -> dict[str, object]:
    return ready(whole_document(report(), FROZEN, Charts()))


def test_a_document_compiles_without_a_warning(
    document: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert typst_process.compile_pdf(document, DAY).startswith(b"%PDF-1.7")
    assert not caplog.records


def test_what_takes_too_long_is_stopped_and_leaves_nothing(document: dict[str, object]) -> None:
    before = set(Path(gettempdir()).glob("nal-pdf-*"))
    with pytest.raises(PdfError, match=r"not ready after 0\.001 seconds"):
        typst_process.compile_pdf(document, DAY, timeout=0.001)
    assert set(Path(gettempdir()).glob("nal-pdf-*")) <= before


def test_a_document_that_typst_refuses_is_an_error_with_its_reason() -> None:
    with pytest.raises(PdfError, match="dictionary does not contain key"):
        typst_process.compile_pdf({"title": "half"}, DAY)


def test_the_process_gets_none_of_our_environment_and_an_empty_folder(
    document: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(options, files=list(Path(options["cwd"]).iterdir()))
        return subprocess.CompletedProcess(command, 0, b"%PDF-", b"")

    monkeypatch.setenv("NAL_SECRET_KEY", "geheim")
    monkeypatch.setattr(subprocess, "run", run)
    typst_process.compile_pdf(document, DAY)
    assert (seen["env"], seen["files"]) == ({"LC_ALL": "C.UTF-8"}, [])


def test_data_reaches_typst_as_text_and_the_date_is_that_of_the_report() -> None:
    job = json.loads(typst_process.job({"title": "#panic()"}, DAY))
    assert json.loads(job["document"]) == {"title": "#panic()"}
    assert job["timestamp"] == 1609372800
