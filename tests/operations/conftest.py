"""The cast of the register's own tests, for what they meet when something of the machine fails."""

from tests.progress.conftest import (  # noqa: F401 - pytest finds fixtures by their names
    as_coordinator,
    coordinator,
    noord,
)
