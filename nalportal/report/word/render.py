"""From a report to its Word document. The same report and stamp give the same bytes."""

import io
import zipfile
from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ..compare import Comparison
from ..model import Report, Stamp
from ..paper.document import Document, changes_document, unit_document, whole_document
from ..paper.drawings import charts_of
from ..paper.imprint import BARE, Imprint
from ..paper.render import made_on, unit_of
from . import markup
from .body import Body
from .look import dress
from .markup import paragraph, run
from .pictures import pictures_of

NEW_PAGE = paragraph('<w:r><w:br w:type="page"/></w:r>')
NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")
# Zip files cannot hold an earlier moment.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)


def render_docx(
    report: Report,
    stamp: Stamp,
    since: Comparison | None = None,
    imprint: Imprint = BARE,
) -> bytes:
    """The whole report, with ``since`` as an annex if it is given. Raises :class:`PdfError`."""
    document = whole_document(report, stamp, charts_of(report), since, imprint)
    return _docx(document, made_on(report, stamp))


def render_unit_docx(
    report: Report, stamp: Stamp, slug: str, since: Comparison | None = None
) -> bytes:
    """One unit's own part. Raises ``LookupError`` for an unknown unit."""
    document = unit_document(report, stamp, unit_of(report, slug), since)
    return _docx(document, made_on(report, stamp))


def render_changes_docx(report: Report, stamp: Stamp, since: Comparison, slug: str = "") -> bytes:
    """Only what changed in ``report``, or in the part of the unit ``slug``.

    Raises ``LookupError`` for an unknown unit.
    """
    unit = since.unit(slug) if slug else None
    return _docx(changes_document(report, stamp, since, unit), made_on(report, stamp))


def _docx(content: Document, on: date) -> bytes:
    made = docx.Document()
    dress(made, str(content["language"]))
    _describe(made, content, on)
    _head_and_foot(made, content)
    body = Body(made.part, pictures_of(content))
    shown = "".join(_front(content, body)) + body.write(_blocks(content, "blocks"))
    # The contents come last: they list what was written.
    shown = shown.replace(_CONTENTS, "".join(body.contents()))
    _fill(made, shown)
    out = io.BytesIO()
    made.save(out)
    return _without_moments(out.getvalue())


def _fill(made: Any, shown: str) -> None:
    """Put the body before the properties of its section, parsed at once."""
    section = made.element.body.find(qn("w:sectPr"))
    for old in [kid for kid in made.element.body if kid is not section]:
        made.element.body.remove(old)
    written = parse_xml(f"<w:body {NAMESPACES}>{shown}</w:body>")
    for ended in [*written.iter(qn("w:sectPr")), section]:
        _as_last(ended, section)
    for element in list(written):
        section.addprevious(element)


# What the parts of a document share, in the order in which Word wants it.
_SHARED = ("w:headerReference", "w:footerReference", "w:pgSz", "w:pgMar")


def _as_last(ended: Any, section: Any) -> None:
    """A part with columns of its own goes on where the one before it ended, on the same paper."""
    if ended is not section:
        shared = [deepcopy(kid) for name in _SHARED for kid in section.iterchildren(qn(name))]
        for place, kid in enumerate(shared):
            ended.insert(place, kid)
    goes_on = parse_xml(f'<w:type {nsdecls("w")} w:val="continuous"/>')
    ended.find(qn("w:pgSz")).addprevious(goes_on)


def _blocks(content: Document, key: str) -> list[Any]:
    found = content.get(key, [])
    return list(found) if isinstance(found, list) else []


# ------------------------------------------------------------------------------- before it

# Stands for the contents until the headings are known; no text of a report can be this.
_CONTENTS = "<w:p><!--contents--></w:p>"


def _front(content: Document, body: Body) -> list[str]:
    """The title, what is known of the edition, and of a whole report the contents."""
    block: Any = content.get("cover") or content["title_block"]
    facts = body.facts({"facts": [*block["facts"], *block.get("colophon", [])]})
    seal = _seal(content)
    title = paragraph(run(block["title"]), "Title")
    if "cover" not in content:
        return [title, facts, seal]
    listed = [paragraph(run(str(content["contents"])), "TOC Heading"), _CONTENTS]
    guide = body.write(_blocks(content, "guide"))
    subtitle = paragraph(run(block["subtitle"]), "Subtitle")
    return [title, subtitle, facts, seal, NEW_PAGE, *listed, guide, NEW_PAGE]


def _seal(content: Document) -> str:
    seal: Any = content["sha256"]
    lines = (str(content["promise"]), f"{seal['label']} {seal['sha256']}")
    return "".join(paragraph(run(line), "NAL Noot") for line in lines)


def _head_and_foot(made: Any, content: Document) -> None:
    section, head = made.sections[0], content["head"]
    assert isinstance(head, dict)  # noqa: S101 - tells mypy what it is
    right = '<w:tabs><w:tab w:val="clear" w:pos="4320"/><w:tab w:val="clear" w:pos="8640"/>'
    right += '<w:tab w:val="right" w:pos="9298"/></w:tabs>'
    tab = "<w:r><w:tab/></w:r>"
    page = markup.field("PAGE", "1") + run(" / ") + markup.field("NUMPAGES", "1")
    lines = (
        (section.header, run(head["left"]) + tab + run(head["right"])),
        (section.footer, run(str(content["foot"])) + tab + page),
    )
    for place, shown in lines:
        place.is_linked_to_previous = False
        written = paragraph(shown, "NAL Noot", right)
        (element,) = parse_xml(f"<w:body {NAMESPACES}>{written}</w:body>")
        old = place.paragraphs[0]._p
        old.addprevious(element)
        old.getparent().remove(old)


# -------------------------------------------------------------------------- about the file


def _describe(made: Any, content: Document, on: date) -> None:
    about = made.core_properties
    about.title, about.author = markup.clean(str(content["title"])), str(content["publisher"])
    about.language, about.comments, about.last_modified_by = str(content["language"]), "", ""
    about.created = about.modified = datetime.combine(on, time(), tzinfo=UTC)
    about.revision = 1


def _without_moments(content: bytes) -> bytes:
    """The file without the moment at which each of its parts was written."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            kept.writestr(zipfile.ZipInfo(name, NO_MOMENT), made.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()
