"""What can be asked of a film, checked before anything runs."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.errors import Sentence
from procviz.film import asciicast
from procviz.safe import safe
from procviz.ui.film import script as scripts

if TYPE_CHECKING:
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
    anew: bool = False  # run it again, though the run of before is there
    own: Path | None = None
    timeout: float | None = None
    linger: float = 5.0


@dataclass(slots=True)
class Made:
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
    moment(options.at, [])
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


def moment(at: str, moments: "list[Moment]", duration: int = 0) -> int:
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
    fits = [i for i, one in enumerate(moments) if one.kind == name]
    wanted = int(which or 1)
    if len(fits) < wanted:
        raise Unfilmable(f"There is no {at} in this film: it has {len(fits)} of {name}.")
    here = moments[fits[wanted - 1]]
    after = (m.t for m in moments[fits[wanted - 1] + 1 :] if m.worth and m.t > here.t)
    return max(here.t, min(next(after, duration), here.t + 400) - 1)  # its motion is done by then
