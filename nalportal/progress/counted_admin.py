"""The admin of rows that count in a report: it waits for rounds, and for a unit that handed in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from nalportal.accounts.permissions import signed_in
from nalportal.records.admin import TrackedAdmin

from .closed import closings
from .locks import wait_for_rounds


class CountedAdmin(TrackedAdmin):
    """Saves nothing while a round is being frozen or a unit hands in."""

    def take_turn(self, request: HttpRequest, obj: Any = None) -> None:
        if obj is None:
            wait_for_rounds()


class OfUnitAdmin(CountedAdmin):
    """Rows of one unit, with its key: closed while the ministry judges what the unit handed in."""

    def take_turn(self, request: HttpRequest, obj: Any = None) -> None:
        super().take_turn(request, obj)
        refused = closings(signed_in(request), [obj.pk]) if obj else []
        if refused:
            raise PermissionDenied(" ".join(str(closing) for closing in refused))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and not (obj and closings(signed_in(request), [obj.pk]))
