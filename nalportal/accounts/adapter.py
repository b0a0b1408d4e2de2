"""How allauth's pages behave here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Accounts are made by a beheerder; nobody makes their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
