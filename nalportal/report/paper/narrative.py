"""What stands around the tables of an indicator: what people wrote about it."""

from django.utils.translation import gettext as _

from indicators.reports import IndicatorTexts

from . import blocks
from .blocks import Block


def opening(title: str, texts: IndicatorTexts) -> list[Block]:
    """Its name and introduction."""
    return [blocks.section(title), *blocks.prose(texts.intro)]


def closing(texts: IndicatorTexts) -> list[Block]:
    """What stands out."""
    after: list[Block] = []
    if texts.closing:
        after.append(blocks.section(_("Wat opvalt"), level=3))
        after += [block for text in texts.closing for block in blocks.prose(text, level=4)]
    return after
