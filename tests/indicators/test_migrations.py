"""What the migrations do with figures that are there already."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests import factories

pytestmark = pytest.mark.django_db

# Rows only: of the editor that a migration gets just the database is asked, and a real one is not
# allowed in a test's atomic.
EDITOR = SimpleNamespace(connection=connection)
NAME = "0003_measures_take_their_only_source"


def bare_models() -> Any:  # Any: the registry of a migration has no type of its own
    """Models as a migration has them, of the tables as they are today."""
    return MigrationLoader(connection).project_state().apps


def take_only_source() -> None:
    import_module(f"indicators.migrations.{NAME}").take_only_source(bare_models(), EDITOR)


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


# --------------------------------------------------------------- the limit of "fast" moved

FAST = "0005_stock_breaks_where_fast_changed"


def break_the_stock() -> None:
    import_module(f"indicators.migrations.{FAST}").break_the_stock(bare_models(), EDITOR)


def test_the_stock_of_two_types_breaks_where_the_averages_do_and_the_history_says_why() -> None:
    stock = factories.measure(slug="laadpunten")
    rate = factories.measure(slug="plaatsing-per-maand")
    told = factories.series_break(measure=rate, on=date(2023, 10, 1), text="Snel vanaf 50 kW.")
    break_the_stock()
    break_the_stock()
    found = stock.breaks.order_by("charger_type")
    assert [(b.charger_type, b.on, b.text) for b in found] == [
        ("publiek", told.on, told.text),
        ("snel", told.on, told.text),
    ]
    assert all("50 kW" in b.history.get().history_change_reason for b in found)


def test_a_register_that_knows_of_no_such_break_gets_none() -> None:
    stock = factories.measure(slug="laadpunten")
    factories.measure(slug="plaatsing-per-maand")
    break_the_stock()
    assert not stock.breaks.exists()


# --------------------------------------------------------------- kinds where only totals were known

KINDS = "0015_charge_points_have_their_kinds"


def give_kinds() -> None:
    import_module(f"indicators.migrations.{KINDS}").give_kinds(bare_models(), EDITOR)


def test_charge_points_of_which_only_totals_are_known_get_their_kinds_back() -> None:
    kinds = factories.dimension()
    kinds.slug = "soort-laadpunt"
    kinds.save()
    points = factories.measure(slug="laadpunten", kinds=())
    other = factories.measure(slug="stekkervoertuigen", kinds=())
    factories.observation(measure=points, charger_type="")
    give_kinds()
    give_kinds()
    points.refresh_from_db()
    other.refresh_from_db()
    assert (points.dimension, other.dimension) == (kinds, None)
    latest = points.history.first()
    assert latest.dimension == kinds
    assert (
        latest.history_change_reason
        == "Laadpunten hebben soorten, ook waar alleen totalen bekend waren"
    )
    assert points.history.count() == 2  # made, and this


def test_a_register_without_those_kinds_gives_none() -> None:
    points = factories.measure(slug="laadpunten", kinds=())
    give_kinds()
    points.refresh_from_db()
    assert points.dimension is None
