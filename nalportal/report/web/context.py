"""What the frame around every page shows: the rounds, and where the newest report is."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..addresses import Address
from ..editions import published, round_going_on
from ..labels import PUBLISHER
from .http import rounds_of


def site(request: HttpRequest) -> dict[str, object]:
    """``publisher``; whether ``units_read_each_other`` before they hand in; and
    ``published_rounds``, ``round_going_on`` and ``newest_urls`` (None while there is none), queried
    only by pages that show them."""
    return {
        "publisher": PUBLISHER,
        "units_read_each_other": settings.UNITS_READ_EACH_OTHER,
        "published_rounds": SimpleLazyObject(lambda: published(rounds_of(request))),
        "round_going_on": SimpleLazyObject(lambda: round_going_on(rounds_of(request))),
        "newest_urls": SimpleLazyObject(lambda: _newest_urls(request)),
    }


def _newest_urls(request: HttpRequest) -> Address | None:
    entries = published(rounds_of(request))
    return Address(entries[0].slug) if entries else None
