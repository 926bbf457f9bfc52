"""Take the pictures of the README from real runs, and ten scenes in three sizes each.

    uv run python screenshots/make.py [NAME…]    # pictures; `films`: the films too
    uv run python screenshots/make.py scenes [NAME…]

Each scenario is really run and observed; nothing is posed: the picture is taken at the first
moment that fits.  Writes NAME.svg and NAME.png beside this file; for the films, one run as
NAME.cast, NAME.gif and NAME.html, played as NAME.film says; for the scenes scenes/NAME-WxH.png.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from procviz import cli, programs
from procviz import events as ev
from procviz.draw.moment import moment
from procviz.draw.theme import DARK
from procviz.film import gif, svg
from procviz.film.frames import still
from procviz.findings import find
from procviz.opener import Opener
from procviz.scenarios import catalog
from procviz.ui.app import ProcvizApp
from procviz.ui.film.screencast import picture
from procviz.ui.screens.compare import CompareScreen
from procviz.ui.show import Show
from procviz.world import State

HERE = Path(__file__).parent
LIMIT = 60.0  # seconds until a moment must have come
Moment = Callable[[Show, float], bool]


def in_flight(show: Show, progress: float) -> bool:
    """A signal is half-way from its sender to its receiver."""
    return isinstance(show.world.event, ev.SignalSent) and progress > 0.4


def zombies(count: int) -> Moment:
    """So many of them, and time has gone by."""

    def fits(show: Show, _: float) -> bool:
        dead = show.world.zombies
        return len(dead) == count and show.world.t - max(p.died or 0 for p in dead) > 600_000_000

    return fits


def both_returned(show: Show, _: float) -> bool:
    """os.fork has returned in parent and child, and both have said so."""
    return len({line.pid for line in show.world.output}) == 2


def adopted(show: Show, _: float) -> bool:
    """An orphan lives on with its new parent."""
    orphans = [p for p in show.world.alive if p.adopted_from is not None]
    return bool(orphans) and show.world.t > 1_000_000_000


def busy(show: Show, _: float) -> bool:
    """All workers have a task, and some tasks are done."""
    workers = [p for p in show.world.alive if any(isinstance(e, ev.TaskBegan) for e in p.open)]
    return len(workers) == 3 and show.world.t > 900_000_000


def waits(show: Show, _: float) -> bool:
    """The first process waits, two children are left."""
    root = show.world.root
    waiting = root is not None and root.state is State.WAITING
    return waiting and len(show.world.alive) == 3 and show.world.t > 800_000_000


def lost(show: Show, _: float) -> bool:
    """Somebody waits for a lock whose holder is dead."""
    return any(found.kind == "lost" for found in find(show.world, show.feed.now))


def all_await(show: Show, _: float) -> bool:
    """The tasks of an event loop all wait."""
    root = show.world.root
    states = [task.state for task in root.tasks.values()] if root is not None else []
    return len(states) > 3 and set(states) == {"suspended"}


def at(kind: type[ev.Event], progress: float = 0.5) -> Moment:
    """An event of a kind is so far through its motion."""

    def fits(show: Show, now: float) -> bool:
        event, done = moment(show.view(DARK, now))
        return isinstance(event, kind) and done >= progress

    return fits


def item_got(show: Show, now: float) -> bool:
    """Something that was put into a queue is on its way to who gets it."""
    event, done = moment(show.view(DARK, now))
    return isinstance(event, ev.Got) and not event.error and done >= 0.5


def over(show: Show, _: float) -> bool:
    """All has been shown."""
    return show.over


def compared(app: ProcvizApp) -> bool:
    """Both variants have been run."""
    screen = app.screen
    return isinstance(screen, CompareScreen) and all(ran.tally for ran in screen._runs())


@dataclass(frozen=True, slots=True)
class Shot:
    """What to run ("" = the picker), in which size, and when to press the shutter.

    ``keys`` are pressed at that moment, and then ``ready`` is waited for.
    """

    scenario: str
    moment: Moment
    size: tuple[int, int] = (160, 45)
    keys: tuple[str, ...] = ()
    ready: Callable[[ProcvizApp], bool] = lambda _: True
    theme: str = "procviz-dark"


SHOTS = {
    "picker": Shot("", lambda *_: True),
    "fork-basics": Shot("fork-basics", both_returned),
    "zombie": Shot("zombie", zombies(3)),
    "handler": Shot("handler", in_flight),
    "pool": Shot("pool", busy),
    "orphan": Shot("orphan", adopted),
    "orphan-120x36": Shot("orphan", adopted, (120, 36)),
    "wait-80x24": Shot("wait", waits, (80, 24)),
    "terminate-holder": Shot("terminate-holder", lost),
    "compare": Shot("pipe-ends", over, (120, 36), keys=("V",), ready=compared),
    "question": Shot("", lambda *_: True, (120, 36), keys=("a", "enter")),
    "zombie-light": Shot("zombie", zombies(3), (120, 36), theme="procviz-light"),
}


SMALL = 11  # pixels of a letter: small files that can be read
SIZES = ((80, 24), (120, 36), (160, 45))
SCENES: dict[str, Moment] = {
    "fork-basics": both_returned,
    "zombie": zombies(3),
    "orphan": adopted,
    "handler": in_flight,
    "pipe": at(ev.Received),
    "pool": busy,
    "fork-exec-wait": at(ev.Execed, 0.2),
    "queue": item_got,
    "terminate-holder": lost,
    "asyncio": all_await,
}


async def scene(name: str, fits: Moment) -> None:
    """Run once, stop the picture at the moment, and take it in every size."""
    opener = Opener(programs.scenario(catalog.find(name)))
    app = ProcvizApp(open=opener, lang="en", start_with=opener.first)
    (HERE / "scenes").mkdir(exist_ok=True)
    async with app.run_test(size=SIZES[-1]) as pilot:
        async with asyncio.timeout(LIMIT):
            while True:
                await pilot.pause(0.01)
                show = app.desk.show
                begun = show is not None and show.world.root is not None
                if begun and fits(show, show.playhead.progress(app.clock())):
                    break
        await pilot.press("space")
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause(0.2)
            cast = picture(app)
            with (HERE / "scenes" / f"{name}-{width}x{height}.png").open("wb") as file:
                gif.png(still(cast, 0), cast.head, file, SMALL)
            print(f"{name}: {width}x{height}", flush=True)
        await app.run_action("end")


async def take(name: str, shot: Shot) -> None:
    """Run, wait for the moment, take the picture, end everything."""
    first = programs.scenario(catalog.find(shot.scenario)) if shot.scenario else None
    opener = Opener(first)
    app = ProcvizApp(open=opener, lang="en", start_with=opener.first)
    async with app.run_test(size=shot.size) as pilot:
        app.theme = shot.theme
        async with asyncio.timeout(LIMIT):
            if first is None:
                await pilot.pause(1.0)  # the colours of the source come after the first frame
            while first is not None:
                await pilot.pause(0.01)
                show = app.desk.show
                begun = show is not None and show.world.root is not None
                if begun and shot.moment(show, show.playhead.progress(app.clock())):
                    break
            await pilot.press(*shot.keys)
            while not shot.ready(app):
                await pilot.pause(0.05)
        cast = picture(app)
        await app.run_action("end")
    frame = still(cast, 0)
    with (HERE / f"{name}.svg").open("w", encoding="utf-8") as file:
        svg.still(frame, cast.head, file)
    with (HERE / f"{name}.png").open("wb") as binary:
        gif.png(frame, cast.head, binary)
    print(f"{name}: {shot.size[0]}x{shot.size[1]}")


def films() -> None:
    """Film each script in this folder, of one run of the scenario that it is called after."""
    for script in sorted(HERE.glob("*.film")):
        target = script.stem
        for suffix in (".cast", ".gif", ".html"):
            out = script.with_suffix(suffix)
            if cli.main(["record", target, "--script", str(script), "-o", str(out)]):
                sys.exit(1)
            kept = Path(f"{out}.procviz")  # what was run for the first is filmed for the others
            if kept.exists():
                target = str(kept.rename(script.with_suffix(".procviz")))
        Path(target).unlink()


async def main(names: list[str]) -> None:
    """Take all pictures, or those named."""
    os.environ.pop("PYTHONUNBUFFERED", None)  # print() would write each line in two pieces
    if names[:1] == ["scenes"]:
        for name in names[1:] or SCENES:
            await scene(name, SCENES[name])
        return
    for name in names or SHOTS:
        await take(name, SHOTS[name])


if __name__ == "__main__":
    if os.environ.get("TEXTUAL_COLOR_SYSTEM") != "truecolor":  # read when Textual is imported
        os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
        os.environ.pop("NO_COLOR", None)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    wanted = sys.argv[1:]
    if not wanted or "films" in wanted:
        films()
    if wanted != ["films"]:
        asyncio.run(main([name for name in wanted if name != "films"]))
