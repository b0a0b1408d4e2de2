from typing import Any

from allauth.account import admin as allauth_admin
from allauth.account.adapter import get_adapter
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.records.admin import VersionedAdmin
from nalportal.records.seen_forms import SeenForm

# Rights are the two flags on an account and the editors of a unit. Groups would do nothing here,
# and allauth's own list of addresses would be a second, contradicting one. Its page of second
# factors would show their secrets; all that a beheerder needs is to take a lost one away. Single
# sign-on is set up by variables, and keeps nothing.
admin.site.unregister(Group)
admin.site.unregister(allauth_admin.EmailAddress)
admin.site.unregister(mfa_admin.Authenticator)
admin.site.unregister(
    [social_admin.SocialAccount, social_admin.SocialApp, social_admin.SocialToken]
)


class AccountForm(SeenForm, UserChangeForm):
    """One account, with the version that the page was made from."""


class PasswordForm(AdminPasswordChangeForm):
    """A password that a beheerder chooses for somebody, who hears of it."""

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        get_adapter().send_notification_mail("password_set", user)
        return user


@admin.register(User)
class AccountAdmin(VersionedAdmin, UserAdmin):
    form = AccountForm
    change_password_form = PasswordForm
    list_display = [
        "email",
        "first_name",
        "last_name",
        "is_reviewer",
        "is_staff",
        "is_demo",
        "is_active",
        "last_login",
    ]
    list_filter = ["is_reviewer", "is_staff", "is_demo", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["last_name", "first_name", "email"]
    filter_horizontal = []
    # The one list with an action: what it does is the reason that stands in the history.
    actions = ["take_away_second_factor"]  # type: ignore[assignment]  # the others have none
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Naam"), {"fields": ["first_name", "last_name"]}),
        (_("Rol"), {"fields": ["is_active", "is_reviewer", "is_staff", "is_demo"]}),
        (_("Mail"), {"fields": ["wants_reminders"]}),
        (_("Gebruik"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name"]}),
        (_("Rol"), {"fields": ["is_reviewer", "is_staff"]}),
        (_("Wachtwoord"), {"fields": ["usable_password", "password1", "password2"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are ended, or forgotten: what they did stays in histories that nobody changes."""
        return False

    @admin.action(description=_("Tweede stap bij inloggen verwijderen (telefoon kwijt)"))
    def take_away_second_factor(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        """At their next sign-in they set up a new one; the history says who took it away."""
        with transaction.atomic():
            Authenticator.objects.filter(user__in=accounts).delete()
            for account in accounts.select_for_update():
                account._change_reason = _("Tweede stap bij inloggen verwijderd")  # type: ignore[attr-defined]  # simple_history's
                account.save()
                get_adapter().send_notification_mail("second_step_removed", account)
        done = ngettext(
            "De tweede stap van %(count)d account is verwijderd.",
            "De tweede stap van %(count)d accounts is verwijderd.",
            len(accounts),
        )
        self.message_user(request, done % {"count": len(accounts)}, messages.SUCCESS)
