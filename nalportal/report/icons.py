"""The icons of codes: one drawing for the pages, the maps and paper."""

from collections.abc import Mapping
from functools import cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

# Codes that share a drawing with another: what they mean is told by the word beside it.
SAME_ICON: Mapping[str, str] = {
    "afgehandeld": "gerealiseerd",
    "beantwoord": "gesprek",
    "bevroren": "slot",
    "geaccepteerd": "gerealiseerd",
    "gelukt": "gerealiseerd",
    "gepubliceerd": "slot",
    "in-controle": "bezig",
    "ingetrokken": "geen",
    "ja": "vastgesteld",
    "let-op": "aandachtspunt",
    "nee": "geen",
    "niet-vastgesteld": "geen",
    "opmerking-ingetrokken": "geen",
    "opmerking-open": "gesprek",
    "overgeslagen": "niet-gestart",
    "uit-bron": "document",
}


@cache
def drawing(name: str) -> SafeString:
    """The drawing `templates/icons/<name>.svg`; an unknown name fails loudly."""
    return mark_safe(get_template(f"icons/{name}.svg").render().strip())  # noqa: S308 - our own file


def drawing_of(code: str) -> str:
    """The name of the drawing that a code shares with others, or has for itself."""
    return SAME_ICON.get(code, code)
