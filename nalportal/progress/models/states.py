"""The states of rounds and of what units hand in, and the sets of them that rules speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    CONCEPT = "concept", _("Concept")
    OPEN = "open", _("Open")
    IN_REVIEW = "in-controle", _("In controle")
    FROZEN = "bevroren", _("Bevroren")
    PUBLISHED = "gepubliceerd", _("Gepubliceerd")


OPEN_STATES = (RoundState.OPEN, RoundState.IN_REVIEW)
FROZEN_STATES = (RoundState.FROZEN, RoundState.PUBLISHED)


class SubmissionState(models.TextChoices):
    NOT_STARTED = "niet-gestart", _("Niet gestart")
    IN_PROGRESS = "bezig", _("Bezig")
    SUBMITTED = "ingeleverd", _("Ingeleverd")
    RETURNED = "teruggestuurd", _("Teruggestuurd")
    ACCEPTED = "geaccepteerd", _("Geaccepteerd")
    SKIPPED = "overgeslagen", _("Overgeslagen")
    FROM_SOURCE = "uit-bron", _("Overgenomen uit bron")


# Until the round is frozen, the register of such a unit is closed to its editors.
WITH_REVIEWER = (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED)
