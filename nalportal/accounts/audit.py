"""The audit log: who came in, who was refused, who took what out and who changed rights.

It holds codes and pseudonyms, never a text, a token or an address. Why: decision 43.
"""

import hashlib
import hmac
import secrets
from ipaddress import IPv6Address, ip_network
from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache, caches
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.logs import current
from nalportal.records.append_only import AppendOnlyModel

DAY = 24 * 60 * 60


class Pseudonym(models.Model):
    """Whose lines in the log are whose. Without its row nobody can tell: that is how one is
    forgotten, with the log as it was."""

    key = models.UUIDField(_("pseudoniem"), primary_key=True, default=uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="pseudonym",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("pseudoniem")
        verbose_name_plural = _("pseudoniemen")

    def __str__(self) -> str:
        return str(self.key)


class AuditKind(models.TextChoices):
    """What happened."""

    SIGNED_IN = "in", _("Ingelogd")
    SIGNED_OUT = "out", _("Uitgelogd")
    FAILED = "failed", _("Inloggen mislukt")
    LIMITED = "limited", _("Te vaak geprobeerd")
    SECOND_STEP = "second_step", _("Tweede stap gewijzigd")
    PASSWORD = "password", _("Wachtwoord gewijzigd")
    ACCOUNT = "account", _("Account of rol gewijzigd")
    REFUSED = "refused", _("Geweigerd")
    EXPORT = "export", _("Bestand opgehaald")
    ROUND = "round", _("Ronde verder of terug")
    ADMIN = "admin", _("Iets gedaan in het beheer")
    FORGOTTEN = "forgotten", _("Opgeruimd of vergeten")


class AuditEvent(AppendOnlyModel):
    """One thing that happened: when, by whom, about whom, and a code that tells more.

    ``source`` tells failures from one address from those of another, within a day; ``request``
    is the number that the lines of the server's log have.
    """

    at = models.DateTimeField(_("moment"), default=timezone.now, db_index=True)
    kind = models.CharField(_("wat"), max_length=12, choices=AuditKind)
    person = models.UUIDField(_("wie"), null=True, blank=True, db_index=True)
    about = models.UUIDField(_("over wie"), null=True, blank=True, db_index=True)
    what = models.CharField(_("code"), max_length=100, blank=True)
    request = models.CharField(_("verzoek"), max_length=32, blank=True)
    source = models.CharField(_("herkomst"), max_length=8, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("regel van het logboek")
        verbose_name_plural = _("regels van het logboek")

    def __str__(self) -> str:
        return self.get_kind_display()


def pseudonym_of(user: Any) -> UUID | None:
    """The pseudonym of an account, made when it has none; None for who did not sign in."""
    if user is None or user.pk is None:
        return None
    if not hasattr(user, "pseudonym"):
        user.pseudonym, _made = Pseudonym.objects.using(user._state.db).get_or_create(user=user)
    key: UUID = user.pseudonym.key
    return key


def record(
    kind: AuditKind, *, by: Any = None, about: Any = None, what: str = "", source: str = ""
) -> None:
    """Add a line, in the transaction of what it tells of. ``what`` is a code, never a text."""
    asked, of = current.get(), about or by
    # Who just signed out is nobody by now, of no database.
    using = of._state.db if of and of.pk else None
    AuditEvent.objects.using(using).create(
        kind=kind,
        person=pseudonym_of(by),
        about=pseudonym_of(about),
        what=what[:100],
        request=asked.number if asked else "",
        source=source,
    )


def record_attempt(
    kind: AuditKind, request: HttpRequest, *, about: Any = None, what: str = ""
) -> None:
    """Add a line of who may be anybody: of one address and one kind, one a minute per worker."""
    source = source_of(request)
    if caches["limits"].add(f"audit:{kind}:{what}:{source}:{about and about.pk}", 1, timeout=60):
        record(kind, about=about, what=what, source=source)


def address_of(request: HttpRequest) -> str:
    """Where in the network a request comes from; empty where there is none. Of IPv6 that is the
    first half of the address: of the other half a visitor has as many as they like. A server that
    listens on both writes IPv4 as IPv6, all of it in one network: that is its IPv4 again."""
    try:
        address = str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
    if ":" not in address:
        return address
    mapped = IPv6Address(address).ipv4_mapped
    return str(mapped or ip_network(f"{address}/64", strict=False))


def source_of(request: HttpRequest) -> str:
    """Eight characters for an address, under a key that is thrown away after a day.

    Until then who keeps the site could find the address again, afterwards nobody can.
    """
    address = address_of(request)
    if not address:
        return ""
    name = f"audit-source:{timezone.localdate():%Y%m%d}"
    key = cache.get_or_set(name, lambda: secrets.token_hex(32), DAY)
    return hmac.new(str(key).encode(), address.encode(), hashlib.sha256).hexdigest()[:8]


# What of an account decides what somebody may do.
RIGHTS = ("is_active", "is_staff", "is_reviewer", "is_demo")


def record_rights(user: Any, by: Any, created: bool) -> None:
    """A line for each right that a saved account got or lost; its history knows what was."""
    before = dict.fromkeys(RIGHTS, False)
    if not created:
        before = user.history.order_by("-pk").values(*RIGHTS)[1:2].first() or before
    changed = [name for name in RIGHTS if getattr(user, name) != before[name]]
    for name in changed:
        what = f"{name}={int(getattr(user, name))}"
        record(AuditKind.ACCOUNT, by=by, about=user, what=what)
