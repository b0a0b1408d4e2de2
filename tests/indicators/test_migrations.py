"""What the migrations do with figures that are there already."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests import factories

pytestmark = pytest.mark.django_db

NAME = "0003_measures_take_their_only_source"


def take_only_source() -> None:
    state = MigrationLoader(connection).project_state(("indicators", NAME))
    # Rows only: the editor that a migration gets too is not needed, nor allowed in a test's atomic.
    import_module(f"indicators.migrations.{NAME}").take_only_source(state.apps, None)


def test_a_measure_takes_the_only_source_of_its_figures_and_its_history_says_why() -> None:
    measure = factories.measure()
    row = factories.observation(measure=measure)
    factories.observation(measure=measure, source=row.source, region=factories.region())
    take_only_source()
    measure.refresh_from_db()
    latest = measure.history.first()
    assert measure.source == row.source == latest.source
    assert latest.history_change_reason == "De enige bron met cijfers van deze maat"


def test_between_sources_people_choose() -> None:
    measure, without = factories.measure(), factories.measure()
    for _ in range(2):
        factories.observation(measure=measure)
    chosen = factories.measure(source=factories.source())
    factories.observation(measure=chosen)
    take_only_source()
    for each in (measure, without, chosen):
        before = each.source
        each.refresh_from_db()
        assert each.source == before
