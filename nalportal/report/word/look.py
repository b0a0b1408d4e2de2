"""How a Word document looks: its page, and styles that an office can change in one place."""

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, CharacterStyle, ParagraphStyle

from nalportal.palette import colour

# What every office has; the report on paper has a typeface of its own.
TYPEFACE = "Calibri"
PAGE = (Mm(210), Mm(297))
# Two maps of 80 mm fit beside each other.
SIDES = {"left_margin": 23, "right_margin": 23, "top_margin": 28, "bottom_margin": 21}
TEXT_WIDTH = Mm(164)

# Size, colour, whether bold, and the room above and below in points, of the styles that Word has.
BUILT_IN = {
    "Title": (30, "brand-900", True, 60, 6),
    "Subtitle": (18, "ink", False, 0, 24),
    "Heading 1": (20, "brand-900", True, 26, 8),
    "Heading 2": (14, "ink", True, 18, 4),
    "Heading 3": (11.5, "ink", True, 12, 4),
    "Heading 4": (10.5, "ink", True, 9, 3),
    "Caption": (10, "ink", True, 12, 4),
    "List Bullet": (10.5, "ink", False, 0, 3),
    "List Number": (10.5, "ink", False, 0, 3),
    "TOC Heading": (20, "brand-900", True, 0, 8),
}
# Styles of our own, each with the name under which an office finds it.
OWN = {
    "NAL Inleiding": (10.5, "ink-2", False, 0, 6),
    "NAL Noot": (8.5, "ink-2", False, 0, 3),
    "NAL Melding": (10.5, "ink", False, 6, 6),
    "NAL Begrip": (10.5, "ink", True, 8, 0),
    "NAL Cel": (8.5, "ink", False, 2, 2),
    "NAL Inhoud 1": (10.5, "ink", True, 6, 0),
    "NAL Inhoud 2": (10.5, "ink", False, 0, 0),
}
LETTERS = {
    "NAL Klein": ("ink-2", 9.0, ""),
    "NAL Link": ("brand-700", None, "u"),
    "NAL Toegevoegd": ("done", None, "u"),
    "NAL Vervallen": ("bad", None, "strike"),
}
TABLE_STYLE = "NAL Tabel"


def dress(document: WordDocument, language: str) -> None:
    """Give an empty document its page, styles and language."""
    section = document.sections[0]
    section.page_width, section.page_height = (Emu(side) for side in PAGE)
    for side, millimetres in SIDES.items():
        setattr(section, side, Mm(millimetres))
    _speak(document, language)
    normal = document.styles["Normal"]
    _paragraph(normal, 10.5, "ink", bold=False, above=0, below=6)
    for name, (size, token, bold, above, below) in BUILT_IN.items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _paragraph(document.styles[name], size, token, bold=bold, above=above, below=below)
    for name, (size, token, bold, above, below) in OWN.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _paragraph(style, size, token, bold=bold, above=above, below=below)
    for name in (
        "Heading 1",
        "Heading 2",
        "Heading 3",
        "Heading 4",
        "Caption",
        "NAL Begrip",
    ):
        document.styles[name].paragraph_format.keep_with_next = True
    # More would be room above the picture in it.
    document.styles["Caption"].paragraph_format.line_spacing = 1
    document.styles["NAL Inhoud 2"].paragraph_format.left_indent = Mm(5)
    for name, (token, points, mark) in LETTERS.items():
        _letters(document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER), token, points, mark)
    document.styles.element.append(_table_style())


def _speak(document: WordDocument, language: str) -> None:
    """The language of all text, where each style takes it from."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    letters = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in letters.findall(qn("w:lang")):
        letters.remove(old)
    spoken = OxmlElement("w:lang")
    country = "nl-NL" if language == "nl" else language
    for key in ("w:val", "w:eastAsia", "w:bidi"):
        spoken.set(qn(key), country if key == "w:val" else "ar-SA" if key == "w:bidi" else "zh-CN")
    letters.append(spoken)


def _paragraph(
    style: BaseStyle, size: float, token: str, *, bold: bool, above: float, below: float
) -> None:
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - tells mypy what it is
    _typeface(style)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = _rgb(token)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(above), Pt(below), 1.15
    # The lines that the template draws under a title.
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _typeface(style: CharacterStyle) -> None:
    style.font.name = TYPEFACE
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), TYPEFACE)


def _letters(style: BaseStyle, token: str, points: float | None, mark: str) -> None:
    assert isinstance(style, CharacterStyle)  # noqa: S101 - tells mypy what it is
    style.font.color.rgb = _rgb(token)
    if points:
        style.font.size = Pt(points)
    style.font.underline = True if mark == "u" else None
    style.font.strike = True if mark == "strike" else None


def _rgb(token: str) -> RGBColor:
    return RGBColor.from_string(colour(token)[1:].upper())


def _table_style() -> object:
    """Hairlines between the rows, a bold head under a strong line, and no upright ones."""
    line, strong = colour("line")[1:], colour("ink-2")[1:]
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="NALTabel">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        "<w:tblPr><w:tblBorders>"
        f'<w:top w:val="single" w:sz="4" w:color="{line}"/>'
        f'<w:bottom w:val="single" w:sz="4" w:color="{line}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{line}"/>'
        '</w:tblBorders><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:color="{strong}"/>'
        "</w:tcBorders></w:tcPr></w:tblStylePr>"
        '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f'<w:top w:val="single" w:sz="8" w:color="{strong}"/>'
        "</w:tcBorders></w:tcPr></w:tblStylePr>"
        "</w:style>"
    )
