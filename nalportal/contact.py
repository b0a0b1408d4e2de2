"""Who publishes this, whom readers and editors can ask, and what they may do with it."""

from django.conf import settings
from django.http import HttpRequest

# Licences by the name that NAL_LICENCE may have; of another only its name can be told.
LICENCES = {
    "CC0 1.0": "http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
}


def contact(request: HttpRequest) -> dict[str, object]:
    """For the frame of each page: ``contact_email``, and ``licence`` with the address of its text
    (empty: none was set, or none is known)."""
    licence = settings.LICENCE
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "licence": licence,
        "licence_href": LICENCES.get(licence, ""),
    }
