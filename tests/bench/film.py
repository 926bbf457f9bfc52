"""How long filming takes, how large films are, and what a screencast costs while one watches.

    uv run python -m tests.bench.film [SCENARIO]

A real run of the scenario is filmed at 160x45 and 30 frames a second, so slowly that it lasts a
minute and something moves all the time; then at human pace as each kind.  CPU times are of this
process alone, by process_time(3); the wall time is what one waits.  Live: the app on a pseudo
terminal of 120x36, on the same recording, with and without R, by proc_pid_stat(5), in turn.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from procviz import recording
from procviz.film import asciicast, frames, gif, page, svg
from procviz.sources.replayed import Replay
from procviz.target import Target
from procviz.ui.film.camera import TAIL, Film, Shooting, shoot
from procviz.ui.film.director import plain
from tests.bench.startup import Terminal

MINUTE = 60.0
SECONDS = 8.0  # of the live run that are measured
PAIRS = 5


def nothing(target: Target) -> Replay:
    """Nothing else is run in these films."""
    raise LookupError(target)


def film(path: Path, size: tuple[int, int], pace: float) -> Film:
    """Film a recording."""
    feed = Replay(recording.read(path))
    return shoot(Shooting(size=size, pace=pace, feed=feed, open=nothing), plain())


def timed(what: str, do: Callable[[], object]) -> None:
    """Do something and print how long it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    got = do()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"  {what:<34} {wall:5.1f} s, {cpu:5.1f} s CPU  {got}")


def minute(path: Path, out: Path) -> None:
    """Film a minute in which something always moves."""
    usual = film(path, (160, 45), 1.0)
    pace = (usual.cast.duration / 1000 - TAIL) / (MINUTE - TAIL)
    made: list[Film] = []

    def shot() -> str:
        made.append(film(path, (160, 45), pace))
        count = sum(e.code == asciicast.OUTPUT for e in made[0].cast.events)
        return f"{made[0].cast.duration / 1000:.0f} s, {count} frames"

    print(f"a minute at 160x45, 30 frames a second, 1/{1 / pace:.1f} of human pace")
    timed("filming", shot)
    with out.open("w", encoding="utf-8") as file:
        asciicast.save(made[0].cast, file)
    print(f"  {'.cast':<34} {out.stat().st_size / 1e6:5.2f} MB")


def kinds(path: Path, folder: Path) -> None:
    """Make each kind of film."""
    made = film(path, (120, 36), 1.0)
    head = made.cast.head
    few = list(frames.frames(made.cast, gif.FPS))
    every = list(frames.frames(made.cast))
    print(f"{made.cast.duration / 1000:.1f} s at human pace, 120x36, {len(every)} frames")

    def write(name: str, save: Callable[..., None], *args: object, text: bool = True) -> str:
        target = folder / name
        with target.open("w" if text else "wb", encoding="utf-8" if text else None) as file:
            save(args[0], args[1], file)
        return f"{target.stat().st_size / 1e6:.2f} MB"

    timed(".gif", lambda: write("a.gif", gif.save, few, head, text=False))
    timed(".svg", lambda: write("a.svg", svg.film, few, head))
    timed(".html", lambda: write("a.html", page.save, every, made.cast))
    timed(".png", lambda: write("a.png", gif.png, few[-1], head, text=False))


def live(path: Path, recorded: bool) -> float:
    """Return the CPU seconds of a replay on a terminal, with or without a screencast."""
    terminal = Terminal([sys.executable, "-m", "procviz", "replay", str(path)])
    try:
        terminal.first_picture()
        if recorded:
            os.write(terminal.fd, b"R")
        before = terminal.cpu()
        terminal.drain(SECONDS)
        return terminal.cpu() - before
    finally:
        terminal.close()


def main(name: str) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="procviz-") as folder:
        os.chdir(folder)
        path = Path(folder) / "run.procviz"
        subprocess.run(
            [sys.executable, "-m", "procviz", "run", name, "-o", str(path)],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        minute(path, Path(folder) / "minute.cast")
        kinds(path, Path(folder))
        pairs = [(live(path, False), live(path, True)) for _ in range(PAIRS)]
        without, with_ = (statistics.median(side) for side in zip(*pairs, strict=True))
        more = statistics.median(b / a - 1 for a, b in pairs)
        print(
            f"live, {SECONDS:.0f} s at 120x36: {without:.2f} s CPU, with a screencast {with_:.2f} s"
        )
        print(f"  median of {PAIRS} pairs: {more:+.1%}; {len(list(Path().glob('*.cast')))} casts")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "pool")
