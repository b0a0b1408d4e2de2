"""Sources and editions on screen: making and changing them, who takes over a series, merging."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from indicators import sources
from indicators.models import Edition, Measure, Observation, Source, Succession
from nalportal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db

YEAR_END = date(2020, 12, 31)


@pytest.fixture
def page(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def monitor() -> Source:
    return factories.source(slug="monitor", publisher="NAL", title="Monitor", method="Geteld.")


def send(page: Client, to: str, *args: Any, **fields: str) -> Any:
    address = reverse(to, args=args)
    return page.post(address, {"token": str(uuid4()), **fields})


def change(page: Client, to: str, *args: Any, **fields: str) -> Any:
    """Send a form about what is there, with what its page showed."""
    shown = page.get(reverse(to, args=args)).context["form"]
    return send(page, to, *args, gezien=str(shown["gezien"].value()), **fields)


NEW = {"slug": "ndw", "publisher": "NDW", "name": "Register", "title": "Register", "label": "juli"}


# ----------------------------------------------------------------------- sources and editions


def test_a_new_source_has_its_first_edition_at_once(page: Client, reviewer: User) -> None:
    response = send(page, "figures-source-new", **NEW, published_on="1-7-2021", licence="CC0")
    assert response.headers["Location"] == reverse("figures-sources")
    source = Source.objects.get()
    edition = source.editions.get()
    assert (source.slug, str(source), str(edition)) == ("ndw", "NDW, Register", "Register, juli")
    assert (edition.published_on, edition.licence) == (date(2021, 7, 1), "CC0")
    assert edition.history.get().history_user == reviewer


def test_sent_twice_there_is_one(page: Client) -> None:
    fields = {**NEW, "token": str(uuid4())}
    for _ in range(2):
        assert page.post(reverse("figures-source-new"), fields).status_code == 302
    assert Source.objects.count() == 1


def test_who_goes_back_and_sends_another_code_makes_no_second(page: Client) -> None:
    fields = {**NEW, "token": str(uuid4())}
    for other in ({"slug": "rvo", "name": "Laadregister"}, {}):
        answer = page.post(reverse("figures-source-new"), fields | other)
    assert answer.status_code == 200
    assert "Met deze pagina hebt u al iets toegevoegd" in answer.content.decode()
    assert Source.objects.get().slug == "rvo"


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("slug", "", "Vul een code in."),
        ("slug", "met spatie", "Gebruik letters"),
        ("slug", "monitor", "Deze code is al van een bron"),
        ("slug", "monitor-1", "Deze code is al van een bron"),
        ("publisher", " ", "Vul in wie de cijfers uitgeeft."),
        ("published_on", "31-12-2099", "vandaag"),
        ("url", "javascript:alert(1)", "Vul een webadres in"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    page: Client, monitor: Source, field: str, text: str, told: str
) -> None:
    factories.edition(source=monitor, slug="monitor-1")
    response = send(page, "figures-source-new", **{**NEW, field: text})
    assert response.status_code == 200
    assert told in response.content.decode()
    assert Source.objects.get() == monitor


def test_a_source_is_changed_and_its_history_knows_how_it_was(
    page: Client, monitor: Source
) -> None:
    change(page, "figures-source", "monitor", publisher="NAL", name="NAL-monitor", method="Anders.")
    monitor.refresh_from_db()
    assert (monitor.title, monitor.method) == ("NAL-monitor", "Anders.")
    assert [line.title for line in monitor.history.all()] == ["NAL-monitor", "Monitor"]


def test_an_edition_follows_those_that_there_are(page: Client, monitor: Source) -> None:
    factories.edition(source=monitor, published_on=date(2021, 1, 1))
    fields = {"slug": "monitor-2", "title": "Monitor", "label": "2", "published_on": "1-7-2021"}
    send(page, "figures-edition-new", "monitor", **fields)
    assert monitor.editions.last() == Edition.objects.get(slug="monitor-2")


def test_an_edition_older_than_the_one_it_follows_is_refused(page: Client, monitor: Source) -> None:
    factories.edition(source=monitor, published_on=date(2021, 1, 1))
    fields = {"slug": "monitor-2", "title": "Monitor", "published_on": "1-7-2020"}
    response = send(page, "figures-edition-new", "monitor", **fields)
    assert "verschijnt niet vóór de vorige" in response.content.decode()
    assert monitor.editions.count() == 1


def test_a_second_source_or_edition_of_the_same_name_is_refused(
    page: Client, monitor: Source
) -> None:
    twin = {**NEW, "publisher": "nal", "name": "Monitor"}
    told = "Deze uitgever heeft al een bron met deze naam."
    assert told in send(page, "figures-source-new", **twin).content.decode()
    factories.source(slug="ndw", publisher="NDW", title="Register")
    answer = change(page, "figures-source", "ndw", publisher="NAL", name="Monitor")
    assert told in answer.content.decode()
    edition = factories.edition(source=monitor, slug="m-1", title="Monitor", label="juli")
    told = "Er is al een uitgave met deze titel en aanduiding."
    fields = {"slug": "m-2", "title": "Monitor", "label": "juli"}
    assert told in send(page, "figures-edition-new", "monitor", **fields).content.decode()
    assert (Source.objects.count(), Edition.objects.filter(label="juli").get()) == (2, edition)
    # Its own name is no other's.
    change(page, "figures-edition", "m-1", title="Monitor", label="juli", licence="CC0")
    change(page, "figures-source", "monitor", publisher="NAL", name="Monitor", method="Anders.")
    edition.refresh_from_db()
    monitor.refresh_from_db()
    assert (edition.licence, monitor.method) == ("CC0", "Anders.")


def test_an_edition_is_changed(page: Client, monitor: Source) -> None:
    edition = factories.edition(source=monitor, slug="monitor-1")
    change(page, "figures-edition", "monitor-1", title="Monitor", label="januari 2021")
    edition.refresh_from_db()
    assert str(edition) == "Monitor, januari 2021"


def test_a_file_with_a_source_that_is_not_there_offers_to_make_it(page: Client) -> None:
    factories.measure(slug="laadpunten")
    text = (
        "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot\n"
        "laadpunten;ndw;NL;;2020-12-31;;;1;;\nlaadpunten;<b>;NL;;2020-12-31;;;1;;\n"
    )
    file = SimpleUploadedFile("cijfers.csv", text.encode())
    response = page.post(reverse("figures-import"), {"file": file})
    address = f"{reverse('figures-source-new')}?code=ndw"
    assert response.context["unknown"] == ["ndw"]
    assert address in response.content.decode()
    assert page.get(address).context["form"]["slug"].value() == "ndw"


# --------------------------------------------------------------------- the series of the report


@pytest.fixture
def measure(monitor: Source) -> Measure:
    return factories.measure(slug="laadpunten", source=monitor)


def test_another_source_takes_over_from_a_day(page: Client, measure: Measure) -> None:
    factories.source(slug="ndw")
    send(page, "figures-series-source", "laadpunten", source="ndw", since="1-10-2023")
    (found,) = measure.successions.all()
    assert (found.source.slug, found.since) == ("ndw", date(2023, 10, 1))
    listed = page.get(reverse("figures-series-source", args=["laadpunten"])).content.decode()
    assert "Vanaf 1-10-2023" in listed


def test_on_the_same_day_the_last_choice_counts(page: Client, measure: Measure) -> None:
    factories.source(slug="ndw")
    for slug in ("monitor", "ndw"):
        send(page, "figures-series-source", "laadpunten", source=slug, since="1-10-2023")
    assert measure.successions.get().source.slug == "ndw"


def test_who_goes_back_and_mends_the_day_hands_the_series_over_once(
    page: Client, measure: Measure
) -> None:
    factories.source(slug="ndw")
    fields = {"source": "ndw", "token": str(uuid4())}
    address = reverse("figures-series-source", args=["laadpunten"])
    for day in ("1-10-2023", "1-10-2022"):
        answer = page.post(address, fields | {"since": day})
    assert "Met deze pagina hebt u al iets toegevoegd" in answer.content.decode()
    assert measure.successions.get().since == date(2023, 10, 1)


def test_without_a_day_the_series_begins_with_it(page: Client, measure: Measure) -> None:
    ndw = factories.source(slug="ndw")
    send(page, "figures-series-source", "laadpunten", source="ndw", since="")
    measure.refresh_from_db()
    assert measure.source == ndw
    assert not measure.successions.exists()


def test_taken_back_it_is_as_if_nobody_said_so(page: Client, measure: Measure) -> None:
    found = factories.succession(measure=measure, since=YEAR_END)
    send(page, "figures-succession-back", found.pk)
    assert not Succession.objects.exists()
    assert Succession.history.filter(history_type="-").exists()
    again = send(page, "figures-succession-back", found.pk)
    assert again.headers["Location"] == reverse("figures-sources")
    assert "was al teruggenomen" in page.get(again.headers["Location"]).text


def test_a_source_that_takes_over_in_another_century_is_refused(
    page: Client, measure: Measure
) -> None:
    factories.source(slug="ndw")
    fields = {"source": "ndw", "since": "1-1-2123"}
    answer = send(page, "figures-series-source", "laadpunten", **fields)
    assert "meer dan een jaar vooruit" in answer.content.decode()
    assert not measure.successions.exists()


@pytest.mark.parametrize("sources_there", [1, 4])
def test_the_list_asks_as_much_for_any_number(
    page: Client, measure: Measure, sources_there: int, django_assert_num_queries: Any
) -> None:
    for _ in range(sources_there):
        factories.edition()
        factories.succession(measure=factories.measure(), since=YEAR_END)
    address = reverse("figures-sources")
    page.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        assert page.get(address).status_code == 200


# Session and account, sources, their editions, measures, who takes over, and the menu.
LIST_QUERIES = 6


# -------------------------------------------------------------------------------- merging


@pytest.fixture
def copy(measure: Measure, monitor: Source) -> Source:
    """The same monitor, entered as another source with one figure of its own and one of both."""
    found = factories.source(slug="monitor-2021", publisher="NAL", title="Monitor 2021")
    for source, on in ((monitor, YEAR_END), (found, YEAR_END), (found, date(2021, 6, 30))):
        edition = source.editions.first() or factories.edition(source=source, slug=source.slug)
        factories.observation(
            measure=measure, source=source, edition=edition, on=on, charger_type="", value=5
        )
    return found


MERGE = {"into": "monitor", "reason": "Zelfde telling", "sure": "on"}


def test_merged_they_are_one_source_and_each_figure_keeps_its_edition(
    page: Client, measure: Measure, monitor: Source, copy: Source
) -> None:
    factories.succession(measure=measure, source=copy, since=date(2021, 1, 1))
    factories.series_break(measure=measure, series_source=copy)
    response = send(page, "figures-source-merge", "monitor-2021", **MERGE)
    assert response.status_code == 302, response.content.decode()
    assert list(Source.objects.all()) == [monitor]
    rows = Observation.objects.order_by("on").values_list("source__slug", "edition__slug")
    assert list(rows) == [("monitor", "monitor"), ("monitor", "monitor-2021")]
    assert measure.successions.get().source == measure.breaks.get().series_source == monitor


def test_the_history_says_who_merged_them_and_why(
    page: Client, monitor: Source, copy: Source, reviewer: User
) -> None:
    send(page, "figures-source-merge", "monitor-2021", **MERGE)
    moved = Observation.objects.get(edition__slug="monitor-2021")
    line = moved.history.first()
    assert (line.history_user, line.history_change_reason) == (
        reviewer,
        "samengevoegd met NAL, Monitor: Zelfde telling",
    )
    assert Observation.history.filter(history_type="-").count() == 1
    assert Source.history.filter(slug="monitor-2021", history_type="-").exists()


@pytest.mark.parametrize("figures", [2, 40])
def test_merging_takes_as_many_statements_however_many_figures_there_are(
    copy: Source, monitor: Source, reviewer: User, figures: int, django_assert_num_queries: Any
) -> None:
    for day in range(1, figures):
        factories.observation(source=copy, on=date(2019, 1, 1) + timedelta(days=day))
    with django_assert_num_queries(MERGE_QUERIES):
        assert sources.merge(copy, monitor, by=reviewer, reason="x") == figures


# The savepoint (2), whose turn it is, both sources, the figures of both, the figure of both (its
# line, itself), the moved ones (their lines, themselves); its edition and measures, successions and
# breaks; and the source itself with what still points at it.
MERGE_QUERIES = 25


def test_a_line_in_the_history_of_a_merge_is_the_figure_as_it_is_by_then(
    copy: Source, monitor: Source, reviewer: User
) -> None:
    factories.observation(
        source=copy, on=date(2030, 1, 1), kind="streefwaarde", set_on=YEAR_END, note="Fictief"
    )
    sources.merge(copy, monitor, by=reviewer, reason="x")
    for row in Observation.objects.filter(on__gt=YEAR_END):
        line = row.history.first()
        names = [field.attname for field in Observation._meta.concrete_fields]
        assert [getattr(line, name) for name in names] == [getattr(row, name) for name in names]
        assert line.history_type == "~"


def test_sources_that_differ_are_not_merged_and_nothing_moves(
    page: Client, monitor: Source, copy: Source
) -> None:
    row = Observation.objects.get(source=copy, on=YEAR_END)
    row.value = 6
    row.save()
    response = send(page, "figures-source-merge", "monitor-2021", **MERGE)
    assert "Beide bronnen geven een ander cijfer voor" in response.content.decode()
    assert copy.observations.count() == 2
    assert copy.editions.count() == 1


def test_breaks_that_differ_are_a_reason_not_to_merge(
    measure: Measure, monitor: Source, copy: Source, reviewer: User
) -> None:
    factories.series_break(measure=measure, series_source=monitor, text="Eén.")
    told = factories.series_break(measure=measure, series_source=copy, text="Twee.")
    with pytest.raises(sources.NotMerged):
        sources.merge(copy, monitor, by=reviewer, reason="x")
    told.text = "Eén."
    told.save()
    assert sources.merge(copy, monitor, by=reviewer, reason="x") == 1
    assert measure.breaks.count() == 1


def test_without_a_reason_or_a_yes_nothing_is_merged(page: Client, copy: Source) -> None:
    response = send(page, "figures-source-merge", "monitor-2021", into="monitor")
    assert set(response.context["form"].errors) == {"reason", "sure"}
    assert Source.objects.count() == 2
