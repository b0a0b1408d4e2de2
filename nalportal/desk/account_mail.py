"""Mail about accounts goes with the other letters: nobody waits for a mail server, and whether one
answers tells nothing of who has an account."""

from typing import Any

from nalportal.accounts.adapter import InvitedOnlyAdapter

from .mailing import send_password_letter


class QueuedMailAdapter(InvitedOnlyAdapter):
    """How allauth's pages behave here, with their mail in the queue."""

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        send_password_letter(user)
