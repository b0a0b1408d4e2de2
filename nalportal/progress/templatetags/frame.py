"""Links and forms that take the choice of a round or of today along."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nalportal.pages.choice import CHOICE, carried, choice_of

from ..frame import Frame, frame_of
from ..models import Milestone
from ..verbs import Verb
from ..words import words_of

register = template.Library()


@register.simple_tag(takes_context=True)
def current_frame(context: Context) -> Frame:
    """In which dates this page of the register speaks (1 query, once per request)."""
    return frame_of(context.request)  # type: ignore[attr-defined] # every page is for a request


@register.simple_tag(takes_context=True)
def framed(context: Context, name: str, *args: object, **query: str) -> str:
    """The address of a page by its name, with ``query`` and the choice of this page's address."""
    return carry(context, reverse(name, args=args), **query)


@register.simple_tag(takes_context=True)
def carry(context: Context, address: str, **query: str) -> str:
    """An address with the choice of this page's address."""
    return carried(context.request, address, **query)  # type: ignore[attr-defined] # as above


@register.simple_tag(takes_context=True)
def frame_field(context: Context) -> SafeString:
    """The choice of this page's address as a hidden field, for a form that asks with GET."""
    choice = choice_of(context.request)  # type: ignore[attr-defined] # as above
    field = '<input type="hidden" name="{}" value="{}">'
    return format_html(field, CHOICE, choice) if choice else SafeString()


NO_REFERENCE = "XX-000"  # of no milestone
_VERB = '<a class="btn {} {}" href="{}">{} <span class="visually-hidden">{}</span></a> '


@register.simple_tag(takes_context=True)
def verb_links(
    context: Context, milestone: Milestone, verbs: Iterable[Verb], size: str = ""
) -> SafeString:
    """What can be done with a milestone, as links to the page of each verb; ``size`` is a class.

    Not a fragment per link: a list has three hundred, and each address is made once per page.
    """
    page: Any = context.render_context  # what a tag keeps there is its own
    known: dict[Verb, tuple[str, str, str]] = page.setdefault("verb_links", {})
    for verb in verbs:
        if verb not in known:
            look = "btn-link" if verb == Verb.WITHDRAW else "btn-secondary"
            known[verb] = look, framed(context, f"milestone-{verb}", NO_REFERENCE), str(verb.label)
    return format_html_join(
        "",
        _VERB,
        (
            (size, look, href.replace(NO_REFERENCE, milestone.reference), label, milestone.title)
            for look, href, label in map(known.__getitem__, verbs)
        ),
    )


@register.inclusion_tag("fragments/words.html")
def explain(title: str, keys: str) -> dict[str, Any]:
    """What these words of the register mean, in place: their keys with spaces between them."""
    return {"title": title, "words": words_of(keys.split())}
