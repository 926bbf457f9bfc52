"""The map below the time line under the mouse: a click looks there, dragging pans."""

from typing import TYPE_CHECKING, NamedTuple

from procviz.ui import sight, under
from procviz.ui.part import Part
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from procviz.draw.window import Window
    from procviz.ui.desk import Desk


class Maps(Part):
    """Mixed into the main screen."""

    if TYPE_CHECKING:

        def scrub(self, t: int | None) -> None:
            """Show the moment of a true time, ns."""

    def grab(self, message: CanvasPane.Dragged) -> "Mapped | None":
        """Take hold of the map where the button goes down on it."""
        desk, now, size = self.desk, self.app.clock(), message.pane.size
        t = under.map_at(desk, size.width, size.height, message.x, message.y, now)
        seen = sight.view(desk, now) if t is not None else None
        if t is None or seen is None:
            return None
        end, window = sight.last(seen), desk.window
        if window is not None and not window.holds(t):  # there first, then it can be dragged
            window = window.at(t - window.width // 2, end)
        return Mapped(desk, t, end, window, self.app.clock, self.scrub, self.repaint)


class Mapped(NamedTuple):
    """The map in the person's hand: ``at`` is the moment that was taken hold of, ns."""

    desk: "Desk"
    at: int
    last: int
    window: "Window | None"
    clock: "Callable[[], float]"
    seek: "Callable[[int], None]"
    repaint: "Callable[[], None]"

    def drag(self, message: CanvasPane.Dragged) -> None:
        """Let what is in sight follow the mouse; where that is all, the playhead does."""
        size = message.pane.size
        cell = size.width, size.height, message.x, message.y
        t = under.map_at(self.desk, *cell, self.clock(), beyond=True)
        if t is None:
            return
        if self.window is None:
            self.seek(t)
            return
        self.desk.window = self.window.at(self.window.begin + t - self.at, self.last)
        self.repaint()
