"""The workbook of a region: what its municipalities have, to be filled in and sent back.

Its first sheet explains it, the last has the words of the drop-downs. Nothing in it is hidden,
locked or a macro. What comes back is read by :mod:`.wide_reading`.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from nalportal.dutch import counted, joined, long_date, moment, short_date
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.writing import MAX_SHEET_CELL, as_it_comes_back, legible
from nalportal.palette import colour
from nalportal.progress.words import WORDS

from .models import Municipality, PolicyInstrument, Stage
from .rules import LETTERS, stages_of
from .status import UNKNOWN
from .step_files import CODE, NAME, SHEET, VERSION, DocumentCell
from .wide_files import BESIDE, DAY, HEADS, Group, Value, WideForm, values_of, wide_rows

HEAD = 2  # the row of the heads, counted from 0: above it stand what this is and how to read it
MOST_CHOICES = 1_000

Formats = Mapping[str, Any]


def workbook(municipalities: Iterable[Municipality], on: date, *, of: str, in_round: str) -> bytes:
    """What is known of these municipalities ``on`` a day; ``of`` names the region (or regions) and
    ``in_round`` the round. Raises ``FaultyFile`` for a text that no sheet can hold."""
    form, documents = WideForm(PolicyInstrument.objects.all()), DocumentCell()
    rows = [values_of(row, form, on, documents) for row in wide_rows(municipalities, on)]
    buffer = io.BytesIO()
    # Nothing is taken for a formula or a link because of how it begins.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(buffer, options) as book:
        formats = _formats(book)
        title = f"{of}, {in_round}" if in_round else of
        explanation, sheet = book.add_worksheet("Uitleg"), book.add_worksheet(SHEET.capitalize())
        lists = book.add_worksheet("Keuzelijsten")
        _explain(explanation, formats, title, on, len(rows))
        _fill(sheet, formats, form, rows)
        _head(sheet, formats, form, title, on)
        _choices(sheet, lists, formats, form, documents, HEAD + len(rows))
        _check(sheet, formats, form, on, HEAD + len(rows))
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    paper, brand = colour("paper"), colour("brand-700")
    head = {"bold": True, "font_color": paper, "bg_color": brand, "text_wrap": True}
    fixed = {"bg_color": colour("sunk-2"), "font_color": colour("ink-2")}
    known = {"italic": True, "num_format": "@"}
    found = {
        "title": {"bold": True, "font_size": 13},
        "head": {**head, "valign": "bottom", "border": 1, "border_color": paper},
        "fixed": {**fixed, "num_format": "@"},
        "fixed_day": {**fixed, "num_format": "d-m-yyyy"},
        "known": known,
        "known_day": {**known, "num_format": "d-m-yyyy", "align": "left"},
        "wrap": {"text_wrap": True, "valign": "top"},
        "bold": {"bold": True, "valign": "top"},
    }
    return {name: book.add_format(look) for name, look in found.items()}


# -------------------------------------------------------------------------------- the table


def _head(sheet: Any, formats: Formats, form: WideForm, title: str, on: date) -> None:
    text = _("Beleid van gemeenten: %(title)s. Stand op %(day)s. Leeg laten is niets wijzigen.")
    sheet.write_string(0, 0, text % {"title": title, "day": short_date(on)}, formats["title"])
    sheet.write_string(
        1,
        0,
        _(
            "Schuin: al bekend, mag u wijzigen. Grijs: niet wijzigen. Stand zonder datum: "
            "uiterlijk "
            "%(day)s. Weghalen: kies Onbekend."
        )
        % {"day": short_date(on)},
    )
    headings = [*form.headings, _("Controle")]
    for place, heading in enumerate(headings):
        sheet.write_string(HEAD, place, heading, formats["head"])
    sheet.set_row(HEAD, 32)
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)


def _fill(sheet: Any, formats: Formats, form: WideForm, rows: list[list[Value]]) -> None:
    fixed = {CODE, NAME, BESIDE, DAY, VERSION}
    for place, key in enumerate(form.columns):
        sheet.set_column(place, place, _width(key, [row[place] for row in rows]))
        look = "fixed" if key in fixed else "known"
        for line, row in enumerate(rows, HEAD + 1):
            _write(sheet, formats, line, place, look, row[place])
    sheet.set_column(len(form.columns), len(form.columns), 28)
    if rows:
        sheet.autofilter(HEAD, 0, HEAD + len(rows), len(form.columns))


def _width(key: str, values: Iterable[Value]) -> float:
    longest = max((len(str(value)) for value in values), default=0)
    return min(max(longest, len(HEADS.get(key, key)) * 0.7, 10), 34) + 2


def _write(sheet: Any, formats: Formats, line: int, place: int, look: str, value: Value) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, formats[f"{look}_day"])
    elif isinstance(value, int):
        sheet.write_number(line, place, value, formats[look])
    elif len(value) > MAX_SHEET_CELL:
        expected = _("ten hoogste 32.767 tekens in een XLSX-bestand; kies CSV")
        raise FaultyFile([Fault(f"{SHEET}.xlsx", line + 1, "", shown(value), expected)])
    elif value:
        sheet.write_string(line, place, as_it_comes_back(value), formats[look])
    elif look == "fixed":
        sheet.write_blank(line, place, None, formats[look])


def _choices(
    sheet: Any, lists: Any, formats: Formats, form: WideForm, documents: DocumentCell, last: int
) -> None:
    """The words of the screen to choose from. A date and a document may be typed as well."""
    titles = sorted(documents.render(row) for row in documents.found.values())[:MOST_CHOICES]
    for place, group in enumerate(form.groups):
        _list(lists, formats, place, group.stage, _words(group.instrument))
    _list(lists, formats, len(form.groups), _("Documenten"), titles)
    at = 2
    for place, group in enumerate(form.groups):
        if last > HEAD:
            found = _from_list(place, len(_words(group.instrument)))
            # A letter or a tick may be typed too; a word that is none is told when it comes back.
            sheet.data_validation(HEAD + 1, at, last, at, found | {"show_error": False})
        if last > HEAD and group.document and titles:
            asked = {**_from_list(len(form.groups), len(titles)), "error_type": "information"}
            sheet.data_validation(HEAD + 1, at + 2, last, at + 2, asked)
        at += len(group.headings)


def _words(instrument: PolicyInstrument) -> list[str]:
    return [*(str(Stage(stage).label) for stage in stages_of(instrument)), str(_("Onbekend"))]


def _from_list(place: int, count: int) -> dict[str, Any]:
    column = xl_col_to_name(place, col_abs=True)
    return {"validate": "list", "source": f"=Keuzelijsten!{column}$2:{column}${count + 1}"}


def _list(sheet: Any, formats: Formats, place: int, heading: str, words: list[str]) -> None:
    sheet.set_column(place, place, 24)
    sheet.write_string(0, place, heading, formats["bold"])
    for line, word in enumerate(words, 1):
        sheet.write_string(line, place, legible(word))


def _check(sheet: Any, formats: Formats, form: WideForm, on: date, last: int) -> None:
    """What is still to be filled in, and what would not count: it follows what is typed."""
    after = _("Na %(day)s: telt niet mee") % {"day": short_date(on)}
    for line in range(HEAD + 1, last + 1):
        stages, dates = zip(*_places(form.groups, line + 1), strict=True)
        empty = "+".join(f"COUNTBLANK({cell})" for cell in stages)
        late = f"MAX({','.join(dates)})>DATE({on.year},{on.month},{on.day})"
        formula = f'=IF({late},"{after}",({empty})&" {_("leeg")}")'
        sheet.write_formula(line, len(form.columns), formula, formats["fixed"], "")


def _places(groups: Iterable[Group], row: int) -> Iterator[tuple[str, str]]:
    at = 2
    for group in groups:
        yield f"{xl_col_to_name(at)}{row}", f"{xl_col_to_name(at + 1)}{row}"
        at += len(group.headings)


# ---------------------------------------------------------------------------- the explanation


def _explain(sheet: Any, formats: Formats, title: str, on: date, count: int) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    sheet.write_string(
        0, 0, _("Voortgang laadinfrastructuur: %(of)s") % {"of": title}, formats["title"]
    )
    told = {"day": long_date(on), "count": counted(count, "gemeente", "gemeenten")}
    sheet.write_string(1, 0, _("Stand op %(day)s, %(count)s") % told)
    line = 3
    for name, text in _answers(on):
        sheet.write_string(line, 0, name, formats["bold"])
        sheet.write_string(line, 1, text, formats["wrap"])
        line += 1
    sheet.write_string(line + 1, 0, _("Wat betekenen de standen?"), formats["title"])
    for place, (name, text) in enumerate(_meanings(), line + 2):
        sheet.write_string(place, 0, name, formats["bold"])
        sheet.write_string(place, 1, text, formats["wrap"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _answers(on: date) -> Iterator[tuple[str, str]]:
    day = {"day": short_date(on), "now": moment(timezone.now())}
    yield (
        _("Waar is dit bestand voor?"),
        _(
            "Vul in wat uw gemeenten hebben vastgesteld, en kies het bestand bij Importeren. U"
            " ziet eerst wat er verandert."
        ),
    )
    yield (
        _("Welke bladen?"),
        _("Beleid: één regel per gemeente. Keuzelijsten: de woorden waaruit u kiest."),
    )
    yield (
        _("Wat mag niet?"),
        _(
            "Laat de grijze cellen en de koppen staan, voeg geen cellen samen en vul geen "
            "formules in. Eigen kolommen en bladen mogen: die worden niet gelezen."
        ),
    )
    yield (
        _("Lege cel"),
        _(
            "Een lege cel wijzigt niets. Wilt u weghalen wat er staat, kies dan Onbekend. U "
            "bevestigt dat bij het importeren."
        ),
    )
    letters = [f"{key.upper()} = {WORDS[stage].title}" for key, stage in LETTERS.items()]
    yield (
        _("Sneller invullen"),
        _("Eén letter mag ook: %(letters)s. Bij Ja of Nee: J of N, of een kruisje voor Ja.")
        % {"letters": joined(letters)},
    )
    yield (
        _("Datums"),
        _(
            "12-5-2021, mei 2021, 2e kwartaal 2021 en 2021 mogen. Vul “uiterlijk” in vóór een "
            "datum als het ook eerder kan zijn. Eind 2021 wordt uiterlijk 31-12-2021. Een stand "
            "zonder datum geldt als uiterlijk %(day)s."
        )
        % day,
    )
    yield (
        _("Kleuren en tekens"),
        _(
            "Schuin: al bekend, mag u wijzigen. Grijs: niet wijzigen. De kolom Controle zegt "
            "wat leeg is."
        ),
    )
    yield (
        _("Versie"),
        _(
            "Gemaakt op %(now)s. Een ouder bestand mag ook: wat intussen in het register is "
            "gewijzigd, wordt niet overschreven en per regel gemeld."
        )
        % day,
    )


def _meanings() -> Iterator[tuple[str, str]]:
    yield from ((str(WORDS[stage].title), str(WORDS[stage].text)) for stage in Stage.values)
    text = _("%(meaning)s Kiest u dit, dan vervalt wat er stond.")
    yield str(WORDS[UNKNOWN].title), text % {"meaning": WORDS[UNKNOWN].text}
