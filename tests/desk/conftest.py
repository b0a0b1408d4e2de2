"""The cast of the start page: that of the register, and reports to look back on."""

from collections.abc import Callable
from datetime import date

import pytest

from nalportal.progress.models import ReportingUnit, Round, RoundState
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_of_round
from nalportal.report.payload import dump
from tests import factories

# The people of the register's own tests: Noord and Oost have the same cast here.
from tests.progress.conftest import (  # noqa: F401 - pytest finds fixtures by their names
    as_coordinator,
    as_neighbour,
    as_reviewer,
    coordinator,
    neighbour,
    noord,
)

Publish = Callable[[str, date], Round]


@pytest.fixture
def publish(noord: ReportingUnit) -> Publish:  # noqa: F811 - the fixture above
    """Freezes and publishes the register as it stands as a round, without making a PDF."""
    factories.region(unit=noord)

    def publish_round(title: str, reference_on: date) -> Round:
        row = factories.round_(title=title, state=RoundState.PUBLISHED, reference_on=reference_on)
        payload = dump(build(scope_of_round(row, all_rounds())))
        factories.publication(snapshot=factories.snapshot(round=row, payload=payload))
        return row

    return publish_round


@pytest.fixture
def zuid(coordinator: object) -> ReportingUnit:  # noqa: F811
    """A second unit of the coordinator of Noord."""
    return factories.unit(
        name="Regio Zuid",
        short_name="Zuid",
        code="ZD",
        slug="zuid",
        editors=(coordinator,),  # type: ignore[arg-type] # a User, which this file only passes on
    )
