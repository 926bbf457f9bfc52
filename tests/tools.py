"""Outside tools that some tests need: skip without them, but never in CI."""

import os
import shutil

import pytest


def need(tool: str) -> None:
    """Skip the calling test where the tool is missing; fail where it must be there."""
    if shutil.which(tool) is None:
        if os.environ.get("PROCVIZ_TOOLS_REQUIRED"):
            pytest.fail(f"{tool} is missing, and PROCVIZ_TOOLS_REQUIRED says that it must not be")
        pytest.skip(f"needs {tool}")
