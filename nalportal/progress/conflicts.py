"""Two people changed one milestone: what differs, and who of them is right per field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .history import LABELS, Event, State, history_of, in_words
from .models import Milestone
from .verbs import Content

STORED, TYPED = "opgeslagen", "getypt"


@dataclass(frozen=True)
class Choice:
    """One field that is stored otherwise than it was typed, with both in words.

    ``first`` is the likelier choice: what is stored, where the person typed nothing new.
    """

    field: str
    label: str
    stored: str
    typed: str
    first: str

    @property
    def name(self) -> str:
        """The name of its radio buttons."""
        return f"kies-{self.field}"


@dataclass(frozen=True)
class Clash:
    """Why a page was not saved: what to choose, and a date that has no place any more."""

    choices: tuple[Choice, ...]
    left_out: tuple[str, str] | None
    last_change: Event


def choices_between(base: State | None, stored: State, typed: Content) -> tuple[Choice, ...]:
    """The fields that differ; ``base`` is what the person saw before typing, if known."""
    choices = []
    for name, value in values(typed).items():
        now = getattr(stored, name)
        if value != now:
            untouched = base is not None and value == getattr(base, name)
            choices.append(
                Choice(
                    field=name,
                    label=str(LABELS[name]),
                    stored=in_words(name, now),
                    typed=in_words(name, value),
                    first=STORED if untouched else TYPED,
                )
            )
    return tuple(choices)


def values(content: Content) -> dict[str, object]:
    """The fields of ``content`` in the form of a :class:`State`."""
    return {
        "title": content.title,
        "explanation": content.explanation,
        "planned": content.planned,
        "realised_on": content.realised_on,
        "internal_note": content.internal_note,
        "themes": tuple(sorted(theme.name for theme in content.themes)),
        "links": tuple(content.links),
    }


def chosen_content(typed: Content, stored: Content, answers: Mapping[str, str]) -> Content:
    """``typed``, with the stored value of each field that was chosen so."""
    kept = [name for name in values(typed) if answers.get(f"kies-{name}") == STORED]
    return replace(typed, **{name: getattr(stored, name) for name in kept})


def last_change(milestone: Milestone) -> Event:
    """Who saved it last, and when."""
    return history_of(milestone)[0]
