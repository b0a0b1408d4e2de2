"""The story of the demo: a second round from opening to correction, and a third one half-way."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from indicators.entry.plan import plan
from indicators.entry.writing import store
from indicators.imports import read_figures
from indicators.models import Measure, Source
from indicators.sources import EditionContent, SourceContent, add_edition, add_source, succeed
from nalportal.accounts.models import User
from nalportal.exchange.tables import read_table
from nalportal.progress.models import Category, Milestone, Round, Submission
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.nothing_reported import say_none
from nalportal.progress.remarks import Subject, ask, finish, say
from nalportal.progress.rounds import close_for_review, give_reason, open_round, set_up
from nalportal.progress.submissions import (
    accept,
    grant_extension,
    return_to_editors,
    skip,
)
from nalportal.progress.verbs import Content, edit
from nalportal.records.versions import SeenVersion
from nalportal.report.correct import Replacement, carry, correct, correctables, newest_report
from nalportal.report.editions import all_rounds
from nalportal.report.freeze import freeze, publish
from nalportal.report.hand_in import submit

from ..freeze_list import assemble_freeze, collect_freeze
from ..own_unit import completeness_of
from . import figures, milestones, policy, texts

SECOND, THIRD = "eind-2021-fictief", "medio-2022-fictief"
SKIPPED = "zuid"
MONITOR = "Monitor laadinfrastructuur (fictief)"
WHY = "Fictief, voor de demo."
EMPTY = "leeg-"  # how the check of an empty category begins


@dataclass(frozen=True)
class Cast:
    """Who plays: the reviewer, the two editors of the demo, and one for all other units."""

    reviewer: User
    noord: User
    logistiek: User
    others: User

    def editor_of(self, unit: str) -> User:
        return {"noord": self.noord, "logistiek": self.logistiek}.get(unit, self.others)


# All or nothing, so that a second try begins where the first one did.
@transaction.atomic
def play(cast: Cast) -> None:
    """Both rounds, on a database with nothing but the report of end 2020 and the demo accounts."""
    second = Round(
        slug=SECOND,
        title="Eind 2021 (fictief)",
        reference_on=date(2021, 12, 31),
        division_on=date(2022, 1, 1),
        figures_until=figures.SECOND,
        deadline_on=date(2022, 2, 28),
    )
    begin(second, cast)
    source = new_source(cast.reviewer)
    second_round(second, source, cast)
    third = Round(
        slug=THIRD,
        title="Medio 2022 (fictief)",
        reference_on=date(2022, 6, 30),
        division_on=date(2022, 7, 1),
        figures_until=figures.THIRD,
        # It is going on now, whenever that is.
        deadline_on=timezone.localdate() + timedelta(days=24),
    )
    begin(third, cast)
    third_round_half_way(third, source, cast)


def begin(round_: Round, cast: Cast) -> None:
    set_up(round_, by=cast.reviewer)
    open_round(round_, by=cast.reviewer, reason=WHY)
    round_.refresh_from_db()


# ------------------------------------------------------------------------------ the second round


def second_round(round_: Round, source: Source, cast: Cast) -> None:
    """Filled in, handed in, reviewed, published, and corrected to version 2."""
    milestones.until_end_of_2021(cast.editor_of)
    policy.until_end_of_2021(round_, cast.reviewer)
    texts.until_end_of_2021(round_, cast.reviewer)
    new_figures(source.slug, figures.SECOND, cast, since=figures.MONTHS[0])
    noord, logistiek, zuid = (submission_of(round_, u) for u in ("noord", "logistiek", SKIPPED))
    hand_in(noord, cast)
    return_noord(noord, cast)
    hand_in(noord, cast)
    why = "De werkgroep vergadert een week later. (fictief)"
    grant_extension(logistiek, until=date(2022, 3, 11), by=cast.reviewer, reason=why)
    why = "De coördinator is ziek; de volgende ronde doet Zuid weer mee. (fictief)"
    skip(zuid, by=cast.reviewer, reason=why)
    for submission in round_.submissions.exclude(pk__in=[noord.pk, zuid.pk]):
        hand_in(submission, cast)
    for submission in round_.submissions.exclude(pk=zuid.pk):
        accept(submission, by=cast.reviewer)
    close_for_review(round_, by=cast.reviewer, reason=WHY)
    texts.summary_of(round_, cast.reviewer)
    say_why(round_, cast)
    freeze(round_, by=cast.reviewer, reason=WHY)
    publish(round_, by=cast.reviewer, reason=WHY)
    correct_twelve_terrains(round_, cast)


def hand_in(submission: Submission, cast: Cast) -> None:
    """By its editor, but for Oost, for which the ministry does it.

    Of a category in which there is nothing the unit says so; other gaps get a reason.
    """
    editor = cast.editor_of(submission.unit.slug)
    gaps = []
    for check in completeness_of(submission, all_rounds(), timezone.localdate()).open:
        if check.key.startswith(EMPTY):
            say_none(submission.unit, Category(check.key.removeprefix(EMPTY)), by=editor)
        else:
            gaps.append(check.gap(WHY))
    if submission.unit.slug == "oost":
        submit(submission, by=cast.reviewer, gaps=gaps, on_behalf_of=editor)
    else:
        submit(submission, by=editor, gaps=gaps)


def say_why(round_: Round, cast: Cast) -> None:
    """A reason for each thing that the last report had and this one lacks."""
    for point in assemble_freeze(collect_freeze(round_, all_rounds())).blocking:
        give_reason(
            round_,
            point=point.key,
            code=point.code,
            about=point.about,
            text=WHY,
            in_report=False,
            by=cast.reviewer,
        )


def return_noord(submission: Submission, cast: Cast) -> None:
    """The reviewer asks for a date, and Noord says it."""
    row = submission.unit.milestones.get(reference="NO-003")
    asked = "Wanneer zijn de eerste laadvisies klaar? (fictief)"
    about = Subject(submission.unit, RemarkKind.MILESTONE, "Datum", "planned", row)
    talk = ask(about, text=asked, by=cast.reviewer)
    why = "Nog één vraag, bij NO-003. (fictief)"
    return_to_editors(submission, by=cast.reviewer, reason=why)
    answered = f"{milestones.MADE_UP} De eerste twaalf zijn vastgesteld."
    content = replace(Content.of(row), explanation=answered)
    edit(row, content, seen=SeenVersion(row.version), by=cast.noord)
    say(talk, text="In het najaar; het staat er nu bij. (fictief)", by=cast.noord, adapted=True)
    finish(talk, by=cast.reviewer)


def correct_twelve_terrains(round_: Round, cast: Cast) -> None:
    """Version 2: there turned out to be ten terrains, and one more municipality of Noordwest; a
    milestone of Noord was forgotten, and one of Oost was told that is no milestone."""
    known = correctables(newest_report(round_))
    replaced = []
    for label, old, new in (
        ("P+R-terreinen (fictief): titel", "twaalf", "tien"),
        ("Noordwest, Integrale laadvisie", "24", "25"),
        # The summary tells the total of all regions.
        ("Samenvatting", "ten minste 93", "ten minste 94"),
    ):
        found = next(e for e in known.values() if label in e.label and old in e.value)
        replaced.append(Replacement(found.id, found.value, found.value.replace(old, new)))
    gone = Milestone.objects.get(title__startswith="Laadconsulenten ook voor verenigingen")
    forgotten = "NO-901 Laadhub bij Assen (fictief)\nQ3 2022\n" + milestones.MADE_UP
    replaced += [
        Replacement(f"weg:mijlpaal:{gone.reference}", "staat", "weg"),
        Replacement("erbij:mijlpaal:noord.planning", "", forgotten),
    ]
    erratum = (
        "Noord heeft tien terreinen, geen twaalf, en ook een laadhub bij Assen; Noordwest 25 "
        "laadvisies, geen 24; de laadconsulenten van Oost zijn geen mijlpaal. (fictief)"
    )
    made = correct(round_, replaced, erratum, by=cast.reviewer)
    # Only the total: that Noord's title stays as it was shows what a correction leaves to do.
    totals = [wanted for wanted in replaced if wanted.field.startswith("cijfer:")]
    carry(totals, round_, by=cast.reviewer, reason=f"Correctie van {made}")


# ------------------------------------------------------------------------------- the third round


def third_round_half_way(round_: Round, source: Source, cast: Cast) -> None:
    """Two units handed in, of which one was returned; some are busy, the others have not begun."""
    milestones.half_of_2022(cast.editor_of)
    policy.half_of_2022(cast.reviewer)
    july = EditionContent(MONITOR, "juli 2022", date(2022, 7, 15), "", "")
    edition = add_edition(source, "monitor-fictief-juli-2022", july, by=cast.reviewer)
    new_figures(edition.slug, figures.THIRD, cast, since=figures.MONTHS[-2])
    for unit in ("logistiek", "oost"):
        hand_in(submission_of(round_, unit), cast)
    why = "Welke gemeenten zijn het? (fictief)"
    return_to_editors(submission_of(round_, "oost"), by=cast.reviewer, reason=why)


# ------------------------------------------------------------------------------------ underneath


def submission_of(round_: Round, unit: str) -> Submission:
    found: Submission = round_.submissions.select_related("round", "unit").get(unit__slug=unit)
    return found


def new_source(by: User) -> Source:
    """A monitor that continues the series of the printed report; all of its figures are made up."""
    method = "Verzonnen voor de demo; niemand heeft iets geteld."
    monitor = SourceContent("Fictieve uitgever", MONITOR, method)
    may = EditionContent(MONITOR, "mei 2022", date(2022, 5, 16), "", "")
    source = add_source("monitor-fictief", monitor, may, by=by)
    for measure in Measure.objects.all():
        succeed(measure, source, figures.MONTHS[0].replace(day=1), by=by)
    return source


def new_figures(edition: str, until: date, cast: Cast, *, since: date) -> None:
    """By the road of `import_figures`, without its preview."""
    name = f"{edition}.csv"
    entries = read_figures(read_table(name, figures.file_of(edition, until, since))).entries
    store(entries, plan(entries).fingerprint, by=cast.reviewer, origin=name, reason=WHY)
