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

from nalportal.accounts.models import Session

BEGAN_KEY = "began_at"


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
        if user is not None:
            row.user_id = int(user)
            ends = datetime.fromtimestamp(data[BEGAN_KEY] + settings.SESSION_LONGEST_SECONDS, UTC)
            row.expire_date = min(row.expire_date, ends)
        return row
