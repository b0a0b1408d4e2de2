"""Would a test notice? `make mutants` changes one thing at a time in the code of tables and reports
and counts how many of those changes a test refuses; the other changes are shown.

Tests are read once. Each mutant then lives in a process of its own, forked from that one, and meets
only the tests that take its line, the quick ones first: so it costs seconds. Neither mutmut nor
cosmic-ray does this: the one rewrites the whole tree and maps it with the whole suite, the other
starts pytest, and so migrates a database, for each mutant.

Only what a function does is changed, and no word that goes through gettext: a test that catches
those would be a copy of the code. A sample is drawn with a fixed seed, so two runs ask the same.
"""

import argparse
import ast
import contextlib
import copy
import gc
import os
import pickle
import random
import signal
import sys
import tempfile
import time
import types
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper, partial
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("nalportal/report/tables", "regions/reports", "indicators/reports")
# The tests of these rooms that open no browser and draw no paper.
TESTS = [
    "tests/report/tables",
    "tests/report/test_sheets.py",
    "tests/report/test_build.py",
    "tests/report/test_compare.py",
    "tests/report/test_policy_shown.py",
    "tests/report/test_documents_told.py",
    "tests/report/test_lapsed_totals.py",
    "tests/regions/test_reports.py",
    "tests/regions/test_policy_overview.py",
    "tests/regions/test_country.py",
    "tests/regions/test_tiles.py",
    "tests/regions/test_division.py",
    "tests/indicators/test_reports.py",
    "tests/indicators/test_rate.py",
    "tests/indicators/test_trend.py",
    "tests/indicators/test_outlook.py",
    "tests/indicators/test_coverage.py",
    "tests/indicators/test_seams.py",
    "tests/indicators/test_collecting.py",
    "tests/indicators/test_own_indicators.py",
    "tests/indicators/test_samples.py",
]
# Runs before the first fork, so that the tests find their database made.
FIRST = "tests/regions/test_models.py::test_the_database_refuses[agreement_date_has_precision]"
NEEDS_DATABASE = {"db", "transactional_db", "loaded", "edition", "django_db_setup"}
WORDS = {"_", "gettext", "ngettext", "pgettext", "gettext_lazy", "ngettext_lazy"}
# A mutant that no test refused in so many seconds of tests is taken to live.
SECONDS_OF_TESTS = 40

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """One change: of the node that is the `place`-th of its file, in the `way`-th way."""

    file: Path
    place: int
    way: int
    line: int
    function: str
    told: str


def ways(node: ast.AST) -> list[tuple[str, ast.AST]]:
    """What can stand in the place of a node, and how that is told."""
    changed = copy.copy(node)
    match changed:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [(ast.unparse(operand), operand)]
        case ast.IfExp(test=test) | ast.If(test=test):
            changed.test = ast.UnaryOp(ast.Not(), test)
            return [(f"if not ({ast.unparse(test)})", changed)]
        case ast.comprehension(ifs=[test, *others]):
            changed.ifs = others
            return [(f"without if {ast.unparse(test)}", changed)]
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            return [("return None", ast.Return(ast.Constant(None)))]
        case ast.Expr(value=ast.Call()):
            return [("pass", ast.Pass())]
    return [(ast.unparse(other), other) for other in _others(changed)]


def _others(changed: ast.AST) -> list[ast.AST]:
    """Another value, or the same with another operator."""
    match changed:
        case ast.Constant(value=bool(value)):
            return [ast.Constant(not value)]
        case ast.Constant(value=int(value)):
            return [ast.Constant(value + 1)]
        case ast.Constant(value=str(value)):
            return [ast.Constant(f"{value}XX")]
        case ast.Compare(ops=[operator]) if type(operator) in SWAPPED:
            changed.ops = [SWAPPED[type(operator)]()]  # type: ignore[list-item]
            return [changed]
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in SWAPPED:
            changed.op = SWAPPED[type(operator)]()  # type: ignore[assignment]
            return [changed]
    return []


class Mutating(ast.NodeTransformer):
    """Walks what functions do, in a fixed order; changes the node at `place`, if any is asked."""

    def __init__(self, file: Path, place: int = -1, way: int = 0) -> None:
        self.file, self.place, self.way = file, place, way
        self.at = 0
        self.inside: list[str] = []
        self.in_function = False
        self.found: list[Mutant] = []

    def visit(self, node: ast.AST) -> ast.AST | None:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WORDS:
            return node
        if isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.Assert):
            return node
        if isinstance(node, ast.ClassDef):
            return self._named(node, node.body)
        if isinstance(node, ast.FunctionDef):
            told = ast.get_docstring(node) is not None
            return self._named(node, node.body[1:] if told else node.body)
        return self._considered(node) if self.in_function else self.generic_visit(node)

    def _named(self, node: ast.ClassDef | ast.FunctionDef, body: list[ast.stmt]) -> ast.AST:
        self.inside.append(node.name)
        before = self.in_function
        self.in_function = isinstance(node, ast.FunctionDef) or before
        start = len(node.body) - len(body)
        for number, statement in enumerate(body, start):
            if self.in_function or isinstance(statement, ast.ClassDef | ast.FunctionDef):
                node.body[number] = self.visit(statement) or ast.Pass()  # type: ignore[call-overload]
        self.in_function = before
        self.inside.pop()
        return node

    def _considered(self, node: ast.AST) -> ast.AST | None:
        for way, (told, changed) in enumerate(ways(node)):
            line = getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0)
            function = ".".join(self.inside)
            was = ast.unparse(node).partition("\n")[0]
            mutant = Mutant(self.file, self.at, way, line, function, f"{was}  →  {told}")
            self.found.append(mutant)
            if (self.at, way) == (self.place, self.way):
                self.at += 1
                return ast.copy_location(changed, node) if hasattr(node, "lineno") else changed
        self.at += 1
        return self.generic_visit(node)


def mutants_of(file: Path) -> list[Mutant]:
    walk = Mutating(file)
    walk.visit(ast.parse(file.read_text()))
    return walk.found


def mutated(mutant: Mutant) -> types.CodeType:
    walk = Mutating(mutant.file, mutant.place, mutant.way)
    tree = walk.visit(ast.parse(mutant.file.read_text()))
    assert isinstance(tree, ast.Module)
    code = compile(ast.fix_missing_locations(tree), str(mutant.file), "exec")
    assert isinstance(code, types.CodeType)
    return code


def functions_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """The functions of a module and the methods of its classes; not what those hold themselves."""
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            if part.co_flags & 0x2:  # a function has fast locals, the body of a class has not
                yield part
            else:
                yield from functions_in(part)


def become(mutant: Mutant) -> None:
    """Give the functions of this process the changed code, wherever they were imported to."""
    new = {(c.co_qualname, c.co_firstlineno): c for c in functions_in(mutated(mutant))}
    gc.unfreeze()
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType):
            code = thing.__code__
            if code.co_filename == str(mutant.file):
                thing.__code__ = new.get((code.co_qualname, code.co_firstlineno), code)
        elif isinstance(thing, _lru_cache_wrapper):
            thing.cache_clear()


class Mutants:
    """Takes the place of pytest's loop over the tests."""

    def __init__(
        self, *, sample: int, seed: int, rooms: list[str], at_once: int, pure: bool
    ) -> None:
        files = [file for room in rooms for file in sorted((ROOT / room).rglob("*.py"))]
        everything = [mutant for file in files for mutant in mutants_of(file)]
        self.sample = random.Random(seed).sample(everything, min(sample, len(everything)))  # noqa: S311
        self.files, self.all, self.at_once = files, len(everything), at_once
        self.pure = pure
        self.lived: list[Mutant] = []
        self.failed = False
        self.measured: coverage.Coverage | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        # What a fixture of a whole file does, it does in the set-up of its first test.
        if self.measured:
            self.measured.switch_context(str(item.path))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        if self.measured:
            self.measured.switch_context(item.nodeid)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = list(session.items)
        if self.pure:
            items = [item for item in items if not _needs_database(item)]
        else:
            # Only so much that the database is there: threads of libraries don't survive a fork.
            first = next(item for item in items if item.nodeid == FIRST)
            first.config.hook.pytest_runtest_protocol(item=first, nextitem=items[-1])
            session._setupstate.teardown_exact(first)
        with tempfile.TemporaryDirectory() as folder:
            found = Path(folder) / "found"
            os.waitpid(_forked(lambda: self._measure(items, found)), 0)
            lines, seconds = pickle.loads(found.read_bytes())  # noqa: S301 - of the process above
        self._meet(session, lines, seconds)
        return True

    def _measure(self, items: list[pytest.Item], found: Path) -> int:
        self.measured = coverage.Coverage(
            data_file=None, config_file=False, include=[str(file) for file in self.files]
        )
        self.measured.start()
        seconds = {}
        for number, (item, after) in enumerate(zip(items, [*items[1:], None], strict=True)):
            if number % 50 == 0:
                print(f"{number} of {len(items)} tests read", file=sys.stderr, flush=True)
            began, self.failed = time.monotonic(), False
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if not self.failed:
                seconds[item.nodeid] = time.monotonic() - began
        self.measured.stop()
        data = self.measured.get_data()
        lines = {str(file): data.contexts_by_lineno(str(file)) for file in self.files}
        found.write_bytes(pickle.dumps((lines, seconds)))
        return 0

    def _meet(
        self,
        session: pytest.Session,
        lines: dict[str, dict[int, list[str]]],
        seconds: dict[str, float],
    ) -> None:
        by_name = {item.nodeid: item for item in session.items if item.nodeid in seconds}
        of_file = defaultdict(list)
        for name, item in by_name.items():
            of_file[str(item.path)].append(name)
        running: dict[int, tuple[Mutant, float]] = {}
        for number, mutant in enumerate(self.sample, 1):
            taken = lines[str(mutant.file)].get(mutant.line, [])
            direct = {name for name in taken if name in by_name}
            around = {name for path in taken for name in of_file.get(path, ())} - direct
            chosen: list[pytest.Item] = []
            left = float(SECONDS_OF_TESTS)
            for name in [*sorted(direct, key=seconds.__getitem__), *sorted(around)]:
                if chosen and left < seconds[name]:
                    break
                left -= seconds[name]
                chosen.append(by_name[name])
            while len(running) >= self.at_once:
                self._one_ends(running)
            pid = _forked(partial(self._live, mutant, chosen))
            running[pid] = (mutant, time.monotonic())
            if number % 25 == 0:
                print(f"{number} of {len(self.sample)}, {len(self.lived)} live", flush=True)
        while running:
            self._one_ends(running)

    def _live(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        """1 if a test refuses it."""
        signal.alarm(SECONDS_OF_TESTS * 10)  # one that goes round for ever is refused too
        become(mutant)
        for item, after in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.failed:
                return 1
        return 0

    def _one_ends(self, running: dict[int, tuple[Mutant, float]]) -> None:
        pid, status = os.wait()
        mutant, began = running.pop(pid)
        lives = os.waitstatus_to_exitcode(status) == 0
        if lives:
            self.lived.append(mutant)
            place = f"{mutant.file.relative_to(ROOT)}:{mutant.line} {mutant.function}"
            print(f"{place}: {mutant.told} [{time.monotonic() - began:.0f} s]", flush=True)

    def told(self) -> str:
        killed = len(self.sample) - len(self.lived)
        part = 100 * killed / len(self.sample)
        of_all = f"a sample of {self.all}"
        return f"{killed} of {len(self.sample)} mutants refused ({part:.1f} %), {of_all}"


def _needs_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    return not NEEDS_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def _forked(work: Callable[[], int]) -> int:
    """The process that does ``work``, silently, and ends with what that gives."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    with contextlib.suppress(BaseException):
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        code = work()
    os._exit(code)


def main(arguments: list[str]) -> int:
    ask = argparse.ArgumentParser(prog="tests.mutants", description=__doc__)
    ask.add_argument("--sample", type=int, default=160)
    ask.add_argument("--seed", type=int, default=10)
    ask.add_argument("--at-once", type=int, default=os.cpu_count() or 1)
    ask.add_argument("--at-least", type=float, default=85.0)
    ask.add_argument("--pure", action="store_true", help="only tests that need no database")
    ask.add_argument("rooms", nargs="*", default=ROOMS)
    asked = ask.parse_args(arguments)
    mutants = Mutants(
        sample=asked.sample,
        seed=asked.seed,
        rooms=list(asked.rooms),
        at_once=asked.at_once,
        pure=asked.pure,
    )
    options = ["-q", "-p", "no:cacheprovider", "--capture=no", "-m", "not browser"]
    pytest.main([*options, *([] if asked.pure else [FIRST]), *TESTS], plugins=[mutants])
    print(mutants.told())
    killed = len(mutants.sample) - len(mutants.lived)
    return 0 if 100 * killed >= asked.at_least * len(mutants.sample) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
