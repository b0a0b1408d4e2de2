"""Which report a reader is looking at: a version of a round, its concept, or today's register.

An :class:`Edition` is a report with its stamp. Frozen editions are read back from the snapshot's
payload; the concept of a round is what freezing it now would give, and "nu" is the register of
today, which is no round. Both are built from the register by the same functions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Length
from django.utils import timezone

from nalportal.progress.models import (
    PrintedDifference,
    Publication,
    Round,
    RoundState,
    Snapshot,
    SnapshotImprint,
)
from nalportal.progress.models.states import FROZEN_STATES, OPEN_STATES
from nalportal.progress.reports import Scope, Stood, closed_items, stood_in
from regions.models import BoundarySet

from .addresses import CONCEPT, Address, Version
from .build import WHOLE, Part, build
from .compare import Comparison, compare
from .labels import report_title
from .model import Report, Stamp
from .paper import Choices, Imprint, imprint_now, render_pdf, render_unit_pdf
from .paper.imprint import AS_USUAL, as_json, from_json
from .payload import dump, load, sha256
from .word import render_docx, render_unit_docx

NOW = "nu"


def key_of(slug: str, version: Version = None) -> str:
    """A round in its newest version, one version of it (``eind-2020.v1``), its concept
    (``eind-2020.concept``), or ``nu``."""
    if version == CONCEPT:
        return f"{slug}.{CONCEPT}"
    return f"{slug}.v{version}" if version else slug


class NoSuchEditionError(LookupError):
    """There is no such round or version, or nothing of it is public."""


@dataclass(frozen=True)
class RoundEntry:
    """A round in lists; version and moments are those of its newest publication, if any.

    ``is_printed``: there is a printed report of it, with which the portal differs.
    ``newest_boundaries`` tells when maps were drawn with others; it is the same for every round.
    """

    id: int
    slug: str
    title: str
    reference_on: date
    division_on: date
    figures_until: date
    state: str
    version: int | None
    sha256: str | None
    published_at: datetime | None
    frozen_at: datetime | None
    deadline_on: date | None = None
    is_printed: bool = False
    newest_boundaries: int | None = None
    adds_municipalities: bool = False
    adds_changes: bool = False
    omits_maps: bool = False
    omits_differences: bool = False

    @property
    def is_frozen(self) -> bool:
        """Whether its report lies still: there is no concept of it any more."""
        return self.state in FROZEN_STATES

    @property
    def is_open(self) -> bool:
        """Whether units hand in for it, or it is under review."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Edition:
    """A report and its stamp; ``round`` is None for the register of today.

    ``snapshot_id`` is None for a live report (a concept, or "nu"), whose bytes are made when they
    are asked for.
    """

    report: Report
    stamp: Stamp
    round: RoundEntry | None
    snapshot_id: int | None
    urls: Address

    @property
    def title(self) -> str:
        """What the report is called."""
        return report_title(self.report)

    @property
    def is_live(self) -> bool:
        return self.snapshot_id is None

    @property
    def is_concept(self) -> bool:
        """What freezing a round now would give."""
        return self.is_live and self.round is not None

    @property
    def is_unpublished(self) -> bool:
        """Frozen, and not yet public: only reviewers see it."""
        return not self.is_live and self.round is not None and self.round.version is None

    @property
    def key(self) -> str:
        """What chooses this edition in a comparison, as :func:`key_of` says."""
        return key_of(self.urls.slug or NOW, self.urls.version)

    @property
    def is_newest_version(self) -> bool:
        return self.round is None or self.round.version in (None, self.stamp.version)

    @property
    def file_stem(self) -> str:
        """The file name of a download, with round and version and without extension."""
        if self.is_concept:
            return f"nal-{self.report.slug}-{CONCEPT}"
        version = f"-v{self.stamp.version}" if self.stamp.version else ""
        # It may be unfrozen yet, and then be taken for the version that was published later.
        return f"nal-{self.report.slug}{version}" + (
            "-niet-gepubliceerd" if self.is_unpublished else ""
        )

    def pages(self) -> Iterator[str]:
        """The address of every page, in the order of the menu; without its files."""
        urls, report = self.urls, self.report
        yield from (urls.report, urls.regions, urls.side_by_side)
        yield from (urls.unit("regio", one.unit.slug) for one in report.territory.regions)
        yield urls.workgroups
        yield from (urls.unit("werkgroep", group.unit.slug) for group in report.workgroups)
        yield urls.indicators
        yield from (urls.indicator(one.texts.slug) for one in report.indicators.indicators)
        stock = report.indicators.coverage
        yield from (urls.coverage_of(series.region) for series in stock.series)
        yield from (urls.to("coverage-municipality", code=one.code) for one in stock.municipalities)
        yield urls.municipalities
        if report.territory.instruments:
            yield urls.country
        yield from (urls.municipality(one.code) for one in report.territory.municipalities)
        if self.report.differences:
            yield urls.differences
        yield urls.downloads

    def payload_bytes(self) -> bytes:
        """The canonical JSON: the stored bytes if it is frozen."""
        if self.snapshot_id is None:
            return dump(self.report)
        return bytes(Snapshot.objects.values_list("payload", flat=True).get(pk=self.snapshot_id))

    def pdf_bytes(self) -> bytes:
        """The PDF: the stored bytes if it is frozen."""
        if self.snapshot_id is None:
            return self.whole(render_pdf)
        return bytes(Snapshot.objects.values_list("pdf", flat=True).get(pk=self.snapshot_id))

    def stored_lengths(self) -> dict[str, int]:
        """How many bytes the stored PDF and JSON are (1 query, and none of those bytes)."""
        if self.snapshot_id is None:
            return {}
        stored = Snapshot.objects.filter(pk=self.snapshot_id)
        pdf, json = stored.values_list(Length("pdf"), Length("payload"))[0]
        return {"pdf": pdf, "json": json}

    def unit_pdf_bytes(self, slug: str) -> bytes:
        """One unit's own PDF, rendered from the same report."""
        return render_unit_pdf(self.report, self.stamp, slug)

    def docx_bytes(self) -> bytes:
        """The Word document, rendered from the same report."""
        return self.whole(render_docx)

    def whole(self, render: Callable[..., bytes], choices: Choices | None = None) -> bytes:
        """The whole report as a document: as was chosen for its round, or with these choices."""
        imprint = self.imprint()
        if choices:
            imprint = replace(imprint, choices=choices)
        since = since_last(self.report, all_rounds()) if imprint.choices.adds_changes else None
        return render(self.report, self.stamp, since=since, imprint=imprint)

    def imprint(self) -> Imprint:
        """What its documents print besides the report: as it was when it was frozen (1 query).

        Of a version that was frozen before this was kept: as it is now, and from now on.
        """
        choices = choices_of(self.round) if self.round else AS_USUAL
        if self.snapshot_id is None:
            return imprint_now(self.report, choices)
        kept = SnapshotImprint.objects.filter(snapshot=self.snapshot_id).first()
        if kept is None:
            now = as_json(imprint_now(self.report, choices))
            kept, _made = SnapshotImprint.objects.get_or_create(
                snapshot_id=self.snapshot_id, defaults={"content": now}
            )
        return from_json(kept.content)

    def unit_docx_bytes(self, slug: str) -> bytes:
        """One unit's own Word document."""
        return render_unit_docx(self.report, self.stamp, slug)


def all_rounds() -> tuple[RoundEntry, ...]:
    """Every round with its newest publication, newest peildatum first (1 query)."""
    printed = PrintedDifference.objects.filter(round=OuterRef("pk"))
    newest = BoundarySet.objects.order_by("-pk").values("pk")[:1]
    rows = Round.objects.with_publication().annotate(
        is_printed=Exists(printed), newest_boundaries=Subquery(newest)
    )
    return tuple(
        RoundEntry(*row)
        for row in rows.order_by("-reference_on").values_list(
            "id",
            "slug",
            "title",
            "reference_on",
            "division_on",
            "figures_until",
            "state",
            "latest_version",
            "latest_sha256",
            "latest_published_at",
            "latest_frozen_at",
            "deadline_on",
            "is_printed",
            "newest_boundaries",
            "adds_municipalities",
            "adds_changes",
            "omits_maps",
            "omits_differences",
        )
    )


def errata_of(rounds: Sequence[RoundEntry]) -> Mapping[int, list[tuple[int, str]]]:
    """Per round (by its id) what each later version says was wrong, oldest first; no query where
    there is one version of each (else 1)."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    corrected = [entry.id for entry in rounds if (entry.version or 1) > 1]
    if corrected:
        rows = Publication.objects.filter(round__in=corrected, snapshot__version__gt=1)
        told = rows.order_by("snapshot__version").values_list(
            "round_id", "snapshot__version", "snapshot__erratum"
        )
        for id_, version, erratum in told:
            found[id_].append((version, erratum))
    return found


def published_state() -> tuple[int | None, ...]:
    """Something else after each publication, each change of a round and each import of boundaries
    (1 query).

    Every anonymous reader of a kept page waits for this, so it is three look-ups in an index and
    none of the work that the ORM does for :func:`all_rounds`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_latest_publication_and_change())
        found: tuple[int | None, ...] = cursor.fetchone()
    return found


@cache
def _latest_publication_and_change() -> str:
    # Asking a model for its history makes a class each time, which takes longer than the query.
    tables = {
        Publication._meta.db_table: "id",
        Round.history.model._meta.db_table: "history_id",
        BoundarySet._meta.db_table: "id",
    }
    # Our own tables.
    newest = ", ".join(f"(SELECT MAX({key}) FROM {table})" for table, key in tables.items())  # noqa: S608
    return f"SELECT {newest}"


def published(rounds: Iterable[RoundEntry]) -> tuple[RoundEntry, ...]:
    """The rounds of which a version is public, in the order given."""
    return tuple(entry for entry in rounds if entry.version)


def edition_of_round(
    rounds: Iterable[RoundEntry], slug: str, version: int | None = None
) -> Edition:
    """The published edition of a round: the newest, or the given version (1 query, or none if
    this process has read that report before).

    Raises :class:`NoSuchEditionError`.
    """
    entry = next((r for r in rounds if r.slug == slug and r.version), None)
    if entry is None:
        raise NoSuchEditionError(slug)
    asked = entry.version if version is None else version
    publication = _publication(entry.id, asked or 0)
    return _edition(entry, publication, Address(slug, version))


def edition_unpublished(rounds: Iterable[RoundEntry], slug: str) -> Edition:
    """What is frozen of a round and not yet public (1 query, or 2). For reviewers only: whoever
    calls this sees to that.

    Raises :class:`NoSuchEditionError`.
    """
    entry = next((r for r in rounds if r.slug == slug and r.state == RoundState.FROZEN), None)
    if entry is None:
        raise NoSuchEditionError(slug)
    # One that was unfrozen is older: the newest is the one that will be published.
    rows = Snapshot.objects.filter(round_id=entry.id).order_by("-pk")
    row = rows.values_list("pk", "version", "sha256", "frozen_at", "erratum")[0]
    return _edition(entry, _StoredRow(*row), Address(slug))


def report_at_rest(rounds: Iterable[RoundEntry], slug: str) -> Report | None:
    """What is frozen of a round, public or not yet; None while it can still change (2 queries).

    For reviewers only: whoever calls this sees to that.
    """
    rounds = tuple(rounds)
    entry = next((r for r in rounds if r.slug == slug and r.is_frozen), None)
    if entry is None:
        return None
    found = edition_of_round if entry.state == RoundState.PUBLISHED else edition_unpublished
    return found(rounds, slug).report


def _edition(entry: RoundEntry, stored: "_StoredRow", urls: Address) -> Edition:
    return Edition(
        report=frozen_report(stored.sha256),
        stamp=Stamp(
            sha256=stored.sha256,
            version=stored.version,
            frozen_on=timezone.localdate(stored.frozen_at),
            erratum=stored.erratum,
        ),
        round=entry,
        snapshot_id=stored.snapshot_id,
        urls=urls,
    )


@dataclass(frozen=True)
class _StoredRow:
    snapshot_id: int
    version: int
    sha256: str
    frozen_at: datetime
    erratum: str


def _publication(round_id: int, version: int) -> _StoredRow:
    row = (
        Publication.objects.filter(round_id=round_id, version=version)
        .values_list(
            "snapshot_id",
            "version",
            "snapshot__sha256",
            "snapshot__frozen_at",
            "snapshot__erratum",
        )
        .first()
    )
    if row is None:
        raise NoSuchEditionError(f"v{version}")
    return _StoredRow(*row)


@lru_cache(maxsize=16)
def frozen_report(digest: str) -> Report:
    """The report with this control number, read once per process: its bytes never change."""
    payload = Snapshot.objects.filter(sha256=digest).values_list("payload", flat=True).first()
    if payload is None:
        raise NoSuchEditionError(digest)
    return load(bytes(payload))


def told(rounds: Iterable[RoundEntry]) -> tuple[tuple[RoundEntry, Report], ...]:
    """Every published round with its report in the newest version, oldest first (a query for each
    that this process has not read before)."""
    newest_last = reversed(published(rounds))
    return tuple((entry, frozen_report(entry.sha256 or "")) for entry in newest_last)


def told_before(
    rounds: Iterable[RoundEntry], reference: str
) -> tuple[tuple[RoundEntry, Report], ...]:
    """Where a correction took a milestone away: the last version of each round that told it, as the
    newest was told then, oldest first (1 query if a round was corrected that lacks it, and one for
    each version that this process has not read before)."""
    lacks = {
        entry.id: entry
        for entry in reversed(published(rounds))
        if entry.version != 1 and reference not in _references(entry.sha256 or "")
    }
    if not lacks:
        return ()
    rows = Publication.objects.filter(round_id__in=lacks).order_by("version")
    last = {
        round_id: (version, digest)
        for round_id, version, digest in rows.values_list("round_id", "version", "snapshot__sha256")
        if reference in _references(digest)
    }
    return tuple(
        (replace(entry, version=last[id_][0], sha256=last[id_][1]), frozen_report(last[id_][1]))
        for id_, entry in lacks.items()
        if id_ in last
    )


@lru_cache(maxsize=500)
def _references(digest: str) -> frozenset[str]:
    """Of the milestones that a report tells."""
    return frozenset(frozen_report(digest).references())


def edition_now(
    rounds: Iterable[RoundEntry],
    parts: Part = WHOLE,
    unit: str | None = None,
    *,
    for_page: bool = False,
) -> Edition:
    """The register as it stands today, through the same functions as a frozen report."""
    report = build(scope_now(rounds, timezone.localdate()), parts, unit, for_page=for_page)
    return _live(report, parts, None, Address(None))


def edition_concept(
    rounds: Iterable[RoundEntry],
    slug: str,
    parts: Part = WHOLE,
    unit: str | None = None,
    *,
    for_page: bool = False,
) -> Edition:
    """What freezing a round at this moment would give: its dates, texts and totals.

    Raises :class:`NoSuchEditionError` for a round that is frozen: that lies still.
    """
    rounds = tuple(rounds)
    entry = next((r for r in rounds if r.slug == slug and not r.is_frozen), None)
    if entry is None:
        raise NoSuchEditionError(slug)
    report = build(scope_of_round(entry, rounds), parts, unit, for_page=for_page)
    return _live(report, parts, entry, Address(slug, CONCEPT))


def _live(report: Report, parts: Part, entry: RoundEntry | None, urls: Address) -> Edition:
    # A page that shows only a part has no use for the hash of that part.
    digest = sha256(dump(report)) if parts == WHOLE else ""
    return Edition(report, Stamp(digest, as_of=timezone.now()), entry, None, urls)


def round_going_on(rounds: Iterable[RoundEntry]) -> RoundEntry | None:
    """The round that is open or under review, if any: there is never more than one."""
    return next((entry for entry in rounds if entry.is_open), None)


def scope_now(rounds: Iterable[RoundEntry], today: date) -> Scope:
    """ "Nu": all dates are today. It is no round, so it borrows texts: of the round that is going
    on, or else of the last one that was frozen."""
    rounds = tuple(rounds)
    lender = round_going_on(rounds) or next((r for r in rounds if r.is_frozen), None)
    return Scope(
        slug=NOW,
        title="",
        reference_on=today,
        division_on=today,
        figures_until=today,
        round_id=lender.id if lender else None,
        is_printed=lender is not None and lender.is_printed,
        reported_before=_told_as_closed(last_before(rounds, today)),
    )


def scope_of_round(round_: Round | RoundEntry, rounds: Iterable[RoundEntry]) -> Scope:
    """The dates, texts and statements of one round."""
    last = last_before(rounds, round_.reference_on)
    return Scope(
        slug=round_.slug,
        title=round_.title,
        reference_on=round_.reference_on,
        division_on=round_.division_on,
        figures_until=round_.figures_until,
        round_id=round_.id,
        is_printed=isinstance(round_, Round) or round_.is_printed,
        reported_before=_told_as_closed(last),
        stood_before=_stood_in(last) if last else {},
    )


def _stood_in(last: Report) -> Mapping[str, Stood]:
    return stood_in(last.title, last.units(), {one.unit.slug: one for one in last.workgroups})


def last_before(rounds: Iterable[RoundEntry], day: date) -> Report | None:
    """The last published report before ``day``."""
    last = last_entry_before(rounds, day)
    return frozen_report(last.sha256 or "") if last else None


def last_entry_before(rounds: Iterable[RoundEntry], day: date) -> RoundEntry | None:
    """The round of the last published report before ``day``."""
    earlier = [r for r in published(rounds) if r.reference_on < day and r.sha256]
    return max(earlier, key=lambda entry: entry.reference_on, default=None)


def since_last(report: Report, rounds: Iterable[RoundEntry]) -> Comparison | None:
    """What is different from the last published report before it, if there is one."""
    last = last_before(rounds, report.reference_on)
    return compare(last, report) if last else None


def choices_of(round_: Round | RoundEntry) -> Choices:
    """What was chosen for the documents of a round."""
    return Choices(**{name: getattr(round_, name) for name in Choices.__annotations__})


def _told_as_closed(report: Report | None) -> frozenset[tuple[str, str]]:
    return closed_items(report.units()) if report else frozenset()
