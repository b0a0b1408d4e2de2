"""Runs the whole suite, once per database: `python -m tests.run`.

SQLite always. PostgreSQL when DATABASE_URL names one, or else when its server programs are here:
then in a throw-away cluster, stopped and removed afterwards. With CI=true PostgreSQL is not
optional. What a browser shows doesn't depend on the database, so those tests run once, but for the
one that plays a whole round (marked `twice`); so do the tests that touch no database at all.

`--coverage` also tells which branches the run on SQLite took, and fails below what was reached
(`fail_under` in pyproject.toml).
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Two at a time: the machines we test on have two cores. By file, so that what a file loads for its
# tests is loaded once; in our own order, so that neither waits for the other (`tests/order.py`).
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]
PYTEST.append("--no-loadscope-reorder")


def server_programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps it off the PATH."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).parent] if on_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda place: place.parent.name.zfill(4), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


def server_user() -> int:
    """PostgreSQL refuses to run as root; Debian's package makes the user postgres."""
    return pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else os.geteuid()


@contextmanager
def throw_away_postgresql(programs: Path) -> Iterator[str]:
    """A cluster in a temporary folder, reachable only through a socket in it; gives its URL."""
    folder = Path(tempfile.mkdtemp(prefix="nal-postgresql-"))
    os.chown(folder, server_user(), -1)

    def control(*command: str) -> None:
        subprocess.run(
            [programs / command[0], *command[1:]],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            user=server_user(),
        )

    # No network address, and no care for what a power cut would do to data nobody keeps.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    data, log = str(folder / "data"), str(folder / "log")
    try:
        control("initdb", "-D", data, "-U", "nal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        control("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgresql://nal@/postgres?host={folder}"
        finally:
            control("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def run_suite(
    name: str, database_url: str, arguments: list[str], *, measured: bool = False
) -> bool:
    """An empty `database_url` means the default of the settings, which is SQLite."""
    print(f"\n== Tests on {name}", flush=True)
    environment = {**os.environ, "DATABASE_URL": database_url}
    # Or each process that a test starts, and the second half, compiles all modules again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [*PYTEST, *arguments]
    if measured:
        command[1:1] = ["-m", "coverage", "run"]
    done = subprocess.run(command, env=environment, check=False)
    return done.returncode == 0


def covered() -> bool:
    """Tell how much the tests took of the code; whether that is as much as was reached before."""
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "--quiet"], check=True)
    return subprocess.run([*coverage, "report"], check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """`arguments` go to pytest as they are, but for `--coverage`: `python -m tests.run -x`."""
    given = os.environ.get("DATABASE_URL", "")
    measured = "--coverage" in arguments
    arguments = [argument for argument in arguments if argument != "--coverage"]
    outcome = {"SQLite": run_suite("SQLite", "", arguments, measured=measured)}
    if measured:
        outcome["Coverage"] = covered()
    again = ["--database-only", "-m", "not browser or twice", *arguments]
    if given.startswith("postgres"):
        name = "PostgreSQL (DATABASE_URL)"
        outcome[name] = run_suite(name, given, again)
    elif programs := server_programs():
        name = "PostgreSQL (throw-away)"
        with throw_away_postgresql(programs) as url:
            outcome[name] = run_suite(name, url, again)
    elif os.environ.get("CI") == "true":
        outcome["PostgreSQL (missing, and not optional in CI)"] = False
    else:
        print("\n== Not on PostgreSQL: no DATABASE_URL, and no server programs on this machine.")
    print()
    for name, passed in outcome.items():
        print(f"{name}: {'passed' if passed else 'FAILED'}")
    return 0 if all(outcome.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
