"""Milestones out of a file: first a preview, then, when confirmed, the import itself.

Both are the same run of the same importer; the preview writes nothing and holds no lock.
"""

from django.db import transaction
from django.utils.translation import gettext as _now

from nalportal.accounts.models import User
from nalportal.pages.file_preview import Preview
from nalportal.pages.own_file import preview_of
from nalportal.pages.uploads import Upload

from .locks import take_turn
from .milestone_file import OwnMilestoneResource
from .models import ReportingUnit

# A unit has some hundreds of milestones; more rows would keep the database busy too long.
MAX_ROWS = 2_000
# The title of the sheet in the workbook that is exported.
SHEET = "mijlpalen"


def preview(upload: Upload, *, by: User) -> Preview:
    """What the file would do; nothing is written, and nobody waits for it."""
    return _run(upload, by, writes=False)


def import_upload(
    upload: Upload, fingerprint: str, *, by: User, may_remove: bool = False
) -> Preview:
    """Do what the preview with this ``fingerprint`` showed; else raise :class:`Overtaken`, or
    :class:`RemovesMore` when it takes something away and it ``may_remove`` nothing."""
    with transaction.atomic():
        # The units that the preview was for, so that one that was closed meanwhile overtakes it.
        take_turn(ReportingUnit.objects.editable_by(by), by=by)
        found = _run(upload, by)
        found.check(fingerprint, may_remove=may_remove)
    return found


def _run(upload: Upload, by: User, *, writes: bool = True) -> Preview:
    units = list(ReportingUnit.objects.editable_by(by))
    reason = _now("import van %(file)s") % {"file": upload.name}
    resource = OwnMilestoneResource(units=units, by=by, reason=reason, writes=writes)
    return preview_of(upload, resource, sheet=SHEET, max_rows=MAX_ROWS)
