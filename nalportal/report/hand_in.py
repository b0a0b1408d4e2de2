"""A unit hands in: its own report is kept word for word, as the reviewer will see it.

As with freezing, the report is built outside any transaction; a short one then locks the round
and the submission, builds it once more and stores it only if nothing moved meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from indicators.reports import IndicatorsData, assemble_indicators
from nalportal.accounts.models import User
from nalportal.progress.models import HandIn, ReportingUnit, Round, Submission
from nalportal.progress.reports import TextIndex
from nalportal.progress.rounds import NotNowError
from nalportal.progress.submissions import Gap, check_hand_in, lock_to_submit, receive
from regions.reports import PolicyTable, TerritoryReport, only_for, overview_of, total_row

from .build import Part, build
from .editions import all_rounds, scope_of_round
from .model import Report
from .payload import dump, sha256

ATTEMPTS = 3
PARTS = Part.UNITS | Part.TERRITORY | Part.WORKGROUPS


def submit(
    submission: Submission,
    *,
    by: User,
    gaps: Sequence[Gap] = (),
    on_behalf_of: User | None = None,
    seen: str = "",
) -> HandIn:
    """Hand in for the unit: by one of its editors, or by a reviewer on behalf of one.

    ``gaps`` are what is missing, with the reasons; ``seen`` the number (:func:`number_of`) of what
    the person saw, who hands in that and nothing else. Raises :class:`NotNowError` when the state
    is not one to hand in from, when something required is missing without a reason, when it is not
    clear for whom, or while the register keeps moving; then nothing is stored.
    """
    check_hand_in(submission.unit, gaps, by=by, on_behalf_of=on_behalf_of)
    for _attempt in range(ATTEMPTS):
        payload = dump(unit_report(submission.round, submission.unit))
        if seen and sha256(payload) != seen:
            text = _("Er is intussen iets gewijzigd. Kijk hieronder na of het klopt.")
            raise NotNowError(text)
        found = _store(submission, payload, gaps, by=by, on_behalf_of=on_behalf_of)
        if found:
            return found
    raise NotNowError(
        _("Er werd steeds iets gewijzigd tijdens het inleveren. Probeer het opnieuw.")
    )


@transaction.atomic
def _store(
    submission: Submission,
    payload: bytes,
    gaps: Sequence[Gap],
    *,
    by: User,
    on_behalf_of: User | None,
) -> HandIn | None:
    """Store it under lock; None if the register moved since ``payload`` was built."""
    row = lock_to_submit(submission, by=by)
    if dump(unit_report(row.round, row.unit)) != payload:
        return None
    return receive(
        row,
        payload=payload,
        sha256=sha256(payload),
        gaps=gaps,
        by=by,
        on_behalf_of=on_behalf_of,
    )


def number_of(submission: Submission) -> str:
    """The control number that what the unit would hand in now, would have."""
    return sha256(dump(unit_report(submission.round, submission.unit)))


def unit_report(round_: Round, unit: ReportingUnit) -> Report:
    """The report of ``round_`` with the part of one unit in it and nothing of the others.

    A real report, so that everything that shows, compares or reads back a report does so here.
    What it says of the whole country (figures, notes of the printed report) is left out.
    """
    return only_unit(build(scope_of_round(round_, all_rounds()), PARTS, unit.slug), unit.slug)


def only_unit(report: Report, slug: str) -> Report:
    """A report cut down to the part of one unit. Pure."""
    return replace(
        report,
        background=None,
        regions_intro=None,
        workgroups_intro=None,
        indicators_intro=None,
        definitions=(),
        key_figures=(),
        national=report.national if report.national and report.national.slug == slug else None,
        territory=_territory_of(report.territory, slug, report.reference_on),
        workgroups=tuple(group for group in report.workgroups if group.unit.slug == slug),
        indicators=assemble_indicators(IndicatorsData(), TextIndex(()), {}),
    )


def _territory_of(territory: TerritoryReport, slug: str, on: date) -> TerritoryReport:
    """One region with its municipalities and its row of table 3; no row for the others."""
    municipalities = tuple(m for m in territory.municipalities if m.region == slug)
    codes = {entry.code for entry in municipalities}
    own = replace(
        territory,
        regions=tuple(region for region in territory.regions if region.unit.slug == slug),
        municipalities=municipalities,
        documents=only_for(territory.documents, lambda code, _instrument: code in codes),
        table=_table_of(territory.table, slug),
    )
    return replace(own, overview=overview_of(own, own.table, on) if own.overview else None)


def _table_of(table: PolicyTable, slug: str) -> PolicyTable:
    rows = [row for row in table.rows if row.slug == slug]
    return replace(table, rows=tuple(rows), total=total_row(rows, table.instruments))
