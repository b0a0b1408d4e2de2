"""A file as the answer to a request."""

from typing import IO

from django.http import FileResponse, HttpResponse
from django.utils import timezone

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes, stem: str, extension: str, *, of: str = "") -> HttpResponse:
    """``content`` to be saved as ``<stem>-<of>.<extension>``, or with today where ``of`` doesn't
    say of which day or round it is; kept by no cache but one's own."""
    name = f"{stem}-{of or timezone.localdate().isoformat()}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(content, content_type=MEDIA_TYPES[extension], headers=headers)


def stored_attachment(content: IO[bytes], name: str, media_type: str) -> FileResponse:
    """A file that somebody sent, to be saved: no browser shows it as a page of this site.

    Even one that ignores this gets a policy under which nothing in it runs or loads.
    """
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
