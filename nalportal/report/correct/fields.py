"""What of a report can be corrected: figures that were given, milestones, texts and footnotes.

Each has an id that stays the same from version to version. What follows from other figures
(totals, shares, ratios, the figures on top) is not among them: it is computed again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nalportal.dutch import OpenDate, PartialDate, long_date, number, parse_number, plain_number
from nalportal.figures import PM, UNKNOWN, Figure
from nalportal.pages.fields import PastDayField, PastPeriodField, PlainTextField, PlannedField
from nalportal.progress.forms.milestones import LONG_LENGTH, TITLE_LENGTH
from nalportal.progress.reports import MilestoneEntry, TextBlock, UnitReport
from nalportal.prose import Span, paragraphs_of, spans_of
from regions.reports import Footnote

from ..compare.texts import Titles, place_in_words, titles_of
from ..compare.walk import identity
from ..model import Report
from ..tables import FigureLine, figure_lines
from ..tables.model import AS_FIGURE

Path = tuple[str, ...]


@dataclass(frozen=True)
class Correctable:
    """One field of a report: its permanent id, what it is called, and how it reads now.

    ``value`` is what somebody would type to get it; ``field`` reads what is typed instead.
    """

    id: str
    label: str
    value: str
    field: forms.Field

    @property
    def reads(self) -> str:
        """How it reads now: a figure as the report prints it, of what is chosen from a list its
        words."""
        if isinstance(self.field, FigureField):
            return str(self.field.figure)
        words: Mapping[str, str] = dict(getattr(self.field, "choices", ()))
        return str(words.get(self.value, self.value))


def single_fields(report: Report) -> Iterator[Correctable]:
    """Every figure, field of a milestone, paragraph and note, in the order of the report. Pure."""
    yield from _figures(report)
    for unit in report.units():
        if unit.skipped:
            words = _("%(unit)s: niet ingeleverd, stand van (titel van de ronde)")
            field = PlainTextField(limit=TITLE_LENGTH, one_line=True, required=False)
            label = words % {"unit": unit.short_name}
            yield Correctable(skipped_id(unit), label, unit.skipped.since, field)
    titles = names_in(report)
    for path, part in parts(report):
        match part:
            case MilestoneEntry():
                yield from _of_milestone(part)
            case TextBlock():
                yield from _of_text(path, part, titles)
            case Footnote():
                yield _of_footnote(path, part, titles)


def names_in(report: Report) -> Titles:
    """What indicators and units are called, by what stands for them in a path."""
    national = {"national": report.national.short_name} if report.national else {}
    units = {unit.slug: unit.short_name for unit in report.units()}
    return {**titles_of(report), **units, **national}


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Milestones, texts and footnotes with their place in the report."""
    if isinstance(value, MilestoneEntry | TextBlock | Footnote):
        yield path, value
    elif isinstance(value, tuple):
        for name, part in named(value):
            yield from parts(part, (*path, name))
    elif is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name), (*path, field.name))


def named(row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The parts of a row with what identifies them; a second one with that identity is numbered."""
    seen: Counter[str] = Counter()
    for part in row:
        name = str(part.number) if isinstance(part, Footnote) else identity(part)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}#{seen[name]}", part


# -------------------------------------------------------------------------------- figures


def figure_id(figure: Figure) -> str:
    return f"cijfer:{figure.id}"


def _figures(report: Report) -> Iterator[Correctable]:
    rows = report.territory.table.rows
    members = {cell.count.id: row.municipalities.value for row in rows for cell in row.cells}
    for line in figure_lines(report):
        if line.corrected_as == AS_FIGURE:
            yield Correctable(
                id=figure_id(line.figure),
                label=figure_label(line),
                value=typed(line.figure),
                field=FigureField(line.figure, most=members.get(line.figure.id)),
            )


def figure_label(line: FigureLine) -> str:
    """What a figure is, in one line."""
    when = f"{long_date(line.since)} {_('tot en met')} " if line.since else ""
    about = (line.area, line.instrument or line.measure, f"{when}{long_date(line.on)}")
    label = ", ".join(filter(None, about))
    return f"{label} ({_('aandeel')})" if line.figure.unit == "%" else label


def typed(figure: Figure) -> str:
    """A figure as somebody types it: ``1511``, ``3,8``, ``pm``."""
    return figure.missing if figure.value is None else plain_number(figure.value)


class FigureField(forms.CharField):
    """Another value for a figure: a number of at most ``most``, or pm or onbekend."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "short"})

    def __init__(self, figure: Figure, *, most: Decimal | None = None) -> None:
        super().__init__(
            help_text=_("Een getal van 0 tot en met %(most)s, of pm of onbekend.")
            % {"most": number(most)}
            if most is not None
            else _("Een getal, zoals 1511 of 3,8, of pm of onbekend.")
        )
        self.figure = figure
        self.most = most

    def clean(self, value: Any) -> Figure:
        """The figure with what was typed as its value, with the same id, notes and decimals."""
        text = super().clean(value).strip().lower()
        if text in (PM, UNKNOWN):
            return self._with(None, text)
        try:
            found = parse_number(text, self.figure.decimals)
        except ValueError as error:
            why = _("Vul %(expected)s in, of pm of onbekend.") % {"expected": error}
            raise ValidationError(self._refused(text, why)) from None
        # Only of a figure that is less than nothing it is known that it can be.
        can_be_less = self.figure.value is not None and self.figure.value < 0
        if (found < 0 and not can_be_less) or (self.most is not None and found > self.most):
            raise ValidationError(self._refused(text, self.help_text))
        return self._with(found, "")

    def _refused(self, text: str, why: Any) -> str:
        return _("“%(value)s” kan hier niet. %(why)s") % {"value": text[:40], "why": why}

    def _with(self, value: Any, missing: str) -> Figure:
        return replace(self.figure, value=value, missing=missing, at_least=False, rough="")


# ------------------------------------------------------------------- milestones and texts


def milestone_field(name: str) -> forms.Field:
    """What reads a field of a milestone from what is typed."""
    match name:
        case "title":
            return PlainTextField(limit=TITLE_LENGTH, one_line=True)
        case "planned":
            return PlannedField(required=False)
        case "realised_on":
            return PastPeriodField()
        case "resolved_on" | "withdrawn_on":
            return PastDayField()
    # Only a reason to withdraw has to be there.
    return PlainTextField(limit=LONG_LENGTH, rows=4, required=name == "withdrawal_reason")


def milestone_fields(entry: MilestoneEntry) -> Mapping[str, str]:
    """The fields of a milestone that fit what it is, each with its name on screen."""
    offered = {"title": _("titel"), "explanation": _("toelichting"), "planned": _("gepland")}
    if entry.realised_on:
        offered["realised_on"] = _("gerealiseerd op")
    if entry.resolved_on:
        offered |= {"resolved_on": _("opgelost op"), "resolution": _("hoe opgelost")}
    if entry.withdrawn_on:
        offered |= {
            "withdrawn_on": _("ingetrokken op"),
            "withdrawal_reason": _("waarom ingetrokken"),
        }
    return offered


def milestone_id(entry: MilestoneEntry, name: str) -> str:
    return f"mijlpaal:{entry.reference}.{name}"


def _of_milestone(entry: MilestoneEntry) -> Iterator[Correctable]:
    for name, label in milestone_fields(entry).items():
        yield Correctable(
            id=milestone_id(entry, name),
            label=f"{entry.reference} {entry.title}: {label}",
            value=typed_value(getattr(entry, name)),
            field=milestone_field(name),
        )


def typed_value(value: object) -> str:
    """A value of a milestone as somebody types it."""
    match value:
        case None:
            return ""
        case PartialDate() | OpenDate() | date():
            return str(PlannedField().prepare_value(value))
    return str(value)


def text_id(path: Path, place: int) -> str:
    return f"tekst:{'.'.join(path)}.{place}"


def _of_text(path: Path, text: TextBlock, titles: Titles) -> Iterator[Correctable]:
    where = ": ".join(filter(None, (place_in_words(path, titles), text.title)))
    for place, paragraph in enumerate(text.paragraphs, 1):
        yield Correctable(
            id=text_id(path, place),
            label=f"{where}, {_('alinea')} {place}",
            value=marked_up(paragraph),
            field=ParagraphField(),
        )


def marked_up(paragraph: tuple[Span, ...]) -> str:
    """A paragraph as it is typed in the register: links as ``[tekst](adres)``."""
    return "".join(f"[{s.text}]({s.href})" if s.href else s.text for s in paragraph)


class ParagraphField(PlainTextField):
    """One paragraph, with links as in the register."""

    def __init__(self) -> None:
        super().__init__(
            limit=LONG_LENGTH,
            rows=6,
            help_text=_("Eén alinea. Een link schrijft u als [tekst](https://adres)."),
        )

    def clean(self, value: Any) -> tuple[Span, ...]:
        return spans_of("\n".join(paragraphs_of(super().clean(value))))


def skipped_id(unit: UnitReport) -> str:
    return f"overgeslagen:{unit.slug}"


def footnote_id(path: Path) -> str:
    return f"noot:{'.'.join(path)}"


def _of_footnote(path: Path, note: Footnote, titles: Titles) -> Correctable:
    where = ", ".join(
        filter(None, (place_in_words(path[:-1], titles), f"{_('noot')} {note.number}"))
    )
    field = PlainTextField(limit=LONG_LENGTH, rows=3)
    return Correctable(footnote_id(path), where, note.text, field)
