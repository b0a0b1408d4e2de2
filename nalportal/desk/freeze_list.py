"""What stands between a round and its report: one line per thing, with where it is mended.

``collect_freeze`` runs the queries and builds the report as it would be frozen now;
``assemble_freeze`` is pure. What is found in the report itself is decided in ``report.readiness``,
here it gets its words and its link, beside what only the desk knows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Observation
from nalportal.dutch import number, short_date, within_sentence
from nalportal.progress.models import (
    ReportingUnit,
    Round,
    RoundReason,
    Submission,
    SubmissionState,
)
from nalportal.progress.models.remarks import Remark, RemarkState
from nalportal.progress.models.states import SETTLED
from nalportal.report.build import build
from nalportal.report.editions import RoundEntry, last_before, scope_of_round
from nalportal.report.model import Report
from nalportal.report.paper.glyphs import lost_in
from nalportal.report.readiness import Code, findings
from regions.maps import drawing_of
from regions.models import PolicyConfirmation, PolicyStep
from regions.status import UNKNOWN

from .freeze_words import WORDS, in_order_words, in_round, link_of

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Point:
    """One thing. ``blocks``: freezing waits for it; ``can_have_reason``: it may stay as it is, with
    a reason, and then ``reason`` is the last one that was given."""

    key: str
    code: str
    about: str
    text: str
    detail: str
    href: str
    action: str
    blocks: bool
    can_have_reason: bool
    reason: RoundReason | None = None


@dataclass(frozen=True)
class FreezeList:
    """All points, those that block first; ``in_order`` is what was looked at and found right."""

    points: tuple[Point, ...]
    in_order: tuple[str, ...]

    @property
    def blocking(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.blocks)

    @property
    def advisory(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if not point.blocks)

    @property
    def with_reason(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.reason)

    def point(self, key: str) -> Point | None:
        """The point with that key, if it is still there."""
        return next((point for point in self.points if point.key == key), None)


# ---------------------------------------------------------------------------------- collecting


@dataclass(frozen=True)
class FreezeData:
    """What the queries gave. ``remarks`` counts those that are open, by unit;
    ``confirmed`` are the codes of municipalities that somebody confirmed in the last year, and
    ``has_map`` says whether the boundaries of its division are there."""

    round: Round
    report: Report
    before: Report | None
    submissions: tuple[Submission, ...]
    remarks: Mapping[str, int]
    reasons: Mapping[str, RoundReason]
    confirmed: frozenset[str]
    late_figures: int
    late_steps: int
    has_map: bool


def collect_freeze(round_: Round, rounds: Sequence[RoundEntry]) -> FreezeData:
    """Build the report, and query what else is asked (7 queries beside those of the report).

    ``rounds`` are all rounds.
    """
    since = round_.reference_on - A_YEAR
    confirmations = PolicyConfirmation.objects.filter(
        action__at__date__gte=since, action__undone_by=None
    )
    report = build(scope_of_round(round_, rounds))
    return FreezeData(
        round=round_,
        report=report,
        before=last_before(rounds, round_.reference_on),
        submissions=_submissions(round_),
        remarks=_open_remarks(),
        reasons={row.point: row for row in RoundReason.objects.standing(round_.pk)},
        confirmed=frozenset(confirmations.values_list("municipality__code", flat=True)),
        late_figures=Observation.objects.after(round_.figures_until).count(),
        late_steps=PolicyStep.objects.standing().filter(on__gt=round_.reference_on).count(),
        has_map=drawing_of(entry.code for entry in report.territory.municipalities) is not None,
    )


def _open_remarks() -> dict[str, int]:
    """How many remarks nobody answered yet, by the web address of the unit."""
    rows = Remark.objects.filter(state=RemarkState.OPEN).order_by()
    return dict(rows.values_list("unit__slug").annotate(Count("pk")))


# ---------------------------------------------------------------------------------- assembling


def assemble_freeze(data: FreezeData) -> FreezeList:
    """Every point, in the order in which they are told. Pure."""
    found = [*_of_units(data), *_of_report(data), *_lost(data), *_without_map(data)]
    found += [*_stale(data), *_late(data)]
    found += _left_over(data, {point.key for point in found})
    points = sorted(found, key=lambda point: not point.blocks)
    seen = {point.code for point in points}
    in_order = (words for code, words in in_order_words().items() if code not in seen)
    return FreezeList(tuple(points), tuple(in_order))


# ------------------------------------------------------------------------------------ units


def _submissions(round_: Round) -> tuple[Submission, ...]:
    """Of the units that report on the dates of the round."""
    units = ReportingUnit.objects.reporting(round_.reference_on, round_.division_on)
    rows = round_.submissions.filter(unit__in=units).select_related("unit")
    return tuple(rows.order_by("unit__order"))


def _of_units(data: FreezeData) -> Iterable[Point]:
    for row in data.submissions:
        open_ = data.remarks.get(row.unit.slug, 0)
        if open_:
            yield _point(
                "opmerking",
                row.unit.slug,
                ngettext(
                    "%(unit)s: %(n)s opmerking is nog open",
                    "%(unit)s: %(n)s opmerkingen zijn nog open",
                    open_,
                )
                % {"unit": row.unit.short_name, "n": number(open_)},
                href=reverse("remarks", args=[row.unit.slug]),
                action=_("Opmerkingen lezen"),
                blocks=True,
            )
        if row.state not in SETTLED:
            yield _unsettled(row)


def _unsettled(row: Submission) -> Point:
    is_in = row.state == SubmissionState.SUBMITTED
    state = within_sentence(str(SubmissionState(row.state).label))
    return _point(
        "onderdeel",
        row.unit.slug,
        _("%(unit)s is niet geaccepteerd") % {"unit": row.unit.short_name},
        _("Stand: %(state)s.") % {"state": state},
        href=reverse("review" if is_in else "unit", args=[row.unit.slug]),
        action=_("Beoordelen") if is_in else _("Bekijken"),
        blocks=True,
    )


def _point(  # noqa: PLR0913 - a line of the list, written out
    code: str, about: str, text: str, detail: str = "", *, href: str, action: str, blocks: bool
) -> Point:
    """A point that no finding in the report tells."""
    return Point(
        key=f"{code}:{about}",
        code=code,
        about=text,
        text=text,
        detail=detail,
        href=href,
        action=action,
        blocks=blocks,
        can_have_reason=not blocks,
    )


# --------------------------------------------------------------------- found in the report


def _of_report(data: FreezeData) -> Iterable[Point]:
    remarks = {row.unit.slug: row.remark for row in data.submissions}
    for found in findings(data.before, data.report):
        text, detail = WORDS[found.code](found, remarks)
        href, action = link_of(found, data.round)
        blocks = found.blocks(data.reasons)
        yield Point(
            key=found.key,
            code=found.code,
            about=found.name,
            text=text,
            detail=detail,
            href=href,
            action=action,
            blocks=blocks,
            can_have_reason=found.code == Code.GONE or not blocks,
            reason=data.reasons.get(found.key),
        )


# ------------------------------------------------------------------- what the desk knows


def _lost(data: FreezeData) -> Iterable[Point]:
    """Characters that the typeface of the PDF lacks: where they stand, and which they are."""
    owners = {unit.slug: (unit.short_name, lost_in(unit)) for unit in data.report.units()}
    of_units = {character for _name, lost in owners.values() for character in lost}
    rest = tuple(one for one in lost_in(data.report) if one not in of_units)
    texts = reverse("round-texts", args=[data.round.slug])
    for about, (name, lost) in {**owners, "": (_("Landelijke teksten en namen"), rest)}.items():
        if lost:
            listed = ", ".join(f"{character} (U+{ord(character):04X})" for character in lost)
            point = _point(
                "tekens",
                about,
                _("%(name)s: de PDF kan niet elk teken drukken") % {"name": name},
                _("In de PDF wordt dit een leeg vakje: %(listed)s.") % {"listed": listed},
                href=reverse("unit", args=[about]) if about else texts,
                action=_("Bekijken"),
                blocks=False,
            )
            yield _with_reason(data, point)


def _without_map(data: FreezeData) -> Iterable[Point]:
    """What is frozen keeps its tiles, so the boundaries of a new division are asked for first."""
    if not data.has_map:
        text = _("De grenzen van de indeling van %(day)s zijn niet ingelezen")
        point = _point(
            "grenzen",
            "",
            text % {"day": short_date(data.round.division_on)},
            _(
                "De kaarten in het rapport worden tegels. Wilt u grenzen? Vraag een beheerder om "
                "ze in te lezen, bij “Grenzen van gemeenten”."
            ),
            href=in_round(data.round, "policy-map"),
            action=_("Kaart bekijken"),
            blocks=False,
        )
        yield _with_reason(data, point)


def _stale(data: FreezeData) -> Iterable[Point]:
    """Statuses that are older than a year on the peildatum and that nobody confirmed since."""
    limit = data.round.reference_on - A_YEAR
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for entry in data.report.territory.municipalities:
        for found in entry.statuses:
            if found.status.stage == UNKNOWN or not found.status.dated:
                continue
            is_old = found.status.dated.last_day < limit and entry.code not in data.confirmed
            counts[entry.region][0] += is_old
            counts[entry.region][1] += 1
    names = {row.unit.slug: row.unit.short_name for row in data.submissions}
    names |= {region.unit.slug: region.unit.short_name for region in data.report.territory.regions}
    for region, (old, all_) in counts.items():
        if old:
            about = {"name": names.get(region, region), "n": number(old), "all": number(all_)}
            yield _with_reason(
                data,
                _point(
                    "stand-oud",
                    region,
                    _("%(name)s: %(n)s van %(all)s standen zijn ouder dan een jaar") % about,
                    _("Sindsdien niet opnieuw vastgelegd en niet bevestigd."),
                    href=in_round(data.round, "policy", regio=region),
                    action=_("Bekijken"),
                    blocks=False,
                ),
            )


def _late(data: FreezeData) -> Iterable[Point]:
    """What is dated after what the round counts."""
    said = _("Die tellen niet mee voor %(round)s.") % {"round": data.round}
    until, on = data.round.figures_until, data.round.reference_on
    for code, count, day, href, one, many in (
        (
            "na-cijfers",
            data.late_figures,
            until,
            reverse("figures"),
            _("%(n)s cijfer is van na %(day)s"),
            _("%(n)s cijfers zijn van na %(day)s"),
        ),
        (
            "na-peildatum",
            data.late_steps,
            on,
            in_round(data.round, "policy"),
            _("%(n)s status heeft een datum na %(day)s"),
            _("%(n)s statussen hebben een datum na %(day)s"),
        ),
    ):
        if count:
            text = (one if count == 1 else many) % {"n": number(count), "day": short_date(day)}
            point = _point(code, "", text, said, href=href, action=_("Bekijken"), blocks=False)
            yield _with_reason(data, point)


def _left_over(data: FreezeData, keys: Collection[str]) -> Iterable[Point]:
    """Reasons that would be printed though what they explain is there no more."""
    page = reverse("round-reason", args=[data.round.slug])
    for key, row in data.reasons.items():
        if row.in_report and key not in keys:
            yield Point(
                key=key,
                code="reden-over",
                about=row.about,
                text=_("De reden bij “%(about)s” staat nog in het rapport") % {"about": row.about},
                detail=_("Waar zij bij hoort, is er niet meer. Trek haar in of pas haar aan."),
                href=f"{page}?{urlencode({'punt': key})}",
                action=_("Reden wijzigen"),
                blocks=False,
                can_have_reason=False,
                reason=row,
            )


def _with_reason(data: FreezeData, point: Point) -> Point:
    return replace(point, reason=data.reasons.get(point.key))
