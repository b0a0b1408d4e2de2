"""What holds for the names in every room; that imports go one way, import-linter holds."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
APPS = sorted(found.parent for found in TOP.glob("*/apps.py")) + sorted(
    found.parent for found in TOP.glob("nalportal/*/apps.py")
)
# What Django asks every command to be called.
GIVEN = {"Command"}


def modules(app: Path) -> dict[Path, ast.Module]:
    return {
        file: ast.parse(file.read_text())
        for file in sorted(app.rglob("*.py"))
        if "migrations" not in file.parts
    }


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_no_two_classes_of_an_app_share_a_name(app: Path) -> None:
    places = defaultdict(list)
    for file, module in modules(app).items():
        for node in module.body:
            if isinstance(node, ast.ClassDef) and node.name not in GIVEN:
                places[node.name].append(str(file.relative_to(TOP)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_a_docstring_can_be_read_without_the_one_above(app: Path) -> None:
    leaning = [
        f"{file.relative_to(TOP)}: {node.name}"
        for file, module in modules(app).items()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and (ast.get_docstring(node) or "").startswith(
            ("The same", "Same ", "As above", "Likewise")
        )
    ]
    assert leaning == []


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_no_view_rewrites_what_the_address_asks(app: Path) -> None:
    """A page that shows something else than its address asks says so: as ``query`` to its links."""
    found = [
        f"{file.relative_to(TOP)}:{target.lineno}"
        for file, module in modules(app).items()
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr in ("GET", "POST")
    ]
    assert found == []


def test_each_module_of_the_bench_measures() -> None:
    """One that does not would end the whole of `make bench` where its turn comes."""
    bench = {file.name: module for file, module in modules(TOP / "tests" / "bench").items()}
    without = [
        name
        for name, module in bench.items()
        if not name.startswith("_")
        and "run" not in [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    ]
    assert without == []
