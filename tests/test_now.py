"""Where a quiet process stands: sampled from its memory, folded, told, and shown as sampled."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import events as ev
from procviz import narrate, recording
from procviz.draw import inspector, source
from procviz.draw.canvas import Canvas, Style
from procviz.draw.theme import DARK
from procviz.draw.view import View
from procviz.events import Event, Where
from procviz.export.text import Story
from procviz.findings import find
from procviz.fold import apply, fold
from procviz.identity import ProcKey, start_of
from procviz.sources.now import reader
from procviz.sources.now import source as asking
from procviz.sources.now.objects import Frame
from procviz.sources.now.program import place
from procviz.sources.now.source import NowSource
from procviz.state import State
from procviz.world import World
from tests.real import running, until

LINUX = pytest.mark.skipif(not reader.AVAILABLE, reason="reads /proc/PID/mem of 64-bit Linux")
A, B = 4201, 4202
FILE = "/home/you/worker.py"
S = 1_000_000_000


def stood(pid: int, line: int, function: str = "spin", t: int = 0, **more: object) -> Event:
    rows = [["inner", "/lib/python3.13/json/decoder.py", 9], [function, FILE, line]]
    facts = {"stacks": {str(pid): rows, **more}}
    where = Where(FILE, line, function)
    return ev.Sampled(pid=pid, t=t, source=("polling",), exact=False, where=where, facts=facts)


def world(*log: Event) -> World:
    before: list[Event] = [
        ev.RunBegan(pid=A, argv=("python", FILE)),
        ev.Spawned(pid=A, child=B),
        ev.LineReached(pid=B, t=1, source=("probe",), where=Where(FILE, 3, "main")),
    ]
    return fold(replace(e, seq=i) for i, e in enumerate([*before, *log], 1))


# -- the fold -----------------------------------------------------------------------------------


def test_a_sample_tells_where_it_stands_until_it_says_so_itself() -> None:
    line = ev.LineReached(pid=B, t=9, source=("probe",), where=Where(FILE, 4, "main"))
    process = world(stood(B, 31, t=5)).by_pid(B)
    assert process is not None
    assert process.sampled
    assert process.stands == Where(FILE, 31, "spin")
    assert process.where == Where(FILE, 3, "main")  # what is known exactly stays
    after = world(stood(B, 31, t=5), line).by_pid(B)
    assert after is not None
    assert (after.stood, after.stands) == (None, Where(FILE, 4, "main"))


@pytest.mark.parametrize(("letter", "marked"), [("R", True), ("S", False)])
def test_who_sleeps_on_the_line_that_it_told_is_not_marked(letter: str, marked: bool) -> None:
    process = world(ev.Sampled(pid=B, facts={"state": letter}), stood(B, 3)).by_pid(B)
    assert process is not None
    assert process.sampled is marked


def test_a_thread_that_speaks_is_taken_out_and_the_others_stay() -> None:
    sample = stood(B, 31, t=5, **{"77": [["run", FILE, 8]]})
    speaks = ev.LineReached(pid=B, tid=77, t=9, source=("probe",), where=Where(FILE, 9))
    process = world(sample, speaks).by_pid(B)
    assert process is not None
    assert process.stood is not None
    assert list(process.stood.stacks) == [B]
    assert process.sampled
    main = world(sample, replace(speaks, tid=0)).by_pid(B)
    assert main is not None
    assert main.stood is not None
    assert (list(main.stood.stacks), main.sampled) == ([77], False)


@pytest.mark.parametrize(
    "event",
    [ev.Execed(pid=B, argv=("true",)), ev.Spawned(pid=B, child=9), ev.Exiting(pid=B, how="")],
)
def test_what_it_does_outdates_the_sample(event: Event) -> None:
    process = world(stood(B, 31), event).by_pid(B)
    assert process is not None
    assert process.stood is None


def test_of_the_dead_no_sample_is_told() -> None:
    process = world(stood(B, 31), ev.Exited(pid=B, code=0), stood(B, 32)).by_pid(B)
    assert process is not None
    assert not process.sampled


# -- who has been somewhere for long ------------------------------------------------------------


def told(*log: Event, lang: str = "en") -> list[str]:
    w = world(*log)
    return [narrate.finding(found, w, lang) for found in find(w, w.t)]


def test_who_computes_for_long_is_told() -> None:
    assert told(stood(B, 31, t=S), stood(B, 31, t=6 * S)) == [
        "4202 has been at worker.py:31 in spin for over 5 s without an event (seen by polling)."
    ]
    moving = told(stood(B, 33, t=S), stood(B, 31, t=2 * S), stood(B, 32, t=6 * S))
    assert "worker.py:31–33 in spin" in moving[0]
    module = told(stood(B, 31, "<module>", t=S), stood(B, 31, "<module>", t=6 * S), lang="zh")
    assert module == ["4202 在 worker.py:31 停留了超过 5 秒，没有任何事件（由轮询观测到）。"]


@pytest.mark.parametrize(
    "log",
    [
        [stood(B, 31, t=S), stood(B, 31, t=5 * S)],  # not yet
        [stood(B, 31, t=S), stood(B, 31, "other", t=6 * S)],  # it came elsewhere
        [stood(B, 31, t=S), ev.LineReached(pid=B, t=2 * S), stood(B, 31, t=6 * S)],
        [ev.WaitBegan(pid=B, call="os.wait"), stood(B, 31, t=S), stood(B, 31, t=9 * S)],
        [
            ev.Sampled(pid=B, facts={"state": "S", "wchan": "hrtimer_nanosleep"}),
            stood(B, 31, t=S),
            stood(B, 31, t=9 * S),
        ],
        [stood(B, 31, t=S), stood(B, 31, t=9 * S), ev.Exited(pid=B, t=9 * S, code=0)],
    ],
)
def test_who_moves_rests_or_is_dead_is_not(log: list[Event]) -> None:
    assert told(*log) == []


def test_who_is_blocked_in_something_unknown_is_told() -> None:
    asleep = ev.Sampled(pid=B, facts={"state": "S", "wchan": "futex_do_wait"})
    w = world(asleep, stood(B, 31, t=S), stood(B, 31, t=9 * S))
    process = w.by_pid(B)
    assert process is not None
    assert process.state is State.SLEEPING
    assert [found.kind for found in find(w)] == ["stands"]


def test_plain_says_it_once() -> None:
    story = Story()
    for e in (ev.RunBegan(pid=B, argv=("x",)), stood(B, 31, t=S), stood(B, 32, t=7 * S)):
        story.tell(e)
    assert len(story.news(7 * S)) == 1
    story.tell(stood(B, 35, t=8 * S))
    assert story.news(8 * S) == []


# -- the screen ---------------------------------------------------------------------------------


def drawn(width: int, w: World, lang: str = "en") -> list[str]:
    canvas = Canvas(width, 40, Style(DARK.text, DARK.panel))
    text = [[("", f"line {n}")] for n in range(1, 41)]
    lines = [[(word, "") for _, word in row] for row in text]
    listing = source.Listing(FILE, [[(word, source.PLAIN)] for [(word, _)] in lines])
    source.draw(canvas, DARK, listing, view=View(w, lang=lang, selected=2, now=w.t))
    return canvas.text()


def test_the_mark_in_the_source_says_that_it_is_a_sample() -> None:
    rows = drawn(70, world(stood(B, 31)))
    assert "≈" in rows[30].split("line")[0]
    assert rows[30].rstrip().endswith("≈ 4202 sampled")
    assert "4202" not in rows[2]
    assert "采样" in "".join(drawn(70, world(stood(B, 31)), "zh")).replace(" ", "")
    assert drawn(30, world(stood(B, 31)))[30].rstrip().endswith("≈ 4202")
    exact = drawn(70, world())[2]
    assert "≈" not in exact
    assert "▶" in exact


def test_the_inspector_shows_the_stack_of_each_thread_with_its_time() -> None:
    more = {"77": [["run.<locals>.work", FILE, 8], ["", "", 0]]}
    w = world(ev.ThreadStarted(pid=B, tid=77, name="Worker"), stood(B, 31, t=1_532_000_000, **more))
    rows = inspector.describe(View(w, selected=2, now=w.t), w.processes[2], 60)
    text = ["".join(part for part, _ in row) for row in rows]
    at = next(i for i, row in enumerate(text) if row.startswith("Stack"))
    assert text[at].endswith("sampled at 1.5 s")
    assert text[at + 1 : at + 6] == [
        "inner  decoder.py:9",
        "spin  worker.py:31",
        "thread Worker",
        "work  worker.py:8",
        "… and those outside of them",
    ]


# -- the source of samples ----------------------------------------------------------------------


def test_the_place_is_the_innermost_one_in_the_program() -> None:
    frames = [
        Frame("scan", "/usr/lib/python3.11/json/decoder.py", 5),
        Frame("get", "/x/.venv/lib/python3.13/site-packages/lib/a.py", 6),
        Frame("f.<locals>.g", "/x/main.py", 7),
        Frame("<module>", "/x/main.py", 9),
    ]
    assert place(frames, 1) == Where("/x/main.py", 7, "g")
    assert place([Frame("f", "<frozen runpy>", 1)], 1) is None


@contextmanager
def bare(folder: Path, code: str) -> Iterator[ProcKey]:
    """Run a Python that our probe is not in, until it says that it is there."""
    script = folder / "bare.py"
    script.write_text(code)
    argv = [sys.executable, "-I", "-S", str(script)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield ProcKey(process.pid, start_of(process.pid))
        finally:
            process.kill()


def asked(now: NowSource, keys: Iterable[ProcKey]) -> list[Event]:
    now._due = 0.0
    return now.poll(lambda: keys)


@LINUX
def test_a_quiet_process_is_sampled_and_told_again_only_when_it_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "QUIET", 0)
    monkeypatch.setattr(asking, "AGAIN", 1 << 62)
    with bare(tmp_path, "print('x', flush=True)\nimport signal\nsignal.pause()\n") as key:
        now, found = NowSource(), []
        wanted = Where(str(tmp_path / "bare.py"), 3, "<module>")
        until(lambda: found.extend(asked(now, [key])) or (found and found[-1].where == wanted))
        sample = found[-1]
        assert isinstance(sample, ev.Sampled)
        assert (sample.exact, sample.source, sample.start) == (False, ("polling",), key.start)
        assert sample.facts["stacks"] == {str(key.pid): (("<module>", wanted.file, 3),)}
        assert asked(now, [key]) == []  # it has not run since: its memory is not even read
        monkeypatch.setattr(asking, "AGAIN", 0)
        [again] = asked(now, [key])
        assert again.where == wanted
        now.hear([ev.LineReached(pid=key.pid, t=again.t + 1)])
        monkeypatch.setattr(asking, "AGAIN", 1 << 62)
        assert [e.where for e in asked(now, [key])] == [wanted]  # it spoke, and stands there again
        assert asked(now, [key._replace(start=key.start + 1)]) == []  # somebody else's PID


@LINUX
def test_who_has_just_spoken_is_not_asked(tmp_path: Path) -> None:
    with bare(tmp_path, "print('x', flush=True)\nimport signal\nsignal.pause()\n") as key:
        now = NowSource()
        now.hear([ev.LineReached(pid=key.pid, t=1 << 62)])
        assert [asked(now, [key]) for _ in range(3)] == [[], [], []]


@LINUX
def test_without_leave_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "QUIET", 0)
    now, keys = NowSource(), [ProcKey(2**31 - 1, 1)]
    monkeypatch.setattr(now, "_look", lambda key: None)
    now._wanted = True
    now._reader.trouble = "Permission denied"
    [said] = asked(now, keys)
    assert isinstance(said, ev.Marked)
    assert said.text.startswith("Where a quiet Python process stands cannot be read: Permission")
    assert asked(now, keys) == []


SPINS = """
import os

def spin():
    while True:
        pass

if os.fork() == 0:
    spin()
os.wait()
"""


@LINUX
def test_a_run_shows_where_a_child_spins_and_so_does_its_recording(tmp_path: Path) -> None:
    from procviz.session import Program

    script = tmp_path / "spins.py"
    script.write_text(SPINS)
    file = tmp_path / "spins.pvz"
    log: list[Event] = []
    live = World()

    def seen() -> bool:
        fresh = run.take()
        for event in fresh:
            apply(live, event)
        log.extend(fresh)
        return any(e.where and e.where.function == "spin" and not e.exact for e in log)

    with running(Program(argv=(sys.executable, str(script))), record=file) as run:
        until(seen)
    sample = next(e for e in log if not e.exact and e.where and e.where.function == "spin")
    assert sample.where is not None
    assert (sample.where.file, sample.pid != run.root) == (str(script), True)
    assert sample.where.line in (5, 6)
    assert isinstance(sample, ev.Sampled)
    child = sample.facts["stacks"][str(sample.pid)]
    assert [row[0] for row in child] == ["spin", "<module>"]
    kept = recording.read(file).events
    again = next(e for e in kept if e.seq == sample.seq)
    assert again == sample
    assert fold(kept[: sample.seq]).by_pid(sample.pid).stood is not None  # type: ignore[union-attr]
