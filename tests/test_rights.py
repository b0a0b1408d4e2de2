"""Who may do what: every address of the site, for every role, as one table.

A new address without a row fails; so does a row whose address is gone. To add a page, add its
route to `RIGHTS` and, when it takes an argument that no other page takes, a value to `ARGUMENTS`.
What a page does with what is sent, its own tests tell; here only who gets as far as that.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.desk.steps import SUBMISSION_STEPS
from nalportal.progress.models import ReportingUnit, RoundVerb
from nalportal.progress.verbs import Verb
from nalportal.report.opendata.resources import RESOURCES
from tests.conftest import PASSWORD
from tests.loaded_report import put_report_in

# Who may do what, the database has no part in.
pytestmark = pytest.mark.once

# In the order of the columns. "other" is editor of another unit than the one in the address,
# "stranger" has an account without a unit.
ROLES = ["anonymous", "stranger", "other", "editor", "reviewer", "beheerder"]

# What an address answers: "yes" is a page, a file, a form with faults or the way onward;
# "door" is the way to the sign-in page; the rest are the status codes of a refusal.
OUTCOMES = {"yes", "door", "400", "403", "404", "405"}


@dataclass(frozen=True)
class Row:
    """One outcome per role, in the order of `ROLES`."""

    get: str
    post: str

    def expected(self, method: str) -> dict[str, str]:
        words = (self.get if method == "GET" else self.post).split()
        assert set(words) <= OUTCOMES
        return dict(zip(ROLES, words, strict=True))


#                          anonymous stranger other editor reviewer beheerder
READ_BY_ALL = Row(
    get="                   yes       yes      yes   yes    yes      yes",
    post="                  405       405      405   405    405      405",
)
READ_BY_STAFF = Row(
    get="                   door      yes      yes   yes    yes      yes",
    post="                  door      405      405   405    405      405",
)
DOOR = Row(
    get="                   yes       yes      yes   yes    yes      yes",
    post="                  yes       yes      yes   yes    yes      yes",
)
OWN_ACCOUNT = Row(
    get="                   door      yes      yes   yes    yes      yes",
    post="                  door      yes      yes   yes    yes      yes",
)
OWN_CODES = Row(
    get="                   door      404      404   404    404      404",
    post="                  door      405      405   405    405      405",
)
NOTHING_OF_THEIRS = Row(
    get="                   door      404      404   404    404      404",
    post="                  door      404      404   404    404      404",
)
NOT_SET_UP = Row(
    get="                   404       404      404   404    404      404",
    post="                  404       404      404   404    404      404",
)
# The admin sends who is signed in without the role to its own door, which is closed: 403.
ADMIN = Row(
    get="                   door      403      403   403    403      yes",
    post="                  door      403      403   403    403      yes",
)
READ_BY_BEHEERDER = Row(
    get="                   door      403      403   403    403      yes",
    post="                  door      405      405   405    405      405",
)
KEPT_BY_BEHEERDER = Row(
    get="                   door      403      403   403    403      yes",
    post="                  door      403      403   403    403      yes",
)
# Person 0, who is nobody.
NOBODY_THERE = Row(
    get="                   door      403      403   403    403      404",
    post="                  door      403      403   403    403      404",
)
NOBODY_THERE_TO_READ = Row(get=NOBODY_THERE.get, post=READ_BY_BEHEERDER.post)
PEOPLE_OF_A_UNIT = Row(
    get="                   door      404      404   yes    yes      yes",
    post="                  door      405      405   405    405      405",
)
KEPT_BY_SCRIPT = Row(
    get="                   door      405      405   405    405      405",
    post="                  door      404      404   404    404      404",
)
LEAVING_THE_ADMIN = Row(
    get="                   door      yes      yes   yes    yes      405",
    post="                  door      yes      yes   yes    yes      yes",
)

# Of Noord. A beheerder keeps the register in the admin.
READ_OF_A_UNIT = Row(
    get="                   door      404      404   yes    yes      404",
    post="                  door      405      405   405    405      405",
)
EDITED_OF_A_UNIT = Row(
    get="                   door      404      404   yes    yes      404",
    post="                  door      404      404   yes    yes      404",
)
FILE_THAT_IS_NOT_THERE = Row(
    get="                   door      404      404   404    404      404",
    post="                  door      405      405   405    405      405",
)
BUTTON_OF_A_UNIT = Row(
    get="                   door      405      405   405    405      405",
    post="                  door      404      404   yes    yes      404",
)

# Of Groningen, which belongs to Noord: all may look at municipalities, who keeps Noord records.
RECORDED_OF_A_MUNICIPALITY = Row(
    get="                   door      403      403   yes    yes      403",
    post="                  door      403      403   yes    yes      403",
)
STEP_OF_NOTHING = Row(
    get="                   door      403      403   404    404      403",
    post="                  door      403      403   404    404      403",
)
TEMPLATE_OF_A_REGION = Row(
    get="                   door      403      yes   yes    yes      403",
    post="                  door      405      405   405    405      405",
)
RECORDED_BY_ANY_REGION = Row(
    get="                   door      403      yes   yes    yes      403",
    post="                  door      403      yes   yes    yes      403",
)
# Who keeps a unit knows it, and doesn't review it. A step that doesn't fit the state of the round,
# as here, has its page too: that says what is needed first.
STEP_OF_REVIEWER = Row(
    get="                   door      404      404   403    yes      404",
    post="                  door      404      404   403    yes      404",
)
# Only who keeps the unit takes back what it handed in.
TAKEN_BACK_BY_EDITORS = Row(
    get="                   door      404      404   yes    403      404",
    post="                  door      404      404   yes    403      404",
)

REVIEW_OF_A_UNIT = Row(
    get="                   door      404      404   403    yes      404",
    post="                  door      404      404   403    yes      404",
)
BUTTON_OF_NOTHING = Row(get=BUTTON_OF_A_UNIT.get, post=NOTHING_OF_THEIRS.post)
# Who may take something back is told that it was taken back already.
TAKEN_BACK_ALREADY = Row(
    get=BUTTON_OF_A_UNIT.get,
    post="                  door      404      404   404    yes      404",
)

# Who reads a published report and does not review it knows it, and may not change it.
READ_BY_REVIEWER = Row(
    get="                   door      403      403   403    yes      403",
    post="                  door      405      405   405    405      405",
)
DONE_BY_REVIEWER = Row(
    get="                   door      403      403   403    yes      403",
    post="                  door      403      403   403    yes      403",
)
OF_A_ROUND_NOT_THERE = Row(
    get="                   door      403      403   403    404      403",
    post="                  door      403      403   403    404      403",
)
BUTTON_OF_A_FROZEN_TEXT = Row(get=BUTTON_OF_A_UNIT.get, post=OF_A_ROUND_NOT_THERE.post)
# Figures are the reviewer's alone; the beheerder has them in the admin.
FIGURES_READ = Row(
    get="                   door      404      404   404    yes      404",
    post="                  door      405      405   405    405      405",
)
FIGURES_EDITED = Row(
    get="                   door      404      404   404    yes      404",
    post="                  door      404      404   404    yes      404",
)

# Which indicators there are, the beheerder says too.
DEFINITIONS_READ = Row(
    get="                   door      404      404   404    yes      yes",
    post="                  door      405      405   405    405      405",
)
DEFINITIONS_EDITED = Row(
    get="                   door      404      404   404    yes      yes",
    post="                  door      404      404   404    yes      yes",
)
DEFINITION_REMOVED = Row(
    get="                   door      405      405   405    405      405",
    post="                  door      404      404   404    yes      yes",
)

PAGES_OF_A_REPORT = [
    "",
    "regios/",
    "regios/naast-elkaar/",
    "regios/<slug:region>/",
    "werkgroepen/",
    "werkgroepen/<slug:group>/",
    "indicatoren/",
    "indicatoren/<slug:indicator>/",
    "indicatoren/grafieken/<slug:chart>/",
    "indicatoren/grafieken/<slug:chart>.svg",
    "indicatoren/grafieken/<slug:chart>.png",
    "indicatoren/grafieken/<slug:chart>.csv",
    "indicatoren/grafieken/<slug:chart>.csv-metadata.json",
    "gemeenten/",
    "gemeenten/kaart/",
    "gemeenten/<slug:code>/",
    "beeld.png",
    "verschillen/",
    "downloads/",
    "downloads/rapport.pdf",
    "downloads/rapport.json",
    "downloads/rapport.xlsx",
    "downloads/rapport.csv",
    "downloads/rapport.csv-metadata.json",
    "downloads/rapport.docx",
    "downloads/<slug:unit>.pdf",
    "downloads/<slug:unit>.docx",
]

# The report of end 2020 has no series per region; `tests/report/test_coverage_pages.py` has.
PAGES_OF_A_SERIES = [
    "indicatoren/dekking/<slug:region>/",
    "indicatoren/dekking/gemeente/<slug:code>/",
]
NO_SERIES_PUBLISHED = Row(get=NOT_SET_UP.get, post=READ_BY_ALL.post)
NO_SERIES_NOW = Row(get=NOTHING_OF_THEIRS.get, post=READ_BY_STAFF.post)

INTERFACE = [
    "openapi.json",
    "rondes",
    "rondes/<ronde>",
    "rondes/<ronde>/versies",
    *(f"rondes/<ronde>/{resource.name}" for resource in RESOURCES),
    "standen",
    "mijlpalen/<referentie>",
    "gemeenten/<gemeente>",
]

RIGHTS = {
    "": READ_BY_ALL,
    "begrippen/": READ_BY_ALL,
    "bronnen/": READ_BY_ALL,
    "open-data/": READ_BY_ALL,
    "open-data/<slug:name>.csv": READ_BY_ALL,
    "open-data/<slug:name>.csv-metadata.json": READ_BY_ALL,
    "open-data/rapport.schema.json": READ_BY_ALL,
    "open-data/catalogus.ttl": READ_BY_ALL,
    "open-data/catalogus.jsonld": READ_BY_ALL,
    "privacy/": READ_BY_ALL,
    "contact/": READ_BY_ALL,
    "sitemap.xml": READ_BY_ALL,
    "robots.txt": READ_BY_ALL,
    "favicon.ico": READ_BY_ALL,
    ".well-known/security.txt": READ_BY_ALL,
    "rondes/nieuw.atom": READ_BY_ALL,
    "mijlpaal/<slug:reference>/": READ_BY_ALL,
    "indicator/<slug:indicator>/": READ_BY_ALL,
    **{f"api/v1/{route}": READ_BY_ALL for route in INTERFACE},
    "api/v1/vergelijking": Row(get="400 " * len(ROLES), post=READ_BY_ALL.post),
    "api/v1": READ_BY_ALL,
    "api/v1/": READ_BY_ALL,
    "open-data/catalogus": READ_BY_ALL,
    "api/v1/<path:rest>": Row(get=NOT_SET_UP.get, post=READ_BY_ALL.post),
    "embed/<slug:chart>/": READ_BY_ALL,
    "embed/<slug:slug>/<slug:chart>/": READ_BY_ALL,
    "embed/<slug:slug>/v<version:version>/<slug:chart>/": READ_BY_ALL,
    "toegankelijkheid/": READ_BY_ALL,
    # What is published, and the register as it stands.
    "rondes/": READ_BY_ALL,
    "rondes/vergelijken/": READ_BY_ALL,
    "rondes/vergelijken/wijzigingen.pdf": READ_BY_ALL,
    "rondes/vergelijken/wijzigingen.docx": READ_BY_ALL,
    **{f"rondes/<slug:slug>/{page}": READ_BY_ALL for page in PAGES_OF_A_REPORT},
    **{f"rondes/<slug:slug>/v<version:version>/{page}": READ_BY_ALL for page in PAGES_OF_A_REPORT},
    **{f"nu/{page}": READ_BY_STAFF for page in PAGES_OF_A_REPORT},
    **{f"ronde/<slug:round>/rapport/{page}": READ_BY_STAFF for page in PAGES_OF_A_REPORT},
    **{f"rondes/<slug:slug>/{page}": NO_SERIES_PUBLISHED for page in PAGES_OF_A_SERIES},
    **{
        f"rondes/<slug:slug>/v<version:version>/{page}": NO_SERIES_PUBLISHED
        for page in PAGES_OF_A_SERIES
    },
    **{f"nu/{page}": NO_SERIES_NOW for page in PAGES_OF_A_SERIES},
    **{f"ronde/<slug:round>/rapport/{page}": NO_SERIES_NOW for page in PAGES_OF_A_SERIES},
    "rondes/<slug:slug>/corrigeren/": READ_BY_REVIEWER,
    "rondes/<slug:slug>/corrigeren/invullen/": DONE_BY_REVIEWER,
    # The register: each sees and adds to the own units only, so these are for all.
    "mijlpalen/": READ_BY_STAFF,
    "mijlpalen/mijlpalen.csv": READ_BY_STAFF,
    "mijlpalen/mijlpalen.xlsx": READ_BY_STAFF,
    "mijlpalen/nieuw/": OWN_ACCOUNT,
    "mijlpalen/meerdere/": OWN_ACCOUNT,
    "mijlpalen/importeren/": OWN_ACCOUNT,
    "mijlpalen/importeren/<uuid:token>/": OWN_ACCOUNT,
    "mijlpalen/selectie/": NOTHING_OF_THEIRS,  # nothing is selected
    "mijlpalen/ongedaan-maken/": BUTTON_OF_NOTHING,  # nothing was done
    "mijlpalen/volgorde/<slug:unit>/": READ_OF_A_UNIT,
    "mijlpalen/<reference:reference>/": READ_OF_A_UNIT,
    "mijlpalen/<reference:reference>/wijzigen/": EDITED_OF_A_UNIT,
    **{f"mijlpalen/<reference:reference>/{verb}/": EDITED_OF_A_UNIT for verb in Verb},
    "mijlpalen/<reference:reference>/omhoog/": BUTTON_OF_A_UNIT,
    "mijlpalen/<reference:reference>/omlaag/": BUTTON_OF_A_UNIT,
    "mijlpalen/<reference:reference>/plaats/": BUTTON_OF_A_UNIT,
    "mijlpalen/<reference:reference>/bestanden/": EDITED_OF_A_UNIT,
    "mijlpalen/<reference:reference>/bestanden/<int:file>/": FILE_THAT_IS_NOT_THERE,
    "mijlpalen/<reference:reference>/bestanden/<int:file>/weghalen/": NOTHING_OF_THEIRS,
    "mijlpalen/<reference:reference>/versies/<int:version>/": NOTHING_OF_THEIRS,  # of another one
    # What units write, who takes part in working groups, and who works on which theme.
    "teksten/": READ_BY_STAFF,
    "teksten/<slug:unit>/": READ_OF_A_UNIT,
    "teksten/<slug:unit>/bevestigen/": BUTTON_OF_A_UNIT,
    "teksten/<slug:unit>/wijzigen/": EDITED_OF_A_UNIT,
    "teksten/<slug:unit>/versies/<int:version>/": NOTHING_OF_THEIRS,  # no round is open
    # What the ministry and a unit say to each other. None has the number 0.
    "opmerkingen/<slug:unit>/": READ_OF_A_UNIT,
    "opmerkingen/<slug:unit>/nieuw/": EDITED_OF_A_UNIT,
    "opmerkingen/<int:number>/": NOTHING_OF_THEIRS,
    # Each has only their own; nobody has the number 0, and no list is called that.
    "weergaven/<int:number>/": FILE_THAT_IS_NOT_THERE,
    "weergaven/<int:number>/weg/": BUTTON_OF_NOTHING,
    "weergaven/<slug:which>/": BUTTON_OF_NOTHING,
    "themas/": READ_BY_STAFF,
    # What is found, tests/desk/test_search.py tells for each.
    "zoeken/": READ_BY_ALL,
    "partijen/<slug:group>/": READ_OF_A_UNIT,
    "partijen/<slug:group>/toevoegen/": EDITED_OF_A_UNIT,
    "partijen/<slug:group>/nieuw/": EDITED_OF_A_UNIT,
    # No party has the number in these; `tests/workgroups/test_pages.py` has those that do.
    "partijen/<slug:group>/<int:party>/omhoog/": BUTTON_OF_NOTHING,
    "partijen/<slug:group>/<int:party>/omlaag/": BUTTON_OF_NOTHING,
    "partijen/<slug:group>/<int:party>/plaats/": BUTTON_OF_NOTHING,
    "partijen/<slug:group>/<int:party>/stoppen/": NOTHING_OF_THEIRS,
    "partijen/<slug:group>/<int:party>/herstellen/": NOTHING_OF_THEIRS,
    # What municipalities adopted, of all regions: who records what has its own rows.
    "gemeenten/": READ_BY_STAFF,
    "gemeenten/gemeenten.csv": READ_BY_STAFF,
    "gemeenten/gemeenten.xlsx": READ_BY_STAFF,
    "gemeenten/kaart/": READ_BY_STAFF,
    "gemeenten/regios/": READ_BY_STAFF,
    "gemeenten/<gemeente:code>/": READ_BY_STAFF,
    "gemeenten/selectie/": NOTHING_OF_THEIRS,  # nothing is selected
    "gemeenten/invullen/": RECORDED_BY_ANY_REGION,
    "gemeenten/<gemeente:code>/vastleggen/": RECORDED_OF_A_MUNICIPALITY,
    # No step, action or document has the number in these; tests/regions has those that do.
    "gemeenten/<gemeente:code>/stappen/<int:step>/": STEP_OF_NOTHING,
    "gemeenten/<gemeente:code>/stappen/<int:step>/vervallen/": STEP_OF_NOTHING,
    "gemeenten/handelingen/<int:action>/": OWN_CODES,
    "gemeenten/handelingen/<int:action>/ongedaan/": BUTTON_OF_NOTHING,
    "gemeenten/importeren/": OWN_ACCOUNT,
    "gemeenten/importeren/<uuid:token>/": OWN_ACCOUNT,
    "gemeenten/invullen.csv": TEMPLATE_OF_A_REGION,
    "gemeenten/invullen.xlsx": TEMPLATE_OF_A_REGION,
    "gemeenten/werkblad.csv": TEMPLATE_OF_A_REGION,
    "gemeenten/werkblad.xlsx": TEMPLATE_OF_A_REGION,
    "gemeenten/documenten/": READ_BY_STAFF,
    "gemeenten/documenten/nieuw/": RECORDED_BY_ANY_REGION,
    "gemeenten/documenten/importeren/": OWN_ACCOUNT,
    "gemeenten/documenten/importeren/<uuid:token>/": OWN_ACCOUNT,
    "gemeenten/documenten/documenten.csv": READ_BY_STAFF,
    "gemeenten/documenten/documenten.xlsx": READ_BY_STAFF,
    "gemeenten/documenten/<int:document>/": OWN_CODES,
    "gemeenten/documenten/<int:document>/wijzigen/": NOTHING_OF_THEIRS,
    "gemeenten/documenten/<int:document>/bestanden/": NOTHING_OF_THEIRS,
    "gemeenten/documenten/<int:document>/bestanden/<int:file>/": FILE_THAT_IS_NOT_THERE,
    "gemeenten/documenten/<int:document>/bestanden/<int:file>/weghalen/": NOTHING_OF_THEIRS,
    "gemeenten/opgave/": READ_BY_STAFF,
    "gemeenten/opgave/<slug:unit>/": EDITED_OF_A_UNIT,
    # Leading rounds. Nobody handed in for the round in these, which is published.
    "ronde/": READ_BY_REVIEWER,
    "ronde/nieuw/": DONE_BY_REVIEWER,
    "ronde/<slug:round>/": READ_BY_REVIEWER,
    "ronde/<slug:round>/instellen/": DONE_BY_REVIEWER,
    "ronde/<slug:round>/verwijderen/": DONE_BY_REVIEWER,
    # The round in these is published: its list is behind it, and its texts lie still.
    "ronde/<slug:round>/controlelijst/": READ_BY_REVIEWER,
    "ronde/<slug:round>/controlelijst/reden/": OF_A_ROUND_NOT_THERE,
    "ronde/<slug:round>/teksten/": READ_BY_REVIEWER,
    "ronde/<slug:round>/teksten/nieuw/<slug:place>/": OF_A_ROUND_NOT_THERE,
    "ronde/<slug:round>/teksten/<int:text>/": OF_A_ROUND_NOT_THERE,
    "ronde/<slug:round>/teksten/<int:text>/weglaten/": OF_A_ROUND_NOT_THERE,
    "ronde/<slug:round>/teksten/<int:text>/bevestigen/": BUTTON_OF_A_FROZEN_TEXT,
    "ronde/<slug:round>/teksten/<int:text>/omhoog/": BUTTON_OF_A_FROZEN_TEXT,
    "ronde/<slug:round>/teksten/<int:text>/omlaag/": BUTTON_OF_A_FROZEN_TEXT,
    "ronde/<slug:round>/herinneren/": Row(get=BUTTON_OF_A_UNIT.get, post=DONE_BY_REVIEWER.post),
    **{
        f"ronde/<slug:round>/{verb}/": DONE_BY_REVIEWER
        for verb in RoundVerb
        if verb != RoundVerb.CORRECT
    },
    **{f"ronde/<slug:round>/<slug:unit>/{verb}/": STEP_OF_REVIEWER for verb in SUBMISSION_STEPS},
    # Where the figures of the indicators get in; none has the number 0.
    "cijfers/": FIGURES_READ,
    "cijfers/cijfers.csv": FIGURES_READ,
    "cijfers/cijfers.xlsx": FIGURES_READ,
    "cijfers/invoeren/": FIGURES_EDITED,
    "cijfers/invoeren/reeks/": FIGURES_EDITED,
    "cijfers/importeren/": FIGURES_EDITED,
    "cijfers/importeren/statline/": FIGURES_EDITED,
    "cijfers/importeren/blok/": FIGURES_EDITED,
    "cijfers/voorbeeld/<uuid:token>/": FIGURES_EDITED,
    "cijfers/bronnen/": FIGURES_READ,
    "cijfers/bronnen/nieuw/": FIGURES_EDITED,
    "cijfers/bronnen/<slug:source>/": FIGURES_EDITED,
    "cijfers/bronnen/<slug:source>/uitgave/": FIGURES_EDITED,
    "cijfers/bronnen/<slug:source>/samenvoegen/": FIGURES_EDITED,
    "cijfers/uitgaven/<slug:edition>/": FIGURES_EDITED,
    "cijfers/reeksen/<slug:measure>/": FIGURES_EDITED,
    "cijfers/opvolging/<int:number>/terug/": TAKEN_BACK_ALREADY,
    "cijfers/waarneming/<int:number>/": OWN_CODES,
    "cijfers/indicatoren/": DEFINITIONS_READ,
    "cijfers/indicatoren/nieuw/": DEFINITIONS_EDITED,
    "cijfers/indicatoren/<slug:indicator>/": DEFINITIONS_EDITED,
    "cijfers/indicatoren/<slug:indicator>/tabel/": DEFINITIONS_EDITED,
    "cijfers/tabellen/<int:number>/": NOTHING_OF_THEIRS,
    "cijfers/tabellen/<int:number>/weg/": DEFINITION_REMOVED,
    "cijfers/maten/nieuw/": DEFINITIONS_EDITED,
    "cijfers/maten/<slug:measure>/": DEFINITIONS_EDITED,
    "cijfers/soorten/nieuw/": DEFINITIONS_EDITED,
    "cijfers/soorten/<slug:dimension>/": DEFINITIONS_EDITED,
    # A unit in the round that is open: none is open here.
    "onderdelen/": READ_BY_BEHEERDER,
    "onderdelen/nieuw/": KEPT_BY_BEHEERDER,
    "onderdelen/grenzen/": KEPT_BY_BEHEERDER,
    "onderdelen/grenzen/<uuid:token>/": KEPT_BY_BEHEERDER,
    "onderdelen/indeling/": KEPT_BY_BEHEERDER,
    "onderdelen/indeling/<uuid:token>/": KEPT_BY_BEHEERDER,
    "onderdelen/<slug:unit>/": KEPT_BY_BEHEERDER,
    "onderdelen/<slug:unit>/overeenkomst/": KEPT_BY_BEHEERDER,
    "onderdelen/<slug:unit>/overeenkomst/<int:number>/": NOBODY_THERE,
    "mensen/": READ_BY_BEHEERDER,
    "mensen/nieuw/": KEPT_BY_BEHEERDER,
    "mensen/<int:person>/": NOBODY_THERE_TO_READ,
    "mensen/<int:person>/wijzigen/": NOBODY_THERE,
    "mensen/<int:person>/overdragen/": NOBODY_THERE,
    "mensen/<int:person>/beeindigen/": NOBODY_THERE,
    "mensen/<int:person>/heropenen/": NOBODY_THERE,
    "mensen/<int:person>/tweede-stap/": NOBODY_THERE,
    "mensen/<int:person>/vergeten/": NOBODY_THERE,
    "onderdeel/<slug:unit>/mensen/": PEOPLE_OF_A_UNIT,
    "onderdeel/<slug:unit>/": READ_OF_A_UNIT,
    "onderdeel/<slug:unit>/geen/<slug:category>/": EDITED_OF_A_UNIT,
    "onderdeel/<slug:unit>/inleveren/": EDITED_OF_A_UNIT,
    "onderdeel/<slug:unit>/inlevering-intrekken/": TAKEN_BACK_BY_EDITORS,
    # Who keeps a unit knows it, and doesn't review it. (No round is open in these.)
    "onderdeel/<slug:unit>/beoordelen/": REVIEW_OF_A_UNIT,
    # The start page: what is theirs, which may be nothing.
    "start/": READ_BY_STAFF,
    "start/overzicht/": READ_BY_STAFF,
    "start/wijzigingen/": READ_BY_STAFF,
    # Signing in and out.
    # Of nobody here; tests/pages/test_jobs.py has one.
    "taken/<uuid:token>/": FILE_THAT_IS_NOT_THERE,
    "gezond/": READ_BY_ALL,
    "gezond/klaar/": READ_BY_ALL,
    "gezond/toestand/<slug:command>/": Row(
        get="                   door      405      405   405    405      405",
        post="                  door      403      403   403    403      yes",
    ),
    "gezond/logboek/": READ_BY_BEHEERDER,
    "gezond/toestand/": Row(
        get="                   door      403      403   403    403      yes",
        post="                  door      405      405   405    405      405",
    ),
    # Help per task.
    "hulp/": READ_BY_STAFF,
    "hulp/<slug:task>/": READ_BY_STAFF,
    "account/": OWN_ACCOUNT,
    "account/aanmelden/": DOOR,
    "account/inloggen/": DOOR,
    "account/inloggen/code/": OWN_ACCOUNT,  # signed out one gets there with a right password only
    "account/inloggen/<slug:provider_id>/": NOT_SET_UP,
    "account/inloggen/<slug:provider_id>/terug/": NOT_SET_UP,
    "account/niet-actief/": READ_BY_ALL,
    "account/uitloggen/": DOOR,
    "account/wachtwoord/": OWN_ACCOUNT,
    "account/wachtwoord/vergeten/": DOOR,
    "account/wachtwoord/vergeten/verstuurd/": READ_BY_ALL,
    "account/^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": DOOR,
    "account/wachtwoord/nieuw/klaar/": READ_BY_ALL,
    "account/wachtwoord/kiezen/": OWN_ACCOUNT,
    # How long the session lasts, and a form that was sent after its end: nobody here has one.
    "account/sessie/": READ_BY_ALL,
    "account/sessies/": OWN_ACCOUNT,
    "account/gegevens/": Row(get=OWN_ACCOUNT.get, post=READ_BY_STAFF.post),
    "account/sessie/verlengen/": READ_BY_ALL,
    "account/bewaard/": NOTHING_OF_THEIRS,
    # Asked by a script, with a form that has a number.
    "account/bewaard/concept/": KEPT_BY_SCRIPT,
    "account/bewaard/concept/<uuid:token>/": BUTTON_OF_NOTHING,
    "admin/logout/": LEAVING_THE_ADMIN,
    # The second step. Nobody here has an app; `tests/accounts/test_second_factor.py` has.
    "account/bevestigen/": OWN_ACCOUNT,
    "account/bevestigen/code/": OWN_ACCOUNT,
    "account/twee-stappen/": Row(get=OWN_ACCOUNT.get, post=READ_BY_STAFF.post),
    "account/twee-stappen/app/": OWN_ACCOUNT,
    "account/twee-stappen/sleutel/": OWN_ACCOUNT,
    "account/twee-stappen/sleutel/<int:pk>/weghalen/": OWN_ACCOUNT,
    "account/bevestigen/sleutel/": OWN_ACCOUNT,
    "account/twee-stappen/app/uitzetten/": NOTHING_OF_THEIRS,
    "account/twee-stappen/herstelcodes/": OWN_CODES,
    "account/twee-stappen/herstelcodes/nieuw/": OWN_ACCOUNT,
    "account/twee-stappen/herstelcodes/herstelcodes.txt": NOTHING_OF_THEIRS,
}

# Values for the arguments in routes. The unit is Noord, the group Logistiek, the code Groningen.
ARGUMENTS = {
    "action": "0",
    "code": "GM0014",
    "command": "verify",
    "document": "0",
    "file": "0",
    "edition": "nal-voortgangsrapportage-2020",
    "measure": "laadpunten",
    "source": "nal-voortgangsrapportage-2020",
    "step": "0",
    "task": "beleid",
    "text": "0",
    "place": "voorwoord",
    "category": "planning",
    "chart": "laadpunten",
    "group": "logistiek",
    "which": "geen",
    "indicator": "dekking",
    "dimension": "soort-laadpunt",
    "key": "oud",
    "number": "0",
    "ronde": "eind-2020",
    "referentie": "NO-001",
    "gemeente": "GM0014",
    "rest": "bestaat-niet",
    "name": "mijlpalen",
    "party": "0",
    "person": "0",
    "pk": "0",
    "provider_id": "organisatie",
    "reference": "NO-001",
    "region": "noord",
    "round": "eind-2020",
    "slug": "eind-2020",
    "token": "00000000-0000-0000-0000-000000000001",
    "uidb36": "1",
    "unit": "noord",
    "version": "1",
}
# In the admin only the role counts, not which object it is.
ADMIN_ARGUMENTS = {
    "code": "GM0014",
    "app_label": "accounts",
    "content_type_id": "1",
    "history_id": "1",
    "id": "1",
    "object_id": "1",
    "url": "onbekend",
}


# ------------------------------------------------------------------------------ every address


def all_routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


ROUTES = sorted(set(all_routes(get_resolver())))
ADMIN_ROUTES = [route for route in ROUTES if route.startswith("admin/") and route not in RIGHTS]


def address_of(route: str) -> str:
    """The route with a value for each argument, whether written `<int:name>` or `(?P<name>…)`."""
    values = {**ARGUMENTS, **(ADMIN_ARGUMENTS if route.startswith("admin/") else {})}
    plain = re.sub(r"\(\?P(<\w+>)(?:\([^)]*\)|\[[^]]*\]|[^()])*\)", r"\1", route)
    plain = re.sub(r"[\^$]", "", plain)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], plain)


# ---------------------------------------------------------------------------------- the cast


Cast = dict[str, str]  # role → the session in which that person is signed in


@pytest.fixture(scope="module")
def cast(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, loaded_rows: Path
) -> Iterator[Cast]:
    """The published report of end 2020, and somebody in each role."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        put_report_in(loaded_rows)
        flags = {"reviewer": {"is_reviewer": True}, "beheerder": {"is_staff": True}}
        people = {
            role: User.objects.create_user(
                f"{role}@rollen.example",
                PASSWORD,
                first_name=role,
                last_name="Rol",
                **flags.get(role, {}),
            )
            for role in ROLES[1:]
        }
        for role, unit in [("editor", "noord"), ("editor", "logistiek"), ("other", "zuid")]:
            ReportingUnit.objects.get(slug=unit).editors.add(people[role])
        yield {role: _signed_in(people.get(role)) for role in ROLES}
        transaction.set_rollback(True)


def _signed_in(user: User | None) -> str:
    """The session of somebody who signed in; empty for who did not."""
    client = Client()
    if user is None:
        return ""
    client.force_login(user)
    return str(client.session.session_key)


def outcome(session: str, method: str, address: str) -> str:
    """What one request answers; whatever it changes is undone, signing out included."""
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    if response.headers.get("Location", "").startswith("/admin/login/"):
        return door_of_the_admin(session)
    if response.headers.get("Location", "").startswith("/account/inloggen/?") or (
        response.headers.get("Location") == "/account/inloggen/"
    ):
        return "door"
    # 409 is a page that asks what to keep.
    is_page = response.status_code < 400 or response.status_code == 409
    return "yes" if is_page else str(response.status_code)


@functools.cache
def door_of_the_admin(session: str) -> str:
    """What the admin's own door answers; which page sent somebody there makes no difference."""
    return outcome(session, "GET", "/admin/login/?next=/admin/")


def outcomes(cast: Cast, method: str, address: str) -> dict[str, str]:
    if address.startswith("/account/"):
        cache.clear()  # else the limits on guessing answer instead
    return {role: outcome(cast[role], method, address) for role in ROLES}


# --------------------------------------------------------------------------------- the table


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(ROUTES) - set(ADMIN_ROUTES) == set(RIGHTS)


def test_every_address_of_the_admin_is_found() -> None:
    assert "admin/accounts/user/" in ADMIN_ROUTES


@pytest.mark.usefixtures("db", "quick_pdf")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", RIGHTS)
def test_each_role_gets_what_the_table_says(cast: Cast, route: str, method: str) -> None:
    assert outcomes(cast, method, address_of(route)) == RIGHTS[route].expected(method)


# Where units do not read each other before they hand in: who keeps Noord and Logistiek still reads
# those and the ministry's figures; who keeps Zuid or nothing not even those two.
OWN_UNITS = {
    "nu/regios/<slug:region>/",
    "nu/werkgroepen/<slug:group>/",
    "nu/downloads/<slug:unit>.pdf",
    "nu/downloads/<slug:unit>.docx",
    "gemeenten/<gemeente:code>/",
}
TELL_OF_UNITS = {
    f"nu/{page}"
    for page in PAGES_OF_A_REPORT
    if "grafieken" not in page and page != "indicatoren/<slug:indicator>/"
} | OWN_UNITS


@pytest.mark.usefixtures("db", "quick_pdf")
@pytest.mark.parametrize("route", sorted(TELL_OF_UNITS))
def test_units_that_do_not_read_each_other(cast: Cast, settings: Settings, route: str) -> None:
    settings.UNITS_READ_EACH_OTHER = False
    expected = {"stranger": "403", "other": "403", "editor": "403"}
    if route in OWN_UNITS:
        expected |= {"editor": "yes", "reviewer": "yes", "beheerder": "yes"}
    found = {role: outcome(cast[role], "GET", address_of(route)) for role in expected}
    assert found == expected


@pytest.mark.usefixtures("db")
def test_what_units_share_is_less_where_they_do_not_read_each_other(
    cast: Cast, settings: Settings
) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cast["other"]

    def told(address: str) -> str:
        return client.get(address).content.decode()

    shared = ["/gemeenten/?regio=", "/gemeenten/gemeenten.csv", "/gemeenten/regios/"]
    shared += ["/gemeenten/kaart/?vorm=tegels", "/themas/", "/gemeenten/invullen/?regio=noord"]
    assert all("Noord" in told(address) for address in shared)
    assert "ook voordat zij inleveren" in told("/onderdeel/zuid/")
    compared = "/rondes/vergelijken/?van=nu&naar=eind-2020"
    assert client.get(compared).context["comparison"]
    settings.UNITS_READ_EACH_OTHER = False
    for address in shared:
        assert "Noord" not in re.sub("Noord-|NoordWest", "", told(address)), address
    assert "leest u pas als zij heeft ingeleverd" in told("/onderdeel/zuid/")
    assert "comparison" not in client.get(compared).context


# That a beheerder gets each page, `tests/admin` tells; here, that nobody else does.
@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_admin_is_for_the_beheerder_alone(cast: Cast, method: str) -> None:
    expected = ADMIN.expected(method)
    del expected["beheerder"]
    for route in ADMIN_ROUTES:
        address = address_of(route)
        found = {role: outcome(cast[role], method, address) for role in expected}
        assert found == expected, route
