"""``procviz explore``: under many schedules."""

from procviz import words
from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace
from procviz.explore import command as explored


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Explore it; returns 0 for one outcome, 1 for several."""
    if not target and after is None:
        raise Misused("`procviz explore` needs a scenario, a script, or -- and a command.")
    typed = [*(["--variant", options.variant] if options.variant else []), *target]
    typed += ["--", *after] if after is not None else []
    chosen = explored.options(options, words.language(options.lang))
    program = asked.program(options, target, after)
    return explored.explore(program, chosen, typed, options.output, as_json=options.json)
