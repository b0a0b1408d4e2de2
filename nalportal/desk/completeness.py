"""Is it complete? What is missing before a unit hands in, one line per gap, each with its link.

``collect_completeness`` runs the queries, the same number for one unit and for thirteen;
``assemble_completeness`` is pure. What is asked is asked of the report as it would be now, so
the check and the report cannot disagree about what is empty or late.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indicators.models import Observation
from indicators.reports import CHARGE_POINTS
from indicators.reports.memberships import MEMBER, member_then
from nalportal.dutch import long_date, number
from nalportal.pages.choice import CHOICE
from nalportal.progress.models import MOVED, NOTHING_NEW, Category, Milestone, UnitKind
from nalportal.progress.models.rounds import TODAY
from nalportal.progress.models.units import valid_on
from nalportal.progress.reports import (
    MilestoneEntry,
    Scope,
    UnitReport,
    UnitsData,
    assemble_units,
    collect_units,
)
from nalportal.progress.submissions import Gap
from nalportal.report.addresses import CONCEPT, Address
from regions.models import PolicyStep
from regions.recalibration import OVERDUE, review_of
from regions.reports import TerritoryData, assemble_municipalities, collect_territory
from regions.reports.entries import InstrumentEntry, MunicipalityEntry

NAMED = 3  # items that a line names; the rest is behind its link


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    ``text`` says in one sentence what is missing, or that it is in order; ``detail`` names the
    items. ``href`` and ``action`` lead to where it is mended; only of what is missing.
    ``waits_for`` names who has to do it when that is not the unit itself: then it is no work of the
    unit, and blocks nothing.
    """

    key: str
    required: bool
    is_open: bool
    text: str
    detail: str = ""
    href: str = ""
    action: str = ""
    waits_for: str = ""

    def gap(self, reason: str = "") -> Gap:
        """The check as a hand-in keeps it: an open point with the reason that was given for it."""
        return Gap(self.key, f"{self.text}.", self.required, reason)


@dataclass(frozen=True)
class NotCounted:
    """What is dated after the peildatum: how much of what, which, and where it stands."""

    text: str
    detail: str
    href: str


@dataclass(frozen=True)
class Completeness:
    """All checks of one unit, required ones first; and what does not count in its round."""

    checks: tuple[Check, ...]
    not_counted: tuple[NotCounted, ...] = ()

    @property
    def own(self) -> tuple[Check, ...]:
        """What the unit itself can mend."""
        return tuple(check for check in self.checks if not check.waits_for)

    @property
    def waiting(self) -> tuple[Check, ...]:
        """What is missing and waits for somebody else."""
        return tuple(check for check in self.checks if check.waits_for and check.is_open)

    @property
    def open_required(self) -> tuple[Check, ...]:
        return tuple(check for check in self.own if check.required and check.is_open)

    @property
    def open_recommended(self) -> tuple[Check, ...]:
        return tuple(check for check in self.own if not check.required and check.is_open)

    @property
    def open(self) -> tuple[Check, ...]:
        return self.open_required + self.open_recommended

    @property
    def in_order(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_open)

    @property
    def required_total(self) -> int:
        return sum(check.required for check in self.checks)

    @property
    def required_in_order(self) -> int:
        return self.required_total - len(self.open_required)

    @property
    def recommended_total(self) -> int:
        return len(self.own) - self.required_total

    @property
    def recommended_in_order(self) -> int:
        return self.recommended_total - len(self.open_recommended)


# ---------------------------------------------------------------------------------- collecting


@dataclass(frozen=True)
class Recommended:
    """What the recommended checks need.

    ``stale`` are the references of attention points that nobody changed in two rounds or looked
    at in this one; ``with_stock`` the regions that have a figure for the peildatum; ``later_steps``
    how many steps each region has of after it.
    """

    territory: TerritoryData
    stale: frozenset[str]
    with_stock: frozenset[str]
    later_steps: Mapping[str, int]


@dataclass(frozen=True)
class CompletenessData:
    """What the queries gave; ``today`` because nothing planned after it can be late.

    ``asked`` is how many remarks of the ministry each unit hasn't answered, by its slug.
    """

    scope: Scope
    today: date
    units: UnitsData
    recommended: Recommended | None
    asked: Mapping[str, int] = field(default_factory=dict)

    def closed_after(self, slug: str) -> tuple[Milestone, ...]:
        """What the unit with that slug realised or resolved after the peildatum."""
        unit = next(row.id for row in self.units.units if row.slug == slug)
        return self.units.closed_after(unit, self.scope.reference_on)


def collect_required(
    scope: Scope, today: date, asked: Mapping[str, int] | None = None
) -> CompletenessData:
    """For what has to be in order, of all units (3 queries); ``asked`` as below."""
    return CompletenessData(scope, today, collect_units(scope), None, asked or {})


def collect_completeness(
    scope: Scope,
    unit: str,
    published: Sequence[datetime],
    today: date,
    asked: Mapping[str, int] | None = None,
) -> CompletenessData:
    """For all checks of one unit, by its slug (10 queries).

    ``published`` are the moments at which the last rounds were published, newest first.
    """
    # Given for the region, or for municipalities that it is the sum of.
    stock = (
        Observation.objects.observed()
        .filter(
            *member_then(), measure__slug=CHARGE_POINTS, on=scope.reference_on, period_from=None
        )
        .order_by()
        .values_list("region__unit__slug", f"{MEMBER}__region__unit__slug")
        .distinct()
    )
    return CompletenessData(
        scope=scope,
        today=today,
        units=collect_units(scope, only=unit),
        recommended=Recommended(
            territory=collect_territory(scope),
            stale=_stale(unit, published),
            with_stock=frozenset(slug for pair in stock for slug in pair if slug),
            later_steps=_later_steps(scope),
        ),
        asked=asked or {},
    )


def _later_steps(scope: Scope) -> Mapping[str, int]:
    """How many steps there are of after the peildatum, by region in the division of the round."""
    member = "municipality__memberships"
    of_division = valid_on(scope.division_on, f"{member}__")
    later = PolicyStep.objects.standing().filter(of_division, on__gt=scope.reference_on)
    rows = later.order_by().values_list(f"{member}__region__unit__slug")
    return dict(rows.annotate(Count("pk", distinct=True)))


def _stale(unit: str, published: Sequence[datetime]) -> frozenset[str]:
    """Attention points unchanged since the last round but one, and not looked at since the last."""
    if len(published) < 2:
        return frozenset()
    said = Max("history_date", filter=~Q(history_change_reason__in=NOTHING_NEW))
    looked = Max("history_date", filter=~Q(history_change_reason=MOVED))
    rows = Milestone.history.filter(unit__slug=unit).order_by().values("reference")
    stale = rows.annotate(said=said, looked=looked).filter(
        said__lte=published[1], looked__lte=published[0]
    )
    return frozenset(stale.values_list("reference", flat=True))


# ---------------------------------------------------------------------------------- assembling


def assemble_completeness(data: CompletenessData) -> Mapping[str, Completeness]:
    """The checks of each unit by its slug. Pure: no query, no clock."""
    # Of the register also where the report tells something else: what a skipped unit has to mend.
    of_register = replace(data.scope, stood_before=None)
    units = assemble_units(data.units, of_register).values()
    more = data.recommended
    if more is None:
        return {unit.slug: Completeness(tuple(_required(unit, data))) for unit in units}
    municipalities = assemble_municipalities(more.territory)
    return {
        unit.slug: Completeness(
            (
                *_required(unit, data),
                *_of_milestones(unit, data.scope, more.stale),
                *_of_region(unit, more, municipalities, data.scope),
            ),
            tuple(_not_counted(unit, data, more)),
        )
        for unit in units
    }


def _not_counted(
    unit: UnitReport, data: CompletenessData, more: Recommended
) -> Iterable[NotCounted]:
    """What the unit has that is dated after the peildatum."""
    scope = data.scope
    closed = data.closed_after(unit.slug)
    if closed:
        text = ngettext(
            "%(count)s mijlpaal is na %(day)s gerealiseerd of opgelost",
            "%(count)s mijlpalen zijn na %(day)s gerealiseerd of opgelost",
            len(closed),
        )
        about = {"count": number(len(closed)), "day": long_date(scope.reference_on)}
        named = _named([m.title for m in closed])
        told = _("In het rapport staat dit zoals op de peildatum: als planning of aandachtspunt.")
        yield NotCounted(text % about, f"{named}. {told}", _register(unit, scope))
    steps = more.later_steps.get(unit.slug, 0)
    if steps:
        text = ngettext(
            "%(count)s status van een gemeente is van na %(day)s",
            "%(count)s statussen van gemeenten zijn van na %(day)s",
            steps,
        )
        about = {"count": number(steps), "day": long_date(scope.reference_on)}
        query = urlencode({CHOICE: TODAY, "regio": unit.slug})
        told = _("Telt niet mee voor %(round)s.") % {"round": scope.title}
        yield NotCounted(text % about, told, f"{reverse('policy')}?{query}")


# Said of a category in which nothing stands: people answer what they have not said yet.
EMPTY = {
    Category.REALISED: gettext_lazy("Sinds het vorige rapport niets gerealiseerd: klopt dat?"),
    Category.PLANNED: gettext_lazy("Er staat niets in de planning: klopt dat?"),
    Category.ATTENTION: gettext_lazy("Er zijn geen aandachtspunten: klopt dat?"),
}


def _required(unit: UnitReport, data: CompletenessData) -> Iterable[Check]:
    for block in unit.categories:
        label = Category(block.category).label
        is_empty = not block.items and not block.statement
        filled = _("Bij %(category)s staat iets, of dat er niets is") % {"category": label}
        yield Check(
            f"leeg-{block.category}",
            True,
            is_empty,
            str(EMPTY[Category(block.category)]) if is_empty else filled,
            _("Voeg een mijlpaal toe, of leg vast dat er geen zijn."),
            reverse("nothing-to-report", args=[unit.slug, block.category]),
            _("Aanvullen"),
        )
    done = {m.reference for m in data.closed_after(unit.slug)}
    late = [
        entry
        for entry in _open_items(unit, Category.PLANNED)
        if entry.planned
        and entry.planned.last_day < min(data.today, data.scope.reference_on)
        # What was realised after the peildatum was late on that day; there is nothing to do.
        and entry.reference not in done
    ]
    yield _about(
        "over-datum",
        late,
        required=True,
        text=ngettext(
            "%(count)s geplande mijlpaal is over de verwachte datum heen",
            "%(count)s geplande mijlpalen zijn over de verwachte datum heen",
            len(late),
        ),
        in_order=_("Geen geplande mijlpaal is over de verwachte datum heen"),
        href=_register(unit, data.scope, categorie=Category.PLANNED, verlopen="on"),
        action=_("Bijwerken"),
    )
    if asked := data.asked.get(unit.slug):
        text = ngettext(
            "%(count)s opmerking is nog open", "%(count)s opmerkingen zijn nog open", asked
        )
        yield Check(
            "opmerkingen",
            True,
            True,
            text % {"count": number(asked)},
            _("Beantwoord wat het ministerie vraagt."),
            reverse("remarks", args=[unit.slug]),
            _("Naar de opmerkingen"),
        )


def _of_milestones(unit: UnitReport, scope: Scope, stale: frozenset[str]) -> Iterable[Check]:
    dateless = [entry for entry in _open_items(unit, Category.PLANNED) if not entry.planned]
    yield _about(
        "zonder-datum",
        dateless,
        text=ngettext(
            "%(count)s geplande mijlpaal zonder verwachte datum",
            "%(count)s geplande mijlpalen zonder verwachte datum",
            len(dateless),
        ),
        in_order=_("Elke geplande mijlpaal heeft een verwachte datum"),
        href=_register(unit, scope, categorie=Category.PLANNED, stand="open", zonder_datum="on"),
        action=_("Datums invullen"),
    )
    old = [entry for entry in _open_items(unit, Category.ATTENTION) if entry.reference in stale]
    yield _about(
        "oude-aandachtspunten",
        old,
        text=ngettext(
            "%(count)s aandachtspunt is al twee rondes niet gewijzigd",
            "%(count)s aandachtspunten zijn al twee rondes niet gewijzigd",
            len(old),
        ),
        in_order=_("Elk aandachtspunt is de laatste twee rondes gewijzigd of bevestigd"),
        href=_register(unit, scope, categorie=Category.ATTENTION, stand="open"),
        action=_("Bijwerken of bevestigen"),
    )


def _of_region(
    unit: UnitReport,
    more: Recommended,
    municipalities: Sequence[MunicipalityEntry],
    scope: Scope,
) -> Iterable[Check]:
    on = scope.reference_on
    if unit.kind != UnitKind.REGION:
        return
    own = [entry for entry in municipalities if entry.region == unit.slug]
    counted = {
        count.instrument
        for count in more.territory.counts
        if count.region == unit.slug and count.count is not None
    }
    for instrument in more.territory.instruments:
        yield _of_instrument(unit, instrument, own, instrument.slug in counted, scope)
    is_open = unit.slug not in more.with_stock
    yield Check(
        "laadpunten",
        False,
        is_open,
        (_("Geen aantal laadpunten op %(day)s") if is_open else _("Aantal laadpunten op %(day)s"))
        % {"day": long_date(on)},
        _("Zonder waarneming staat uw regio als onbekend in het rapport, niet als nul."),
        Address(scope.slug, CONCEPT).indicator("dekking"),
        _("Naar de cijfers"),
        _("het ministerie"),
    )


def _of_instrument(
    unit: UnitReport,
    instrument: InstrumentEntry,
    own: Iterable[MunicipalityEntry],
    has_total: bool,
    scope: Scope,
) -> Check:
    """Municipalities of which nothing is known, unless the region gave a total; or expired."""
    statuses = [e.status for m in own for e in m.statuses if e.instrument == instrument.slug]
    unknown = 0 if has_total else sum(not status.known for status in statuses)
    reviews = [review_of(status, scope.reference_on) for status in statuses]
    expired = sum(review is not None and review.state == OVERDUE for review in reviews)
    about = {"count": number(unknown + expired), "instrument": instrument.name}
    parts = [f"{number(unknown)} {_('zonder status')}"] if unknown else []
    parts += [f"{number(expired)} {_('verlopen')}"] if expired else []
    open_text = ngettext(
        "%(instrument)s: %(count)s gemeente zonder status of verlopen",
        "%(instrument)s: %(count)s gemeenten zonder status of verlopen",
        unknown + expired,
    )
    query = {CHOICE: scope.slug, "regio": unit.slug}
    if not unknown:
        query |= {"instrument": instrument.slug, "herijking": OVERDUE}
    return Check(
        f"beleid-{instrument.slug}",
        False,
        bool(unknown or expired),
        (open_text if unknown or expired else _("%(instrument)s: van elke gemeente bekend"))
        % about,
        ", ".join(parts),
        f"{reverse('policy-grid' if unknown else 'policy')}?{urlencode(query)}",
        _("Invullen") if unknown else _("Bekijken"),
    )


def _open_items(unit: UnitReport, category: str) -> list[MilestoneEntry]:
    return [
        entry
        for block in unit.categories
        if block.category == category
        for entry in block.items
        if entry.status == "open"
    ]


def _about(  # noqa: PLR0913 - a line of the list, written out
    key: str,
    entries: Sequence[MilestoneEntry],
    *,
    text: str,
    in_order: str,
    href: str,
    action: str,
    required: bool = False,
) -> Check:
    """A check of milestones; of one the link leads to that one."""
    return Check(
        key,
        required,
        bool(entries),
        text % {"count": number(len(entries))} if entries else in_order,
        _named([entry.title for entry in entries]),
        reverse("milestone", args=[entries[0].reference]) if len(entries) == 1 else href,
        _("Naar de mijlpaal") if len(entries) == 1 else action,
    )


def _named(titles: Sequence[str]) -> str:
    named = "; ".join(titles[:NAMED])
    if len(titles) > NAMED:
        named += _(" en nog %(count)s") % {"count": number(len(titles) - NAMED)}
    return named


def _register(unit: UnitReport, scope: Scope, **query: str) -> str:
    asked = {CHOICE: scope.slug, "onderdeel": unit.slug, **query}
    return f"{reverse('milestones')}?{urlencode(asked)}"
