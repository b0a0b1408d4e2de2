"""Run every bench module, or those named: `python -m tests.bench pdf`. Exit 1 above a limit.

`--slack 2` lets each ratio come to twice its limit: for a machine that others use as well.
"""

import argparse
import os
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import django

# Name, ratio, and the limit that the ratio may not pass.
Measure = tuple[str, float, float]


def names() -> list[str]:
    """The modules of this package that measure something."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return [name for name in found if name != "__main__"]


def show(measure: Measure, slack: float) -> bool:
    """Print one line; whether the ratio is within so many times its limit."""
    name, ratio, limit = measure
    verdict = "" if ratio <= limit * slack else "  TOO HIGH"
    print(f"{name:<64}{ratio:>8.2f}{limit:>8.2f}{verdict}", flush=True)
    return not verdict


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--slack", type=float, default=1)
    given = parser.parse_args(arguments)
    if unknown := set(given.modules) - set(names()):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(f"{'':<64}{'ratio':>8}{'limit':>8}")
    # The modules use models, so they can only be imported now.
    measures = (
        measure
        for name in given.modules or names()
        for measure in import_module(f"{__package__}.{name}").run()
    )
    too_high = [measure for measure in measures if not show(measure, given.slack)]
    return 1 if too_high else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
