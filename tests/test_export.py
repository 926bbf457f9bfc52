"""Exports of a made-up log: their texts as they are to be, and that nothing can break them."""

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procviz import events as ev
from procviz import export
from procviz.codec import from_dict
from procviz.events import Event
from procviz.export.mermaid import LIMIT
from procviz.export.mermaid_text import text
from procviz.safe import safe
from tests import draw_worlds
from tests.export_checks import (
    MADE,
    check_dot,
    check_markdown,
    check_mermaid,
    check_trace,
    plain,
)
from tests.export_log import HEADER, story
from tests.tools import need

LOG = story().events
HOSTILE = st.text(
    st.characters() | st.sampled_from("`|\\\"'<>&#;:%{}[]()\n\r\x1b\u202e\ud800"), max_size=30
)
NAMES = HOSTILE | st.sampled_from(
    ("end", "style a:#35;", "classDef x:#", "wrap: no", "%%{init}%%", "```")
)


def made(kind: str, log: list[Event] = LOG, lang: str = "en") -> str:
    return "".join(export.write(kind, HEADER, log, lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", export.KINDS)
def test_texts_as_they_are_to_be(kind: str, lang: str) -> None:
    if kind == "jsonl" and lang == "zh":
        assert made(kind) == made(kind, lang="zh")  # no words of ours
        return
    path = draw_worlds.GOLDENS / f"export_{lang}{export.KINDS[kind][0]}"
    text = made(kind, lang=lang).replace(json.dumps(export_version())[1:-1], "VERSION")
    if os.environ.get("PROCVIZ_GOLDENS") == "write":
        path.write_text(text, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8")
    diff = difflib.unified_diff(wanted.splitlines(), text.splitlines(), "wanted", "made", n=1)
    assert text == wanted, "\n" + "\n".join(diff)


def export_version() -> str:
    from procviz import __version__

    return __version__


def test_trace_tells_all_that_happened() -> None:
    data = json.loads(made("perfetto"))
    check_trace(data)
    found = data["traceEvents"]
    names = {one["name"] for one in found if one["ph"] == "B"}
    assert {"running", "stopped", "waiting for 4201", "os.waitpid", "Lock.acquire"} <= names, names
    arrows = sorted(one["name"] for one in found if one["ph"] == "f")
    assert arrows == [
        "fork", "fork", "fork", "pipe hi: `x|y`", "queue 'task'", "reap",
        "signal SIGCONT", "signal SIGKILL", "signal SIGUSR1",
    ]  # fmt: skip
    again = [one for one in found if one["name"] == "process_name" and one["pid"] > MADE]
    assert [one["args"]["name"] for one in again] == ["lesson.py (this PID again)"]
    stopped = next(one for one in found if one["ph"] == "B" and one["name"] == "stopped")
    assert stopped["args"]["exact"] is False
    assert stopped["args"]["source"] == "polling"
    order = [one["pid"] for one in found if one["name"] == "process_sort_index"]
    assert order[:3] == [4200, 4201, 4202]
    memory = [one for one in found if one["ph"] == "C" and one["name"] == "memory"]
    assert [one["args"]["bytes"] for one in memory][:2] == [9_800_000, 5_200_000]


def test_a_call_that_outlasts_the_one_around_it_is_continued() -> None:
    """Slices on one track must nest; a wait inside a handler that ends first does not."""
    log = draw_worlds.Log()
    log.begin()
    log.add(ev.HandlerBegan(pid=4200, signal="SIGUSR1", handler="h"))
    log.wait(4200)
    log.add(ev.HandlerEnded(pid=4200, signal="SIGUSR1"))
    log.add(ev.WaitEnded(pid=4200, call="os.waitpid"))
    data = json.loads(made("perfetto", log.events))
    check_trace(data)
    waits = [o for o in data["traceEvents"] if o["name"] == "os.waitpid" and o["ph"] == "B"]
    assert [one["args"].get("continued", False) for one in waits] == [False, True]


def calls(kind: str, log: list[Event]) -> int:
    """Return how many calls of Python functions an export takes: a count, whatever the machine."""
    count = 0

    def called(_frame: object, what: str, _value: object) -> None:
        nonlocal count
        count += what == "call"

    sys.setprofile(called)
    try:
        made(kind, log)
    finally:
        sys.setprofile(None)
    return count


# text and report look for what waits in a circle, which takes a look at all that wait
@pytest.mark.parametrize("kind", sorted(set(export.KINDS) - {"text", "report"}))
def test_waits_that_never_end_cost_no_more_the_more_there_are(kind: str) -> None:
    def waits(number: int) -> list[Event]:
        log = draw_worlds.Log()
        log.begin()
        for i in range(number):  # of the main thread and of others, some of which end
            log.add(ev.WaitBegan(pid=4200, call="os.waitpid", target=-1))
            log.add(ev.AcquireBegan(pid=4200, tid=5000 + i, object="L", type="Lock"))
            log.add(ev.GetBegan(pid=4200, tid=4999, object="Q", type="Queue"))
            log.add(ev.Got(pid=4200, tid=4999, object="Q", type="Queue"))
        return log.events

    made(kind, waits(1))  # what is kept from the first time on is kept now
    assert calls(kind, waits(200)) < 2.5 * calls(kind, waits(100))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), name=NAMES, words=HOSTILE)
def test_nothing_that_processes_say_breaks_a_format(seed: int, name: str, words: str) -> None:
    log = draw_worlds.anything(seed, 40)
    log.add(ev.Spawned(pid=4200, child=99))
    log.add(ev.Execed(pid=99, argv=(name, words)))
    log.add(ev.Named(pid=99, name=name))
    log.add(ev.Wrote(pid=99, fd=1, text=f"{words}\n{name}\n"))
    log.add(ev.Marked(pid=0, text=words))
    events = [replace(e, source=("probe", name)) for e in log.events]
    check_trace(json.loads(made("perfetto", events)))
    check_mermaid(made("mermaid", events))
    check_dot(made("dot", events))
    check_markdown(made("report", events))
    lines = made("text", events).split("\n")
    assert not [line for line in lines if safe(line) != line]
    copy = [from_dict(json.loads(line)) for line in made("jsonl", events).split("\n")[1:-1]]
    assert copy == events


@settings(max_examples=100, deadline=None)
@given(NAMES)
def test_text_in_mermaid_stays_what_it_was(words: str) -> None:
    made = text(words)
    assert "".join(plain(made).split()) == "".join(safe(words).split())  # in lines
    assert not {"end", "style", "classdef", "wrap:"} & set(re.split("<br/>| ", made.lower()))


def test_a_long_log_still_is_a_diagram_that_mermaid_takes() -> None:
    log = draw_worlds.shell_loop(400)
    for i in range(2000):
        log.add(ev.Wrote(pid=4200, fd=1, text=f"line {i}\n"))
    diagram = made("mermaid", log.events)
    assert LIMIT - 200 < len(diagram) < 50_000
    shown = check_mermaid(diagram)
    assert shown[-1].endswith(" more events are left out here")


def test_an_empty_log_makes_something_in_each_format() -> None:
    check_trace(json.loads(made("perfetto", [])))
    check_mermaid(made("mermaid", []))
    check_dot(made("dot", []))
    check_markdown(made("report", []))
    assert made("text", []) == ""
    assert json.loads(made("jsonl", []))["kind"] == "header"


def test_graphviz_draws_the_tree() -> None:
    need("dot")
    for log in (LOG, *(draw_worlds.anything(seed).events for seed in range(3))):
        done = subprocess.run(
            [str(shutil.which("dot")), "-Tplain"], input=made("dot", log).encode(),
            capture_output=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stderr == b""
        count = sum(isinstance(e, ev.RunBegan | ev.Spawned) for e in log)
        nodes = [line for line in done.stdout.decode().splitlines() if line.startswith("node p")]
        assert len(nodes) == count


def test_formats_by_the_end_of_a_name() -> None:
    wanted = {"a.JSON": "perfetto", "a.trace.json": "perfetto", "a.md": "report", "a.gv": "dot",
              "a.mmd": "mermaid", "a.txt": "text", "a.jsonl": "jsonl", "a": ""}  # fmt: skip
    assert {name: export.kind_of(Path(name)) for name in wanted} == wanted
