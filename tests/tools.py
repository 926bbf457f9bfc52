"""Outside tools that some tests need: skip without them, but never in CI."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from procviz.native.building import file_for
from procviz.sources.probe import DOOR
from tests import browser

NATIVE = DOOR / file_for(f"{sys.version_info[0]}{sys.version_info[1]}")


def need(tool: str) -> None:
    """Skip the calling test where the tool is missing; fail where it must be there."""
    if shutil.which(tool) is None:
        _without(tool)


def need_chromium() -> None:
    """The same for a browser."""
    if browser.found() is None:
        _without("chromium")


def need_npm_package(name: str) -> Path:
    """The same for a package of the npm registry; returns where it is unpacked.

    PROCVIZ_NPM names a folder with packages from the npm registry, unpacked, each under its name.
    """
    folder = Path(os.environ.get("PROCVIZ_NPM", "/nowhere")) / name
    if not folder.is_dir():
        _without(f"the npm package {name} in $PROCVIZ_NPM")
    return folder


def need_native() -> Path:
    """The same for the native part of the probe; returns the library."""
    if not NATIVE.exists():
        _without("the native part: uv sync --reinstall-package procviz")
    return NATIVE


def required() -> bool:
    """Whether nothing may be missing here."""
    return bool(os.environ.get("PROCVIZ_TOOLS_REQUIRED"))


def _without(what: str) -> None:
    if required():
        pytest.fail(f"{what} is missing, and PROCVIZ_TOOLS_REQUIRED says that it must not be")
    pytest.skip(f"needs {what}")
