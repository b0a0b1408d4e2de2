"""What stands before the chapters: how to read it, why it says what it says, and who made it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.dutch import long_date, moment

from .. import labels
from ..addresses import Address
from ..model import Report, Stamp
from . import blocks
from .blocks import Block
from .imprint import Imprint


def reading_guide(report: Report) -> list[Block]:
    """How to read the report: of when it is, and what its words mean."""
    about = _(
        "De stand is die van {reference}, met de gemeentelijke indeling van {division}. Cijfers "
        "lopen tot en met {until} en hebben dan een eigen datum."
    ).format(
        reference=long_date(report.reference_on),
        division=long_date(report.division_on),
        until=long_date(report.figures_until),
    )
    return [
        {**blocks.section(_("Leeswijzer")), "listed": False},
        blocks.paragraph(about),
        blocks.paragraph(blocks.summary_meaning()),
        *(blocks.note(meaning) for meaning in labels.missing_meanings().values()),
        blocks.note(labels.at_least_meaning()),
    ]


def reasons(report: Report) -> list[Block]:
    """Why something stands in the report as it does."""
    if not report.reasons:
        return []
    return [
        {**blocks.section(labels.reasons_title()), "listed": False},
        *(blocks.note(labels.reason_line(reason)) for reason in report.reasons),
    ]


def colophon(report: Report, stamp: Stamp, imprint: Imprint) -> list[Block]:
    """On the cover, beside what tells the edition: whom to ask, where it is, what one may do."""
    facts = [
        (_("Contact"), imprint.contact),
        (_("Kamerstuk"), imprint.kamerstuk),
        *_edition(report, stamp, imprint.site),
        (_("Gebruik"), imprint.licence),
    ]
    return [{"term": term, **blocks.linked(text, text)} for term, text in facts if text]


def _edition(report: Report, stamp: Stamp, site: str) -> list[tuple[str, str]]:
    made = _("uit het register van het portaal, zonder handwerk")
    if stamp.as_of:
        return [(_("Gemaakt"), f"{moment(stamp.as_of)}, {made}")]
    address = Address(report.slug, stamp.version).report
    return [
        (_("Gemaakt"), f"{long_date(stamp.frozen_on)}, {made}" if stamp.frozen_on else made),
        # A file is made before it is published, and stays as it is (decision 39).
        (_("Dag van publicatie"), f"{site}{reverse('rounds')}"),
        (_("Vast adres"), f"{site}{address}"),
    ]
