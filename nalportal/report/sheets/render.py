"""From a report to the bytes of its workbook and of its list of figures.

The same report and stamp always give the same bytes.
"""

from collections.abc import Mapping
from datetime import date

import tablib
from django.utils.translation import gettext as _

from indicators.charts import Numbers
from indicators.models import PROVINCES
from nalportal.dutch import long_date, moment, plain_number, within_sentence
from nalportal.exchange.writing import to_csv
from nalportal.figures import Figure

from .. import labels
from ..labels import report_title
from ..model import Report, Stamp
from ..tables import FigureLine, all_tables, figure_lines
from ..tables.figures import MEANINGS
from .extra import documents_sheet, sources_sheet, tells_themes, texts_sheet, themes_sheet
from .model import Sheet, SheetColumn, Value
from .of_tables import sheets_of_tables
from .workbook import Facts, workbook


def render_xlsx(report: Report, stamp: Stamp, licence: str = "") -> bytes:
    """The workbook: which edition it is on the first sheet, then a sheet per table and category."""
    found = sheets_of(report)
    sheets = [sheet for sheet in found if not sheet.is_empty]
    empty = [(_("Zonder gegevens"), sheet.name) for sheet in found if sheet.is_empty]
    legend = [*_legend(), *empty, *_too_old(report)]
    return workbook(_facts(report, stamp, licence), sheets, legend, report.reference_on)


def render_csv(report: Report, stamp: Stamp) -> bytes:
    """One line per figure, as a Dutch spreadsheet reads it: semicolons and decimal commas."""
    data = tablib.Dataset(headers=list(columns_of_csv()))
    edition = [report_title(report), str(stamp.version) if stamp.version else _("concept")]
    for line in figure_lines(report):
        data.append([*edition, *_csv_line(line)])
    return to_csv(data)


def numbers_csv(numbers: Numbers) -> bytes:
    """The numbers of one chart, for the same spreadsheets; words where there is no number."""
    data = tablib.Dataset(headers=list(numbers.head))
    for row in numbers.rows:
        data.append([_cell(value) for value in row])
    return to_csv(data)


def _cell(value: str | date | Figure) -> str:
    if isinstance(value, Figure):
        # "Ten minste" is part of what is known: the bare number would say more than that.
        return (
            plain_number(value.value) if value.value is not None and value.is_plain else str(value)
        )
    return _day(value) if isinstance(value, date) else value


def sheets_of(report: Report) -> list[Sheet]:
    """Every sheet but the first, in the order of the report."""
    return [
        *sheets_of_tables(all_tables(report)),
        texts_sheet(report),
        *([themes_sheet(report)] if tells_themes(report) else []),
        *([] if report.territory.documents is None else [documents_sheet(report)]),
        sources_sheet(report),
        _figures(report),
    ]


def _too_old(report: Report) -> Facts:
    """The sheets that are not there because nobody recorded what would stand in them."""
    without = _("Dit rapport is gemaakt toen rapporten dat nog niet vertelden.")
    told = (
        (_("Geen blad Thema’s"), tells_themes(report)),
        (_("Geen blad Documenten"), report.territory.documents is not None),
    )
    return [(name, without) for name, is_told in told if not is_told]


def _legend() -> Facts:
    """How the sheets read, for who calculates with them."""
    reasons = [(name, meaning) for name, meaning in labels.missing_meanings().items()]
    return [
        (_("Getallen"), _("Elk cijfer is een getal. Waar er geen is, staat een woord.")),
        *reasons,
        (_("Ten minste"), str(MEANINGS["ten_minste"])),
        (_("Procenten"), _("Een aandeel is een getal tussen 0 en 1, getoond als procent.")),
        (
            _("Datums"),
            _("Is alleen een maand of jaar bekend, dan staat de eerste dag er."),
        ),
        (_("Uiterlijk"), _("“ja”: het was er op die dag; sinds wanneer precies is niet bekend.")),
        (_("Noten"), _("Staan onder de tabel; de kolom Noten zegt bij welk cijfer zij horen.")),
    ]


def _title(report: Report, stamp: Stamp) -> str:
    """The report as each sheet names it: what is no first version is not taken for that."""
    title = f"{_('Voortgang NAL')} – {within_sentence(report_title(report))}"
    if stamp.as_of:
        return f"{title}, {_('concept')}" if report.title else title
    number = stamp.version or 1
    return _("{title}, versie {n}").format(title=title, n=number) if number > 1 else title


def _facts(report: Report, stamp: Stamp, licence: str) -> Facts:
    """Which report and which version this is, and how to check that."""
    edition = (
        [(_("Stand"), f"{_('Concept van')} {moment(stamp.as_of)}")]
        if stamp.as_of
        else [(_("Versie"), str(stamp.version or ""))]
    )
    if stamp.frozen_on:
        edition.append((_("Ligt vast sinds"), long_date(stamp.frozen_on)))
    if stamp.erratum:
        edition.append((_("Erratum"), stamp.erratum))
    return [
        (_("Rapport"), _title(report, stamp)),
        (_("Peildatum"), long_date(report.reference_on)),
        (_("Gemeentelijke indeling"), long_date(report.division_on)),
        (labels.figures_until_title(), long_date(report.figures_until)),
        *edition,
        *((labels.reasons_title(), labels.reason_line(reason)) for reason in report.reasons),
        (_("Controlegetal (SHA-256)"), stamp.sha256),
        (
            _("Controleren"),
            _(
                "Het controlegetal is dat van het JSON-bestand van deze versie. Op de pagina "
                "Open data staat hoe u het zelf uitrekent."
            ),
        ),
        (_("Uitgever"), labels.PUBLISHER),
        *([(_("Licentie"), licence)] if licence else []),
    ]


# ------------------------------------------------------------------------------- all figures


def _figures(report: Report) -> Sheet:
    codes = _area_codes(report)
    return Sheet(
        name=_("Alle cijfers"),
        caption=_("Alle cijfers van dit rapport, elk met zijn vaste kenmerk"),
        columns=(
            SheetColumn(_("Kenmerk"), 36),
            SheetColumn(_("Ronde"), 20),
            SheetColumn(_("Gebied of onderdeel"), 20),
            SheetColumn(_("Code")),
            SheetColumn(_("Maat"), 36),
            SheetColumn(_("Instrument"), 30),
            SheetColumn(_("Vanaf")),
            SheetColumn(_("Datum")),
            SheetColumn(_("Waarde")),
            SheetColumn(_("Ten minste")),
            SheetColumn(_("Bron"), 40),
            SheetColumn(_("Uitgave"), 20),
            SheetColumn(_("Methode"), 40),
            SheetColumn(_("Grondslag")),
            SheetColumn(_("Noot"), 60),
        ),
        rows=tuple(_figure_row(line, report, codes) for line in figure_lines(report)),
    )


def _area_codes(report: Report) -> Mapping[str, str]:
    """The code of each area of a figure: NL, that of a unit, a province or a municipality."""
    municipalities = {entry.name: entry.code for entry in report.territory.municipalities}
    units = {name: unit.code for unit in report.units() for name in (unit.name, unit.short_name)}
    country = {_("Nederland"): "NL", labels.all_regions(): "NL"}
    provinces = {str(name): code for code, name in PROVINCES.items()}
    return {**municipalities, **provinces, **units, **country}


def _figure_row(line: FigureLine, report: Report, codes: Mapping[str, str]) -> tuple[Value, ...]:
    return (
        line.figure.id,
        report_title(report),
        line.area,
        codes.get(line.area, ""),
        line.measure,
        line.instrument,
        line.since,
        line.on,
        line.figure,
        _("ja") if line.figure.at_least else _("nee"),
        *_provenance(line),
        line.note,
    )


def columns_of_csv() -> Mapping[str, str]:
    """The headings of the CSV, and what stands in each column: for the page about open data."""
    told = {name: str(about) for name, about in MEANINGS.items()}
    about = ("kenmerk", "gebied", "maat", "instrument", "vanaf", "datum")
    comes_from = ("weergave", "bron", "uitgave", "methode", "grondslag", "noot")
    return {
        "ronde": _("Titel van het rapport."),
        "versie": _("Versie van het rapport; “concept” voor wat niet vastligt."),
        **{name: told[name] for name in about},
        "waarde": _("Het getal, met een komma voor decimalen. Leeg als er geen waarde is."),
        **{name: told[name] for name in ("eenheid", "geen_waarde", *comes_from)},
    }


def _csv_line(line: FigureLine) -> list[str]:
    figure = line.figure
    return [
        figure.id,
        line.area,
        line.measure,
        line.instrument,
        _day(line.since),
        _day(line.on),
        "" if figure.value is None else plain_number(figure.value),
        figure.unit,
        figure.missing,
        str(figure),
        *_provenance(line),
        line.note,
    ]


def _provenance(line: FigureLine) -> tuple[str, str, str, str]:
    found = line.provenance
    return (found.source, found.edition, found.method, found.basis)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
