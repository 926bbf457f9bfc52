"""``procviz export``: a recording, or a run made for it, in the format of another tool."""

from pathlib import Path

from procviz import exporting, runs, words
from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Write it; returns the exit status, that of the program where one was run."""
    if not target and after is None:
        raise Misused(
            "`procviz export` needs a recording, a scenario, a script, or -- and a command."
        )
    lang = words.language(options.lang)
    kind = exporting.kind(options.output, options.kind)
    if target and runs.is_meant(target[0]):
        target = [str(runs.path(target[0])), *target[1:]]
    if asked.is_recording(target):
        if len(target) > 1 or after:
            raise Misused("`procviz export` takes one recording.")
        return exporting.of_recording(Path(target[0]), options.output, kind, lang)
    asked.check(options)
    program = asked.program(options, target, after)
    return exporting.of_run(program, options.output, kind, lang, options.timeout, options.linger)
