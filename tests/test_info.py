"""What a recording is (`procviz info`), and the schema of its lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from procviz import info, recording
from procviz.cli import main
from procviz.codec import KINDS, dumps
from procviz.recording import header_line
from procviz.schema import schema
from tests import draw_worlds
from tests.mutated import example, random
from tests.test_recording import HEADER

TYPES = {"integer": int, "string": str, "boolean": bool, "number": (int, float), "array": list,
         "object": dict}  # fmt: skip


def check(value: Any, rule: dict[str, Any], whole: dict[str, Any]) -> str:
    """Return why a value is not what a JSON Schema says, "" if it is; knows what ours uses."""
    known = {"$ref", "const", "type", "minimum", "maximum", "items", "minItems", "maxItems",
             "properties", "required", "additionalProperties", "description", "default",
             "oneOf", "$schema", "$id", "title", "$defs"}  # fmt: skip
    assert set(rule) <= known, set(rule) - known
    if "$ref" in rule:
        return check(value, whole["$defs"][rule["$ref"].rpartition("/")[2]], whole)
    if "oneOf" in rule:
        whys = [check(value, one, whole) for one in rule["oneOf"]]
        return "" if whys.count("") == 1 else f"{whys.count('')} match: {sorted(whys, key=len)[:3]}"
    if "const" in rule:
        return "" if value == rule["const"] else f"{value} is not {rule['const']}"
    kind = rule["type"]
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return f"{value!r} is no {kind}"
    if kind == "integer" and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        return f"{value} is out of range"
    if kind == "array":
        if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
            return f"{len(value)} items"
        return next(filter(None, (check(one, rule["items"], whole) for one in value)), "")
    if kind == "object":
        missing = set(rule.get("required", ())) - set(value)
        if missing:
            return f"{missing} missing"
        rules = rule.get("properties", {})
        other = rule.get("additionalProperties", {})
        pairs = ((value[k], rules.get(k, other)) for k in value)
        return next(filter(None, (check(v, r, whole) for v, r in pairs if r)), "")
    return ""


def lines(events: list[Any]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (header_line(HEADER), *map(dumps, events))]


def test_schema_holds_for_every_kind_of_event_and_the_header() -> None:
    whole, rng = schema(), random.Random(1)
    events = [example(cls, rng) for cls in KINDS.values() for _ in range(5)]
    for seed in range(3):
        events += draw_worlds.anything(seed).events
    for data in lines(events):
        assert check(data, whole, whole) == "", data
        assert check({**data, "more": 1}, whole, whole) == ""
    assert {one["$ref"].rpartition("/")[2] for one in whole["oneOf"]} == {"header", *KINDS}


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "?"},
        {"kind": "exited", "seq": 1, "t": 1},
        {"kind": "exited", "seq": 1, "t": 1, "pid": "1"},
        {"kind": "exited", "seq": 1, "t": 1, "pid": True},
        {"kind": "exited", "seq": 1, "t": 1, "pid": 1 << 63},
        {"kind": "exited", "seq": 1, "t": 1, "pid": 1, "where": {"file": "x"}},
        {"kind": "exited", "seq": 1, "t": 1, "pid": 1, "within": [1]},
        {"kind": "exited", "seq": 1, "t": 1, "pid": 1, "source": [1]},
        {"kind": "header", "format": 2},
        {"kind": "header", "format": 1, "files": {"a": 1}},
    ],
)
def test_schema_refuses_what_is_no_line(data: dict[str, Any]) -> None:
    whole = schema()
    assert check(data, whole, whole)


def test_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.procviz"
    writer = recording.create(path, HEADER)
    writer.write(draw_worlds.zombies().events)
    writer.close()
    return path


def test_info_tells_all_of_a_whole_recording(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(path), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "scenario   zombie, variant reaped\n" in out
    assert "damage     none\n" in out
    assert "ended      not before the end of the recording\n" in out
    assert main(["info", str(path), "--json", "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["whole"] is True
    assert told["kinds"]["spawned"] == told["processes"] - 1
    assert sum(told["kinds"].values()) == told["events"] == len(draw_worlds.zombies().events)
    assert any("zombie" in finding for finding in told["findings"])
    assert told["files"] == ["/a.py"]


def test_info_tells_damage_and_a_cut(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([raw[0], *[b"rubbish\n"] * 7, *raw[8:-1], raw[-1][:5]]))
    assert main(["info", str(path), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "is cut; the" in out
    assert "line 2 of a.procviz is damaged" in out
    assert "and 2 more" in out
    told = info.examine(path, "en")
    assert len(told.damaged) == 7
    assert not told.whole


def test_info_commands_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.procviz"
    evil = "\x1b]52;c;aGk=\x07\u202e"
    line = {"kind": "header", "format": 1, "command": [evil], "scenario": evil, "start": evil,
            "sources": [evil], "files": {evil: evil}, "host": {"python": evil, "system": [evil]},
            "procviz": evil}  # fmt: skip
    event = {"kind": "exited", "pid": 1, "source": [evil]}
    path.write_text(json.dumps(line) + "\n" + json.dumps(event) + "\n")
    main(["info", str(path)])
    main(["info", str(path), "--json"])
    assert not {"\x1b", "\x07", "\u202e"} & set(capsys.readouterr().out)
