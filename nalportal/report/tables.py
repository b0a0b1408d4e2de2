"""Tables of the report's pages."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from regions.reports import MunicipalityEntry, TerritoryReport
from regions.status import NOTHING_RECORDED, Status


class StatusColumn(tables.TemplateColumn):
    """The status of one instrument: icon and word, sorted by the word."""

    def __init__(self, instrument: str, **kwargs: Any) -> None:
        super().__init__(
            template_name="report/municipality_status.html",
            accessor=f"status_{instrument}",
            empty_values=(),
            **kwargs,
        )


class MunicipalityTable(tables.Table):
    """Municipalities × instruments of one report."""

    name = tables.TemplateColumn(
        template_name="report/municipality_name.html",
        verbose_name=_("Gemeente"),
        attrs={"td": {"class": "row-head"}},
    )
    region = tables.Column(verbose_name=_("NAL-regio"))
    province = tables.Column(verbose_name=_("Provincie"))

    class Meta:
        template_name = "report/sortable_table.html"
        order_by = "name"
        attrs = {"class": "tbl tbl-cards"}


def municipality_table(
    territory: TerritoryReport, entries: list[MunicipalityEntry]
) -> MunicipalityTable:
    """A column per instrument of the report that is shown."""
    names = {region.unit.slug: region.unit.short_name for region in territory.regions}
    columns = [
        (f"status_{entry.slug}", StatusColumn(entry.slug, verbose_name=entry.short_name))
        for entry in territory.instruments
    ]
    return MunicipalityTable([_row(entry, names) for entry in entries], extra_columns=columns)


def _row(entry: MunicipalityEntry, region_names: dict[str, str]) -> dict[str, str | Status]:
    row: dict[str, str | Status] = {
        "name": entry.name,
        "code": entry.code,
        "region": region_names.get(entry.region, entry.region),
        "province": entry.province,
    }
    for found in entry.statuses:
        row[f"status_{found.instrument}"] = found.status or NOTHING_RECORDED
    return row
