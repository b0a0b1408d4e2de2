"""What the ministry and a region say about the policy of municipalities, and about totals."""

from collections import Counter

from django.db.models import Value

from nalportal.accounts.models import User
from nalportal.progress.models import Remark
from nalportal.progress.models.remarks import RemarkKind, RemarkQuerySet, RemarkState
from nalportal.progress.remarks import Threads, threads

from .models import Municipality


def threads_about(area: str) -> Threads:
    """The conversations about the policy of a municipality (its code) or about the totals of a
    region (its web address), of whichever instrument (1 query)."""
    return threads(kind=RemarkKind.POLICY, key__startswith=f"{area}.")


def _open(user: User) -> RemarkQuerySet:
    remarks: RemarkQuerySet = Remark.objects.visible_to(user).order_by()
    return remarks.filter(kind=RemarkKind.POLICY, state=RemarkState.OPEN)


def open_cells(user: User) -> set[tuple[str, str]]:
    """The cells of which a remark is open, as (code, instrument), of those that this user may see
    (1 query)."""
    keys = _open(user).values_list("key", flat=True)
    return {(code, slug) for code, _dot, slug in (key.partition(".") for key in keys)}


def editable_and_open(user: User) -> tuple[set[str], dict[str, int]]:
    """The codes of the municipalities that ``user`` may record for now; and how many remarks are
    open of which cell ("GM0014.laadvisie"), of those that this user may see.

    Both in 1 query, so that remarks cost the list none.
    """
    codes = Municipality.objects.editable_by(user).order_by()
    rows = list(
        codes.annotate(what=Value("code"))
        .values_list("code", "what")
        .union(_open(user).annotate(what=Value("open")).values_list("key", "what"), all=True)
    )
    counts = Counter(key for key, what in rows if what == "open")
    return {code for code, what in rows if what == "code"}, dict(counts)
