"""Lists of the official gazettes: what CVDR and officiële bekendmakingen give, in our columns.

Three forms: the XML of their search service (SRU), a table with their headings, and a text with
references in it. Of a regulation with more versions the newest counts.

The names of the elements are those of the metadata of the government (OWMS) and of the search
service of KOOP; spaces of names differ per service and are left out of account.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from lxml import etree

from nalportal.exchange.clipboard import BlockColumn
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import Line, Table, own_table, read_lines
from nalportal.names import same_key, words_of
from nalportal.pages.own_file import columns_of
from nalportal.pages.uploads import Upload

from .document_file import (
    INSTRUMENTS,
    NOTICE,
    PLACES,
    REFERENCE,
    SHEET,
    TITLE,
)
from .models import AnswerKind, PolicyInstrument
from .references import found_in

COLUMNS = (
    REFERENCE,
    TITLE,
    "webadres",
    "vastgesteld_door",
    "vastgesteld_op",
    "in_werking_op",
    NOTICE,
    PLACES,
    INSTRUMENTS,
)
Found = dict[str, str]
Read = tuple[Table, tuple[BlockColumn, ...]]

# What of a record goes in which of our columns; the first that has a text counts.
_ELEMENTS = {
    "titel": ("title",),
    "webadres": ("preferred_work_url", "preferred_url", "preferredUrl"),
    "vastgesteld_door": ("isRatifiedBy",),
    "vastgesteld_op": ("datumOndertekening", "issued"),
    "in_werking_op": ("inwerkingtredingDatum", "datumInwerkingtreding"),
}
# A table with one of these headings is one of theirs.
_THEIRS = {"identifier", "creator", "isratifiedby", "inwerkingtredingdatum", "publicatienaam"}


def read_gazette(upload: Upload, knows: Callable[[str], str], *, max_rows: int) -> Read | None:
    """The table in a list of a gazette, and its columns where people may say what they are; None
    for a file of ours. Raises ``FaultyFile``."""
    if upload.name.lower().endswith(".xml") or upload.content.lstrip()[:1] == b"<":
        found = list(_of_xml(upload.name, upload.content))
        return _table(upload.name, found, max_rows), ()
    lines = read_lines(upload.name, upload.content, own=SHEET)
    table = own_table(upload.name, lines, lambda head: upload.columns.get(head, knows(head)))
    if len([name for _heading, _sample, name in table.asked if name]) > 1:
        theirs = {same_key(heading) for heading, _sample, _name in table.asked} & _THEIRS
        if REFERENCE not in table.headers or not (theirs or upload.about.get("form")):
            return None
        rows = (
            (row.number, dict(zip(table.headers, row.cells, strict=False))) for row in table.rows
        )
        found = [(at, _usual(row)) for at, row in rows]
        return _table(upload.name, found, max_rows), columns_of(table)
    found = list(_of_text(lines))
    return (_table(upload.name, found, max_rows), ()) if found else None


def _usual(row: Mapping[str, str]) -> Found:
    names = found_in(row.get(REFERENCE, ""))
    return {**row, REFERENCE: names[0] if names else row.get(REFERENCE, "")}


def _of_text(lines: Iterable[Line]) -> Iterator[tuple[int, Found]]:
    """One per reference; a text beside a single one is its title, but for an address."""
    for line in lines:
        text = " ".join(line.cells)
        names = found_in(text)
        for name in names:
            yield line.number, {REFERENCE: name, TITLE: _beside(text) if len(names) == 1 else ""}


def _beside(text: str) -> str:
    words = " ".join(word for word in text.split() if not re.search(r"\d{4}|/", word))
    bare = re.sub(r"^(?:cvdr|gmb|prb|stcrt|wsb|bgr|trb)\W*", "", words, flags=re.IGNORECASE)
    bare = bare.strip(" .,:;–-")
    return bare if len(words_of(bare)) > 1 else ""


def _of_xml(file: str, content: bytes) -> Iterator[tuple[int, Found]]:
    root = _parsed(file, content)
    records = list(root.iter("{*}record")) or [root]
    newest: dict[str, tuple[int, int, Found]] = {}
    for record in records:
        about = _texts(record)
        names = found_in(" ".join(about.get("identifier", ())))
        if not names:
            continue
        version = re.search(r"_(\d{1,3})\b", about["identifier"][0])
        number = int(version[1]) if version else 0
        if names[0] not in newest or newest[names[0]][0] < number:
            newest[names[0]] = (number, record.sourceline or 0, _of_record(record, names[0], about))
    if not newest:
        expected = _("een lijst van CVDR of officiële bekendmakingen, met kenmerken")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    for _number, line, found in newest.values():
        yield line, found


def _parsed(file: str, content: bytes) -> etree._Element:
    # Nothing is fetched or filled in, and what declares entities is no answer of this service.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise FaultyFile([Fault(file, line, "", "", _("leesbare XML"))]) from None
    if root.getroottree().docinfo.doctype:
        raise FaultyFile([Fault(file, 1, "", "<!DOCTYPE", _("XML zonder eigen typen"))])
    return root


def _texts(record: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in record.iter("{*}*"):
        text = " ".join((element.text or "").split())
        if text:
            found.setdefault(etree.QName(element).localname, []).append(text)
    return found


def _of_record(record: etree._Element, reference: str, about: Mapping[str, list[str]]) -> Found:
    found: Found = {REFERENCE: reference}
    for column, names in _ELEMENTS.items():
        found[column] = next((about[name][0] for name in names if name in about), "")
    found["webadres"] = found["webadres"].replace("http://", "https://", 1)
    for creator in record.iter("{*}creator"):
        # A province or a water board covers no municipality of itself.
        if (creator.get("scheme") or "").casefold().endswith("gemeente"):
            found[PLACES] = " ".join((creator.text or "").split())
            break
    notice = found_in(" ".join(about.get("isFormatOf", ())))
    found[NOTICE] = notice[0] if notice else ""
    return found


def _table(file: str, found: Iterable[tuple[int, Found]], max_rows: int) -> Table:
    instruments = PolicyInstrument.objects.filter(answers=AnswerKind.STAGES)
    named = [(row.short_name, same_key(row.short_name)) for row in instruments]
    rows = []
    for line, about in found:
        title = same_key(about.get(TITLE, ""))
        told = [name for name, key in named if key in title]
        row = {INSTRUMENTS: " | ".join(told), **about}
        rows.append(Line(line, tuple(row.get(column, "") for column in COLUMNS)))
    if len(rows) > max_rows:
        expected = _("ten hoogste %(count)s regels") % {"count": max_rows}
        raise FaultyFile([Fault(file, None, "", str(len(rows)), expected)])
    return Table(file, COLUMNS, tuple(rows))
