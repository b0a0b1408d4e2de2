"""What a request asks: which parameters of its address count, and which forms it takes.

Pages, kept pages, answers of the interface and their ETags all go by this.
"""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.http.request import MediaType

View = Callable[..., HttpResponseBase]

# A view that itself refuses what it does not read.
ALL = ("*",)


def reads(*names: str) -> Callable[[View], View]:
    """Says which parameters a page reads: of an address with others it is the same page, and
    those never reach it."""

    def told(view: View) -> View:
        view.reads = names  # type: ignore[attr-defined] # where `names_read` looks
        return view

    return told


def names_read(view: View) -> tuple[str, ...] | None:
    """The parameters that a view said that it reads; None for one that did not say."""
    found: tuple[str, ...] | None = getattr(view, "reads", None)
    return found


def question(request: HttpRequest, names: tuple[str, ...] | None) -> str:
    """What the address asks of a view that reads these parameters, always written alike."""
    asked = str(request.META["QUERY_STRING"])
    if not asked or names is None or names == ALL:
        return asked
    values, known = QueryDict(asked), QueryDict(mutable=True)
    for name in names:
        if given := [value for value in values.getlist(name) if value]:
            known.setlist(name, given)
    return known.urlencode()


def takes(request: HttpRequest, kind: str) -> bool:
    """Whether an answer of this kind will do (RFC 9110, 12.5.1): who says nothing takes all."""
    return _is_taken(request.META.get("HTTP_ACCEPT", ""), kind)


@lru_cache(maxsize=500)
def _is_taken(accept: str, kind: str) -> bool:
    """The most specific range that fits decides, and 0 is "not this". A parameter, such as a
    charset, chooses nothing here: each kind has one form."""
    if not accept.strip():
        return True
    ranges = [MediaType(one.lower()) for one in accept.split(",") if one.strip()]
    weights: dict[int, float] = {}
    for one in ranges:
        bare = MediaType(f"{one.main_type}/{one.sub_type}")
        if bare.match(kind):
            weights[bare.specificity] = max(weights.get(bare.specificity, 0), one.quality)
    return bool(weights) and weights[max(weights)] > 0
