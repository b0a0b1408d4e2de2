"""What templates need to show a comparison: its words, and addresses of what can be compared."""

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from ...compare import words
from ...editions import Edition

register = template.Library()
register.simple_tag(words.headings, name="comparison_headings")
register.filter("counts_in_words", words.counts_in_words)
register.filter("division_dates", words.division_dates)
register.filter("figure_word", words.figure_word)
register.filter("highlight_lists", words.highlight_lists)
register.filter("item_words", words.item_words)
register.filter("kind_word", words.kind_word)
register.filter("merger_words", words.merger_words)
register.filter("other_lines", words.other_lines)
register.filter("outcome_lines", words.outcome_lines)
register.filter("policy_words", words.policy_words)
register.filter("recounted_words", words.recounted_words)
register.filter("slip", words.slip)
register.filter("transfer_words", words.transfer_words)


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
    kind: str = "pdf",
    with_report: bool = False,
    recounted: bool = False,
) -> str:
    """The changes as a document: of all or of one unit, on their own or behind the report."""
    asked = {"van": before.key, "naar": after.key}
    asked |= {"deel": unit} if unit else {}
    asked |= {"rapport": "1"} if with_report else {}
    asked |= {"geteld": "on"} if recounted else {}
    return f"{reverse(f'changes-{kind}')}?{urlencode(asked)}"
