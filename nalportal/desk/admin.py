"""The log of letters, to look at; and accounts, whose invitation is one of them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.admin import AccountAdmin
from nalportal.accounts.models import User
from nalportal.records.admin import AppendOnlyAdmin

from .mailing import send_soon
from .models import Handover, Letter


@admin.register(Letter)
class LetterAdmin(AppendOnlyAdmin):
    list_display = ["kind", "to", "round", "unit", "made_at", "sent_at", "tries", "last_error"]
    list_filter = ["kind", "round", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["to", "round", "unit", "asked_by"]
    search_fields = ["to__email", "to__last_name", "subject"]
    date_hierarchy = "made_at"
    fields = [
        "kind",
        "to",
        "round",
        "unit",
        "asked_by",
        "made_at",
        "sent_at",
        "dropped_at",
        "tries",
        "last_error",
        "subject",
        "text",
        "key",
    ]


@admin.register(Handover)
class HandoverAdmin(AppendOnlyAdmin):
    list_display = ["person", "colleague", "on", "done_at"]
    list_select_related = ["person", "colleague"]
    search_fields = ["person__email", "person__last_name", "colleague__last_name"]
    fields = ["person", "colleague", "on", "made_at", "made_by", "done_at"]


class InvitedAccountForm(AdminUserCreationForm):
    """A new account, to which somebody comes in by an invitation unless it gets a password now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["usable_password"]
        field.initial = "false"
        field.label = _("Wachtwoord")
        field.help_text = _("Zonder wachtwoord krijgt iemand een mail om er zelf een te kiezen.")


admin.site.unregister(User)


@admin.register(User)
class InvitingAccountAdmin(AccountAdmin):
    """The list of accounts; who is added to it gets the letter about that at once."""

    add_form = InvitedAccountForm

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            send_soon()
