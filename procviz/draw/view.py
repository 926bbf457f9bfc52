"""What a pane gets to draw: the world at the playhead and how the person looks at it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from procviz.draw.theme import DARK, Theme

if TYPE_CHECKING:  # the first frame is drawn without events: they take 15 ms to import
    from procviz.draw.gated import Gated
    from procviz.events import Event
    from procviz.world import Process, World


class View(NamedTuple):
    """All that drawing depends on.  No clock, no app: the same view draws the same cells.

    ``progress``: how far the motion of ``world.event`` has come, 0 (just begun) to 1 (done or
    motion switched off).  ``now``: true time of the run to show ages with, ns, at least
    ``world.t``.  ``log``: the events up to the playhead, ``log[-1]`` is at it.  While the playhead
    is behind, ``ahead`` is the world of later as far as it is known, up to the time ``known``, and
    ``end`` the time of the run's end so far, ns.  ``marks``: times of bookmarks, ns.
    """

    world: "World"
    theme: Theme = DARK
    lang: str = "en"
    selected: int = 0  # uid, 0 = none
    focused: bool = False  # the pane has the keyboard
    progress: float = 1.0
    now: int = 0
    log: "Sequence[Event]" = ()
    ahead: "World | None" = None
    known: int = 0
    end: int = 0
    marks: Sequence[int] = ()
    family: int = 0  # uid whose family alone the stage shows, 0 = everybody
    adopter: int = 0  # PID of procviz's helper that adopts orphans
    folds: Mapping[int, bool] = MappingProxyType({})  # sub-lanes by uid, see timeline_folds
    gated: "Gated | None" = None  # who is ready at the gate, None where there is none

    @property
    def process(self) -> "Process | None":
        """The selected process, the first one where none is selected."""
        return self.world.processes.get(self.selected) or self.world.root

    def colour(self, process: "Process") -> str:
        """Return the colour of a process, the same in every pane."""
        return self.theme.pid(process.order)
