"""What somebody types is kept on the server while it is typed, until the form is sent.

A draft belongs to the form with that number (``token``) and to who was signed in when it was typed.
Where the same person opens that page again it is offered, never filled in unasked: the number of
the form comes back with it, and two open tabs must stay two forms.

Why: decision 32.
"""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.utils import timezone

from nalportal.retention import DRAFTS

from .models import Draft, User

# Of one person; the oldest makes room.
MOST_DRAFTS = 20


@transaction.atomic
def keep(
    user: User, token: UUID, *, page: str, action: str, values: dict[str, list[str]], files: bool
) -> None:
    """Keep what was typed so far, in the place of what was kept of this form before."""
    defaults = {
        "page": page,
        "action": action,
        # PostgreSQL has no place for this sign, and no form takes it.
        "values": {
            name.replace("\0", ""): [text.replace("\0", "") for text in given]
            for name, given in values.items()
        },
        "had_files": files,
        "kept_at": timezone.now(),
    }
    Draft.objects.update_or_create(user=user, token=token, defaults=defaults)
    kept = Draft.objects.filter(user=user)
    too_many = kept.values_list("pk", flat=True)[MOST_DRAFTS:]
    Draft.objects.filter(pk__in=list(too_many)).delete()
    _note(user, has=True)


def drop(user: User, token: UUID) -> None:
    """The form with this number was saved, or its writer wants to be rid of what was typed.

    Of somebody without drafts this asks nothing of the database.
    """
    if not user.has_drafts:
        return
    with transaction.atomic():
        Draft.objects.filter(user=user, token=token).delete()
        _note(user, has=Draft.objects.filter(user=user).exists())


def drafts_of(user: AbstractBaseUser | AnonymousUser) -> list[Draft]:
    """Those of this person, the newest first (1 query; none for who has no drafts)."""
    if not isinstance(user, User) or not user.has_drafts:
        return []
    since = timezone.now() - DRAFTS.kept
    return list(Draft.objects.filter(user=user, kept_at__gte=since))


@transaction.atomic
def drop_old() -> int:
    """Throw away what nobody came back for; how many that were."""
    before = timezone.now() - DRAFTS.kept
    count, _kinds = Draft.objects.filter(kept_at__lt=before).delete()
    User.objects.filter(has_drafts=True, drafts=None).update(has_drafts=False)
    return count


def _note(user: User, *, has: bool) -> None:
    # Past `save`, which would put back other fields of the account as this request read them.
    if user.has_drafts != has:
        User.objects.filter(pk=user.pk).update(has_drafts=has)
        user.has_drafts = has
