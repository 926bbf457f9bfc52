"""``procviz record``: a film of the screen, of a recording or of a run made for it.

The program really runs, and is recorded; then the recording is played through the real app on a
clock that leaps, which takes a tenth of the film's time.  A recording gives the same bytes each
time.  Two runs never are the same, so each run is kept beside its film; the film of a scenario that
is made once more is one of that run, and has the same bytes.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from procviz import programs, recording
from procviz.film import asciicast
from procviz.filming import kept
from procviz.filming.options import KINDS, Made, Options, Unfilmable, kind, moment
from procviz.filming.saving import replace, save
from procviz.safe import safe
from procviz.session import Program
from procviz.sources.replayed import Replay
from procviz.target import Target
from procviz.ui.film import script as scripts

if TYPE_CHECKING:
    from procviz.feed import Feed

__all__ = [
    "KINDS", "Made", "Options", "Unfilmable", "kind", "moment",
    "of_cast", "of_recording", "of_run", "of_script",
]  # fmt: skip


def of_cast(path: Path, options: Options) -> int:
    """Turn a cast into another kind of film.  Raises Unfilmable, BadCast."""
    found = kind(options)
    assert options.output is not None
    if options.output.exists() and path.exists() and options.output.samefile(path):
        raise Unfilmable(f"{safe(str(path))} is the cast itself: choose another file for -o.")
    if options.script is not None:
        raise Unfilmable("A cast is a film already: --script needs a program or a recording.")
    save(Made(asciicast.read(path), []), found, options)
    return 0


def of_recording(path: Path, options: Options) -> int:
    """Film a recording."""
    found = kind(options)
    read = recording.read(path)
    if read.note:
        print(f"procviz: {read.note}", file=sys.stderr)
    save(_shoot(Replay(read), options), found, options)
    return 0


def of_run(program: Program, options: Options) -> int:
    """Run a program to its end and film that; returns the program's exit status (sh(1)).

    A scenario that was filmed there before is run again only where ``options.anew`` asks for it.
    """
    found = kind(options)
    assert options.output is not None
    scripts_checked(options)
    keep = Path(f"{options.output}.procviz")
    before = _before(program, keep, options)
    if before is not None:
        save(_shoot(Replay(before), options), found, options)
        return kept.status(before)
    status = _record(program, keep, options)
    if not keep.exists():
        return status
    save(_shoot(Replay(recording.read(keep)), options), found, options, keep)
    return status


def of_script(options: Options) -> int:
    """Film what a script does from the picker on."""
    found = kind(options)
    save(_shoot(None, options), found, options)
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


def _before(program: Program, keep: Path, options: Options) -> recording.Recording | None:
    """Return the run of this scenario that is kept there, and say that it is filmed again."""
    found = None if options.anew else kept.same(keep, program)
    if found is not None:
        text = f"procviz: filming the run in {safe(str(keep))} again; --anew makes another one."
        print(text, file=sys.stderr)
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
            replace(path, lambda file: file.write(written.read_bytes()))
    return status


def _shoot(feed: "Feed | None", options: Options) -> Made:
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
    return Made(film.cast, film.moments)


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
        before = _before(program, keep, self._options)
        if before is not None:
            return Replay(before)
        _record(program, keep, self._options)
        if not keep.exists():
            raise Unfilmable(f"{safe(target.title or target.scenario)} could not be run.")
        print(f"procviz: this run is kept in {safe(str(keep))}.", file=sys.stderr)
        return Replay(recording.read(keep))
