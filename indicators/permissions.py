"""Who may enter figures: the reviewer; and who may say which indicators there are: the beheerder
too. The only place where this is decided.

Coordinators see the figures in the report like everybody else.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in


def may_edit_figures(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may enter, import and revise figures."""
    return isinstance(user, User) and user.is_reviewer


def figures_editor(request: HttpRequest) -> User:
    """Who asks, if that person may edit figures; for anybody else the pages don't exist (404)."""
    user = signed_in(request)
    if not may_edit_figures(user):
        raise Http404
    return user


def may_define_indicators(user: User | AnonymousUser) -> bool:
    """Whether ``user`` may make and change indicators, measures and kinds."""
    return isinstance(user, User) and (user.is_reviewer or user.is_staff)


def indicators_editor(request: HttpRequest) -> User:
    """Who asks, if that person may define indicators; for anybody else the pages don't exist."""
    user = signed_in(request)
    if not may_define_indicators(user):
        raise Http404
    return user
