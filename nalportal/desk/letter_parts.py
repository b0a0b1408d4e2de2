"""What letters are made of: the letter as data, and the parts that several kinds share."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.dutch import joined
from nalportal.progress.models import Submission
from nalportal.report.editions import all_rounds

from .own_unit import asked_of, completeness_of

Point = tuple[str, str]  # a line and the address where something can be done about it


@dataclass(frozen=True)
class Words:
    """A letter as data: rendered as text and as HTML, which therefore say the same.

    After the ``paragraphs`` come the ``remarks`` of the ministry, what to do ``then``, the
    ``points`` that are open, and ``action``: (words, address) of what the letter asks. ``secret``
    is an address that opens an account: it is sent, and kept nowhere.
    """

    subject: str
    paragraphs: tuple[str, ...]
    action: Point
    points: tuple[Point, ...] = ()
    remarks: tuple[Point, ...] = ()
    then: tuple[str, ...] = ()
    why: str = ""
    off: str = ""
    secret: str = ""


def absolute(path: str) -> str:
    """An address that works outside the site."""
    return f"{settings.SITE_URL}{path}"


def keeps(names: Iterable[str]) -> str:
    return _("u %(units)s bijhoudt") % {"units": joined(tuple(names))}


def unit_page(submission: Submission) -> str:
    return absolute(reverse("unit", args=[submission.unit.slug]))


def missing_in(submission: Submission) -> tuple[Point, ...]:
    """What is open by the unit's own check, with the way to each; what is required first."""
    today = timezone.localdate()
    found = completeness_of(submission, all_rounds(), today, asked=asked_of(submission))
    required = ((_("Verplicht: %(text)s."), check) for check in found.open_required)
    recommended = ((_("Aanbevolen: %(text)s."), check) for check in found.open_recommended)
    return tuple(
        (words % {"text": check.text}, absolute(check.href))
        for words, check in (*required, *recommended)
    )
