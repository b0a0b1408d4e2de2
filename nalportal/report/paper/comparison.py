"""What changed since an earlier report, as an annex or as a document of its own.

Only what differs is on paper; how much stayed the same is told in numbers.

Why: decision 18.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from nalportal.dutch import DASH, counted, joined, long_date
from nalportal.records.diff import ADDED, REMOVED, SAME
from nalportal.records.versions import Change

from ..compare import ChangeKind, Comparison, ItemChange, UnitComparison, words
from ..compare.items import CategoryComparison, FactChange, TextChange, UnitItem
from ..compare.model import DivisionComparison
from ..compare.tables import changed_tables, other_policy_title
from ..labels import category_names, milestone_state
from . import blocks
from .blocks import Block
from .columns import is_high
from .glyphs import plain
from .tables import table_blocks


def title_of(comparison: Comparison) -> str:
    """``Wijzigingen sinds stand van zaken eind 2020``."""
    title = comparison.before.title
    return _("Wijzigingen sinds {title}").format(title=title[:1].lower() + title[1:])


def annex(comparison: Comparison) -> list[Block]:
    """The whole comparison as a chapter."""
    return [blocks.part(title_of(comparison)), *change_blocks(comparison)]


def change_blocks(comparison: Comparison) -> list[Block]:
    """Everything that differs, under headings of level 2."""
    told = [
        *_highlights(comparison),
        *_tables(comparison),
        *_other_policy(comparison),
        *(block for unit in comparison.changed_units for block in unit_change_blocks(unit)),
        *_texts(comparison.texts, comparison.facts),
        *_division(comparison),
    ]
    return [_sides(comparison), *told] if not comparison.is_empty else [_nothing(comparison)]


def _sides(comparison: Comparison) -> Block:
    about = _(
        "Dit rapport (peildatum {new}) is vergeleken met “{title}” (peildatum {old}). Alleen wat "
        "anders is, staat hier. Punten zijn herkend aan hun kenmerk, gemeenten aan hun CBS-code."
    )
    return blocks.lead(
        about.format(
            new=long_date(comparison.after.reference_on),
            title=comparison.before.title,
            old=long_date(comparison.before.reference_on),
        )
    )


def _nothing(comparison: Comparison) -> Block:
    text = _("Dit rapport zegt hetzelfde als “{title}”.").format(title=comparison.before.title)
    return blocks.empty(_("Geen verschillen."), text)


# ----------------------------------------------------------------------------- on the main lines


def _highlights(comparison: Comparison) -> list[Block]:
    *lists, (_key, _title, stayed) = words.highlight_lists(comparison.highlights)
    still = counted(len(stayed), "aandachtspunt bleef", "aandachtspunten bleven")
    return [
        blocks.section(words.headings()["highlights"]),
        *(
            _list(key, title, [_highlight(line) for line in lines], level=3)
            for key, title, lines in lists
            if lines
        ),
        blocks.note(_("{still} open.").format(still=still)),
    ]


def _highlight(line: UnitItem) -> Block:
    more = f", {words.slip(line.item)}" if line.item.slipped else ""
    return _line([_same(line.item.entry.title)], what=f"{line.unit}{more}")


# ------------------------------------------------------------------------------------- figures


def _tables(comparison: Comparison) -> list[Block]:
    shown: list[Block] = []
    for table in changed_tables(comparison):
        lead = [blocks.lead(table.lead)] if table.lead else []
        shown += [blocks.section(table.heading), *lead, *table_blocks(table)]
    if comparison.recounted and not comparison.with_recounted:
        shown.append(blocks.note(words.recounted_words(comparison.recounted)))
    return shown


def _other_policy(comparison: Comparison) -> list[Block]:
    others = [blocks.note(line) for line in words.outcome_lines(comparison.other_policy)]
    return [blocks.section(other_policy_title()), *others] if others else []


# --------------------------------------------------------------------------------------- units


def unit_change_blocks(unit: UnitComparison, title: str = "") -> list[Block]:
    """What differs in the part of one unit, under its name or under ``title``."""
    categories = [_category(block) for block in unit.categories if block.is_news]
    texts = _texts(unit.texts, unit.facts, level=3)
    return [
        blocks.section(title or unit.name),
        blocks.lead(f"{words.counts_in_words(unit.counts).capitalize()}."),
        *categories,
        *texts,
    ]


def _category(block: CategoryComparison) -> Block:
    lines = [_item(item, block.category) for item in block.items if item.is_news]
    lines += [_item(item, block.category, gone=True) for item in block.left]
    lines += [_line([_same(told)], what=what) for told, what in words.other_lines(block)]
    return _list(block.category, category_names()[block.category], lines, level=3)


def _item(item: ItemChange, category: str, *, gone: bool = False) -> Block:
    what = words.item_words(item, category)
    if gone:
        title = item.before.title if item.before else ""
        return _line([_piece(REMOVED, title)], what=what)
    return _line(
        _title(item, category),
        what=what,
        more=[{"label": c.label, "pieces": _pieces(c)} for c in item.other_changes],
        state=_told(item, category),
    )


def _title(item: ItemChange, category: str) -> list[Block]:
    if item.title:
        return _pieces(item.title)
    added = item.category_before != category
    return [_piece(ADDED if added else SAME, item.entry.title)]


def _told(item: ItemChange, category: str) -> str:
    """Of a new item all there is to say; of another one the list of changes tells."""
    if item.kind != ChangeKind.NEW:
        return ""
    told = (item.entry.explanation, milestone_state(item.entry, category))
    return f" {DASH} ".join(filter(None, told))


def _texts(
    texts: Iterable[TextChange], facts: Iterable[FactChange], *, level: int = 2
) -> list[Block]:
    lines = [_text(text) for text in texts] + [_fact(fact) for fact in facts]
    if not lines:
        return []
    title = words.headings()["texts" if level > 2 else "report_texts"]
    return [blocks.section(title, level=level), {"type": "compared", "items": lines}]


def _text(text: TextChange) -> Block:
    more: list[Block] = [{"label": "", "pieces": _pieces(p)} for p in text.paragraphs]
    return _line([_same(text.place)], what=words.kind_word(text.kind), more=more)


def _fact(fact: FactChange) -> Block:
    place = fact.place if fact.place != fact.change.label else ""
    label = ": ".join(filter(None, (place, fact.change.label)))
    return _line([_same(label)], more=[{"label": "", "pieces": _pieces(fact.change)}])


# ------------------------------------------------------------------------------------- division


def _division(comparison: Comparison) -> list[Block]:
    lines = list(_division_lines(comparison.division, comparison.region_names))
    if not lines:
        return []
    return [
        blocks.section(words.headings()["division"]),
        blocks.lead(words.division_dates(comparison)),
        {"type": "compared", "items": [_line([_same(line)]) for line in lines]},
    ]


def _division_lines(division: DivisionComparison, names: Mapping[str, str]) -> Iterable[str]:
    yield from (words.merger_words(merger) for merger in division.mergers)
    yield from (words.transfer_words(pair, names) for pair in division.transferred)
    yield from (words.transfer_words(pair, names) for pair in division.changed)
    for heading, entries in (
        (_("Opgeheven"), division.ended),
        (_("Nieuw"), division.begun),
    ):
        if entries:
            yield f"{heading}: {joined([entry.name for entry in entries])}"


# --------------------------------------------------------------------------------- in general


def _list(key: str, title: str, lines: list[Block], *, level: int) -> Block:
    """A list under the coloured line of a category."""
    return {
        "type": "category",
        "told": [],
        "beside": False,
        "high": is_high(lines),
        "key": key,
        "level": level,
        "title": title,
        "count": str(len(lines)),
        "items": lines,
    }


def _line(
    pieces: list[Block], *, what: str = "", more: Sequence[Block] = (), state: str = ""
) -> Block:
    return {"pieces": pieces, "what": what, "more": list(more), "state": state}


def _same(text: str) -> Block:
    return _piece(SAME, text)


def _piece(kind: str, text: str) -> Block:
    """A run of words; of what came or went the words that assistive software says instead."""
    piece: Block = {"kind": kind, "text": text}
    if kind != SAME and (shown := plain(text).strip()):
        said = _("verwijderd: {text}") if kind == REMOVED else _("toegevoegd: {text}")
        piece["spoken"] = said.format(text=shown)
    return piece


def spoken_pieces(tree: object) -> Iterator[str]:
    """What is said of each piece that came or went, in the order of the document."""
    if isinstance(tree, Mapping):
        if "spoken" in tree:
            yield plain(str(tree["spoken"]))
        for part in tree.values():
            yield from spoken_pieces(part)
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from spoken_pieces(part)


def _pieces(change: Change) -> list[Block]:
    """Word by word; a space keeps what went and what came apart."""
    told: list[Block] = []
    for piece in change.pieces:
        apart = told and told[-1]["kind"] == REMOVED and not piece.text.startswith((" ", "\n"))
        told.append(_piece(piece.kind, f" {piece.text}" if apart else piece.text))
    return told
