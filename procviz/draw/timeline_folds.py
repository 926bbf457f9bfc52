"""Which threads and tasks have a row of their own on the time line, and which are folded into one.

Very many fold by themselves; the person folds and unfolds those of any process (`View.folds`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.world import Process

if TYPE_CHECKING:
    from procviz.draw.timeline_lanes import Lanes

Key = tuple[str, int]  # ("thread", tid) or ("task", number)

MANY = 8  # with more of them in a process they fold by themselves
NAMED = 14  # cells for the name of a sub-lane, rather than for its indentation
HEIGHTS = " ▁▂▃▄▅▆"  # how many lived; a full block would say that they ran


class Inner(NamedTuple):
    """The sub-lanes of a process: those with a row, those without, and if these share a row."""

    shown: Sequence[Key]
    hidden: Sequence[Key]
    row: bool

    @property
    def rows(self) -> int:
        """How many rows they take."""
        return len(self.shown) + self.row


def folded(view: View, process: Process) -> bool:
    """Whether the sub-lanes of a process are folded: by the person, or since they are so many."""
    return view.folds.get(process.uid, len(process.inside) > MANY)


def wanted(view: View, space: int) -> int:
    """Return the rows that the person's unfolding takes from other processes: half at most."""
    process = view.process
    if process is None or view.folds.get(process.uid, True):
        return 0
    rest = space - len(view.world.processes)
    return min(len(process.inside), space // 2) if rest < len(process.inside) else 0


def inner(view: View, shown: Sequence[int], room: int) -> dict[int, Inner]:
    """Share out ``room`` rows among the processes ``shown``, the selected one first."""
    found: dict[int, Inner] = {}
    for uid in sorted(shown, key=lambda uid: uid != view.selected):
        process = view.world.processes[uid]
        keys = list(process.inside)
        if not keys:
            continue
        crowded = len(keys) > room and uid != view.selected and view.folds.get(uid) is None
        if folded(view, process) or crowded or room < 2 < len(keys) or room < len(keys) == 2:
            found[uid] = Inner((), keys, room > 0)
        elif len(keys) <= room:
            found[uid] = Inner(keys, (), False)
        else:
            found[uid] = Inner(keys[: room - 1], keys[room - 1 :], room > 0)
        room = max(0, room - found[uid].rows)
    return found


def words(hidden: Sequence[Key], lang: str) -> str:
    """Return ``+3 threads``, ``+1 task``, ``+3 threads, 2 tasks``."""
    parts = []
    for kind in ("thread", "task"):
        count = sum(key[0] == kind for key in hidden)
        if count:
            key = f"{kind} counted" if count == 1 else f"{kind}s counted"
            parts.append(spell.word(key, lang, count))
    return "+" + ", ".join(parts)


def draw(canvas: Canvas, view: View, known: View, found: "Lanes", scale: Scale) -> None:
    """Draw the rows of those that share one: how many there are, and how many lived when.

    ``known``: the view of the end as far as it is known; what is later than ``view`` is pale.
    """
    theme = view.theme
    now = max(view.now, view.world.t)
    for uid, y in found.folds.items():
        process, hidden = known.world.processes[uid], found.inner[uid].hidden
        indent = indented(found, process)
        text = f"┆ {words(hidden, view.lang)}"
        canvas.put(indent, y, text, Style(theme.dim), max(0, found.left - 1 - indent))
        counts = _lived(process, hidden, max(known.world.t, now), scale)
        most = max(counts)
        near = Style(mix(view.colour(process), theme.panel, 0.3))
        far = Style(mix(view.colour(process), theme.panel, 0.58))
        for column, count in enumerate(counts):
            if count:
                height = 1 + round((count - 1) / max(1, most - 1) * (len(HEIGHTS) - 2))
                style = near if scale.time(column) <= now else far
                canvas.put(found.left + column, y, HEIGHTS[height], style)


def indented(found: "Lanes", process: Process) -> int:
    """Return where the names of sub-lanes begin: below that of their process, if there is room."""
    depth = min(found.tree.depth[process.uid], 6)
    return min(len(str(process.pid)) + 1 + 2 * depth, max(1, found.left - NAMED))


def _lived(process: Process, keys: Sequence[Key], now: int, scale: Scale) -> list[int]:
    """Return how many of them lived in each column."""
    steps = [0] * (scale.width + 1)
    for key in keys:
        lane = process.inside[key]
        end = lane.over if lane.over is not None else process.died
        begin, end = lane.spans[0][0], now if end is None else end
        if begin <= scale.end and end >= scale.begin:
            steps[scale.column(begin)] += 1
            steps[scale.column(end) + 1] -= 1
    counts, count = [], 0
    for step in steps[: scale.width]:
        count += step
        counts.append(count)
    return counts
