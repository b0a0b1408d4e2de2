"""One index for search: what people look for, as the one matcher of names reads it.

A row per thing, kept in the transaction that saves the thing. A text is found when it has each word
that is asked, perhaps within a word of it. The databases only find; each has an index of three
letters for that, and without one the same is found, slower.

Why: decision 37.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, ClassVar, Self

from django.apps import apps as django_apps
from django.apps.registry import Apps
from django.db import DatabaseError, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from nalportal.names import place_of, same_key, words_of

# The table of SQLite with the index of three letters: it follows that of the model by triggers.
TRIGRAMS = "progress_searchtrigrams"
# More words than this nobody types, and each costs.
MOST_WORDS = 10
# What the index of three letters can find.
_LETTERS = 3
# The key of a name is all its words in one; of a sentence it would find what nobody meant.
_SHORT = 40


class Kind(models.TextChoices):
    """In the order in which results are shown."""

    DEFINITION = "begrip", _("Begrippen")
    INDICATOR = "indicator", _("Indicatoren")
    MEASURE = "maat", _("Cijfers")
    MUNICIPALITY = "gemeente", _("Gemeenten")
    UNIT = "onderdeel", _("Onderdelen")
    MILESTONE = "mijlpaal", _("Mijlpalen")
    TEXT = "tekst", _("Teksten")
    DOCUMENT = "document", _("Documenten")
    PARTY = "partij", _("Partijen")


# Whose row it is: everybody's who is signed in, or the reviewer's alone; else the key of a unit.
EVERYBODY: int | None = None
REVIEWER = 0


def line_of(text: str) -> str:
    """The words of a text; what hyphens part stands there as one word too: "no 013 no013"."""
    return " ".join(chain.from_iterable(map(_written, text.split())))


@lru_cache(maxsize=4_096)  # a text says most of its words again
def _written(part: str) -> tuple[str, ...]:
    words = words_of(part)
    return (*words, same_key(part)) if len(words) > 1 else tuple(words)


def asked_words(asked: str) -> list[str]:
    """The words to look for: without "van" and "welke", unless those are all that is asked."""
    words = words_of(asked)
    return ([word for word in words if word not in _SMALL] or words)[:MOST_WORDS]


_SMALL = frozenset(
    words_of(
        "aan bij de der door een en hebben heeft het hoe in is met naar of op per te tot uit van "
        "voor wat welke wie zijn"
    )
)


class Has(models.Lookup):
    """``text__has=words``: each of the words stands in it, perhaps within another word; one at
    least in what the thing itself says."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return self._like(compiler, connection, self._all)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        # FTS5 finds phrases of three letters and more; shorter words are looked for in the texts.
        # So is which of several is a word of its own: each phrase costs FTS5 a walk, and few texts
        # are left by then.
        own, *each = self._all
        long = [ways for ways in each or [own] if all(len(way) >= _LETTERS for way in ways)]
        rest = [ways for ways in self._all if ways not in long]
        parts, params = self._like(compiler, connection, rest)
        if not long:
            return parts, params
        row = f"{connection.ops.quote_name(self.lhs.alias)}.id"
        match = f"{row} IN (SELECT rowid FROM {TRIGRAMS} WHERE {TRIGRAMS} MATCH %s)"  # noqa: S608
        phrases = (" OR ".join(f'"{way}"' for way in ways) for ways in long)
        asked = " AND ".join(f"({either})" for either in phrases)
        return " AND ".join(filter(None, (match, parts))), (asked, *params)

    @property
    def _all(self) -> list[list[str]]:
        """Of each line one has to stand in the text: a word, also as what the thing stands in has
        it; and one of the words as its own."""
        words = asked_words(str(self.rhs))
        return [words, *([word, _near(word)] for word in words)] if len(words) > 1 else [words]

    def _like(
        self, compiler: Any, connection: Any, lines: list[list[str]]
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        ways = [way for line in lines for way in line]
        each = (" OR ".join([f"{column} LIKE %s"] * len(line)) for line in lines)
        # Words have letters and digits only, so nothing in them is a wildcard.
        likes = tuple(f"%{way}%" for way in ways)
        return " AND ".join(f"({either})" for either in each), (*params * len(ways), *likes)


def _near(word: str) -> str:
    """A word as the index has those of what a thing stands in: no word of its own looks so, nor
    does a part of one. One of two letters has to be the whole word."""
    form = ".".join(word)
    return form if len(word) >= _LETTERS else f" {form} "


class SearchField(models.TextField):
    """Text that is searched with ``has``."""


SearchField.register_lookup(Has)


class Ordered(models.Func):
    """A column of :func:`nalportal.names.place_of`, letter by letter on every database."""

    template = '%(expressions)s COLLATE "C"'

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s COLLATE BINARY", **more)


def alphabetical(kind: Kind, of: str = "pk") -> Ordered:
    """To order rows by: the place in the alphabet of the thing whose key is in column ``of``."""
    places = SearchText.objects.filter(kind=kind, object_id=OuterRef(of)).values("place")
    return Ordered(Subquery(places[:1]))


class SearchQuerySet(models.QuerySet[Any]):
    def finding(self, asked: str) -> Self:
        """The rows that have each word; who asks for marks alone finds nothing."""
        return self.filter(text__has=asked) if words_of(asked) else self.none()

    def ranked(self, asked: str) -> Self:
        """Annotated with ``rank``: called so, begins so, has it in its names, has part of it
        there, or has it in its text."""
        words = asked_words(asked)
        if not words:
            return self.annotate(rank=Value(4))
        each = [Q(heading__contains=word) for word in words]
        rank = Case(
            When(heading__contains=f"|{same_key(asked)}|", then=0),
            When(heading__contains=f"|{' '.join(words_of(asked))}", then=1),
            When(Q(*each), then=2),
            When(Q(*each, _connector=Q.OR), then=3),
            default=Value(4),
            output_field=models.IntegerField(),
        )
        return self.annotate(rank=rank)


class SearchText(models.Model):
    """What is known of one thing for search: as it is shown, and as it is found.

    A thing of the register has its key in ``object_id``; what the newest version of a round tells
    has none, and the ``round``.

    ``heading`` has the names of the thing, each between bars, and ``text`` all its words, and in
    another form those of what it stands in, which find it together with a word of its own.
    """

    rank: int  # of ``ranked`` only

    kind = models.CharField(_("soort"), max_length=12, choices=Kind)
    object_id = models.PositiveIntegerField(_("nummer"), null=True)
    unit = models.PositiveIntegerField(_("onderdeel"), null=True)
    round = models.CharField(_("ronde"), max_length=50, blank=True)
    key = models.CharField(_("webadres"), max_length=60)
    title = models.CharField(_("naam"), max_length=300)
    body = models.TextField(_("tekst"), blank=True)
    heading = models.TextField(_("namen, om te vinden"))
    text = SearchField(_("woorden, om te vinden"))
    place = models.CharField(_("plaats op alfabet"), max_length=100)

    objects = SearchQuerySet.as_manager()

    class Meta:
        # This package is no app; what it finds begins there.
        app_label = "progress"
        verbose_name = _("regel van de zoekindex")
        verbose_name_plural = _("regels van de zoekindex")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

    def stand_near(self, words: Iterable[str]) -> None:
        """Let these find it too, beside a word of its own."""
        forms = map(".".join, words_of(" ".join(words)))
        self.text = " ".join((self.text, *forms, ""))


_FIELDS = [field.name for field in SearchText._meta.concrete_fields if field.name not in ("id",)]
_THING = ["kind", "object_id"]


def search_text(
    thing: Any,  # Any: a row of any model, of today or of a migration; None for what is published
    *,
    title: str,
    names: Iterable[str] = (),
    body: Iterable[str] = (),
    key: object,
    unit: int | None = EVERYBODY,
) -> SearchText:
    """The row of one thing: ``names`` are other names that it is found by."""
    shown = " ".join(filter(None, body))
    called = [line for name in (title, *names) for line in _ways_of(name) if line]
    heading = f"|{'|'.join(dict.fromkeys(called))}|"
    return SearchText(
        object_id=thing.pk if thing else None,
        unit=unit,
        key=str(key),
        title=title,
        body=shown,
        heading=heading,
        text=f"{heading} {line_of(shown)}",
        place=place_of(title)[:100],
    )


def _ways_of(name: str) -> Iterator[str]:
    yield " ".join(words_of(name))
    if len(name) <= _SHORT:
        yield same_key(name)
    yield line_of(name)


class Searched(models.Model):
    """Base of what is found: each row keeps its own row of the index, whoever saves it."""

    search_kind: ClassVar[Kind]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save this and its row of the index, both or neither."""
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            self.search_again()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove this and its row of the index, both or neither."""
        with transaction.atomic(savepoint=False):
            SearchText.objects.filter(kind=self.search_kind, object_id=self.pk).delete()
            return super().delete(*args, **kwargs)

    def search_text(self) -> SearchText:
        """Its row of the index. Uses columns only, no methods, so that a migration can ask it of
        its own rows."""
        raise NotImplementedError

    def search_again(self) -> None:
        """Bring the index up to date with this row (1 query)."""
        row = self.search_text()
        row.kind = self.search_kind
        SearchText.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=_THING, update_fields=_FIELDS[2:]
        )


class NamesSearched(models.Model):
    """Base of what gives another row a name to be found by; ``search_owner`` is that row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            self.search_owner.search_again()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            gone = super().delete(*args, **kwargs)
            self.search_owner.search_again()
        return gone

    @property
    def search_owner(self) -> Searched:
        """The row that is found by this one."""
        raise NotImplementedError


# ------------------------------------------------------------------------- the whole index


def all_texts(apps: Apps, alias: str) -> Iterator[SearchText]:
    """The rows that the index should have, made anew from the register."""
    searched = [model for model in django_apps.get_models() if issubclass(model, Searched)]
    for model in searched:
        # In a migration: the rows of that moment, asked by the rule of today.
        rows = apps.get_model(model._meta.label)._base_manager.using(alias)
        for thing in rows.order_by("pk").iterator(chunk_size=2_000):
            row = model.search_text(thing)
            row.kind = model.search_kind
            yield row


def rebuild(apps: Apps, alias: str, published: Iterable[SearchText] = ()) -> int:
    """Make the whole index anew, in one transaction; how many rows it has."""
    stored = SearchText._base_manager.using(alias)
    with transaction.atomic(using=alias):
        stored.all().delete()
        rows = chain(all_texts(apps, alias), published)
        return len(stored.bulk_create(rows, batch_size=500))


def differences(apps: Apps, alias: str, published: Iterable[SearchText] = ()) -> list[str]:
    """The things whose row is missing, left over or out of date; empty when all is well."""

    def told(row: SearchText) -> tuple[str, ...]:
        return tuple(str(getattr(row, name)) for name in _FIELDS)

    wanted = {told(row) for row in chain(all_texts(apps, alias), published)}
    stored = {told(row) for row in SearchText._base_manager.using(alias).iterator()}
    return sorted({f"{row[0]} {row[4]}" for row in wanted ^ stored})


# ---------------------------------------------------------------- the index of three letters

_ROW = "INSERT INTO {fts} (rowid, text) VALUES (new.id, new.text);"
_GONE = "INSERT INTO {fts} ({fts}, rowid, text) VALUES ('delete', old.id, old.text);"
_SQLITE = (
    "CREATE VIRTUAL TABLE {fts} USING fts5(text, content='{table}', content_rowid='id', "
    "tokenize='trigram case_sensitive 1')",
    f"CREATE TRIGGER {{fts}}_new AFTER INSERT ON {{table}} BEGIN {_ROW} END",
    f"CREATE TRIGGER {{fts}}_gone AFTER DELETE ON {{table}} BEGIN {_GONE} END",
    f"CREATE TRIGGER {{fts}}_other AFTER UPDATE ON {{table}} BEGIN {_GONE} {_ROW} END",
    "INSERT INTO {fts} ({fts}) VALUES ('rebuild')",
)
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS {fts} ON {table} USING gin (text gin_trgm_ops)",
)


def install_trigrams(connection: BaseDatabaseWrapper) -> None:
    """Make the index anew. A role that may not make the extension of PostgreSQL goes without."""
    remove_trigrams(connection)
    statements = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                table = SearchText._meta.db_table
                cursor.execute(statement.format(fts=TRIGRAMS, table=table))
    except DatabaseError:
        if connection.vendor == "sqlite":
            raise  # it has no other way to find


def remove_trigrams(connection: BaseDatabaseWrapper) -> None:
    """Take the index away, with the triggers that keep it."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"DROP INDEX IF EXISTS {TRIGRAMS}")
            return
        for event in ("new", "gone", "other"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TRIGRAMS}_{event}")
        cursor.execute(f"DROP TABLE IF EXISTS {TRIGRAMS}")
