"""``procviz record``: a film of the screen."""

from pathlib import Path

from procviz import filming
from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Film a recording, a cast, a run made for it, or what a script says; returns the status."""
    if not target and after is None and options.script is None:
        raise Misused(
            "`procviz record` needs a recording, a scenario, a script, or -- and a command."
        )
    how = filming.Options(
        output=options.output, script=options.script, size=options.size, pace=options.pace,
        theme=options.theme, lang=options.lang or "", presenter=options.presenter,
        fps=options.fps, keys=options.input, version=options.asciicast, at=options.at,
        still=options.still, anew=options.anew, own=asked.own(options),
        timeout=options.timeout, linger=options.linger,
    )  # fmt: skip
    if asked.is_recording(target) or (target and target[0].endswith(".cast")):
        if len(target) > 1 or after:
            raise Misused("`procviz record` takes one recording.")
        film = filming.of_cast if target[0].endswith(".cast") else filming.of_recording
        return film(Path(target[0]), how)
    if not target and after is None:
        return filming.of_script(how)
    filming.kind(how)
    asked.check(options)
    return filming.of_run(asked.program(options, target, after), how)
