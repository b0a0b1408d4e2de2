"""What pages outside this app ask about figures."""

from django import template

from .. import permissions

register = template.Library()
register.filter("may_edit_figures", permissions.may_edit_figures)
