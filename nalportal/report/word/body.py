"""The blocks of a document as the body of a Word file, in the order in which they stand.

Each kind of block of ``paper.blocks`` has a method here. What stands beside each other on paper
stands under each other, so that it is read in one order.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.parts.document import DocumentPart

from . import markup
from .look import TEXT_WIDTH
from .markup import BREAK, paragraph, run

Block = Mapping[str, Any]

# How wide a chart by itself and one of two beside each other are, a map and a sign of its legend,
# in millimetres.
CHART, HALF, MAP, SWATCH = 110, 78, 80, 6
EMU_PER_MM, TWIPS_PER_POINT = 36_000, 20
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
# Letters of a text that may go on over the page, as in blocks.typ.
LONG = 600
# The part of the package has this name here.
_METHODS = {"part": "part_title"}
OF_PIECE = {"toegevoegd": "NAL Toegevoegd", "verwijderd": "NAL Vervallen"}


class Body:
    """Writes blocks; ``headings`` are those for the contents, with level and bookmark."""

    def __init__(self, part: DocumentPart, pictures: Mapping[str, bytes]) -> None:
        self.part = part
        self.pictures = pictures
        self.headings: list[tuple[int, str, str]] = []
        self.notes: dict[str, str] = {}
        self.number = 0

    def write(self, blocks: Iterable[Block]) -> str:
        """The blocks as markup."""
        return "".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        kind: str = block["type"]
        show: Callable[[Block], str] = getattr(self, _METHODS.get(kind, kind))
        return show(block)

    def _next(self) -> int:
        self.number += 1
        return self.number

    # ------------------------------------------------------------------------------- texts

    def part_title(self, block: Block) -> str:
        return self._heading(block["title"], 1)

    def section(self, block: Block) -> str:
        return self._heading(block["title"], block["level"], listed=block.get("listed", True))

    def _heading(self, title: str, level: int, *, listed: bool = True, more: str = "") -> str:
        number = self._next()
        name = f"_Toc{number:06}"
        if listed and level < 3:
            self.headings.append((level, title, name))
        shown = markup.bookmark(run(title), name, number)
        return paragraph(shown + run(more, "NAL Klein"), f"Heading {level}")

    def lead(self, block: Block) -> str:
        return markup.kept(paragraph(run(block["text"]), "NAL Inleiding"))

    def prose(self, block: Block) -> str:
        return self._rich(block["parts"])

    def _rich(self, parts: Iterable[Block], style: str = "") -> str:
        told = []
        for part in parts:
            lines = [self._spans(line) for line in part["items"]]
            if part["kind"] == "bullets":
                told += [paragraph(line, "List Bullet") for line in lines]
            elif part["kind"] == "numbers":
                form = self._numbered(part["start"] or 1)
                told += [paragraph(line, "List Number", form) for line in lines]
            else:
                told.append(paragraph(BREAK.join(lines), style))
        return "".join(told)

    def _numbered(self, start: int) -> str:
        """The properties of a list of its own, which begins at ``start``."""
        numbering = self.part.numbering_part.element
        style = self.part.document.styles["List Number"].element
        general = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
        num = numbering.add_num(general)
        num.add_lvlOverride(ilvl=0).add_startOverride(start)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{num.numId}"/></w:numPr>'

    def _spans(self, spans: Iterable[Block]) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Block) -> str:
        if "href" not in span:
            return run(span["text"], "NAL Klein" if span.get("small") else "")
        relation = self.part.relate_to(span["href"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return markup.link_to(run(span["text"], "NAL Link"), relation)

    def note(self, block: Block) -> str:
        shown = self._spans(block["spans"])
        if block["label"]:
            shown = markup.bookmark(shown, self._note(block["label"]), self._next())
        return paragraph(shown, "NAL Noot")

    def _note(self, label: str) -> str:
        """The bookmark of a note: Word takes short names only."""
        return self.notes.setdefault(label, f"noot_{len(self.notes) + 1}")

    def name(self, block: Block) -> str:
        return paragraph(run(block["text"]), "NAL Begrip")

    def empty(self, block: Block) -> str:
        return paragraph(run(block["title"], bold=True) + run(f" {block['text']}"), "NAL Melding")

    def parties(self, block: Block) -> str:
        return paragraph(run(f"{block['title']}: ", bold=True) + run(block["names"]))

    def terms(self, block: Block) -> str:
        return "".join(
            paragraph(run(entry["term"]), "NAL Begrip") + self._rich(entry["parts"])
            for entry in block["terms"]
        )

    def facts(self, block: Block) -> str:
        return "".join(
            paragraph(run(f"{fact['term']}: ", "NAL Klein") + self._span(fact))
            for fact in block["facts"]
        )

    # -------------------------------------------------------------------------- milestones

    def category(self, block: Block) -> str:
        items = [self._entry(item) for item in block["items"]]
        told = [paragraph(run(line), "NAL Inleiding") for line in block["told"]]
        head = self._heading(
            block["title"], block["level"], listed=False, more=f"  {block['count']}"
        )
        return "".join([head, *items, *told])

    def compared(self, block: Block) -> str:
        return "".join(map(self._entry, block["items"]))

    def _entry(self, item: Block) -> str:
        return self._changed(item) if "pieces" in item else self._milestone(item)

    def _milestone(self, item: Block) -> str:
        told, lines, style = [], [run(item["title"])], "List Bullet"
        for part in item["explanation"]:
            if part["kind"]:
                told += [paragraph(BREAK.join(lines), style), self._rich([part])]
                lines, style = [], "List Continue"
            else:
                lines += ["".join(map(self._grey, line)) for line in part["items"]]
        lines += [run(item["state"], "NAL Klein")] if item["state"] else []
        lines += [self._span(link) for link in item["links"]]
        return "".join([*told, *([paragraph(BREAK.join(lines), style)] if lines else [])])

    def _grey(self, span: Block) -> str:
        return self._span(span if "href" in span else {**span, "small": True})

    def _changed(self, item: Block) -> str:
        lines = [self._pieces(item["pieces"])]
        for line in item["more"]:
            label = run(f"{line['label']}: ", "NAL Klein") if line["label"] else ""
            lines.append(label + self._pieces(line["pieces"]))
        lines += [run(item[key], "NAL Klein") for key in ("state", "what") if item[key]]
        return paragraph(BREAK.join(lines), "List Bullet")

    def _pieces(self, pieces: Iterable[Block]) -> str:
        """Word by word; what came or went says so in words, because a line is not read aloud."""
        told = []
        for piece in pieces:
            style = OF_PIECE.get(piece["kind"], "")
            text = f"[{piece['spoken']}] " if "spoken" in piece else piece["text"]
            told.append(run(text, style))
        return "".join(told)

    def beside(self, block: Block) -> str:
        return "".join(map(self.write, block["columns"]))

    def group(self, block: Block) -> str:
        return self.write([*block["opening"], block["columns"]])

    # ------------------------------------------------------------------------------ tables

    def table(self, block: Block) -> str:
        caption = paragraph(run(block["caption"]), "Caption") if block["caption"] else ""
        points = TEXT_WIDTH.pt / sum(block["widths"])
        widths = [round(width * points * TWIPS_PER_POINT) for width in block["widths"]]
        rows = [*block["rows"], *block["total"]]
        sides = [column["align"] == "right" for column in block["columns"]]
        head = [self._cell(one, "title") for one in block["columns"]]
        made = [markup.kept(self._row(head, widths, sides, head=True))]
        # A short table stays on one page, and a long one keeps its first and its last rows.
        loose = range(3, len(rows) - 2) if block["high"] else ()
        for place, row in enumerate(rows, start=1):
            pads = [one.get("pad", 0) for one in row]
            is_long = any(map(_is_long, row))
            told = self._row(map(self._cell, row), widths, sides, pads, is_long=is_long)
            is_kept = not (is_long or place in loose or place == len(rows))
            made.append(markup.kept(told) if is_kept else told)
        told = markup.table(made, widths, block["caption"], total=bool(block["total"]))
        # Without a paragraph between them Word takes two tables for one.
        return caption + told + (self.write(block["notes"]) or paragraph("", "NAL Noot"))

    def _row(
        self,
        cells: Iterable[str],
        widths: Sequence[int],
        sides: Sequence[bool],
        pads: Sequence[float] = (),
        *,
        head: bool = False,
        is_long: bool = False,
    ) -> str:
        behind = (round(pad * TWIPS_PER_POINT) for pad in pads or [0] * len(sides))
        placed = zip(cells, widths, sides, behind, strict=True)
        shown = (markup.cell(*cell) for cell in placed)
        return markup.row(shown, head=head, is_long=is_long)

    def _cell(self, cell: Block, key: str = "text") -> str:
        marks = (
            markup.link_within(run(mark["sign"]), self._note(mark["label"]))
            for mark in cell.get("marks", ())
        )
        small = run(f" {cell['small']}", "NAL Klein") if cell.get("small") else ""
        bold = cell.get("weight", 0) > 400
        return run(cell[key], bold=bold) + "".join(marks) + small

    # ---------------------------------------------------------------------------- pictures

    def charts(self, block: Block) -> str:
        charts = block["charts"]
        if len(charts) == 1:
            return self._drawing(charts[0], CHART)
        return markup.in_pairs([self._drawing(chart, HALF, markup.LOOSE) for chart in charts])

    def maps(self, block: Block) -> str:
        return markup.in_pairs([*map(self._map, block["maps"])])

    def _map(self, drawn: Block) -> str:
        legend = "".join(self._of_legend(entry) for entry in drawn["legend"])
        told = [legend, *filter(None, [run(drawn["more"])])]
        *others, last = (paragraph(line, "NAL Noot") for line in told)
        return self._drawing(drawn, MAP) + "".join(map(markup.kept, others)) + last

    def _of_legend(self, entry: Block) -> str:
        sign = self._picture(entry["svg"], entry["text"], SWATCH) if "svg" in entry else ""
        # A sign stays with its text where the line ends.
        return sign + run(f"\N{NO-BREAK SPACE}{entry['text']}   ")

    def _drawing(self, drawn: Block, width: int, form: str = "") -> str:
        # One paragraph: LibreOffice 7.4 keeps no two together at the foot of a column.
        shown = self._picture(drawn["svg"], drawn["alt"], width)
        return paragraph(run(drawn["caption"]) + BREAK + shown, "Caption", form)

    def _picture(self, svg: str, alt: str, width: int) -> str:
        relation, _image = self.part.get_or_add_image(BytesIO(self.pictures[svg]))
        across, down = map(float, _SIZE.findall(svg)[0])
        size = (width * EMU_PER_MM, round(width * EMU_PER_MM * down / across))
        return markup.picture(relation, self._next(), alt, size)

    # ---------------------------------------------------------------------------- contents

    def contents(self) -> Iterator[str]:
        """The list of headings as the field that Word keeps up to date, filled in already."""
        for place, (level, title, name) in enumerate(self.headings):
            shown = markup.link_within(run(title), name)
            if not place:
                begin, _end = markup.field_ends('TOC \\o "1-2" \\h \\z \\u')
                shown = begin + shown
            if place == len(self.headings) - 1:
                shown += markup.field_ends("")[1]
            yield paragraph(shown, f"NAL Inhoud {level}")


def _is_long(cell: Block) -> bool:
    return len(cell["text"]) + len(cell.get("small", "")) > LONG
