"""The reader of another Python's stack: over made-up memory, hostile bytes, and real processes."""

import contextlib
import json
import os
import struct
import subprocess
import sys
import textwrap
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procviz.identity import start_of
from procviz.sources.now import elf, frames, maps, offsets, reader
from procviz.sources.now.frames import Stack, Walker
from procviz.sources.now.lines import line_at
from procviz.sources.now.memory import Memory, Read, Unreadable
from procviz.sources.now.objects import Frame, Types
from procviz.sources.now.offsets import Layout
from tests.now_memory import TYPES, Made

LIMIT = 60.0  # seconds
LINUX = pytest.mark.skipif(not reader.AVAILABLE, reason="reads /proc/PID/mem of 64-bit Linux")


def examples(count: int) -> settings:
    """No verdict may hang on how quick the machine is."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


TABLE = bytes([0x80 | 13 << 3 | 3, 2, 0x80 | 13 << 3 | 7, 4])  # 8 bytes line +1, 16 bytes +2


def debug_table(version: int, free: int = 0, wrong: int = 0) -> bytes:
    """Return what _PyRuntime begins with, as offsetof() gives it in 3.13.0; 3.14 has more."""
    newer = version >> 16 & 255 >= 14
    values = [283320, 600, 632]
    values += [1, 7272, 7264, 7344, *([0] if newer else []), *range(9), *([0, 0] if newer else [])]
    values += [400, 0, 8, 16, 72, 152, 160, 0, 0]
    values += [88, 8, 0, 56, 80, 70, *([64, 0] if newer else [])]
    values += [208, 112, 120, 128, 136, 68, 52, 96, 104, 200, *([0] if newer else [])]
    values += [16, 8, *range(4), *range(3), *range(3), *(range(4) if newer else ()), *range(3)]
    values += [0, 0, 0, 0, 0, 33, 16, 32, 64, 32, 16, 40]
    if wrong:
        values[3] = wrong
    return b"xdebugpy" + struct.pack(f"<QQ{len(values)}Q", version, free, *values)


def layout(minor: int) -> Layout:
    if minor < 13:
        found = offsets.of_version(3 << 24 | minor << 16 | 0xF0)
        assert found is not None
        return found
    raw = debug_table(3 << 24 | minor << 16 | 0xF0)
    return offsets.told(lambda at, size: raw[at - 64 : at - 64 + size], 64)


LAYOUTS = pytest.mark.parametrize("minor", [11, 12, 13, 14])


# -- the location table -------------------------------------------------------------------------


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from codes(const)


@pytest.mark.parametrize("module", [textwrap, contextlib])
def test_lines_are_those_that_python_itself_gives(module: types.ModuleType) -> None:
    path = module.__file__
    assert path is not None
    for code in codes(compile(Path(path).read_text(), path, "exec")):
        for begin, end, line in code.co_lines():
            for offset in range(begin, end, 2):
                found = line_at(code.co_linetable, code.co_firstlineno, offset)
                assert found == (line or None), (code, offset)


@examples(60)
@given(st.binary(max_size=60), st.integers(0, 1 << 31), st.integers(-4, 200))
def test_no_table_breaks_the_decoder(table: bytes, first: int, offset: int) -> None:
    line = line_at(table, first, offset)
    assert line is None or line > 0


# -- the layouts --------------------------------------------------------------------------------


def test_the_table_that_python_brings_is_read() -> None:
    found = layout(13)
    assert (found.interpreters, found.interpreter_next, found.threads) == (632, 7264, 7344)
    assert (found.current, found.native, found.code, found.compact) == (72, 160, 200, 56)
    newer = layout(14)
    assert newer._replace(bits=found.bits, tags=found.tags) == found
    assert (newer.bits, newer.tags) == (16, 3)


@pytest.mark.parametrize(
    "raw",
    [
        debug_table(0x030F00F0),  # not known yet
        debug_table(0x030D00A1),  # an alpha: they change from one to the next
        debug_table(0x030D00F0, free=1),
        debug_table(0x030D00F0, wrong=1 << 40),
        debug_table(0x030D00F0)[:200],
        b"debugpyx" + debug_table(0x030D00F0)[8:],
        b"",
    ],
)
def test_what_is_not_known_for_sure_is_not_used(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        offsets.told(lambda at, size: raw[at - 64 : at - 64 + size], 64)


@pytest.mark.parametrize("version", [0x030B00A1, 0x030A00F0, 0x030D00F0, 0, 0xFFFFFFFF])
def test_other_versions_have_no_table_of_ours(version: int) -> None:
    assert offsets.of_version(version) is None


# -- made-up memory -----------------------------------------------------------------------------


@LAYOUTS
def test_a_stack_is_read_innermost_first(minor: int) -> None:
    made = Made(layout(minor))
    outer = made.frame(made.code("<module>", "/x/main.py", 1, TABLE), 0, 8)
    inner = made.frame(made.code("主.<locals>.f", "/x/файл.py", 10, TABLE), outer, 2)
    made.thread(4201, inner)
    made.thread(4202, outer)
    assert made.walker().stacks(made.read) == {
        4201: Stack((Frame("主.<locals>.f", "/x/файл.py", 11), Frame("<module>", "/x/main.py", 4))),
        4202: Stack((Frame("<module>", "/x/main.py", 4),)),
    }


@LAYOUTS
def test_frames_of_c_are_left_out(minor: int) -> None:
    made = Made(layout(minor))
    code = made.code("f", "/x/f.py", 1, TABLE)
    shim = made.frame(0, made.frame(code, 0), owner=3)
    made.thread(1, made.frame(code, shim, 8))
    assert [f.line for f in made.walker().stacks(made.read)[1].frames] == [4, 2]


def test_before_its_first_instruction_a_function_stands_at_its_def() -> None:
    made = Made(layout(12))
    made.thread(1, made.frame(made.code("f", "/x/f.py", 1, TABLE), 0, -2))
    assert made.walker().stacks(made.read)[1].frames == (Frame("f", "/x/f.py", 2),)


def test_a_deep_stack_is_cut_at_its_outer_end() -> None:
    made = Made(layout(13))
    code, frame = made.code("f", "/x/f.py", 1, TABLE), 0
    for _ in range(frames.DEPTH + 5):
        frame = made.frame(code, frame)
    made.thread(1, frame)
    stack = made.walker().stacks(made.read)[1]
    assert len(stack.frames) == frames.DEPTH
    assert stack.cut


@LAYOUTS
def test_what_is_no_code_is_nothing(minor: int) -> None:
    made = Made(layout(minor))
    code = made.code("f", "/x/f.py", 1, TABLE)
    wrong = made.code("g", "/x/f.py", 1, TABLE)
    made.put(wrong + 8, TYPES.str)
    made.thread(1, made.frame(wrong, 0))  # another type
    made.thread(2, made.frame(code, 0, 4000))  # an instruction that it has not
    made.thread(3, made.frame(code, 0, 3))
    made.thread(4, made.frame(code, 0x77))  # a caller that is nowhere
    made.thread(5, 0)
    loop = made.frame(code, 0)
    made.put(loop + made.layout.previous, loop)
    made.thread(6, loop)
    made.thread(7, made.frame(made.code("f\0", "/x/f.py", 1, TABLE), 0))
    made.thread(8, made.frame(made.code("", "/x/f.py", 1, TABLE), 0))
    made.thread(9, made.frame(code, 0, 2))
    assert [*made.walker().stacks(made.read)] == [9]


def test_a_ring_of_threads_ends() -> None:
    made = Made(layout(12))
    frame = made.frame(made.code("f", "/x/f.py", 1, TABLE), 0)
    first, second = made.thread(1, frame), made.thread(2, frame)
    made.put(second + made.layout.thread_next, first)
    assert sorted(made.walker().stacks(made.read)) == [1, 2]


def test_code_that_takes_the_place_of_other_code_is_read_anew() -> None:
    made = Made(layout(13))
    code = made.code("f", "/x/f.py", 1, TABLE)
    made.thread(1, made.frame(code, 0))
    walker = made.walker()
    assert walker.stacks(made.read)[1].frames[0].function == "f"
    made.put(code + made.layout.qualname, made.text("g"))
    assert walker.stacks(made.read)[1].frames[0].function == "g"


def test_of_a_stack_that_changes_only_what_is_sure_is_told() -> None:
    """The inner calls end between two reads, and others take their place."""
    made = Made(layout(13))
    f, g, h = (made.code(name, "/x/f.py", 1, TABLE) for name in "fgh")
    outer = made.frame(f, 0, 8)
    thread = made.thread(1, made.frame(g, made.frame(g, outer)))
    other = made.frame(h, made.frame(h, outer))
    asked = 0

    def changing(address: int, size: int) -> bytes:
        nonlocal asked
        if address == thread + made.layout.current:
            asked += 1
            if asked == 2:
                made.put(address, other)
        return made.read(address, size)

    stack = made.walker().stacks(changing)[1]
    assert [frame.function for frame in stack.frames] == ["f"]


def test_who_goes_on_meanwhile_is_the_last_that_is_sure() -> None:
    """What it called, and what it calls now, could be mixed up."""
    made = Made(layout(12))
    f, g = (made.code(name, "/x/f.py", 1, TABLE) for name in "fg")
    outer = made.frame(f, 0, 8)
    made.thread(1, made.frame(g, outer))

    def changing(address: int, size: int) -> bytes:
        raw = made.read(address, size)
        if address == outer:
            made.put(outer + made.layout.last, f + made.layout.code)
        return raw

    assert made.walker().stacks(changing)[1].frames == (Frame("f", "/x/f.py", 2),)


def test_of_a_stack_with_nothing_in_common_nothing_is_told() -> None:
    made = Made(layout(13))
    code = made.code("f", "/x/f.py", 1, TABLE)
    one, other = made.frame(code, 0), made.frame(code, 0)
    thread = made.thread(1, one)
    turns = iter([one, other, one])

    def changing(address: int, size: int) -> bytes:
        if address == thread + made.layout.current:
            made.put(address, next(turns))
        return made.read(address, size)

    assert made.walker().stacks(changing) == {}


@examples(60)
@given(st.data())
def test_no_memory_breaks_the_reader(data: st.DataObject) -> None:
    minor = data.draw(st.sampled_from([11, 12, 13, 14]))
    made = Made(layout(minor))
    frame = made.frame(made.code("f", "/x/f.py", 1, TABLE), 0)
    made.thread(1, made.frame(made.code("é€", "/x/f.py", 3, TABLE), frame, 4))
    for _ in range(data.draw(st.integers(1, 6))):
        part = made.parts[data.draw(st.sampled_from(sorted(made.parts)))]
        at = data.draw(st.integers(0, min(len(part), 256) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=16))
        part[at : at + len(noise)] = noise
    for stack in made.walker().stacks(made.read).values():
        assert all(frame.line > 0 and frame.function and frame.file for frame in stack.frames)


@examples(40)
@given(st.binary(max_size=300), st.integers(0, 1 << 62))
def test_random_memory_holds_no_stack(noise: bytes, address: int) -> None:
    def read(at: int, size: int) -> bytes:
        return (noise * (size // max(1, len(noise)) + 1))[:size]

    for minor in (11, 12, 13, 14):
        Walker(address, layout(minor), Types(1, 2, 3)).stacks(read)
    with pytest.raises(Unreadable):
        offsets.told(lambda at, size: noise[:size], address)
    assert reader.walk(read, {"_PyRuntime": address}) is None


# -- ELF files and maps -------------------------------------------------------------------------


def symbols(path: Path) -> elf.Elf:
    with path.open("rb") as file:
        return elf.parse(
            lambda at, size: os.pread(file.fileno(), size, at), ("_PyRuntime", "no such thing"), ()
        )


@LINUX
def test_a_text_is_no_elf_file() -> None:
    with pytest.raises(Unreadable):
        symbols(Path(__file__))


def reads(image: bytes | bytearray) -> Read:
    return lambda at, size: bytes(image[at : at + size])


@LINUX
@examples(60)
@given(st.binary(max_size=200), st.integers(0, 4096))
def test_no_file_breaks_the_elf_reader(noise: bytes, at: int) -> None:
    with open(sys.executable, "rb") as file:
        raw = bytearray(file.read(1 << 16))
    for image in (noise, b"\x7fELF\x02\x01" + noise, raw[:at] + noise + raw[at + len(noise) :]):
        with contextlib.suppress(Unreadable):
            elf.parse(reads(image), ("main",), (".x",))


def test_maps_are_read_with_their_odd_names() -> None:
    raw = (
        b"00400000-00401000 r--p 00002000 fe:01 77      /usr/bin/my python3 (deleted)\n"
        b"7f00-7f01 rw-p 00000000 00:00 0 \n7f01-7f02 r--p 0 00:00 0 [heap]\n\xff\xff odd\n"
        b"7f0000000000-7f0000001000 r--p 00000000 00:1b 9 /lib/libpython3.12.so.1.0\n"
    )
    program, library = maps.parse(raw)
    assert program == (0x400000, 0x2000, (0xFE, 1), 77, "/usr/bin/my python3 (deleted)")
    assert maps.candidates([program, library], program.path) == [library, program]


@examples(60)
@given(st.binary(max_size=200))
def test_no_maps_break_their_reader(raw: bytes) -> None:
    maps.parse(raw)


def test_the_bias_is_that_of_the_part_that_is_mapped() -> None:
    file = elf.Elf({}, (elf.Segment(0, 0x400000, 9), elf.Segment(0x2100, 0x603100, 9)))
    assert file.bias(0x400000, 0) == 0
    assert file.bias(0x7F0000003000, 0x2000) == 0x7F0000003000 - 0x603000
    assert file.bias(0x1000, 0x5000) is None


# -- real processes -----------------------------------------------------------------------------

STANDS = """
    import json, os, sys, threading

    def stacks():
        names = {t.ident: t.native_id for t in threading.enumerate()}
        names[threading.main_thread().ident] = os.getpid()  # also after a fork
        found = {}
        for ident, frame in sys._current_frames().items():
            rows = found[names[ident]] = []
            while frame is not None:
                if not frame.f_code.co_name == "stacks":
                    code = frame.f_code
                    rows.append([code.co_qualname, code.co_filename, frame.f_lineno])
                frame = frame.f_back
        return found

    def tell():
        return json.dumps([os.getpid(), {str(k): v for k, v in stacks().items()}]) + chr(10)

    class Über:
        def hang(self, lock):
            os.write(1, tell().encode()); lock.acquire()  # one line: it stands where it told

    def generator(lock):
        yield Über().hang(lock)

    def waits(lock):
        lock.acquire()

    lock = threading.Lock()
    lock.acquire()
    if "thread" in sys.argv:
        thread = threading.Thread(target=waits, args=(lock,), daemon=True)
        thread.start()

        def at():
            frame = sys._current_frames()[thread.ident]
            return frame.f_code.co_name, frame.f_lineno

        while at() != ("waits", waits.__code__.co_firstlineno + 1):
            pass
    if "fork" in sys.argv and os.fork():
        os.wait()
    for _ in generator(lock):
        pass
"""


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    """Python without our probe, and a script that tells where it stands and then stays there."""
    script = tmp_path / "stands.py"
    script.write_text(textwrap.dedent(STANDS))
    return [sys.executable, "-I", "-S", "-W", "ignore", str(script)]


def read_until(pid: int, wanted: dict[int, list[Frame]]) -> dict[int, list[Frame]]:
    """Read until it stands where it said; it says so just before."""
    look, deadline = reader.Reader(), time.monotonic() + LIMIT
    while True:
        found = {tid: [*s.frames] for tid, s in look.read(pid, start_of(pid)).items()}
        if found == wanted or time.monotonic() > deadline or look.trouble:
            return found
        time.sleep(0.01)


@LINUX
@pytest.mark.parametrize("args", [[], ["thread"], ["fork"]])
def test_a_real_process_stands_where_it_says_itself(program: list[str], args: list[str]) -> None:
    with subprocess.Popen([*program, *args], stdout=subprocess.PIPE, start_new_session=True) as p:
        try:
            assert p.stdout is not None
            pid, told = json.loads(p.stdout.readline())
            wanted = {
                int(tid): [Frame(*row) for row in rows if row[0] != "tell"]
                for tid, rows in told.items()
            }
            assert len(wanted) == (2 if "thread" in args else 1)
            assert (pid == p.pid) == ("fork" not in args)
            assert read_until(pid, wanted) == wanted
        finally:
            os.killpg(p.pid, 9)


@LINUX
def test_other_programs_and_the_dead_have_no_stack() -> None:
    look = reader.Reader()
    with subprocess.Popen(["sleep", "60"]) as p:
        assert look.read(p.pid, start_of(p.pid)) == {}
        p.kill()
    assert look.read(p.pid, 1) == {}
    assert look.trouble == ""


@LINUX
def test_who_may_not_read_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(pid: int) -> Memory:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(reader, "Memory", forbidden)
    look = reader.Reader()
    assert look.read(os.getpid(), 1) == {}
    assert look.trouble == "Permission denied"


def test_elsewhere_there_is_nothing_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "AVAILABLE", False)
    look = reader.Reader()
    assert look.read(os.getpid(), 1) == {}
    assert look.trouble == "that takes a 64-bit Linux"
