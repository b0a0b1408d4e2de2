"""How wide the columns of a table are, and where a long table begins."""

import pymupdf
import pytest

from nalportal.report.paper import blocks
from nalportal.report.paper.columns import (
    BOLD,
    LARGE,
    MOST_WHITE,
    SMALL,
    TEXT_WIDTH,
    _word,
    columns_of,
    height_of,
    is_high,
)
from nalportal.report.paper.document import unit_document

from .pdf_sample import FROZEN, report, squeezed
from .pdf_sample import text as text_block
from .test_pdf_long_tables import compiled, long_table

WORDS = [
    "Gemeente",
    "Onbekend",
    "Niet vastgesteld",
    "Plaatsingsbeleid",
    "Samenwerkingsovereenkomst",
]


def heads(*titles: str, width: int = 0) -> list[blocks.Cell]:
    return [blocks.column(title, width=width) for title in titles]


def rows(*texts: str, times: int = 3) -> list[list[blocks.Cell]]:
    return [[blocks.cell(text) for text in texts]] * times


@pytest.mark.parametrize("width", [0, 1])
@pytest.mark.parametrize("longest", range(len(WORDS)))
def test_each_column_is_as_wide_as_its_longest_word(longest: int, width: int) -> None:
    texts = ["x", WORDS[longest] + " en nog heel veel meer woorden " * 9, WORDS[longest], "1"]
    found = columns_of(heads(*WORDS[:4], width=width), rows(*texts), small=True, room=TEXT_WIDTH)
    assert sum(found.widths) == pytest.approx(TEXT_WIDTH, abs=0.5)
    for title, text, room in zip(WORDS, texts, found.rooms, strict=False):
        for word in f"{title} {text}".split():
            assert _word(word, BOLD if word in title else 400) * found.type.size <= room


def test_room_is_given_as_asked_if_that_breaks_no_line() -> None:
    asked = [blocks.column("Een", width=3), blocks.column("Twee", width=1)]
    found = columns_of(asked, rows("a", "b"), small=False, room=400)
    assert found.widths == pytest.approx((300, 100))
    assert found.type == LARGE


def test_a_long_text_gets_more_room_than_a_short_one() -> None:
    long = "een lang verhaal met veel woorden " * 20
    found = columns_of(heads("A", "B"), rows("twee of drie woorden", long), small=True, room=400)
    assert found.widths[1] > 3 * found.widths[0]


@pytest.mark.parametrize("words", ["staat er niet in", "ten minste 177\u00a0van\u00a0344"])
def test_a_few_words_do_not_break_for_a_story(words: str) -> None:
    story = "een lang verhaal met veel woorden " * 20
    found = columns_of(heads("A", "B", "C"), rows("G4", words, story), small=True, room=400)
    assert found.rooms[1] >= _word(words, 400) * found.type.size


def test_a_head_has_three_lines_where_there_is_room() -> None:
    story = "een lang verhaal met veel woorden " * 90
    title = "Stand van zaken eind\u00a02020"
    found = columns_of(heads(title, "B"), rows("72", story), small=True, room=400)
    needed = _word("eind\u00a02020", BOLD), _word("Stand van", BOLD)
    assert found.rooms[0] >= max(needed) * found.type.size
    # Each line may be as long as its longest words: no more is taken from the story.
    assert found.rooms[0] < _word("Stand van zaken", BOLD) * found.type.size


def test_many_columns_get_smaller_type_and_only_then_break_their_words() -> None:
    some = columns_of(heads(*(["Gemeenten"] * 9)), rows(*["12.345"] * 9), small=False, room=400)
    assert some.type.size < SMALL.size
    assert not some.tight
    assert columns_of(heads(*WORDS * 8), rows(*["x"] * 40), small=False, room=TEXT_WIDTH).tight


def test_a_table_of_forty_columns_stays_on_the_page() -> None:
    wide = blocks.table(heads(*WORDS * 8), rows(*["12.345"] * 40))
    content = compiled(unit_document(report(), FROZEN, report().territory.regions[0].unit), wide)
    with pymupdf.open(stream=content) as pdf:
        words = [word for page in pdf for word in page.get_text("words")]
    assert max(word[2] for word in words) <= 595 - 60


@pytest.mark.parametrize("story", ["kort", "een verhaal met gewone woorden, " * 9])
def test_what_is_high_is_higher_than_what_stays_together(story: str) -> None:
    """Python says so without laying it out; the engine would measure what does not say it."""
    unit = report().territory.regions[0].unit
    document = unit_document(report(), FROZEN, unit)
    for times in range(1, 30):
        table = blocks.table(heads("Een", "Twee"), rows("Rij", story, times=times))
        if table["high"]:
            break
    with pymupdf.open(stream=compiled({**document, "blocks": []}, table)) as pdf:
        [top] = pdf[0].search_for("Twee")[:1]
        found = [word for page in pdf for word in page.search_for("Rij")]
        highest = found[-1].y1 - top.y0
    assert 1 < times < 29
    assert highest + 3 * LARGE.size > MOST_WHITE


def test_a_text_is_about_as_high_as_its_lines() -> None:
    line = "x" * int(TEXT_WIDTH / 4.6)
    one, two = (height_of([{"title": line * times}]) for times in (1, 2))
    assert 0 < one < two < 2 * one
    assert height_of([{"title": line}], TEXT_WIDTH / 3) > 1.5 * one
    assert not is_high([{"title": line}] * 8)
    assert is_high([{"title": line}] * 20)


@pytest.mark.parametrize("lines", range(14, 34, 2))
def test_a_long_table_does_not_begin_with_a_row_or_two_at_the_foot(lines: int) -> None:
    before = [block for n in range(lines) for block in blocks.prose(text_block(f"Regel {n}"))]
    unit = report().territory.regions[0].unit
    document = unit_document(report(), FROZEN, unit)
    document["blocks"] = [*before, blocks.section("Een kop"), blocks.lead("En wat er onder staat.")]
    with pymupdf.open(stream=compiled(document, long_table("kop"))) as pdf:
        texts = [squeezed(page.get_text()) for page in pdf]
    [first] = [text for text in texts if "Tabel9.Eenlangetabel" in text]
    assert "Eenkop" in first
    assert all(f"Rij{n}{n}" in first for n in range(3))


def behind(*texts: str, right: bool = True, **more: object) -> list[float]:
    """The room behind each of these cells of a column, in points."""
    [column] = (blocks.column("Aandeel", right=right),)
    told = [[blocks.cell(text, **(more if not place else {}))] for place, text in enumerate(texts)]
    made = blocks.table([column], told)["rows"]
    assert isinstance(made, list)
    return [row[0].get("pad", 0) for row in made]


def test_figures_have_their_commas_under_each_other() -> None:
    digit, comma = (_word(text, 400) * LARGE.size for text in ("5", ","))
    assert behind("92,5\u00a0%", "100\u00a0%", "ten minste 8,25\u00a0%", "pm") == pytest.approx(
        [digit, comma + 2 * digit, 0, 0], abs=0.01
    )
    # A mark or a share behind a figure stands outside its column.
    assert behind("77", "4", small="(100\u00a0%)")[0] == 0
    assert behind("77", "4", small="(100\u00a0%)")[1] > 5 * digit
    # Where they are of another form, or lines break, nothing is under each other.
    assert behind("1.511", "329 van 352", "4,2") == [0, 0, 0]
    assert behind("1.511", "4,2", right=False) == [0, 0]
    assert behind("1 " * 300 + "x", "4,2") == [0, 0]
