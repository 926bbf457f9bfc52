"""A feed that a test drives by hand, a clock that stands still, and two made-up scenarios."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from procviz import events as ev
from procviz.events import Event, Where
from procviz.feed import Header
from procviz.identity import ProcKey
from procviz.scenarios.questions import read
from procviz.scenarios.scenario import Scenario, Variant, Whole
from procviz.target import Target
from procviz.ui.app import ProcvizApp
from procviz.ui.widgets.canvas_pane import CanvasPane
from procviz.words import LANGUAGES
from tests.gate_fakes import Gate

SOURCE = 'import os\n\npid = os.fork()\nif pid == 0:\n    os._exit(3)\nos.wait()\nprint("done")\n'
PATH = "/made/up/lesson.py"


class Feed:
    """`procviz.feed.Feed`, driven by `give`."""

    def __init__(self, target: Target | None = None) -> None:
        self.target = target
        self.gate = Gate() if target is not None and target.gate else None
        self.header = Header(command=("python", PATH), helper=9, files={PATH: SOURCE})
        self.live = True
        self.now = 0
        self.sent: list[tuple[ProcKey, int]] = []
        self.refuse = ""
        self.stopped = 0
        self.broken: Exception | None = None
        self._events: list[Event] = []
        self.events: list[Event] = []
        self._wake: Callable[[], None] = lambda: None

    def start(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def take(self) -> list[Event]:
        if self.broken is not None:
            raise self.broken
        events, self._events = self._events, []
        return events

    def give(self, *events: Event) -> None:
        self._events += events
        self.events += events
        self.now = max([self.now, *(event.t for event in events)])
        self._wake()

    def finish(self) -> None:
        self.live = False
        self._wake()

    def send_signal(self, key: ProcKey, signum: int) -> str:
        self.sent.append((key, signum))
        return self.refuse

    def stop(self) -> None:
        self.stopped += 1
        self.live = False


class Clock:
    def __init__(self) -> None:
        self.t = 1_000.0

    def __call__(self) -> float:
        return self.t


def at(line: int, function: str = "<module>") -> Where:
    return Where(PATH, line, function)


def story(name: str = "python") -> list[Event]:
    """One process, two children: the first becomes a zombie, the second sleeps."""
    ms = 1_000_000
    probe = ("probe",)
    log: list[Event] = [
        ev.RunBegan(pid=100, start=1, t=0, argv=(name, PATH)),
        ev.Sampled(pid=100, t=5 * ms, facts={"state": "R", "cpu": 1.5, "rss": 9 << 20}),
        ev.Spawned(pid=100, t=10 * ms, child=101, child_start=2, source=probe, where=at(3)),
        ev.Spawned(pid=100, t=20 * ms, child=102, child_start=3, source=probe, where=at(3)),
        ev.LineReached(pid=101, t=21 * ms, source=probe, where=at(5)),
        ev.Wrote(pid=101, t=22 * ms, fd=1, text="hello from the child\n"),
        ev.Wrote(pid=102, t=23 * ms, fd=2, text="trouble\n"),
        ev.Exited(pid=101, t=30 * ms, code=3),
        ev.Zombie(pid=101, t=60 * ms),
        ev.Sampled(pid=102, t=70 * ms, facts={"state": "S", "wchan": "hrtimer_nanosleep"}),
        ev.WaitBegan(pid=100, t=80 * ms, call="os.wait", source=probe, where=at(6)),
    ]
    return [_numbered(event, i) for i, event in enumerate(log, 1)]


def _numbered(event: Event, seq: int) -> Event:
    from dataclasses import replace

    return replace(event, seq=seq)


QUESTIONS: list[dict[str, object]] = [
    {
        "en": "How many processes will there be?",
        "zh": "一共有几个进程？",
        "count": {"kind": "spawned"},
        "plus": 1,
        "choices": [2, 3, 4],
    },
    {
        "en": "What becomes of the first child?",
        "zh": "第一个子进程会怎样？",
        "choices": [
            {"en": "it is reaped", "zh": "被回收", "when": [{"kind": "reaped"}]},
            {
                "en": "it becomes a zombie",
                "zh": "成为僵尸进程",
                "when": [{"kind": "exited", "pid": "$a"}, {"kind": "zombie", "pid": "$a"}],
            },
        ],
    },
]


def scenarios(folder: Path) -> list[Scenario]:
    """Three: the second has two variants, the third is broken."""
    words = {
        "title": {"en": "First lesson", "zh": "第一课"},
        "teaches": {"en": "It teaches `os.fork`.", "zh": "讲 fork。"},
    }
    other = {"title": {"en": "Second lesson", "zh": "第二课"}}
    path = folder / "lesson.py"
    path.write_text(SOURCE)
    broken = Scenario(
        "third", "signals", path, whole=lambda: Whole(problem="lesson.py:9: no title")
    )
    assert broken.problem  # the list knows it
    ways = tuple(Variant(name, {"en": name, "zh": name}, {}) for name in ("slow", "quick"))
    return [
        Scenario(
            "first",
            "fork-and-wait",
            path,
            1,
            titles=words["title"],
            whole=lambda: Whole(words, questions=tuple(read(q, LANGUAGES) for q in QUESTIONS)),
        ),
        Scenario(
            "second",
            "signals",
            path,
            1,
            titles=other["title"],
            names=("slow", "quick"),
            whole=lambda: Whole(other, ways),
        ),
        broken,
    ]


class Stage:
    """An app under test, and what it opened."""

    def __init__(self, folder: Path, lang: str = "en", **options: object) -> None:
        self.clock = Clock()
        self.feeds: list[Feed] = []
        self.refuse_to_open: Exception | None = None
        self.app = ProcvizApp(
            open=self._open,
            lang=lang,
            clock=self.clock,
            **{"scenarios": lambda: scenarios(folder), **options},  # type: ignore[arg-type]
        )
        self._told: list[str] = []
        notify = self.app.notify

        def noting(message: str, **how: object) -> None:
            self._told.append(message)  # Textual forgets it after some seconds
            notify(message, **how)  # type: ignore[arg-type]

        self.app.notify = noting  # type: ignore[assignment,method-assign]

    def _open(self, target: Target) -> Feed:
        if self.refuse_to_open is not None:
            raise self.refuse_to_open
        self.feeds.append(Feed(target))
        return self.feeds[-1]

    @property
    def feed(self) -> Feed:
        return self.feeds[-1]

    @property
    def desk(self):  # type: ignore[no-untyped-def]
        return self.app.desk

    def text(self, pane: str) -> str:
        widget = self.app.main.query_one(f"#{pane}", CanvasPane)
        return "\n".join(widget.render_line(y).text for y in range(widget.size.height))

    def screen_text(self) -> str:
        widgets = self.app.screen.query(CanvasPane)
        return "\n".join(w.render_line(y).text for w in widgets for y in range(w.size.height))

    def told(self) -> list[str]:
        return list(self._told)


@asynccontextmanager
async def stage(
    folder: Path, size: tuple[int, int] = (160, 45), **options: object
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """Run an app on the picker."""
    it = Stage(folder, **options)  # type: ignore[arg-type]
    async with it.app.run_test(size=size) as pilot:
        await settle(pilot)
        yield it, pilot


async def settle(pilot: Pilot[None]) -> None:
    """Let everything that was asked for happen, also what threads and workers do."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def run(it: Stage, pilot: Pilot[None], *, shown: bool = True) -> Feed:
    """Run the first scenario; ``shown``: its whole story is on the screen."""
    await pilot.press("enter")
    await settle(pilot)
    it.feed.give(*story())
    await settle(pilot)
    if shown:
        await pilot.press("end")
    return it.feed


async def later(it: Stage, pilot: Pilot[None], seconds: float) -> None:
    """Let time pass."""
    it.clock.t += seconds
    it.app.main.player.tick()
    await pilot.pause()
