"""What pages outside this app ask about figures."""

from django import template
from django.contrib.auth.models import AnonymousUser

from nalportal.accounts.models import User

from .. import permissions

register = template.Library()


@register.filter
def may_edit_figures(user: User | AnonymousUser) -> bool:
    """Whether to show this reader the way to where figures are entered."""
    return permissions.may_edit_figures(user)
