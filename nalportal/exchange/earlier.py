"""What earlier files of the same run announced but did not load."""

from collections.abc import Iterable

from django.db.models import Model


class Earlier:
    """Keeps one mistake from being reported again by every row that points at it.

    When ``municipalities.csv`` has a wrong province for GM0014, the steps of GM0014 cannot be
    loaded either; but the fault stands in the first file only.
    """

    def __init__(self) -> None:
        self._announced: dict[type[Model], set[str]] = {}
        self._unread: set[type[Model]] = set()

    def announce(self, model: type[Model], codes: Iterable[str]) -> None:
        """These codes stood in a file that had faults."""
        self._announced.setdefault(model, set()).update(codes)

    def could_not_read(self, model: type[Model]) -> None:
        """A file, or the key of one of its rows, so that its codes are not all known."""
        self.announce(model, ())
        self._unread.add(model)

    def excuses(self, model: type[Model], code: str) -> bool:
        """Whether an unknown ``code`` follows from a fault that was already listed."""
        return model in self._unread or code in self._announced.get(model, ())

    def is_incomplete(self, *models: type[Model]) -> bool:
        """Whether rows of these models are missing, so that nothing can be counted in them."""
        return any(model in self._announced for model in models)


NOTHING = Earlier()
