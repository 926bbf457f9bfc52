"""``procviz export`` as a person types it."""

import io
import json
import sys
from pathlib import Path

import pytest

from procviz import recording
from procviz.cli import main
from tests.export_checks import check_trace
from tests.export_log import HEADER, story


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "a.procviz"
    writer = recording.create(path, HEADER)
    writer.write(story().events)
    writer.close()
    return path


def test_a_recording_in_every_format(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "a.mmd", "a.dot", "a.md", "a.txt", "a.jsonl"):
        out = recorded.with_name(name)
        assert main(["export", str(recorded), "-o", str(out), "--lang", "en"]) == 0
        assert out.stat().st_size > 500
    assert capsys.readouterr() == ("", "")
    assert recorded.with_name("a.jsonl").read_text() == recorded.read_text()


def test_to_stdout_in_the_format_that_was_asked_for(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert main(["export", str(recorded), "-o", "-", "--as", "mermaid", "--lang", "zh"]) == 0
    sys.stdout.flush()
    assert "sequenceDiagram" in raw.getvalue().decode()
    assert "回收" in raw.getvalue().decode()


def test_a_run_made_for_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run.json"
    status = main(["export", "-o", str(out), "--", "sh", "-c", "sleep 0 & wait; echo hi; exit 3"])
    assert status == 3
    data = json.loads(out.read_text())
    counts = check_trace(data)
    assert counts["B"] >= 2
    assert any(one["name"] == "fork" for one in data["traceEvents"] if one["ph"] == "f")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["zombie"], "needs -o and a file"),
        (["-o", "x.md"], "needs a recording, a scenario"),
        (["zombie", "-o", "x.gif"], "Which format is x.gif to have? Say it with --as: perfetto"),
        (["zombie", "-o", "-"], "Which format is stdout to have?"),
        (["zombie", "-o", "x", "--as", "svg"], "no format 'svg'; there are perfetto"),
        (["zombie", "-o", "no/where/x.md"], "Cannot write no/where/x.md: No such file"),
        (["zombi", "-o", "x.md"], "did you mean 'zombie'?"),
        (["none.procviz", "-o", "x.md"], "Cannot read none.procviz: No such file"),
        (["a.procviz", "b", "-o", "x.md"], "takes one recording"),
        (["a.procviz", "-o", "a.procviz", "--as", "text"], "is the recording itself"),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence(
    words: list[str], says: str, recorded: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(recorded.parent)
    before = recorded.read_bytes()
    assert main(["export", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("procviz: ")
    assert says in err
    assert err.count("\n") == 1
    assert recorded.read_bytes() == before
    assert [path.name for path in recorded.parent.iterdir()] == ["a.procviz"]
