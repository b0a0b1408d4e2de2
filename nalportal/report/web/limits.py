"""How often an address may ask for what has to be made: counted in each worker, and failing open.

What is kept is given before anything is counted, so only who asks for ever other things is stopped.
"""

from dataclasses import dataclass
from time import time

from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase

from nalportal.accounts.audit import address_of

HEADERS = {
    "RateLimit-Limit": "Hoeveel vragen per minuut een adres mag doen, per proces van de server.",
    "RateLimit-Remaining": "Hoeveel er daarvan over zijn in het proces dat nu antwoordt.",
    "RateLimit-Reset": "Over hoeveel seconden het er weer zoveel zijn.",
}


@dataclass(frozen=True)
class Allowance:
    """Of ``limit`` questions a minute so many are ``left`` (below 0: too many were asked), and in
    so many ``seconds`` there are as many again."""

    limit: int
    left: int
    seconds: int

    @property
    def is_spent(self) -> bool:
        return self.left < 0

    def state(self, response: HttpResponseBase) -> None:
        """Say it in the headers of an answer."""
        told = (self.limit, max(self.left, 0), self.seconds)
        for name, value in zip(HEADERS, told, strict=True):
            response.headers[name] = str(value)
        if self.is_spent:
            response.headers["Retry-After"] = str(self.seconds)


def allowance(request: HttpRequest, what: str, limit: int) -> Allowance:
    """Count this question with those of its address in this minute."""
    now = int(time())
    return Allowance(limit, limit - _asked(request, what, now // 60), 60 - now % 60)


def _asked(request: HttpRequest, what: str, minute: int) -> int:
    """How often, with this time; who has no address is not counted."""
    address = address_of(request)
    if not address:
        return 0
    key = f"{what}:{address}:{minute}"
    cache = caches["limits"]
    cache.add(key, 0, timeout=120)
    try:
        return int(cache.incr(key))
    except ValueError:  # thrown out between the two
        return 1
