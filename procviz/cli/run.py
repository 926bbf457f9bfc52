"""``procviz run``: without a screen."""

from procviz import headless, words
from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Run it and tell what happens; returns its exit status (sh(1))."""
    if options.plain and options.json:
        raise Misused("Choose one of --plain and --json.")
    if not target and after is None:
        raise Misused("`procviz run` needs a scenario, a script, or -- and a command.")
    asked.check(options)
    return headless.run(
        asked.program(options, target, after),
        headless.Options(
            as_json=options.json,
            record=options.output,
            timeout=options.timeout,
            linger=options.linger,
            lang=words.language(options.lang),
            breaks=asked.breaks(options),
        ),
    )
