"""The steps of a round, and what a reviewer does with a hand-in: in words, and the verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.progress import rounds, submissions
from nalportal.progress.models import RoundVerb, Submission, SubmissionVerb
from nalportal.report import freeze
from nalportal.report.readiness import Code, Finding


@dataclass(frozen=True)
class Step:
    """What a step does, in words, and the function that does it."""

    explanation: object
    done: object
    act: Callable[..., object]
    needs_reason: bool = False


def _skip(submission: Submission, *, by: User, reason: str, told: str) -> None:
    """Skip a unit, with the words that the report has about it beside its own sentence, if any.

    Why: decision 46.
    """
    row = submissions.skip(submission, by=by, reason=reason)
    if told:
        found = Finding(Code.SKIPPED, row.unit.slug, row.unit.short_name)
        rounds.give_reason(
            row.round,
            point=found.key,
            code=found.code,
            about=found.name,
            text=told,
            in_report=True,
            by=by,
        )


ROUND_STEPS: Mapping[RoundVerb, Step] = {
    RoundVerb.OPEN: Step(
        gettext_lazy(
            "Alle onderdelen kunnen vanaf nu inleveren. De teksten van de vorige ronde staan klaar."
        ),
        gettext_lazy("Ronde geopend."),
        rounds.open_round,
    ),
    RoundVerb.CLOSE: Step(
        gettext_lazy(
            "Daarna controleert u het geheel. Wat u terugstuurt kan nog opnieuw worden ingeleverd."
        ),
        gettext_lazy("Ronde gesloten voor controle."),
        rounds.close_for_review,
    ),
    RoundVerb.FREEZE: Step(
        gettext_lazy(
            "Het rapport ligt daarna vast. Wat later verandert in het register, verandert er "
            "niets meer aan. Tot u publiceert ziet alleen het ministerie het."
        ),
        gettext_lazy("Ronde bevroren."),
        freeze.freeze,
    ),
    RoundVerb.UNFREEZE: Step(
        gettext_lazy("De ronde gaat terug naar controle. Wat bevroren was blijft in het logboek."),
        gettext_lazy("Bevriezing ongedaan gemaakt."),
        freeze.unfreeze,
        needs_reason=True,
    ),
    RoundVerb.PUBLISH: Step(
        gettext_lazy(
            "Iedereen kan het rapport daarna lezen. Dit kunt u niet ongedaan maken: een fout "
            "verbetert u met een correctie."
        ),
        gettext_lazy("Ronde gepubliceerd."),
        freeze.publish,
    ),
}

# Accepting and returning are done on the page where the hand-in is reviewed.
SUBMISSION_STEPS: Mapping[SubmissionVerb, Step] = {
    SubmissionVerb.REOPEN: Step(
        gettext_lazy(
            "U neemt uw besluit terug. Wat geaccepteerd was ligt weer ter beoordeling; wat was "
            "overgeslagen ligt weer bij het onderdeel."
        ),
        gettext_lazy("Heropend."),
        submissions.reopen,
    ),
    SubmissionVerb.SKIP: Step(
        gettext_lazy("De ronde gaat verder zonder dat dit onderdeel inlevert."),
        gettext_lazy("Overgeslagen."),
        _skip,
    ),
    SubmissionVerb.GRANT_EXTENSION: Step(
        gettext_lazy("Het onderdeel ziet tot wanneer het kan inleveren, en waarom."),
        gettext_lazy("Uitstel gegeven."),
        submissions.grant_extension,
    ),
    SubmissionVerb.REVOKE_EXTENSION: Step(
        gettext_lazy("Voor dit onderdeel geldt weer de datum van alle onderdelen."),
        gettext_lazy("Uitstel ingetrokken."),
        submissions.revoke_extension,
    ),
}
