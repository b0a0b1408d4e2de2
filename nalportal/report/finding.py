"""What a published report is found by: rows of the one index, in the round that they are of.

Why: decision 37.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.progress.reports import TextBlock
from nalportal.records.search import Kind, SearchText, search_text
from regions.models import display_name

from .compare.texts import texts_of as everything
from .labels import category_name, category_names, indicator_title
from .model import Report
from .payload import load

Names = dict[str, list[str]]


def publish_texts(apps: Apps, report: Report) -> None:
    """Let the newest version of a round be found, and no other of that round."""
    with transaction.atomic():
        SearchText.objects.filter(object_id=None, round=report.slug).delete()
        SearchText.objects.bulk_create(texts_of(report, _aliases(apps, "default")), batch_size=500)


def published_texts(apps: Apps, alias: str) -> Iterator[SearchText]:
    """The rows of the newest version of every round, read from what was published."""
    publications = apps.get_model("progress", "Publication")._base_manager.using(alias)
    newest = dict(publications.order_by("version").values_list("round_id", "snapshot_id"))
    stored = apps.get_model("progress", "Snapshot")._base_manager.using(alias)
    aliases = _aliases(apps, alias)
    for snapshot in newest.values():
        payload = stored.values_list("payload", flat=True).get(pk=snapshot)
        yield from texts_of(load(bytes(payload)), aliases)


def _aliases(apps: Apps, alias: str) -> Names:
    """By CBS code the names that sources use, and of what a municipality went up in later."""
    found: Names = defaultdict(list)
    arrows = apps.get_model("regions", "Reorganisation")._base_manager.using(alias)
    later: Names = defaultdict(list)
    for old, new, name in arrows.order_by("-on").values_list("old__code", "new__code", "new__name"):
        later[old] += [display_name(name), *later[new]]
    for code, names in later.items():
        found[code] += [_("later {name}").format(name=name) for name in dict.fromkeys(names)]
    rows = apps.get_model("regions", "MunicipalityAlias")._base_manager.using(alias)
    for code, name in rows.order_by("name").values_list("municipality__code", "name"):
        found[code].append(name)
    return found


def texts_of(report: Report, aliases: Names) -> Iterator[SearchText]:
    """Everything of a report that somebody may look for."""
    rows = [
        *_texts(report),
        *_municipalities(report, aliases),
        *_documents(report),
        *_units(report),
        *_parties(report),
    ]
    for row in rows:
        row.round = report.slug
        row.stand_near((report.title, str(Kind(row.kind).label), row.kind))
        yield row


def _row(kind: Kind, key: str, title: str, body: str = "", *names: str) -> SearchText:
    row = search_text(None, title=title, names=names, body=(body,), key=key)
    row.kind = kind
    return row


def _texts(report: Report) -> Iterator[SearchText]:
    """Each text where it stands: a definition, or of its indicator, its unit or a chapter."""
    units = {unit.slug: unit for unit in report.units()}
    of_indicator: Names = defaultdict(list)
    for path, text in everything(report):
        said, called = (text.plain, text.title) if isinstance(text, TextBlock) else (text.text, "")
        if path == ("definitions",) and isinstance(text, TextBlock):
            yield _row(Kind.DEFINITION, text.key, called, said, text.key)
        elif path[:2] == ("indicators", "indicators"):
            of_indicator[path[2]].append(said)
        else:
            unit = next((units[part] for part in path if part in units), None)
            key = f"{unit.kind}/{unit.slug}" if unit else ""
            row = _row(Kind.TEXT, key, called or (unit.name if unit else report.title), said)
            row.stand_near((unit.name, unit.short_name, unit.kind) if unit else ())
            yield row
    for one in report.indicators.indicators:
        slug = one.texts.slug
        body = " ".join(of_indicator[slug])
        row = _row(Kind.INDICATOR, slug, indicator_title(one.texts), body)
        row.stand_near(unit.name for unit in units.values())
        yield row


def _municipalities(report: Report, aliases: Names) -> Iterator[SearchText]:
    """Each by its own names, and by those of the municipalities that it came of; its region and
    what it can have of policy stand on its page too."""
    regions = _regions(report)
    policy = [name for one in report.territory.instruments for name in (one.name, one.short_name)]
    before: Names = defaultdict(list)
    for arrow in sorted(report.territory.reorganisations, key=lambda arrow: arrow.on):
        before[arrow.new] += [arrow.old_name, *before[arrow.old]]
    for one in report.territory.municipalities:
        former = [*dict.fromkeys((*before[one.code], *aliases.get(one.code, ())))]
        names = (one.name, one.code)
        row = _row(Kind.MUNICIPALITY, one.code, display_name(one.name), ", ".join(former), *names)
        row.stand_near((regions.get(one.region, ""), one.province, *policy))
        yield row


def _regions(report: Report) -> dict[str, str]:
    return {one.unit.slug: one.unit.name for one in report.territory.regions}


def _documents(report: Report) -> Iterator[SearchText]:
    """Each at the page of a municipality that has it."""
    names = {one.code: display_name(one.name) for one in report.territory.municipalities}
    named = _regions(report)
    regions = {one.code: named.get(one.region, "") for one in report.territory.municipalities}
    for entry in report.territory.documents or ():
        codes = dict.fromkeys(code for cover in entry.covers for code in cover.municipalities)
        whose = ", ".join(names.get(code, code) for code in codes)
        row = _row(Kind.DOCUMENT, next(iter(codes)), entry.title, whose, entry.reference)
        policy = {cover.instrument for cover in entry.covers}
        row.stand_near(one.name for one in report.territory.instruments if one.slug in policy)
        row.stand_near({regions[code] for code in codes if code in regions})
        yield row


def _units(report: Report) -> Iterator[SearchText]:
    policy = [one.name for one in report.territory.instruments]
    for unit in report.units():
        key = f"{unit.kind}/{unit.slug}"
        row = _row(Kind.UNIT, key, unit.name, unit.line, unit.short_name, unit.code)
        row.stand_near((unit.kind, str(Kind.MILESTONE.label), *category_names().values(), *policy))
        yield row
        for block in unit.categories:
            for item in (*block.items, *block.earlier):
                # Regions have plans of the same name, so each tells whose it is.
                told = (f"{unit.name}.", item.explanation, item.resolution)
                body = " ".join(filter(None, told))
                row = _row(Kind.MILESTONE, item.reference, item.title, body, item.reference)
                row.stand_near((unit.short_name, unit.kind))
                row.stand_near((category_name(block.category), category_name(block.category, 1)))
                yield row


def _parties(report: Report) -> Iterator[SearchText]:
    for group in report.workgroups:
        for party in group.parties:
            yield _row(Kind.PARTY, group.unit.slug, party.name, group.unit.name)
