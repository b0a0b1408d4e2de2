"""In which municipality a point lies, on boundaries that are not simplified."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely
from django.utils.translation import gettext as _

from nalportal.dutch import short_date
from nalportal.refusals import Refused

from .imports.boundaries import to_metres
from .models import BoundarySet, Municipality
from .models.boundaries import division_key


class NoBoundaries(Refused):
    """There are none that hold on that day and are fine enough; the message says which are."""


def boundaries_on(day: date) -> BoundarySet:
    """The boundaries of the municipalities of ``day`` (2 queries); raises :class:`NoBoundaries`."""
    codes = [row.code for row in Municipality.objects.all() if row.exists_on(day)]
    found = BoundarySet.objects.filter(key=division_key(codes)).first()
    if found is None:
        text = _(
            "Er zijn geen grenzen van de gemeenten van %(day)s. Lees ze in met import_grenzen: de "
            "meegeleverde grenzen zijn vereenvoudigd en alleen om te tekenen."
        )
        raise NoBoundaries(text % {"day": short_date(day)})
    if not found.shapes:
        text = _("De grenzen uit “%(file)s” zijn te grof om punten te plaatsen.")
        raise NoBoundaries(text % {"file": found.origin})
    return found


def codes_of_points(
    boundaries: BoundarySet, longitudes: Sequence[float], latitudes: Sequence[float]
) -> list[str]:
    """The code of the municipality of each point, empty for who lies in none. On a boundary the
    first municipality by its code counts."""
    points = to_metres(shapely.points(longitudes, latitudes))
    order = sorted(range(len(boundaries.codes)), key=boundaries.codes.__getitem__)
    shapes = shapely.get_parts(shapely.from_wkb(bytes(boundaries.shapes)))[order]
    # The points stand in the tree and the municipalities ask: those are prepared, once each.
    areas, places = shapely.STRtree(points).query(shapes, predicate="intersects")
    found = np.full(len(points), -1)
    # Backwards, so that the first of two has the last word.
    found[places[::-1]] = areas[::-1]
    codes = [*(boundaries.codes[at] for at in order), ""]
    return [codes[at] for at in found]
