"""A film as a file of any kind: whole, or not at all."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from procviz.film import asciicast, frames
from procviz.filming.options import Made, Options, Unfilmable, moment
from procviz.safe import safe


def save(made: Made, found: str, options: Options, kept: Path | None = None) -> None:
    """Write a film and say what it is; ``kept``: where its run is.  Raises Unfilmable."""
    output = options.output
    assert output is not None
    cast = made.cast
    still = found == ".png" or options.still or bool(options.at)
    if still and options.at and not made.moments and not options.at[0].isdigit():
        raise Unfilmable("A cast has no events: --at takes seconds of it.")
    at = moment(options.at, made.moments, cast.duration) if still else 0
    if found == ".cast":
        count = sum(event.code == asciicast.OUTPUT for event in cast.events)
        replace(output, lambda f: asciicast.save(cast, f, options.version), text=True)
    elif still:
        count = 1
        picture = frames.still(cast, at)
        if found == ".png":
            from procviz.film import gif

            replace(output, lambda f: gif.png(picture, cast.head, f))
        else:
            from procviz.film import svg

            replace(output, lambda f: svg.still(picture, cast.head, f), text=True)
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
        replace(options.output, lambda f: gif.save(shown, cast.head, f))
    elif found == ".svg":
        replace(options.output, lambda f: svg.film(shown, cast.head, f), text=True)
    else:
        lang = options.lang or "en"
        replace(options.output, lambda f: page.save(shown, cast, f, lang), text=True)
    return len(shown)


def replace(path: Path, write: "Callable[[Any], object]", text: bool = False) -> None:
    """Write a file whole or not at all: rename(2).  Raises Unfilmable."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "w" if text else "wb", encoding="utf-8" if text else None) as file:
            write(file)
        part.replace(path)
    except OSError as error:
        raise Unfilmable(f"Cannot write {safe(str(path))}: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
