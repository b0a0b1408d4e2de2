import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from nalportal.dutch import PartialDate, Precision
from nalportal.figures import whole
from nalportal.progress.reports import CategoryBlock, MilestoneEntry, TextBlock
from nalportal.prose import Span
from nalportal.report.model import Report, Stamp
from nalportal.report.paper import Choices, Imprint, blocks, tables, units
from nalportal.report.paper.document import unit_document, whole_document
from nalportal.report.paper.drawings import Charts, with_regular_weight
from nalportal.report.paper.tables import table_blocks
from nalportal.report.paper.units import category_blocks, item, needed_definitions
from nalportal.report.tables.model import Column, Table, row_of
from nalportal.report.tables.policy import region_policies
from regions.maps import Drawing

from .pdf_sample import CONCEPT, FROZEN, SHA, WITH_ALL, milestone, north, report, text, unit


def flat(value: object) -> str:
    """All text of a document or block, to look for a phrase in it."""
    return json.dumps(value, ensure_ascii=False).replace("\u00a0", " ")


def document_of(sample: Report, stamp: Stamp = FROZEN) -> Any:
    """``Any``: the tests look deep into the JSON."""
    return whole_document(sample, stamp, Charts())


# ---------------------------------------------------------------------- cover, head and foot


def test_the_chapters_stand_in_the_order_of_the_source() -> None:
    found = [b["title"] for b in document_of(report())["blocks"] if b["type"] == "part"]
    assert found == [
        "Aanleiding",
        "NAL-regio’s",
        "Inhoudelijke voortgang werkgroepen",
        "Voortgang uitrol laadinfrastructuur en indicatoren",
        "Bijlagen",
    ]


def test_only_words_that_are_used_are_told_those_of_instruments_with_their_table() -> None:
    words = tuple(
        TextBlock(key, title, ((Span(f"Wat {title} is."),),), is_summary=False)
        for key, title in (("noord", "Noord"), ("zweven", "Zweven"), ("laadvisie", "Laadvisie"))
    )
    told = document_of(replace(report(), definitions=words))["blocks"]
    where = {
        entry["term"]: [b["title"] for b in told[:place] if b["type"] in {"part", "section"}][-1]
        for place, block in enumerate(told)
        if block["type"] == "terms"
        for entry in block["terms"]
    }
    assert where == {"Noord": "Begrippen", "Laadvisie": "3. Gemeenten: visie en beleid"}


def test_the_cover_says_which_report_and_version_it_is() -> None:
    document = document_of(report())
    facts = {fact["term"]: fact["text"] for fact in document["cover"]["facts"]}
    assert document["cover"]["title"] == "Voortgang NAL"
    assert facts["Versie"] == "1, ligt vast sinds 1\u00a0juni\u00a02021"
    assert flat(facts["Onderdelen"]) == flat(
        "1 NAL-regio, 1 werkgroep en de NAL-regio's gezamenlijk"
    )
    assert document["sha256"]["sha256"] == SHA


def test_head_and_foot_name_title_peildatum_version_and_control_number() -> None:
    document = document_of(report())
    assert document["head"]["left"] == "Voortgang NAL – stand van zaken eind 2020"
    assert flat(document["head"]["right"]) == '"Peildatum 31 december 2020"'
    assert document["foot"] == "Versie 1, controlegetal 0e77ad84 … 49114d"


def test_a_concept_says_so_in_head_and_foot_and_names_no_version() -> None:
    document = document_of(report(), CONCEPT)
    for place in (document["head"]["right"], document["foot"]):
        assert flat(place) == '"Concept, stand 5 juli 2021 om 14:12"'
    assert "Versie" not in flat(document)


def test_a_correction_shows_its_erratum_on_the_cover() -> None:
    stamp = Stamp(SHA, version=2, frozen_on=date(2021, 9, 1), erratum="Tabel 3 verbeterd.")
    assert {"term": "Erratum", "text": "Tabel 3 verbeterd."} in document_of(report(), stamp)[
        "cover"
    ]["facts"]


# -------------------------------------------------------------------------------- milestones


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("", "Geen aandachtspunten opgegeven."),
        ("geen", "Er zijn geen aandachtspunten."),
        ("niet-vermeld", "Niet vermeld in de bron."),
    ],
)
def test_an_empty_category_says_why(statement: str, words: str) -> None:
    block = CategoryBlock("aandachtspunt", (), (), statement)
    shown = category_blocks(unit("x", "X", "regio", block), level=3)[-1]
    assert (shown["title"], shown["count"], shown["told"]) == ("Aandachtspunten", "–", [words])


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (milestone("a"), ""),
        (milestone("a", planned=PartialDate(date(2021, 7, 1), "month")), "Verwacht juli 2021"),
        (
            milestone("a", planned=PartialDate(date(2021, 7, 1), "month"), overdue=True),
            "Verwacht juli 2021, verstreken",
        ),
        (milestone("a", realised_on=PartialDate(date(2021, 5, 3))), "Gerealiseerd op 3 mei 2021"),
        (
            milestone("a", realised_on=PartialDate(date(2021, 7, 1), Precision.MONTH)),
            "Gerealiseerd in juli 2021",
        ),
        (
            milestone("a", realised_on=PartialDate(date(2021, 7, 1), Precision.QUARTER)),
            "Gerealiseerd in het 3e kwartaal 2021",
        ),
        (
            milestone("a", resolved_on=date(2021, 5, 3), resolution="Meer mensen"),
            "Opgelost op 3 mei 2021: Meer mensen",
        ),
        (milestone("a", withdrawn_on=date(2021, 5, 3)), "Ingetrokken op 3 mei 2021"),
    ],
)
def test_under_a_milestone_stands_how_it_is_with_it(entry: MilestoneEntry, state: str) -> None:
    assert str(item(entry, "aandachtspunt")["state"]).replace("\u00a0", " ") == state


def test_what_is_planned_without_a_date_says_so_as_on_screen() -> None:
    assert item(milestone("a"), "planning")["state"] == "Geen datum opgegeven"


def test_what_was_told_before_stands_in_an_annex_and_is_counted_in_its_category() -> None:
    shown = flat(document_of(report()))
    assert "1 punt is al als afgerond gemeld in een eerder rapport." in shown
    assert "Eerder gerealiseerd" in shown


def test_without_anything_to_tell_there_are_no_annexes() -> None:
    sample = report(differences=(), national=None, workgroups=())
    region = sample.territory.regions[0]
    bare = replace(region, unit=unit("noord", "Noord", "regio"))
    territory = replace(sample.territory, regions=(bare,), municipalities=(), overview=None)
    assert "Bijlagen" not in flat(document_of(replace(sample, territory=territory)))


# ------------------------------------------------------------------------------------- maps


def maps_of(imprint: Imprint) -> Any:
    told = whole_document(report(), FROZEN, Charts(), imprint=imprint)["blocks"]
    return [one for block in told if block["type"] == "maps" for one in block["maps"]]  # type: ignore[attr-defined] # JSON


SQUARE = ((0, 0), (900, 0), (900, 900), (0, 900), (0, 0))


@pytest.mark.parametrize(
    "outlines", [None, Drawing(900, 900, "Fictief", "CC0", {"0106": (SQUARE,)})]
)
def test_figures_per_municipality_are_the_first_map_and_say_what_their_classes_are(
    outlines: Drawing | None,
) -> None:
    figures, policy = maps_of(Imprint(outlines=outlines))
    assert figures["caption"] == "Kaart 1. (Semi-)publieke laadpunten per gemeente"
    [entry] = figures["legend"]
    assert flat(entry["text"]) == '"1: 412 (1 gemeente)"'
    assert ("svg" in entry) == bool(outlines)
    assert flat(entry["text"]).strip('"') in flat(figures["alt"])
    assert "Cijfers van 31-12-2020. Bron: IenW, Voortgangsrapportage, 2020. Elke klasse" in flat(
        figures["more"]
    )
    assert policy["caption"] == "Kaart 2. Integrale laadvisie"
    assert maps_of(Imprint(outlines=outlines, choices=Choices(omits_maps=True))) == []


# ------------------------------------------------------------------------------------ texts


def test_our_own_words_are_marked_as_a_summary() -> None:
    marked = blocks.prose(text("Kort.", summary=True))
    assert flat(marked).count("(samengevat)") == 1
    assert "samengevat" not in flat(blocks.prose(text("Letterlijk.")))


def test_what_that_mark_means_stands_once_in_each_document() -> None:
    sample = report()
    for document in (
        document_of(sample),
        unit_document(sample, FROZEN, sample.territory.regions[0].unit),
    ):
        assert flat(document).count("is een samenvatting, niet de letterlijke tekst.") == 1
    plain = report(definitions=())
    region = plain.territory.regions[0]
    literal = replace(region.unit, intro=text("Letterlijk."))
    assert "samenvatting" not in flat(unit_document(plain, FROZEN, literal))


def test_definitions_are_one_list() -> None:
    two = report(definitions=(text("a", title="A", summary=True), text("b", title="B")))
    [terms] = [block for block in document_of(two)["blocks"] if block["type"] == "terms"]
    assert [entry["term"] for entry in terms["terms"]] == ["A", "B"]
    assert flat(terms).count("(samengevat)") == 1


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "file:///etc/passwd", "https://x y", "https://x/" + "a" * 3000],
)
def test_only_a_web_address_becomes_a_link(address: str) -> None:
    assert blocks.linked("tekst", address) == {"text": "tekst"}


def test_a_link_leads_to_an_address_in_plain_ascii() -> None:
    shown = blocks.linked("visie", "https://example.org/visie-één?a=1&b=2")
    assert shown["href"] == "https://example.org/visie-%C3%A9%C3%A9n?a=1&b=2"


# ----------------------------------------------------------------------------------- tables


def test_a_footnote_mark_is_a_character_of_its_own() -> None:
    """77 with note 2 must never be copied or read aloud as 772."""
    column = Column("Aantal")
    table = Table("tabel-3", "x", "x", (column,), (row_of(whole("x", 77, notes=(2,))),))
    [drawn] = table_blocks(table)
    assert drawn["rows"] == [[{"text": "77", "marks": [{"sign": "²", "label": "tabel-3-noot-2"}]}]]


def test_a_total_over_incomplete_data_says_ten_minste() -> None:
    shown = flat(document_of(report()))
    assert '"ten minste 10"' in shown
    assert "Ten minste = het totaal telt alleen de bekende aantallen." in shown


def test_the_bar_of_a_share_that_is_pm_is_not_that_of_zero(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MOST_BESIDE", 0)
    assert '"bar": "pm"' in flat(document_of(report()))


def test_a_few_instruments_stand_beside_each_other_with_the_words_of_their_shares() -> None:
    lines = units.policy_lines(region_policies(report())["noord"], 3)
    assert '"title": "Integrale laadvisie"' in flat(lines)
    assert flat(lines).count('"text": "pm"') == 2
    assert '"bar"' not in flat(lines)


def test_short_categories_stand_beside_each_other_and_long_ones_do_not() -> None:
    [beside] = units.categories_of(north(), level=3)
    columns: Any = beside["columns"]  # JSON
    assert [len(column) for column in columns] == [1, 1, 1]
    many = tuple(milestone(f"Mijlpaal {n} (fictief)") for n in range(40))
    long = unit("noord", "Noord", "regio", CategoryBlock("planning", many, (), ""))
    kinds = [block["type"] for block in units.categories_of(long, level=3)]
    assert kinds == ["category"] * 3


def test_the_list_of_municipalities_is_a_choice_and_else_it_says_where_it_is() -> None:
    shown = flat(document_of(report()))
    assert "Tabel B1." not in shown
    assert "staat per gemeente op de website en in het spreadsheet van dit rapport." in shown


def test_a_municipality_shows_its_status_and_what_is_in_preparation() -> None:
    shown = flat(whole_document(report(), FROZEN, Charts(), imprint=WITH_ALL))
    assert "Tabel B1. Gemeenten van Noord" in shown
    assert '"text": "Vastgesteld", "icon": "vastgesteld", "small": "(nieuw: concept)"' in shown


# -------------------------------------------------------------------------- one unit's part


def test_a_units_document_has_its_part_and_the_definitions_it_needs() -> None:
    sample = report()
    shown = flat(unit_document(sample, FROZEN, sample.territory.regions[0].unit))
    assert "Regionaal plan van aanpak" in shown
    assert "Beleid van gemeenten" in shown
    assert "Een strategie." in shown
    assert "Inleiding van Logistiek" not in shown


def test_a_definition_is_needed_if_the_unit_uses_the_term() -> None:
    sample = report(definitions=(text("…", title="Colleges (B en W)", key="colleges"),))
    assert needed_definitions(sample, north())
    assert not needed_definitions(sample, sample.workgroups[0].unit)


# ------------------------------------------------------------------------------------ charts


def test_regular_text_of_a_drawing_gets_its_weight_and_other_text_keeps_its_own() -> None:
    svg = (
        '<text fill="red">a</text><text font-weight="600">b</text><text font-weight="400">c</text>'
    )
    weighted = with_regular_weight(svg)
    assert weighted.count("'wght' 400") == 2
    assert '<text font-weight="600">b' in weighted
