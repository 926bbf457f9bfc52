"""Memory that a process shares with nobody: sampled, told, and shown."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import events as ev
from procviz import narrate, verify
from procviz.draw import inspector
from procviz.draw.canvas import Canvas
from procviz.draw.view import View
from procviz.events import Event
from procviz.fold import fold
from procviz.identity import Stat
from procviz.scenarios import catalog
from procviz.sources import facts, polling
from procviz.world import World
from tests.real import of, until

MIB = 1 << 20
A, B = 4200, 4201
linux = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc/PID/smaps_rollup"
)


# -- reading --------------------------------------------------------------------------------------


@contextmanager
def child_with(buffer: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Fork a child that writes to all of ``buffer`` when told to: its PID, and where to tell it."""
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.read(hear, 1)
            for page in range(0, len(buffer), mmap.PAGESIZE):
                buffer[page] = 2
            os.close(tell)
            os.read(hear, 1)
        finally:
            os._exit(0)
    try:
        yield pid, tell
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(hear)
        os.close(tell)


@pytest.fixture
def buffer() -> Iterator[mmap.mmap]:
    """16 MiB of memory that is really there."""
    with mmap.mmap(-1, 16 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as found:
        for page in range(0, len(found), mmap.PAGESIZE):
            found[page] = 1
        yield found


@linux
def test_a_fork_shares_memory_and_a_write_makes_it_private(buffer: mmap.mmap) -> None:
    with child_with(buffer) as (pid, tell):
        before = facts.private(pid)
        assert before is not None
        assert before < 8 * MIB
        os.write(tell, b"x")
        until(lambda: (facts.private(pid) or 0) - before >= 16 * MIB)
        assert (facts.private(pid) or 0) - before < 20 * MIB


def test_who_cannot_be_asked_has_no_private_memory() -> None:
    assert facts.private(0) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "_small", lambda _: "Rss:  1636 kB\n")
        assert facts.private(os.getpid()) is None


@linux
def test_a_zombie_has_none() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    try:
        until(lambda: facts.of(pid)["state"] == "Z")
        assert facts.private(pid) is None
    finally:
        os.waitpid(pid, 0)


@linux
def test_samples_follow_the_write(buffer: mmap.mmap) -> None:
    with child_with(buffer) as (pid, tell):
        source = polling.PollingSource(os.getpid(), pid)

        first: list[int] = []

        def sampled() -> int:
            source.hurry(at_once=True)
            found = [e.facts for e in source.poll() if isinstance(e, ev.Sampled) and e.pid == pid]
            return int(found[-1].get("private", 0)) if found else 0

        until(lambda: first.append(sampled()) or first[-1])  # while it computes it is let alone
        assert 0 < first[-1] < 8 * MIB
        os.write(tell, b"x")
        until(lambda: sampled() - first[-1] >= 16 * MIB)


def look(known: polling._Known, t: float, faults: int, rss: int = 0, state: str = "S") -> bool:
    stat = Stat("x", state, 1, 1, 1, 0, 0, 0, 1, 1, rss, 0, None, faults)
    return known.counting(stat, int(t * 1e9))


def test_pages_are_counted_seldom_and_when_much_happened() -> None:
    known = polling._Known(1, 1, 0)
    assert look(known, 1, faults=100), "the first time"
    assert not look(known, 1.1, faults=355)
    assert look(known, 1.2, faults=356)
    assert not look(known, 1.3, faults=356, rss=MIB - 1)
    assert look(known, 1.4, faults=356, rss=MIB)
    assert not look(known, 3.3, faults=356, rss=MIB)
    assert look(known, 3.4, faults=356, rss=MIB), "others may have changed it"


def test_a_write_that_goes_on_is_counted_at_its_end() -> None:
    known = polling._Known(1, 1, 0)
    assert look(known, 1, faults=0, state="R")
    assert not look(known, 2, faults=4000, state="R")
    assert not look(known, 2.1, faults=6000, state="R")
    assert look(known, 2.15, faults=8000)
    assert not look(known, 3, faults=9000, state="R")
    assert look(known, 3.3, faults=20000, state="R"), "but not kept for ever"


# -- telling --------------------------------------------------------------------------------------


def sample(pid: int, private: float, faults: int, rss: float = 75) -> Event:
    size = {"private": int(private * MIB), "rss": int(rss * MIB)}
    return ev.Sampled(pid=pid, facts={**size, "faults": faults}, source=("polling",), exact=False)


FORK: list[Event] = [
    ev.RunBegan(pid=A, argv=("python", "lesson.py")),
    sample(A, 68, 19000),
    ev.Spawned(pid=A, child=B, how="fork", source=("probe",)),
    sample(B, 0.75, 200),
]


def world(*log: Event) -> World:
    return fold(replace(e, seq=i, t=i * 1_000_000) for i, e in enumerate([*FORK, *log], 1))


def told(*log: Event, lang: str = "en") -> str:
    """Return the sentence for the last event."""
    w = world(*log)
    assert w.event is not None
    return narrate.sentence(w.event, w, lang)


WRITE = sample(B, 32.75, 8400)


def test_copies_of_shared_pages_are_one_sentence_marked_as_sampled() -> None:
    assert told(WRITE) == (
        "4201 has 32 MiB more memory of its own than before, 33 MiB in all:"
        " it wrote to pages that it shared, and got copies; seen by polling only."
    )
    assert told(WRITE, lang="zh") == (
        "4201 的私有内存比之前多了 32 MiB，共 33 MiB："
        "它写了原先共享的内存页，得到了自己的副本；只由 polling 观测到。"
    )
    assert told(WRITE, sample(B, 32.8, 8500)) == ""
    assert told(WRITE, ev.Sampled(pid=B, facts={"state": "S"})) == ""


def test_it_is_the_event_that_told_that_is_told_again() -> None:
    w = world(WRITE, sample(B, 33, 8500), ev.Exiting(pid=B, how="os._exit", code=0))
    seen = replace(WRITE, seq=len(FORK) + 1)
    assert "32 MiB more" in narrate.sentence(seen, w)
    assert narrate.sentence(replace(seen, seq=2), w) == ""


def test_growth_bit_by_bit_is_told_once_it_is_much() -> None:
    steps = [sample(B, 0.75 + 3 * i, 200 + 800 * i) for i in range(1, 4)]
    assert [told(*steps[:i]) != "" for i in (1, 2, 3)] == [False, False, True]
    assert "9 MiB more" in told(*steps)


def test_new_memory_is_told_when_it_is_more_than_any_start() -> None:
    assert told(sample(A, 134, 35000, rss=141)) == (
        "4200 has 66 MiB more memory of its own than before, 134 MiB in all; seen by polling only."
    )
    assert told(sample(B, 12, 3000, rss=87)) == "", "what an interpreter gets for itself"


def test_who_is_left_alone_with_shared_pages_has_done_nothing() -> None:
    alone = sample(B, 74, 230)
    assert told(alone) == ""
    assert told(alone, sample(B, 10, 240), sample(B, 42, 9000)) != "", "a new beginning"


def test_another_program_begins_anew() -> None:
    execed = ev.Execed(pid=B, argv=("sh",))
    assert told(execed, sample(B, 40, 9000, rss=41)) == ""
    assert "private" not in world(execed).processes[3].facts
    assert told(ev.Exited(pid=B, code=0), WRITE) == ""


# -- showing --------------------------------------------------------------------------------------


def inspected(w: World, selected: int, lang: str = "en") -> str:
    canvas = Canvas(36, 30)
    inspector.draw(canvas, View(w, selected=selected, now=w.t, lang=lang))
    return "\n".join(canvas.text())


def test_the_inspector_shows_what_is_private_since_the_fork() -> None:
    text = inspected(world(WRITE), 3)
    assert "memory    75M" in text
    assert "private   33M   +32M since fork" in text
    assert "shared    42M" in text
    chinese = inspected(world(WRITE), 3, "zh")
    assert "私有      33M   fork 以来 +32M" in chinese
    assert "共享      42M" in chinese


def test_the_inspector_says_nothing_of_what_it_does_not_know() -> None:
    assert "since fork" not in inspected(world(), 3)
    assert "since fork" not in inspected(world(sample(A, 134, 35000)), 1)
    execed = [ev.Execed(pid=B, argv=("sh",)), sample(B, 2, 500, 3), sample(B, 9, 3000, 12)]
    assert "since fork" not in inspected(world(*execed), 3)
    assert "private   9.0M" in inspected(world(*execed), 3)
    text = inspected(fold([FORK[0], ev.Sampled(pid=A, facts={"rss": 5 * MIB})]), 0)
    assert "private" not in text


# -- the lesson -----------------------------------------------------------------------------------


@linux
def test_the_lesson_shows_32_mib_at_the_write_and_not_at_the_fork() -> None:
    log = verify.record(catalog.find("fork-copies"))
    child = next(e.child for e in log if isinstance(e, ev.Spawned))
    before: list[int] = []
    after: list[int] = []
    found = before
    for event in log:
        if isinstance(event, ev.Wrote) and "born with" in event.text:
            found = after
        if isinstance(event, ev.Sampled) and event.pid == child and "private" in event.facts:
            found.append(event.facts["private"])
    assert before
    assert max(before) < 4 * MIB
    assert 32 * MIB <= max(after) - before[0] < 36 * MIB
    assert of(log, ev.Exited)
