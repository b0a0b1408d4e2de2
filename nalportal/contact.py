"""Who readers and editors can ask something."""

from django.conf import settings
from django.http import HttpRequest


def contact(request: HttpRequest) -> dict[str, object]:
    """For the frame of each page: ``contact_email``."""
    return {"contact_email": settings.CONTACT_EMAIL}
