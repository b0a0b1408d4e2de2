"""Which documents the statuses of municipalities rest on. Pure functions.

Why: decision 41.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace

from nalportal.names import place_of

from ..status import Document, StepRow, deciding
from .entries import CoverEntry, DocumentEntry, MunicipalityEntry
from .rows import MergerRow

# By CBS code and instrument.
Documents = Mapping[tuple[str, str], Iterable[Document]]


def documents_of_steps(steps: Iterable[StepRow]) -> Documents:
    """Those of the steps that decide what a municipality has, and what it prepares beside that."""
    standing: dict[tuple[str, str], list[StepRow]] = defaultdict(list)
    for step in steps:
        if not step.lapsed:
            standing[step.municipality, step.instrument].append(step)
    return {
        pair: [step.document for step in deciding(own) if step and step.document]
        for pair, own in standing.items()
    }


def documents_of_entries(entries: Iterable[DocumentEntry] | None) -> Documents:
    """The documents per municipality and instrument of a report that is there already."""
    found: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for entry in entries or ():
        document = Document(*(getattr(entry, field.name) for field in fields(Document)))
        for cover in entry.covers:
            for code in cover.municipalities:
                found[code, cover.instrument].append(document)
    return found


def document_entries(
    own: Documents, municipalities: Iterable[MunicipalityEntry], mergers: Iterable[MergerRow]
) -> tuple[DocumentEntry, ...]:
    """Each document with the municipalities of a division, by title.

    Who took over what its predecessors had, took over what that rests on.
    """
    before: dict[str, list[str]] = defaultdict(list)
    for merger in mergers:
        if merger.new_began == merger.on:
            before[merger.new].append(merger.old)

    def resting_on(code: str, instrument: str) -> Iterable[Document]:
        yield from own.get((code, instrument), ())
        for old in before[code]:
            yield from resting_on(old, instrument)

    covers: dict[Document, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in municipalities:
        for found in entry.statuses:
            pair = (entry.code, found.instrument)
            documents = resting_on(*pair) if found.status.inherited_from else own.get(pair, ())
            for document in dict.fromkeys(documents):
                covers[document][found.instrument].append(entry.code)
    made = (_entry(document, of.items()) for document, of in covers.items())
    return tuple(sorted(made, key=lambda entry: (place_of(entry.title), int(entry.key))))


def _entry(document: Document, covers: Iterable[tuple[str, Iterable[str]]]) -> DocumentEntry:
    return DocumentEntry(
        **asdict(document),
        covers=tuple(CoverEntry(slug, tuple(sorted(codes))) for slug, codes in sorted(covers)),
    )


def only_for(
    documents: Iterable[DocumentEntry] | None, keeps: Callable[[str, str], bool]
) -> tuple[DocumentEntry, ...] | None:
    """Without the municipalities and instruments that ``keeps`` refuses, and without the documents
    that nothing is left of."""
    if documents is None:
        return None
    found = []
    for entry in documents:
        covers = [
            CoverEntry(cover.instrument, codes)
            for cover in entry.covers
            if (codes := tuple(c for c in cover.municipalities if keeps(c, cover.instrument)))
        ]
        if covers:
            found.append(replace(entry, covers=tuple(covers)))
    return tuple(found)
