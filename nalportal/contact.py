"""Who publishes this, whom readers and editors can ask, and what they may do with it."""

from django.conf import settings
from django.http import HttpRequest


def contact(request: HttpRequest) -> dict[str, object]:
    """For the frame of each page: ``contact_email`` and ``licence`` (empty: none was set)."""
    return {"contact_email": settings.CONTACT_EMAIL, "licence": settings.LICENCE}
