"""Tests: whoever started them, programs under test begin as from a terminal."""

import os

from procviz.launch import as_from_a_terminal

as_from_a_terminal()
os.environ["PROCVIZ_RUNS"] = "0"  # what tests run is nothing that a person wants to see again
for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):  # nor does their home change what tests see
    os.environ[name] = "/dev/null/folder"  # which nobody can make, root neither
