"""The demo's settings with an empty view beside its pages, for :mod:`tests.bench.pages`."""

import os

os.environ["NAL_DEMO"] = "1"

from nalportal.settings import *  # noqa: F403 - after the mode is set; all of them

ROOT_URLCONF = "tests.bench.pages"
