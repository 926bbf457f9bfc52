"""``procviz list``: all scenarios, and whether they show here what they say."""

from procviz import headless, words
from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace
from procviz.scenarios import catalog
from procviz.scenarios.scenario import Scenario


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Print them, or run them; returns the exit status."""
    if options.verify:
        from procviz import verify

        return verify.table(_chosen([*target, *(after or [])], options))
    if target or after:
        raise Misused("`procviz list` takes names with --verify only.")
    print(headless.listing(words.language(options.lang), options.json, asked.own(options)))
    return 0


def _chosen(names: list[str], options: Namespace) -> list[Scenario]:
    """Return the scenarios of these names, with their variants; all for none."""
    folder = asked.own(options)
    if not names:
        return catalog.load(own=folder)
    try:
        return [catalog.find(name, own=folder) for name in names]
    except catalog.Unknown as error:
        text = str(error)
        raise Misused(text[:1].upper() + text[1:] + ("" if text.endswith("?") else ".")) from None
