"""Files of an edition: the stored bytes of a frozen one, a concept of the live one."""

from collections.abc import Callable
from dataclasses import astuple

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...addresses import Version
from ...editions import Edition, all_rounds, last_entry_before
from ...paper import Choices, render_pdf
from ...sheets import render_csv, render_xlsx
from ...word import render_docx
from ..forms import PaperForm
from ..http import edition_for, revalidated
from ..one_at_a_time import in_turn, told_to_wait
from ..picture import picture_png

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"pdf": PDF, "docx": DOCX}
CSVW = "application/csvm+json"
JSON_SCHEMA = "application/schema+json"
# What describes a file of a type.
DESCRIPTIONS = {CSV: CSVW, "application/json": JSON_SCHEMA}


def file_response(
    content: bytes, content_type: str, name: str, described_by: str = ""
) -> HttpResponse:
    """A file under its name, described at an address by the form that goes with its type."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if described_by:
        # A program takes a description only by its type (CSVW, 5.2).
        link = f'<{settings.SITE_URL}{described_by}>; rel="describedby"'
        response.headers["Link"] = f'{link}; type="{DESCRIPTIONS[content_type]}"'
    return response


@require_safe
@told_to_wait
@revalidated
def whole(
    request: HttpRequest, kind: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The whole report as ``pdf`` or ``docx``; a question chooses what it has more or less."""
    edition = edition_for(request, slug, version)
    form = PaperForm(edition, request.GET)
    choices = form.choices
    parts = [edition.file_stem, *(form.words if choices else ())]
    content = document_bytes(edition, kind, choices)
    return file_response(content, TYPES[kind], f"{'-'.join(parts)}.{kind}")


@require_safe
@revalidated
def payload(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The canonical JSON: exactly the bytes that the control number is of."""
    edition = edition_for(request, slug, version)
    content, name = edition.payload_bytes(), f"{edition.file_stem}.json"
    return file_response(content, "application/json", name, reverse("schema"))


@require_safe
@revalidated
def xlsx(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The report as a workbook."""
    edition = edition_for(request, slug, version)
    return file_response(xlsx_bytes(edition), XLSX, f"{edition.file_stem}.xlsx")


@require_safe
@revalidated
def csv(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """All figures of the report, one per line."""
    edition = edition_for(request, slug, version)
    described_by = edition.urls.to("csv-metadata")
    return file_response(csv_bytes(edition), CSV, f"{edition.file_stem}.csv", described_by)


@require_safe
@told_to_wait
@revalidated
def of_unit(
    request: HttpRequest, unit: str, kind: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One unit's own part as ``pdf`` or ``docx``; 404 for a unit that the edition does not have."""
    edition = edition_for(request, slug, version, unit=unit)
    if unit not in {report.slug for report in edition.report.units()}:
        raise Http404
    make = edition.unit_pdf_bytes if kind == "pdf" else edition.unit_docx_bytes
    content = document_once(edition, f"{unit}.{kind}", lambda: make(unit))
    return file_response(content, TYPES[kind], f"{edition.file_stem}-{unit}.{kind}")


@require_safe
@told_to_wait
@revalidated
def picture(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """What other sites show beside a link to the report."""
    edition = edition_for(request, slug, version)
    content = document_once(edition, "beeld.png", lambda: picture_png(edition))
    return HttpResponse(content, content_type="image/png")


def xlsx_bytes(edition: Edition) -> bytes:
    """The workbook of an edition."""

    def make() -> bytes:
        return render_xlsx(edition.report, edition.stamp, edition.imprint().licence)

    return once_per_version(edition, "rapport.xlsx", make)


def document_bytes(edition: Edition, kind: str, choices: Choices | None) -> bytes:
    """The whole report as ``pdf`` or ``docx``: as it was frozen, or with other ``choices``."""
    if choices is None:
        if kind == "pdf" and not edition.is_live:
            return edition.pdf_bytes()
        make = edition.pdf_bytes if kind == "pdf" else edition.docx_bytes
        return document_once(edition, f"rapport.{kind}", make)
    # Which report is the last one before it can change: by a correction.
    last = last_entry_before(all_rounds(), edition.report.reference_on)
    since = last.sha256 if choices.adds_changes and last else ""
    render = render_pdf if kind == "pdf" else render_docx
    name = f"rapport:{''.join(str(int(one)) for one in astuple(choices))}:{since}.{kind}"
    return document_once(edition, name, lambda: edition.whole(render, choices))


def csv_bytes(edition: Edition) -> bytes:
    """The list of figures of an edition."""
    return once_per_version(
        edition, "rapport.csv", lambda: render_csv(edition.report, edition.stamp)
    )


def file_sizes(edition: Edition) -> dict[str, str]:
    """How large each file of a frozen edition is, in words; of a live one nobody knows yet.

    One query for the stored files; the others are rendered once and then kept.
    """
    if edition.is_live:
        return {}
    lengths = {
        **edition.stored_lengths(),
        "xlsx": len(xlsx_bytes(edition)),
        "csv": len(csv_bytes(edition)),
    }
    return {
        name: _("%(size)s kB") % {"size": -(-length // 1024)} for name, length in lengths.items()
    }


def once_per_version(edition: Edition, name: str, make: Callable[[], bytes]) -> bytes:
    """Rendered once per frozen version, release and language, for it takes a while and anyone may
    ask for it."""
    return _kept(edition, name) or _made(edition, name, make)


def document_once(edition: Edition, name: str, make: Callable[[], bytes]) -> bytes:
    """A document, kept per version, release and language. Raises ``NotReadyError`` in its turn."""
    return in_turn(
        _key(edition, name), lambda: _kept(edition, name), lambda: _made(edition, name, make)
    )


def _key(edition: Edition, name: str) -> str:
    stamp, drawn = edition.stamp, f"{settings.RELEASE}:{get_language()}"
    return f"file:{drawn}:{stamp.version}:{stamp.sha256}:{name}"


def _kept(edition: Edition, name: str) -> bytes | None:
    found = None if edition.is_live else caches["files"].get(_key(edition, name))
    return None if found is None else bytes(found)


def _made(edition: Edition, name: str, make: Callable[[], bytes]) -> bytes:
    content = make()
    if not edition.is_live:
        caches["files"].set(_key(edition, name), content, timeout=None)
    return content
