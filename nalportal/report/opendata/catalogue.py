"""What is published, for catalogues of data: DCAT-AP-NL 3.0 as a graph."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from nalportal.contact import LICENCES
from nalportal.dutch import long_date

from ..addresses import Address
from ..editions import RoundEntry
from ..labels import PUBLISHER
from .resources import TIDY

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGE = "nl"


class _File(NamedTuple):
    title: str
    address: str
    media: str  # by IANA
    type: str  # by the list of file types of the EU


def catalogue(rounds: Iterable[RoundEntry]) -> Graph:
    """The catalogue with a dataset per published round, one over all rounds, and the interface."""
    made, told = _Catalogue(), tuple(rounds)
    for entry in told:
        made.add_round(entry)
    made.add_over_rounds([entry.reference_on for entry in told])
    return made.graph


class _Catalogue:
    """Builds the graph; all in it has an address, so the same comes out each time."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.graph.bind("vcard", VCARD)
        self.root = self._ours("/open-data/catalogus#catalogus")
        self.publisher = self._ours("/open-data/catalogus#uitgever")
        self.contact = self._ours("/contact/#contact")
        self.interface = self._ours("/api/v1/#interface")
        self.licence = self._licence()
        self._about_us()

    def add_round(self, entry: RoundEntry) -> None:
        """One round, with the files of its newest version."""
        urls = Address(entry.slug, entry.version)
        day = long_date(entry.reference_on)
        title = _("Voortgang laadinfrastructuur: {title}").format(title=entry.title)
        dataset = self._dataset(
            self._ours(f"{Address(entry.slug).report}#gegevens"),
            title,
            _("De stand van zaken van de Nationale Agenda Laadinfrastructuur op {day}.").format(
                day=day
            ),
            [
                _File("CSV", urls.csv, "text/csv", "CSV"),
                _File(
                    "XLSX",
                    urls.xlsx,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    "XLSX",
                ),
                _File("JSON", urls.json, "application/json", "JSON"),
                _File("PDF", urls.pdf, "application/pdf", "PDF"),
            ],
        )
        self._add(dataset, DCAT.landingPage, self._ours(urls.report))
        self._add(dataset, URIRef(f"{DCAT}version"), Literal(str(entry.version)))
        self._add_period(dataset, entry.reference_on, entry.reference_on)
        self._add_answers(dataset, f"/api/v1/rondes/{entry.slug}", title)
        if entry.published_at:
            moment = Literal(entry.published_at.isoformat(), datatype=XSD.dateTime)
            self._add(dataset, DCTERMS.issued, moment)

    def add_over_rounds(self, days: Sequence[date]) -> None:
        """The rows of all rounds together; ``days`` are those at which they tell how it stood."""
        files = [
            _File(str(one.title), reverse("tidy", args=[one.name]), "text/csv", "CSV")
            for one in TIDY
        ]
        title = _("Voortgang laadinfrastructuur: alle rondes")
        about = _("Mijlpalen, standen van beleid en cijfers van alle rondes, een rij per feit.")
        dataset = self._dataset(self._ours("/open-data/#alle-rondes"), title, about, files)
        self._add_answers(dataset, "/api/v1/rondes", title)
        if days:
            self._add_period(dataset, min(days), max(days))

    # --------------------------------------------------------------------------- the parts

    def _about_us(self) -> None:
        self._add(self.root, RDF.type, DCAT.Catalog)
        self._name(
            self.root, _("Voortgang laadinfrastructuur"), _("Alles wat hier als gegevens is.")
        )
        self._add(self.root, DCTERMS.publisher, self.publisher)
        self._add(self.root, DCAT.contactPoint, self.contact)
        self._add(self.root, DCTERMS.license, self.licence)
        self._add(self.root, FOAF.homepage, self._ours("/open-data/"))
        self._add(self.root, DCAT.service, self.interface)
        self._add(self.root, DCTERMS.creator, self.publisher)
        self._in_dutch(self.root)
        self._add(self.publisher, RDF.type, FOAF.Agent)
        self._add(self.publisher, FOAF.name, Literal(PUBLISHER, lang=LANGUAGE))
        self._add(self.contact, RDF.type, VCARD.Kind)
        self._add(self.contact, RDF.type, VCARD.Organization)
        self._add(self.contact, VCARD.fn, Literal(PUBLISHER, lang=LANGUAGE))
        self._add(self.contact, VCARD.hasEmail, URIRef(f"mailto:{settings.CONTACT_EMAIL}"))
        self._add_interface()

    def _add_interface(self) -> None:
        service = self.interface
        self._add(service, RDF.type, DCAT.DataService)
        self._name(service, _("Interface"), _("De gepubliceerde rapporten vanuit een programma."))
        self._add(service, DCTERMS.identifier, Literal(str(service)))
        self._add(service, DCTERMS.publisher, self.publisher)
        self._add(service, DCTERMS.creator, self.publisher)
        self._add(service, DCAT.contactPoint, self.contact)
        self._add(service, DCAT.theme, self._theme())
        self._add(service, DCTERMS.accessRights, self._public())
        self._in_dutch(service)
        self._add(service, DCTERMS.license, self.licence)
        self._add(service, DCAT.endpointURL, self._resource("/api/v1"))
        self._add(service, DCAT.endpointDescription, self._resource(reverse("api:openapi-json")))

    def _dataset(self, dataset: URIRef, title: str, about: str, files: Iterable[_File]) -> URIRef:
        self._add(self.root, DCAT.dataset, dataset)
        self._add(dataset, RDF.type, DCAT.Dataset)
        self._name(dataset, title, about)
        self._add(dataset, DCTERMS.identifier, Literal(str(dataset)))
        self._add(dataset, DCTERMS.publisher, self.publisher)
        self._add(dataset, DCTERMS.creator, self.publisher)
        self._add(dataset, DCAT.contactPoint, self.contact)
        self._add(dataset, DCAT.theme, self._theme())
        self._add(dataset, DCTERMS.accessRights, self._public())
        self._add(dataset, FOAF.page, self._resource("/open-data/"))
        self._in_dutch(dataset)
        for file in files:
            self._add(dataset, DCAT.distribution, self._distribution(file, title))
        return dataset

    def _distribution(self, file: _File, of: str) -> URIRef:
        address = self._resource(file.address)
        made = URIRef(f"{address}#bestand")
        self._add(made, RDF.type, DCAT.Distribution)
        self._name(made, f"{of} ({file.title})", file.title)
        self._add(made, DCAT.accessURL, address)
        self._add(made, DCAT.downloadURL, address)
        self._in_form(made, file.media, file.type)
        return made

    def _add_answers(self, dataset: URIRef, path: str, of: str) -> None:
        """The data set as the interface answers it."""
        address = self._resource(path)
        made = URIRef(f"{address}#antwoord")
        self._add(made, RDF.type, DCAT.Distribution)
        self._name(made, f"{of} (API)", _("Dezelfde gegevens uit de interface."))
        self._add(made, DCAT.accessURL, address)
        self._add(made, DCAT.accessService, self.interface)
        self._in_form(made, "application/json", "JSON")
        self._add(dataset, DCAT.distribution, made)
        self._add(self.interface, DCAT.servesDataset, dataset)

    def _in_form(self, distribution: URIRef, media_type: str, file_type: str) -> None:
        self._add(distribution, DCTERMS.license, self.licence)
        media, kind = URIRef(MEDIA + media_type), URIRef(f"{AUTHORITY}file-type/{file_type}")
        self._add(media, RDF.type, DCTERMS.MediaType)
        self._add(kind, RDF.type, DCTERMS.MediaTypeOrExtent)
        self._add(distribution, DCAT.mediaType, media)
        self._add(distribution, DCTERMS["format"], kind)

    def _add_period(self, dataset: URIRef, first: date, last: date) -> None:
        period = URIRef(f"{dataset}-peildatum")
        self._add(period, RDF.type, DCTERMS.PeriodOfTime)
        for name, day in ((DCAT.startDate, first), (DCAT.endDate, last)):
            self._add(period, name, Literal(day.isoformat(), datatype=XSD.date))
        self._add(dataset, DCTERMS.temporal, period)

    def _theme(self) -> URIRef:
        theme = URIRef(f"{AUTHORITY}data-theme/TRAN")
        self._add(theme, RDF.type, SKOS.Concept)
        self._add(theme, SKOS.prefLabel, Literal("Vervoer", lang=LANGUAGE))
        return theme

    def _public(self) -> URIRef:
        rights = URIRef(f"{AUTHORITY}access-right/PUBLIC")
        self._add(rights, RDF.type, DCTERMS.RightsStatement)
        return rights

    def _licence(self) -> URIRef:
        known = LICENCES.get(settings.LICENCE)
        licence = URIRef(known) if known else self._ours("/open-data/#licentie")
        self._add(licence, RDF.type, DCTERMS.LicenseDocument)
        name = settings.LICENCE or _("Nog niet vastgesteld door de uitgever.")
        self._add(licence, RDFS.label, Literal(name, lang=LANGUAGE))
        return licence

    def _in_dutch(self, subject: URIRef) -> None:
        language = URIRef(f"{AUTHORITY}language/NLD")
        self._add(language, RDF.type, DCTERMS.LinguisticSystem)
        self._add(subject, DCTERMS.language, language)
        for word in ("laadinfrastructuur", "laadpunten", "elektrisch vervoer"):
            self._add(subject, DCAT.keyword, Literal(word, lang=LANGUAGE))

    def _name(self, subject: URIRef, title: str, about: str) -> None:
        self._add(subject, DCTERMS.title, Literal(title, lang=LANGUAGE))
        self._add(subject, DCTERMS.description, Literal(about, lang=LANGUAGE))

    def _resource(self, path: str) -> URIRef:
        found = self._ours(path)
        self._add(found, RDF.type, RDFS.Resource)
        return found

    def _ours(self, path: str) -> URIRef:
        return URIRef(f"{settings.SITE_URL}{path}")

    def _add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, value))
