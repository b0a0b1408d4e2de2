"""What the pages need to show regions side by side: words and lengths of bars."""

from django import template

from regions.reports import InstrumentEntry

from ... import labels

register = template.Library()

register.filter("stage_line", labels.stage_line)
register.filter("inherited_words", labels.inherited_words)


@register.simple_tag
def instrument_name(slug: str, instruments: tuple[InstrumentEntry, ...]) -> str:
    """The short name of an instrument."""
    return next(entry.short_name for entry in instruments if entry.slug == slug)
