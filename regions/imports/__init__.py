"""The files of regions and municipalities: territory, policy steps and reported counts."""

from nalportal.exchange.resources import RegisterResource

from .policy import InstrumentResource, ReportedCountResource, StepResource
from .territory import (
    AgreementResource,
    AliasResource,
    MembershipResource,
    MunicipalityCell,
    MunicipalityResource,
    RegionCell,
    RegionResource,
    ReorganisationResource,
)

__all__ = ["RESOURCES", "MunicipalityCell", "RegionCell"]

# The name of a file to its importer, in the order in which the files need each other.
RESOURCES: dict[str, type[RegisterResource]] = {
    "regions": RegionResource,
    "agreements": AgreementResource,
    "municipalities": MunicipalityResource,
    "aliases": AliasResource,
    "memberships": MembershipResource,
    "reorganisations": ReorganisationResource,
    "instruments": InstrumentResource,
    "steps": StepResource,
    "reported_counts": ReportedCountResource,
}
