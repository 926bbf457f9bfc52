"""What comes to the screen while it is filmed, event by event: a film's chapters."""

from typing import NamedTuple

from procviz import fold
from procviz.codec import KIND_OF
from procviz.narrate import sentence
from procviz.pace import SEEN, hold
from procviz.safe import safe
from procviz.ui.desk import Desk
from procviz.ui.film.tape import Tape
from procviz.world import World


class Moment(NamedTuple):
    """When an event came to the screen: ``t`` ms of the film, the event's number and kind."""

    t: int
    seq: int
    kind: str
    worth: bool  # it keeps the picture for itself


class Watch:
    """Notes which events have come to the screen, and sets a marker for those worth seeing."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self.moments: list[Moment] = []
        self._world, self._seen, self._latest = World(), 0, 0
        self._of: object = None

    def begin(self, desk: Desk) -> None:
        """Take what is shown already as seen: a film may begin in the middle."""
        show = desk.show
        if show is not None:
            log = show.view(desk.theme, 1.0).log
            self._of, self._seen = show, len(log)
            self._world = fold.fold(log)
            self._latest = log[-1].seq if log else 0

    def look(self, desk: Desk) -> None:
        """Look at what is shown now."""
        show = desk.show
        if show is None or not self._tape.running:
            return
        if show is not self._of:
            self._of, self._world, self._seen, self._latest = show, World(), 0, 0
        log = show.view(desk.theme, 1.0).log
        for event in log[self._seen :]:
            if event.seq <= self._latest:  # it looks back
                continue
            self._latest = event.seq
            fold.apply(self._world, event)
            worth = hold(event) >= SEEN
            name = KIND_OF.get(type(event), "")
            self.moments.append(Moment(self._tape.now, event.seq, name, worth))
            if worth:
                self._tape.mark(safe(sentence(event, self._world, desk.lang)))
        self._seen = len(log)
