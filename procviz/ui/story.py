"""The events of a run as sentences, told when they are looked at and only as far as is seen."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from procviz.draw.output import Told
from procviz.events import Wrote
from procviz.fold import apply
from procviz.history import History
from procviz.narrate import sentence
from procviz.world import World

MOST = 5_000  # sentences that can be scrolled back to
_PAGE = 250  # events told together
_KEPT = 2 * MOST  # sentences kept
_OPEN = 8  # pages kept that can go on: each has a world
AT_ONCE = 4  # pages made at once: some have no sentence, and there may be thousands of them
_NEAR = 5_000  # events that are folded for it though they are not known yet


@dataclass(slots=True)
class _Page:
    world: World | None  # after the events up to ``done``, while it is needed
    told: list[tuple[int, Told]] = field(default_factory=list)  # place in the log, sentence
    done: int = 0  # up to which place


class Story:
    """Tells what happened before any place in a log.

    ``more``: it broke off, as it took long, and goes on when it is asked again.
    """

    def __init__(self, history: History, lang: str) -> None:
        self._history, self._lang = history, lang
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._told = 0  # sentences of all pages
        self._open: OrderedDict[int, None] = OrderedDict()  # pages with a world
        self.more = False

    def before(self, n: int) -> Iterator[Told]:
        """Tell the first ``n`` events, the last of them first; `MOST` sentences at most."""
        count = made = 0
        self.more = False
        for number in range((n - 1) // _PAGE, -1, -1):
            if number * _PAGE > self._history.known + _NEAR:
                return  # the sentences need the world of then
            made += number not in self._pages
            if made > AT_ONCE:
                self.more = True
                return
            for place, told in reversed(self._page(number, n).told):
                if place < n:
                    yield told
                    count += 1
            if count >= MOST:
                return

    def _page(self, number: int, n: int) -> _Page:
        page = self._pages.get(number)
        begin, end = number * _PAGE, (number + 1) * _PAGE
        if page is None:
            page = self._pages[number] = _Page(self._world_at(number), done=begin)
        self._pages.move_to_end(number)
        if page.world is not None:
            for place in range(page.done, min(n, end)):
                self._tell(page, page.world, place)
            page.done = max(page.done, min(n, end))
            if page.done == end and number + 1 in self._pages:
                self._close(number, page)
            else:
                self._open[number] = None
                self._open.move_to_end(number)
        while len(self._open) > _OPEN:
            self._forget(next(iter(self._open)))
        while self._told > _KEPT and len(self._pages) > 2:
            self._forget(next(iter(self._pages)))
        return page

    def _close(self, number: int, page: _Page) -> World | None:
        """Take away the world of a page that is whole."""
        self._open.pop(number, None)
        world, page.world = page.world, None
        return world

    def _forget(self, number: int) -> None:
        self._open.pop(number, None)
        self._told -= len(self._pages.pop(number).told)

    def _world_at(self, number: int) -> World:
        """Return the world that a page begins with: that of the page before it, where it is."""
        begin = number * _PAGE
        if number - 1 in self._pages:
            world = self._close(number - 1, self._page(number - 1, begin))
            if world is not None:
                return world
        return self._history.world_at(begin)

    def _tell(self, page: _Page, world: World, place: int) -> None:
        event = self._history.log[place]
        if isinstance(event, Wrote):  # the other half of the pane has it in full
            return  # not even folded: no sentence is about it, and a flood has thousands of lines
        apply(world, event)
        text = sentence(event, world, self._lang)
        if text:
            process = world.by_pid(event.pid)
            told = Told(event.t, process.uid if process else 0, event.pid, text)
            page.told.append((place, told))
            self._told += 1
