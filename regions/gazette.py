"""Lists of the official gazettes: what CVDR and officiële bekendmakingen give, in our columns.

Three forms: the XML of their search services (SRU), a table with their headings, and a text with
references in it. Of a regulation with more versions the newest counts.

The names of the elements are those of the metadata of the government (OWMS) and of the two search
services of KOOP, of which decision 38 says the versions; spaces of names differ per service and are
left out of account.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from lxml import etree

from nalportal.exchange.clipboard import BlockColumn
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import (
    MAX_FILE_BYTES,
    Line,
    Table,
    own_table,
    read_lines,
    refuse_larger,
    refuse_longer,
)
from nalportal.names import same_key, words_of
from nalportal.pages.own_file import columns_of
from nalportal.pages.uploads import Upload

from .document_file import (
    DAY,
    INSTRUMENTS,
    NOTICE,
    PLACES,
    REFERENCE,
    SHEET,
    TITLE,
)
from .models import AnswerKind, PolicyInstrument
from .references import found_in, without_references

# Of a regulation this is the day of its signing; of what stands in a paper, the day of that paper.
ADOPTED, ISSUED = "vastgesteld_op", "issued"
COLUMNS = (
    REFERENCE,
    TITLE,
    "webadres",
    "vastgesteld_door",
    ADOPTED,
    "in_werking_op",
    NOTICE,
    PLACES,
    INSTRUMENTS,
    DAY,
)
Found = dict[str, str]
# How many of what is not read are named.
EXAMPLES = 5
Read = tuple[Table, tuple[BlockColumn, ...], list[str]]

# What of a record goes in which of our columns; the first that has a text counts.
_ELEMENTS = {
    "titel": ("title",),
    "webadres": ("preferred_work_url", "preferred_url", "preferredUrl"),
    "vastgesteld_door": ("isRatifiedBy",),
    ADOPTED: ("datumOndertekening", ISSUED),
    "in_werking_op": ("inwerkingtredingDatum", "datumInwerkingtreding"),
}
# A table with one of these headings is one of theirs.
_THEIRS = {"identifier", "creator", "isratifiedby", "inwerkingtredingdatum", "publicatienaam"}


def read_gazette(upload: Upload, knows: Callable[[str], str], *, max_rows: int) -> Read | None:
    """The table in a list of a gazette, its columns where people may say what they are, and what it
    does not have of all of it; None for a file of ours. Raises ``FaultyFile``."""
    if upload.name.lower().endswith(".xml") or upload.content.lstrip()[:1] == b"<":
        found, notes = _of_xml(upload.name, upload.content)
        return _table(upload.name, found, max_rows), (), notes
    lines = read_lines(upload.name, upload.content, own=SHEET)
    table = own_table(upload.name, lines, lambda head: upload.columns.get(head, knows(head)))
    headings = {same_key(heading): name for heading, _sample, name in table.asked}
    if len(list(filter(None, headings.values()))) > 1:
        if REFERENCE not in table.headers or not (
            _THEIRS & set(headings) or upload.about.get("form")
        ):
            return None
        rows = (
            (row.number, dict(zip(table.headers, row.cells, strict=False))) for row in table.rows
        )
        is_issued = headings.get(ISSUED) == ADOPTED
        found = [(at, _usual(row, is_issued=is_issued)) for at, row in rows]
        return _table(upload.name, found, max_rows), columns_of(table), []
    found = list(_of_text(lines))
    unread = [shown(" ".join(filter(None, line.cells))) for line in lines if not _named_in(line)]
    return (_table(upload.name, found, max_rows), (), list(_unread(unread))) if found else None


def _usual(row: Mapping[str, str], *, is_issued: bool) -> Found:
    names = found_in(row.get(REFERENCE, ""))
    usual = {**row, REFERENCE: names[0] if names else row.get(REFERENCE, "")}
    if is_issued and usual[ADOPTED] and not _is_regulation(usual[REFERENCE]):
        usual |= {DAY: f"uiterlijk {usual[ADOPTED]}", ADOPTED: ""}
    return usual


def _is_regulation(reference: str) -> bool:
    return reference.startswith("CVDR")


def _of_text(lines: Iterable[Line]) -> Iterator[tuple[int, Found]]:
    """One per reference; a text beside a single one is its title, but for an address."""
    for line in lines:
        names = _named_in(line)
        for name in names:
            title = _beside(" ".join(line.cells)) if len(names) == 1 else ""
            yield line.number, {REFERENCE: name, TITLE: title}


def _named_in(line: Line) -> list[str]:
    return found_in(" ".join(line.cells))


def _unread(texts: list[str]) -> Iterator[str]:
    """What is told of that in which no reference stands."""
    if texts:
        text = _(
            "Zonder kenmerk van CVDR of van een blad, niet gelezen: %(count)s, zoals %(named)s."
        )
        yield text % {"count": len(texts), "named": "; ".join(texts[:EXAMPLES])}


def _beside(text: str) -> str:
    words = without_references(text).split()
    bare = " ".join(word for word in words if not re.search(r"\d{4}|/", word)).strip(" .,:;–-")
    return bare if len(words_of(bare)) > 1 else ""


def _of_xml(file: str, content: bytes) -> tuple[list[tuple[int, Found]], list[str]]:
    """A row per document by its line, and what is to be told of the others."""
    root = _parsed(file, content)
    records = list(root.iter("{*}record")) or [root]
    newest: dict[str, tuple[tuple[int, bool], int, Found]] = {}
    notes, unknown = list(_lacking(root, len(records))), []
    for record in records:
        about, line = _texts(record), record.sourceline or 0
        found = _of_record(record, about)
        if found is None:
            unknown.append(shown(" ".join(about.get("identifier", ()))) or f"regel {line}")
            continue
        # Of a version the regulation itself tells more than the notice of it.
        rank = _version(about), _is_regulation("".join(about["identifier"]))
        if found[REFERENCE] not in newest or newest[found[REFERENCE]][0] < rank:
            newest[found[REFERENCE]] = rank, line, found
    if not newest:
        expected = _("een lijst van CVDR of officiële bekendmakingen, met kenmerken")
        said = shown(root.findtext(".//{*}diagnostic/{*}message") or "")
        raise FaultyFile([Fault(file, None, "", said, expected)])
    found_last = [(line, found) for _rank, line, found in newest.values()]
    return found_last, [*notes, *_unread(unknown)]


def _lacking(root: etree._Element, count: int) -> Iterator[str]:
    """What the service found and did not give: it answers in pages."""
    total = root.findtext("{*}numberOfRecords") or ""
    if total.isdecimal() and int(total) > count:
        text = _(
            "De dienst vond er %(total)s, in dit bestand staan er %(count)s: haal de rest ook op."
        )
        yield text % {"total": total, "count": count}


def _version(about: Mapping[str, list[str]]) -> int:
    named = " ".join((*about.get("identifier", ()), *about.get("betreftRegeling", ())))
    version = re.search(r"CVDR\d+_(\d{1,3})\b", named)
    return int(version[1]) if version else 0


def _parsed(file: str, content: bytes) -> etree._Element:
    refuse_larger(file, content, MAX_FILE_BYTES)
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


def _of_record(record: etree._Element, about: Mapping[str, list[str]]) -> Found | None:
    """What a record says of a document; None without a reference that we know."""
    names = found_in(" ".join(about.get("identifier", ())))
    if not names:
        return None
    found: Found = {
        column: next((about[name][0] for name in elements if name in about), "")
        for column, elements in _ELEMENTS.items()
    }
    found[REFERENCE] = names[0]
    notice = found_in(" ".join(about.get("isFormatOf", ())))
    found[NOTICE] = notice[0] if notice else ""
    if not _is_regulation(names[0]):
        found[ADOPTED] = next(iter(about.get("datumOndertekening", ())), "")
        # What stands in a paper was decided before that was there.
        day = next((about[name][0] for name in ("available", ISSUED) if name in about), "")
        found[DAY] = f"uiterlijk {day}" if day and not found[ADOPTED] else ""
        # A notice tells of which regulation it is: these are one document.
        if len(of := found_in(" ".join(about.get("betreftRegeling", ())))) == 1:
            found[REFERENCE], found[NOTICE] = of[0], names[0]
    found["webadres"] = found["webadres"].replace("http://", "https://", 1)
    found[PLACES] = _municipality(record, about)
    return found


def _municipality(record: etree._Element, about: Mapping[str, list[str]]) -> str:
    """The maker, if that is a municipality: a province or a water board covers none of itself."""
    kinds = {kind.casefold() for kind in about.get("organisatietype", ())}
    for creator in record.iter("{*}creator"):
        scheme = (creator.get("scheme") or "").casefold()
        if scheme.endswith("gemeente") or (not scheme and kinds == {"gemeente"}):
            return " ".join((creator.text or "").split())
    return ""


def _table(file: str, found: Iterable[tuple[int, Found]], max_rows: int) -> Table:
    instruments = PolicyInstrument.objects.filter(answers=AnswerKind.STAGES)
    named = [(row.short_name, same_key(row.short_name)) for row in instruments]
    rows = []
    for line, about in found:
        title = same_key(about.get(TITLE, ""))
        told = [name for name, key in named if key in title]
        row = {INSTRUMENTS: " | ".join(told), **about}
        rows.append(Line(line, tuple(row.get(column, "") for column in COLUMNS)))
    refuse_longer(file, len(rows), max_rows)
    return Table(file, COLUMNS, tuple(rows))
