"""Help per task: what to do, step by step, and where it is done. Why in words: decision 54."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Task:
    """One thing that people come to do. ``page`` is the name of the page where they begin."""

    slug: str
    title: Any
    lead: Any
    page: str
    steps: tuple[Any, ...]


TASKS = (
    Task(
        "mijlpalen",
        _("Mijlpalen bijwerken"),
        _("Zeg wat klaar is, wat verschoof en wat nieuw is."),
        "milestones",
        (
            _("Ga naar Mijlpalen. U ziet de mijlpalen van uw regio of werkgroep."),
            _("Is een mijlpaal klaar? Kies in haar regel Gerealiseerd melden. Vul in wanneer."),
            _("Is de datum verschoven? Kies Verschuiven en zeg waarom."),
            _("Klopt alles nog? Kruis de mijlpalen aan en kies Ongewijzigd bevestigen."),
            _("Nieuw? Kies Mijlpaal toevoegen, of Meerdere toevoegen om een lijst te plakken."),
        ),
    ),
    Task(
        "mijlpalen-bestand",
        _("Mijlpalen in een bestand"),
        _("Werk uw lijst bij in Excel en lees haar weer in."),
        "milestones-import",
        (
            _("Haal de lijst op bij Mijlpalen, onderaan: XLSX of CSV."),
            _("Wijzig wat anders is. Een lege cel laat staan wat er staat."),
            _("Bewaart u in Excel? Neem XLSX: in een CSV wordt een titel als 1-2 een datum."),
            _("Een regel zonder kenmerk is een nieuwe mijlpaal."),
            _("Kies het bestand bij Importeren. U ziet eerst wat er verandert."),
            _("Heeft u eigen kolommen? Zeg in het voorbeeld welke kolom wat is."),
            _("Klopt het? Kies Deze wijzigingen opslaan."),
        ),
    ),
    Task(
        "beleid",
        _("Beleid van gemeenten invullen"),
        _("Vul voor al uw gemeenten tegelijk in wat zij hebben."),
        "policy-grid",
        (
            _("Ga naar Gemeenten en beleid, en dan Invullen."),
            _("Typ in een cel de stand en de datum, zoals v 15-10-2021. De V is Vastgesteld."),
            _("Weet u de dag niet? Typ een maand, een jaar, of laat de datum weg: uiterlijk."),
            _("Plak een blok uit Excel vanaf de cel waarin u staat."),
            _("Kies Opslaan. Wat niet kan, blijft staan met de reden erbij."),
        ),
    ),
    Task(
        "werkblad",
        _("Beleid in een werkblad"),
        _("Vul het werkblad van uw regio in en lees het weer in."),
        "policy-import",
        (
            _("Ga naar Gemeenten en beleid, en dan Importeren. Haal het werkblad op."),
            _("Vul per gemeente de stand, de datum en het document in."),
            _("Laat de grijze cellen en de koppen staan. Eigen kolommen en bladen mogen."),
            _("Weghalen doet u met het woord Onbekend. Een lege cel wijzigt niets."),
            _("Kies het bestand bij Importeren. U ziet eerst wat er verandert."),
        ),
    ),
    Task(
        "documenten",
        _("Veel documenten tegelijk"),
        _("Lees een lijst van besluiten in, of plak haar."),
        "policy-documents-import",
        (
            _("Ga naar Gemeenten en beleid, dan Documenten, dan Documenten importeren."),
            _("Kies een bestand met een regel per document, of plak de lijst."),
            _("Noem de gemeenten met een | ertussen. Hebben zij eigen datums? Dan een regel elk."),
            _("Is de dag van vaststelling niet bekend, vul dan in wanneer het in werking ging."),
            _("Kijk na welke kolom wat is, en kies Deze documenten opslaan."),
        ),
    ),
    Task(
        "bekendmakingen",
        _("Documenten uit de bekendmakingen"),
        _("Vergelijk uw documenten met CVDR en officiële bekendmakingen."),
        "policy-documents-import",
        (
            _("Bewaar de lijst uit CVDR of officiële bekendmakingen, of kopieer de kenmerken."),
            _("Kies het bestand bij Documenten importeren, of plak de kenmerken."),
            _("Wat leeg was wordt ingevuld. Wat verschilt, ziet u apart: dat blijft staan."),
            _("Kruis de voorstellen aan die kloppen. De andere worden niet vastgelegd."),
            _("Kies Deze documenten opslaan."),
        ),
    ),
    Task(
        "inleveren",
        _("Inleveren"),
        _("Laat het ministerie weten dat uw regio of werkgroep klaar is."),
        "start-overview",
        (
            _("Ga naar Mijn rapportage. U ziet wat er nog moet gebeuren."),
            _("Loop de lijst na. Wat verplicht is, moet eerst."),
            _("Lees het concept van het rapport."),
            _("Kies Inleveren. Daarna wijzigt u niets meer tot het ministerie heeft gekeken."),
            _("Krijgt u het terug? Dan staat bij elke opmerking waar het om gaat."),
        ),
    ),
)
BY_SLUG = {task.slug: task for task in TASKS}
