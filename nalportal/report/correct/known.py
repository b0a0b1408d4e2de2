"""Everything that can be corrected in a report, by id."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indicators.memoize import once_per_value

from ..model import Report
from .fields import Correctable, single_fields
from .structure import structurals


@once_per_value(keep=4)
def correctables(report: Report) -> Mapping[str, Correctable]:
    """Fields in the order of the report, and after them what can be taken out, put in, moved or
    taken anew. Pure."""
    found = [*single_fields(report), *structurals(report)]
    return {entry.id: entry for entry in told_apart(found)}


def told_apart(found: Iterable[Correctable]) -> Iterator[Correctable]:
    """Each with a name of its own: what is called the same gets its id behind its name."""
    found = tuple(found)
    named = Counter(entry.label for entry in found)
    for entry in found:
        if named[entry.label] > 1:
            name = entry.id.partition(":")[2]
            yield replace(entry, label=f"{entry.label} ({name})")
        else:
            yield entry
