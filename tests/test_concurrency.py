"""Requests of one process come one after the other, unless one takes too long."""

from threading import Event, Thread

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from nalportal import concurrency
from nalportal.concurrency import OneAtATime

LONG, SOON = 30, 0.2


class Asked:
    """A request in a thread of its own: it begins, and ends when it is told to."""

    def __init__(self, site: OneAtATime) -> None:
        self.began, self.may_end = Event(), Event()
        request = RequestFactory().get("/")
        request.asked = self  # type: ignore[attr-defined] # for the view below
        self.thread = Thread(target=site, args=[request], daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.may_end.set()
        self.thread.join(LONG)


def view(request: HttpRequest) -> HttpResponse:
    asked = request.asked  # type: ignore[attr-defined]
    asked.began.set()
    assert asked.may_end.wait(LONG)
    return HttpResponse()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes too long in these tests."""
    monkeypatch.setattr(concurrency, "LONGEST_SECONDS", LONG)


@pytest.mark.usefixtures("patience")
def test_a_request_waits_until_the_one_before_it_is_answered() -> None:
    site = OneAtATime(view)
    first = Asked(site)
    assert first.began.wait(LONG)
    second = Asked(site)
    assert not second.began.wait(SOON)
    first.end()
    assert second.began.wait(LONG)
    second.end()


def test_nobody_waits_for_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "LONGEST_SECONDS", SOON)
    site = OneAtATime(view)
    stuck = Asked(site)
    assert stuck.began.wait(LONG)
    monkeypatch.setattr(concurrency, "LONGEST_SECONDS", LONG)
    second = Asked(site)
    assert second.began.wait(LONG)
    # The turn is of the second now; when the one that was stuck ends, it gives away no turn.
    stuck.end()
    third = Asked(site)
    assert not third.began.wait(SOON)
    second.end()
    assert third.began.wait(LONG)
    third.end()


@pytest.mark.usefixtures("patience")
def test_a_fault_ends_the_turn_too() -> None:
    def broken(_request: HttpRequest) -> HttpResponse:
        raise ValueError("a fault")

    site = OneAtATime(broken)
    for _time in range(2):
        with pytest.raises(ValueError, match="a fault"):
            site(RequestFactory().get("/"))
