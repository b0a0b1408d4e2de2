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
# What others read of a unit where units do not read each other before that.
HANDED_IN = (*WITH_REVIEWER, SubmissionState.SKIPPED)
# The unit still has to do something.
WITH_UNIT = (SubmissionState.NOT_STARTED, SubmissionState.IN_PROGRESS, SubmissionState.RETURNED)
# Nothing is waited for any more: a round with only these can be frozen.
SETTLED = (SubmissionState.ACCEPTED, SubmissionState.SKIPPED, SubmissionState.FROM_SOURCE)


class RoundVerb(models.TextChoices):
    """What a reviewer can do with a round; the values are web addresses."""

    OPEN = "openen", _("Ronde openen")
    CLOSE = "sluiten", _("Sluiten voor controle")
    FREEZE = "bevriezen", _("Ronde bevriezen")
    UNFREEZE = "ontdooien", _("Bevriezing ongedaan maken")
    PUBLISH = "publiceren", _("Publiceren")
    CORRECT = "corrigeren", _("Corrigeren")


class SubmissionVerb(models.TextChoices):
    """What can be done with what a unit hands in; the values are web addresses."""

    START = "beginnen", _("Begonnen")
    SUBMIT = "inleveren", _("Inleveren")
    WITHDRAW = "inlevering-intrekken", _("Inlevering intrekken")
    RETURN = "terugsturen", _("Terugsturen met opmerking")
    ACCEPT = "accepteren", _("Inlevering accepteren")
    REOPEN = "heropenen", _("Heropenen")
    SKIP = "overslaan", _("Overslaan")
    GRANT_EXTENSION = "uitstel", _("Uitstel geven")
    REVOKE_EXTENSION = "uitstel-intrekken", _("Uitstel intrekken")


# Such a verb is never done without saying why.
NEEDS_REASON = (
    SubmissionVerb.RETURN,
    SubmissionVerb.REOPEN,
    SubmissionVerb.SKIP,
    SubmissionVerb.GRANT_EXTENSION,
)
