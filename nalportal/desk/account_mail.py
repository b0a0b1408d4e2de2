"""Mail about accounts goes with the other letters: nobody waits for a mail server, and whether one
answers tells nothing of who has an account."""

from typing import Any

from nalportal.accounts.adapter import InvitedOnlyAdapter

from .mailing import send_password_letter, send_security_letter


class QueuedMailAdapter(InvitedOnlyAdapter):
    """How allauth's pages behave here, with their mail in the queue."""

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        send_password_letter(user)

    def send_notification_mail(self, template_prefix: str, user: Any, *_: Any, **__: Any) -> None:
        """Allauth says what changed by the template that it would have used."""
        send_security_letter(user, template_prefix.rsplit("/", 1)[-1])
