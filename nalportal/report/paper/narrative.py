"""What stands around the tables of an indicator: what people wrote about it."""

from django.utils.translation import gettext as _

from indicators.reports import IndicatorTexts

from .. import labels
from . import blocks
from .blocks import Block


def opening(texts: IndicatorTexts) -> list[Block]:
    """Its name and introduction."""
    return [blocks.section(labels.indicator_title(texts)), *blocks.prose(texts.intro)]


def closing(texts: IndicatorTexts) -> list[Block]:
    """What stands out."""
    after: list[Block] = []
    if texts.closing:
        after.append(blocks.section(_("Wat opvalt")))
        after += [block for text in texts.closing for block in blocks.prose(text, level=3)]
    return after
