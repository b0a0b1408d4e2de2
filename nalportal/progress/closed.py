"""Why the register of a unit is closed to its editors, and since when.

That it is, says ``ReportingUnit.objects.editable_by``.

Why: decision 16.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import long_date, moment

from .models import ReportingUnit, Submission, SubmissionState, SubmissionVerb
from .models.states import OPEN_STATES, WITH_REVIEWER


@dataclass(frozen=True)
class Closing:
    """A unit whose register is closed to its editors; ``since`` is its last hand-in.

    What is dated after the peildatum of its round, ``reference_on``, cannot change that round: that
    can still be recorded.
    """

    unit: str
    slug: str
    state: str
    since: datetime | None
    reference_on: date

    def __str__(self) -> str:
        about = {"unit": self.unit, "since": moment(self.since) if self.since else ""}
        if not self.since:
            text = _("Wat %(unit)s heeft ingeleverd ligt bij het ministerie.")
        elif self.state == SubmissionState.ACCEPTED:
            text = _(
                "Het ministerie heeft geaccepteerd wat %(unit)s inleverde op %(since)s. Tot de "
                "ronde is bevroren, verandert er niets meer."
            )
        else:
            text = _("%(unit)s heeft ingeleverd op %(since)s; het ministerie beoordeelt dat nu.")
        return " ".join([text % about, _("U kunt nu niets wijzigen."), self.still_possible])

    @property
    def still_possible(self) -> str:
        """What can be done all the same."""
        text = _(
            "Een status van een gemeente of een mijlpaal die klaar kwam ná %(day)s, kunt u wel "
            "vastleggen."
        )
        return text % {"day": long_date(self.reference_on)}

    def too_early(self, days: Collection[date]) -> str:
        """Why something of these days can't be recorded while it is closed; empty if it can.

        What has no day counts now.
        """
        if days and all(day > self.reference_on for day in days):
            return ""
        text = _(
            "Wat %(unit)s heeft ingeleverd ligt bij het ministerie. Leg nu alleen vast wat na "
            "%(day)s viel. Wat eerder viel, kunt u weer vastleggen als u de inlevering intrekt of "
            "terugkrijgt."
        )
        return text % {"unit": self.unit, "day": long_date(self.reference_on)}


def closings(user: User, units: Iterable[ReportingUnit | int]) -> list[Closing]:
    """Those of the units that are closed to this user, with why and since when (1 query)."""
    if user.is_reviewer:
        return []
    return [
        Closing(row.unit.short_name, row.unit.slug, row.state, row.since, row.round.reference_on)
        for row in submissions_in_round(units)
        .filter(state__in=WITH_REVIEWER)
        .annotate(since=Max("log__at", filter=Q(log__verb=SubmissionVerb.SUBMIT)))
    ]


def submissions_in_round(units: Iterable[ReportingUnit | int]) -> models.QuerySet[Submission]:
    """What these units hand in for the round that is open or in controle."""
    rows: models.QuerySet[Submission] = Submission.objects.filter(
        unit__in=units, round__state__in=OPEN_STATES
    )
    return rows.select_related("unit", "round")
