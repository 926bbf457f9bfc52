"""``procviz record``: a film of the screen, of a recording or of a run made for it.

The program really runs, and is recorded; then the recording is played through the real app on a
clock that leaps, which takes a tenth of the film's time.  A recording gives the same bytes each
time.  Two runs never are the same, so each run is kept beside its film, to film it again.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from procviz import programs, recording
from procviz.errors import Sentence
from procviz.film import asciicast, frames
from procviz.safe import safe
from procviz.session import Program
from procviz.sources.replayed import Replay
from procviz.target import Target
from procviz.ui.film import script as scripts

if TYPE_CHECKING:
    from procviz.feed import Feed
    from procviz.ui.film.watch import Moment

KINDS = (".cast", ".gif", ".svg", ".html", ".png")


class Unfilmable(Sentence):
    """The film cannot be made, or not be written there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to film; what is "" or None is left to the script, and then to what is usual."""

    output: Path | None
    script: Path | None = None
    size: str = ""
    pace: str = ""
    theme: str = ""
    lang: str = ""
    presenter: bool = False
    fps: float = 30.0
    keys: bool = False
    version: int = 3  # of the asciicast
    at: str = ""
    still: bool = False
    own: Path | None = None
    timeout: float | None = None
    linger: float = 5.0


@dataclass(slots=True)
class _Made:
    """A film, and at which moment of it a still is taken (None: at its end)."""

    cast: asciicast.Cast
    moments: "list[Moment]"


def kind(options: Options) -> str:
    """Return what to write; raises Unfilmable where that cannot be known or done."""
    names = ", ".join(KINDS)
    if options.output is None:
        raise Unfilmable(f"`procviz record` needs -o and a file to write: {names}.")
    found = options.output.suffix.lower()
    if found not in KINDS:
        raise Unfilmable(
            f"What is {safe(str(options.output))} to be? Its end tells the format: {names}."
        )
    if (options.at or options.still) and found not in (".svg", ".png"):
        raise Unfilmable("--at and --still are for pictures: .svg and .png.")
    if found in (".gif", ".png"):
        from procviz.film import raster

        raster.require()
    if not 1 <= options.fps <= 60:
        raise Unfilmable("--fps must be from 1 to 60.")
    _moment(options.at, [])
    _try(options.output)
    return found


def _try(output: Path) -> None:
    """Raise now what would fail after the run."""
    folder = output.parent
    if output.is_dir():
        raise Unfilmable(f"Cannot write {safe(str(output))}: it is a folder.")
    if not folder.is_dir():
        raise Unfilmable(f"Cannot write {safe(str(output))}: there is no folder {folder}.")
    if not os.access(output if output.exists() else folder, os.W_OK):
        raise Unfilmable(f"Cannot write {safe(str(output))}: Permission denied.")


def of_cast(path: Path, options: Options) -> int:
    """Turn a cast into another kind of film."""
    found = kind(options)
    assert options.output is not None
    if options.output.exists() and path.exists() and options.output.samefile(path):
        raise Unfilmable(f"{safe(str(path))} is the cast itself: choose another file for -o.")
    if options.script is not None:
        raise Unfilmable("A cast is a film already: --script needs a program or a recording.")
    _save(_Made(asciicast.read(path), []), found, options)
    return 0


def of_recording(path: Path, options: Options) -> int:
    """Film a recording."""
    found = kind(options)
    read = recording.read(path)
    if read.note:
        print(f"procviz: {read.note}", file=sys.stderr)
    _save(_shoot(Replay(read), options), found, options)
    return 0


def of_run(program: Program, options: Options) -> int:
    """Run a program to its end and film that; returns the program's exit status (sh(1))."""
    found = kind(options)
    assert options.output is not None
    scripts_checked(options)
    keep = Path(f"{options.output}.procviz")
    status = _record(program, keep, options)
    if not keep.exists():
        return status
    _save(_shoot(Replay(recording.read(keep)), options), found, options, keep)
    return status


def of_script(options: Options) -> int:
    """Film what a script does from the picker on."""
    found = kind(options)
    _save(_shoot(None, options), found, options)
    return 0


def scripts_checked(options: Options) -> scripts.Script:
    """Return the script, an empty one where there is none; raises for what is wrong anywhere."""
    from procviz.ui.film.camera import themes

    found = scripts.read(options.script) if options.script else scripts.Script()
    if options.theme and options.theme not in themes():
        names = ", ".join(themes())
        raise Unfilmable(f"There is no theme {safe(options.theme)!r}; there are {names}.")
    for command in found.commands:
        if command.name == "theme" and command.words[0] not in themes():
            raise scripts.BadScript(
                f"{found.at(command)}: there is no theme {safe(command.words[0])!r}."
            )
    try:
        scripts.pace(options.pace or found.settings.get("pace", "human"))
        scripts.size(options.size or "120x36")
    except ValueError as error:
        raise Unfilmable(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    return found


def _record(program: Program, path: Path, options: Options) -> int:
    from procviz import headless

    with (
        tempfile.TemporaryDirectory(prefix="procviz-") as folder,
        open(os.devnull, "w", encoding="utf-8") as nowhere,
    ):
        written = Path(folder) / "run.procviz"
        status = headless.run(
            program,
            headless.Options(
                as_json=True, record=written, timeout=options.timeout, linger=options.linger
            ),
            nowhere,
        )
        if written.exists():
            _replace(path, lambda file: file.write(written.read_bytes()))
    return status


def _shoot(feed: "Feed | None", options: Options) -> _Made:
    from procviz.ui.film.camera import Shooting, shoot
    from procviz.ui.film.director import Director

    script = scripts_checked(options)
    commands = list(script.commands)
    cells = "120x36"
    if commands and commands[0].name == "size":  # the size at the beginning, not a change of it
        cells = commands.pop(0).words[0]
    theme = "procviz-dark"
    if commands and commands[0].name == "theme":
        theme = commands.pop(0).words[0]
    if feed is None and not commands:
        raise Unfilmable("The script does nothing: it needs `run SCENARIO`, or keys and waits.")
    script = scripts.Script(script.path, script.settings, commands)
    shooting = Shooting(
        size=scripts.size(options.size or cells),
        fps=options.fps,
        pace=scripts.pace(options.pace or script.settings.get("pace", "human")),
        theme=options.theme or theme,
        lang=options.lang or script.settings.get("lang", "en"),
        presenter=options.presenter or "presenter" in script.settings,
        keys=options.keys,
        feed=feed,
        open=_Runs(options),
        more={"own": options.own},
    )
    film = shoot(shooting, Director(script))
    return _Made(film.cast, film.moments)


class _Runs:
    """Runs what a script runs, keeps it beside the film, and gives it as a recording."""

    def __init__(self, options: Options) -> None:
        self._options, self._count = options, 0

    def __call__(self, target: Target) -> "Feed":
        self._count += 1
        number = f"-{self._count}" if self._count > 1 else ""
        keep = Path(f"{self._options.output}{number}.procviz")
        if target.scenario:
            program = programs.find([target.scenario], target.variant, self._options.own)
        else:
            program = Program(argv=target.argv)
        _record(program, keep, self._options)
        if not keep.exists():
            raise Unfilmable(f"{safe(target.title or target.scenario)} could not be run.")
        print(f"procviz: this run is kept in {safe(str(keep))}.", file=sys.stderr)
        return Replay(recording.read(keep))


def _moment(at: str, moments: "list[Moment]", duration: int = 0) -> int:
    """Return the time in a film that --at means, ms; raises Unfilmable."""
    if not at:
        return duration
    bare = at.removesuffix("s")
    if bare.replace(".", "", 1).isdigit():
        return round(float(bare) * 1000)
    name, _, which = at.partition(":")
    if which and not (which.isdigit() and int(which)):
        raise Unfilmable(f"--at takes seconds, or an event such as zombie or zombie:2, not {at!r}.")
    try:
        scripts.kind(name)
    except ValueError as error:
        raise Unfilmable(f"--at: {error}.") from None
    if not moments:
        return 0
    fits = [i for i, moment in enumerate(moments) if moment.kind == name]
    wanted = int(which or 1)
    if len(fits) < wanted:
        raise Unfilmable(f"There is no {at} in this film: it has {len(fits)} of {name}.")
    here = moments[fits[wanted - 1]]
    after = (m.t for m in moments[fits[wanted - 1] + 1 :] if m.worth and m.t > here.t)
    return max(here.t, min(next(after, duration), here.t + 400) - 1)  # its motion is done by then


def _save(made: _Made, found: str, options: Options, kept: Path | None = None) -> None:
    output = options.output
    assert output is not None
    cast = made.cast
    still = found == ".png" or options.still or bool(options.at)
    if still and options.at and not made.moments and not options.at[0].isdigit():
        raise Unfilmable("A cast has no events: --at takes seconds of it.")
    at = _moment(options.at, made.moments, cast.duration) if still else 0
    if found == ".cast":
        count = sum(event.code == asciicast.OUTPUT for event in cast.events)
        _replace(output, lambda f: asciicast.save(cast, f, options.version), text=True)
    elif still:
        count = 1
        picture = frames.still(cast, at)
        if found == ".png":
            from procviz.film import gif

            _replace(output, lambda f: gif.png(picture, cast.head, f))
        else:
            from procviz.film import svg

            _replace(output, lambda f: svg.still(picture, cast.head, f), text=True)
    else:
        count = _film(cast, found, options)
    if found in (".gif", ".png"):
        from procviz.film import raster

        if raster.missing:
            print(f"procviz: {raster.lament()}", file=sys.stderr)
    size = output.stat().st_size
    what = "a still" if still else f"{cast.duration / 1000:.1f} s, {count} frames"
    run = f"; the run is kept in {safe(str(kept))}" if kept is not None else ""
    print(f"procviz: {safe(str(output))}: {what}, {size / 1e6:.2f} MB{run}.", file=sys.stderr)


def _film(cast: asciicast.Cast, found: str, options: Options) -> int:
    from procviz.film import gif, page, svg

    assert options.output is not None
    few = min(options.fps, gif.FPS)  # pictures of pixels grow with every frame
    shown = list(frames.frames(cast, 0 if found == ".html" else few))
    if found == ".gif":
        _replace(options.output, lambda f: gif.save(shown, cast.head, f))
    elif found == ".svg":
        _replace(options.output, lambda f: svg.film(shown, cast.head, f), text=True)
    else:
        lang = options.lang or "en"
        _replace(options.output, lambda f: page.save(shown, cast, f, lang), text=True)
    return len(shown)


def _replace(path: Path, write: "Callable[[Any], object]", text: bool = False) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "w" if text else "wb", encoding="utf-8" if text else None) as file:
            write(file)
        part.replace(path)
    except OSError as error:
        raise Unfilmable(f"Cannot write {safe(str(path))}: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
