"""Where the pages of an edition are: permanent addresses per round and per version, those of the
concept of a round, or "nu"."""

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

CONCEPT: Literal["concept"] = "concept"

# Of a round: a version that was frozen, what freezing it now would give, or the newest version.
Version = int | Literal["concept"] | None


@dataclass(frozen=True)
class Address:
    """The root of an edition's pages.

    ``slug`` None is "nu"; ``version`` None is the newest version of the round.
    """

    slug: str | None
    version: Version = None

    def to(self, name: str, **more: str) -> str:
        """The address of one page, by its name in ``urls.py``."""
        where: dict[str, str | int] = dict(more)
        if self.version == CONCEPT:
            return reverse(name, kwargs=where | {"round": self.slug or ""})
        if self.slug is not None:
            where["slug"] = self.slug
        if self.version is not None:
            where["version"] = self.version
        return reverse(name, kwargs=where)

    def unit(self, kind: str, slug: str) -> str:
        """The page of a unit; the national unit stands on top of the page of all regions."""
        if kind == "landelijk":
            return self.regions
        if kind == "regio":
            return self.to("region", region=slug)
        return self.to("workgroup", group=slug)

    def unit_pdf(self, slug: str) -> str:
        return self.to("unit-pdf", unit=slug)

    def unit_docx(self, slug: str) -> str:
        return self.to("unit-docx", unit=slug)

    def indicator(self, slug: str) -> str:
        return self.to("indicator", indicator=slug)

    def coverage_of(self, region: str) -> str:
        return self.to("coverage-region", region=region)

    def municipality(self, code: str) -> str:
        return self.to("municipality", code=code)

    @property
    def report(self) -> str:
        return self.to("report")

    @property
    def regions(self) -> str:
        return self.to("regions")

    @property
    def workgroups(self) -> str:
        return self.to("workgroups")

    @property
    def indicators(self) -> str:
        return self.to("indicators")

    @property
    def municipalities(self) -> str:
        return self.to("municipalities")

    @property
    def side_by_side(self) -> str:
        return self.to("side-by-side")

    @property
    def country(self) -> str:
        return self.to("country")

    @property
    def differences(self) -> str:
        return self.to("differences")

    @property
    def downloads(self) -> str:
        return self.to("downloads")

    @property
    def pdf(self) -> str:
        return self.to("pdf")

    @property
    def docx(self) -> str:
        return self.to("docx")

    @property
    def json(self) -> str:
        return self.to("json")

    @property
    def xlsx(self) -> str:
        return self.to("xlsx")

    @property
    def csv(self) -> str:
        return self.to("csv")
