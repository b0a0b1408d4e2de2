"""What letters say; when and to whom they go, test_letters.py and test_post.py tell."""

from nalportal.desk import letter_texts
from nalportal.desk.models import LetterKind


def test_every_kind_of_letter_has_words() -> None:
    assert set(letter_texts._WORDS) == set(LetterKind)
