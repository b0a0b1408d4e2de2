"""Tables that are made once: a report is frozen, so what is made of it does not move."""

from indicators.memoize import once_per_value as once

__all__ = ["once"]
