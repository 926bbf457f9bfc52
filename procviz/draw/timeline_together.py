"""Links between lanes, those of one kind in one column together: gathered as the run goes on."""

from bisect import bisect_left
from collections.abc import Mapping

from procviz.draw.kept import Kept
from procviz.draw.timeline_lanes import Lanes
from procviz.draw.timeline_scale import Scale
from procviz.tape import Tape
from procviz.world import Link, World

_At = tuple[int, int]  # place of the kind in `ORDER`, column

ORDER = {"fork": 0, "adopt": 1, "reap": 2, "signal": 3}  # later ones are drawn over


class Stroke:
    """Links of one kind in one column, in their order; what they mean for the lanes."""

    def __init__(self, rows: Mapping[int, int], above: int, pitch: int) -> None:
        self._rows, self._above, self._pitch = rows, above, pitch
        self.links: list[Link] = []
        self.own = True  # each goes from a process to itself
        self.names: set[str] = set()
        self.targets: set[int] = set()  # rows
        self.senders: set[int] = set()  # rows; signals from outside come from above the lanes
        self.arrows: dict[int, str] = {}
        self._ends: set[int] = set()
        self._pointed: dict[int, int] = {}  # by row: which link its arrow is of

    def add(self, link: Link) -> None:
        """Add one."""
        self.links.append(link)  # they come in their order
        source, target = self._rows.get(link.source), self._rows.get(link.target)
        sender = self._above
        if source is not None:
            self._ends.add(source)
            sender = source
        self.senders.add(sender)
        self.own = self.own and link.source == link.target
        self.names.add(link.label)
        if target is not None:
            self._ends.add(target)
            self.targets.add(target)
            down = sender <= target
            row = (target - 1 if down else target + 1) if self._pitch > 1 else target
            self._point(row, "▼" if down else "▲", link)

    def _point(self, row: int, arrow: str, link: Link) -> None:
        if link.seq >= self._pointed.get(row, link.seq):  # of several the latest
            self.arrows[row], self._pointed[row] = arrow, link.seq

    @property
    def ends(self) -> list[int]:
        """The rows of all lanes that it touches."""
        return sorted(self._ends)


class _Together:
    """All strokes in sight, by kind and column, of as much of a log as was seen so far."""

    def __init__(self, found: Lanes, scale: Scale) -> None:
        self._found, self._scale = found, scale
        self._looked = 0
        self._strokes: dict[_At, Stroke] = {}
        self._places: dict[_At, list[int]] = {}  # of their links in the log's
        self._sorted: list[tuple[_At, Stroke]] = []  # in the order of drawing

    def look(self, links: Tape[Link]) -> list[tuple[_At, Stroke]]:
        """Return the strokes of these links, which are the first of the log's or go on after them.

        Not all that were seen are here when the playhead has gone back.
        """
        if len(links) < self._looked:
            return [(at, self._until(at, stroke, len(links))) for at, stroke in self._sorted
                    if self._places[at][0] < len(links)]  # fmt: skip
        known = len(self._strokes)
        self._add(links)
        if len(self._strokes) > known:
            self._sorted = sorted(self._strokes.items(), key=lambda item: item[0])
        return self._sorted

    def _add(self, links: Tape[Link]) -> None:
        scale, rows, strokes = self._scale, self._found.rows, self._strokes
        begin, end = scale.begin, scale.end
        for place, link in enumerate(links.after(self._looked), self._looked):
            if not begin <= link.t <= end or not (link.target in rows or link.source in rows):
                continue
            at = ORDER[link.kind], scale.column(link.t)
            if at not in strokes:
                strokes[at] = Stroke(rows, self._found.top - 1, self._found.pitch)
                self._places[at] = []
            strokes[at].add(link)
            self._places[at].append(place)
        self._looked = len(links)

    def _until(self, at: _At, stroke: Stroke, count: int) -> Stroke:
        """Return a stroke as it was when there were only so many links."""
        places = self._places[at]
        if places[-1] < count:
            return stroke
        part = Stroke(self._found.rows, self._found.top - 1, self._found.pitch)
        for link in stroke.links[: bisect_left(places, count)]:
            part.add(link)
        return part


_TOGETHER: Kept[_Together] = Kept(8)


def together(world: World, found: Lanes, scale: Scale) -> list[tuple[tuple[int, int], Stroke]]:
    """Return all strokes of a world with their order and column, in the order of drawing."""
    rows = tuple(found.rows.items())
    key = world.kin or world.base, scale.begin, scale.end, scale.width, rows, found.top, found.pitch
    kept = _TOGETHER.get(key, lambda: _Together(found, scale))
    return kept.look(world.links)
