"""The verb: version n + 1 of a published round, with an erratum that says what changed."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.progress.models import Publication, Round, RoundState, RoundVerb, Snapshot
from nalportal.progress.permissions import check_role_in_round
from nalportal.progress.rounds import NotNowError, change_state, lock_round, refuse_unless_ready

from ..build import build
from ..editions import all_rounds, choices_of, scope_of_round
from ..freeze import Frozen, frozen, make_public
from ..model import Report
from ..payload import load
from .applying import Replacement, applied


def correct(
    round_: Round,
    replacements: Iterable[Replacement],
    erratum: str,
    *,
    by: User,
    fresh: Report | None = None,
) -> Publication:
    """Publish the next version of a published round, made from the last version's payload.

    ``fresh`` is what blocks are taken from (:func:`fresh_report`), as the reviewer saw it.

    As with freezing, the long work is done outside any transaction. Raises :class:`NotNowError`
    unless the round is published, without an erratum, when somebody else corrected it meanwhile
    or if the PDF cannot be made, and ``CorrectionError`` for replacements that cannot be made:
    then nothing is stored.
    """
    check_role_in_round(by, RoundVerb.CORRECT)
    refuse_unless_ready(RoundVerb.CORRECT, Round.objects.get(pk=round_.pk))
    erratum = erratum.strip()
    if not erratum:
        raise NotNowError(_("Schrijf een erratum: wat stond er verkeerd, en wat staat er nu?"))
    last = newest_version(round_)
    report = applied(load(bytes(last.payload)), replacements, fresh)
    made = frozen(report, choices_of(round_), version=last.version + 1, erratum=erratum)
    return _store(round_, made, last, by=by)


def newest_version(round_: Round) -> Snapshot:
    """The last published version (1 query)."""
    rows = Snapshot.objects.filter(publication__round=round_)
    last: Snapshot = rows.defer("pdf").order_by("-version")[0]
    return last


def fresh_report(round_: Round) -> Report:
    """What the register says now at the dates of a round, of who was skipped too: where a block is
    taken from."""
    return build(replace(scope_of_round(round_, all_rounds()), stood_before=None))


def first_report(round_: Round) -> Report | None:
    """The report of the first version, if there are later ones (1 query)."""
    rows = Snapshot.objects.filter(publication__round=round_).defer("pdf").order_by("version")
    versions = list(rows)
    return load(bytes(versions[0].payload)) if len(versions) > 1 else None


def newest_report(round_: Round) -> Report:
    """The report of the last published version, which a correction starts from."""
    return load(bytes(newest_version(round_).payload))


@transaction.atomic
def _store(round_: Round, made: Frozen, last: Snapshot, *, by: User) -> Publication:
    locked = lock_round(round_.pk)
    refuse_unless_ready(RoundVerb.CORRECT, locked)
    if newest_version(locked).pk != last.pk:
        text = _("Intussen is versie %(version)s gepubliceerd. Bekijk die en begin opnieuw.")
        raise NotNowError(text % {"version": made.version})
    snapshot = made.store(locked, by=by, reason="")
    publication = make_public(snapshot, locked, by=by)
    change_state(locked, RoundState.PUBLISHED, by=by, reason=made.erratum)
    return publication
