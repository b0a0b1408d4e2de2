"""Conversations on the pages where the work is done that they are about."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string

from ..forms.remarks import ReplyForm
from ..models.remarks import RemarkVerb, Side
from ..remarks import Thread, Threads, offered_in
from ..texts import PLACES

register = template.Library()


@register.inclusion_tag("progress/remarks.html", takes_context=True)
def show_remarks(
    context: Context,
    threads: Threads,
    unit: Any,
    over: str = "",
    changed_at: datetime | None = None,
) -> dict[str, Any]:
    """The section with all conversations about something of ``unit``; ``over`` tells the page that
    begins one what it is about. ``changed_at`` is when the thing itself changed last."""
    return {
        "threads": threads,
        "unit": unit,
        "over": over,
        "changed_at": changed_at,
        "user": context["user"],
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def remarks_at_field(threads: Threads | None, name: str = "") -> str:
    """The open remarks about one field of a form; without a name those about all of the thing."""
    found = threads.at_field(PLACES.get(name, name)) if threads and threads.all else ()
    return render_to_string("progress/remarks_at_field.html", {"threads": found}) if found else ""


@register.inclusion_tag("progress/remark_thread.html", takes_context=True)
def show_thread(
    context: Context,
    thread: Thread,
    count: int = 0,
    changed_at: datetime | None = None,
    form: ReplyForm | None = None,
) -> dict[str, Any]:
    """One conversation with what this user can do in it; ``form`` holds what was typed before."""
    user = context["user"]
    offered = offered_in(thread, user)
    changed = bool(changed_at and changed_at > thread.asked_last.at)
    return {
        "thread": thread,
        "count": count,
        "is_ministry": user.is_reviewer,
        "changed": changed,
        # The unit has said its say: it can add something, and needn't.
        "is_folded": not user.is_reviewer and thread.waits_for == Side.MINISTRY,
        "form": form or ReplyForm(thread=thread.pk, version=thread.version, adapted=changed),
        **{f"can_{verb.name.lower()}": verb in offered for verb in RemarkVerb},
        "csrf_token": context.get("csrf_token"),
    }
