"""Which numbers a text gives as figures: counts and percentages, and nothing that only has digits.

Pages, articles and tables, days and years, ages, sums of money and ranges are none, so that the
list before freezing asks only about what a reader takes for a figure of the report.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nalportal.dutch import MONTHS

PERCENT = "%"


@dataclass(frozen=True)
class ToldNumber:
    """A number as a figure has it: its value, and ``%`` or no unit."""

    value: Decimal
    unit: str = ""


_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_PERCENT = r"\s*(?:%|procent\b)"
_SHORT = "|".join(month[:3] for month in MONTHS)
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{_SHORT})\.)"
_TO = r"\s*(?:-|–|tot(?: en met)?|t/m|à)\s*"
# What a number behind it says where to look, not how many.
_ONE_PLACE = (
    r"p\.|blz\.|bladzijde|pagina|art\.|artikel|lid|tabel|figuur|kaart|noot|voetnoot|bijlage|"
    r"hoofdstuk|paragraaf|nr\.|nummer|versie|fase|stap|bron|kamerstuk|eind|begin|medio|§"
)
_PLACES = r"pp\.|pagina[’']s|bladzijden|artt\.|artikelen|tabellen|figuren|kaarten|noten|bijlagen"
_PLACES += r"|hoofdstukken|paragrafen|nummers|versies|fasen|stappen|bronnen|kamerstukken"
_AT = r"\d+(?:\.\d+)*[a-z]?\b"
# Measures that no figure of the report has.
_MEASURE = (
    r"(?:jaar|jaren|jarige?|maand(?:en)?|weken|week|(?:werk)?dag(?:en)?|u(?:ur|ren)|"
    r"minu(?:ut|ten)|seconden?|km|kilometers?|meters?|m|[kMGT]?Wh?|volt|ampère|euro|cent|"
    r"miljoen|miljard|mln|mld)\b"
)
_COUNTED = r"(?:(?:semi)?publieke |openbare |nieuwe )*(?:gemeenten|laad|stekker|voertuig|auto)"
_NO_FIGURE = re.compile(
    rf"https?://\S+"
    # Days, and parts of a year.
    rf"|\b\d{{1,4}}[-/]\d{{1,2}}[-/]\d{{1,4}}\b"
    rf"|\b(?:\d{{1,2}}\s+)?{_MONTH}\s+(?:19|20)\d\d\b|\b\d{{1,2}}\s+{_MONTH}"
    rf"|\b[Qq][1-4]\b|\b\d+(?:e|de|ste)\b"
    # Where to look.
    rf"|\b(?:{_PLACES})\s*{_AT}(?:{_TO}{_AT})?(?:,\s*{_AT})*(?:\s+(?:en|of)\s+{_AT})?"
    rf"|(?<!\w)(?:{_ONE_PLACE})\s*{_AT}(?:{_TO}{_AT})?"
    # Measures and money, also as a range; other ranges, but not a change ("van 5 naar 10").
    rf"|(?:€|\beuro)\s*{_NUMBER}"
    rf"|(?<!\w){_NUMBER}(?:(?:{_TO}|\s+(?:en|of)\s+){_NUMBER})?[\s-]*{_MEASURE}"
    rf"|\btussen\s+(?:de\s+)?{_NUMBER}(?:{_PERCENT})?\s+en\s+(?:de\s+)?{_NUMBER}(?:{_PERCENT})?"
    rf"|(?<!van )(?<![\w.,]){_NUMBER}(?:{_PERCENT})?{_TO}{_NUMBER}(?![\w.,]*\d)(?:{_PERCENT})?"
    # Years, unless something is counted: "2045 laadpunten" without its point.
    rf"|(?<![\w.,])(?:19|20)\d\d(?![\w.,]*\d)(?!\s+{_COUNTED})"
    # Names with a digit: A12, ISO-15118, 5G.
    rf"|\b[^\W\d_]+-?\d[\w.-]*|\b\d+[^\W\d_]\w*",
    re.IGNORECASE,
)
_FIGURE = re.compile(rf"({_NUMBER})({_PERCENT})?", re.IGNORECASE)


def numbers_in(text: str) -> Iterator[ToldNumber]:
    """The figures that a text gives, as Dutch writes them."""
    for number, percent in _FIGURE.findall(_NO_FIGURE.sub(" ", text)):
        value = Decimal(number.replace(".", "").replace(",", "."))
        yield ToldNumber(value, PERCENT if percent else "")
