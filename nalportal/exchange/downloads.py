"""A file as the answer to a request."""

from django.http import HttpResponse
from django.utils import timezone

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes, stem: str, extension: str) -> HttpResponse:
    """``content`` to be saved as ``<stem>-<today>.<extension>``; kept by no cache but one's own."""
    name = f"{stem}-{timezone.localdate().isoformat()}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(content, content_type=MEDIA_TYPES[extension], headers=headers)
