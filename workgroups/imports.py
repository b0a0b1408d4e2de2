"""The files of working groups: parties, groups and who takes part in which."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import Cell, CodeCell, DateCell, NamesCell, Text, WholeNumberCell
from nalportal.exchange.columns import Column, RelatedColumn, Sign
from nalportal.exchange.resources import RegisterResource
from nalportal.progress.imports import UnitCell
from nalportal.progress.models import UnitKind

from .models import Participation, Party, PartyAlias, Workgroup


class PartyCell(CodeCell):
    """The name of a party, or one of its other names."""

    def __init__(self) -> None:
        super().__init__(Party, "name", _("de naam van een bekende partij, zoals NKL"))

    def load(self) -> dict[str, Model]:
        aliases = PartyAlias.objects.select_related("party")
        return {alias.name: alias.party for alias in aliases} | super().load()


class WorkgroupCell(CodeCell):
    def __init__(self) -> None:
        example = _("de code van een werkgroep die er al is, zoals logistiek")
        super().__init__(Workgroup, "unit__slug", example)


def _stored_names(party: Party) -> list[str]:
    return [alias.name for alias in party.aliases.all()]


def _write_names(party: Party, names: Sequence[str], sign: Sign) -> None:
    stored = {alias.name: alias for alias in party.aliases.all()}
    for name in stored.keys() - set(names):
        sign(stored[name])
        stored[name].delete()
    for name in names:
        if name not in stored:
            alias = PartyAlias(party=party, name=name)
            sign(alias)
            alias.save()


class PartyResource(RegisterResource):
    """Who takes part."""

    naam = Column("name", cell=Cell(_("de naam van een partij")))
    afkorting = Column("abbreviation")
    onderdeel = Column("unit", cell=UnitCell())
    ook_genoemd = RelatedColumn(
        "aliases", cell=NamesCell(), stored=_stored_names, write=_write_names
    )

    related = ("unit",)
    prefetched = ("aliases",)

    class Meta:
        model = Party
        import_id_fields = ("naam",)

    def announced(self, row: Mapping[str, str]) -> Iterable[str]:
        return [row["naam"], *(name.strip() for name in row["ook_genoemd"].split("|"))]

    def check_record(self, instance: Party) -> Iterator[tuple[str, Text]]:
        names = self.fields["ook_genoemd"].get_value(instance)
        taken = PartyAlias.objects.filter(name__in=names).exclude(party=instance.pk)
        if taken.exists() or any(len(name) > 100 for name in names):
            yield "ook_genoemd", _("namen van ten hoogste 100 tekens, die geen andere partij heeft")


class WorkgroupResource(RegisterResource):
    """What makes a reporting unit a working group. One that another names comes before it."""

    werkgroep = Column("unit", cell=UnitCell())
    onder_leiding_van = Column("lead", cell=PartyCell())
    hangt_samen_met = Column("related_to", cell=WorkgroupCell())

    related = ("unit", "lead", "related_to__unit")

    class Meta:
        model = Workgroup
        import_id_fields = ("werkgroep",)

    def check_record(self, instance: Workgroup) -> Iterator[tuple[str, Text]]:
        if instance.unit.kind not in {UnitKind.WORKGROUP, UnitKind.THEME}:
            yield "werkgroep", _("een onderdeel van de soort werkgroep of thema")


class ParticipationResource(RegisterResource):
    """Who takes part in which working group, in what order."""

    werkgroep = Column("workgroup", cell=WorkgroupCell())
    plaats = Column("position", cell=WholeNumberCell())
    partij = Column("party", cell=PartyCell())
    gestopt_op = Column("withdrawn_on", cell=DateCell())

    related = ("workgroup__unit", "party")

    class Meta:
        model = Participation
        import_id_fields = ("werkgroep", "partij")


# The name of a file to its importer, in the order in which the files need each other.
RESOURCES: dict[str, type[RegisterResource]] = {
    "parties": PartyResource,
    "workgroups": WorkgroupResource,
    "participations": ParticipationResource,
}
