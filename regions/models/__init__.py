"""Regions, municipalities through time, and what each municipality has adopted."""

from .actions import ActionKind, PolicyAction, PolicyConfirmation
from .boundaries import BoundarySet
from .policy import (
    RETRACTED,
    AdoptedBy,
    AnswerKind,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    ReportedCount,
    Stage,
)
from .territory import (
    PROVINCE_CODES,
    Municipality,
    MunicipalityAlias,
    Province,
    Region,
    RegionAgreement,
    RegionMembership,
    Reorganisation,
    ReorganisationKind,
    display_name,
)

__all__ = [
    "PROVINCE_CODES",
    "RETRACTED",
    "ActionKind",
    "AdoptedBy",
    "AnswerKind",
    "BoundarySet",
    "Municipality",
    "MunicipalityAlias",
    "PolicyAction",
    "PolicyConfirmation",
    "PolicyDocument",
    "PolicyInstrument",
    "PolicyStep",
    "Province",
    "Region",
    "RegionAgreement",
    "RegionMembership",
    "Reorganisation",
    "ReorganisationKind",
    "ReportedCount",
    "Stage",
    "display_name",
]
