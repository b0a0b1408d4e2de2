"""The texts of the made-up round that tell figures; those of the round before do so no more."""

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.progress.models import Place, ReportingUnit, ReportText, Round
from nalportal.progress.national_texts import Typed, write_text
from nalportal.progress.texts import Texts, version_of, write
from nalportal.records.history import save_signed
from nalportal.records.versions import SeenVersion
from nalportal.report.editions import all_rounds, edition_concept
from nalportal.report.tables.summary import summary_draft

from . import figures

# In one line, and the text itself.
OF_UNITS = {
    "noord": (
        "Laadvisies gaan voor (fictief)",
        "Fictief voorbeeld. In Noord stond 2021 in het teken van de laadvisies.",
    ),
    "logistiek": (
        "Laden langs de snelweg (fictief)",
        "Fictief voorbeeld. De werkgroep begon in 2021 met laden langs de snelweg.",
    ),
}


def until_end_of_2021(round_: Round, by: User) -> None:
    """Every text that names a figure or a year, told anew; the others came along."""
    for slug, (summary, intro) in OF_UNITS.items():
        unit = ReportingUnit.objects.get(slug=slug)
        texts = Texts(summary=summary, intro=intro)
        write(unit, round_, texts, seen=SeenVersion(version_of(unit, round_)), by=by)
    vehicles, points = figures.vehicles(figures.YEAR_END), figures.total(figures.YEAR_END)
    told = {
        (Place.INDICATOR, "ev-per-laadpunt", ""): (
            f"Eind 2021 reden er {number(vehicles)} stekkervoertuigen en waren er "
            f"{number(points)} (semi-)publieke laadpunten."
        ),
        (Place.INDICATOR, "plaatsingstempo", ""): (
            "Sinds de start van de NAL tot eind april 2022 kwamen er gemiddeld "
            f"{number(sum(figures.PACE[figures.SECOND]))} (semi-)publieke laadpunten per maand bij."
        ),
        (Place.INDICATOR, "aangesloten-gemeenten", ""): (
            "Van de gemeenten waarvan het bekend is, hadden de meeste eind 2021 plaatsingsbeleid; "
            "laadvisies volgen."
        ),
        (Place.INDICATOR, "dekking", ""): (
            "In elke regio komen er elke maand laadpunten bij, het meest in de G4."
        ),
        (Place.FIGURE, "ev-per-laadpunt", "regios-eind-2020"): (
            "Over de regio's zijn er nu cijfers; zij staan in een tabel."
        ),
        (Place.FOOTNOTE, "dekking", "figuur-1"): ("De lijnen in figuur 1 beginnen in april 2021."),
        (Place.FIGURE, "dekking", "figuur-1"): (
            "Figuur 1 toont het aantal publieke en semipublieke laadpunten per regio."
        ),
        (Place.FIGURE, "dekking", "figuur-2"): (
            "Figuur 2 toont hoeveel laadpunten er per maand bij kwamen, met een trendlijn."
        ),
    }
    for (place, indicator, key), body in told.items():
        row = ReportText.objects.get(round=round_, place=place, indicator=indicator, key=key)
        row.body, row.is_summary = f"Fictief. {body}", False
        row.title = row.title.removesuffix(", eind 2020")
        save_signed(row, by=by)


def summary_of(round_: Round, by: User) -> None:
    """The summary as the page proposes it, when all has been handed in."""
    row = ReportText(round=round_, place=Place.SUMMARY)
    draft = summary_draft(edition_concept(all_rounds(), round_.slug).report)
    body = f"Fictief voorbeeld. {draft}"
    write_text(row, Typed("", body), seen=SeenVersion(0), by=by)
