"""What the ministry and a region say about the policy of municipalities."""

from collections import Counter

from django.db.models import Value

from nalportal.accounts.models import User
from nalportal.progress.models import Remark
from nalportal.progress.models.remarks import RemarkKind, RemarkState
from nalportal.progress.remarks import Threads, threads

from .models import Municipality


def threads_about(municipality: Municipality) -> Threads:
    """The conversations about its policy, of whichever instrument (1 query)."""
    return threads(kind=RemarkKind.POLICY, key__startswith=f"{municipality.code}.")


def editable_and_open(user: User) -> tuple[set[str], dict[str, int]]:
    """The codes of the municipalities that ``user`` may record for now; and how many remarks are
    open of which cell ("GM0014.laadvisie"), of those that this user may see.

    Both in 1 query, so that remarks cost the list none.
    """
    codes = Municipality.objects.editable_by(user).order_by()
    remarks = Remark.objects.visible_to(user).order_by()
    open_ = remarks.filter(kind=RemarkKind.POLICY, state=RemarkState.OPEN)
    rows = list(
        codes.annotate(what=Value("code"))
        .values_list("code", "what")
        .union(open_.annotate(what=Value("open")).values_list("key", "what"), all=True)
    )
    counts = Counter(key for key, what in rows if what == "open")
    return {code for code, what in rows if what == "code"}, dict(counts)
