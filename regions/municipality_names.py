"""By which names a municipality is found."""

from collections.abc import Collection, Iterable, Iterator

from .models import Municipality, MunicipalityAlias, display_name


def names_with_codes(municipalities: Iterable[Municipality]) -> Iterator[tuple[str, str]]:
    """Each name of these municipalities with its CBS code: that of the register, the one that
    pages show and those that sources use (1 query)."""
    names = {row.code: row.name for row in municipalities}
    for code, name in names.items():
        yield name, code
        yield display_name(name), code
    yield from other_names(names)


def other_names(codes: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names that sources use for municipalities with these CBS codes (1 query)."""
    for name, code in MunicipalityAlias.objects.values_list("name", "municipality__code"):
        if code in codes:
            yield name, code
