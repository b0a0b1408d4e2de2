"""What a screen reader gets, stored as text and reviewed: a change in it is seen as one."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

STORED = Path(__file__).parent / "heard"
AGAIN = "NAL_HEARD"


def assert_as_stored(name: str, heard: Iterable[str], moving: Mapping[str, str]) -> None:
    """The lines are those in the file ``name``; ``moving`` has what differs each time, by its name.

    With ``NAL_HEARD=1`` in the environment the file is written anew, to be reviewed.
    """
    text = "\n".join(heard) + "\n"
    for called, words in moving.items():
        text = text.replace(words, f"«{called}»")
    path = STORED / name
    if os.environ.get(AGAIN):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    stored = path.read_text(encoding="utf-8").splitlines()
    now = text.splitlines()
    assert now == stored, (
        f"Something else is heard. If that is right: {AGAIN}=1, and review {name}."
    )
