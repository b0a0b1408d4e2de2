"""Choosing rows of a list to do something with: one by one, or all that its filter finds.

A list shows a bar that extends ``fragments/bulk_bar.html``, in one form with its rows. The page
after it asks :func:`chosen_keys` what was chosen, shows that, and sends it back as hidden fields,
so that what is done is what was seen. It all works without script.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.dutch import number
from nalportal.refusals import Refused

# What one page can list, and one transaction can change while others wait.
MAX_SELECTED = 500

ALL = "alle"  # every row that the filter finds
CHOSEN = "kies"  # the key of a row that is ticked
SHOWN = "getoond"  # the key of a row that has a box on the page
# What else is in the address of a list: its order and page, its columns and how high its rows are.
COLUMN, ROWS = "kolom", "rijen"
OF_A_LIST = ("sort", "per_page", "page", COLUMN, ROWS)


class TooManyChosen(Refused):
    """More rows than can be done at once; the text says so to a person."""


@dataclass(frozen=True)
class Selection:
    """What the bar above a list says: how many rows of the filter can be chosen, and if all are.

    ``query`` is that of the list, for the page that follows and the way back; ``ticked`` are the
    rows that were chosen before, when somebody comes back without doing anything.
    """

    total: int
    all_chosen: bool
    query: tuple[tuple[str, str], ...]
    ticked: frozenset[str] = frozenset()
    limit: int = MAX_SELECTED

    @property
    def can_choose_all(self) -> bool:
        return 1 < self.total <= self.limit


def selection(query: QueryDict, total: int, names: Collection[str]) -> Selection:
    """The bar of a list with ``total`` rows to choose from; ``names`` are those of its filter."""
    names = (*names, *OF_A_LIST)
    every = [(name, value) for name in names for value in query.getlist(name) if value]
    all_chosen = ALL in query and 0 < total <= MAX_SELECTED
    return Selection(total, all_chosen, tuple(every), frozenset(query.getlist(CHOSEN)))


def back_to_list(request: HttpRequest, route: str, *, chosen: bool = False) -> str:
    """The list that a selection was made in, with its filter; ``chosen`` with what was ticked."""
    query = request.GET.copy()
    for name in ("actie", SHOWN) if chosen else ("actie", SHOWN, CHOSEN, ALL):
        query.pop(name, None)
    return f"{reverse(route)}?{query.urlencode()}" if query else reverse(route)


def chosen_keys(request: HttpRequest, found: Callable[[], Iterable[str]]) -> set[str]:
    """The keys of the rows that were chosen; ``found`` gives all that the filter finds.

    Raises :class:`TooManyChosen`, and ``Http404`` for what no list of ours sent.
    """
    # Once a page listed them it is those, whatever the filter would find by now.
    asked = request.POST if request.method == "POST" else request.GET
    keys = set(asked.getlist(CHOSEN))
    if request.method != "POST" and ALL in asked:
        unticked = set(asked.getlist(SHOWN)) - keys
        keys = set(found()) - unticked
    # A database may refuse to look for a control character.
    if not "".join(keys).isprintable():
        raise Http404
    if len(keys) > MAX_SELECTED:
        text = _("U koos %(count)s regels. Kies er ten hoogste %(limit)s tegelijk.")
        raise TooManyChosen(text % {"count": number(len(keys)), "limit": number(MAX_SELECTED)})
    return keys
