"""Worlds of any moment are what folding from the start gives, and no two of them share a change."""

import os
import pickle
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procviz import events as ev
from procviz import written
from procviz.codec import KIND_OF, KINDS
from procviz.events import Event, Where
from procviz.fold import apply
from procviz.history import History, Past
from procviz.tape import Tape
from procviz.world import World
from procviz.written import LONGEST, OUTPUT, Line, Output

EXAMPLES = int(os.environ.get("PROCVIZ_EXAMPLES", "15"))  # a long trial takes 2,000
PIDS = (1, 7, 8, 9)
CHANNELS = ("pipe:[1]", "pipe:[2]", "socket:[3]", "socket:[4]")
THINGS = ("0x1", "0x2", "0x3")
TEXTS = st.sampled_from(("", "a", "b\n", "c\nd", "\udc80", "e\n\nf\n"))
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from("RSDTZ"),
        "private": st.sampled_from((0, 1 << 20, 64 << 20)),
        "rss": st.sampled_from((0, 64 << 20)),
        "faults": st.sampled_from((0, 100_000)),
        "group": st.sampled_from(PIDS),
        "stacks": st.sampled_from(({"70": [["f", "/x.py", 3]]}, {"100": [["g", "/x.py", 4]]}, {})),
        "blocked": st.sampled_from(([], ["SIGINT"])),
        "fds": st.dictionaries(st.sampled_from(("0", "1", "3")), st.sampled_from(CHANNELS)),
    },
)
# what a field of this name holds wherever it is; all others by their type
_NAMED: dict[str, st.SearchStrategy[Any]] = {
    "pid": st.sampled_from(PIDS),
    "child": st.sampled_from(PIDS),
    "to": st.sampled_from((*PIDS, 0, -7)),
    "new": st.sampled_from(PIDS),
    "old": st.sampled_from(PIDS),
    "target": st.sampled_from((*PIDS, -1, 0, -7)),
    "tid": st.sampled_from((0, 0, 0, 70, 71)),
    "task": st.integers(1, 3),
    "fd": st.integers(0, 5),
    "read": st.integers(0, 5),
    "write": st.integers(0, 5),
    "library": st.sampled_from(("multiprocessing", "threading", "asyncio")),
    "type": st.sampled_from(("Lock", "RLock", "Semaphore", "Condition", "Queue", "Event")),
    "signal": st.sampled_from(("SIGUSR1", "SIGTERM")),
    "call": st.sampled_from(("acquire", "get", "Condition.wait", "Event.clear")),
    "how": st.sampled_from(("fork", "fork", "posix_spawn", "block", "unblock")),
    "source": st.sampled_from(((), ("probe",))),
    "where": st.sampled_from((None, Where("/x.py", 1), Where("/x.py", 2, "f"))),
    "facts": FACTS,
    "error": st.sampled_from(("", "", "OSError")),
    "data": st.sampled_from(("", "", "AAEC")),
    "argv": st.sampled_from(((), ("python", "x.py"))),
}
_TYPED: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-1, 9),
    str: TEXTS,
    bool: st.booleans(),
    float: st.sampled_from((0.0, 1.0)),
    int | None: st.none() | st.integers(0, 3),
    str | None: st.none() | st.just("SIGTERM"),
    float | None: st.sampled_from((None, 0.0, 2.0)),
    tuple[str, ...]: st.sampled_from(((), ("SIGINT",), ("SIGINT", "SIGTERM"))),
    tuple[int, int] | None: st.none(),
    dict[str, Any]: FACTS,
}
CHANNEL_EVENTS = (ev.PipeOpened, ev.FdDuped, ev.FdClosed, ev.SendBegan, ev.Sent, ev.ReceiveBegan,
                  ev.Received, ev.EofRead)  # fmt: skip


def _event(kind: type[Event]) -> st.SearchStrategy[Event]:
    values: dict[str, st.SearchStrategy[Any]] = {}
    for f in fields(kind):
        if f.name in ("seq", "t"):
            continue
        if f.name in ("object", "other"):
            names = CHANNELS if kind in CHANNEL_EVENTS else THINGS
            values[f.name] = st.sampled_from(names)
        else:
            values[f.name] = _NAMED[f.name] if f.name in _NAMED else _TYPED[f.type]
        assert f.default is MISSING or f.name in values
    return st.builds(kind, **values)


# births and deaths more often than chance would have it: else nobody is there to do things
_OFTEN = (ev.Spawned, ev.Exited, ev.Reaped, ev.ThreadStarted, ev.Acquired, ev.TaskResumed)
ANY = st.sampled_from((*KINDS.values(), *_OFTEN)).flatmap(_event)


def _move(rng: random.Random) -> list[Event]:
    """Return something that goes deep: what others hold and share is changed."""
    pid, other = rng.choice(PIDS), rng.choice(PIDS[1:])
    tid = rng.choice((0, 0, 70))
    thing: dict[str, Any] = {
        "pid": pid, "tid": tid, "object": rng.choice(THINGS[:2]),
        "type": rng.choice(("Lock", "Queue")),
        "library": rng.choice(("multiprocessing", "multiprocessing", "threading")),
    }  # fmt: skip
    end: dict[str, Any] = {
        "pid": pid,
        "fd": rng.randrange(3, 5),
        "object": rng.choice(CHANNELS[:2]),
    }
    return rng.choice(
        (
            [ev.Spawned(pid=pid, child=other, tid=tid)],
            [ev.Spawned(pid=pid, child=other)],
            [ev.Exited(pid=other, code=0)],
            [ev.Exited(pid=other, code=0), ev.Reaped(pid=pid, child=other, code=0)],
            [ev.Reaped(pid=pid, child=other, signal="SIGKILL")],
            [ev.ThreadStarted(pid=pid, tid=70, name="t")],
            [ev.ThreadEnded(pid=pid, tid=70, name="t")],
            [ev.AcquireBegan(**thing)],
            [ev.Acquired(**thing)],
            [ev.AcquireBegan(**thing), ev.Acquired(**thing)],
            [ev.Released(**thing)],
            [ev.GetBegan(**thing)],
            [ev.GetBegan(**thing), ev.Exited(pid=pid, signal="SIGKILL")],
            [ev.Put(**thing)],
            [ev.PipeOpened(pid=pid, read=3, write=4, object=rng.choice(CHANNELS[:2]))],
            [ev.SendBegan(**end, size=3), ev.Sent(**end, size=3)],
            [ev.ReceiveBegan(**end)],
            [ev.FdClosed(**end)],
            [ev.TaskCreated(pid=pid, task=1, name="x"), ev.TaskResumed(pid=pid, task=1)],
            [ev.TaskSuspended(pid=pid, task=1)],
            [ev.Execed(pid=pid, argv=("sh",))],
            [ev.Wrote(pid=pid, fd=1, text=rng.choice(("a", "b\n")))],
            [ev.Sampled(pid=pid, facts={"private": rng.choice((0, 64 << 20)), "rss": 1})],
        )
    )


def _moves(seed: int) -> list[Event]:
    rng = random.Random(seed)
    return [event for _ in range(rng.randrange(5, 60)) for event in _move(rng)]


DEEP = st.integers(0, 1 << 40).map(_moves)
LOGS = DEEP | DEEP | st.lists(ANY, min_size=1, max_size=40)


def numbered(events: Sequence[Event]) -> list[Event]:
    """Number a log; its first event is the beginning of a run, its times go back now and then."""
    log: list[Event] = [ev.RunBegan(pid=1, argv=("python", "x.py")), *events]
    rng = random.Random(len(log))
    t = 0
    for i, event in enumerate(log, 1):
        t += rng.randrange(-20, 100)
        object.__setattr__(event, "seq", i)
        object.__setattr__(event, "t", max(0, t) * 1_000_000)
    return log


def frozen(world: World) -> tuple[World, list[list[Any]]]:
    """Return a world that shares nothing with this one, and the order of all that has one."""
    orders: list[list[Any]] = [
        list(world.processes), list(world.current), list(world.objects), list(world.channels),
    ]  # fmt: skip
    for process in world.processes.values():
        orders += [list(process.fds), list(process.inside), list(process.facts)]
    for thing in world.objects.values():
        orders += [list(thing.holders), list(thing.waiters)]
    for channel in world.channels.values():
        orders += [list(channel.readers), list(channel.wrote), list(channel.read)]
    return pickle.loads(pickle.dumps(world)), orders


def worlds(log: Sequence[Event]) -> list[tuple[World, list[list[Any]]]]:
    world = World()
    out = [frozen(world)]
    for event in log:
        apply(world, event)
        out.append(frozen(world))
    return out


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LOGS, st.integers(1, 7), st.integers(1, 4), st.randoms(use_true_random=False))
def test_seeking_is_folding_from_the_start(
    events: list[Event], step: int, whole: int, rng: random.Random
) -> None:
    log = numbered(events)
    true = worlds(log)
    history = History(log, step=step, whole=whole)
    places = [*range(len(true)), *reversed(range(len(true)))]  # on, and back one by one
    if rng.random() < 0.5:
        rng.shuffle(places)
    for n in places:
        assert frozen(history.world_at(n)) == true[n]
    assert frozen(history.latest) == true[-1]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LOGS, st.integers(1, 7), st.randoms(use_true_random=False))
def test_worlds_that_are_folded_on_leave_all_others_alone(
    events: list[Event], step: int, rng: random.Random
) -> None:
    log = numbered(events)
    true = worlds(log)
    history = History(log, step=step, whole=3)
    held = []
    for _ in range(8):
        n = rng.randrange(len(true))
        m = rng.randrange(n, len(true))
        world = history.world_at(n)
        if rng.random() < 0.5:
            world = history.forward(world, n, m)
        else:
            for event in log[n:m]:
                apply(world, event)
        held.append((m, world))
    for n, world in held:
        assert frozen(world) == true[n]


def test_all_kinds_of_events_are_tried() -> None:
    assert set(KIND_OF) == set(KINDS.values())
    for kind in KINDS.values():
        _event(kind)  # a field of a new type would have no values


def log_of(count: int) -> list[Event]:
    spawned = (ev.Spawned(pid=1, child=i) for i in range(2, count + 1))
    log: list[Event] = [ev.RunBegan(pid=1, argv=()), *spawned]
    for i, event in enumerate(log, 1):
        object.__setattr__(event, "seq", i)
        object.__setattr__(event, "t", i * 10)
    return log


def test_work_stops_when_its_time_is_over_and_goes_on_there() -> None:
    history = History(log_of(1_000), step=10)
    clock = iter(range(10_000))
    assert history.known == 0
    assert history.work(3, clock=lambda: float(next(clock)))
    known = history.known
    assert 0 < known < 1_000
    while history.work(3, clock=lambda: float(next(clock))):
        assert history.known > known
        known = history.known
    assert history.whole
    assert len(history.latest.processes) == 1_000
    assert not history.work(3)


def test_a_log_may_grow() -> None:
    log = log_of(25)
    history = History(log, step=10)
    assert len(history.world_at(25).processes) == 25
    log += log_of(40)[25:]
    assert not history.whole
    assert len(history.world_at(99).processes) == 40
    assert len(history.world_at(-1).processes) == 0


def test_the_place_of_a_time() -> None:
    history = History(log_of(9))
    assert [history.index_at(t) for t in (-1, 0, 9, 10, 11, 55, 90, 1_000)] == [
        0, 0, 0, 1, 1, 5, 9, 9,
    ]  # fmt: skip


def test_the_past_of_a_log_is_no_copy() -> None:
    log = log_of(9)
    past = Past(log, 4)
    assert list(past) == log[:4]
    assert list(reversed(past)) == log[3::-1]
    assert past[-1] is log[3]
    assert past[1:3] == log[1:3]
    assert len(Past(log, 50)) == 9


def test_a_tape_shares_what_is_the_same_and_only_that() -> None:
    first: Tape[int] = Tape()
    for i in range(5):
        first.append(i)
    copy = first.copy()
    first.append(5)
    copy.append(5)
    assert first == copy
    copy.append(6)
    first.append(60)
    assert (list(first), list(copy)) == ([0, 1, 2, 3, 4, 5, 60], [0, 1, 2, 3, 4, 5, 6])
    copy.forget(5)
    assert (copy[0], copy[-1], copy[1:], len(copy)) == (5, 6, [6], 2)
    assert list(reversed(copy)) == [6, 5]


def test_a_tape_of_its_own_forgets() -> None:
    tape: Tape[int] = Tape()
    for i in range(10_000):
        tape.append(i)
        if len(tape) > 10:
            tape.forget(1)
    assert list(tape) == list(range(9_990, 10_000))
    assert len(tape._items) < 2_000


def test_output_counts_what_it_drops() -> None:
    output = Output()
    dropped = sum(output.add(Line(i, 1, 1, 1, str(i), i % 3 > 0)) for i in range(OUTPUT * 3))
    whole = list(output)
    assert len(whole) == len(output) == OUTPUT
    assert output[-1] == whole[-1] == next(reversed(output))
    assert (output[0], output[10], output[-7]) == (whole[0], whole[10], whole[-7])
    assert dropped == OUTPUT * 2 - OUTPUT


def _one_by_one(lines: list[Line], more: Line) -> None:
    """Add a text as `Output` does, in the plainest way: all lines are kept, each for itself."""
    head = more[:4]
    parts = re.split("\r\n|\r|\n", more.text)
    rest = parts.pop()
    new = [Line(*head, text, True) for text in parts]
    if rest or (more.bytes and not new):
        new.append(Line(*head, rest))
    if more.bytes:
        new[0] = new[0]._replace(lines=more.lines, bytes=more.bytes)
    for line in new:
        last = lines[-1] if lines and not lines[-1].whole else None
        if last is not None and (last.pid, last.fd) == (line.pid, line.fd) and not line.bytes:
            lines[-1] = last._replace(text=last.text + line.text, whole=line.whole)
        else:
            lines.append(line)


def _seen(line: Line) -> tuple[Line, int]:
    """Return a line without what it is too long for, and how long it is."""
    size = len(line.text) + line.more
    return line._replace(text=line.text[:100], more=0), size


def test_texts_of_many_lines_are_as_lines_one_by_one() -> None:
    rng = random.Random(7)
    first, dropped, lines = Output(), 0, list[Line]()
    texts, moments = list[Line](), list[tuple[int, Output, list[Line]]]()
    pieces = ("x", "中", "y\n", "\n", "z\r\n", "\r", "\f", "x" * 2500, "row\n" * 400)
    for i in range(250):
        text = "".join(rng.choices(pieces, k=rng.choice((0, 1, 2, 5))))
        skipped = rng.choice((0, 0, 0, 9))
        more = Line(i, 1, rng.choice((1, 1, 2)), 1, text, lines=skipped // 3, bytes=skipped)
        texts.append(more)
        dropped += first.write(more)
        _one_by_one(lines, more)
        assert len(first) + dropped == len(lines)
        assert _seen(first[-1]) == _seen(lines[-1])
        if i % 25 == 0:
            moments.append((i, first.copy(), list(first)))
            assert list(map(_seen, first)) == list(map(_seen, lines[-len(first) :]))
    assert dropped > OUTPUT
    assert any(line.more for line in first)
    for i, past, then in moments:  # later ones have changed nothing in it; it goes on as they did
        assert list(past) == then
        for more in texts[i + 1 :]:
            past.write(more)
        assert list(past) == list(first)
        assert sum(map(written._size, past._done)) - past._gone == past._size  # none too long


def test_thousands_of_lines_are_not_taken_apart_until_they_are_seen() -> None:
    text = "".join(f"{i} of a flood\n" for i in range(4_000))
    output = Output()
    before = sys.getallocatedblocks()
    for _ in range(5):
        output.write(Line(1, 1, 1, 1, text))
    newest = next(reversed(output))
    assert sys.getallocatedblocks() - before < 1_000
    assert newest.text == "3999 of a flood"
    assert (len(output), output[0].text) == (OUTPUT, "3000 of a flood")


def test_a_long_line_between_others_is_cut_as_it_is_alone() -> None:
    output = Output()
    output.write(Line(1, 1, 1, 1, "a\n" + "x" * (LONGEST + 7) + "\nb\n"))
    assert [(line.text[:1], len(line.text), line.more) for line in output] == [
        ("a", 1, 0), ("x", LONGEST, 7), ("b", 1, 0),
    ]  # fmt: skip
