"""Leading a round: the rounds there are, the board of one, and a page per step. For reviewers."""

from django.urls import path

from .steps import ROUND_STEPS, SUBMISSION_STEPS
from .views import freezing, national, rounds, steps

urlpatterns = [
    path("", rounds.rounds, name="round-list"),
    path("nieuw/", rounds.new, name="round-new"),
    path("<slug:round>/", rounds.board, name="round-board"),
    path("<slug:round>/instellen/", rounds.edit, name="round-edit"),
    path("<slug:round>/verwijderen/", rounds.delete, name="round-delete"),
    path("<slug:round>/herinneren/", rounds.remind_units, name="round-remind"),
    path("<slug:round>/controlelijst/", freezing.checklist, name="round-checklist"),
    path("<slug:round>/controlelijst/reden/", freezing.reason, name="round-reason"),
    path("<slug:round>/teksten/", national.texts, name="round-texts"),
    path("<slug:round>/teksten/nieuw/<slug:place>/", national.new, name="round-text-new"),
    path("<slug:round>/teksten/<int:text>/", national.edit, name="round-text"),
    path(
        "<slug:round>/teksten/<int:text>/bevestigen/", national.confirm, name="round-text-confirm"
    ),
    path(
        "<slug:round>/teksten/<int:text>/omhoog/", national.move, {"up": True}, name="round-text-up"
    ),
    path(
        "<slug:round>/teksten/<int:text>/omlaag/",
        national.move,
        {"up": False},
        name="round-text-down",
    ),
    path("<slug:round>/teksten/<int:text>/weglaten/", national.leave_out, name="round-text-out"),
    # A published round is corrected on pages of its own.
    *(
        path(f"<slug:round>/{verb}/", steps.of_round, {"verb": verb}, name=f"round-{verb}")
        for verb in ROUND_STEPS
    ),
    *(
        path(
            f"<slug:round>/<slug:unit>/{verb}/",
            steps.of_submission,
            {"verb": verb},
            name=f"submission-{verb}",
        )
        for verb in SUBMISSION_STEPS
    ),
]
