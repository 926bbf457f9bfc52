"""``python -m tests.mutated [COUNT] [SEED]``: damaged and hostile recordings, read, folded, drawn.

Each is one of a few good recordings after some accidents: flipped bytes, cut, doubled and swapped
lines, huge numbers, values of other types, text that would command a terminal.  None may crash
procviz, or put anything into a cell that is not plain text.  Prints one line a failure, with the
seed that makes it again.
"""

import collections
import json
import random
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from procviz import narrate
from procviz.codec import KINDS, dumps
from procviz.draw.canvas import Canvas
from procviz.draw.layout import Pane
from procviz.events import Event, Where
from procviz.feed import Header
from procviz.findings import find
from procviz.fold import apply
from procviz.recording import BadRecording, Recording, header_line, read
from procviz.safe import safe
from procviz.sources.replayed import Replay
from procviz.target import Target
from procviz.ui import paint
from procviz.ui.desk import Desk
from procviz.ui.shelf import Shelf
from procviz.ui.show import Show
from procviz.world import World
from tests import draw_worlds

LOGS = ("forked", "waited", "zombies", "orphaned", "handshake", "piped", "leaky", "contended",
        "looped", "pool")  # fmt: skip
HOSTILE = (
    "\x1b]52;c;aGk=\x07", "\x1b[2J", "\u202egnp", "[@click=app.quit]x[/]", "[red]", "\x9b31m",
    "\udc80", "", "x" * 5_000, "中" * 300, "e" + "\u0301" * 50, "\n\r\t\x00", "/dev/zero", "../..",
    "pipe:[1]", "None", "👩‍👩‍👧",
)  # fmt: skip
NUMBERS = (0, -1, 1, 2, 3, 4200, 4201, 812, -4200, 2**31, 2**63 - 1, -(2**63) + 1, 2**64, 10**400,
           1e308, -0.0, 0.5)  # fmt: skip
OTHERS: tuple[Any, ...] = (None, True, [], {}, [[]], {"a": {}}, ["x"], [1, 2], {"0": "pipe:[1]"})


def example(cls: type[Event], rng: random.Random) -> Event:
    """An event of this kind with likely values."""
    simple: dict[Any, Callable[[], Any]] = {
        int: lambda: rng.choice((0, 1, 3, 4, 4200, 4201)),
        str: lambda: rng.choice(("a", "pipe:[1]", "Lock", "Queue", "SIGTERM", "os.wait")),
        bool: lambda: rng.random() < 0.5,
        float: lambda: 0.5,
        tuple[str, ...]: lambda: ("python3", "a.py"),
        dict[str, Any]: lambda: {
            "state": "S", "name": "x", "cpu": 2.5, "user": 1.0, "system": 0.5, "rss": 1 << 20,
            "private": rng.randrange(1 << 30), "faults": 3, "threads": 2, "wchan": "do_wait",
            "group": 4200, "session": 1, "tty": 0, "processor": 1, "caught": ["SIGINT"],
            "ignored": ["SIGPIPE"], "blocked": [], "pending": ["SIGTERM"],
            "fds": {"0": "pipe:[1]", "3": "/x"}, "voluntary": 1, "involuntary": 2,
        },
    }  # fmt: skip
    values: dict[str, Any] = {"pid": rng.choice((4200, 4201, 4202))}
    for f in fields(cls):
        if f.name not in values and (f.default is MISSING or rng.random() < 0.2):
            kind = next((k for k in simple if k == f.type or f.type == k | None), None)
            if kind is not None and f.name not in ("seq", "t"):
                values[f.name] = simple[kind]()
    if rng.random() < 0.5:
        values["where"] = Where(draw_worlds.FILE, rng.randrange(30), "main")
    return cls(**values)


def good(rng: random.Random) -> list[bytes]:
    """The lines of a good recording, and of every kind of event some."""
    if rng.random() < 0.3:
        log = draw_worlds.anything(rng.randrange(10**6))
    else:
        log = getattr(draw_worlds, rng.choice(LOGS))()
    for _ in range(rng.randrange(30)):
        event = example(rng.choice(list(KINDS.values())), rng)
        at = rng.randrange(1, len(log.events) + 1)
        log.events.insert(at, event)
    header = Header(
        command=("python3", "lesson.py"), helper=draw_worlds.HELPER, sources=("probe",),
        files={draw_worlds.FILE: "import os\nos.fork()\n" * 20}, host={"cpus": 2},
    )  # fmt: skip
    lines = [header_line(header), *map(dumps, log.events)]
    return [line.encode("utf-8", "backslashreplace") for line in lines]


def _value(rng: random.Random) -> Any:
    return rng.choice(rng.choice((HOSTILE, NUMBERS, OTHERS)))


def _twist(data: Any, rng: random.Random) -> Any:
    """Change one value somewhere in a JSON value."""
    if isinstance(data, dict) and data and rng.random() < 0.9:
        key = rng.choice([*data])
        if rng.random() < 0.05:
            del data[key]
        elif key == "kind" and rng.random() < 0.8:
            data[key] = rng.choice([*KINDS])
        elif isinstance(data[key], dict | list) and rng.random() < 0.8:
            data[key] = _twist(data[key], rng)
        elif isinstance(data[key], int) and rng.random() < 0.8:
            data[key] = rng.choice(NUMBERS)
        elif isinstance(data[key], str) and rng.random() < 0.8:
            data[key] = rng.choice(HOSTILE)
        else:
            data[key] = _value(rng)
        return data
    if isinstance(data, list) and data:
        data[rng.randrange(len(data))] = _value(rng)
        return data
    return _value(rng)


def mutated(rng: random.Random) -> bytes:
    """A recording after some accidents."""
    lines = good(rng)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 10, 40))):
        at = rng.randrange(len(lines)) if rng.random() < 0.1 else rng.randrange(1, len(lines))
        match rng.randrange(10):
            case 0:
                lines.insert(at, lines[rng.randrange(len(lines))])
            case 1 if len(lines) > 2:
                del lines[at]
            case 2:
                other = rng.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3 if lines[at]:
                where = rng.randrange(len(lines[at]))
                flipped = bytes([lines[at][where] ^ (1 << rng.randrange(8))])
                lines[at] = lines[at][:where] + flipped + lines[at][where + 1 :]
            case 4:
                lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
            case _:
                try:
                    data = _twist(json.loads(lines[at]), rng)
                except ValueError:
                    continue
                text = json.dumps(data, ensure_ascii=rng.random() < 0.5)
                lines[at] = text.encode("utf-8", "surrogatepass")
        if len(lines) < 2:
            lines.append(b"")
    raw = b"\n".join(lines) + b"\n"
    return raw[: rng.randrange(len(raw))] if rng.random() < 0.1 else raw


def clean(text: str) -> None:
    """Nothing here can move, hide or command."""
    assert safe(text) == text, repr(text)


def show_it(recording: Recording, lang: str) -> Show:
    """Return a recording as the screen has it, all of it shown."""
    target = Target("", recording.header.command, recording.header.variant, "")
    show = Show(Replay(recording), target, lang=lang, replay=True)
    show.take(0.0)
    show.at_edge(0.0)
    return show


def draw_all(show: Show, rng: random.Random) -> None:
    """Draw every pane, of a selected process or the other, at some size."""
    desk = Desk(show.lang, Shelf(show.lang))
    desk.begin(show)
    desk.files.colours = rng.random() < 0.5
    for _ in range(3):
        show.select(rng.randrange(5))
        desk.events = rng.random() < 0.5
        width, height = rng.choice((*draw_worlds.SIZES, (120, 36)))
        for pane in Pane:
            canvas = Canvas(width, height)
            paint.paint(desk, pane, canvas, rng.random(), apart=rng.random() < 0.5)
            for row in canvas.text():
                clean(row)


def examine(path: Path, rng: random.Random) -> None:
    """Do all that procviz does with a recording."""
    try:
        recording = read(path)
    except BadRecording:
        return
    world, lang = World(), rng.choice(("en", "zh"))
    for event in recording.events:
        apply(world, event)
        for line in narrate.plain(event, world, lang).split("\n"):
            clean(line)
        clean(narrate.sentence(event, world, lang))
        if rng.random() < 0.1:
            for finding in find(world, world.t):
                clean(narrate.finding(finding, world, lang))
    for finding in find(world, world.t):
        clean(narrate.finding(finding, world, lang))
    assert len(recording.events.times()) == len(recording.events)
    draw_all(show_it(recording, lang), rng)


def trial(seed: int, folder: Path) -> None:
    """Make one and examine it."""
    rng = random.Random(seed)
    path = folder / "mutated.procviz"
    path.write_bytes(mutated(rng))
    examine(path, rng)


def forbid(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: a recording runs nothing, connects to nothing, and opens no file it names."""
    if event.startswith(("os.fork", "os.exec", "os.spawn", "os.posix_spawn", "os.system",
                         "os.kill", "subprocess.", "pty.", "socket.connect")):  # fmt: skip
        raise AssertionError(f"it did {event} {arguments!r:.100}")
    if event == "open" and arguments[0] in NAMED:
        raise AssertionError(f"it opened {arguments[0]!r}")


NAMED = {*HOSTILE, draw_worlds.FILE, "lesson.py", "a.py"}


def main(count: int = 10_000, seed: int = 0) -> int:
    """Try many; return how many failed."""
    sys.addaudithook(forbid)
    failures: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        for at in range(seed, seed + count):
            if at > seed and (at - seed) % 1_000 == 0:
                print(f"{at - seed} tried, {failures.total()} failed", flush=True)
            signal.alarm(30)  # a recording that hangs the screen is a failure too
            try:
                trial(at, Path(name))
            except Exception as error:
                frame = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{frame.filename}:{frame.lineno} {type(error).__name__}"
                failures[place] += 1
                if failures[place] == 1:
                    text = safe(str(error))
                    print(f"seed {at}: {place}: {text:.200}", flush=True)
    signal.alarm(0)
    print(f"{count} recordings, {failures.total()} failed", dict(failures))
    return failures.total()


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
