"""Scenarios of the person's own: a folder of scripts, with a block or with none."""

from pathlib import Path

import pytest

from procviz import programs
from procviz.cli import main
from procviz.scenarios import catalog, own
from tests.app_fakes import stage

BLOCK = """
# /// script
# [tool.procviz]
# title = "Mine"
# teaches.zh = "只有中文"
#
# [tool.procviz.variants.slow]
# en = "slowly"
#
# [tool.procviz.expect]
# spawned = 0
# exit = 0
# ///
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plain.py").write_text("print('hello')\n")
    (tmp_path / "mine.py").write_text("print('mine')\n" + BLOCK)
    (tmp_path / "bad.py").write_text("print(1)\n" + BLOCK.replace("spawned = 0", "spawned = = 0"))
    (tmp_path / "zombie.py").write_text("print('another zombie')\n")
    (tmp_path / "notes.txt").write_text("no script")
    (tmp_path / "deeper.py").mkdir()
    return tmp_path


def test_they_are_a_chapter_of_their_own(folder: Path) -> None:
    theirs = {s.id: s for s in catalog.load(own=folder) if s.chapter == "own"}
    assert list(theirs) == ["bad", "mine", "plain", "zombie-own"]
    assert catalog.load(own=folder)[-1].chapter == "own"
    mine = theirs["mine"]
    assert (mine.title("en"), mine.title("zh")) == ("Mine", "Mine")
    assert mine.text("teaches", "en") == "只有中文"
    assert (mine.names, mine.variants[0].text("zh")) == (("slow",), "slowly")
    assert mine.expected() == {"spawned": 0, "exit": 0}
    assert (theirs["plain"].title("en"), theirs["plain"].problem) == ("plain", "")
    assert "print" in catalog.source_text(mine.path)


def test_a_bad_block_is_told_with_its_place_and_the_others_load(folder: Path) -> None:
    bad = catalog.find("bad", own=folder)
    assert bad.problem.startswith(f"{folder / 'bad.py'}:12: not TOML: ")
    assert bad.broken
    with pytest.raises(programs.Unusable, match=r"bad\.py:12"):
        programs.scenario(bad)


def test_ours_keep_their_names(folder: Path) -> None:
    assert catalog.find("zombie", own=folder).chapter == "fork-and-wait"
    found = programs.find(["zombie-own"], own=folder)
    assert found.argv[1:] == (str(folder / "zombie.py"),)


def test_the_folder_of_the_configuration_is_taken_where_it_is(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    assert own.folder(None, env) is None
    there = tmp_path / ".config" / "procviz" / "scenarios"
    there.mkdir(parents=True)
    assert own.folder(None, env) == there
    assert own.folder(None, {"XDG_CONFIG_HOME": "relative", **env}) == there
    assert own.folder(None, {"XDG_CONFIG_HOME": str(tmp_path / "x"), **env}) is None


def test_command_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--scenarios", str(folder), "--lang", "en"]) == 0
    out = capfd.readouterr().out
    assert "Your scenarios\n" in out
    assert "bad.py:12: not TOML" in out
    assert main(["run", "plain", "--scenarios", str(folder), "--plain", "--lang", "en"]) == 0
    assert "hello" in capfd.readouterr().out
    assert main(["list", "--scenarios", str(folder / "none")]) == 2
    told = f"procviz: Cannot take scenarios from {folder / 'none'}: No such file or directory.\n"
    assert capfd.readouterr().err == told


def test_verify_says_what_is_as_wanted(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--verify", "mine", "--scenarios", str(folder)]) == 0
    out = capfd.readouterr().out
    assert out.startswith("mine slow  ")
    assert out.endswith("1 of 1 as wanted\n")
    text = (folder / "mine.py").read_text()
    (folder / "mine.py").write_text(text.replace("spawned = 0", "spawned = 2"))
    assert main(["list", "--verify", "mine", "bad", "--scenarios", str(folder)]) == 1
    out = capfd.readouterr().out
    assert "NOT as wanted\n    spawned should be 2, is 0\n" in out
    assert out.endswith("0 of 2 as wanted\n")
    assert main(["list", "--verify", "minx", "--scenarios", str(folder)]) == 2
    assert "did you mean 'mine'?" in capfd.readouterr().err


async def test_the_list_marks_a_broken_one_that_looked_well_at_first(folder: Path) -> None:
    late = folder / "late.py"
    late.write_text(
        "# /// script\n# [tool.procviz]\n# order = 1\n# title.en = 'Late'\n# title.zh = '晚'\n"
        "#\n# [tool.procviz.expect]\n# exit = = 0\n# ///\n"
    )
    found = [s for s in catalog.load(own=folder) if s.id == "late"]
    assert not found[0].broken  # its first lines are fine
    async with stage(folder, scenarios=lambda: found) as (it, _):
        assert found[0].broken
        assert "!" in it.text("picker")
