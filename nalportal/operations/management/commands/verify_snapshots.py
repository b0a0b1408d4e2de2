from typing import Any

from .verify import Command as Verify


class Command(Verify):
    """The name that this had when there were only frozen reports to verify."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **{**options, "wat": ["snapshots"]})
