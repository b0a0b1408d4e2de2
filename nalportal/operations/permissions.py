"""Who may see how the portal is doing."""

from django.contrib.auth.models import AnonymousUser

from nalportal.accounts.models import User


def may_see_state(user: User | AnonymousUser) -> bool:
    """A beheerder; it tells of folders and servers, so nobody else."""
    return user.is_active and user.is_staff
