"""Made-up event logs for drawing tests: the shapes that real runs have, with fixed numbers."""

import difflib
import os
import random
from dataclasses import replace
from pathlib import Path

from procviz import events as ev
from procviz.draw.canvas import Canvas, Style
from procviz.draw.theme import DARK
from procviz.draw.view import View
from procviz.events import Event, Where
from procviz.fold import fold

MS = 1_000_000
FILE = "/home/you/lesson.py"
HELPER = 812  # adopts orphans
GOLDENS = Path(__file__).parent / "goldens"
SIZES = [(16, 4), (20, 6), (38, 13), (50, 21), (70, 25), (100, 37), (200, 60), (17, 60), (200, 4)]
BACK = Style(DARK.text, DARK.panel)


def check(name: str, canvas: Canvas) -> None:
    """Compare with tests/goldens/NAME.txt; PROCVIZ_GOLDENS=write makes it anew."""
    path = GOLDENS / f"{name}.txt"
    text = "\n".join(canvas.text()) + "\n"
    if os.environ.get("PROCVIZ_GOLDENS") == "write":
        GOLDENS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8")
    diff = difflib.unified_diff(wanted.splitlines(), text.splitlines(), "wanted", "drawn", n=1)
    assert text == wanted, "\n" + "\n".join(diff)


class Log:
    """Collects events; numbers them, and lets 10 ms pass before each."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.t = 0

    def add(self, event: Event, after: int = 10) -> Event:
        self.t += after * MS
        event = replace(event, seq=len(self.events) + 1, t=self.t)
        self.events.append(event)
        return event

    def begin(self, pid: int = 4200, name: str = "lesson.py") -> None:
        self.add(ev.RunBegan(pid=pid, argv=("python", name)), 0)
        self.facts(pid, group=pid, cpu=0.4, rss=9_800_000)

    def fork(self, pid: int, child: int, line: int = 12, after: int = 10) -> None:
        where = Where(FILE, line, "main")
        self.add(ev.Spawned(pid=pid, child=child, where=where), after)
        self.facts(child, group=4200, cpu=0.0, rss=5_200_000)

    def facts(self, pid: int, **facts: object) -> None:
        self.add(ev.Sampled(pid=pid, facts=facts), 1)

    def wait(self, pid: int, target: int = -1) -> None:
        where = Where(FILE, 25, "main")
        self.add(ev.WaitBegan(pid=pid, call="os.waitpid", target=target, where=where))

    def exit(self, pid: int, code: int | None = 0, signal: str | None = None) -> None:
        self.add(ev.Exited(pid=pid, code=code, signal=signal))

    def reap(self, pid: int, child: int, code: int | None = 0) -> None:
        self.add(ev.Reaped(pid=pid, child=child, code=code))

    def view(self, progress: float = 1.0, selected: int = 0, lang: str = "en") -> View:
        """Return the view at the log's end; ``selected`` is a PID here."""
        world = fold(self.events)
        chosen = world.by_pid(selected)
        return View(
            world,
            lang=lang,
            selected=chosen.uid if chosen else 0,
            progress=progress,
            now=world.t + 200 * MS,
            log=self.events,
            adopter=HELPER,
        )


def forked() -> Log:
    log = Log()
    log.begin()
    log.fork(4200, 4201)
    return log


def waited() -> Log:
    log = forked()
    log.wait(4200, 4201)
    log.facts(4201, state="S")
    log.exit(4201, 3)
    log.reap(4200, 4201, 3)
    return log


def zombies() -> Log:
    log = Log()
    log.begin(name="zombie.py")
    for child in (4201, 4202, 4203):
        log.fork(4200, child)
    for code, child in enumerate((4201, 4202, 4203)):
        log.exit(child, code)
    log.add(ev.Zombie(pid=4203), 900)
    return log


def orphaned() -> Log:
    log = Log()
    log.begin(name="orphan.py")
    log.fork(4200, 4201)
    log.fork(4201, 4202)
    log.wait(4200)
    log.exit(4201)
    log.add(
        ev.Reparented(pid=4202, old=4201, new=HELPER, new_name="procviz, a subreaper"),
        1,
    )
    return log


def handshake() -> Log:
    """The picture of the design: a signal on its way, a zombie, a stopped one."""
    log = Log()
    log.begin(name="shell")
    log.fork(4200, 4201, 9)
    log.fork(4201, 4202, 16, 120)
    log.fork(4202, 4203, 18, 60)
    log.add(ev.Named(pid=4201, name="handshake"))
    log.add(ev.Named(pid=4202, name="handshake-kid"))
    log.add(ev.Named(pid=4203, name="grandkid"))
    log.exit(4203, 3)
    log.fork(4200, 4204, 10, 140)
    log.add(ev.Named(pid=4204, name="logger"))
    log.facts(4204, cpu=3.5)
    log.wait(4200)
    log.add(ev.SignalSent(pid=4200, to=4204, signal="SIGSTOP"), 300)
    log.add(ev.Stopped(pid=4204, signal="SIGSTOP"))
    log.facts(4202, state="S", cpu=61.0)
    log.add(ev.SignalSent(pid=4201, to=4202, signal="SIGUSR1", where=Where(FILE, 23, "main")), 500)
    return log


def piped() -> Log:
    """A parent that reads what a child writes, and has forgotten to close its own write end."""
    log = Log()
    log.begin(name="pipe_ends.py")
    pipe = {"object": "pipe:[4711]"}
    log.add(ev.PipeOpened(pid=4200, read=3, write=4, **pipe))
    log.fork(4200, 4201)
    log.add(ev.FdClosed(pid=4201, fd=3, **pipe))
    log.add(ev.ReceiveBegan(pid=4200, fd=3, **pipe, where=Where(FILE, 31, "main")))
    log.add(ev.SendBegan(pid=4201, fd=4, **pipe, size=6, text="hello\n"))
    log.add(ev.Sent(pid=4201, fd=4, **pipe, size=6))
    log.add(ev.Received(pid=4200, fd=3, **pipe, size=6, text="hello\n"))
    return log


def leaky() -> Log:
    log = piped()
    log.add(ev.ReceiveBegan(pid=4200, fd=3, object="pipe:[4711]", where=Where(FILE, 31, "main")))
    log.exit(4201)
    return log


def contended() -> Log:
    """Three workers and one lock: one has it, two wait."""
    log = Log()
    log.begin(name="lock.py")
    lock = {"object": "/mp-1", "type": "Lock"}
    for child in (4201, 4202, 4203):
        log.fork(4200, child, after=4)
    for child in (4202, 4201, 4203):
        log.add(ev.AcquireBegan(pid=child, **lock, where=Where(FILE, 19, "work")))
        if child == 4202:
            log.add(ev.Acquired(pid=child, **lock))
    return log


def looped() -> Log:
    """Three tasks of one event loop."""
    log = Log()
    log.begin(name="tasks.py")
    for i, awaits in ((1, "sleep"), (2, "queue"), (3, "")):
        log.add(ev.TaskCreated(pid=4200, task=i, name=f"Task-{i}", function="fetch"))
        log.add(ev.TaskResumed(pid=4200, task=i))
        if awaits:
            log.add(ev.TaskSuspended(pid=4200, task=i, awaits=awaits))
    log.add(ev.TaskFinished(pid=4200, task=3))
    return log


def pool(workers: int = 3, root: str = "pool.py") -> Log:
    log = Log()
    log.begin(name=root)
    for i in range(workers):
        child = 4201 + i
        log.fork(4200, child, after=4)
        log.add(ev.Named(pid=child, name=f"Worker-{i + 1}"), 1)
        log.facts(child, cpu=float(i * 37 % 100))
    for i in range(workers):
        where = Where(FILE, 30 + i % 4, "work")
        log.add(ev.TaskBegan(pid=4201 + i, function="square", job=0, index=i, where=where), 2)
    for i in range(0, workers, 3):
        log.facts(4201 + i, state="S")
    return log


def shell_loop(children: int) -> Log:
    """One child after another, each reaped before the next."""
    log = Log()
    log.begin(name="loop.sh")
    for i in range(children):
        log.fork(4200, 4201 + i)
        log.add(ev.Execed(pid=4201 + i, argv=("/bin/date",)))
        log.wait(4200, 4201 + i)
        log.exit(4201 + i)
        log.reap(4200, 4201 + i)
    return log


def anything(seed: int, steps: int = 60) -> Log:
    """A random but possible run, with hostile names and signals from everywhere."""
    rng = random.Random(seed)
    names = ("a", "进程一号进程二号", "x" * 300, "\x1b[2J\u202e[/]", "", "é́́́́", "👩‍👩‍👧")
    log = Log()
    log.begin(name=rng.choice(names))
    alive, zombies, parents, pid = [4200], [], {4200: 0}, 4200
    for _ in range(rng.randrange(steps)):
        who = rng.choice(alive) if alive else 4200
        match rng.randrange(20):
            case 0 | 1 | 2 | 3 if alive:
                pid += rng.choice((1, 1, 1, 90_000))
                parents[pid] = who
                alive.append(pid)
                log.fork(who, pid, after=rng.choice((0, 0, 1, 500)))
            case 4 if alive:
                log.add(ev.Named(pid=who, name=rng.choice(names)))
            case 5 if len(alive) > 1:
                alive.remove(who)
                zombies.append(who)
                log.exit(who, *rng.choice(((0, None), (3, None), (None, "SIGKILL"), (None, None))))
                for child in [c for c in alive if parents[c] == who]:
                    parents[child] = HELPER
                    log.add(ev.Reparented(pid=child, old=who, new=HELPER, new_name=names[1]), 0)
            case 6 | 7 if zombies:
                dead = zombies.pop(rng.randrange(len(zombies)))
                log.reap(parents[dead], dead)
            case 8:
                to = rng.choice([*parents, -4200, 1])
                sender = rng.choice([who, who, 0, 77])
                log.add(ev.SignalSent(pid=sender, to=to, signal="SIGUSR1"), rng.choice((0, 5)))
            case 9:
                log.add(ev.HandlerBegan(pid=who, signal="SIGUSR1", handler=rng.choice(names)))
            case 10:
                log.add(rng.choice((ev.Stopped(pid=who), ev.Continued(pid=who))))
            case 11:
                log.wait(who)
            case 12:
                log.add(ev.Execed(pid=who, argv=(rng.choice(names),)))
            case 13:
                pipe = f"pipe:[{rng.randrange(2)}]"
                size = rng.choice((0, 5, 1 << 40))
                log.add(rng.choice((
                    ev.PipeOpened(pid=who, read=3, write=4, object=pipe),
                    ev.FdClosed(pid=who, fd=rng.choice((3, 4)), object=pipe),
                    ev.FdDuped(pid=who, fd=4, to=1, object=pipe),
                    ev.ReceiveBegan(pid=who, fd=3, object=pipe),
                    ev.Received(pid=who, fd=3, object=pipe, size=size, text=rng.choice(names)),
                    ev.Sent(pid=who, fd=4, object=pipe, size=size),
                    ev.EofRead(pid=who, fd=3, object=pipe),
                )))  # fmt: skip
            case 14 | 15:
                thing = {
                    "object": rng.choice("ab"),
                    "type": rng.choice(("Lock", "Queue", "Semaphore", *names)),
                    "library": rng.choice(("multiprocessing", "threading", "asyncio")),
                }
                log.add(rng.choice((
                    ev.AcquireBegan(pid=who, **thing),
                    ev.Acquired(pid=who, **thing, value=rng.choice((-1, 0, 3))),
                    ev.AcquireFailed(pid=who, **thing),
                    ev.Released(pid=who, **thing),
                    ev.PutBegan(pid=who, **thing, item=rng.choice(names)),
                    ev.Put(pid=who, **thing),
                    ev.GetBegan(pid=who, **thing),
                    ev.Got(pid=who, **thing, item=rng.choice(names)),
                    ev.WaitingOn(pid=who, **thing, call="wait"),
                    ev.Woken(pid=who, **thing, call="wait"),
                )))  # fmt: skip
            case 16:
                task = rng.randrange(3)
                log.add(rng.choice((
                    ev.TaskCreated(pid=who, task=task, name=rng.choice(names), function="f"),
                    ev.TaskResumed(pid=who, task=task),
                    ev.TaskSuspended(pid=who, task=task, awaits=rng.choice(names)),
                    ev.TaskFinished(pid=who, task=task),
                )))  # fmt: skip
            case _:
                log.facts(who, state=rng.choice("RSDT"), cpu=250.0, rss=rng.randrange(1 << 40))
    if rng.random() < 0.2:
        log.add(ev.RunEnded(pid=4200, code=1))
    return log
