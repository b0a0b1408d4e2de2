"""Small pieces of WordprocessingML as text: written so, and read by the parser once for all.

Building each cell through the object model takes longer than the whole PDF.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..paper.glyphs import one_apostrophe

# XML cannot hold these, and they have no shape.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def style_id(name: str) -> str:
    """The id of a style in the file: its name without spaces."""
    return name.replace(" ", "")


def clean(text: str) -> str:
    """A text as it is printed, without what the file cannot hold."""
    return one_apostrophe(_UNWRITABLE.sub("", text))


def run(text: str, style: str = "", *, bold: bool = False) -> str:
    """Text in one style; its lines stay lines."""
    if not text:
        return ""
    letters = f'<w:rStyle w:val="{style_id(style)}"/>' if style else ""
    letters += "<w:b/>" if bold else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n"))
    return f"<w:r>{f'<w:rPr>{letters}</w:rPr>' if letters else ''}{'<w:br/>'.join(lines)}</w:r>"


BREAK = "<w:r><w:br/></w:r>"
# What comes last in a part is kept with nothing: LibreOffice 7.4 loses it otherwise.
LOOSE = '<w:keepNext w:val="0"/>'


def paragraph(content: str, style: str = "", form: str = "") -> str:
    """A paragraph of runs; ``form`` is what more stands in its properties, in Word's order."""
    named = f'<w:pStyle w:val="{style_id(style)}"/>' if style else ""
    properties = f"<w:pPr>{named}{form}</w:pPr>" if named or form else ""
    return f"<w:p>{properties}{content}</w:p>"


def kept(told: str) -> str:
    """Paragraphs that stay on the page of what follows them; each has a style."""
    return re.sub(r'(<w:pStyle w:val="[^"]*"/>)', r"\1<w:keepNext/>", told)


def bookmark(content: str, name: str, number: int) -> str:
    """Content that links within the document lead to."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{content}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def link_within(content: str, name: str) -> str:
    """A link to a bookmark."""
    return f'<w:hyperlink w:anchor={quoteattr(name)} w:history="1">{content}</w:hyperlink>'


def link_to(content: str, relation: str) -> str:
    """A link to the address that the document knows by this relation."""
    return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'


def in_pairs(drawn: Sequence[str]) -> str:
    """Two beside each other in columns, so that they are read one after the other."""
    next_column = '<w:r><w:br w:type="column"/></w:r>'
    # Room above one of them only, as on top of a page, would put the other lower.
    flush = '<w:spacing w:before="0"/></w:pPr>'
    told = []
    for place in range(0, len(drawn), 2):
        # The break stands in the caption: a paragraph of its own would be a line of white.
        left, *right = (one.replace("</w:pPr>", flush, 1) for one in drawn[place : place + 2])
        if not right:
            # In two columns Word would part what belongs to it.
            told.append(left)
            continue
        beside = right[0].replace("</w:pPr>", f"</w:pPr>{next_column}", 1)
        told.append("".join((_section_end(1, after=160), left, beside, _section_end(2))))
    return "".join(told)


def _section_end(columns: int, *, after: int = 0) -> str:
    # The lowest line that there is: what ends a section is a paragraph.
    low = f'<w:spacing w:before="0" w:after="{after}" w:line="20" w:lineRule="exact"/>'
    form = f'{low}<w:sectPr><w:cols w:num="{columns}" w:space="227"/></w:sectPr>'
    return paragraph("", form=form)


def field_ends(instruction: str) -> tuple[str, str]:
    """What stands before and behind the text that a field shows until Word fills it in."""
    begin, apart, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return f"{begin}{code}{apart}", end


def field(instruction: str, shown: str) -> str:
    """A field that Word fills in, as runs; ``shown`` stands there until then."""
    begin, end = field_ends(instruction)
    return f"{begin}{run(shown)}{end}"


def cell(content: str, width: int, right: bool, behind: int) -> str:
    """A cell of one paragraph; its ``width``, and the room ``behind`` it, in 1/20 of a point."""
    form = f'<w:ind w:right="{behind}"/>' if behind else ""
    form += '<w:jc w:val="right"/>' if right else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(content, 'NAL Cel', form)}</w:tc>"
    )


def table(rows: Iterable[str], widths: Iterable[int], caption: str, *, total: bool) -> str:
    """Rows under each other, the first a head; the caption is what assistive software says."""
    look = f'w:firstRow="1" w:lastRow="{int(total)}" w:firstColumn="1" w:lastColumn="0"'
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="NALTabel"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLook w:val="04A0" {look} w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(clean(caption))}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, head: bool = False, is_long: bool = False) -> str:
    """A row that stays on one page if it is not long; the head is repeated on the next."""
    form = ("" if is_long else "<w:cantSplit/>") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr>{f'<w:trPr>{form}</w:trPr>' if form else ''}{''.join(cells)}</w:tr>"


def picture(relation: str, number: int, alt: str, size: tuple[int, int]) -> str:
    """A picture in the line; ``size`` is width and height in English Metric Units."""
    width, height = size
    named = f'id="{number}" name="Afbeelding {number}" descr={quoteattr(clean(alt))}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr {named}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
