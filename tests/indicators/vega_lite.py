"""What Altair, which knows the grammar of Vega-Lite, says of the specs of our charts."""

from typing import Any


def refuse_invalid(spec: dict[str, Any]) -> None:
    """Raises where a spec is no valid Vega-Lite.

    Altair is imported by the tests that need it: that takes seconds, because jsonschema builds 38
    grammars as it starts where another package brought rfc3987-syntax along (its issue 1428).
    """
    import altair  # noqa: PLC0415 - see above

    altair.LayerChart.from_dict(spec)
