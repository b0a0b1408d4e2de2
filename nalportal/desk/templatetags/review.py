"""What the page of a review needs: the field for a remark on one item, and what to ask."""

from django import template
from django.forms.boundfield import BoundField

from nalportal.progress.history import Slip
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.remarks import Threads
from nalportal.records.diff import Piece, word_diff
from nalportal.report.compare.model import PolicyChange

from .. import review
from ..forms.review import ReviewForm

register = template.Library()
register.filter("counted_words", review.counted_words)
register.filter("policy_question", review.policy_question)


@register.filter
def remark_on(form: ReviewForm, reference: str) -> BoundField | None:
    """The field for a remark on one item."""
    return form.of_item(reference)


@register.filter
def remark_on_policy(form: ReviewForm, change: PolicyChange) -> BoundField | None:
    """The field for a remark on one cell of table 3."""
    return form.of_policy(f"{change.region}.{change.instrument}")


@register.filter
def note_pieces(change: PolicyChange) -> tuple[Piece, ...]:
    """The notes at a number of table 3, word by word against those of before."""
    return word_diff(" ".join(change.count.notes_before), " ".join(change.count.notes_after))


@register.simple_tag
def remarks_of(shown: review.Review, reference: str) -> Threads:
    """The conversations about one item that go on."""
    return shown.remarks.of_milestone(reference)


@register.simple_tag
def remarks_of_policy(shown: review.Review, change: PolicyChange) -> Threads:
    """The conversations about one cell of table 3 that go on."""
    return shown.remarks.about(RemarkKind.POLICY, f"{change.region}.{change.instrument}")


@register.filter
def slip_of(shown: review.Review, reference: str) -> Slip | None:
    """How often the planned date of an item moved, if it did."""
    return shown.slips.get(reference)
