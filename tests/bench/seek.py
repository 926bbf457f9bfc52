"""What a recording of a million events costs: to open, to know, to seek in, and in memory.

    uv run python -m tests.bench.seek [EVENTS] [SEEKS]

The log is real ones of our scenarios, one after another as children of one process, with fresh
PIDs, objects and times.  A picture is all six panes drawn at 160 × 45; what the terminal takes is
not in it.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SCENARIOS = ("pool", "zombie", "pipe", "lock", "handler")
ROOT = 999
GAP = 20_000_000  # ns between two runs
SLICE = 0.008  # seconds, as the screen does it


def real(folder: Path) -> list[list[dict[str, Any]]]:
    """Run the scenarios, and return their events as JSON objects."""
    out = []
    for name in SCENARIOS:
        path = folder / f"{name}.procviz"
        words = [sys.executable, "-m", "procviz", "run", name, "--json", "-o", str(path)]
        subprocess.run(words, stdout=subprocess.DEVNULL, timeout=120, check=False)
        out.append([json.loads(line) for line in path.read_text().splitlines()[1:]])
    return out


def repeated(runs: list[list[dict[str, Any]]], count: int) -> Iterator[dict[str, Any]]:
    """Return events of one long run in which all others happen again and again."""
    yield {"kind": "run_began", "seq": 1, "t": 0, "pid": ROOT, "argv": ["make"]}
    seq, begin, number = 1, GAP, 0
    while True:
        run = runs[number % len(runs)]
        shift, number = number * 50, number + 1
        pids = {e["pid"]: ROOT + 1 + shift + i for i, e in enumerate(run)}
        pids = {pid: ROOT + 1 + shift + i for i, pid in enumerate(pids)}
        last = begin
        for event in run:
            for new in _moved(event, pids, number):
                seq += 1
                last = begin + event["t"]
                yield {**new, "seq": seq, "t": last}
                if seq == count:
                    return
        begin = last + GAP


def _moved(event: dict[str, Any], pids: dict[int, int], number: int) -> list[dict[str, Any]]:
    out = dict(event)
    for key in ("pid", "child", "to", "target", "new", "old"):
        if out.get(key) in pids:
            out[key] = pids[out[key]]
    for key in ("object", "other"):
        if key in out:
            out[key] = f"{out[key]}{number}" if "[" not in out[key] else (
                out[key].replace("[", f"[{number}0")
            )  # fmt: skip
    if out["kind"] == "run_began":
        return [{"kind": "spawned", "pid": ROOT, "child": out["pid"], "how": "posix_spawn"},
                {"kind": "execed", "pid": out["pid"], "argv": out["argv"]}]  # fmt: skip
    if out["kind"] == "run_ended":
        ended = {k: v for k, v in out.items() if k in ("pid", "code", "signal")}
        return [{"kind": "exited", **ended},
                {**ended, "kind": "reaped", "pid": ROOT, "child": out["pid"]}]  # fmt: skip
    return [out]


def write(path: Path, count: int) -> None:
    """Write a recording of so many events."""
    from procviz.feed import Header
    from procviz.recording import header_line

    runs = real(path.parent)
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(header_line(Header(command=("make",))) + "\n")
        for event in repeated(runs, count):
            file.write(json.dumps(event, ensure_ascii=False) + "\n")


def memory() -> int:
    """Return the resident memory of this process, bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def timed(do: Callable[[], object]) -> float:
    """Return the milliseconds that something takes."""
    begin = time.perf_counter()
    do()
    return (time.perf_counter() - begin) * 1000


def spread(name: str, taken: list[float]) -> None:
    """Print median, 99th percentile and the most."""
    taken.sort()
    p99 = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    print(
        f"{name:<40} median {taken[len(taken) // 2]:8.2f}  p99 {p99:8.2f}  max {taken[-1]:8.2f} ms"
    )


def main(count: int, seeks: int) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.procviz"
        write(path, count)
        print(f"{count:,} events, {path.stat().st_size / 1e6:.0f} MB")
        _measure(path, count, seeks)


def _measure(path: Path, count: int, seeks: int) -> None:
    from procviz import recording
    from procviz.draw.canvas import Canvas
    from procviz.draw.layout import PANES
    from procviz.places import KINDS, WORTH
    from procviz.sources.replayed import Replay
    from procviz.target import Target
    from procviz.ui import paint
    from procviz.ui.desk import Desk
    from procviz.ui.shelf import Shelf
    from procviz.ui.show import Show

    def picture() -> None:
        for pane in PANES:
            paint.paint(desk, pane, Canvas(80, 16), 0.0)

    before = memory()
    begin = time.perf_counter()
    show = Show(Replay(recording.read(path)), Target("", ("make",)), lang="en", replay=True)
    desk = Desk("en", Shelf("en"))
    desk.begin(show)
    show.seek(1, 0.0)
    picture()
    print(f"open to the first picture                {time.perf_counter() - begin:8.2f} s")
    slices = []
    while not show.history.whole:
        slices.append(timed(lambda: show.history.work(SLICE)))
    print(f"to know all of it                        {sum(slices) / 1000:8.2f} s")
    spread("a slice of that", slices)
    grown = (memory() - before) / count
    print(f"memory                                   {grown:8.0f} bytes an event")
    rng = random.Random(1)
    places = [rng.randrange(count) for _ in range(seeks)]
    spread("seek", [timed(lambda n=n: show.seek(n, 0.0)) for n in places])
    spread(
        "picture after a seek", [timed(picture) for n in places[:50] if show.seek(n, 0.0) is None]
    )

    def step(way: int) -> None:
        found = show.history.places
        at = show.playhead.at
        place = found.next(at, WORTH) if way > 0 else found.last(found.last(at, WORTH), WORTH)
        show.seek(place + 1, 0.0, moving=way > 0)

    show.seek(count // 2, 0.0)
    spread("step on", [timed(lambda: step(1)) for _ in range(seeks)])
    spread("step back", [timed(lambda: step(-1)) for _ in range(seeks)])
    taken = []
    for kinds in KINDS.values():
        taken.append(timed(lambda kinds=kinds: show.history.places.next(0, kinds, 7)))
        taken.append(timed(lambda kinds=kinds: show.history.places.last(count, kinds, 7)))
    spread("find in all of it what is not there", taken)
    spread(
        "the place of a time",
        [timed(lambda t=t: show.history.index_at(t)) for t in map(show.time_of, places)],
    )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    main(*(numbers + [1_000_000, 500][len(numbers) :])[:2])
