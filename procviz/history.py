"""The worlds of all moments of a log: checkpoints that share whatever is the same in them.

A world is brought to any moment by taking what the last checkpoint before it has and folding the
few events in between.  A checkpoint holds only what has changed since the one before, each
`WHOLE`-th holds all; what stays the same is shared, and whoever changes something copies it first
(`World.own`).  So a seek costs the same anywhere, and a log of a million events fits in memory.
"""

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import overload

from procviz.events import Event
from procviz.fold import apply
from procviz.places import Places
from procviz.things import Channel, Key, Thing
from procviz.world import Mine, Process, World, stamp

STEP = 500  # events from one checkpoint to the next
WHOLE = 64  # checkpoints from one that holds all to the next such
_BATCH = 50  # events between two looks at the clock


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    """What is new since the checkpoint before, or all.  ``head``: the world without its parts."""

    head: World
    whole: bool
    pids: tuple[int, ...]
    uids: tuple[int, ...]
    processes: tuple[Process, ...]
    keys: tuple[Key, ...]
    objects: tuple[Thing, ...]
    channels: tuple[Channel, ...]
    gone: frozenset[str]  # channels of before that are no more


class History:
    """A log with its checkpoints.  Folds nothing until it is asked to: `work`, `world_at`.

    ``log`` may grow while this looks at it; nothing in it may change.
    """

    def __init__(self, log: Sequence[Event], *, step: int = STEP, whole: int = WHOLE) -> None:
        self.log = log
        self.places = Places()  # of all events that are known
        self._step, self._whole = step, whole
        self._world = World(mine=Mine())  # after all events that are known
        self._known = 0
        self._kin = stamp()
        self._points: list[_Checkpoint] = []
        self._keep()

    @property
    def known(self) -> int:
        """Up to which event worlds can be given at once."""
        return self._known

    @property
    def whole(self) -> bool:
        """Everything that is in the log is known."""
        return self._known >= len(self.log)

    @property
    def latest(self) -> World:
        """The world after all events that are known; to look at, not to keep."""
        return self._world

    def work(self, seconds: float, clock: Callable[[], float] = perf_counter) -> bool:
        """Get to know more of the log for about so many seconds; True when there is more to do."""
        end = clock() + seconds
        while not self.whole:
            self._learn(min(self._known + _BATCH, len(self.log)))
            if clock() >= end:
                break
        return not self.whole

    def reach(self, n: int) -> None:
        """Get to know the first ``n`` events, however long it takes."""
        self._learn(min(n, len(self.log)))

    def _learn(self, until: int) -> None:
        for event in _between(self.log, self._known, until):
            apply(self._world, event)
            self.places.add(event)
            self._known += 1
            if self._known % self._step == 0:
                self._keep()

    def _keep(self) -> None:
        """Make a checkpoint of the latest world, and share from now on all that is in it."""
        world = self._world
        mine = world.mine
        assert mine is not None
        whole = len(self._points) % self._whole == 0
        uids = tuple(world.processes if whole else mine.processes)
        keys = tuple(world.objects if whole else mine.objects)
        names = tuple(world.channels if whole else mine.channels)
        self._points.append(
            _Checkpoint(
                _head(world),
                whole,
                tuple(world.processes[uid].key.pid for uid in uids),
                uids,
                tuple(world.processes[uid] for uid in uids),
                keys,
                tuple(world.objects[key] for key in keys),
                tuple(world.channels[name] for name in names),
                frozenset(mine.gone),
            )
        )
        world.mine = Mine()
        if whole:
            _set_aside()

    def world_at(self, n: int) -> World:
        """Return the world after the first ``n`` events: the caller's own, to fold on.

        Takes as long as it takes to get to know the log so far; up to `known` a few milliseconds.
        """
        n = max(0, min(n, len(self.log)))
        self._learn(n)
        point = min(n // self._step, len(self._points) - 1)
        world = self._restore(point)
        for event in _between(self.log, point * self._step, n):
            apply(world, event)
        return world

    def forward(self, world: World, at: int, n: int) -> World:
        """Return the world after ``n`` events, from that after ``at`` of them, which is used up.

        Takes what a checkpoint between the two has, so that a world that has been played for long
        still shares all that lies behind it.
        """
        point = min(n // self._step, len(self._points) - 1)
        begin = point * self._step
        if begin - self._step <= at < begin:  # one step: what has been drawn of it stays true
            for event in _between(self.log, at, begin):
                apply(world, event)
            self._share(world, self._points[point])
            at = begin
        elif begin > at:
            world, at = self._restore(point), begin
        for event in _between(self.log, at, n):
            apply(world, event)
        return world

    @staticmethod
    def _share(world: World, point: _Checkpoint) -> None:
        """Let the world of the moment of a checkpoint share what has changed before it."""
        world.processes.update(zip(point.uids, point.processes, strict=True))
        world.objects.update(zip(point.keys, point.objects, strict=True))
        world.channels.update((channel.object, channel) for channel in point.channels)
        world.mine = Mine()

    def _restore(self, number: int) -> World:
        base = number - number % self._whole
        first, *changes = self._points[base : number + 1]
        processes = dict(zip(first.uids, first.processes, strict=True))
        current = dict(zip(first.pids, first.uids, strict=True))
        objects = dict(zip(first.keys, first.objects, strict=True))
        channels = {channel.object: channel for channel in first.channels}
        for point in changes:
            processes.update(zip(point.uids, point.processes, strict=True))
            for pid, uid in zip(point.pids, point.uids, strict=True):
                current[pid] = max(uid, current.get(pid, uid))  # older ones may have changed, too
            objects.update(zip(point.keys, point.objects, strict=True))
            for name in point.gone:
                channels.pop(name, None)
            channels.update((channel.object, channel) for channel in point.channels)
        world = _head(self._points[number].head)
        world.processes, world.objects, world.channels = processes, objects, channels
        world.current = current
        world.mine, world.kin = Mine(), self._kin
        return world

    def index_at(self, t: int) -> int:
        """Return how many events there are up to a true time, ns.

        Times of a log go back now and then, as it is in the order of cause and effect: the first
        of the possible answers is given.
        """
        point = bisect_right(self._points, t, key=_clock) - 1
        begin, end = max(0, point) * self._step, len(self.log)
        if point + 1 < len(self._points):
            end = (point + 1) * self._step
        return bisect_right(self.log, t, begin, end, key=_time)


def _set_aside() -> None:
    """Millions of objects stay: to look through them for garbage would take seconds."""
    gc.collect(1)
    gc.freeze()


def _clock(point: _Checkpoint) -> int:
    return point.head.t


def _time(event: Event) -> int:
    return event.t


def _between(log: Sequence[Event], begin: int, end: int) -> Iterator[Event]:
    return (log[i] for i in range(begin, end))


def _head(world: World) -> World:
    """Return a world without its processes and things, that shares the rest."""
    return World(
        seq=world.seq,
        t=world.t,
        links=world.links.copy(),
        output=world.output.copy(),
        dropped=world.dropped,
        lost=world.lost,
        event=world.event,
        ended=world.ended,
        counts=world.counts.copy(),
    )


class Past(Sequence[Event]):
    """The first ``n`` events of a log, without a copy; ``places``: what is known of all of it."""

    __slots__ = ("_log", "_n", "places")

    def __init__(self, log: Sequence[Event], n: int, places: Places | None = None) -> None:
        self._log, self._n, self.places = log, min(n, len(log)), places

    @property
    def whole(self) -> Sequence[Event]:
        """The log with all that comes later."""
        return self._log

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> list[Event]: ...
    def __getitem__(self, at: int | slice) -> Event | list[Event]:
        if isinstance(at, slice):
            return [self._log[i] for i in range(*at.indices(self._n))]
        if not -self._n <= at < self._n:
            raise IndexError(at)
        return self._log[at if at >= 0 else at + self._n]

    def __iter__(self) -> Iterator[Event]:
        return islice(iter(self._log), self._n)
