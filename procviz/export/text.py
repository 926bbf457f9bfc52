"""Plain text: the sentences of ``procviz run --plain``."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from procviz import narrate
from procviz.events import Event, Reparented, Zombie
from procviz.feed import Header
from procviz.findings import Finding, find
from procviz.fold import apply
from procviz.world import World

PAUSE = 100_000_000  # ns of the log between two looks for what has gone wrong


class Story:
    """Folds a log and puts it into words; each finding is told once."""

    def __init__(self, lang: str = "en") -> None:
        self.world = World()
        self._lang = lang
        self._told: set[Hashable] = set()

    def tell(self, event: Event) -> str:
        """Apply an event and return its line, "" where there is nothing to tell."""
        apply(self.world, event)
        return narrate.plain(event, self.world, self._lang)

    def news(self, now: int) -> list[tuple[Finding, str]]:
        """Return what was found since the last time, with its sentence.  ``now``: ns."""
        new = [found for found in find(self.world, now) if found not in self._told]
        self._told.update(new)
        return [(found, narrate.finding(found, self.world, self._lang)) for found in new]


def looks(events: Iterable[Event]) -> Iterator[tuple[Event | None, int]]:
    """Yield each event as (event, its time), and between them (None, time) to look for findings.

    Time passes without events too: what is stuck is found just before the next event comes.
    """
    looked = now = 0
    for event in events:
        if event.t - looked >= PAUSE:
            looked = event.t
            yield None, event.t
        now = max(now, event.t)
        yield event, now
        if isinstance(event, Zombie | Reparented):
            yield None, now
    yield None, now


def write(header: Header, events: Sequence[Event], lang: str) -> Iterator[str]:
    """Yield one line for each event that is worth a sentence, and for each finding."""
    story = Story(lang)
    for event, now in looks(events):
        if event is not None:
            line = story.tell(event)
            if line:
                yield line + "\n"
        else:
            for _, text in story.news(now):
                yield f"! {text}\n"
