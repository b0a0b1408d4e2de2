"""The findings of a report in words, and where each is mended."""

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.dutch import joined, number, round_name, short_date
from nalportal.pages.choice import CHOICE
from nalportal.progress.models import Category, Round
from nalportal.progress.reports import SkippedEntry
from nalportal.report.labels import skipped_line
from nalportal.report.readiness import NATIONAL, Code, Finding

NAMED = 6


def _listed(details: Sequence[str]) -> str:
    """The first few, and how many more."""
    named = "; ".join(details[:NAMED])
    if len(details) > NAMED:
        named += _(" en nog %(count)s") % {"count": number(len(details) - NAMED)}
    return f"{named}." if named else ""


Remarks = Mapping[str, str]
Said = tuple[str, str]
Link = tuple[str, str]


def _empty(found: Finding, _remarks: Remarks) -> Said:
    text = _("Landelijke tekst “%(name)s” is leeg") % {"name": found.name}
    return text, _("Leeg laten kan niet.")


def _contradiction(found: Finding, _remarks: Remarks) -> Said:
    return _("%(name)s: totalen spreken elkaar tegen") % {"name": found.name}, (
        " ".join(found.details)
    )


def _gone(found: Finding, _remarks: Remarks) -> Said:
    text = _("%(name)s: stond in het vorige rapport en staat er nu niet in")
    return text % {"name": found.name}, _listed(found.details)


def _skipped(found: Finding, remarks: Remarks) -> Said:
    text = _("%(name)s is overgeslagen") % {"name": found.name}
    why = remarks.get(found.about, "")
    [since] = found.details
    told = _("In het rapport staat: “%(line)s”") % {"line": skipped_line(SkippedEntry(since))}
    reason = _("Reden: “%(why)s” ") % {"why": why} if why else ""
    return text, reason + told


def _old_text(found: Finding, _remarks: Remarks) -> Said:
    text = _("“%(name)s” is nog van %(rounds)s") % {
        "name": found.name,
        "rounds": joined([round_name(title) for title in found.details]),
    }
    return text, _("Voor deze ronde niet gewijzigd of bevestigd; dat staat eronder.")


def _changed_number(found: Finding, _remarks: Remarks) -> Said:
    text = _("“%(name)s” noemt een getal dat intussen anders is")
    return text % {"name": found.name}, _listed(found.details)


def _old_figure(found: Finding, _remarks: Remarks) -> Said:
    [on] = found.details
    text = _("Kerncijfer “%(name)s” is van %(on)s") % {"name": found.name, "on": on}
    return text, _("Dat is vóór de peildatum.")


def _half(found: Finding, _remarks: Remarks) -> Said:
    text = _("Van %(on)s is maar één van de twee getallen van de verhouding er")
    return text % {"on": found.name}, _("Laadpunten of stekkervoertuigen ontbreken.")


def _total(found: Finding, _remarks: Remarks) -> Said:
    text = _("%(name)s: het totaal is een ander getal dan per gemeente bekend is")
    return text % {"name": found.name}, _listed(found.details)


def _undated(found: Finding, _remarks: Remarks) -> Said:
    count = len(found.details)
    text = ngettext(
        "%(name)s: %(n)s mijlpaal in Planning heeft geen datum",
        "%(name)s: %(n)s mijlpalen in Planning hebben geen datum",
        count,
    )
    said = _("In het rapport staat: geen datum opgegeven.")
    return text % {"name": found.name, "n": number(count)}, said


WORDS: Mapping[Code, Callable[[Finding, Remarks], Said]] = {
    Code.EMPTY_TEXT: _empty,
    Code.CONTRADICTION: _contradiction,
    Code.GONE: _gone,
    Code.SKIPPED: _skipped,
    Code.OLD_TEXT: _old_text,
    Code.CHANGED_NUMBER: _changed_number,
    Code.OLD_FIGURE: _old_figure,
    Code.HALF_A_RATIO: _half,
    Code.TOTAL: _total,
    Code.UNDATED: _undated,
}


def link_of(found: Finding, round_: Round) -> Link:
    """Where a finding is mended, and with which word."""
    link = _LINKS.get(found.code)
    return link(found, round_) if link else (reverse("figures"), _("Cijfers invullen"))


def _of_national(found: Finding, round_: Round) -> Link:
    return _national(round_, found.about), _("Tekst schrijven")


def _of_totals(found: Finding, round_: Round) -> Link:
    return _totals(round_, found.about), _("Totalen bekijken")


def _of_skipped(found: Finding, round_: Round) -> Link:
    return reverse("submission-heropenen", args=[round_.slug, found.about]), _("Heropenen")


def _of_undated(found: Finding, round_: Round) -> Link:
    asked = {"onderdeel": found.about, "categorie": Category.PLANNED}
    return in_round(round_, "milestones", **asked), _("Bekijken")


def in_round(round_: Round, page: str, **query: str) -> str:
    """A page of the register on the dates of the round."""
    return f"{reverse(page)}?{urlencode({CHOICE: round_.slug, **query})}"


def _national(round_: Round, place: str) -> str:
    return f"{reverse('round-texts', args=[round_.slug])}#{place.replace('.', '-')}"


def _totals(round_: Round, region: str) -> str:
    query = urlencode({"peildatum": short_date(round_.reference_on)})
    return f"{reverse('policy-counts', args=[region])}?{query}"


def _of_gone(found: Finding, round_: Round) -> Link:
    kind, _dot, rest = found.about.partition(".")
    if kind == "beleid":
        return _totals(round_, rest), _("Totalen invullen")
    if kind == "onderdeel":
        return reverse("round-board", args=[round_.slug]), _("Naar de ronde")
    return reverse("figures"), _("Cijfers invullen")


def _of_text(found: Finding, round_: Round) -> Link:
    """A text is mended by whoever keeps it."""
    path = found.about.split(".")
    if path[0] == "territory" and "footnotes" in path:
        return reverse("policy-counts-index"), _("Totalen bekijken")
    if path[0] in ("territory", "workgroups", "national"):
        unit = path[path.index("unit") + 1] if "unit" in path else path[1]
        return reverse("texts", args=[unit]), _("Tekst bekijken")
    if path[0] == "indicators":
        return _national(round_, f"indicators.{path[2]}"), _("Tekst schrijven")
    about = NATIONAL.get(path[0], path[0])
    return _national(round_, about), _("Tekst schrijven")


_LINKS: Mapping[Code, Callable[[Finding, Round], Link]] = {
    Code.EMPTY_TEXT: _of_national,
    Code.OLD_TEXT: _of_national,
    Code.CONTRADICTION: _of_totals,
    Code.TOTAL: _of_totals,
    Code.GONE: _of_gone,
    Code.SKIPPED: _of_skipped,
    Code.CHANGED_NUMBER: _of_text,
    Code.UNDATED: _of_undated,
}


def in_order_words() -> dict[str, str]:
    """What is said of each kind of point when there is none."""
    return {
        "onderdeel": _("Elk onderdeel is geaccepteerd of overgeslagen"),
        "opmerking": _("Er staat geen opmerking open"),
        Code.EMPTY_TEXT: _("Elke landelijke inleiding is er"),
        Code.CONTRADICTION: _("Geen totaal spreekt een telling of het vorige rapport tegen"),
        Code.GONE: _("Alles wat het vorige rapport had, is er nog"),
        Code.SKIPPED: _("Geen onderdeel is overgeslagen"),
        Code.OLD_TEXT: _("Elke landelijke tekst is voor deze ronde gewijzigd of bevestigd"),
        Code.CHANGED_NUMBER: _("Geen tekst noemt een getal dat intussen anders is"),
        Code.OLD_FIGURE: _("Elk kerncijfer is van de peildatum"),
        Code.HALF_A_RATIO: _("Van elke datum zijn beide getallen van de verhouding er"),
        Code.TOTAL: _("Totaal en telling zijn gelijk"),
        Code.UNDATED: _("Elke geplande mijlpaal heeft een datum"),
        "tekens": _("Elk teken kan worden gedrukt"),
        "grenzen": _("De grenzen van de gemeenten zijn er voor de kaarten"),
        "stand-oud": _("Elke stand is jonger dan een jaar of bevestigd"),
        "na-cijfers": _("Geen cijfer is van na “cijfers tot en met”"),
        "na-peildatum": _("Geen status is van na de peildatum"),
        "reden-over": _("Elke reden in het rapport hoort bij iets dat er nog is"),
    }
