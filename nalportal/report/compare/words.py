"""How a comparison reads: the same words on the page, on paper and on the desk.

Pure: parts of a comparison in, Dutch text out.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.dutch import NO_BREAK_SPACE, joined, long_date, number
from nalportal.figures import Figure
from nalportal.progress.models import Category

from ..labels import category_names, stage_word
from .items import CategoryComparison, ChangeKind, Counts, Highlights, ItemChange, UnitItem
from .model import (
    Comparison,
    FigureChange,
    KeyFigureChange,
    Merger,
    Move,
    MunicipalityChange,
    PolicyChange,
    Transfer,
)
from .policy import Outcome

# ---------------------------------------------------------------------------------- milestones


def kind_word(kind: str) -> str:
    """What happened to an item or a text, in one word."""
    return {
        ChangeKind.NEW: _("nieuw"),
        ChangeKind.CHANGED: _("gewijzigd"),
        ChangeKind.MOVED: _("verplaatst"),
        ChangeKind.SAME: _("ongewijzigd"),
        ChangeKind.REMOVED: _("vervallen"),
    }[ChangeKind(kind)]


def headings() -> Mapping[str, str]:
    """Above the parts of a comparison that are no tables."""
    return {
        "highlights": _("Op hoofdlijnen"),
        "texts": _("Teksten en gegevens"),
        "report_texts": _("Teksten en gegevens van het rapport"),
        "division": _("Gemeentelijke indeling"),
    }


def highlight_lists(told: Highlights) -> list[tuple[str, str, tuple[UnitItem, ...]]]:
    """What readers ask first, in order: a category, the heading of a list, and what is in it."""
    return [
        (Category.REALISED, _("Gerealiseerd sindsdien"), told.realised),
        (Category.PLANNED, _("Verschoven planning"), told.slipped),
        (Category.ATTENTION, _("Nieuwe aandachtspunten"), told.new_attention),
        (Category.ATTENTION, _("Aandachtspunten die weg zijn"), told.closed_attention),
        (Category.ATTENTION, _("Aandachtspunten die open bleven"), told.still_attention),
    ]


def division_dates(comparison: Comparison) -> str:
    """Of which days the two divisions are."""
    return _("Indeling van {old} en van {new}.").format(
        old=long_date(comparison.before.division_on), new=long_date(comparison.after.division_on)
    )


def other_lines(block: CategoryComparison) -> list[tuple[str, str]]:
    """What differs in a category beside its items, and what happened to it in one word."""
    lines = []
    if block.statement_before != block.statement_after:
        sides = (block.statement_before, block.statement_after)
        old, new = (statement_word(side, block.category) for side in sides)
        told = _("Als er niets staat: eerst “{old}”, nu “{new}”.").format(old=old, new=new)
        lines.append((told, _("gewijzigd")))
    if block.reordered:
        lines.append((_("De punten staan in een andere volgorde."), _("volgorde")))
    return lines


def item_words(item: ItemChange, category: str) -> str:
    """What happened to an item, as it stands beside it in the list of ``category``.

    An item that moved is told from both sides: "was Planning", "nu Gerealiseerd".
    """
    names = category_names()
    if item.category_after not in ("", category):
        return _("nu {category}").format(category=names[item.category_after])
    if item.kind == ChangeKind.MOVED:
        first = _("was {category}").format(category=names[item.category_before])
    else:
        first = kind_word(item.kind)
    return ", ".join([first, *_more(item)])


def _more(item: ItemChange) -> Iterable[str]:
    if item.new_status in ("opgelost", "ingetrokken"):
        yield _("nu {status}").format(status=item.new_status)
    elif item.new_status == "open" and item.category_before == item.category_after:
        yield _("weer open")
    if item.slipped:
        yield slip(item)
    if item.became_overdue:
        yield _("nu verstreken")
    if item.no_longer_overdue:
        yield _("niet meer verstreken")
    if item.attention_before and item.attention_after:
        yield _("was al open")
    if item.told_after and not item.told_before and item.before:
        yield _("al eerder gemeld")


def slip(item: ItemChange) -> str:
    """``verschoven van juli 2021 naar december 2021``."""
    before, after = (entry.planned if entry else None for entry in (item.before, item.after))
    return _("verschoven van {old} naar {new}").format(old=before, new=after)


def statement_word(statement: str, category: str) -> str:
    """Why a category is empty, as the unit said."""
    if statement == "niet-vermeld":
        return _("niet vermeld in de bron")
    if statement != "geen":
        return _("niet opgegeven")
    return {
        Category.REALISED: _("er is niets gerealiseerd"),
        Category.PLANNED: _("er is niets gepland"),
        Category.ATTENTION: _("er zijn geen aandachtspunten"),
    }[Category(category)]


def counts_in_words(counts: Counts) -> str:
    """``2 nieuw, 1 gewijzigd, 6 ongewijzigd``: what there is none of is left out."""
    told = [
        (counts.new, _("nieuw")),
        (counts.changed, _("gewijzigd")),
        (counts.moved, _("verplaatst")),
        (counts.removed, _("vervallen")),
        (counts.same, _("ongewijzigd")),
    ]
    found = (f"{number(n)}{NO_BREAK_SPACE}{word}" for n, word in told if n)
    return ", ".join(found) or _("geen punten")


# ------------------------------------------------------------------------------------- figures


def figure_word(figure: Figure | None) -> str:
    """A figure, or that the report does not have it."""
    return _("staat er niet in") if figure is None else str(figure)


def move_words(change: FigureChange | KeyFigureChange) -> str:
    """What happened to a figure; how much it rose or fell only between exact values."""
    figures = (_figure(change.before), _figure(change.after))
    if change.move in (Move.UP, Move.DOWN):
        return _more_or_less(*figures)
    return {
        Move.SAME: _("ongewijzigd"),
        Move.BECAME_KNOWN: _("werd bekend"),
        Move.BECAME_UNKNOWN: _("niet meer bekend"),
        Move.OTHER_REASON: _("nog steeds niet bekend"),
        Move.BOUND: _("verschil niet bekend: niet alles is geteld"),
        Move.NEW: _("nieuw cijfer"),
        Move.GONE: _("vervallen"),
        Move.NOTE: _("andere noot of schrijfwijze"),
    }[change.move]


def policy_words(change: PolicyChange) -> str:
    """What happened to a cell of table 3; whether there are as many municipalities as before, and
    whether it now rests on something else."""
    words = move_words(change.count)
    members = change.members
    if change.count.move in (Move.UP, Move.DOWN) and members.move in (Move.UP, Move.DOWN):
        fewer = _("het aantal gemeenten ging van {old} naar {new}")
        words = f"{words}; {fewer.format(old=members.before, new=members.after)}"
    bases = [cell.basis if cell else "" for cell in (change.before, change.after)]
    if all(bases) and bases[0] != bases[1]:
        words = f"{words}; {_basis(bases[1])}"
    return words


def _basis(basis: str) -> str:
    return {
        "geteld": _("nu geteld per gemeente"),
        "opgave": _("nu opgave van de regio"),
        "gemengd": _("nu deels geteld, deels opgave"),
    }.get(basis, "")


def recounted_words(count: int) -> str:
    """How many cells of table 3 are left out because only their ground is another."""
    words = ngettext(
        "%(count)s cel van tabel 3 is ongewijzigd en alleen opnieuw geteld: "
        "die staat hier niet bij.",
        "%(count)s cellen van tabel 3 zijn ongewijzigd en alleen opnieuw geteld: "
        "die staan hier niet bij.",
        count,
    )
    return words % {"count": number(count)}


def note_lines(change: FigureChange) -> list[str]:
    """The footnotes of a figure where they differ."""
    if change.notes_before == change.notes_after:
        return []
    sides = ((_("Noot eerst"), change.notes_before), (_("Noot nu"), change.notes_after))
    return [f"{heading}: {' '.join(notes) or _('geen')}" for heading, notes in sides]


def _figure(value: object) -> Figure | None:
    """Of a key figure its figure; a figure itself."""
    found = getattr(value, "figure", value)
    return found if isinstance(found, Figure) else None


def _more_or_less(before: Figure | None, after: Figure | None) -> str:
    if before is None or after is None or before.value is None or after.value is None:
        return ""
    difference = after.value - before.value
    amount = number(abs(difference), max(before.decimals, after.decimals))
    unit = f" {_('procentpunt')}" if after.unit == "%" else ""
    return f"{amount}{unit} {_('meer') if difference > 0 else _('minder')}"


def when(change: FigureChange) -> str:
    """The date or the period that a figure is about."""
    if change.since is None:
        return long_date(change.on)
    return f"{long_date(change.since)} {_('tot en met')} {long_date(change.on)}"


# ---------------------------------------------------------------------- policy and the division


def outcome_lines(changes: Iterable[MunicipalityChange]) -> list[str]:
    """Per outcome the municipalities by name: "Heeft het nu: Assen en Emmen"."""
    changes = tuple(changes)
    headings = {
        Outcome.GAINED: _("Heeft het nu"),
        Outcome.LOST: _("Heeft het niet meer"),
        Outcome.BECAME_KNOWN: _("Werd bekend"),
        Outcome.BECAME_UNKNOWN: _("Niet meer bekend"),
        Outcome.OTHER: _("Andere stand"),
    }
    lines = []
    for outcome, heading in headings.items():
        names = [_municipality(change) for change in changes if change.outcome == outcome]
        if names:
            lines.append(f"{heading}: {joined(names)}")
    return lines


def _municipality(change: MunicipalityChange) -> str:
    old, new = (stage_word(status.stage).lower() for status in (change.before, change.after))
    if change.outcome in (Outcome.GAINED, Outcome.LOST):
        return change.name
    if old == new:
        return change.name
    if change.outcome == Outcome.BECAME_KNOWN:
        return f"{change.name} ({new})"
    return f"{change.name} ({_('was')} {old}, {_('nu')} {new})"


def merger_words(merger: Merger) -> str:
    """``1 januari 2022: Beemster ging op in Purmerend``."""
    verb = ngettext("ging op in", "gingen op in", len(merger.old))
    return f"{long_date(merger.on)}: {joined(merger.old)} {verb} {merger.new}"


def transfer_words(pair: Transfer, regions: Mapping[str, str]) -> str:
    """``Weesp: van Noordwest naar G4``, or what else of it changed."""
    old, new = pair.before, pair.after
    if old.region != new.region:
        sides = (regions.get(old.region, old.region), regions.get(new.region, new.region))
    elif old.name != new.name:
        return _("{old} heet nu {new}").format(old=old.name, new=new.name)
    else:
        sides = (old.province, new.province)
    return _("{name}: van {old} naar {new}").format(name=new.name, old=sides[0], new=sides[1])
