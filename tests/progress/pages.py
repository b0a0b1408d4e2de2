"""How the tests of the register's pages fill in and send a form."""

from typing import Any

from django.forms import MultipleChoiceField
from django.test import Client


def form_values(response: Any) -> dict[str, Any]:
    """What a browser would send back of the form on this page, nothing changed."""
    values: dict[str, Any] = {}
    context = response.context
    for form in [context["form"], *_rows(context)]:
        for field in form:
            value = field.value()
            nothing: Any = [] if isinstance(field.field, MultipleChoiceField) else ""
            values[field.html_name] = nothing if value is None else value
    chosen = context.get("chosen")
    return values | ({"kies": [row.reference for row in chosen]} if chosen else {})


def _rows(context: Any) -> list[Any]:
    links = context.get("links")
    return [links.management_form, *links.forms] if links is not None else []


def send(client: Client, address: str, **changes: Any) -> Any:
    """Open the page, change these fields, and send the form."""
    values = form_values(client.get(address)) | changes
    return client.post(address, values)


def error_fields(response: Any) -> list[str]:
    return sorted(response.context["form"].errors)
