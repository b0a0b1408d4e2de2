"""What a unit says of a category in which it reports nothing: that there is nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.records.history import save_signed, sign

from .locks import take_turn, wait_for_turn
from .models import Category, CategoryStatement, ReportingUnit, Statement
from .rounds import NotNowError
from .submissions import submission_of


def statement_of(unit: ReportingUnit, category: Category) -> CategoryStatement | None:
    """What the unit says for the round that is open, if anything (1 query)."""
    submission = submission_of(unit)
    if submission is None:
        return None
    found: CategoryStatement | None = submission.statements.filter(category=category).first()
    return found


@transaction.atomic
def say_none(unit: ReportingUnit, category: Category, *, by: User) -> CategoryStatement:
    """There is nothing to report in this category; the report then says "geen".

    It counts only as long as nothing stands there. Raises :class:`NotNowError` when no round is
    open for the unit.
    """
    wait_for_turn([unit], by=by)
    submission = submission_of(unit)
    if submission is None:
        raise NotNowError(_("Er is geen ronde open. Dit hoort bij een ronde."))
    row = submission.statements.filter(category=category).first()
    row = row or CategoryStatement(submission=submission, category=category)
    if row.statement == Statement.NONE:
        return row
    take_turn([unit], by=by)
    row.statement = Statement.NONE
    save_signed(row, by=by)
    return row


@transaction.atomic
def take_back(unit: ReportingUnit, category: Category, *, by: User) -> None:
    """Nothing is said of this category any more."""
    wait_for_turn([unit], by=by)
    row = statement_of(unit, category)
    if row:
        take_turn([unit], by=by)
        sign(row, by=by)
        row.delete()
