"""The native part of the probe: built where it can be, missing without harm where it cannot."""

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from procviz.native import building
from tests.probed import LIMIT, plain_environment
from tests.tools import NATIVE, need, need_native, required

ROOT = Path(__file__).parent.parent
SOURCES = sorted(building.SOURCES.glob("*.c"))
LIBRARY = "library.so"
SHOW = """
import os, sys
print(hasattr(os.fork, "_original"), os.fork, "sitecustomize" in sys.modules)
"""


def test_library_loads_in_this_python(tmp_path: Path):
    library = need_native()
    log = tmp_path / "log"
    log.touch()
    env = {**plain_environment(), "PYTHONPATH": str(library.parent), "PROCVIZ_LOG": str(log)}
    env.pop("PROCVIZ_NATIVE", None)
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env=env,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("True <built-in function fork> False\n", "")


def test_each_python_finds_it_under_a_name_that_is_its_own():
    own = f"{sys.version_info[0]}{sys.version_info[1]}"
    assert building.file_for(own) == building.NAME + str(sysconfig.get_config_var("EXT_SUFFIX"))
    files = [building.file_for(python) for python in building.PYTHONS]
    assert len(set(files)) == len(files)
    assert not [file for file in files if "abi3" in file or file == f"{building.NAME}.so"]


def test_tables_of_the_c_have_the_names_that_the_python_has(tmp_path: Path):
    building.write_headers(tmp_path)
    names = (tmp_path / "names.h").read_text().splitlines()
    assert '{POSIX, "fork", "forks"},' in names
    assert '{SIGNAL, "getsignal", "handlers"},' in names
    assert names[-1] == '{POSIX, "write", NULL},'
    hooks = (tmp_path / "hooks.h").read_text().splitlines()
    assert '{"threading", 1},' in hooks
    assert '{"multiprocessing.pool", 0},' in hooks


def test_sources_compile_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    need("cc")
    if not Path(sysconfig.get_paths()["include"], "Python.h").exists():
        pytest.skip("this Python has no headers")
    monkeypatch.delenv("CC", raising=False)
    # elsewhere the compiler may be one with warnings that nobody has seen yet
    monkeypatch.setenv("CFLAGS", "-Wall -Wextra -Werror" if required() else "-Wall -Wextra")
    library, held = tmp_path / LIBRARY, tmp_path / building.HELD
    building.build(library)
    building.build_held(held)
    assert library.stat().st_size > 0
    assert os.access(held, os.X_OK)
    assert sorted(tmp_path.iterdir()) == [held, library]


def test_each_source_keeps_to_the_stable_abi_of_the_oldest_python():
    assert SOURCES
    for source in SOURCES:
        includes = [line for line in source.read_text().splitlines() if line.startswith("#include")]
        assert includes[0] == '#include "native.h"', source
    version = "0x{:02X}{:02X}0000".format(*building.OLDEST)
    assert f"#define Py_LIMITED_API {version}\n" in (building.SOURCES / "native.h").read_text()


@pytest.mark.parametrize("command", ["/bin/false", "/nowhere/cc -m64", "'"])
def test_without_a_compiler_that_works_it_says_why(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CC", command)
    with pytest.raises(building.NotBuiltError, match=r"failed|/nowhere/cc|No closing quotation"):
        building.build(tmp_path / LIBRARY)
    with pytest.raises(building.NotBuiltError, match=r"failed|/nowhere/cc|No closing quotation"):
        building.build_held(tmp_path / building.HELD)


def test_what_cannot_be_loaded_counts_as_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CC", "true")  # compiles nothing, and says that all went well
    with pytest.raises(building.NotBuiltError, match="ImportError"):
        building.build(tmp_path / LIBRARY)


def test_only_pythons_with_a_stable_abi_build_it(monkeypatch: pytest.MonkeyPatch):
    real = sysconfig.get_config_var
    monkeypatch.setattr(sysconfig, "get_config_var", lambda name: name == "Py_GIL_DISABLED")
    assert "free-threaded" in str(building.unfit())
    monkeypatch.setattr(sysconfig, "get_config_var", real)
    monkeypatch.setattr(sys.implementation, "name", "pypy")
    assert "pypy" in str(building.unfit())


def test_running_programs_keep_the_library_that_they_have_mapped(tmp_path: Path):
    built, installed = tmp_path / "built", tmp_path / LIBRARY
    built.write_bytes(b"one")
    building.replace(installed, built)
    with installed.open("rb") as mapped:
        building.replace(installed, built)
        assert installed.stat().st_ino == os.fstat(mapped.fileno()).st_ino
        built.write_bytes(b"two")
        building.replace(installed, built)
        assert mapped.read() == b"one"
    assert installed.read_bytes() == b"two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["built", LIBRARY]


def test_only_a_library_of_older_sources_is_forgotten(tmp_path: Path):
    library = tmp_path / LIBRARY
    building.forget_stale(library)
    library.touch()
    building.forget_stale(library)
    assert library.exists()
    os.utime(library, (0, 0))
    building.forget_stale(library)
    assert not library.exists()


def test_observed_programs_can_import_nothing_more_by_accident():
    """With ``python -S`` the probe's folder stays on sys.path; any folder in it is a package."""
    names = {path.name for path in NATIVE.parent.iterdir()} - {"__pycache__"}
    assert {name for name in names if not name.startswith(("sitecustomize.", "."))} == set()


def test_uv_and_hatchling_are_told_where_it_is():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    wheel = tool["hatch"]["build"]["targets"]["wheel"]
    assert (ROOT / wheel["hooks"]["custom"]["path"]).is_file()
    assert [ROOT / path for path in wheel["exclude"]] == [building.SOURCES]
    assert "*.so" in (ROOT / ".gitignore").read_text().splitlines()
    watched = [key["file"] for key in tool["uv"]["cache-keys"] if "file" in key]
    assert watched == [
        "pyproject.toml", "procviz/native/**/*.{c,h,py}", "procviz/probe/_procviz_names.py"
    ]  # fmt: skip
