"""The choice of a round, or of today, that stands in an address and goes along to other pages."""

from urllib.parse import urlencode

from django.http import HttpRequest

CHOICE = "ronde"


def choice_of(request: HttpRequest) -> str:
    """What the address of this page chooses; empty when it chooses nothing."""
    asked = request.GET.get(CHOICE, "")
    # A database may refuse to look for a control character.
    return asked if asked.isprintable() else ""


def carried(request: HttpRequest, address: str, **query: str) -> str:
    """``address`` with ``query`` and, where this page's address makes a choice, that choice."""
    choice = choice_of(request)
    query = {**({CHOICE: choice} if choice else {}), **query}
    if not query:
        return address
    bare, hash_, fragment = address.partition("#")
    joint = "&" if "?" in bare else "?"
    return f"{bare}{joint}{urlencode(query)}{hash_}{fragment}"
