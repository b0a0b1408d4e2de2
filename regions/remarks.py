"""What the ministry and a region say about the policy of one municipality."""

from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.remarks import Threads, threads

from .models import Municipality


def threads_about(municipality: Municipality) -> Threads:
    """The conversations about its policy, of whichever instrument (1 query)."""
    return threads(kind=RemarkKind.POLICY, key__startswith=f"{municipality.code}.")
