"""Tables of the report's pages."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from regions.models import Stage
from regions.reports import MunicipalityEntry, TerritoryReport, sort_key
from regions.status import UNKNOWN

# How far a municipality is, from most to least; what is not known comes last.
STAGE_ORDER = (
    Stage.ADOPTED,
    Stage.YES,
    Stage.DRAFT,
    Stage.STARTED,
    Stage.REPEALED,
    Stage.NOT_ADOPTED,
    Stage.NONE,
    Stage.NO,
    Stage.PM,
    UNKNOWN,
)


class StatusColumn(tables.TemplateColumn):
    """The status of one instrument: icon and word, sorted by how far it is."""

    def __init__(self, instrument: str, **kwargs: Any) -> None:
        super().__init__(
            template_name="report/municipality_status.html",
            accessor=f"status_{instrument}",
            order_by=f"order_{instrument}",
            empty_values=(),
            **kwargs,
        )


class MunicipalityTable(tables.Table):
    """Municipalities × instruments of one report."""

    name = tables.TemplateColumn(
        template_name="report/municipality_name.html",
        verbose_name=_("Gemeente"),
        order_by="sort_key",
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


def _row(entry: MunicipalityEntry, region_names: dict[str, str]) -> dict[str, object]:
    row: dict[str, object] = {
        "sort_key": sort_key(entry.name, entry.code),
        "name": entry.name,
        "code": entry.code,
        "region": region_names.get(entry.region, entry.region),
        "province": entry.province,
    }
    for found in entry.statuses:
        row[f"status_{found.instrument}"] = found.status
        row[f"order_{found.instrument}"] = STAGE_ORDER.index(found.status.stage)
    return row
