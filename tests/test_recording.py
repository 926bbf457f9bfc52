import gzip
import json
import os
import threading
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import recording
from procviz.codec import dumps
from procviz.events import Event, Exited, Lost, RunBegan, Wrote
from procviz.feed import Header
from procviz.identity import ProcKey
from procviz.recording import BadRecording, create, read
from procviz.sources.replayed import Replay

HEADER = Header(command=("python3", "a.py"), scenario="zombie", variant="reaped", helper=12,
                sources=("probe",), files={"/a.py": "print(1)\n"}, host={"cpus": 2})  # fmt: skip
EVENTS = [
    RunBegan(seq=1, pid=5, argv=("python3", "a.py")),
    Wrote(seq=2, t=10, pid=5, fd=1, text="héllo\u2028 \udcff\n"),
    Exited(seq=3, t=20, pid=6, signal="SIGKILL"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.procviz"
    writer = create(path, HEADER)
    writer.write(EVENTS[:2])
    writer.write(EVENTS[2:])
    writer.close()
    return path


def test_comes_back_the_same(path: Path) -> None:
    found = read(path)
    assert found.header == HEADER
    assert found.events == EVENTS
    assert found.note == ""


def test_is_readable_while_it_is_written(tmp_path: Path) -> None:
    writer = create(tmp_path / "a.procviz", HEADER)
    writer.write(EVENTS[:1])
    assert read(tmp_path / "a.procviz").events == EVENTS[:1]
    writer.close()


def test_every_cut_is_survived(path: Path, tmp_path: Path) -> None:
    raw = path.read_bytes()
    first = raw.index(b"\n") + 1
    for cut in range(first, len(raw)):
        part = tmp_path / "cut.procviz"
        part.write_bytes(raw[:cut])
        found = read(part)
        whole = raw[first:cut].count(b"\n")
        assert found.events[:whole] == EVENTS[:whole]
        if len(found.events) == whole and not raw[:cut].endswith(b"\n"):
            assert f"the {whole} events before it are shown" in found.note


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"hello\n", "is not a procviz recording"),
        (b"\x7fELF\x00\xff\xfe", "is not a procviz recording"),
        (b'{"kind": "header", "format": 0}\n', "is not a procviz recording"),
        (b'{"kind": "run_began"}\n', "is not a procviz recording"),
        (b"[1, 2]\n", "is not a procviz recording"),
        (b"[" * 100_000 + b"\n", "is not a procviz recording"),
        (b'{"kind": "header", "format": 2}\n', "a newer procviz"),
    ],
)
def test_what_is_no_recording_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "bad.procviz"
    path.write_bytes(content)
    with pytest.raises(BadRecording, match=says.replace("?", r"\?")) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadRecording, match="No such file"):
        read(tmp_path / "none")
    with pytest.raises(BadRecording, match="Is a directory"):
        read(tmp_path)
    with pytest.raises(BadRecording, match="Cannot write the recording"):
        create(tmp_path / "no" / "where.procviz", HEADER)


def test_header_with_strange_values_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.procviz"
    path.write_text(json.dumps({"kind": "header", "format": 1, "files": 3, "command": "x"}) + "\n")
    assert read(path).header == Header(command=())


def test_replay_has_all_from_the_start_and_refuses_signals(path: Path) -> None:
    replay = Replay(recording.read(path))
    woken: list[int] = []
    replay.start(lambda: woken.append(1))
    assert woken
    assert replay.events == EVENTS
    assert replay.take() == []
    assert not replay.live
    assert replay.now == 20
    assert "long gone" in replay.send_signal(ProcKey(5, 1), 15)


def lost(path: Path) -> list[tuple[int, str]]:
    return [(e.seq, e.why) for e in read(path).events if isinstance(e, Lost)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"kind": "?"}', "unknown kind of event '?'"),
        (b"xx", "it is not JSON"),
        (b"5", "it is not a JSON object"),
        (b"", "the line is empty"),
        (b"[" * 10_000, "it is not JSON"),
        (b'{"kind": "exited", "pid": 1, "code": ' + b"9" * 5000 + b"}", "it is not JSON"),
        (b'{"kind": "exited", "pid": 9223372036854775808}', "'pid' cannot be"),
        (b'{"kind": "timer_armed", "pid": 1, "signal": "", "seconds": NaN}', "it is not JSON"),
        (b'{"kind": "timer_armed", "pid": 1, "signal": "", "seconds": 1e999}', "cannot be inf"),
        (b'{"kind": "exited", "pid": 1},{"kind": "exited", "pid": 1}', "it is not JSON"),
        (b'{"kind": "exited", "pid": [1', "it is not JSON"),
    ],
)
def test_damaged_line_stands_in_the_log_and_the_rest_is_shown(
    path: Path, line: bytes, why: str
) -> None:
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:2], line, *lines[3:]]))
    found = read(path).events
    assert list(found[::2]) == EVENTS[::2]
    (seq, text), *more = lost(path)
    assert (seq, more, found[1].t) == (2, [], EVENTS[0].t)
    assert text.startswith("line 3 of a.procviz is damaged, so an event is missing here: ")
    assert why in text


def test_numbers_are_in_order_whatever_the_lines_say(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[3], lines[1], lines[1]]))
    assert [event.seq for event in read(path).events] == [1, 2, 3]


def many(path: Path, count: int, text: str = "x") -> list[Event]:
    events = [
        Wrote(seq=i, t=i * 10, pid=5, fd=1, text=text * (i % 97)) for i in range(1, count + 1)
    ]
    writer = create(path, HEADER)
    writer.write(events)
    writer.close()
    return list(events)


@pytest.mark.parametrize("text", ["x", "héllo wörld " * 20])  # many lines a block; blocks a line
def test_log_is_a_sequence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.procviz"
    events = many(path, 300, text)
    log = read(path).events
    assert len(log) == 300
    assert [log[i] for i in range(-300, 300)] == events + events
    assert log == events
    assert log[7:290:3] == events[7:290:3]
    assert log[250:10:-7] == events[250:10:-7]
    assert log[10:][5:-20] == events[15:-20]
    assert list(reversed(log)) == events[::-1]
    assert events[99] in log
    assert log.index(events[99]) == 99
    assert list(log.times()) == [e.t for e in events]
    assert list(log.times(33, 77)) == [e.t for e in events[33:77]]
    assert [log.at(t) for t in (0, 9, 10, 11, 1505, 2999, 3000, 9**18)] == [
        0, 0, 1, 1, 150, 299, 300, 300,
    ]  # fmt: skip
    assert log.end == 3000
    with pytest.raises(IndexError):
        log[300]
    with pytest.raises(IndexError):
        log[-301]


def test_times_of_lines_that_others_wrote(path: Path) -> None:
    path.write_text(path.read_text().replace('": ', '":'))
    assert list(read(path).events.times()) == [0, 10, 20]


def test_file_that_is_cut_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.procviz"
    events = many(path, 3_000)
    log = read(path).events
    assert log[0] == events[0]
    os.truncate(path, 20_000)
    assert len(list(log)) == 3_000
    whole = next(i for i, event in enumerate(log) if isinstance(event, Lost))
    assert 100 < whole < 300
    assert log[:whole] == events[:whole]
    assert len(list(log.damage())) == 3_000 - whole


def test_what_is_appended_later_is_not_mixed_in(path: Path) -> None:
    log = read(path).events
    with path.open("ab") as file:
        file.write(b'{"kind": "exited", "pid": 1}\n')
    assert log == EVENTS
    assert len(read(path).events) == 4


@pytest.fixture
def packed(tmp_path: Path) -> tuple[Path, list[Event]]:
    path = tmp_path / "a.procviz.gz"
    events = list(EVENTS) * 400
    events = [replace(event, seq=i) for i, event in enumerate(events, 1)]
    writer = create(path, HEADER)
    for at in range(0, 1200, 100):
        writer.write(events[at : at + 100])
        assert writer.size == path.stat().st_size
    writer.close()
    return path, events


def test_compressed_recording_is_the_same_and_small(packed: tuple[Path, list[Event]]) -> None:
    path, events = packed
    found = read(path)
    assert (found.header, found.note) == (HEADER, "")
    assert found.events == events
    text = gzip.decompress(path.read_bytes())  # a whole gzip file also for others
    assert path.stat().st_size < len(text) / 5
    renamed = path.rename(path.with_name("b.procviz"))
    assert read(renamed).events == events  # known by its content, not by its name
    renamed.write_bytes(
        renamed.read_bytes() + b"\0" * 512 + gzip.compress(b'{"kind": "zombie", "pid": 3}')
    )
    assert read(renamed).events[1200].pid == 3


def test_compressed_recording_is_readable_before_it_is_closed_and_when_it_is_cut(
    packed: tuple[Path, list[Event]], tmp_path: Path
) -> None:
    path, events = packed
    writer = create(tmp_path / "open.gz", HEADER)
    writer.write(events[:100])
    found = read(tmp_path / "open.gz")
    assert found.events == events[:100]
    assert found.note == f"{tmp_path}/open.gz is cut; the 100 events before that are shown."
    writer.close()
    assert read(tmp_path / "open.gz").note == ""
    raw = path.read_bytes()
    for cut in range(len(raw) // 2, len(raw), 97):
        path.write_bytes(raw[:cut])
        found = read(path)
        assert found.events == events[: len(found.events)]
        assert len(found.events) >= 400
        assert "is cut" in found.note
    path.write_bytes(raw[:2000] + b"\xff" * 50 + raw[2050:])
    found = read(path)
    assert "is damaged; the" in found.note
    assert 0 < len(found.events) < 1200


def test_recording_may_come_through_a_pipe(path: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for raw in (path.read_bytes(), gzip.compress(path.read_bytes())):
        writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[raw])
        writer.start()
        assert read(tmp_path / "pipe").events == EVENTS
        writer.join()


def test_what_would_fill_the_disk_is_refused(
    packed: tuple[Path, list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procviz.recording.packed._SHARE", 10**15)
    with pytest.raises(BadRecording, match="more than half of what is free"):
        read(packed[0])


@pytest.mark.parametrize("name", ["a.procviz.zst", "a.xz"])
def test_other_compressions_are_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRecording, match=r"gzip only, so name it .*\.gz\."):
        create(tmp_path / name, HEADER)
    (tmp_path / name).write_bytes(b"\x28\xb5\x2f\xfd\0\0\0")
    with pytest.raises(BadRecording, match="compressed with zstd"):
        read(tmp_path / name)


def test_no_file_is_left_open(path: Path, packed: tuple[Path, list[Event]]) -> None:
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    for one in (path, packed[0]):
        found = read(one)
        assert found.events[0]
        del found
    (path.parent / "bad").write_bytes(b"x")
    with pytest.raises(BadRecording):
        read(path.parent / "bad")
    assert not before or len(os.listdir("/proc/self/fd")) == before


def test_opening_costs_no_memory_for_each_event(tmp_path: Path) -> None:
    path = tmp_path / "a.procviz"
    create(path, HEADER).close()
    line = dumps(EVENTS[1]).encode("utf-8", "backslashreplace") + b"\n"
    with path.open("ab") as file:
        file.write(line * 50_000)
    tracemalloc.start()
    log = read(path).events
    assert len(log) == 50_000
    opened = tracemalloc.get_traced_memory()[0]
    for at in range(0, 50_000, 500):
        assert log[at].seq == at + 1
    read_all = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert opened < 50_000
    assert read_all < 100 * 50_000
