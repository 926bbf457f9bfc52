import json
from dataclasses import MISSING, fields

import pytest

from procviz.codec import KINDS, BadEvent, dumps, from_dict, to_dict
from procviz.events import Event, Exited, SignalSent, Spawned, Where, Wrote

EXAMPLES = {
    "int": 7,
    "str": "text \u4e2d \x1b[31m",
    "bool": True,
    "float": 1.5,
    "tuple[str, ...]": ("a", "b"),
    "dict[str, typing.Any]": {"state": "R", "fds": {"0": "pipe:[1]"}},
}


def example(cls: type[Event]) -> Event:
    values = {}
    for f in fields(cls):
        if f.name == "where":
            values["where"] = Where("/tmp/a.py", 3, "main")
        elif f.name == "within":
            values["within"] = (1, 2)
        else:
            kind = f.type if isinstance(f.type, str) else getattr(f.type, "__name__", str(f.type))
            kind = str(f.type).removesuffix(" | None") if kind not in EXAMPLES else kind
            values[f.name] = EXAMPLES.get(kind, 7)
            assert kind in EXAMPLES, (cls, f)
    return cls(**values)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_back_the_same(kind: str) -> None:
    event = example(KINDS[kind])
    line = dumps(event)
    assert "\n" not in line
    data = json.loads(line)
    assert data["kind"] == kind
    assert from_dict(data) == event


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_are_left_out_and_come_back(kind: str) -> None:
    needed = {
        f.name: getattr(example(KINDS[kind]), f.name)
        for f in fields(KINDS[kind])
        if f.default is MISSING
    }
    event = KINDS[kind](**needed)
    data = to_dict(event)
    assert set(data) == {"kind", "seq", "t", "pid", *needed}
    assert from_dict(json.loads(dumps(event))) == event


def test_the_contract_of_a_spawn() -> None:
    event = Spawned(
        seq=7, t=812345, pid=4201, child=4202, how="fork", source=("probe", "kernel"),
        where=Where("/tmp/a.py", 12),
    )  # fmt: skip
    data = json.loads(dumps(event))
    assert data["kind"] == "spawned"
    assert data["source"] == ["probe", "kernel"]
    assert data["where"] == {"file": "/tmp/a.py", "line": 12, "function": ""}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "nonsense", "pid": 1}, "unknown kind of event 'nonsense'"),
        ({}, "unknown kind of event None"),
        ({"kind": "exited"}, "without 'pid'"),
        ({"kind": "exited", "pid": "1"}, "'pid' cannot be '1'"),
        ({"kind": "exited", "pid": True}, "'pid' cannot be True"),
        ({"kind": "spawned", "pid": 1}, "without 'child'"),
        ({"kind": "exited", "pid": 1, "where": [1]}, "'where' cannot be"),
        ({"kind": "exited", "pid": 1, "source": "probe"}, "'source' cannot be 'probe'"),
        ({"kind": "exited", "pid": 1, "within": [1]}, "'within' cannot be"),
        ({"kind": "sampled", "pid": 1, "facts": []}, "'facts' cannot be"),
        ({"kind": "sampled", "pid": 1, "facts": {"stacks": {"x": []}}}, "'facts' cannot be"),
        ({"kind": "sampled", "pid": 1, "facts": {"stacks": {"7": [["f"]]}}}, "'facts' cannot be"),
        ({"kind": "wrote", "pid": 1, "fd": 1, "text": 3}, "'text' cannot be 3"),
    ],
)
def test_what_is_no_event_is_told(data: dict, says: str) -> None:
    with pytest.raises(BadEvent, match=says.replace("[", r"\[")):
        from_dict(data)


def test_unknown_keys_of_newer_versions_are_ignored() -> None:
    assert from_dict({"kind": "exited", "pid": 1, "code": 0, "mood": "good"}) == Exited(
        pid=1, code=0
    )


def test_lone_surrogates_survive_as_escapes() -> None:
    line = dumps(Wrote(pid=1, fd=1, text="a\udc80b")).encode("utf-8", "backslashreplace")
    assert from_dict(json.loads(line)) == Wrote(pid=1, fd=1, text="a\udc80b")


def test_events_are_values() -> None:
    event = SignalSent(pid=1, to=2, signal="SIGTERM")
    with pytest.raises(AttributeError):
        event.to = 3  # type: ignore[misc]
