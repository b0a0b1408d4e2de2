"""The documents say what is there: settings, commands, paths, words and decisions."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
CODE = ("nalportal", "regions", "workgroups", "indicators")
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG", "SECURITY")),
    *sorted(DOCS.rglob("*.md")),
]


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_index_names_every_document() -> None:
    index = words(DOCS / "README.md")
    expected = {path.relative_to(DOCS).as_posix() for path in DOCS.glob("*.md")} - {"README.md"}
    assert {name for name in expected if f"({name})" not in index} == set()


# -------------------------------------------------------------------------------------- security


def test_each_requirement_of_security_names_tests_that_are_there() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| (.+) \|$", words(DOCS / "security.md"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 34))
    for number, shown in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", shown)
        assert named, number
        for path, test in named:
            assert f"def {test}(" in words(ROOT / path), f"{number}: {path}::{test}"


# ---------------------------------------------------------------------- settings, commands, targets


def settings_read() -> set[str]:
    """The variables of the environment that the settings read, by the functions for that."""
    found = set()
    for node in ast.walk(ast.parse(words(ROOT / "nalportal/settings.py"))):
        match node:
            case ast.Call(
                func=ast.Name(id="text" | "flag" | "number" | "listed" | "drawing_file"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
    return found


def test_every_setting_is_described_and_every_described_one_is_read() -> None:
    described = set(re.findall(r"`((?:NAL|DATABASE)_[A-Z_]+)", words(DOCS / "deploy.md")))
    assert "NAL_SECRET_KEY" in settings_read()
    assert described == settings_read()


def test_nothing_else_reads_the_environment() -> None:
    readers = {path for path in sources() if re.search(r"\benviron\b|\bgetenv\b", words(path))}
    assert {path.relative_to(ROOT).as_posix() for path in readers} <= {
        "nalportal/settings.py",
        "nalportal/wsgi.py",  # names the settings
    }


def sources() -> Iterator[Path]:
    for folder in CODE:
        yield from (ROOT / folder).rglob("*.py")


def test_every_command_is_described_and_every_described_one_is_there() -> None:
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] in CODE}
    described = re.findall(r"^\| `(\w+)", words(DOCS / "commands.md"), re.MULTILINE)
    assert set(described) == ours
    assert len(described) == len(ours)


def test_every_make_target_is_described() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", words(ROOT / "Makefile"), re.MULTILINE)
    assert phony
    inside = {"loaded"}  # a step of others
    told = words(ROOT / "README.md") + words(ROOT / "CONTRIBUTING.md")
    assert {
        target for target in set(phony[1].split()) - inside if f"make {target}" not in told
    } == set()


# --------------------------------------------------------------------------- paths, links and words


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", words(document))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_is_there(name: str) -> None:
    """A path of the tree, without a placeholder: `<app>/verbs.py` stands for several."""
    in_code_style = re.findall(r"`([\w./-]+/[\w./-]*)`", words(ROOT / name))
    tops = {path.name for path in ROOT.iterdir()}
    paths = [path for path in in_code_style if path.split("/")[0] in tops]
    made = {"build", "locale", "var", "staticfiles", ".venv"}
    assert paths
    assert [
        path for path in paths if path.split("/")[0] not in made and not (ROOT / path).exists()
    ] == []


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", words(DOCS / "glossary.md"), re.MULTILINE)
    names = {
        name
        for row in rows
        for dotted in re.findall(r"`([^`]+)`", row)
        for name in dotted.split(".")
    }
    code = "\n".join(words(path) for path in sources())
    assert len(names) > 30
    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()


# -------------------------------------------------------------------------------------- decisions


def decisions() -> list[Path]:
    return sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")


def test_decisions_are_numbered_without_gaps_and_in_the_index() -> None:
    numbers = [int(path.name[:4]) for path in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))
    index = re.findall(
        r"^\| (\d+) \| \[(.+)\]\((.+)\) \| ([\d-]+) \|$",
        words(DECISIONS / "README.md"),
        re.MULTILINE,
    )
    stated = [
        (
            str(number),
            *re.findall(r"^# \d+\. (.+)$", words(path), re.MULTILINE),
            path.name,
            _date(path),
        )
        for number, path in zip(numbers, decisions(), strict=True)
    ]
    assert index == stated


def _date(path: Path) -> str:
    """The status of a decision: when it was taken, and whether it still holds."""
    status = re.match(
        r"# (\d+)\. .+\n\nDecided (\d{4}-\d\d-\d\d)\. (?:In force|Replaced by (\d+))\.\n",
        words(path),
    )
    assert status, f"{path.name} has no number, date and status"
    assert int(status[1]) == int(path.name[:4])
    assert status[3] is None or int(status[3]) <= len(decisions())
    return status[2]


def test_code_points_to_each_decision_and_to_no_other() -> None:
    referred = {
        int(number)
        for path in [ROOT / "pyproject.toml", *sources()]
        for numbers in re.findall(r"\bdecisions? (\d+(?:(?:, | and )\d+)*)", words(path))
        for number in re.findall(r"\d+", numbers)
    }
    assert referred == set(range(1, len(decisions()) + 1))
