"""Films of the real app: the same bytes each time, and what a terminal shows of them."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyte
import pytest
from PIL import Image

from procviz import cli, filming, recording
from procviz.draw.theme import LIGHT
from procviz.events import RunEnded
from procviz.feed import Header
from procviz.film import asciicast
from procviz.film.frames import frames
from procviz.sources.replayed import Replay
from procviz.target import Target
from procviz.ui.film import script as scripts
from procviz.ui.film.camera import Film, FilmApp, FilmDesk, Shooting, shoot
from procviz.ui.film.director import Director
from procviz.ui.film.script import BadScript
from procviz.ui.film.tape import FilmDriver
from procviz.ui.shelf import Shelf
from procviz.ui.show import Show
from tests.app_fakes import PATH, SOURCE, Stage, run, settle, story
from tests.real import LIMIT


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "run.procviz"
    header = Header(command=("python", PATH), helper=9, files={PATH: SOURCE})
    writer = recording.create(path, header)
    writer.write([*story("a</b>c"), RunEnded(pid=100, seq=12, t=900_000_000, code=0)])
    writer.close()
    return path


def nothing(target: Target) -> Any:
    raise AssertionError(f"{target} was opened")


def film(recorded: Path, text: str = "", **options: Any) -> Film:
    script = scripts.Script("film.txt")
    for number, line in enumerate(text.splitlines(), 1):
        if line:
            scripts._add(script, shlex.split(line), number)
    feed = Replay(recording.read(recorded))
    options = {"size": (100, 30), "feed": feed, "open": nothing, **options}
    return shoot(Shooting(**options), Director(script))


@pytest.fixture(scope="module")
def made(recorded: Path) -> tuple[Film, dict[int, list[str]]]:
    """A film, and what the app itself had on its screen by the time on the tape."""
    texts: dict[int, list[str]] = {}

    class Watched(FilmApp):
        def look(self) -> None:
            super().look()
            if self.tape.running:
                strips = self.screen._compositor.render_strips()
                texts[self.tape.now] = [strip.text.rstrip() for strip in strips]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("procviz.ui.film.camera.FilmApp", Watched)
        return film(recorded), texts


def test_a_terminal_shows_what_the_app_showed(made: tuple[Film, dict[int, list[str]]]) -> None:
    taken, texts = made
    events = [e for e in taken.cast.events if e.code == "o"]
    times = sorted({e.t for e in events} & set(texts))
    moments = set(times[:: max(1, len(times) // 10)])
    assert len(moments) >= 10
    screen = pyte.Screen(100, 30)
    stream = pyte.Stream(screen)
    seen = 0
    for i, event in enumerate(events):
        stream.feed(event.data)
        last = i + 1 == len(events) or events[i + 1].t > event.t
        if event.t in moments and last:
            assert [line.rstrip() for line in screen.display] == texts[event.t], event.t
            seen += 1
    assert seen == len(moments)
    ours = {f.begin: f.text for f in frames(taken.cast)}
    assert all(ours[t] == texts[t] for t in moments if t in ours)


def test_the_chapters_are_the_events_worth_seeing(made: tuple[Film, dict[int, list[str]]]) -> None:
    taken, _ = made
    marks = [e.data for e in taken.cast.events if e.code == "m"]
    assert any("os.fork" in text for text in marks)
    assert any("101 is a zombie" in text for text in marks)
    assert [m.seq for m in taken.moments] == list(range(1, 13))
    assert all(a.t <= b.t for a, b in zip(taken.moments, taken.moments[1:], strict=False))
    times = [e.t for e in taken.cast.events if e.code == "o"]
    assert len(times) == len(set(times))  # one event a frame
    assert all(abs(t * 30 / 1000 - round(t * 30 / 1000)) < 0.02 for t in times)
    last = next(frames(taken.cast)), list(frames(taken.cast))[-1]
    assert "Stage" in "\n".join(last[0].text)  # not the picker
    assert "over" in "\n".join(last[1].text)


def test_the_same_recording_gives_the_same_bytes_anywhere(recorded: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here.cast", tmp_path / "there.cast"
    size = ["--size", "80x24", "--pace", "4x"]
    assert cli.main(["record", str(recorded), "-o", str(here), *size]) == 0
    other = {"PYTHONHASHSEED": "77", "NO_COLOR": "1", "TERM": "dumb", "LANG": "zh_CN.UTF-8",
             "TZ": "Asia/Tokyo", "TEXTUAL_ANIMATIONS": "none", "COLUMNS": "33"}  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "procviz", "record", str(recorded), "-o", str(there), *size],
        env={**os.environ, **other}, timeout=LIMIT * 3, check=True, capture_output=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert here.read_bytes() == there.read_bytes()
    assert not list(tmp_path.glob(".*"))  # nothing half written


def test_a_script_presses_keys_and_waits(recorded: Path) -> None:
    text = """
wait spawned 2
caption "Two children"
focus timeline
key ?
wait 1s
escape
step 2
theme procviz-light
size 80x24
wait 300ms
marker "Part 2"
caption off
key end
space
"""
    taken = film(recorded, text, keys=True, presenter=True)
    shown = list(frames(taken.cast))
    texts = ["\n".join(f.text) for f in shown]
    assert any("Two children" in f.text[-2] for f in shown)
    assert any("Keys" in t for t in texts)
    assert {f.size for f in shown} == {(100, 30), (80, 24)}
    assert ("r", "80x24") in [(e.code, e.data) for e in taken.cast.events]
    assert "Part 2" in [e.data for e in taken.cast.events if e.code == "m"]
    assert [e.data for e in taken.cast.events if e.code == "i"][:4] == ["4", "?", "\x1b", " "]
    assert "Two children" not in texts[-1]
    assert LIGHT.panel in {row.styles[0].bg for row in shown[-1].rows}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("waitt 2s", 1, "did you mean `wait`"),
        ("# all\n\nwait zombi", 3, "did you mean zombie"),
        ("wait", 1, "takes a time"),
        ("wait 2h", 1, "written 2s or 500ms"),
        ("wait 601s", 1, "too long"),
        ("wait zombie 0", 1, "which one"),
        ("wait ''", 1, "no kind of event"),
        ("size 12", 1, "120x36"),
        ("size 10x10", 1, "from 60x16"),
        ("focus nothing", 1, "picker, source"),
        ("step many", 1, "how many"),
        ("wait 1s\npace 2x", 2, "before everything"),
        ("pace fast", 1, "a pace is human"),
        ("lang de", 1, "en or zh"),
        ("caption hello world", 1, "quotation marks"),
        ('caption "hello', 1, "quotation mark is missing"),
        ("theme none-such", 1, "no theme"),
        ("presenter on", 1, "stands alone"),
        ("run a b c", 1, "perhaps one of its variants"),
    ],
)
def test_a_script_that_is_wrong_names_the_line(
    recorded: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    line: int,
    what: str,
) -> None:
    path, out = tmp_path / "film.txt", tmp_path / "x.cast"
    path.write_text(text)
    assert cli.main(["record", str(recorded), "--script", str(path), "-o", str(out)]) == 2
    told = capsys.readouterr().err
    assert f"{path}, line {line}: " in told
    assert what in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_waiting_for_what_never_comes_names_the_line(recorded: Path) -> None:
    with pytest.raises(
        BadScript, match=r"film.txt, line 2: all has been shown.*no zombie.*after the 1"
    ):
        film(recorded, "wait zombie\nwait zombie", size=(80, 24), pace=8.0)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["record"], "needs a recording"),
        (["record", "REC"], "needs -o"),
        (["record", "REC", "-o", "x.mp4"], ".cast, .gif, .svg, .html, .png"),
        (["record", "REC", "-o", "x.cast", "--at", "1"], "--at and --still"),
        (["record", "REC", "-o", "x.png", "--at", "zombi"], "did you mean zombie"),
        (["record", "REC", "-o", "x.png", "--at", "zombie:x"], "zombie:2"),
        (["record", "REC", "-o", "x.cast", "--size", "5x5"], "60x16"),
        (["record", "REC", "-o", "x.cast", "--pace", "0x"], "A pace is human"),
        (["record", "REC", "-o", "x.cast", "--fps", "0"], "--fps"),
        (["record", "REC", "-o", "x.cast", "--theme", "grass"], "procviz-dark"),
        (["record", "REC", "-o", "none/x.cast"], "no folder"),
        (["record", "REC", "two", "-o", "x.cast"], "one recording"),
        (["record", "gone.cast", "-o", "x.gif"], "Cannot read gone.cast"),
    ],
)
def test_misuse_is_told_in_one_sentence(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], words: list[str], what: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert cli.main([str(recorded) if word == "REC" else word for word in words]) == 2
    told = capsys.readouterr().err
    assert what in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_every_kind_comes_from_one_cast(
    recorded: Path, made: tuple[Film, dict[int, list[str]]], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    source = tmp_path / "a.cast"
    with source.open("w") as file:
        asciicast.save(made[0].cast, file, 2)
    for name in ("a.gif", "a.svg", "a.html", "a.png", "b.cast"):
        assert cli.main(["record", str(source), "-o", str(tmp_path / name)]) == 0
        assert name in capsys.readouterr().err
    assert asciicast.read(tmp_path / "b.cast") == asciicast.read(source)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.size == (900, 540)
        total = 0
        for i in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(i)
            total += image.info["duration"]
        assert abs(total - made[0].cast.duration) < 100
        image.seek(0)
        colours = {c for _, c in image.convert("RGB").getcolors(1 << 20)}
    assert {(11, 15, 23), (15, 21, 32)} <= colours  # the ground and the panes
    assert cli.main(["record", str(source), "-o", str(source)]) == 2
    assert (tmp_path / "a.html").read_text().startswith("<!DOCTYPE html>")


def test_a_still_is_of_the_event(made: tuple[Film, dict[int, list[str]]]) -> None:
    moments, end = made[0].moments, made[0].cast.duration
    zombie = next(m for m in moments if m.kind == "zombie")
    after = next(m for m in moments if m.worth and m.t > zombie.t)
    assert zombie.t < filming.moment("zombie", moments, end) < after.t
    assert filming.moment("spawned:2", moments, end) > filming.moment("spawned", moments, end)
    assert filming.moment("1.5s", moments, end) == 1500
    assert filming.moment("", moments, end) == end
    with pytest.raises(filming.Unfilmable, match="it has 1 of zombie"):
        filming.moment("zombie:2", moments, end)


def test_a_film_knows_all_of_its_log_from_the_start(recorded: Path) -> None:
    show = Show(Replay(recording.read(recorded)), Target(title="t"), lang="en", replay=True)
    assert not show.history.whole
    FilmDesk("en", Shelf("en")).begin(show)
    assert show.history.whole


async def test_r_writes_what_the_screen_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    it = Stage(tmp_path)
    it.app.driver_class = FilmDriver
    async with it.app.run_test(headless=False, size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert "● rec" in it.text("header")
        await run(it, pilot)
        assert isinstance(it.app._driver, FilmDriver)
        it.app._driver.resize(100, 30)
        await pilot.resize_terminal(100, 30)
        await settle(pilot)
        shown = it.app.screen._compositor.render_strips()
        want = [strip.text.rstrip() for strip in shown]
        await pilot.press("R")
        await settle(pilot)
        assert "rec" not in it.text("header")
        assert any("procviz.cast" in text for text in it.told())
        first = (tmp_path / "procviz.cast").read_bytes()
        await pilot.press("R", "R", "s")
        await settle(pilot)
    cast = asciicast.read(tmp_path / "procviz.cast")
    found = list(frames(cast))
    assert "First lesson" in "\n".join(found[0].text)  # whole from the beginning
    assert found[0].size == (120, 36)
    assert want in [f.text for f in found]
    assert any("is a zombie" in e.data for e in cast.events if e.code == "m")
    assert first == (tmp_path / "procviz.cast").read_bytes()
    assert (tmp_path / "procviz-first.cast").exists()  # named after what runs
    assert (tmp_path / "procviz-first.svg").read_text().startswith("<svg")
    with Image.open(tmp_path / "procviz-first.png") as image:
        assert image.size == (900, 540)


async def test_quitting_ends_a_screencast_and_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    it = Stage(tmp_path)
    it.app.driver_class = FilmDriver
    async with it.app.run_test(headless=False, size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        assert it.app.screencast is not None
        it.app.screencast._file.close()  # type: ignore[union-attr]
        it.app.screencast._file = open("/dev/full", "w")  # noqa: SIM115 - closed by what is tested
        it.app.screencast._writer._file = it.app.screencast._file
        await pilot.press("down")
        await settle(pilot)
        assert it.app.screencast is None
        assert any("No space left" in text for text in it.told())
        await pilot.press("R")
        await pilot.press("q")
    assert asciicast.read(tmp_path / "procviz-2.cast").events[-1].data.endswith("\x1b[?25h")


async def test_a_terminal_that_cannot_be_listened_to_is_told(tmp_path: Path) -> None:
    it = Stage(tmp_path)
    async with it.app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        assert any("procviz record" in text for text in it.told())
        assert it.app.screencast is None


def test_a_run_is_kept_beside_its_film(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "mine.py"
    script.write_text("import os\nif os.fork() == 0: os._exit(3)\nos.wait()\nraise SystemExit(4)\n")
    out = tmp_path / "a.cast"
    words = ["--size", "80x24", "--pace", "16x", "-o", str(out)]
    assert cli.main(["record", str(script), *words]) == 4
    assert "a.cast.procviz" in capsys.readouterr().err
    first = out.read_bytes()
    assert cli.main(["record", f"{out}.procviz", *words]) == 0
    assert out.read_bytes() == first


def test_a_scenario_is_filmed_again_and_run_again_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, keep = tmp_path / "a.cast", tmp_path / "a.cast.procviz"
    words = ["record", "exit-status", "--size", "80x24", "--pace", "16x", "-o", str(out)]
    status = cli.main(words)
    first, run = out.read_bytes(), keep.read_bytes()
    assert cli.main(words) == status
    assert "filming the run in" in capsys.readouterr().err
    assert (out.read_bytes(), keep.read_bytes()) == (first, run)
    assert cli.main([*words, "--anew"]) == status
    assert keep.read_bytes() != run
    keep.write_bytes(run[: len(run) // 2])  # procviz was killed while it wrote that
    assert cli.main(words) == status
    assert recording.read(keep).note == ""
