"""The longest files first, so that two processes are done at about the same moment.

Left alone, xdist begins with the files that have the most tests; those with one long walk, or 200
random reports, then come last, and one process waits a minute for the other.
"""

from pathlib import Path

import pytest

# Files of about ten seconds and more, the longest first; pytest's --durations tells which.
LONG = [
    "report/test_site_in_browser.py",
    "test_rights.py",
    "operations/test_moving.py",
    "report/parity/test_parity.py",
    "test_html_valid.py",
    "report/test_verapdf.py",
    "accounts/test_second_factor_browser.py",
    "test_hostile_input.py",
    "desk/test_keyboard_walk.py",
    "accounts/test_sessions_browser.py",
    "desk/test_whole_round.py",
    "regions/test_browser_recording.py",
    "report/test_load_nal_2020.py",
    "report/test_coverage_browser.py",
    "report/test_coverage_pages.py",
    "indicators/test_browser_entry.py",
    "progress/test_browser.py",
    "admin/test_pages.py",
    "report/test_pdf_render.py",
    "report/test_table_roles.py",
    "report/parity/test_tables.py",
    "report/test_pages.py",
    "desk/test_letters_that_are_right.py",
    "admin/test_two_people.py",
    "upgrades/test_upgrades.py",
]
HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {HERE / name: place for place, name in enumerate(LONG)}
    assert all(path.is_file() for path in places), "a file in LONG has another name now"
    items.sort(key=lambda item: places.get(item.path, len(LONG)))
