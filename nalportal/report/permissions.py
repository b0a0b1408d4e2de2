"""Who may correct a published report. Decided only here, by the table of rights of a round."""

from django.shortcuts import get_object_or_404

from nalportal.accounts.models import User
from nalportal.progress.models import Round, RoundState, RoundVerb
from nalportal.progress.permissions import check_role_in_round


def correctable_round(user: User, slug: str) -> Round:
    """The published round with that address; 403 if the user may not correct it."""
    check_role_in_round(user, RoundVerb.CORRECT)
    round_: Round = get_object_or_404(Round, slug=slug, state=RoundState.PUBLISHED)
    return round_
