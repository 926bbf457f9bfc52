"""What the tests of the panes that are text more than picture draw."""

from procviz import events as ev
from procviz.draw import about, picker
from procviz.draw.canvas import Canvas
from procviz.draw.highlight import tokens
from procviz.draw.source import Listing
from procviz.draw.view import View
from procviz.events import Event, Where
from procviz.fold import fold
from tests.draw_worlds import BACK

FILE = "/home/you/lesson.py"
TEXT = """import os, signal

def on_usr1(signum, frame):  # a handler
    print("got it", signum)

signal.signal(signal.SIGUSR1, on_usr1)
pid = os.fork()
if pid == 0:
    signal.pause()
os.kill(pid, 10)
os.wait()
"""
LISTING = Listing(FILE, tokens(TEXT))
NASTY = "a\x1b[31m\x9b2J\u202e\u200b[red]x[/]\t"


def at(line: int, function: str = "<module>") -> Where:
    return Where(FILE, line, function)


def log() -> list[Event]:
    """A parent that waits, a child in its handler, and facts about the child."""
    probe = ("probe",)
    ms = 1_000_000
    facts = {
        "state": "S", "cpu": 1.25, "user": 0.004, "system": 0.001, "rss": 11 << 20, "threads": 2,
        "processor": 1, "group": 4201, "session": 4200, "tty": 0x8803, "voluntary": 7,
        "involuntary": 2, "caught": ["SIGINT", "SIGUSR1"], "ignored": ["SIGPIPE", "SIGXFSZ"],
        "blocked": ["SIGTERM"], "pending": ["SIGTERM"], "fds": {"0": "/dev/null", "3": "pipe:[7]"},
    }  # fmt: skip
    found: list[Event] = [
        ev.RunBegan(seq=1, pid=4200, start=1, argv=("python", "-u", FILE)),
        ev.LineReached(seq=2, pid=4200, t=10 * ms, source=probe, where=at(6)),
        ev.DispositionSet(
            seq=3, pid=4200, t=11 * ms, signal="SIGUSR1", action="handler", handler="on_usr1",
            source=probe, where=at(6),
        ),
        ev.Spawned(seq=4, pid=4200, t=20 * ms, child=4201, source=probe, where=at(7)),
        ev.ForkReturned(seq=5, pid=4201, t=21 * ms, value=0, source=probe, where=at(7)),
        ev.LineReached(seq=6, pid=4201, t=22 * ms, source=probe, where=at(8)),
        ev.LineReached(seq=7, pid=4201, t=23 * ms, source=probe, where=at(9)),
        ev.Sampled(seq=8, pid=4201, t=30 * ms, facts=facts),
        ev.Sampled(seq=9, pid=4200, t=31 * ms, facts={"fds": {"4": "pipe:[7]"}, "group": 4200}),
        ev.LineReached(seq=10, pid=4200, t=40 * ms, source=probe, where=at(10)),
        ev.SignalSent(
            seq=11, pid=4200, t=41 * ms, to=4201, signal="SIGUSR1", source=probe, where=at(10)
        ),
        ev.HandlerBegan(
            seq=12, pid=4201, t=42 * ms, signal="SIGUSR1", handler="on_usr1", source=probe,
            where=at(4, "on_usr1"),
        ),
        ev.Wrote(seq=13, pid=4201, t=43 * ms, fd=1, text="got it 10\nand a second line\n"),
        ev.Wrote(seq=14, pid=4200, t=44 * ms, fd=2, text="something went wrong in the parent\n"),
        ev.WaitBegan(seq=15, pid=4200, t=50 * ms, call="os.wait", source=probe, where=at(11)),
    ]  # fmt: skip
    return found


def view(events: list[Event] | None = None, selected: int = 4, **options: object) -> View:
    world = fold(events if events is not None else log())
    return View(world, selected=selected, now=world.t, **options)  # type: ignore[arg-type]


def canvas(width: int, height: int) -> Canvas:
    return Canvas(width, height, BACK)


ENTRIES = [
    picker.Entry("a", "fork: one call, two returns", "Fork and wait", done=True),
    picker.Entry("b", "Zombies", "Fork and wait", ways=2),
    picker.Entry("c", "A signal handler", "Signals", broken=True),
    picker.Entry("d", "A pool of workers with a title that is far too long", "multiprocessing"),
]
ABOUT = about.About(
    title="Zombies",
    chapter="Fork and wait",
    texts=[
        ("teaches", "A child that has ended is not gone: the kernel keeps its PID."),
        ("watch", "Flip the variant, and see `os.wait()` and `exit 3`."),
        ("trap", "kill -9 does nothing to a zombie."),
        ("habit", "Wait for every child."),
        ("differs", ""),
    ],
    variants=[("unreaped", "the parent never waits"), ("reaped", "the parent waits")],
    variant="reaped",
)
