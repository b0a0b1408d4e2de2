"""By which names a municipality is found."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from .models import Municipality, MunicipalityAlias, Reorganisation, display_name

# CBS code and name of each.
Heirs = tuple[tuple[str, str], ...]


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


def heirs_of(codes: Collection[str]) -> dict[str, Heirs]:
    """By CBS code of a municipality that is no more: code and name of those that its area belongs
    to now, also where those came of it in steps (1 query)."""
    arrows: dict[str, dict[str, str]] = defaultdict(dict)
    ended = Reorganisation.objects.filter(old__valid_until__isnull=False).order_by("on", "pk")
    for old, new, name in ended.values_list("old__code", "new__code", "new__name"):
        arrows[old][new] = display_name(name)

    def ends(code: str, name: str) -> Iterator[tuple[str, str]]:
        if code not in arrows:
            yield code, name
        for new, newer in arrows.get(code, {}).items():
            yield from ends(new, newer)

    return {code: tuple(dict.fromkeys(ends(code, ""))) for code in codes if code in arrows}
