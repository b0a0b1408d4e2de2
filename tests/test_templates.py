"""Templates stay short enough to read."""

from django.conf import settings

LINES = 120


def test_no_template_is_longer_than_can_be_read() -> None:
    folder = settings.BASE_DIR / "templates"
    lengths = {
        str(file.relative_to(folder)): len(file.read_text().splitlines())
        for file in folder.rglob("*.html")
    }
    assert len(lengths) > 200
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}
