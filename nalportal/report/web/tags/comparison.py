"""What templates need to show a comparison: its words, and addresses of what can be compared."""

from collections.abc import Iterable, Mapping

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from nalportal.figures import Figure

from ...compare import Counts, ItemChange, words
from ...compare.model import Merger, MunicipalityChange, PolicyChange, Transfer
from ...editions import Edition

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    """What happened to an item or a text, in one word."""
    return words.kind_word(kind)


@register.filter
def item_words(item: ItemChange, category: str) -> str:
    """What happened to an item, as it stands beside it in the list of a category."""
    return words.item_words(item, category)


@register.filter
def slip(item: ItemChange) -> str:
    """From when to when an item was moved."""
    return words.slip(item)


@register.filter
def statement_word(statement: str, category: str) -> str:
    """Why a category is empty, as the unit said."""
    return words.statement_word(statement, category)


@register.filter
def counts_in_words(counts: Counts) -> str:
    """How many items are new, changed and so on."""
    return words.counts_in_words(counts)


@register.filter
def figure_word(figure: Figure | None) -> str:
    """A figure, or that the report does not have it."""
    return words.figure_word(figure)


@register.filter
def policy_words(change: PolicyChange) -> str:
    """What happened to a cell of table 3."""
    return words.policy_words(change)


@register.filter
def recounted_words(count: int) -> str:
    """How many cells of table 3 are left out because only their ground is another."""
    return words.recounted_words(count)


@register.filter
def outcome_lines(changes: Iterable[MunicipalityChange]) -> list[str]:
    """Per outcome the municipalities by name."""
    return words.outcome_lines(changes)


@register.filter
def merger_words(merger: Merger) -> str:
    """Which municipalities became part of which, and when."""
    return words.merger_words(merger)


@register.filter
def transfer_words(pair: Transfer, regions: Mapping[str, str]) -> str:
    """What of a municipality is told otherwise: its region, its name or its province."""
    return words.transfer_words(pair, regions)


@register.simple_tag
def compare_href(edition: Edition) -> str:
    """Where this edition is compared with the one before it."""
    return f"{reverse('compare')}?{urlencode({'naar': edition.key})}"


@register.simple_tag
def changes_href(
    before: Edition,
    after: Edition,
    unit: str = "",
    *,
    with_report: bool = False,
    recounted: bool = False,
) -> str:
    """The changes on paper: of all or of one unit, on their own or behind the report."""
    asked = {"van": before.key, "naar": after.key}
    asked |= {"deel": unit} if unit else {}
    asked |= {"rapport": "1"} if with_report else {}
    asked |= {"geteld": "on"} if recounted else {}
    return f"{reverse('changes-pdf')}?{urlencode(asked)}"
