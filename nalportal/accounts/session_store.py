"""Sessions as rows of the database, which know whose they are and end at some time in any case.

Nothing of them is in a cache: one that stays behind must not keep somebody in who signed out, and
one that fails must not keep everybody out. Why: decision 5.
"""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.db import SessionStore as RowsOfDjango
from django.utils import timezone

from nalportal.accounts.models import Session
from nalportal.retention import KEPT_FORMS

BEGAN_KEY = "began_at"
KEPT_FORM_KEY = "kept_form"


class SessionStore(RowsOfDjango):
    """The engine of ``SESSION_ENGINE``."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of a session; Django asks for it at each save."""
        user = data.get(USER_KEY)
        if user is not None:
            # A new password gives the session another key; what it holds, this among it, stays.
            data.setdefault(BEGAN_KEY, int(time.time()))
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]  # ours
        if user is None and KEPT_FORM_KEY in data:
            # What somebody typed is of nobody's session until they sign in again.
            row.expire_date = min(row.expire_date, timezone.now() + KEPT_FORMS.kept)
        if user is not None:
            row.user_id = int(user)
            ends = datetime.fromtimestamp(data[BEGAN_KEY] + settings.SESSION_LONGEST_SECONDS, UTC)
            row.expire_date = min(row.expire_date, ends)
        return row
