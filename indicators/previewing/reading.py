"""A file with figures as it was sent: read at once, or by a job where that takes longer than a
request may."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import read_table
from nalportal.pages.uploads import Upload

from ..entry.areas import Areas
from ..entry.cbs import read_statline
from ..entry.files import FIGURE_LIMITS, Reading
from ..entry.previews import ReadAs, Waiting
from ..entry.published import key_of, published_table, remembered
from ..forms.figures import PublishedForm
from ..imports import read_figures

# Bytes. A list of so many has some 3,000 figures, areas by dates at most 40,000.
AT_ONCE = 256 * 1024
LIST, PUBLISHED = "figures-import", "figures-import-statline"
UNKNOWN_SHOWN = 20
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")


@dataclass(frozen=True)
class Sent:
    """A file, and on which page it was chosen. One of a publisher waits under ``number`` as well,
    and has ``answers``: ``is_new`` takes along what was answered about such a table before."""

    page: str
    upload: Upload
    number: UUID | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = True

    @property
    def is_long(self) -> bool:
        return len(self.upload.content) > AT_ONCE


@dataclass(frozen=True)
class Stopped:
    """Why there is no preview: the faults of a file, or answers that it lacks."""

    file: str
    faults: tuple[Fault, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()

    @property
    def unknown(self) -> list[str]:
        """The codes in a file that could be of a source, and are of none that there is."""
        codes = (fault.value for fault in self.faults if fault.column == "bron")
        return [code for code in dict.fromkeys(codes) if SLUG.fullmatch(code)][:UNKNOWN_SHOWN]


def read(sent: Sent) -> Waiting | Stopped:
    """The figures of a file, or what stands in the way."""
    try:
        return _published(sent) if sent.page == PUBLISHED else _list(sent)
    except FaultyFile as faulty:
        return Stopped(sent.upload.name, tuple(faulty.faults), sent.answers)


def waiting_of(
    reading: Reading, file: str, page: str, asked: ReadAs | None = None
) -> Waiting | Stopped:
    """What was read, ready for its preview."""
    if reading.faults:
        answers, headers = (asked.answers, asked.headers) if asked else ({}, ())
        return Stopped(file, tuple(reading.faults), answers, headers)
    origin = _("import van %(file)s") % {"file": file}
    entries, told = tuple(reading.entries), tuple(reading.told)
    return Waiting(origin, entries, reverse(page), reverse("figures"), told, asked)


def _list(sent: Sent) -> Waiting | Stopped:
    table = read_table(sent.upload.name, sent.upload.content, limits=FIGURE_LIMITS)
    return waiting_of(read_figures(table), sent.upload.name, sent.page)


def _published(sent: Sent) -> Waiting | Stopped:
    file, areas = sent.upload, Areas()
    table = published_table(file.name, file.content, areas)
    key = key_of(table)
    answers = (remembered(key) if sent.is_new else {}) | dict(sent.answers)
    answers["eerder"] = str(sent.number)
    form = PublishedForm(answers, headers=table.headers)
    if not form.is_valid():
        return Stopped(file.name, (), answers, table.headers)
    if form.cleaned_data["tel_op"]:
        table = published_table(file.name, file.content, areas, adds_parts=True)
    reading = read_statline(table, form.question(), areas)
    kept = {name: answers.get(name, "") for name in form.fields if name != "file"}
    asked = ReadAs(UUID(str(sent.number)), file.name, key, table.headers, kept, reading.columns)
    return waiting_of(reading, file.name, sent.page, asked)
