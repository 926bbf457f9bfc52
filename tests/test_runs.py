"""The ring of the last runs, and saving what is on the screen."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

from procviz import recording, runs
from procviz.cli import main
from procviz.events import Event, RunBegan, Wrote
from procviz.feed import Header
from procviz.keeper import Keeper, keeper
from procviz.opener import Opener
from procviz.target import Target
from procviz.ui import saving
from tests.app_fakes import PATH, run, settle, stage, story
from tests.real import LIMIT

HEADER = Header(command=("/usr/bin/python3", "/home/you/my prog.py"), start="2026-11-21T10:00:00Z")
EVENTS: list[Event] = [
    RunBegan(seq=1, pid=5, argv=("a",)),
    *(Wrote(seq=i, t=i, pid=5, fd=1, text="x" * 50) for i in range(2, 200)),
]


def keep(where: Path, most: int = 20, header: Header = HEADER) -> None:
    one = Keeper(where, most)
    one.begin(header)
    one.put(EVENTS[:1])
    one.put(EVENTS[1:])
    one.close()
    one.wait(LIMIT)


def test_runs_are_kept_newest_first_and_pruned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "state" / "runs"
    for name in "abcd":
        keep(where, 3, Header(command=(name,), scenario=name, variant="v"))
    assert [run.header.scenario for run in runs.kept(where) if run.header] == ["d", "c", "b"]
    assert where.stat().st_mode & 0o777 == 0o700
    newest = runs.find("last", where)
    assert runs.find("1", where) == newest
    assert recording.read(newest).events == EVENTS
    monkeypatch.setattr(runs, "BYTES", newest.stat().st_size * 2 + 1)
    runs.prune(where, 20)
    assert len(runs.paths(where)) == 2
    monkeypatch.setattr(runs, "BYTES", 1)
    runs.prune(where, 20)
    assert runs.paths(where) == [newest]
    for word in ("0", "2", "9" * 5000):
        with pytest.raises(runs.NoRun, match="1 run is kept"):
            runs.find(word, where)


def test_what_cannot_be_kept_fails_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "runs")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording.Writer, "write", full)
    keep(tmp_path / "runs")
    assert len(runs.paths(tmp_path / "runs")) == 1


def test_one_run_does_not_fill_the_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procviz.keeper._MOST", 300)
    keep(tmp_path)
    assert runs.paths(tmp_path)[0].stat().st_size < 1000
    found = recording.read(runs.paths(tmp_path)[0])
    assert found.events == EVENTS[: len(found.events)]


@pytest.mark.parametrize(
    ("env", "config", "count"),
    [
        ({}, None, 20),
        ({"PROCVIZ_RUNS": "0"}, "runs = 5", 0),
        ({"PROCVIZ_RUNS": "7"}, "runs = 5", 7),
        ({"PROCVIZ_RUNS": "many"}, None, 0),
        ({}, "runs = 5", 5),
        ({}, "runs = 0", 0),
        ({}, "runs = 'no'", 0),
        ({}, "what = 1", 20),
        ({}, "no toml", 0),
    ],
)
def test_how_many_are_kept(
    tmp_path: Path, env: dict[str, str], config: str | None, count: int
) -> None:
    if config is not None:
        (tmp_path / "procviz").mkdir()
        (tmp_path / "procviz" / "config.toml").write_text(config)
    assert runs.count({"XDG_CONFIG_HOME": str(tmp_path), **env}) == count


def test_where_they_are() -> None:
    assert runs.folder({"XDG_STATE_HOME": "/x"}) == Path("/x/procviz/runs")
    home = Path("/h/.local/state/procviz/runs")
    assert runs.folder({"HOME": "/h", "XDG_STATE_HOME": "relative"}) == home
    assert keeper() is None  # tests keep nothing


@pytest.mark.parametrize(
    ("command", "title"),
    [
        (("/usr/bin/python3.11", "/a b/c d.py", "x"), "c-d"),
        (("python3", "-c", "1"), "python3"),
        (("make", "-j2"), "make"),
        (("/bin/\x1b[2J/../..",), "run"),
        (("--help",), "help"),
        (("x" * 900,), "x" * 60),
        ((), "run"),
    ],
)
def test_names_of_files_are_harmless(command: tuple[str, ...], title: str) -> None:
    assert runs.title(Header(command=command)) == title


def test_list_of_the_last_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["replay"]) == 2
    assert "No run is kept in" in capsys.readouterr().err
    where = runs.folder()
    keep(where)
    (where / f"0{runs.ENDING}").write_bytes(b"rubbish")
    assert main(["replay"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.split() == ["1", "2026-11-21", "10:00", "1", "kB", "my-prog"]
    assert "cannot be read" in second
    assert main(["replay", "3"]) == 2
    assert "2 runs are kept, the latest is 1" in capsys.readouterr().err
    assert main(["replay", "2"]) == 2
    assert "is not a procviz recording" in capsys.readouterr().err


def test_the_screens_runs_are_kept_as_they_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("PROCVIZ_RUNS", "2")
    for keep_it in (False, True):
        over = threading.Event()
        live = Opener(keep=keep_it)(Target(argv=("sh", "-c", "echo hello; exit 3")))
        live.start(lambda live=live, over=over: None if live.live else over.set())
        assert over.wait(LIMIT)
        live.stop()
        assert len(runs.paths(runs.folder())) == keep_it
    assert recording.read(runs.find("last", runs.folder())).events == live.events


async def test_ctrl_s_saves_what_is_shown_and_never_replaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "no run to save" in it.told()[-1]
        await run(it, pilot, shown=False)
        await asyncio.gather(saving.save(it.app), saving.save(it.app))
        await settle(pilot)
        saved = sorted(folder.iterdir())
        assert len(saved) == 2
        assert all(recording.read(path).events == story() for path in saved)
        assert recording.read(saved[0]).header.files[PATH]
        assert f"Saved {len(story())} events as " in it.told()[-1]
        before = len(it.told())
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(it.told()) == before + 1
        assert len(list(folder.iterdir())) == 3


async def test_what_cannot_be_saved_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        before = sorted(tmp_path.iterdir())

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(recording.Writer, "write", full)
            await pilot.press("ctrl+s")
            await settle(pilot)
        assert it.told()[-1].endswith("No space left on device")
        assert sorted(tmp_path.iterdir()) == before
        with monkeypatch.context() as patch:
            patch.setattr(Path, "cwd", lambda: tmp_path / "nowhere")
            await pilot.press("ctrl+s")
            await settle(pilot)
        assert it.told()[-1].startswith("Cannot write the recording")
        assert it.feed.stopped == 0
        if os.getuid():  # root may write everywhere
            tmp_path.chmod(0o500)
            await pilot.press("ctrl+s")
            await settle(pilot)
            tmp_path.chmod(0o700)
            assert it.told()[-1].endswith("Permission denied.")


def test_a_number_is_a_run_unless_there_is_such_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    keep(runs.folder())
    assert runs.path("1") == runs.path("last") == runs.paths(runs.folder())[0]
    for word in ("info", "export"):
        assert main([word, "last", *(["-o", "a.txt"] if word == "export" else [])]) == 0
    assert "x" * 50 in Path("a.txt").read_text()
    assert "events     199" in capsys.readouterr().out
    Path("1").write_text("")
    assert main(["info", "1"]) == 2
    assert "1 is empty" in capsys.readouterr().err
    assert not runs.is_meant("./last")
