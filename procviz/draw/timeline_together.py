"""Links between lanes, those of one kind in one column together: gathered as the run goes on."""

from bisect import insort
from collections.abc import Mapping, Sequence

from procviz.draw.kept import Kept
from procviz.draw.timeline_lanes import Lanes
from procviz.draw.timeline_scale import Scale
from procviz.world import Link, World

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
        insort(self.links, link, key=lambda each: each.seq)
        source, target = self._rows.get(link.source), self._rows.get(link.target)
        self._ends |= {row for row in (source, target) if row is not None}
        sender = self._above if source is None else source
        self.senders.add(sender)
        self.own = self.own and link.source == link.target
        self.names.add(link.label)
        if target is not None:
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
    """All strokes in sight, by kind and column."""

    def __init__(self, found: Lanes, scale: Scale) -> None:
        self._found, self._scale = found, scale
        self._looked = 0
        self._strokes: dict[tuple[int, int], Stroke] = {}
        self.strokes: list[tuple[tuple[int, int], Stroke]] = []  # in the order of drawing

    def look(self, links: Sequence[Link]) -> None:
        """Take in the links that are new."""
        found, scale, known = self._found, self._scale, len(self._strokes)
        for i in range(self._looked, len(links)):
            link = links[i]
            if scale.shows(link.t) and (link.target in found.rows or link.source in found.rows):
                at = ORDER[link.kind], scale.column(link.t)
                if at not in self._strokes:
                    self._strokes[at] = Stroke(found.rows, found.top - 1, found.pitch)
                self._strokes[at].add(link)
        self._looked = len(links)
        if len(self._strokes) > known:
            self.strokes = sorted(self._strokes.items(), key=lambda item: item[0])


_TOGETHER: Kept[_Together] = Kept(8)


def together(world: World, found: Lanes, scale: Scale) -> list[tuple[tuple[int, int], Stroke]]:
    """Return all strokes of a world with their order and column, in the order of drawing."""
    rows = tuple(found.rows.items())
    key = world.base, scale.begin, scale.end, scale.width, rows, found.top, found.pitch
    kept = _TOGETHER.get(key, lambda: _Together(found, scale))
    kept.look(world.links)
    return kept.strokes
