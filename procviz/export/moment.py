"""Which moment of a run tells most: the one for the still picture."""

from collections.abc import Sequence

from procviz import events as ev
from procviz.events import Event
from procviz.export.text import Story, looks
from procviz.findings import Finding, find

_CHANGES = (ev.RunBegan, ev.Spawned, ev.Exited, ev.RunEnded, ev.Reaped)


class Telling:
    """Goes through a log once: everything that was found, and the most telling moment.

    ``index`` is how many events had happened then: the latest moment of those with the most
    findings, and among these of those with the most processes alive.
    """

    def __init__(self, events: Sequence[Event], lang: str) -> None:
        self.story = Story(lang)
        self.found: list[tuple[int, Finding, str]] = []  # ns, what, sentence
        self.index = self.count = 0
        best, wrong, alive = (-1, -1), 0, 0
        for event, now in looks(events):
            if event is None:
                self.found += [(now, found, text) for found, text in self.story.news(now)]
                wrong = len(find(self.story.world, now))
            else:
                self.story.tell(event)
                self.count += 1
                if isinstance(event, _CHANGES):
                    alive = len(self.story.world.alive)
                    wrong = len(find(self.story.world, now)) if wrong else 0
            if (wrong, alive) >= best:
                best, self.index = (wrong, alive), self.count
