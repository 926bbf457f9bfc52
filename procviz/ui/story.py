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
_PAGES = 40  # pages kept
_NEAR = 5_000  # events that are folded for it though they are not known yet


@dataclass(slots=True)
class _Page:
    world: World
    told: list[tuple[int, Told]] = field(default_factory=list)  # place in the log, sentence
    done: int = 0  # up to which place


class Story:
    """Tells what happened before any place in a log."""

    def __init__(self, history: History, lang: str) -> None:
        self._history, self._lang = history, lang
        self._pages: OrderedDict[int, _Page] = OrderedDict()

    def before(self, n: int) -> Iterator[Told]:
        """Tell the first ``n`` events, the last of them first; `MOST` sentences at most."""
        count = 0
        for number in range((n - 1) // _PAGE, -1, -1):
            if number * _PAGE > self._history.known + _NEAR:
                return  # the sentences need the world of then
            for place, told in reversed(self._page(number, n).told):
                if place < n:
                    yield told
                    count += 1
            if count >= MOST:
                return

    def _page(self, number: int, n: int) -> _Page:
        page = self._pages.get(number)
        begin, end = number * _PAGE, min(n, (number + 1) * _PAGE)
        if page is None:
            page = self._pages[number] = _Page(self._history.world_at(begin), done=begin)
            while len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        for place in range(page.done, end):
            self._tell(page, place)
        page.done = max(page.done, end)
        return page

    def _tell(self, page: _Page, place: int) -> None:
        event, world = self._history.log[place], page.world
        if isinstance(event, Wrote):  # the other half of the pane has it in full
            return  # not even folded: no sentence is about it, and a flood has thousands of lines
        apply(world, event)
        text = sentence(event, world, self._lang)
        if text:
            process = world.by_pid(event.pid)
            told = Told(event.t, process.uid if process else 0, event.pid, text)
            page.told.append((place, told))
