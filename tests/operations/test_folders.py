"""Each folder that the portal writes in, when its disk is full and when it may only be read: what
was there is read, what can go on goes on, and who asked hears why the rest does not."""

import builtins
import io
import os
import re
from collections.abc import Callable
from errno import ENOSPC, EROFS
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.test import Client

from nalportal import caching
from nalportal.caching import TolerantFiles
from nalportal.pages.jobs import alone
from nalportal.progress import evidence
from nalportal.progress.models import EvidenceFile, ReportingUnit
from nalportal.report.web.one_at_a_time import in_turn
from tests import factories
from tests.progress.test_evidence import added, upload

pytestmark = pytest.mark.django_db

Refuse = Callable[[Path], None]


@pytest.fixture(params=[ENOSPC, EROFS], ids=["full", "read-only"])
def refuse(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """From now on nothing can be written in a folder, by whoever asks: root as well."""

    def refuse(folder: Path) -> None:
        def writes(how: Any) -> bool:
            flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT
            return bool(how & flags if isinstance(how, int) else set(str(how)) & set("wax+"))

        def guard(place: Any, name: str, *, always: bool = False) -> None:
            real = getattr(place, name)

            def guarded(path: Any, *args: Any, **kwargs: Any) -> Any:
                how = args[0] if args else kwargs.get("mode", kwargs.get("flags", "r"))
                inside = isinstance(path, str | Path) and folder in (
                    Path(path),
                    *Path(path).parents,
                )
                if inside and (always or writes(how)):
                    raise OSError(request.param, os.strerror(request.param))
                return real(path, *args, **kwargs)

            monkeypatch.setattr(place, name, guarded)

        guard(io, "open")
        guard(builtins, "open")
        guard(os, "open")
        guard(os, "mkdir", always=True)

    return refuse


def test_every_folder_is_one_of_these() -> None:
    """Cache, locks and mail are in the first; the second is only written by ``collectstatic``."""
    page = (settings.BASE_DIR / "docs" / "deploy.md").read_text()
    named = re.findall(r"^\| `(NAL_\w+_(?:DIR|ROOT))`", page, re.M)
    assert named == ["NAL_VAR_DIR", "NAL_STATIC_ROOT", "NAL_FILES_DIR", "NAL_BACKUP_DIR"]


def test_var_what_was_kept_is_read_and_nothing_new_is_kept(
    tmp_path: Path, refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "REST_SECONDS", 0.0)
    monkeypatch.setattr(TolerantFiles, "rest_until", 0.0)
    monkeypatch.setattr(TolerantFiles, "failed", False)
    cache = TolerantFiles(str(tmp_path), {})
    cache.set("chart", "svg")
    refuse(tmp_path)
    cache.set("another", "svg")
    assert (cache.get("chart"), cache.get("another")) == ("svg", None)
    assert TolerantFiles.failed


def test_var_documents_are_made_and_jobs_are_done_without_their_locks(
    tmp_path: Path, refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    refuse(tmp_path)
    assert in_turn("document", lambda: None, lambda: b"made") == b"made"
    with alone() as nobody_works:
        assert nobody_works


def test_files_what_is_there_is_given_and_what_is_sent_is_refused(
    as_coordinator: Client,
    noord: ReportingUnit,
    tmp_path: Path,
    refuse: Refuse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = FileSystemStorage(tmp_path)
    monkeypatch.setattr(evidence, "evidence_storage", lambda: own)
    monkeypatch.setattr(EvidenceFile._meta.get_field("content"), "storage", own)
    milestone = factories.milestone(unit=noord)
    added(as_coordinator, milestone, upload())
    refuse(tmp_path)
    page = added(as_coordinator, milestone, upload("Tweede.pdf", b"%PDF-1.7 een ander (fictief)"))
    assert "kon niet worden bewaard" in page.text
    file = EvidenceFile.objects.get()
    address = f"/mijlpalen/{milestone.reference}/bestanden/{file.pk}/"
    assert as_coordinator.get(address).status_code == 200


def test_backups_are_refused_in_one_sentence(tmp_path: Path, refuse: Refuse) -> None:
    refuse(tmp_path)
    with pytest.raises(CommandError, match=r"^Gestopt: \[Errno (28|30)\]"):
        call_command("backup", str(tmp_path))
    assert list(tmp_path.iterdir()) == []
