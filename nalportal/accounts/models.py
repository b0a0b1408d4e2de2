"""Who one is. What one may do with an object is the business of the app that owns the object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.versions import answer_name

from .audit import AuditEvent, Pseudonym, record_rights
from .labels import by_label

__all__ = ["AuditEvent", "Draft", "Pseudonym", "SavedView", "User", "UserManager", "of_person"]

# Of the page itself, and not of whoever filled it in.
NOT_OF_PERSON = {
    "token",
    "version",
    "versie",
    "gezien",
    "seen",
    "hand_in",
    "fingerprint",
    "checked",
    "post",
}


# What makes a second step, by allauth's names; recovery codes are only for when it is not at hand.
SECOND_STEPS = ("totp", "webauthn")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """By e-mail address, however someone writes its capitals."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Without a password the account can only be entered through "wachtwoord vergeten"."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """The first beheerder, by `manage.py createsuperuser`; the others are made on screen."""
        return self.create_user(email, password, **{**fields, "is_staff": True})


class AccountHistory(HistoricalRecords):
    def post_save(
        self, instance: User, created: bool, using: str | None = None, **kwargs: Any
    ) -> None:
        # Signing in notes the moment on the account; that is no change by a person.
        if kwargs.get("update_fields") != {"last_login"}:
            super().post_save(instance, created, using=using, **kwargs)
            if not kwargs.get("raw"):
                record_rights(instance, self.get_history_user(instance), created)


class User(AbstractUser):
    """Somebody who works with the register. Readers of the published report need no account."""

    username = None  # type: ignore[assignment]  # people sign in with their e-mail address
    email = models.EmailField(
        _("e-mailadres"),
        unique=True,  # Django wants the sign-in name itself unique; the constraint does the rest
        error_messages={"unique": _("Er is al een account met dit e-mailadres.")},
    )
    is_staff = models.BooleanField(
        _("beheerder"),
        default=False,
        help_text=_("Mag alles in het beheer: accounts, onderdelen en het hele register."),
    )
    is_reviewer = models.BooleanField(
        _("beoordelaar"),
        default=False,
        help_text=_("Beoordeelt namens het ministerie wat de onderdelen inleveren."),
    )
    is_demo = models.BooleanField(
        _("demo-account"),
        default=False,
        help_text=_("Kan alleen inloggen waar het portaal als demo draait."),
    )

    wants_reminders = models.BooleanField(
        _("wil herinneringen per mail"),
        default=True,
        help_text=_("Over termijnen. Mail over een teruggestuurde inlevering komt altijd."),
    )

    # Whether drafts are kept of this person, so that the pages of all others need not ask.
    has_drafts = models.BooleanField(_("heeft concepten"), default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # no username
    history = AccountHistory(excluded_fields=["password", "last_login", "has_drafts"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["last_name", "first_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="account_email_unique_whatever_its_capitals",
                violation_error_message=_("Er is al een account met dit e-mailadres."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as other people see it; the address only when no name is known."""
        return self.get_full_name() or self.email

    @property
    def may_sign_in(self) -> bool:
        """A demo account exists only for the demo: its password is printed for all to see."""
        return self.is_active and (settings.DEMO or not self.is_demo)

    @property
    def has_second_factor(self) -> bool:
        """An app or a passkey; recovery codes alone are none."""
        # For a signed-in user the backend knows it already: one query less on every page.
        known: bool | None = self.__dict__.get("second_factor_set_up")
        if known is not None:
            return known
        found = self.authenticator_set.filter(type__in=SECOND_STEPS)  # type: ignore[attr-defined]  # allauth's
        return bool(found.exists())


class Session(AbstractBaseSession):
    """A browser in which somebody signed in, or a form of nobody yet; see session_store.py."""

    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=_("van wie ze is"),
    )

    class Meta:
        verbose_name = _("sessie")
        verbose_name_plural = _("sessies")

    def __str__(self) -> str:
        return str(self.user or "")  # never its key, which opens it


def of_person(values: Mapping[str, list[str]], action: str) -> dict[str, list[str]]:
    """What was sent to the address ``action``, by the labels of its fields and without what the
    page itself needs: to show to who typed it."""
    answer = answer_name("")
    typed = {
        name: given
        for name, given in values.items()
        if name not in NOT_OF_PERSON and not name.startswith(answer)
    }
    return by_label(typed, action)


class Draft(models.Model):
    """What somebody is typing in a form that was not sent yet: of that person, and of nobody else.

    It is no part of the register: it has no history, and goes when the form is saved, when its
    writer throws it away, or when it is old (decision 32).
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="drafts", verbose_name=_("van wie het is")
    )
    token = models.UUIDField(_("nummer van het formulier"))
    page = models.TextField(_("pagina waarop het formulier staat"))
    action = models.TextField(_("adres waar het formulier heen gaat"))
    values = models.JSONField(_("wat er getypt is"))
    had_files = models.BooleanField(_("er was een bestand gekozen"), default=False)
    kept_at = models.DateTimeField(_("bewaard op"))

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepten")
        constraints = [
            models.UniqueConstraint(fields=["user", "token"], name="draft_once_per_form"),
        ]

    def __str__(self) -> str:
        return str(self.token)  # never what was typed: a name may end up in a log

    @property
    def typed(self) -> dict[str, list[str]]:
        """By field what a person filled in."""
        return of_person(self.values, self.action)

    @property
    def opening(self) -> str:
        """How the longest text in it begins, for its writer to know it by."""
        longest = max(
            (text for given in self.typed.values() for text in given), key=len, default=""
        )
        return Truncator(" ".join(longest.split())).chars(80)


class SavedView(models.Model):
    """A long list as one person wants to see it again: its filters, order and size of the page.

    Like a draft it is of that person, and no part of the register.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="saved_views", verbose_name=_("van wie het is")
    )
    page = models.CharField(_("lijst"), max_length=20)
    name = models.CharField(_("naam"), max_length=60)
    query = models.TextField(_("wat het adres vraagt"), blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("weergave")
        verbose_name_plural = _("weergaven")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"], name="saved_view_once_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
