"""What the frame around every page shows: the rounds, and where the newest report is."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..addresses import Address
from ..editions import published, round_going_on
from ..labels import PUBLISHER
from .http import rounds_of


def site(request: HttpRequest) -> dict[str, object]:
    """``publisher``; and ``published_rounds``, ``round_going_on`` and ``newest_urls`` (None while
    there is none), queried only by pages that show them."""
    return {
        "publisher": PUBLISHER,
        "published_rounds": SimpleLazyObject(lambda: published(rounds_of(request))),
        "round_going_on": SimpleLazyObject(lambda: round_going_on(rounds_of(request))),
        "newest_urls": SimpleLazyObject(lambda: _newest_urls(request)),
    }


def _newest_urls(request: HttpRequest) -> Address | None:
    entries = published(rounds_of(request))
    return Address(entries[0].slug) if entries else None
