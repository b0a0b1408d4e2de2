"""Who may see how the portal is doing."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nalportal.accounts.models import User


def beheerder(request: HttpRequest) -> User:
    """Who asks; 403 unless a beheerder: it tells of folders, servers and what people did."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        raise PermissionDenied(_("Deze pagina is alleen voor de beheerder van het portaal."))
    return user
