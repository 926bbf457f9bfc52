"""``procviz replay``: the screen on a recording."""

import sys

from procviz import recording, runs
from procviz.cli import screen
from procviz.cli.typed import Misused, Namespace
from procviz.sources.replayed import Replay


def command(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Show a recording, or print which runs there are; returns the exit status."""
    if len(target) > 1 or after:
        raise Misused("`procviz replay` takes one file, or the number of one of the last runs.")
    if not target:
        print(runs.table(runs.folder()))
        return 0
    feed = Replay(recording.read(runs.path(target[0])))
    if feed.note:
        print(f"procviz: {feed.note}", file=sys.stderr)
    return screen.show(options, replay=feed)
