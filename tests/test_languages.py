"""Nothing that is remembered in one language is shown in another.

What looks for caches here reads the code, so one that is added tomorrow has to be told: it keeps
its results per language, or it holds no words.
"""

import ast
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import caches
from django.test import Client
from django.utils.translation import gettext

from indicators.charts import coverage_chart, rate_charts, ratio_charts
from indicators.charts import numbers as chart_numbers
from indicators.memoize import once_per_value
from nalportal.report.editions import Edition
from nalportal.report.model import Report
from nalportal.report.payload import load
from nalportal.report.tables import all_tables, contents, figure_lines
from nalportal.report.web.tags.tables import break_notes, show_table, source_notes
from nalportal.report.web.views.downloads import csv_bytes, xlsx_bytes

from . import pseudo

ROOMS = ("nalportal", "regions", "workgroups", "indicators")
FILES = [
    file
    for room in ROOMS
    for file in sorted((project.BASE_DIR / room).rglob("*.py"))
    if "migrations" not in file.parts
]
MARK = "\u2039"

# What is remembered by ``functools`` itself, without a language.
WITHOUT_WORDS = {
    "nalportal/accounts/passwords.py: _words": "words that nobody is shown",
    "regions/maps.py: _shipped": "outlines",
    "indicators/charts/drawing.py: _drawer": "versions",
    "indicators/entry/periods.py: span_of": "days",
    "indicators/memoize.py: kept": "has the language in its key",
    "indicators/reports/cache.py: _question": "a query",
    "nalportal/names.py: same_key": "a name without what people write otherwise",
    "nalportal/records/search.py: _written": "the words of a text, as they are looked for",
    "indicators/reports/cache.py: collected_at": "rows of the register",
    "regions/maps.py: _imported": "outlines",
    "regions/maps.py: simplified": "outlines",
    "regions/reports/territory.py: sort_key": "the name that is given",
    "nalportal/dutch.py: _month_names": "has the language in its key",
    "nalportal/palette.py: colours": "colours",
    "nalportal/report/editions.py: _latest_publication_and_change": "a query",
    "nalportal/report/editions.py: _references": "references",
    "nalportal/report/editions.py: frozen_report": "codes, figures and texts of people",
    "nalportal/report/icons.py: drawing": "a drawing",
    "nalportal/report/opendata/views.py: _schema": "names of types",
    "nalportal/report/web/tags/policy.py: _status": "has the language in its key",
    "nalportal/report/opendata/known.py: _told_by": "the language is part of the key",
    "regions/rules.py: _words_of": "the language is part of the key",
    "regions/step_files.py: _day_said": "a date as files have it",
    "nalportal/report/paper/columns.py: _advance": "a width",
    "nalportal/report/paper/columns.py: _typeface": "a font",
    "nalportal/report/paper/columns.py: _word": "a width",
    "nalportal/report/paper/drawings.py: icons": "drawings",
    "nalportal/report/paper/glyphs.py: printable": "a font",
    "nalportal/report/paper/glyphs.py: _shown": "the text that is given",
    "nalportal/report/paper/typst_process.py: sources": "templates",
    "nalportal/report/web/asking.py: _is_taken": "kinds of answers",
    "nalportal/report/web/kept.py: _read_at": "names in addresses",
    "nalportal/report/web/tags/tables.py: _bar": "lengths",
    "nalportal/report/web/tags/tables.py: _class": "a class of styles",
    "nalportal/report/web/tags/tables.py: _stage": "the text that is given",
}
# Where something goes into a cache of Django.
DJANGO_CACHES = {
    "indicators/charts/drawing.py": "the key is a hash of all that is drawn, words too",
    "nalportal/accounts/audit.py": "a key, and that an attempt was told",
    "nalportal/accounts/forms.py": "that a code was used",
    "nalportal/operations/health.py": "that a cache works",
    "nalportal/pages/jobs.py": "how many steps were done",
    "nalportal/pages/uploads.py": "what somebody sent, until it is confirmed",
    "nalportal/report/web/charts.py": "that charts failed, in whatever language",
    "nalportal/report/web/kept.py": "pages: tested here",
    "nalportal/report/web/limits.py": "how often an address asked",
    "nalportal/report/opendata/views.py": "the key has the language",
    "nalportal/report/web/views/downloads.py": "files: tested here",
    "nalportal/report/web/one_at_a_time.py": "that a document failed, by a name with its language",
    "nalportal/report/word/pictures.py": "the key is a hash of all that is drawn, words too",
}


def named(file: Path) -> str:
    return str(file.relative_to(project.BASE_DIR))


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    return (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef))


def decorated_with(function: ast.FunctionDef) -> set[str]:
    called = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return {ast.unparse(name).rpartition(".")[2] for name in called}


def test_what_python_remembers_without_a_language_has_no_words() -> None:
    found = {
        f"{named(file)}: {function.name}"
        for file in FILES
        for function in functions(file)
        if decorated_with(function) & {"cache", "lru_cache"}
    }
    assert found == set(WITHOUT_WORDS)


def test_what_goes_into_a_cache_of_django_is_known() -> None:
    writes = {"set", "add", "set_many", "get_or_set"}
    found = {
        named(file)
        for file in FILES
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in writes
        and "cache" in ast.unparse(call.func.value)
    }
    assert found == set(DJANGO_CACHES)


def test_no_template_keeps_a_part_of_itself() -> None:
    templates = (project.BASE_DIR / "templates").rglob("*.html")
    assert [file.name for file in templates if "{% cache " in file.read_text()] == []


# -------------------------------------------------------------------------- what is remembered


def test_what_is_made_of_a_value_is_remembered_per_language() -> None:
    made = []

    @once_per_value(keep=4)
    def told(value: object) -> str:
        made.append(value)
        return gettext("Totaal")

    value = object()
    with pseudo.spoken():
        assert told(value) == told(value) == "‹Totaal›"
    assert told(value) == told(value) == "Totaal"
    assert made == [value, value]


@pytest.fixture(scope="module")
def report() -> Report:
    """With charts and tables of every kind; fictitious."""
    stored = Path(__file__).parent / "report/payloads/schema-3.json.gz"
    return load(gzip.decompress(stored.read_bytes()))


REMEMBERED: dict[str, Callable[[Report], object]] = {
    "tables": lambda report: [table.title for table in all_tables(report)],
    "contents": lambda report: [chapter.title for chapter in contents(report)],
    "figures": lambda report: [line.measure for line in figure_lines(report)],
    "tables on a page": lambda report: [show_table(t) for t in all_tables(report) if t.on_page],
    "sources": source_notes,
    "breaks": break_notes,
    "chart of table 1": lambda report: ratio_charts(report.indicators.ratio),
    "chart of table 2": lambda report: rate_charts(report.indicators.rate),
    "chart of the stock": lambda report: coverage_chart(report.indicators.coverage),
    "numbers of the stock": lambda report: chart_numbers.stock(report.indicators.coverage),
    "numbers per month": lambda report: chart_numbers.placed(report.indicators.coverage),
}


@pytest.mark.parametrize("name", REMEMBERED)
def test_what_is_shown_follows_the_language(report: Report, name: str) -> None:
    made = REMEMBERED[name]
    before = repr(made(report))
    with pseudo.spoken():
        between = repr(made(report))
    assert MARK not in before
    assert MARK in between
    assert repr(made(report)) == before


# ------------------------------------------------------------------ what is kept between requests


@pytest.fixture
def kept(settings: Any) -> Iterator[None]:
    """With a real cache for pages and for files."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    memory = {name: {"BACKEND": backend, "LOCATION": name} for name in ("pages", "files")}
    settings.CACHES = {**settings.CACHES, **memory}
    for name in memory:
        caches[name].clear()
    yield
    for name in memory:
        caches[name].clear()


@pytest.mark.django_db
@pytest.mark.parametrize("made", [xlsx_bytes, csv_bytes])
def test_a_kept_file_is_of_one_language(
    kept: None, edition: Edition, made: Callable[[Edition], bytes]
) -> None:
    before = made(edition)
    with pseudo.spoken():
        between = made(edition)
        assert made(edition) == between
    assert made(edition) == before != between


@pytest.mark.django_db
def test_a_kept_page_is_of_one_language_and_so_is_its_etag(kept: None, edition: Edition) -> None:
    page = f"/rondes/{edition.report.slug}/regios/"
    before = Client().get(page)
    with pseudo.spoken():
        between = Client().get(page)
    assert MARK in between.text
    assert MARK not in before.text
    assert f'<html lang="{pseudo.LANGUAGE}"' in between.text
    assert between.headers["ETag"] != before.headers["ETag"]
    again = Client().get(page)
    assert (again.content, again.headers["ETag"]) == (before.content, before.headers["ETag"])
