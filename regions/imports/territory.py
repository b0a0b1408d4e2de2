"""The files of regions and municipalities, each with the dates between which they hold."""

from collections.abc import Iterator
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import (
    Cell,
    ChoiceCell,
    CodeCell,
    DateCell,
    PartialDateCell,
    Text,
    WholeNumberCell,
)
from nalportal.exchange.columns import Column
from nalportal.exchange.resources import RegisterResource
from nalportal.progress.imports import UnitCell
from nalportal.progress.models import UnitKind

from ..models import (
    Municipality,
    MunicipalityAlias,
    Province,
    Region,
    RegionAgreement,
    RegionMembership,
    Reorganisation,
    ReorganisationKind,
)


class RegionCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Region, "unit__slug", _("de code van een NAL-regio, zoals noord"))


class MunicipalityCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Municipality, "code", _("de code van een gemeente, zoals GM0014"))


class RegionResource(RegisterResource):
    """What makes a reporting unit a region."""

    regio = Column("unit", cell=UnitCell())
    volgorde_in_tabel_3 = Column("table_order", cell=WholeNumberCell())

    related = ("unit",)

    class Meta:
        model = Region
        import_id_fields = ("regio",)

    def check_record(self, instance: Region) -> Iterator[tuple[str, Text]]:
        if instance.unit.kind != UnitKind.REGION:
            yield "regio", _("een onderdeel van de soort regio")


class AgreementResource(RegisterResource):
    """The cooperation agreements of regions, one after another."""

    regio = Column("region", cell=RegionCell())
    overeenkomst = Column("signed_on", "precision", cell=PartialDateCell())
    getekend_met = Column("partners")

    related = ("region__unit",)

    class Meta:
        model = RegionAgreement
        import_id_fields = ("regio", "overeenkomst")


PERIOD_RULE = _("een laatste dag na de eerste")


class MunicipalityResource(RegisterResource):
    """Municipalities, those that are no more included."""

    code = Column("code", cell=Cell(_("een CBS-code, zoals GM0014")))
    naam = Column("name")
    provincie = Column("province", cell=ChoiceCell(Province))
    bestaat_sinds = Column("valid_from", cell=DateCell())
    bestaat_tot = Column("valid_until", cell=DateCell())
    kolom = Column("tile_column", cell=WholeNumberCell())
    rij = Column("tile_row", cell=WholeNumberCell())

    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "municipality_ends_after_it_began": ("bestaat_sinds, bestaat_tot", PERIOD_RULE),
    }

    class Meta:
        model = Municipality
        import_id_fields = ("code",)


class AliasResource(RegisterResource):
    """Other names that sources use."""

    naam = Column("name")
    gemeente = Column("municipality", cell=MunicipalityCell())
    gezien_in = Column("seen_in")

    related = ("municipality",)

    class Meta:
        model = MunicipalityAlias
        import_id_fields = ("naam",)


class MembershipResource(RegisterResource):
    """Which municipality belongs to which region, from when until when."""

    gemeente = Column("municipality", cell=MunicipalityCell())
    regio = Column("region", cell=RegionCell())
    vanaf = Column("valid_from", cell=DateCell())
    tot = Column("valid_until", cell=DateCell())
    noot = Column("note", cell=Cell(long=True))

    related = ("municipality", "region__unit")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "municipality_in_one_region_now": (
            "gemeente, tot",
            _("één regio per gemeente; van de vorige regio is “tot” nog leeg"),
        ),
        "membership_starts_once": ("gemeente, vanaf", _("één regio per gemeente en begindatum")),
        "membership_ends_after_it_began": ("vanaf, tot", PERIOD_RULE),
    }

    def check_record(self, instance: RegionMembership) -> Iterator[tuple[str, Text]]:
        try:
            instance.clean()
        except ValidationError as refused:
            for name, (said, *_more) in refused.message_dict.items():
                yield {"valid_from": "vanaf", "valid_until": "tot"}[name], said

    class Meta:
        model = RegionMembership
        import_id_fields = ("gemeente", "vanaf")


class ReorganisationResource(RegisterResource):
    """Arrows from old to new municipalities."""

    van = Column("old", cell=MunicipalityCell())
    naar = Column("new", cell=MunicipalityCell())
    op = Column("on", cell=DateCell())
    soort = Column("kind", cell=ChoiceCell(ReorganisationKind))

    related = ("old", "new")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "reorganisation_between_two_municipalities": (
            "van, naar",
            _("twee verschillende gemeenten"),
        ),
    }

    class Meta:
        model = Reorganisation
        import_id_fields = ("van", "naar", "op")
