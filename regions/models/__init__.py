"""Regions, municipalities through time, and what each municipality has adopted."""

from .policy import (
    AdoptedBy,
    AnswerKind,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    ReportedCount,
    Stage,
)
from .territory import (
    Municipality,
    MunicipalityAlias,
    Province,
    Region,
    RegionMembership,
    Reorganisation,
    ReorganisationKind,
)

__all__ = [
    "AdoptedBy",
    "AnswerKind",
    "Municipality",
    "MunicipalityAlias",
    "PolicyDocument",
    "PolicyInstrument",
    "PolicyStep",
    "Province",
    "Region",
    "RegionMembership",
    "Reorganisation",
    "ReorganisationKind",
    "ReportedCount",
    "Stage",
]
