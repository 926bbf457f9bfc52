import json
from pathlib import Path

import pytest

from procviz import recording
from procviz.events import Exited, RunBegan, Wrote
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
        (b'{"kind": "run_began"}\n', "is not a procviz recording"),
        (b"[1, 2]\n", "is not a procviz recording"),
        (b"[" * 100_000 + b"\n", "is not a procviz recording"),
        (b'{"kind": "header", "format": 2}\n', "a newer procviz"),
        (
            b'{"kind": "header", "format": 1}\n{"kind": "?"}\n{}',
            "line 2, is no event: unknown kind",
        ),
        (b'{"kind": "header", "format": 1}\nxx\nxx', "line 2, is no event: it is not JSON"),
        (b'{"kind": "header", "format": 1}\n5\n', "line 2, is no event"),
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


def test_replay_gives_all_once_and_refuses_signals(path: Path) -> None:
    replay = Replay(recording.read(path))
    woken: list[int] = []
    replay.start(lambda: woken.append(1))
    assert woken
    assert replay.take() == EVENTS
    assert replay.take() == []
    assert not replay.live
    assert replay.now == 20
    assert "long gone" in replay.send_signal(ProcKey(5, 1), 15)
