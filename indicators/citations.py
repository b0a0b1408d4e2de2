"""What a figure can cite: an edition of a source, or the source alone."""

from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from .models import Source


class Cited(NamedTuple):
    """A source, and which of its editions (a primary key); None where nobody knows."""

    source: Source
    edition: int | None
    words: str


def cited_by_code() -> dict[str, Cited]:
    """Everything that a figure can cite, by code (1 query).

    An edition by its own code. The code of a source means its newest edition, unless an edition
    has that same code.
    """
    rows = Source.objects.order_by(
        "publisher", "title", F("editions__published_on").asc(nulls_first=True), "editions__pk"
    ).annotate(
        edition=F("editions"),
        edition_code=F("editions__slug"),
        edition_title=F("editions__title"),
        edition_label=F("editions__label"),
    )
    found: dict[str, Cited] = {}
    newest: dict[str, Cited] = {}
    for row in rows:
        if row.edition:
            parts = (row.publisher, row.edition_title, row.edition_label)
            words = ", ".join(filter(None, parts))
            found[row.edition_code] = newest[row.slug] = Cited(row, row.edition, words)
        else:
            newest[row.slug] = Cited(row, None, str(row))
    for code, cited in newest.items():
        if code not in found:
            words = _("%(source)s (nieuwste uitgave)") % {"source": cited.source}
            found[code] = cited._replace(words=words) if cited.edition else cited
    return found
