"""What is not done although somebody asked for it, and why: one family, so that a page can tell
any of them in the same way."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """It is not done; the text tells the person who asked why, and what to do now."""


class NotPossible(Refused):
    """What is asked for doesn't fit the record as it is now."""


class Overtaken(Refused):
    """The register changed since the preview, so this is not what was confirmed."""
