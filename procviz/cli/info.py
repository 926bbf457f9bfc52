"""``procviz info``: what a recording is and holds, and whether it is whole."""

from dataclasses import asdict

from procviz import info, runs, schema, words
from procviz.cli.typed import Misused, Namespace


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Print it; returns 0 where it is whole, else 1."""
    if options.schema:
        print(info.dumped(schema.schema()))
        return 0
    if len(target) != 1 or after:
        raise Misused("`procviz info` takes one recording.")
    told = info.examine(runs.path(target[0]), words.language(options.lang))
    print(info.dumped(asdict(told)) if options.json else info.text(told))
    return 0 if told.whole else 1
