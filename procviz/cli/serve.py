"""``procviz serve``: the screen in a browser."""

from importlib.util import find_spec
from pathlib import Path

from procviz import recording, runs, words
from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Serve until interrupted; returns the exit status."""
    if find_spec("textual_serve") is None:
        raise Misused(
            "`procviz serve` needs the package textual-serve: pip install 'procviz[serve]'."
        )
    if options.output is not None:
        raise Misused("`procviz serve` takes no -o: each tab would write the same file.")
    asked.check(options)
    lang = words.language(options.lang)
    given = ["--lang", lang]
    given += ["--variant", options.variant] if options.variant else []
    given += ["--strace"] if options.strace else []
    given += ["--scenarios", str(options.scenarios)] if options.scenarios is not None else []
    if target and runs.is_meant(target[0]):
        target = [str(runs.path(target[0])), *target[1:]]  # whatever is the last one later
    if asked.is_recording(target):
        recording.read(Path(target[0]))  # say now what is wrong with it
    elif target or after is not None:
        asked.program(options, target, after)
    from procviz.serve import server  # it needs textual-serve

    given += target + (["--", *after] if after is not None else [])
    return server.run(given, options.host, options.port, lang)
