"""The rows of the two long lists: municipalities with their policy, and milestones.

Not a template per cell: a page has a thousand. What looks alike is drawn once per page, by its
fragment or by a function here; what differs is put between.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import template
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nalportal.dutch import long_date
from nalportal.pages.choice import CHOICE, carried
from nalportal.progress import tables as milestones
from nalportal.progress.history import Slip
from nalportal.progress.models import Category, Milestone
from nalportal.progress.templatetags.frame import NO_REFERENCE, verb_links
from nalportal.progress.verbs import Verb
from nalportal.progress.views.editing import BACK
from regions import tables as policy

from ...icons import drawing
from .policy import NO_CODE, policy_status

register = template.Library()

CSRF = "csrfmiddlewaretoken"
_CHOSEN = '<input type="hidden" name="getoond" value="{}">'
_BOX = '{}<input type="checkbox" name="kies" value="{}"{} aria-label="{}">'
_HEAD = '<tr><th scope="row"><div class="row-head">{}<span><a href="{}">{}</a> {}</span></div></th>'
_SUB = '<span class="sub">{}</span>'


class DrawnPage:
    """One page that is being drawn, and the fragments that it has drawn so far."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.request: Any = context["request"]
        self.drawn: dict[Hashable, SafeString] = {}

    def once(self, name: str, key: Hashable, **shown: object) -> SafeString:
        """The fragment ``name`` with what is ``shown``, which ``key`` tells from others."""
        if (name, key) not in self.drawn:
            bare: Any = get_template(f"{name}.html")
            self.drawn[name, key] = bare.template.render(self.context.new(shown)).strip()
        return self.drawn[name, key]

    def address(self, route: str, stand_in: str) -> Callable[[str], str]:
        """The page of each row, from the one of a row that isn't there."""
        found = escape(carried(self.request, reverse(route, args=[stand_in])))
        return lambda own: found.replace(stand_in, own)

    def box(self, key: str, name: str) -> SafeString:
        """The box that chooses a row."""
        chosen = self.context.get("selection")
        every = bool(chosen and chosen.all_chosen)
        ticked = " checked" if every or (chosen and key in chosen.ticked) else ""
        shown = format_html(_CHOSEN, key) if every else ""
        label = _("Kies %(name)s") % {"name": name}
        return format_html(_BOX, shown, key, SafeString(ticked), label)


def _cell(label: str) -> Callable[[str], str]:
    """A cell of the column ``label``, around what is safe already."""
    before = format_html('<td data-label="{}"><div>', label)
    return lambda shown: f"{before}{shown}</div></td>"


# ----------------------------------------------------------------------------- municipalities


@register.simple_tag(takes_context=True)
def municipality_rows(context: Context, lines: Iterable[policy.Line]) -> SafeString:
    """Municipalities × instruments; of a published report (``is_public``) links lead into that."""
    page, is_public = DrawnPage(context), bool(context.get("is_public"))
    editable = context.get("editable") or ()
    href = (
        context["edition"].urls.municipality
        if is_public
        else page.address("policy-municipality", NO_CODE)
    )
    review, latest, later = map(_cell, (_("Herijken vóór"), _("Laatste status"), _("Daarna")))
    shown = {column.name for column in context["table"].columns}
    cells: dict[str, Callable[[str], str]] = {}
    rows: list[str] = []
    for line in lines:
        entry = line.entry
        box = page.box(entry.code, entry.name) if entry.code in editable else ""
        places = (entry.code, line.region, *([entry.province] if is_public else []))
        sub = format_html(_SUB, ", ".join(places))
        rows.append(format_html(_HEAD, box, mark_safe(href(entry.code)), entry.name, sub))  # noqa: S308 - an address of ours
        for cell in line.cells:
            if f"stand_{cell.instrument.slug}" not in shown:
                continue
            name = cell.instrument.short_name
            if name not in cells:
                cells[name] = _cell(name)
            rows.append(cells[name](_policy(page, cell, entry.code)))
        if "review" in shown:
            rows.append(review(_review(page, line.review)))
        if "latest" in shown:
            rows.append(latest(page.once("regions/latest_step", line.latest, latest=line.latest)))
        if "later" in shown:
            rows.append(later(_later(page, line)))
        rows.append("</tr>")
    return mark_safe("".join(rows))  # noqa: S308 - every part is escaped where it is made


def _policy(page: DrawnPage, cell: policy.StatusCell, code: str) -> str:
    shown: str = policy_status(cell.status)
    if cell.lapsed:
        editable = page.context.get("editable") or ()
        row = cell.lapsed._replace(municipality=NO_CODE)
        key = (row.instrument, row.stage, row.dated, may := code in editable)
        on = page.context["standing"].on
        part = page.once("regions/lapsed", key, lapsed=row, may_record=may, on=on)
        shown += part.replace(NO_CODE, code)
    if open_ := (page.context.get("said") or {}).get(f"{code}.{cell.instrument.slug}"):
        href = reverse("policy-municipality", args=[code])
        shown += page.once("progress/remark_count", (open_, code), open=open_, href=href)
    return shown


def _review(page: DrawnPage, cell: policy.StatusCell | None) -> str:
    return page.once("regions/review", cell and (cell.review, cell.instrument), cell=cell)


def _later(page: DrawnPage, line: policy.Line) -> str:
    if not line.later:
        return "–"
    shown = page.once("regions/latest_step", line.later, latest=line.later)
    return shown + page.once("regions/not_counted_tag", "", round=page.context["frame"].round)


# --------------------------------------------------------------------------------- milestones


@register.simple_tag(takes_context=True)
def milestone_rows(context: Context, lines: Iterable[milestones.Line]) -> SafeString:
    """The milestones of one page, with what can be done with each."""
    page, shown = DrawnPage(context), {column.name for column in context["table"].columns}
    href = page.address("milestone", NO_REFERENCE)
    unit, category, date = map(_cell, (_("Regio of werkgroep"), _("Categorie"), _("Datum")))
    remarks = format_html('<td data-label="{}"', _("Opmerkingen"))
    rows: list[str] = []
    for line in lines:
        row = line.milestone
        box = page.box(row.reference, row.title) if line.is_editable else ""
        themes = "".join(f"\u00a0· {theme.name}" for theme in row.themes.all())
        trekker = f"\u00a0· {_('Trekker')}: {row.trekker}" if row.trekker else ""
        sub = format_html(_SUB, f"{row.reference} {themes}{trekker}")
        rows.append(format_html(_HEAD, box, mark_safe(href(row.reference)), row.title, sub))  # noqa: S308 - an address of ours
        if "unit" in shown:
            rows.append(unit(escape(row.unit.short_name)))
        if "category" in shown:
            state = (row.category, bool(row.resolved_on), bool(row.withdrawn_on))
            rows.append(category(page.once("progress/status_tag", state, milestone=row)))
        if "date" in shown:
            rows.append(date(milestone_date(row, line.is_overdue, line.slip)))
        if "remarks" in shown:
            rows.append(f"{remarks}{_remarks(page, row)}</td>")
        if "verbs" in shown:
            rows.append(f"<td>{_verbs(context, line) if line.is_editable else ''}</td>")
        rows.append("</tr>")
    return mark_safe("".join(rows))  # noqa: S308 - every part is escaped where it is made


def _verbs(context: Context, line: milestones.Line) -> str:
    """What can be done with it at once."""
    links = [verb for verb in line.verbs if verb != Verb.REALISE]
    at_once = _realise(line.milestone) if Verb.REALISE in line.verbs else ""
    shown = verb_links(context, line.milestone, links, "btn-sm")
    return f'<div class="row-actions">{at_once}{shown}</div>'


_REALISE = """<details class="at-once"><summary class="btn btn-sm btn-secondary">{}
<span class="visually-hidden">{}</span></summary><div><label for="op-{}">{}</label>
<input id="op-{}" name="on" form="meld-{}" class="short" autocomplete="off">
<button class="btn btn-sm btn-primary" form="meld-{}">{}</button></div></details>"""
_FORM = """<form id="meld-{}" method="post" action="{}"><input type="hidden" name="{}" value="{}">
<input type="hidden" name="token" value="{}"><input type="hidden" name="version" value="{}">
</form>"""


def _realise(row: Milestone) -> SafeString:
    """To report it as realised from its row: since when, and one press."""
    own, label = row.reference, Verb.REALISE.label
    asked = own, _("Gerealiseerd op"), own, own, own, _("Opslaan")
    return format_html(_REALISE, label, row.title, *asked)


@register.simple_tag(takes_context=True)
def milestone_forms(context: Context, lines: Iterable[milestones.Line]) -> SafeString:
    """What the rows send that are reported as realised at once. Not in the rows themselves: those
    stand in the form of the selection."""
    page = DrawnPage(context)
    query = page.request.GET.copy()
    query.pop(CHOICE, None)
    back = f"{page.request.path}?{query.urlencode()}"
    address = page.address(f"milestone-{Verb.REALISE}", NO_REFERENCE)
    joint, sent = ("&" if "?" in address("") else "?"), urlencode({BACK: back})
    token = page.context.get("csrf_token")
    return format_html_join(
        "",
        _FORM,
        (
            (own, f"{address(own)}{joint}{sent}", CSRF, token, uuid4(), line.version)
            for line in lines
            if line.is_editable and Verb.REALISE in line.verbs
            for own in [line.milestone.reference]
        ),
    )


def _remarks(page: DrawnPage, row: Any) -> str:
    """How many conversations go on; nothing when there are none."""
    open_, answered = row.open_remarks, row.answered_remarks
    if not open_ and not answered:
        return ' class="nothing">'
    shown = {
        "open": open_,
        "answered": answered,
        "href": reverse("milestone", args=[row.reference]),
    }
    return f">{page.once('progress/remark_count', row.reference, **shown)}"


@register.simple_tag
def milestone_date(
    row: Milestone, is_overdue: bool = False, slip: Slip | None = None
) -> SafeString:
    """When it was closed, or for when it is planned; late says so in words."""
    shown = _date(row, is_overdue)
    if slip:
        text = _("Eerst gepland: %(date)s, %(times)s × verschoven")
        shown += format_html(" " + _SUB, text % {"date": slip.first, "times": slip.times})
    return shown


def _date(row: Milestone, is_overdue: bool) -> SafeString:
    if closed := row.withdrawn_on or row.resolved_on:
        return escape(long_date(closed))
    if row.realised:
        return escape(row.realised)
    late = format_html('<span class="late">{} ', drawing("aandachtspunt"))
    if row.category != Category.REALISED:
        if is_overdue:
            told = _("De verwachte datum is verstreken.")
            return late + format_html("{}</span> " + _SUB, row.planned, told)
        if row.planned:
            return escape(row.planned)
        if row.category == Category.PLANNED:
            return late + format_html("{}</span>", _("Geen datum"))
    return escape(_("Geen datum"))
