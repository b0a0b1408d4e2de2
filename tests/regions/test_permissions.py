"""Who may record what for which municipality: the region it belongs to, or belonged to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.progress.models import SubmissionState
from regions.models import Municipality, Region
from regions.permissions import editable_municipality, editable_region
from tests import factories

pytestmark = pytest.mark.django_db

MOVED_ON = date(2022, 3, 24)


@pytest.fixture
def noord() -> Region:
    return factories.region(unit=factories.unit(slug="noord", editors=(factories.user(),)))


@pytest.fixture
def editor(noord: Region) -> User:
    found: User = noord.unit.editors.get()
    return found


def names(user: User) -> set[str]:
    return set(Municipality.objects.editable_by(user).values_list("name", flat=True))


def test_an_editor_records_what_belongs_to_the_region_today(noord: Region, editor: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    factories.municipality(name="Assen", region=noord)
    factories.municipality(name="Elders", region=factories.region())
    moved = factories.municipality(name="Vertrokken")
    factories.membership(municipality=moved, region=noord, valid_until=MOVED_ON)
    factories.membership(municipality=moved, region=factories.region(), valid_from=MOVED_ON)
    factories.municipality(name="Morgen", region=noord, valid_from=tomorrow)
    assert names(editor) == {"Assen"}


def test_an_ended_municipality_is_kept_by_its_last_region(noord: Region, editor: User) -> None:
    for name, until in (("Weesp", MOVED_ON), ("Eerder weg", date(2021, 1, 1))):
        ended = factories.municipality(name=name, valid_until=MOVED_ON)
        factories.membership(municipality=ended, region=noord, valid_until=until)
    without_end = factories.municipality(name="Haaren", valid_until=MOVED_ON)
    factories.membership(municipality=without_end, region=noord)
    assert names(editor) == {"Weesp", "Haaren"}


def test_a_reviewer_records_all_and_others_nothing(reviewer: User, outsider: User) -> None:
    factories.municipality(name="Assen", region=factories.region())
    factories.municipality(name="Zonder regio")
    assert names(reviewer) == {"Assen", "Zonder regio"}
    assert names(outsider) == set()
    reviewer.is_active = False
    assert names(reviewer) == set()


def test_nothing_is_recorded_while_the_ministry_looks(noord: Region, editor: User) -> None:
    factories.municipality(code="GM0106", name="Assen", region=noord)
    assert editable_municipality(editor, "GM0106").name == "Assen"
    factories.submission(unit=noord.unit, state=SubmissionState.SUBMITTED)
    with pytest.raises(PermissionDenied, match="ligt bij het ministerie"):
        editable_municipality(editor, "GM0106")
    with pytest.raises(PermissionDenied):
        editable_region(editor, "noord")


def test_what_is_not_there_is_not_found(noord: Region, editor: User, outsider: User) -> None:
    factories.unit(slug="logistiek", kind="werkgroep", editors=(editor,))
    for act in (
        lambda: editable_municipality(editor, "GM0000"),
        lambda: editable_region(editor, "logistiek"),
        lambda: editable_region(outsider, "noord"),
    ):
        with pytest.raises(Http404):
            act()
