"""Each cell reads what people write, refuses the rest in words, and writes in one way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.cells import FigureCell
from nalportal.dutch import alternatives
from nalportal.exchange.cells import (
    Cell,
    CellError,
    ChoiceCell,
    DateCell,
    LinksCell,
    NamesCell,
    PartialDateCell,
    WholeNumberCell,
    YesNoCell,
)
from nalportal.progress.models import Category
from regions.imports.policy import CountCell


@pytest.mark.parametrize(
    ("cell", "text", "value", "written"),
    [
        (YesNoCell(), "Ja", True, "ja"),
        (YesNoCell(), "x", True, "ja"),
        (YesNoCell(), "N", False, "nee"),
        (YesNoCell(optional=True), "", False, "nee"),
        (WholeNumberCell(), "007", 7, "7"),
        (WholeNumberCell(if_empty=0), "", 0, "0"),
        (DateCell(), "31-12-2020", date(2020, 12, 31), "2020-12-31"),
        (DateCell(), "", None, ""),
        (PartialDateCell(), "juli 2021", (date(2021, 7, 1), "month"), "2021-07"),
        (PartialDateCell(), "3e kwartaal 2021", (date(2021, 7, 1), "quarter"), "2021-Q3"),
        (PartialDateCell(), "2021", (date(2021, 1, 1), "year"), "2021"),
        (PartialDateCell(), "1-6-2021", (date(2021, 6, 1), "day"), "2021-06-01"),
        (PartialDateCell(), "", (None, ""), ""),
        (ChoiceCell(Category), "Planning", "planning", "planning"),
        (CountCell(), "PM", (None, True), "pm"),
        (CountCell(), "0", (0, False), "0"),
        (WholeNumberCell(), "1.511", 1511, "1511"),
        (CountCell(), "31.0", (31, False), "31"),
        (FigureCell(0), "65.613", (Decimal(65613), "", ""), "65613"),
        (FigureCell(1), "-1.234,5", (Decimal("-1234.5"), "", ""), "-1234,5"),
        (FigureCell(), "1.234.567", (Decimal(1234567), "", ""), "1234567"),
        (FigureCell(), "3.8", (Decimal("3.8"), "", ""), "3,8"),
        (FigureCell(), "3,125", (Decimal("3.125"), "", ""), "3,125"),
        (FigureCell(), "-12", (Decimal(-12), "", ""), "-12"),
        (FigureCell(0), "ruim 85.000", (Decimal(85000), "", "ruim"), "ruim 85000"),
        (FigureCell(0), "Ten minste 12", (Decimal(12), "", "ten minste"), "ten minste 12"),
        (FigureCell(1), "ca. 3,8", (Decimal("3.8"), "", "ongeveer"), "ongeveer 3,8"),
        (FigureCell(), "74838", (Decimal(74838), "", ""), "74838"),
        (FigureCell(), "nvt", (None, "nvt", ""), "nvt"),
        (NamesCell(), "a | b", ("a", "b"), "a|b"),
        (
            LinksCell(),
            "Een | twee <https://a.example/x> | b <http://b.example>",
            (("Een | twee", "https://a.example/x"), ("b", "http://b.example")),
            "Een | twee <https://a.example/x>|b <http://b.example>",
        ),
    ],
)
def test_reads_and_writes(cell: Cell, text: str, value: Any, written: str) -> None:
    assert cell.clean(text) == value
    assert cell.render(value) == written
    assert cell.clean(written) == value


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (YesNoCell(), "misschien"),
        (WholeNumberCell(), "-1"),
        (WholeNumberCell(), "twee"),
        (WholeNumberCell(), "1,5"),
        (WholeNumberCell(), "99999"),
        (WholeNumberCell(), "٣"),
        (DateCell(), "31-2-2021"),
        (DateCell(), "juli 2021"),
        (PartialDateCell(), "binnenkort"),
        (PartialDateCell(), "5e kwartaal 2021"),
        (ChoiceCell(Category), "klaar"),
        (CountCell(), ""),
        (CountCell(), "onbekend"),
        (FigureCell(), ""),
        (FigureCell(), "1.511"),
        (FigureCell(0), "65,613"),
        (FigureCell(0), "65613,5"),
        (FigureCell(1), "3,84"),
        (CountCell(), "1,5"),
        (FigureCell(), "NaN"),
        (FigureCell(), "1e5"),
        (NamesCell(), "a|a"),
        (LinksCell(), "zonder adres"),
        (LinksCell(), "<https://zonder.titel.example>"),
        (LinksCell(), "x <javascript:alert(1)>"),
        (LinksCell(), "x <https://a.example>|y <https://a.example>"),
        (LinksCell(), f"{'t' * 201} <https://a.example>"),
    ],
)
def test_refuses_and_says_what_is_expected(cell: Cell, text: str) -> None:
    with pytest.raises(CellError) as caught:
        cell.clean(text)
    assert str(caught.value) == str(cell.expected)


def test_the_words_to_choose_from_are_named() -> None:
    assert ChoiceCell(Category).expected == "Gerealiseerd, Planning of Aandachtspunt"
    assert alternatives(["ja"]) == "ja"
