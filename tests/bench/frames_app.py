"""The app that `tests.bench.frames` measures: procviz itself, with a feed that makes up events.

    python -m tests.bench.frames_app TRIAL COUNT SECONDS RESULT_FILE

Runs in the terminal that it is started in and writes a JSON object of figures to RESULT_FILE.
"""

import json
import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from procviz import events as ev
from procviz.draw.layout import Pane
from procviz.events import Event, Where
from procviz.feed import Header
from procviz.identity import ProcKey
from procviz.state import State
from procviz.target import Target
from procviz.ui.app import ProcvizApp
from procviz.ui.widgets.canvas_pane import CanvasPane
from procviz.world import stamp

RATE = 30.0  # frames a second that are asked for
MS = 1_000_000
SETTLE = 2.0  # seconds before measuring begins


class Feed:
    """Gives ``count`` processes at once, and then what ``beat`` makes, ``rate`` times a second."""

    def __init__(self, count: int, rate: float, changed: int, beat: str) -> None:
        self.header = Header(command=("made", "up"))
        self.live, self.count, self.rate, self.changed, self.beat = True, count, rate, changed, beat
        self._begin = time.monotonic_ns()
        self._seq, self._pending = 0, []  # type: ignore[var-annotated]
        self._lock = threading.Lock()
        self._random = random.Random(7)
        self._wake = lambda: None
        self.cost = 0.0  # CPU seconds of our own thread, which is no part of procviz
        self.stamps: dict[int, float] = {}
        self.go = threading.Event()

    @property
    def now(self) -> int:
        """True time, ns."""
        return time.monotonic_ns() - self._begin

    def start(self, wake) -> None:  # type: ignore[no-untyped-def]
        """Give birth to all, then go on in a thread of our own."""
        self._wake = wake
        self._give(self._births())
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        due = time.monotonic()
        while self.live and self.rate:
            due += 1 / self.rate
            time.sleep(max(0.0, due - time.monotonic()))
            if self.go.is_set():
                self._give(list(getattr(self, f"_{self.beat}")()))
            self.cost = time.thread_time()

    def _give(self, events: list[Event]) -> None:
        with self._lock:
            for event in events:
                self._seq += 1
                object.__setattr__(event, "seq", self._seq)
                object.__setattr__(event, "t", self.now)
                self.stamps[self._seq] = time.monotonic()
            self._pending += events
        self._wake()

    def _births(self) -> list[Event]:
        where = Where("/made/up.py", 7, "main")
        out: list[Event] = [ev.RunBegan(pid=100, start=1, argv=("python", "up.py"))]
        out += [
            ev.Spawned(pid=100, child=100 + i, child_start=i, where=where)
            for i in range(1, self.count)
        ]
        return out

    def _some(self) -> Iterator[int]:
        first = self._random.randrange(self.count)
        return ((first + i) % self.count + 100 for i in range(self.changed))

    def _samples(self) -> Iterator[Event]:
        for pid in self._some():
            state, cpu = self._random.choice("RS"), self._random.random() * 100
            yield ev.Sampled(pid=pid, facts={"state": state, "cpu": cpu, "rss": 9 << 20})

    def _signals(self) -> Iterator[Event]:
        to = 100 + self._random.randrange(1, self.count)
        yield ev.SignalSent(pid=100, to=to, signal="SIGUSR1")

    def take(self) -> list[Event]:
        """Return what is new."""
        with self._lock:
            out, self._pending = self._pending, []
            return out

    def send_signal(self, key: ProcKey, signum: int) -> str:
        """Do nothing."""
        return ""

    def stop(self) -> None:
        """End."""
        self.live = False


TRIALS = {  # rate of beats, how many change, which beat; zoomed stage or all panes
    "moving": (0.0, 0, "samples"),  # the drawing alone: the world is moved by `Measured.move`
    "folded": (RATE, None, "samples"),
    "panes": (RATE, None, "samples"),
    "some": (RATE, 50, "samples"),
    "signal": (2.0, 1, "signals"),
    "idle": (0.0, 0, "samples"),
    "paused": (RATE, 1, "samples"),
    "latency": (250.0, 4, "samples"),
}


class Measured(ProcvizApp):
    """Counts frames, bytes and the age of what a frame shows."""

    def __init__(self, trial: str, count: int, seconds: float, result: Path) -> None:
        rate, changed, beat = TRIALS[trial]
        self.made = Feed(count, rate, count if changed is None else changed, beat)
        super().__init__(
            open=lambda _: self.made, scenarios=tuple, start_with=Target("", ("made", "up"))
        )
        self.trial, self.seconds, self.result = trial, seconds, result
        self.frames = self.bytes = self.shown = 0
        self.ages: list[float] = []
        self.waiting: list[int] = []
        self.profile: object = None
        self.patience = 60
        self.moving = self.fed = 0.0  # CPU seconds

    def on_mount(self) -> None:
        """Count what goes to the terminal, and begin when all has come to rest."""
        assert self._driver is not None
        write = self._driver.write

        def counted(data: str) -> None:
            size = len(data.encode("utf-8", "replace"))
            self.bytes += size
            queue = getattr(getattr(self._driver, "_writer_thread", None), "_queue", None)
            if queue is not None:
                self.waiting.append(queue.qsize())
            write(data)
            self.painted()

        self._driver.write = counted  # type: ignore[method-assign]
        paint = CanvasPane.paint

        def painting(pane: CanvasPane) -> None:
            self.frames += pane.id == "stage"
            paint(pane)

        CanvasPane.paint = painting  # type: ignore[method-assign]
        self.set_timer(SETTLE, self.begin)

    def painted(self) -> None:
        """Note how old the newest event is that the terminal has by now."""
        show = self.desk.show
        if self.trial != "latency" or show is None or not show.log:
            return
        now = time.monotonic()
        last = show.world.seq
        self.ages += [now - self.made.stamps[s] for s in range(self.shown + 1, last + 1)]
        self.shown = last

    def begin(self) -> None:
        """Everything that was born is shown: measure from now on."""
        self.main.player.transport.end()
        self.desk.focus, self.desk.zoomed = Pane.STAGE, self.trial not in ("panes", "latency")
        if self.trial in ("paused",):
            self.main.player.transport.pause()
        if self.trial == "idle":
            self.made.live = False
        self.main.repaint()
        self.made.go.set()
        if self.trial == "moving":
            self.set_interval(1 / RATE, self.move)
        self.set_timer(1.0, self.measure)

    def move(self) -> None:
        """Change every process, as events would, and draw a frame."""
        show = self.desk.show
        if show is not None:
            world, random, begin = show.world, self.made._random, time.process_time()
            world.revision = stamp()
            for process in map(world.own, list(world.processes.values())):
                process.facts["cpu"] = random.random() * 100
                process.state = State.RUNNING if random.random() < 0.5 else State.SLEEPING
                process.revision = world.revision
            self.moving += time.process_time() - begin  # no cost of drawing
            self.main.repaint(False)

    def measure(self) -> None:
        """Note where the counters stand; not before the terminal has all that was sent so far."""
        thread = getattr(self._driver, "_writer_thread", None)
        if thread is not None and thread._queue.qsize() and self.patience:
            self.patience -= 1
            self.set_timer(0.5, self.measure)
            return
        if len(sys.argv) > 5:
            import cProfile

            self.profile = cProfile.Profile()
            self.profile.enable()  # type: ignore[attr-defined]
        self.ages.clear()
        self.waiting.clear()
        self.moving, self.fed = 0.0, self.made.cost
        self.mark = (time.process_time(), time.monotonic(), self.frames, self.bytes)
        self.set_timer(self.seconds, self.finish)

    def finish(self) -> None:
        """Write the figures."""
        ours = self.moving + self.made.cost - self.fed
        cpu, wall = time.process_time() - self.mark[0] - ours, time.monotonic() - self.mark[1]
        if self.profile is not None:
            self.profile.disable()  # type: ignore[attr-defined]
            self.profile.dump_stats(sys.argv[5])  # type: ignore[attr-defined]
        frames = self.frames - self.mark[2]
        ages = sorted(self.ages) or [0.0]
        figures = {
            "cpu": cpu / wall,
            "fps": frames / wall,
            "frame_bytes": (self.bytes - self.mark[3]) / max(1, frames),
            "p99": ages[int(len(ages) * 0.99)],
            "median": statistics.median(ages),
            "queued": max(self.waiting, default=0),
        }
        self.result.write_text(json.dumps(figures))
        self.exit()


if __name__ == "__main__":
    trial, count, seconds, result = sys.argv[1:5]
    Measured(trial, int(count), float(seconds), Path(result)).run()
