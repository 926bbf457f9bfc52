"""One run on the screen: its feed, its playhead, and the world that the picture shows."""

from collections import deque
from collections.abc import Iterable

from procviz import fold
from procviz.draw.output import Told
from procviz.draw.theme import Theme
from procviz.draw.view import View
from procviz.events import Event, Wrote
from procviz.feed import Feed
from procviz.narrate import sentence
from procviz.playhead import Pacer
from procviz.target import Target
from procviz.world import Process, World

_STORY = 5_000  # sentences kept


class Show:
    """Moves a world along with a feed.  Used by one thread only; reads no clock."""

    def __init__(
        self, feed: Feed, target: Target, *, lang: str, replay: bool = False, motion: bool = True
    ) -> None:
        self.feed, self.target, self.lang, self.replay = feed, target, lang, replay
        self.pacer = Pacer(replay=replay, motion=motion)
        self._world = World()  # the latest that is shown
        self._past: tuple[World, int] | None = None
        self.log: list[Event] = []
        self.story: deque[Told] = deque(maxlen=_STORY)
        self.selected = 0
        self.following = True
        self.failure = ""  # one sentence, when the feed cannot go on
        self.ended = False  # its end has been noticed
        self._now = 0

    def take(self, now: float) -> None:
        """Take in what has happened; ``now`` in seconds of the screen's clock."""
        self.pacer.feed(self.feed.take(), now)

    def advance(self, now: float) -> bool:
        """Show what is due; True when the world has moved."""
        return self.show(self.pacer.due(now))

    def show(self, events: Iterable[Event]) -> bool:
        """Move the world on by these events."""
        moved = False
        for event in events:
            fold.apply(self._world, event)
            self.log.append(event)
            self._tell(event)
            moved = True
        self._now = max(self._now, self.pacer.true_time(self.feed.now))
        return moved

    def _tell(self, event: Event) -> None:
        if isinstance(event, Wrote):  # the other half of the pane has it in full
            return
        text = sentence(event, self._world, self.lang)
        if text:
            process = self._world.by_pid(event.pid)
            self.story.append(Told(event.t, process.uid if process else 0, event.pid, text))

    @property
    def world(self) -> World:
        """What the picture shows: the latest, or the moment that is looked back at."""
        return self._past[0] if self._past is not None else self._world

    @property
    def past(self) -> bool:
        """Whether the picture looks back at an earlier moment."""
        return self._past is not None

    def look(self, seq: int) -> None:
        """Look back at the moment of an event; 0 = at the latest again."""
        if not seq:
            self._past = None
            return
        count = next((i for i, e in enumerate(self.log, 1) if e.seq >= seq), len(self.log))
        self._past = fold.fold(self.log[:count]), count
        process = self.world.by_pid(self.log[count - 1].pid) if count else None
        if process is not None:
            self.selected = process.uid

    def view(self, theme: Theme, progress: float) -> View:
        """Return what the panes draw."""
        if self._past is not None:
            world, count = self._past
            log, now, progress = self.log[:count], world.t, 1.0
        else:
            self._now = max(self._now, self.pacer.true_time(self.feed.now))
            world, log, now = self._world, self.log, self._now
        return View(
            world=world,
            theme=theme,
            lang=self.lang,
            selected=self.selected or (world.root.uid if world.root else 0),
            progress=progress,
            now=now,
            log=log,
            adopter=self.feed.header.helper,
        )

    @property
    def process(self) -> Process | None:
        """The selected process; the first one until somebody selects."""
        return self.world.processes.get(self.selected) or self.world.root

    def select(self, step: int) -> None:
        """Select the next or the previous process that is not reaped, in birth order."""
        here = self.process
        there = [p for p in self.world.processes.values() if p.gone is None or p is here]
        if here is None or not there:
            return
        self.selected = there[(there.index(here) + step) % len(there)].uid

    @property
    def over(self) -> bool:
        """Nothing more will come, and all has been shown."""
        return not self.feed.live and self.pacer.finished

    @property
    def mode(self) -> str:
        """What the header calls this: live, replay, over, or past while it looks back."""
        if self.past:
            return "past"
        if self.over:
            return "over"
        return "replay" if self.replay else "live"
