"""What became of the milestones in the made-up rounds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate
from nalportal.progress.models import Category, Milestone, ReportingUnit
from nalportal.progress.verbs import (
    Content,
    add,
    edit,
    plan,
    raise_attention,
    realise,
    resolve,
    shift,
)
from nalportal.records.versions import SeenVersion
from nalportal.written_dates import parse_planned

MADE_UP = "Fictief, voor de demo."
EditorOf = Callable[[str], User]  # whoever keeps the unit with that slug

# Of which unit, in which category, what it is called and when it is planned.
NEW = [
    ("gezamenlijk", Category.PLANNED, "Gezamenlijke bestektekst voor laadpleinen", "Q3 2022"),
    ("g4", Category.ATTENTION, "Ruimte in de ondergrond voor nieuwe laadpalen", ""),
    ("noord", Category.PLANNED, "Laadpleinen bij twaalf P+R-terreinen", "Q2 2022"),
    ("noord", Category.ATTENTION, "Levertijd van netaansluitingen", ""),
    ("noordwest", Category.PLANNED, "Proef met laden op bedrijventerreinen", "oktober 2022"),
    ("oost", Category.PLANNED, "Laadconsulenten ook voor verenigingen van eigenaars", "mei 2022"),
    ("zuidwest", Category.PLANNED, "Plankaarten voor vrachtverkeer", "2022"),
    ("logistiek", Category.PLANNED, "Proef met laden op drie verzorgingsplaatsen", "Q4 2022"),
    ("logistiek", Category.ATTENTION, "Te weinig vermogen op bedrijventerreinen", ""),
    ("veiligheid", Category.ATTENTION, "Eén werkwijze voor brandweer en gemeenten", ""),
]
REALISED = {
    "G4-003": date(2021, 6, 10),
    "NO-002": date(2021, 9, 15),
    "OO-004": date(2021, 11, 18),
    "SC-003": date(2021, 10, 7),
    "OP-002": date(2021, 12, 2),
    "VP-004": date(2021, 5, 27),
    "PT-003": date(2021, 8, 30),
}
SLIPPED = {"LO-004": "Q2 2022"}
DATED = {"NO-003": "Q3 2022", "NW-008": "Q1 2022", "ZW-005": "2022", "LO-006": "juni 2022"}
NOW_ATTENTION = {"ZW-006": "Er is nog geen trekker voor de aanpak."}
CLOSED = {
    "NO-005": (date(2021, 11, 1), "Laden staat nu in de regionale energiestrategie."),
    "OO-006": (date(2021, 10, 1), "Oost heeft afspraken met de netbeheerder gemaakt."),
}
# After the peildatum of the second round: it tells this one as planned.
TOO_LATE = {"LO-005": date(2022, 2, 15)}

# The third round, half-way.
LATER_REALISED = {"NW-008": date(2022, 3, 24), "LO-004": date(2022, 5, 12)}
LATER_SLIPPED = {"NO-003": "Q4 2022", "LO-006": "oktober 2022"}


def until_end_of_2021(editor_of: EditorOf) -> None:
    """What the second round tells, and a milestone that is realised too late for it."""
    for unit, category, title, planned in NEW:
        content = Content(
            title=f"{title} (fictief)",
            explanation=MADE_UP,
            planned=parse_planned(planned) if planned else None,
        )
        add(ReportingUnit.objects.get(slug=unit), category, content, by=editor_of(unit))
    for reference, on in (REALISED | TOO_LATE).items():
        row, by = _told(reference, editor_of)
        realise(row, on=PartialDate(on), by=by)
    for reference, to in (SLIPPED | DATED).items():
        row, by = _told(reference, editor_of)
        shift(row, to=parse_planned(to), by=by)
    for reference, why in NOW_ATTENTION.items():
        row, by = _told(reference, editor_of, why)
        raise_attention(row, by=by)
    for reference, (on, how) in CLOSED.items():
        row, by = _told(reference, editor_of)
        resolve(row, on=on, how=f"{how} (fictief)", by=by)


def half_of_2022(editor_of: EditorOf) -> None:
    """What is known half-way the third round; a thing that was realised turned out not to be."""
    for reference, on in LATER_REALISED.items():
        row, by = _told(reference, editor_of)
        realise(row, on=PartialDate(on), by=by)
    for reference, to in LATER_SLIPPED.items():
        row, by = _told(reference, editor_of)
        shift(row, to=parse_planned(to), by=by)
    row, by = _told("PT-003", editor_of)
    plan(row, planned=parse_planned("Q3 2022"), by=by)


def _told(reference: str, editor_of: EditorOf, why: str = "") -> tuple[Milestone, User]:
    """The milestone, which says from now on that what follows is made up; and who says so."""
    row = Milestone.objects.select_related("unit").get(reference=reference)
    by = editor_of(row.unit.slug)
    content = replace(Content.of(row), explanation=f"{MADE_UP} {why}".strip())
    return edit(row, content, seen=SeenVersion(row.version), by=by), by
