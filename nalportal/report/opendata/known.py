"""Which values a filter of the interface can ask for, by what was published."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..editions import RoundEntry, told
from .questions import QuestionError
from .resources import RESOURCES, Field, Resource, Value

MOST_NAMED = 20


def known_values(rounds: tuple[RoundEntry, ...], field: Field) -> tuple[str, ...]:
    """What a filter can be asked for: what it was made for, or else what the newest version of any
    of these published rounds has. Empty for one that takes each code of its form."""
    if field.type is not str or field.shape:
        return ()
    return field.values or _told_by(get_language(), rounds).get(field, ())


def refuse_unknown(
    rounds: tuple[RoundEntry, ...], resource: Resource, filters: Mapping[str, Value]
) -> None:
    """Refuse a value that no row of any published round can have: no rows would look like an
    answer. Raises :class:`QuestionError`."""
    for field in resource.filters:
        value = filters.get(field.name)
        known = known_values(rounds, field) if value is not None else ()
        if known and value not in known:
            named = [one for one in known if one]
            more = ["…"] if len(named) > MOST_NAMED else []
            text = _("{name}: “{value}” kan hier niet. Kies uit: {known}.")
            listed = ", ".join(named[:MOST_NAMED] + more)
            raise QuestionError(text.format(name=field.name, value=value, known=listed))


@lru_cache(maxsize=4)
def _told_by(
    _language: str | None, rounds: tuple[RoundEntry, ...]
) -> Mapping[Field, tuple[str, ...]]:
    """All at once, so that each report is read once; fields that lists share are one field."""
    found = defaultdict[Field, set[str]](set)
    for _entry, report in told(rounds):
        for resource in RESOURCES:
            for field in resource.filters:
                if field.type is str and not field.shape and not field.values:
                    found[field].update(str(row[field.name]) for row in resource.rows(report))
    return {field: tuple(sorted(values)) for field, values in found.items()}
