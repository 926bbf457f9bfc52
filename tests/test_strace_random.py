"""Damaged, cut and hostile input for the readers of strace's lines and of the probe's records.

The examples are derived from the tests' names, so that a run finds what every run finds; not so
with PROCVIZ_EXAMPLES=20000, which makes up that many new ones.
"""

import _imp
import marshal
import struct
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procviz import events as ev
from procviz.events import Event
from procviz.sources import strace
from procviz.sources.probe_events import Translator
from procviz.sources.probe_records import Cutter, Record
from procviz.sources.strace_lines import parse_line
from procviz.sources.strace_tasks import Tasks
from tests.examples import MORE, examples
from tests.test_strace_lines import FORK, GOT, HEAD, INTERRUPTED, SIGNAL, THREAD

always = settings(
    max_examples=examples(100), derandomize=not MORE, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
few = settings(always, max_examples=examples(40))  # for what is slow to make up

# -- strace ---------------------------------------------------------------------------------------

TIDS = st.integers(7, 12)
TEXTS = st.one_of(
    st.sampled_from(
        [
            "vfork( <unfinished ...>", "<... vfork resumed>) = 9 <0.000000001>",
            "clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>",
            "<... clone resumed>) = 10 <0.000000001>", "<... clone resumed>) = 9 <0.000000001>",
            'execve("/x", ["x", "y"], 0x7 /* 1 var */) = 0 <0.000000001>',
            'execve("/x", ["x"], 0x7 /* 1 var */) = -1 ENOENT (No) <0.000000001>',
            'execve("/x", ["x"], 0x7 /* 1 var */ <pid changed to 7 ...>',
            "+++ superseded by execve in pid 9 +++", "+++ exited with 3 +++",
            "+++ killed by SIGKILL +++", "--- stopped by SIGSTOP ---", SIGNAL, INTERRUPTED,
            "--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=8, si_uid=0} ---",
            "wait4(-1,  <unfinished ...>", "<... wait4 resumed>NULL, 0, NULL) = 9 <0.000000001>",
            "<... wait4 resumed>0x7, 0, NULL) = ? ERESTARTSYS (To be restarted) <0.000000001>",
            "rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted) <0.000000001>",
            "rt_sigreturn({mask=[]}) = 61 <0.000000001>", "kill(8, SIGTERM) = 0 <0.000000001>",
            "kill(0, SIGTERM) = ?", "setsid() = 7 <0.000000001>",
            "setpgid(9, 0) = 0 <0.000000001>",
            "pipe2([3<pipe:[1]>, 4<pipe:[1]>], O_CLOEXEC) = 0 <0.000000001>",
            "dup2(3<pipe:[1]>, 4<pipe:[1]>) = 4<pipe:[1]> <0.000000001>",
            "close(4<pipe:[1]>) = 0 <0.000000001>", "close_range(3, 9, 0) = 0 <0.000000001>",
        ]
    ),
    st.builds(FORK.format, TIDS),
    st.builds(THREAD.format, TIDS),
    st.builds(GOT.format, st.sampled_from(["0", "WNOHANG"]), TIDS),
)  # fmt: skip
LINES = st.builds(lambda tid, text: f"{tid}{HEAD}{text}", TIDS, TEXTS)
NOISE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@always
@given(st.one_of(st.text(max_size=200), NOISE.map(lambda text: f"7{HEAD}{text}")))
@example(f"7{HEAD}" + "a(" * 5000)
@example(f"7{HEAD}" + "a(" + ") = 5 <" * 5000)
@example(f"7{HEAD}" + 'execve("' + "\\" * 9999)
@example(f"7{HEAD}wait4(1, {{WIFEXITED(s) && WEXITSTATUS(s) == 999}}, 0) = 99999999999999999999")
def test_no_text_breaks_the_parser(text: str) -> None:
    record = parse_line(text)
    if record is not None:
        Tasks(7).feed(record, 5)


@always
@given(LINES, st.data())
def test_damaged_line_breaks_nothing(line: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(line) - 1))
    damaged = line[:at] + data.draw(NOISE) + line[at + data.draw(st.integers(0, 9)) :]
    record = parse_line(damaged)
    if record is not None:
        tasks = Tasks(record.tid)
        tasks.feed(record, 5)
        tasks.pending(record, 6)
        tasks.due(10**12)


@always
@given(LINES, st.data())
def test_line_that_is_cut_says_nothing_new(line: str, data: st.DataObject) -> None:
    cut = line[: data.draw(st.integers(0, len(line) - 1))]
    found = parse_line(cut)
    # only the time that the call took, and what an error means, can be missing unnoticed
    if found is not None:
        whole = parse_line(line)
        assert whole is not None
        assert (found.tid, found.wall, found.step) == (whole.tid, whole.wall, whole.step)
        assert type(found.what) is type(whole.what)


@always
@given(st.lists(LINES, max_size=40))
def test_any_order_of_lines_gives_a_log_that_holds_together(lines: Sequence[str]) -> None:
    tasks, alive, told = Tasks(7), {7}, []
    for t, line in enumerate(lines):
        record = parse_line(line)
        assert record is not None
        told += tasks.feed(record, t * 1000)
        told += tasks.due(t * 1000)
    told += tasks.due(10**12)
    for event in told:
        assert event.source == ("strace",)
        assert event.pid in alive, event
        if isinstance(event, ev.Spawned):
            alive.add(event.child)
        elif isinstance(event, ev.Exited):
            alive.discard(event.pid)
        elif isinstance(event, ev.Reaped):
            assert event.child


def polled(pieces: Sequence[bytes], root: int = 7) -> list[Event]:
    source = strace.StraceSource()
    source._tasks, source._root, source._execs = Tasks(root), root, 2
    out: list[Event] = []
    for piece in pieces:
        source._chunks.append(piece)
        out += source.poll()
    return [e for e in out if not isinstance(e, ev.Lost)]


@always
@given(st.lists(LINES, max_size=20), st.lists(st.integers(0, 4000), max_size=20))
def test_pieces_of_the_stream_make_no_difference(lines: Sequence[str], cuts: list[int]) -> None:
    stream = "".join(f"{line}\n" for line in lines).encode()
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(edges)]

    def what(events: list[Event]) -> list[tuple[object, ...]]:
        # how long a wait or a failed exec pends before it is told depends on the clock
        late = (ev.WaitBegan, ev.ExecFailed)
        return [(type(e), e.pid, e.tid) for e in events if not isinstance(e, late)]

    assert what(polled(pieces)) == what(polled([stream]))


@pytest.mark.parametrize("pid", ["7    ", "12345", "1234567"])
@pytest.mark.parametrize(
    "half", ["wait4(-1, ", "wait4(8, ", "waitid(P_ALL, 0, ", "waitid(P_PIDFD, 3<pid:8>, "]
)
def test_half_a_line_of_a_wait_is_understood_and_less_is_not(pid: str, half: str) -> None:
    line = pid + HEAD + half
    for end in range(len(line)):
        assert polled([line[:end].encode()], int(pid)) == []
    (began,) = polled([line.encode()], int(pid))
    assert isinstance(began, ev.WaitBegan)
    assert (began.pid, began.call) == (int(pid), half.partition("(")[0])


@always
@given(st.lists(st.one_of(LINES.map(str.encode), st.binary(max_size=80)), max_size=20))
def test_bytes_between_lines_cost_only_themselves(parts: Sequence[bytes]) -> None:
    polled([b"".join(part.replace(b"\n", b" ") + b"\n" for part in parts)])


# -- the probe's records --------------------------------------------------------------------------

NAMES = st.text(max_size=20)
NUMBERS = st.integers(-(1 << 40), 1 << 40)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(), NAMES),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)
KINDS = st.one_of(st.sampled_from(sorted(Translator()._rules)), NAMES)
PLACES = st.one_of(st.none(), st.tuples(NAMES, st.integers(0, 9999), NAMES))
RECORDS = st.builds(
    Record, KINDS, NUMBERS, NUMBERS, st.integers(1, 99), st.integers(0, 99), PLACES,
    st.lists(PLAIN, max_size=9).map(tuple),
)  # fmt: skip


def encoded(value: object) -> bytes:
    body = marshal.dumps(value, 2)
    checksum = _imp.source_hash(0x70726F63767A, body)
    return b"\xa5Z" + len(body).to_bytes(4, "little") + checksum + body


WIDE = st.integers(-(1 << 60), 1 << 60)
LEANS = st.tuples(st.integers(0, 7), st.integers(1, 1 << 20), WIDE, WIDE, WIDE, WIDE, NAMES, NAMES)


def lean(kind: int, line: int, t: int, pid: int, a: int, b: int, file: str, name: str) -> bytes:
    """A lean record as the probe writes it (see procviz/probe/_procviz_log.py)."""
    site = marshal.dumps((file, name), 2)
    numbers = struct.pack("=7q", kind, line, t, pid, a, b, kind ^ line ^ t ^ pid ^ a ^ b)
    head = b"\xa5L" + len(site).to_bytes(6, "little")
    body = head + numbers + _imp.source_hash(0x70726F63767A, site) + site
    return body + bytes(-len(body) % 8)


WRITTEN = st.one_of(
    RECORDS.map(lambda record: encoded(tuple(record))), LEANS.map(lambda parts: lean(*parts))
)


def cut(data: bytes) -> list[Record]:
    return Cutter().feed(data, last=True)


def same(one: Sequence[Record], other: Sequence[Record]) -> bool:
    return repr(list(one)) == repr(list(other))  # nan is not equal to itself


@few
@given(
    st.binary(max_size=300)
    | st.binary(max_size=60).map(lambda b: b"\xa5Z" + b)
    | st.binary(max_size=60).map(lambda b: b"\xa5L" + b)
)
def test_bytes_that_are_no_records_are_skipped(data: bytes) -> None:
    cutter = Cutter()
    assert cutter.feed(data, last=True) == []
    assert cutter.skipped == len(data)


@few
@given(st.lists(WRITTEN | st.binary(max_size=60).map(lambda b: b"\xa5" + b[:1] + b"\xff\xff" + b)))
def test_records_between_rubbish_are_all_found(parts: list[bytes]) -> None:
    # a name that is no UTF-8 is replaced by what can be written on
    expected = [record for part in parts for record in cut(part)]
    assert same(cut(b"".join(parts)), expected)


@few
@given(LEANS)
def test_lean_record_is_read_as_it_was_written(
    parts: tuple[int, int, int, int, int, int, str, str],
) -> None:
    (record,) = cut(lean(*parts))
    _, line, t, pid, *_ = parts
    assert (record.t, record.pid, record.tid) == (t, pid, 0)
    assert record.place is not None
    assert record.place[1] == line


@few
@given(st.lists(WRITTEN, min_size=1, max_size=5), st.data())
def test_changed_byte_costs_its_record_and_changes_no_event(
    written: list[bytes], data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(written) - 1))
    at = data.draw(st.integers(0, len(written[which]) - 1))
    damaged = bytearray(written[which])
    damaged[at] ^= data.draw(st.integers(1, 255))
    expected = cut(b"".join(written[:which] + written[which + 1 :]))
    assert same(cut(b"".join([*written[:which], bytes(damaged), *written[which + 1 :]])), expected)


@few
@given(st.lists(WRITTEN, min_size=2, max_size=5), st.data())
def test_torn_record_costs_nothing_but_itself(written: list[bytes], data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(written) - 1))
    length = data.draw(st.integers(0, len(written[which]) - 1))
    torn = [*written[:which], written[which][:length], *written[which + 1 :]]
    cutter = Cutter()
    found = cutter.feed(b"".join(torn), last=True)
    assert same(found, cut(b"".join(written[:which] + written[which + 1 :])))
    assert cutter.skipped == length


@few
@given(st.lists(WRITTEN, max_size=6), st.integers(1, 50))
def test_records_are_the_same_however_the_file_grows(written: list[bytes], step: int) -> None:
    stream = b"".join(written)
    cutter, found = Cutter(), []
    for start in range(0, len(stream), step):
        found += cutter.feed(stream[start : start + step])
    assert same(found, cut(stream))
    assert cutter.skipped == 0


@few
@given(st.lists(RECORDS, max_size=8))
@example([Record("group", 0, 0, 1, 0, None, (None, None))])
@example([Record("session", 0, 0, 1, 0, None, ("1", 1))])
def test_no_record_breaks_the_translator(records: list[Record]) -> None:
    translator = Translator()
    for event in translator.translate(records):
        assert event.source == ("probe",)
        assert event.pid == 0 or isinstance(event.pid, int)
