"""Leading a round: the rounds there are, the board of one, and a page per step. For reviewers."""

from django.urls import path

from . import round_views, step_views
from .steps import ROUND_STEPS, SUBMISSION_STEPS

urlpatterns = [
    path("", round_views.rounds, name="round-list"),
    path("nieuw/", round_views.new, name="round-new"),
    path("<slug:round>/", round_views.board, name="round-board"),
    path("<slug:round>/instellen/", round_views.edit, name="round-edit"),
    path("<slug:round>/herinneren/", round_views.remind_units, name="round-remind"),
    # A published round is corrected on pages of its own.
    *(
        path(f"<slug:round>/{verb}/", step_views.of_round, {"verb": verb}, name=f"round-{verb}")
        for verb in ROUND_STEPS
    ),
    *(
        path(
            f"<slug:round>/<slug:unit>/{verb}/",
            step_views.of_submission,
            {"verb": verb},
            name=f"submission-{verb}",
        )
        for verb in SUBMISSION_STEPS
    ),
]
