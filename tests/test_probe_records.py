"""The probe's file and what is made of it, without any process."""

import _imp
import marshal
import random
import time
from pathlib import Path

import pytest

from procviz.events import (
    Event,
    Execed,
    ForkReturned,
    HandlerBegan,
    LineReached,
    Lost,
    Reaped,
    SignalSent,
    Spawned,
)
from procviz.sources.probe import ProbeSource
from procviz.sources.probe_events import Translator, signal_name
from procviz.sources.probe_records import Cutter, Record

COUNT = iter(range(1, 10_000))


def encoded(*record: object) -> bytes:
    body = marshal.dumps(record, 2)
    return (
        b"\xa5Z" + len(body).to_bytes(4, "little") + _imp.source_hash(0x70726F63767A, body) + body
    )


def raw(kind: str, pid: int, *args: object) -> bytes:
    return encoded(kind, next(COUNT), 5, pid, 0, None, args)


def record(kind: str, pid: int, *args: object, n: int = 0) -> Record:
    return Record(kind, n or next(COUNT), 5, pid, 0, ("/a.py", 3, "f"), args)


def told(*records: Record) -> list[Event]:
    """Translate one by one, as if each were read by a poll of its own."""
    translator = Translator()
    return [event for r in records for event in translator.translate([r])]


def test_records_come_out_whole_however_the_file_grows():
    data = b"".join(raw("named", pid, "x" * pid) for pid in range(50))
    for step in (1, 7, 100, len(data)):
        cutter = Cutter()
        got = []
        for at in range(0, len(data), step):
            got += cutter.feed(data[at : at + step])
        assert [r.pid for r in got] == list(range(50))
        assert cutter.skipped == 0


def test_damage_costs_only_what_is_damaged():
    rng = random.Random(4)
    for _ in range(300):
        parts = [raw("named", pid, "x") for pid in range(10)]
        bad = rng.randrange(9)
        cut = rng.randrange(len(parts[bad]))
        parts[bad] = parts[bad][:cut]
        cutter = Cutter()
        got = cutter.feed(b"".join(parts))
        assert [r.pid for r in got] == [pid for pid in range(10) if pid != bad]
        assert cutter.skipped == cut


def test_a_flipped_bit_is_noticed():
    rng = random.Random(5)
    good = raw("named", 1, "name")
    for _ in range(200):
        bad = bytearray(good)
        bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
        cutter = Cutter()
        assert [r.pid for r in cutter.feed(bytes(bad) + raw("named", 2, "next"))] == [2]
        assert cutter.skipped == len(good)


def test_a_record_of_something_else_is_no_record():
    cutter = Cutter()
    code = compile("1", "x", "eval")
    for bad in (("a", 1), ("a", 1, 2, 3, 4, None, code), ("a", 1, 2, 3, 4, None, [1]), 5):
        assert cutter.feed(encoded(*bad) if isinstance(bad, tuple) else encoded(bad)) == []
    assert cutter.skipped == 4


def test_a_name_that_is_no_utf8_can_be_written_on():
    (got,) = Cutter().feed(raw("named", 1, "a\udcffb"))
    got.args[0].encode()


def test_parent_first_or_child_first_one_spawned():
    parent = record("fork", 10, 20, 99, "os.fork")
    child = record("forked", 20, 10, 99, "fork", "os.fork")
    zero = record("fork", 20, 0, 99, "os.fork")
    for order in ((parent, child, zero), (child, parent, zero), (child, zero, parent)):
        events = told(*order)
        assert [type(e) for e in events].count(Spawned) == 1
        assert isinstance(events[0], Spawned)
        assert (events[0].pid, events[0].child, events[0].where and events[0].where.line) == (
            10,
            20,
            3,
        )
        assert {(e.pid, e.value) for e in events if isinstance(e, ForkReturned)} == {
            (10, 20),
            (20, 0),
        }


def test_the_new_program_may_speak_before_its_parent():
    spawning = record("spawning", 10, 7, "posix_spawn", "os.posix_spawn", ("x",))
    spawned = record("spawned", 10, 7, 20, False, -1)
    image = record("image", 20, 10, ("python", "x"), "3.11.0")
    first = record("image", 10, 1, ("python",), "3.11.0")
    for order in ((spawned, image), (image, spawned)):
        events = told(first, spawning, *order)
        assert [type(e) for e in events] == [Spawned, Execed]
        assert isinstance(events[0], Spawned)
        assert (events[0].pid, events[0].child, events[0].how) == (10, 20, "posix_spawn")


def test_a_pid_that_is_used_again_is_a_new_process():
    first = record("image", 10, 1, ("python",), "3.11.0")
    forked = record("fork", 10, 20, 1, "os.fork")
    again = record("image", 20, 30, ("other",), "3.11.0")
    assert [type(e) for e in told(first, forked, again)] == [Spawned, ForkReturned, Spawned, Execed]
    replaced = record("exec", 20, ("other",), "os.execv")
    events = told(first, forked, replaced, record("image", 20, 10, ("other",), "3.11.0"))
    assert [type(e) for e in events].count(Spawned) == 1
    reaped = record("waited", 10, "os.wait", 20, 0, None, "", True, True)
    events = told(first, forked, reaped, record("fork", 10, 20, 2, "os.fork"))
    assert [type(e) for e in events].count(Spawned) == 2
    assert [type(e) for e in events].count(Reaped) == 1


class Clock:
    """Time that passes while somebody sleeps, and at no other time."""

    def __init__(self) -> None:
        self.ns = 10**9

    def monotonic_ns(self) -> int:
        return self.ns

    def sleep(self, seconds: float) -> None:
        self.ns += int(seconds * 1e9)


def test_a_storm_of_signals_does_not_keep_procviz_from_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clock = Clock()
    monkeypatch.setattr("procviz.sources.probe.time", clock)
    source = ProbeSource(tmp_path / "probe.log")
    source.start()
    later = clock.ns + 200_000_000  # as if one came every moment until then
    with open(tmp_path / "probe.log", "ab") as log:
        log.write(encoded("named", 1, 5, 77, 0, None, ("x",)))
        log.write(encoded("kill", 2, later, 77, 0, None, (5, 15, "os.kill")))
    first = source.poll()
    assert [type(event).__name__ for event in first] == ["Named"]
    rest: list[Event] = []
    while not rest:
        rest += source.poll()
    assert clock.ns > later
    assert [type(event) for event in rest] == [SignalSent]
    source.stop()


def test_a_signal_is_told_at_once_when_its_sender_said_more(tmp_path: Path):
    source = ProbeSource(tmp_path / "probe.log")
    source.start()
    later = time.monotonic_ns() + 10_000_000_000  # nobody could wait for that
    with open(tmp_path / "probe.log", "ab") as log:
        log.write(encoded("kill", 1, later, 77, 0, None, (5, 15, "os.kill")))
        log.write(encoded("named", 2, later, 77, 0, None, ("x",)))
    assert [type(event).__name__ for event in source.poll()] == ["SignalSent", "Named"]
    source.stop()


def test_a_refused_signal_is_told_once_and_a_second_writing_not_at_all():
    translator = Translator()
    kill = record("kill", 1, 5, 15, "os.kill", n=77)
    refused = record("refused", 1, 77, 5, 15, "os.kill", "PermissionError")
    (sent,) = translator.translate([kill, record("line", 2), refused])[1:]
    assert isinstance(sent, SignalSent)
    assert sent.error == "PermissionError"
    handler = record("handler", 1, 15, "f")
    assert [type(e) for e in translator.translate([handler, handler])] == [HandlerBegan]


def test_records_that_make_no_sense_are_told_as_lost():
    events = told(record("unheard of", 1), record("wait", 1), record("line", 1))
    assert [type(e) for e in events] == [Lost, Lost, LineReached]


def test_names_of_signals():
    assert [signal_name(n) for n in (9, 15, 999)] == ["SIGKILL", "SIGTERM", "SIG999"]
    assert signal_name(37) == "SIGRTMIN+3"
