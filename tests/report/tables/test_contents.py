"""Where things stand in a report: what was cited once has to be found there in every later one."""

from dataclasses import replace

from nalportal.report.tables import all_tables, contents
from nalportal.report.tables.measured import OF_MEASURE, one_moment
from tests.report.parity.reports import full


def test_chapters_keep_their_address() -> None:
    told = contents(replace(full(), foreword=None, summary=None))
    assert [chapter.id for chapter in told] == [
        *("aanleiding", "regios", "werkgroepen", "indicatoren", "begrippen", "bijlagen")
    ]
    annexes = [part.id for part in told[-1].parts]
    assert annexes[-4:] == ["bijlage-gemeenten", "naast-elkaar", "standen", "herijking"]


def test_the_annex_has_a_table_of_municipalities_for_each_region() -> None:
    report = full()
    found = [table for table in all_tables(report) if table.kind == "gemeenten"]
    regions = dict.fromkeys(entry.region for entry in report.territory.municipalities)
    assert {table.id for table in found} >= {f"gemeenten-{region}" for region in regions}
    told = [len(table.rows) for table in found]
    assert sum(told) == len(report.territory.municipalities)


def test_a_chart_of_one_date_is_told_in_words() -> None:
    table = next(one for one in all_tables(full()) if len(one.rows) > 1)
    drawn = replace(table, kind=f"{OF_MEASURE}stand", rows=table.rows[:1], charts="maat")
    assert one_moment(drawn).startswith("Er is één peilmoment.")
    of_two, without_chart = replace(drawn, rows=table.rows[:2]), replace(drawn, charts="")
    printed = replace(drawn, kind="tabel-1")
    assert [one_moment(other) for other in (of_two, without_chart, printed)] == ["", "", ""]
