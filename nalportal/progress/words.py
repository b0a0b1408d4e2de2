"""What the words of the register mean: said once, for the pages, the workbook and /begrippen/.

What a published report defines itself stands in that report, and counts there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Word:
    """A word as the screens have it, and what it means in a sentence or two."""

    key: str
    title: Promise
    text: Promise


WORDS = {
    key: Word(key, title, text)
    for key, title, text in (
        ("gestart", _("In ontwikkeling"), _("Er wordt aan gewerkt, er ligt nog geen tekst.")),
        ("concept", _("Concept"), _("Er ligt een tekst, nog geen besluit.")),
        ("vastgesteld", _("Vastgesteld"), _("Het bestuur heeft het besluit genomen.")),
        ("ingetrokken", _("Ingetrokken"), _("Het geldt niet meer. Wat er stond blijft te zien.")),
        ("geen", _("Geen"), _("Iemand heeft bevestigd dat er niets is.")),
        (
            "niet-vastgesteld",
            _("Niet vastgesteld"),
            _("Alleen is bekend dat er geen besluit is. Wie weet hoe ver het is, kiest een stand."),
        ),
        ("pm", _("pm"), _("Het bestaat, maar de gegevens volgen nog. Het is geen nul.")),
        ("ja", _("Ja"), _("De gemeente doet mee.")),
        ("nee", _("Nee"), _("De gemeente doet niet mee.")),
        (
            "onbekend",
            _("Onbekend"),
            _("Er is niets vastgelegd. Dat is geen nee en geen nul."),
        ),
        (
            "uiterlijk",
            _("Uiterlijk"),
            _("Op deze dag was het zo, maar het kan ook eerder zijn gebeurd."),
        ),
        (
            "herijken",
            _("Herijken"),
            _("Opnieuw bekijken of het beleid nog klopt."),
        ),
        ("verlopen", _("Verlopen"), _("De dag waarvóór het herijkt moest zijn, is voorbij.")),
        ("gerealiseerd", _("Gerealiseerd"), _("Een mijlpaal die klaar is.")),
        ("planning", _("Planning"), _("Een mijlpaal waaraan nog wordt gewerkt.")),
        (
            "aandachtspunt",
            _("Aandachtspunt"),
            _("Wat bij de uitvoering aandacht vraagt, tot het is opgelost."),
        ),
        (
            "ongewijzigd-bevestigen",
            _("Ongewijzigd bevestigen"),
            _("Zeggen dat nog klopt wat er staat. Er verandert niets, alleen de dag erbij."),
        ),
        ("doorlopend", _("Doorlopend"), _("Het werk gaat door, zonder einddatum.")),
        (
            "nog-te-bepalen",
            _("Nog te bepalen (n.t.b.)"),
            _("Er komt een datum, maar die is er niet."),
        ),
        (
            "prognose",
            _("Prognose"),
            _("Een verwachting: laag, midden of hoog. Het is geen meting en geen doel."),
        ),
        ("streefwaarde", _("Streefwaarde"), _("Het doel dat is afgesproken voor een jaar.")),
        ("ten-minste", _("Ten minste"), _("Niet alles is bekend. Het zijn er zeker zoveel.")),
        ("ongeveer", _("Ongeveer"), _("De bron heeft het cijfer afgerond of geschat.")),
        (
            "bron-wisselt",
            _("Bron wisselt"),
            _("Vanaf hier telt een andere bron anders. Vergelijk de cijfers ervoor en erna niet."),
        ),
    )
}


def words_of(keys: Iterable[str]) -> list[Word]:
    """These words, in the order in which they are asked for."""
    return [WORDS[key] for key in keys]
