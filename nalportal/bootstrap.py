"""Bootstrap's stylesheet as a static file, straight from its wheel: `bootstrap/bootstrap.min.css`.

Only what the pages use is served, not the forty other files of the wheel.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import bootstrap_wrapper
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PREFIX = "bootstrap"
# The stylesheet names its source map, and the manifest of static files wants each named file.
FILES = ["bootstrap.min.css", "bootstrap.min.css.map"]


class BootstrapFinder(BaseFinder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: BaseFinder takes anything
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=bootstrap_wrapper.get_bootstrap_css_dir())
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic reads it here

    def find(  # type: ignore[override]  # the old name of `find_all` is not taken any more
        self, path: str, find_all: bool = False
    ) -> str | list[str]:
        prefix, _, name = path.partition("/")
        found = [self.storage.path(name)] if prefix == PREFIX and name in FILES else []
        if find_all:
            return found
        return found[0] if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in FILES:
            yield name, self.storage
