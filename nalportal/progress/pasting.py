"""Several new milestones at once, from a list that was copied: one per row of the block."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.exchange.clipboard import (
    Block,
    Role,
    asked_columns,
    cell_of,
    choices_of,
    chosen_roles,
    fingerprint,
    guessed_roles,
    heading_skipped,
    read_block,
    sign_of,
    unused,
    without_loose_signs,
    write_block,
)
from nalportal.exchange.tables import Line
from nalportal.pages.fields import ClipboardField, PastPeriodField, PlannedField
from nalportal.prose import as_meant, in_one_line
from nalportal.written_dates import parse_planned

from . import verbs
from .forms.milestones import (
    LONG_LENGTH,
    TITLE_LENGTH,
    OfUnitForm,
    category_field,
    check_not_before,
    open_peildatum,
)
from .models import Category, ReportingUnit
from .models.milestones import TREKKER_LENGTH
from .not_counted import first_late, open_round, stands_new
from .verbs import Content

MAX_LINES = 200
TITLE, PLANNED, REALISED, EXPLANATION = ("titel", "gepland", "gerealiseerd", "toelichting")
TREKKER, NOTE = ("trekker", "notitie")
TITLES = (
    *("Mijlpaal", "Mijlpalen", "Actie", "Acties", "Activiteit", "Wat", "Onderwerp", "Naam"),
    *("Resultaat", "Omschrijving", "Beschrijving"),
)
DATES = ("Datum", "Wanneer", "Tijd", "Termijn", "Gereed", "Einddatum", "Deadline")
PLANS = ("Gepland", "Gepland voor", "Planning", "Verwacht", "Verwachte datum", "Streefdatum")
TREKKERS = ("Wie", "Eigenaar", "Actiehouder", "Verantwoordelijke", "Verantwoordelijk")
REALISATIONS = ("Gerealiseerd", "Klaar op", "Afgerond", "Afgerond op", "Opgeleverd")


@dataclass(frozen=True)
class PastedLine:
    """One row of the block as a new milestone.

    ``content`` is ``None`` for one that cannot be added as it is: ``fault`` says why. Where only
    its date is the matter, ``without_date`` is what it would be without, the words of the date kept
    in the internal note. ``sign`` is the mark of a list that was taken off its title. ``late`` says
    where the report tells it, if it was realised after the peildatum.
    """

    row: Line
    title: str
    sign: str = ""
    content: Content | None = None
    without_date: Content | None = None
    fault: str = ""
    late: str = ""

    @property
    def shown(self) -> Content:
        return self.content or self.without_date or Content(title=self.title)

    @property
    def box(self) -> str:
        """The name of the box that says: then without a date."""
        return f"zonder-{self.row.number}"


class PasteForm(OfUnitForm):
    """Several new milestones, one per row. ``seen`` tells which preview the person saw."""

    category = category_field()
    lines = ClipboardField(
        label=_("Mijlpalen"),
        help_text=_(
            "Eén per regel. Uit een werkblad mag ook: met kolommen voor titel, datum en "
            "toelichting. Koppen en lege regels worden overgeslagen."
        ),
        error_messages={"required": _("Plak of typ ten minste één regel.")},
        limit=MAX_LINES * 350,
        rows=12,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    columns_of = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        data = self.cleaned_data
        if "lines" not in data or "category" not in data:
            return
        self.number = fingerprint(data["lines"])
        # What was answered about another text says nothing of this one.
        answers = self.data if data.get("columns_of") == self.number else {}
        self.reading = Reading(read_block(data["lines"]), data["category"], answers)
        if data["category"] == Category.REALISED and "unit" in data:
            self.reading.tell_late(data["unit"])
        count = len(self.reading.lines)
        if count > MAX_LINES:
            text = _("Dit zijn %(count)d regels. Plak er ten hoogste %(limit)d tegelijk.")
            params = {"count": count, "limit": MAX_LINES}
            self.add_error("lines", ValidationError(text, params=params))
        elif not count:
            self.add_error("lines", str(self.fields["lines"].error_messages["required"]))

    @property
    def preview(self) -> str:
        """A number of what the person would see, to tell whether it is still the same."""
        data = self.cleaned_data
        shown = (data["unit"].slug, data["category"], self.reading.lines)
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def was_seen(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.preview)

    def already_there(self) -> set[str]:
        """Titles of the unit that a line repeats: perhaps meant, perhaps pasted twice."""
        titles = [line.title for line in self.reading.lines]
        unit = self.cleaned_data["unit"]
        return set(unit.milestones.filter(title__in=titles).values_list("title", flat=True))

    def to_add(self) -> list[Content]:
        """What is added now: what is right, and what may go without its date."""
        found = []
        for line in self.reading.lines:
            content = line.without_date if line.box in self.data else None
            if line.content or content:
                found.append(line.content or content)
        return [content for content in found if content]

    def left(self) -> str:
        """The rows that are not added now, with their headings, as they can be pasted again."""
        rows = [
            line.row.cells
            for line in self.reading.lines
            if not (line.content or (line.without_date and line.box in self.data))
        ]
        heading = [self.reading.heading.cells] if self.reading.heading and rows else []
        return write_block([*heading, *rows]) if rows else ""

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        for content in self.to_add():
            verbs.add(data["unit"], data["category"], content, by=by, reason=_now("Geplakt"))


# --------------------------------------------------------------------------- reading the rows


class Reading:
    """A block read as milestones of one category; ``notes`` say what was skipped or not used."""

    def __init__(self, block: Block, category: str, answers: Mapping[str, str]) -> None:
        self.category = category
        roles = roles_of(category)
        self.heading = block.rows[0] if has_heading(block, roles) else None
        if self.heading is None:
            block = without_loose_signs(block)
        self.roles = chosen_roles(answers, block.width, [role.name for role in roles])
        if self.roles is None:
            order = (TITLE, REALISED if category == Category.REALISED else PLANNED)
            is_headed = self.heading is not None
            self.roles = guessed_roles(block, roles, heading=is_headed, in_order=order)
        self.columns = asked_columns(block, self.roles)
        self.choices = choices_of(roles)
        self.notes = [heading_skipped(self.heading)] if self.heading else []
        self.notes += unused(self.columns)
        rows = block.without_heading().filled if self.heading else block.filled
        peildatum = open_peildatum() if category == Category.PLANNED else None
        self.lines = tuple(self._line(row, peildatum) for row in rows)

    def tell_late(self, unit: ReportingUnit) -> None:
        """Say of each line that was realised after the peildatum where the report will tell it."""
        of, at = open_round(), stands_new(unit)
        self.lines = tuple(
            replace(line, late=replace(late, stands=at).title)
            if line.content
            and line.content.realised_on
            and (late := first_late([line.content.realised_on.last_day], of))
            else line
            for line in self.lines
        )

    @property
    def ready(self) -> int:
        return sum(line.content is not None for line in self.lines)

    def _line(self, row: Line, peildatum: date | None) -> PastedLine:
        cells = {name: cell_of(row, at) for at, name in (self.roles or {}).items()}
        sign = sign_of(cells.get(TITLE, ""))
        title = in_one_line(cells.get(TITLE, "")[len(sign) :])
        line = PastedLine(row, title, in_one_line(sign))
        content = Content(
            title=title,
            explanation=as_meant(cells.get(EXPLANATION, "")),
            trekker=in_one_line(cells.get(TREKKER, "")),
            internal_note=as_meant(cells.get(NOTE, "")),
        )
        if fault := _fault_of(content):
            return replace(line, fault=fault)
        return _dated(line, content, cells, peildatum)


def roles_of(category: str) -> tuple[Role, ...]:
    """What a column can be. A bare date is when it was done of what is realised, else the plan."""
    is_realised = category == Category.REALISED
    plans = PLANS if is_realised else (*PLANS, *DATES)
    roles = [
        Role(TITLE, _("Titel"), TITLES, _is_title),
        Role(PLANNED, _("Verwacht gereed"), plans, _never if is_realised else _is_date),
    ]
    if is_realised:
        done = (*REALISATIONS, *DATES)
        roles.append(Role(REALISED, _("Gerealiseerd op"), done, _is_date))
    return (
        *roles,
        Role(EXPLANATION, _("Toelichting"), ("Uitleg",)),
        Role(TREKKER, _("Trekker"), TREKKERS),
        Role(NOTE, _("Interne notitie"), ("Notitie",)),
    )


def has_heading(block: Block, roles: Sequence[Role]) -> bool:
    """Whether the first row names columns: at least half of its cells do, and none is a date."""
    cells = [cell for cell in block.rows[0].cells if cell] if block.rows else []
    known = sum(any(role.is_heading(cell) for role in roles) for cell in cells)
    return known > 0 and known * 2 >= len(cells) and not any(map(_is_date, cells))


def _is_date(text: str) -> bool:
    try:
        parse_planned(text)
    except ValueError:
        return False
    return True


def _is_title(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 1 and not _is_date(text)


def _never(text: str) -> bool:
    return False


def _fault_of(content: Content) -> str:
    if not content.title:
        return _now("er staat geen titel.")
    if len(content.title) > TITLE_LENGTH:
        text = _now("maak de titel korter; het zijn %(count)d tekens, er passen er %(limit)d.")
        return text % {"count": len(content.title), "limit": TITLE_LENGTH}
    if len(content.trekker) > TREKKER_LENGTH:
        text = _now("maak de naam van de trekker korter; er passen %(limit)d tekens.")
        return text % {"limit": TREKKER_LENGTH}
    if max(len(content.explanation), len(content.internal_note)) > LONG_LENGTH:
        text = _now("maak de toelichting of notitie korter; er passen %(limit)d tekens.")
        return text % {"limit": LONG_LENGTH}
    return ""


def _dated(
    line: PastedLine, content: Content, cells: Mapping[str, str], peildatum: date | None
) -> PastedLine:
    """The line with its dates, or with what is the matter with one of them."""
    fields: list[tuple[str, str, Callable[[str], Any]]] = [
        (PLANNED, "planned", PlannedField().to_python),
        (REALISED, "realised_on", PastPeriodField().to_python),
    ]
    dates, unclear, fault = {}, [], ""
    for name, attribute, read in fields:
        text = cells.get(name, "")
        try:
            found = read(text)
            if attribute == "planned":
                check_not_before(peildatum, found)
            dates[attribute] = found
        except ValidationError as error:
            unclear.append(text)
            fault = fault or error.messages[0]
    if not unclear:
        return replace(line, content=replace(content, **dates))
    kept = _now("Datum in de geplakte lijst: %(text)s") % {"text": ", ".join(unclear)}
    note = "\n".join(filter(None, (content.internal_note, kept)))
    bare = replace(content, **dates, internal_note=note)
    return replace(line, without_date=bare, fault=fault)
