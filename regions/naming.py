"""By which names a municipality is found."""

from collections.abc import Iterable, Iterator

from .models import Municipality, MunicipalityAlias, display_name


def names_with_codes(municipalities: Iterable[Municipality]) -> Iterator[tuple[str, str]]:
    """Each name of these municipalities with its CBS code: that of the register, the one that
    pages show and those that sources use (1 query)."""
    codes = set()
    for row in municipalities:
        codes.add(row.code)
        yield row.name, row.code
        yield display_name(row.name), row.code
    aliases = MunicipalityAlias.objects.filter(municipality__code__in=codes)
    yield from aliases.values_list("name", "municipality__code")
