"""One row of each model, by plain functions: what a test doesn't name gets a fictitious value.

Names count up within a test ("Fictieve regio 2"), so that rows never collide. A factory makes
the parents that it isn't given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db.models import Model, QuerySet

from indicators.models import (
    PARTS,
    PRINTED,
    AreaKind,
    ChargerType,
    Dimension,
    DimensionValue,
    Edition,
    Layout,
    Measure,
    MeasureKind,
    Missing,
    Observation,
    Presentation,
    SeriesBreak,
    Source,
    Succession,
)
from nalportal.accounts.audit import AuditEvent, AuditKind, pseudonym_of
from nalportal.accounts.models import Draft, User
from nalportal.desk.models import Handover, Letter, LetterKind
from nalportal.dutch import Precision
from nalportal.operations.models import Seal, SealReason, Timer
from nalportal.progress.models import (
    CHAPTER_PLACES,
    Category,
    CategoryStatement,
    EvidenceFile,
    EvidenceLink,
    HandIn,
    Indicator,
    Milestone,
    Place,
    PrintedDifference,
    Publication,
    Receipt,
    Remark,
    RemarkEntry,
    ReportingUnit,
    ReportText,
    Round,
    RoundLogEntry,
    RoundReason,
    RoundState,
    Snapshot,
    SnapshotFile,
    SnapshotImprint,
    Statement,
    Submission,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
    Theme,
    UnitKind,
)
from nalportal.progress.models.remarks import RemarkKind, RemarkState, RemarkVerb, Side
from nalportal.records.append_only import open_door
from regions.models import (
    ActionKind,
    AnswerKind,
    Municipality,
    MunicipalityAlias,
    PolicyAction,
    PolicyConfirmation,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Province,
    Region,
    RegionAgreement,
    RegionMembership,
    Reorganisation,
    ReorganisationKind,
    ReportedCount,
    Stage,
)
from workgroups.models import Participation, Party, PartyAlias, Workgroup

# The addresses of the indicators of the printed report.
RATIO, RATE, POLICY, COVERAGE = (
    "ev-per-laadpunt",
    "plaatsingstempo",
    "aangesloten-gemeenten",
    "dekking",
)
PRINTED_INDICATORS = (
    (RATIO, "Laadpunten per elektrische auto", Layout.TABLE_1),
    (RATE, "Plaatsingstempo", Layout.TABLE_2),
    (POLICY, "Gemeenten: visie en beleid", Layout.TABLE_3),
    (COVERAGE, "Dekking: laadpunten per regio", Layout.COVERAGE),
)
REFERENCE_ON = date(2020, 12, 31)
FROZEN_AT = datetime(2021, 5, 31, 9, 0, tzinfo=UTC)
TILE_COLUMNS = 25


def _next(model: type[Model]) -> int:
    return model._default_manager.count() + 1


# ---------------------------------------------------------------------------------- people


def user(
    *,
    email: str = "",
    first_name: str = "Fien",
    last_name: str = "",
    is_reviewer: bool = False,
    is_staff: bool = False,
) -> User:
    n = _next(User)
    return User.objects.create_user(
        email or f"fictief-{n}@voorbeeld.example",
        first_name=first_name,
        last_name=last_name or f"Tief {n}",
        is_reviewer=is_reviewer,
        is_staff=is_staff,
    )


# -------------------------------------------------------------------------------- progress


def unit(
    *,
    name: str = "",
    short_name: str = "",
    code: str = "",
    slug: str = "",
    kind: str = UnitKind.REGION,
    order: int | None = None,
    editors: tuple[User, ...] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> ReportingUnit:
    n = _next(ReportingUnit)
    label = UnitKind(kind).label
    row: ReportingUnit = ReportingUnit.objects.create(
        name=name or f"Fictieve {label} {n}",
        short_name=short_name or name[:40] or f"Fictief {n}",
        code=code or f"F{n:03d}",
        slug=slug or f"fictief-{n}",
        kind=kind,
        order=n if order is None else order,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    if editors:
        row.editors.add(*editors)
    return row


def theme(*, name: str = "", slug: str = "", order: int = 0) -> Theme:
    n = _next(Theme)
    row: Theme = Theme.objects.create(
        name=name or f"Fictief thema {n}", slug=slug or f"thema-{n}", order=order
    )
    return row


def milestone(
    *,
    unit: ReportingUnit | None = None,
    category: str = Category.PLANNED,
    title: str = "",
    themes: tuple[Theme, ...] = (),
    **fields: Any,
) -> Milestone:
    """A line of the register; dates and the rest go in as ``fields``."""
    n = _next(Milestone)
    row: Milestone = Milestone.objects.create(
        unit=unit or _unit(),
        category=category,
        title=title or f"Fictieve mijlpaal {n}",
        **fields,
    )
    if themes:
        row.themes.add(*themes)
    return row


def evidence_link(
    *, milestone: Milestone | None = None, title: str = "", url: str = "", order: int = 0
) -> EvidenceLink:
    n = _next(EvidenceLink)
    row: EvidenceLink = EvidenceLink.objects.create(
        milestone=milestone or _milestone(),
        title=title or f"Fictief bewijsstuk {n}",
        url=url or f"https://voorbeeld.example/bewijs/{n}",
        order=order,
    )
    return row


def round_(
    *,
    slug: str = "",
    title: str = "",
    state: str = RoundState.OPEN,
    reference_on: date = REFERENCE_ON,
    division_on: date = date(2021, 1, 1),
    figures_until: date = date(2021, 4, 30),
    deadline_on: date | None = None,
) -> Round:
    # A report has its indicators.
    printed_indicators()
    n = _next(Round)
    row: Round = Round.objects.create(
        slug=slug or f"fictieve-ronde-{n}",
        title=title or f"Fictieve ronde {n}",
        state=state,
        reference_on=reference_on,
        division_on=division_on,
        figures_until=figures_until,
        deadline_on=deadline_on,
    )
    return row


def round_log_entry(
    *,
    round: Round | None = None,  # noqa: A002 - as the field is called
    from_state: str = RoundState.CONCEPT,
    to_state: str = RoundState.OPEN,
    by: User | None = None,
    reason: str = "Fictieve reden",
) -> RoundLogEntry:
    row: RoundLogEntry = RoundLogEntry.objects.create(
        round=round or round_(), from_state=from_state, to_state=to_state, by=by, reason=reason
    )
    return row


def national_texts(round: Round) -> None:  # noqa: A002 - as the field is called
    """The introductions without which no report is frozen."""
    for place in CHAPTER_PLACES:
        report_text(round=round, place=place, key="inleiding")


def round_reason(
    *,
    round: Round | None = None,  # noqa: A002 - as the field is called
    by: User | None = None,
    **fields: Any,
) -> RoundReason:
    given = {"point": "tekst-oud", "code": "tekst-oud", "text": "Fictieve reden", **fields}
    row: RoundReason = RoundReason.objects.create(round=round or round_(), by=by or user(), **given)
    return row


def report_text(
    *,
    round: Round | None = None,  # noqa: A002 - as the field is called
    place: str = Place.BACKGROUND,
    unit: ReportingUnit | None = None,
    indicator: str = "",
    key: str = "",
    title: str = "",
    body: str = "Een fictieve tekst.",
    order: int = 0,
    is_summary: bool = True,
) -> ReportText:
    n = _next(ReportText)
    row: ReportText = ReportText.objects.create(
        round=round or round_(),
        place=place,
        unit=unit,
        indicator=indicator,
        key=key or f"tekst-{n}",
        title=title or f"Fictieve kop {n}",
        body=body,
        order=order,
        is_summary=is_summary,
    )
    return row


def printed_difference(
    *,
    round: Round | None = None,  # noqa: A002 - as the field is called
    order: int | None = None,
    subject: str = "",
    printed: str = "90 %",
    shown: str = "92,5 %",
    figure: str = "",
    explanation: str = "Fictieve uitleg.",
) -> PrintedDifference:
    n = _next(PrintedDifference)
    row: PrintedDifference = PrintedDifference.objects.create(
        round=round or round_(),
        order=n if order is None else order,
        subject=subject or f"Fictief verschil {n}",
        printed=printed,
        shown="" if figure else shown,
        figure=figure,
        explanation=explanation,
    )
    return row


def submission(
    *,
    round: Round | None = None,  # noqa: A002 - as the field is called
    unit: ReportingUnit | None = None,
    state: str = SubmissionState.IN_PROGRESS,
    **fields: Any,
) -> Submission:
    row: Submission = Submission.objects.create(
        round=round or round_(), unit=unit or _unit(), state=state, **fields
    )
    return row


def category_statement(
    *,
    submission: Submission | None = None,
    category: str = Category.ATTENTION,
    statement: str = Statement.NONE,
) -> CategoryStatement:
    row: CategoryStatement = CategoryStatement.objects.create(
        submission=submission or _submission(), category=category, statement=statement
    )
    return row


def hand_in(
    *,
    submission: Submission | None = None,
    payload: bytes = b'{"fictief":true}',
    submitted_by: User | None = None,
    on_behalf_of: User | None = None,
) -> HandIn:
    row: HandIn = HandIn.objects.create(
        submission=submission or _submission(),
        payload=payload,
        sha256=sha256(payload).hexdigest(),
        submitted_by=submitted_by or user(),
        on_behalf_of=on_behalf_of,
    )
    return row


def submission_log_entry(
    *,
    submission: Submission | None = None,
    verb: str = SubmissionVerb.ACCEPT,
    from_state: str = SubmissionState.SUBMITTED,
    to_state: str = SubmissionState.ACCEPTED,
    by: User | None = None,
    **fields: Any,
) -> SubmissionLogEntry:
    row: SubmissionLogEntry = SubmissionLogEntry.objects.create(
        submission=submission or _submission(),
        verb=verb,
        from_state=from_state,
        to_state=to_state,
        by=by or user(),
        **fields,
    )
    return row


def remark(
    *,
    unit: ReportingUnit | None = None,
    milestone: Milestone | None = None,
    key: str = "",
    text: str = "Een fictieve opmerking.",
    by: User | None = None,
    **fields: Any,
) -> Remark:
    """About a milestone, and else about all of the unit: asked by the ministry, not answered."""
    by = by or user(is_reviewer=True)
    fields = {
        "kind": RemarkKind.MILESTONE if milestone else RemarkKind.UNIT,
        "about": "Fictief onderwerp",
        "state": RemarkState.OPEN,
        "waits_for": Side.UNIT,
        "begun_by": Side.MINISTRY,
        **fields,
    }
    owner = milestone.unit if milestone else unit or _unit()
    row: Remark = Remark.objects.create(unit=owner, milestone=milestone, key=key, **fields)
    remark_entry(remark=row, text=text, by=by)
    return row


def remark_entry(*, remark: Remark | None = None, by: User | None = None, **fields: Any) -> Any:
    fields = {
        "verb": RemarkVerb.ASK,
        "side": Side.MINISTRY,
        "text": "Fictief bericht.",
        "at": datetime.now(UTC),
        **fields,
    }
    made = remark or _remark()
    return RemarkEntry.objects.create(remark=made, by=by or user(), **fields)


def dated(entries: QuerySet[Any], at: datetime) -> None:
    """Let these lines of a history be of another moment, through the door that it has."""
    with open_door(entries.model):
        entries.update(history_date=at)


def draft(**fields: Any) -> Draft:
    """Something that was typed in the form of a new milestone."""
    writer = fields.pop("user", None) or user()
    User.objects.filter(pk=writer.pk).update(has_drafts=True)
    writer.has_drafts = True
    token = fields.pop("token", None) or uuid4()
    typed = {"token": [str(token)], "title": ["Fictief laadplein"], "explanation": ["Half af"]}
    new = "/mijlpalen/nieuw/"
    fields = {"page": new, "action": new, "values": typed, "kept_at": datetime.now(UTC), **fields}
    return Draft.objects.create(user=writer, token=token, **fields)


def timer(**fields: Any) -> Timer:
    fields = {"command": f"fictief-{_next(Timer)}", "started_at": datetime.now(UTC), **fields}
    return Timer.objects.create(**fields)


def handover() -> Handover:
    row: Handover = Handover.objects.create(
        person=user(), colleague=user(), on=date(2021, 5, 1), made_by=user()
    )
    return row


def letter(
    *,
    key: str = "",
    to: User | None = None,
    round: Round | None = None,  # noqa: A002 - the field's name
    kind: str = LetterKind.OPENED,
    **fields: Any,
) -> Letter:
    number = _next(Letter)
    return Letter.objects.create(
        key=key or f"fictief:{number}",
        to=to or user(),
        round=round or round_(),
        kind=kind,
        **fields,
    )


def receipt(*, by: User | None = None, token: UUID | None = None) -> Receipt:
    row: Receipt = Receipt.objects.create(
        by=by or user(last_name="Fictief"), token=token or uuid4(), address="/mijlpalen/NO-001/"
    )
    return row


def audit_event(
    kind: AuditKind = AuditKind.SIGNED_IN, *, by: User | None = None, what: str = ""
) -> AuditEvent:
    """A line of the audit log; with a pseudonym for who it is about."""
    row: AuditEvent = AuditEvent.objects.create(
        kind=kind, person=pseudonym_of(by) if by else None, what=what
    )
    return row


def seal() -> Seal:
    row: Seal = Seal.objects.create(
        table="progress_roundlogentry",
        first=1,
        last=2,
        columns="id",
        rows=2,
        sha256="0" * 64,
        reason=SealReason.NEW,
        chain="0" * 64,
    )
    return row


def snapshot(
    *,
    round: Round | None = None,  # noqa: A002 - as the field is called
    version: int = 1,
    payload: bytes = b'{"fictief":true}',
    pdf: bytes = b"%PDF-fictief",
    frozen_by: User | None = None,
) -> Snapshot:
    row: Snapshot = Snapshot.objects.create(
        round=round or round_(state=RoundState.FROZEN),
        version=version,
        schema=1,
        payload=payload,
        sha256=sha256(payload).hexdigest(),
        pdf=pdf,
        pdf_sha256=sha256(pdf).hexdigest(),
        erratum="" if version == 1 else "Fictief erratum",
        frozen_at=FROZEN_AT,
        frozen_by=frozen_by,
        frozen_reason="" if frozen_by else "Fictieve herkomst",
    )
    return row


def evidence_file(
    *,
    milestone: Milestone | None = None,
    document: PolicyDocument | None = None,
    content: bytes = b"%PDF-1.7 fictief bestand",
    name: str = "Fictief besluit.pdf",
    added_by: User | None = None,
) -> EvidenceFile:
    file: EvidenceFile = EvidenceFile.objects.create(
        milestone=None if document else milestone or _milestone(),
        name=name,
        media_type="application/pdf",
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=ContentFile(content, "fictief"),
        added_by=added_by or user(),
    )
    if document:
        document.files.add(file)
    return file


def snapshot_file() -> SnapshotFile:
    file = evidence_file()
    row: SnapshotFile = SnapshotFile.objects.create(
        snapshot=snapshot(), file=file, sha256=file.sha256
    )
    return row


def snapshot_imprint() -> SnapshotImprint:
    row: SnapshotImprint = SnapshotImprint.objects.create(snapshot=snapshot(), content={})
    return row


def publication(
    *, snapshot: Snapshot | None = None, published_by: User | None = None
) -> Publication:
    frozen = snapshot or _snapshot(round=round_(state=RoundState.PUBLISHED))
    row: Publication = Publication.objects.create(
        round=frozen.round,
        version=frozen.version,
        snapshot=frozen,
        published_at=FROZEN_AT,
        published_by=published_by,
    )
    return row


# --------------------------------------------------------------------------------- regions


def region(*, unit: ReportingUnit | None = None, name: str = "", **fields: Any) -> Region:
    row: Region = Region.objects.create(
        unit=unit or _unit(name=name, kind=UnitKind.REGION), **fields
    )
    return row


def agreement(
    *,
    region: Region | None = None,
    signed_on: date = date(2020, 6, 1),
    precision: str = Precision.DAY,
    partners: str = "fictieve partij",
) -> RegionAgreement:
    row: RegionAgreement = RegionAgreement.objects.create(
        region=region or _region(), signed_on=signed_on, precision=precision, partners=partners
    )
    return row


def municipality(
    *,
    name: str = "",
    code: str = "",
    province: str = Province.DRENTHE,
    region: Region | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Municipality:
    """A municipality; with ``region`` it also belongs to that region for as long as it exists."""
    n = _next(Municipality)
    row: Municipality = Municipality.objects.create(
        name=name or f"Fictiefdorp {n}",
        code=code or f"GM{9000 + n}",
        province=province,
        valid_from=valid_from,
        valid_until=valid_until,
        tile_column=n % TILE_COLUMNS,
        tile_row=n // TILE_COLUMNS,
    )
    if region:
        membership(municipality=row, region=region, valid_from=valid_from, valid_until=valid_until)
    return row


def municipality_alias(
    *, municipality: Municipality | None = None, name: str = "", seen_in: str = "Fictieve bron"
) -> MunicipalityAlias:
    n = _next(MunicipalityAlias)
    row: MunicipalityAlias = MunicipalityAlias.objects.create(
        municipality=municipality or _municipality(),
        name=name or f"Verzonnen-aan-Zee {n}",
        seen_in=seen_in,
    )
    return row


def membership(
    *,
    municipality: Municipality | None = None,
    region: Region | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    note: str = "",
) -> RegionMembership:
    row: RegionMembership = RegionMembership.objects.create(
        municipality=municipality or _municipality(),
        region=region or _region(),
        valid_from=valid_from,
        valid_until=valid_until,
        note=note,
    )
    return row


def reorganisation(
    *,
    old: Municipality | None = None,
    new: Municipality | None = None,
    on: date = date(2022, 1, 1),
    kind: str = ReorganisationKind.MERGER,
) -> Reorganisation:
    row: Reorganisation = Reorganisation.objects.create(
        old=old or municipality(valid_until=on), new=new or municipality(), on=on, kind=kind
    )
    return row


def instrument(
    *,
    name: str = "",
    slug: str = "",
    answers: str = AnswerKind.STAGES,
    order: int | None = None,
    in_table: bool = True,
    review_after_months: int | None = None,
) -> PolicyInstrument:
    n = _next(PolicyInstrument)
    shown = name or f"Fictief instrument {n}"
    row: PolicyInstrument = PolicyInstrument.objects.create(
        name=shown,
        short_name=shown[:40],
        column_heading=shown[:60],
        slug=slug or f"instrument-{n}",
        answers=answers,
        order=n if order is None else order,
        in_table=in_table,
        review_after_months=review_after_months,
    )
    return row


def policy_document(*, title: str = "", reference: str = "", **fields: Any) -> PolicyDocument:
    n = _next(PolicyDocument)
    row: PolicyDocument = PolicyDocument.objects.create(
        title=title or f"Fictief beleidsdocument {n}", reference=reference, **fields
    )
    return row


def policy_step(
    *,
    municipality: Municipality | None = None,
    instrument: PolicyInstrument | None = None,
    stage: str = Stage.ADOPTED,
    on: date = date(2020, 6, 1),
    source: str = "Fictieve bron",
    **fields: Any,
) -> PolicyStep:
    """A dated fact; precision, document, replaces and the rest go in as ``fields``."""
    row: PolicyStep = PolicyStep.objects.create(
        municipality=municipality or _municipality(),
        instrument=instrument or _instrument(),
        stage=stage,
        on=on,
        source=source,
        **fields,
    )
    return row


def policy_action(*, by: User | None = None, **fields: Any) -> PolicyAction:
    row: PolicyAction = PolicyAction.objects.create(
        by=by or user(last_name="Fictief"), **{"kind": ActionKind.RECORDING, **fields}
    )
    return row


def policy_confirmation(
    *, action: PolicyAction | None = None, municipality: Municipality | None = None
) -> PolicyConfirmation:
    row: PolicyConfirmation = PolicyConfirmation.objects.create(
        action=action or policy_action(kind=ActionKind.CONFIRMATION),
        municipality=municipality or _municipality(),
    )
    return row


def reported_count(
    *,
    region: Region | None = None,
    instrument: PolicyInstrument | None = None,
    reference_on: date = REFERENCE_ON,
    count: int | None = 7,
    note: str = "",
) -> ReportedCount:
    """A total of a region; ``count=None`` is "pm"."""
    row: ReportedCount = ReportedCount.objects.create(
        region=region or _region(),
        instrument=instrument or _instrument(),
        reference_on=reference_on,
        count=count,
        is_pm=count is None,
        note=note,
    )
    return row


# ------------------------------------------------------------------------------ workgroups


def party(*, name: str = "", abbreviation: str = "", unit: ReportingUnit | None = None) -> Party:
    n = _next(Party)
    row: Party = Party.objects.create(
        name=name or f"Fictieve partij {n}", abbreviation=abbreviation, unit=unit
    )
    return row


def party_alias(*, party: Party | None = None, name: str = "") -> PartyAlias:
    n = _next(PartyAlias)
    row: PartyAlias = PartyAlias.objects.create(
        party=party or _party(), name=name or f"Verzonnen partij {n}"
    )
    return row


def workgroup(
    *,
    unit: ReportingUnit | None = None,
    name: str = "",
    kind: str = UnitKind.WORKGROUP,
    lead: Party | None = None,
    related_to: Workgroup | None = None,
) -> Workgroup:
    row: Workgroup = Workgroup.objects.create(
        unit=unit or _unit(name=name, kind=kind), lead=lead, related_to=related_to
    )
    return row


def participation(
    *,
    workgroup: Workgroup | None = None,
    party: Party | None = None,
    position: int | None = None,
    withdrawn_on: date | None = None,
) -> Participation:
    row: Participation = Participation.objects.create(
        workgroup=workgroup or _workgroup(),
        party=party or _party(),
        position=_next(Participation) if position is None else position,
        withdrawn_on=withdrawn_on,
    )
    return row


# ------------------------------------------------------------------------------ indicators


def source(*, slug: str = "", publisher: str = "", title: str = "", **fields: Any) -> Source:
    n = _next(Source)
    row: Source = Source.objects.create(
        slug=slug or f"bron-{n}",
        publisher=publisher or f"Fictieve uitgever {n}",
        title=title or f"Fictieve bron {n}",
        **fields,
    )
    return row


def edition(*, source: Source | None = None, slug: str = "", **fields: Any) -> Edition:
    n = _next(Edition)
    filled = {"title": f"Fictieve uitgave {n}", **fields}
    row: Edition = Edition.objects.create(
        source=source or _source(), slug=slug or f"uitgave-{n}", **filled
    )
    return row


def succession(*, measure: Measure, since: date, source: Source | None = None) -> Succession:
    row: Succession = Succession.objects.create(
        measure=measure, source=source or _source(), since=since
    )
    return row


def dimension(kinds: Sequence[str] = PARTS) -> Dimension:
    """A split into these kinds, the same one each time."""
    slug = "-".join(kinds)[:30]
    row: Dimension | None = Dimension.objects.filter(slug=slug).first()
    if row is None:
        row = Dimension.objects.create(slug=slug, name=f"Fictieve indeling {slug}")
        for order, code in enumerate(kinds, 1):
            DimensionValue.objects.create(
                dimension=row, slug=str(code), name=str(code).capitalize(), order=order
            )
    return row


def kind(*, of: Dimension | None = None, slug: str = "") -> DimensionValue:
    """One more kind of a split."""
    n = _next(DimensionValue)
    row: DimensionValue = DimensionValue.objects.create(
        dimension=of or dimension(),
        slug=slug or f"soort-{n}",
        name=f"Fictieve soort {n}",
        order=n,
    )
    return row


def indicator(*, slug: str = "", title: str = "", order: int | None = None) -> Indicator:
    n = _next(Indicator)
    row: Indicator = Indicator.objects.create(
        slug=slug or f"indicator-{n}",
        title=title or f"Fictieve indicator {n}",
        order=n if order is None else order,
    )
    return row


def presentation(
    *, of: Indicator | None = None, layout: str = Layout.LEVEL, **fields: Any
) -> Presentation:
    """A table of an indicator; of a layout that needs a measure it gets one."""
    if layout not in PRINTED:
        fields["measure"] = fields.get("measure") or measure()
    row: Presentation = Presentation.objects.create(
        indicator=of or indicator(),
        layout=layout,
        order=fields.pop("order", _next(Presentation)),
        **fields,
    )
    return row


def printed_indicators() -> list[Indicator]:
    """The four of the printed report; those that are there already if they are."""
    known = Indicator.objects.filter(slug__in=[RATIO, RATE, POLICY, COVERAGE])
    if known:
        return list(known)
    found = []
    for slug, title, layout in PRINTED_INDICATORS:
        found.append(indicator(slug=slug, title=title))
        presentation(of=found[-1], layout=layout)
    return found


def measure(
    *,
    slug: str = "",
    name: str = "",
    unit_name: str = "laadpunten",
    kind: str = MeasureKind.STOCK,
    kinds: Sequence[str] = PARTS,
    source: Source | None = None,
    decimals: int = 0,
    order: int | None = None,
) -> Measure:
    """What is measured; without ``kinds`` its figures are of no kind."""
    n = _next(Measure)
    row: Measure = Measure.objects.create(
        slug=slug or f"maat-{n}",
        name=name or f"Fictieve maat {n}",
        unit_name=unit_name,
        kind=kind,
        dimension=dimension(kinds) if kinds else None,
        source=source,
        decimals=decimals,
        order=n if order is None else order,
    )
    return row


def observation(
    *,
    measure: Measure | None = None,
    source: Source | None = None,
    region: Region | None = None,
    province: str = "",
    municipality: Municipality | None = None,
    charger_type: str = ChargerType.PUBLIC,
    on: date = REFERENCE_ON,
    value: Decimal | int | None = 1000,
    **fields: Any,
) -> Observation:
    """A figure for the country, or for the region, province (its code) or municipality given;
    None is "pm"."""
    area = AreaKind.REGION if region else province or AreaKind.COUNTRY
    row: Observation = Observation.objects.create(
        measure=measure or _measure(),
        source=source or _source(),
        area=AreaKind.MUNICIPALITY if municipality else area,
        region=region,
        municipality=municipality,
        charger_type=charger_type,
        on=on,
        value=value,
        missing=Missing.PM if value is None else "",
        **fields,
    )
    return row


def series_break(
    *,
    measure: Measure | None = None,
    series_source: Source | None = None,
    charger_type: str = "",
    on: date = date(2020, 9, 1),
    precision: str = Precision.MONTH,
    text: str = "Een fictieve nieuwe definitie.",
    source: str = "Fictieve bron",
) -> SeriesBreak:
    row: SeriesBreak = SeriesBreak.objects.create(
        measure=measure or _measure(),
        series_source=series_source,
        charger_type=charger_type,
        on=on,
        precision=precision,
        text=text,
        source=source,
    )
    return row


# Inside a factory a parameter hides the factory of the same name: these are the way around.
_hand_in = hand_in
_instrument = instrument
_measure = measure
_milestone = milestone
_municipality = municipality
_party = party
_region = region
_snapshot = snapshot
_source = source
_submission = submission
_unit = unit
_remark = remark
_workgroup = workgroup
