"""Regions, municipalities and table 3: collected with queries, assembled without."""

from .entries import (
    Footnote,
    InstrumentEntry,
    MunicipalityEntry,
    PolicyCell,
    PolicyRow,
    PolicyTable,
    RegionReport,
    ReorganisationEntry,
    StatusEntry,
    TerritoryReport,
)
from .rows import (
    CountRow,
    MemberRow,
    MergerRow,
    RegionRow,
    TerritoryData,
    collect_territory,
    territory_on,
)
from .table import assemble_policy_table, contradicts, total_row
from .territory import (
    assemble_municipalities,
    assemble_territory,
    coverage_in_words,
    display_name,
    plain,
    sort_key,
)

__all__ = [
    "CountRow",
    "Footnote",
    "InstrumentEntry",
    "MemberRow",
    "MergerRow",
    "MunicipalityEntry",
    "PolicyCell",
    "PolicyRow",
    "PolicyTable",
    "RegionReport",
    "RegionRow",
    "ReorganisationEntry",
    "StatusEntry",
    "TerritoryData",
    "TerritoryReport",
    "assemble_municipalities",
    "assemble_policy_table",
    "assemble_territory",
    "collect_territory",
    "contradicts",
    "coverage_in_words",
    "display_name",
    "plain",
    "sort_key",
    "territory_on",
    "total_row",
]
