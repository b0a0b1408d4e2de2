"""A file with figures as its publisher gives it, in any of the forms that are known; and how a
table was read the last time, so that the next edition of it asks nothing again (decision 40)."""

import hashlib
import re
from collections.abc import Mapping

from nalportal.exchange.tables import Table, read_lines

from ..models import PublishedTable
from .areas import Areas
from .files import FIGURE_LIMITS
from .layouts import table_of
from .odata import is_odata, odata_table
from .swing import crosstab, is_crosstab

# What changes from edition to edition in a title or the name of a file: years, moments, "(1)".
_MOMENT = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:19|20)[0-9]{2}|[0-9]{6,14})(?![0-9A-Za-z])|\([0-9]+\)|[\s_.-]+"
)


def published_table(file: str, content: bytes, areas: Areas, *, adds_parts: bool = False) -> Table:
    """The file as a table with a heading; ``adds_parts``: see :func:`.swing.crosstab`.

    Raises :class:`FaultyFile` when it is in none of the forms.
    """
    if is_odata(file):
        return odata_table(file, content)
    lines = read_lines(file, content, is_published=True, limits=FIGURE_LIMITS)
    if is_crosstab(lines):
        return crosstab(file, lines, areas, adds_parts=adds_parts)
    return table_of(file, lines, areas)


def key_of(table: Table) -> str:
    """One key for all editions of a table: by what it is called and the names of its columns."""
    called = _MOMENT.sub("", table.title or table.file).casefold()
    said = "\n".join([called, *sorted(table.headers)])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def remembered(key: str) -> dict[str, str]:
    """What was answered about this table when it was stored last, by question (1 query)."""
    found = PublishedTable.objects.filter(key=key).values_list("answers", flat=True).first()
    return dict(found or {})


def remember(key: str, name: str, answers: Mapping[str, str]) -> None:
    """Keep the answers; those that were left empty are guessed again the next time."""
    said = {question: text for question, text in answers.items() if text}
    PublishedTable.objects.update_or_create(key=key, defaults={"name": name[:200], "answers": said})
