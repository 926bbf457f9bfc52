"""Zooming: into the time line, and from a crowd on the stage to one family."""

from typing import TYPE_CHECKING

from procviz.draw.layout import Pane
from procviz.ui import sight, under
from procviz.ui.part import Part

if TYPE_CHECKING:  # the first frame has no time line
    from procviz.draw.window import Window

KEYS = (
    ("plus,equals_sign", "zoom(-1)"),
    ("minus", "zoom(1)"),
    ("0", "zoom(0)"),
    ("less_than_sign,H", "pan(-1)"),
    ("greater_than_sign,L", "pan(1)"),
)
FACTOR = 2.0  # for one step


class Zoom(Part):
    """Mixed into the main screen."""

    def action_zoom(self, step: int) -> None:
        """See half as much time (-1), twice as much (1), or all (0); the playhead stays."""
        seen = sight.view(self.desk, self.app.clock())
        if seen is not None:
            now = max(seen.now, seen.world.t)
            window = self._window()
            self._zoom(step, now if window.holds(now) else (window.begin + window.end) // 2)

    def action_pan(self, step: int) -> None:
        """Look at what was a quarter of the window before or after."""
        last = self._last()
        if self.desk.show is not None and last:
            from procviz.draw.window import STEP

            self.desk.window = self._window().panned(step * STEP, last)
            self.repaint()

    def wheel(self, rows: int, x: int, *, zoom: bool) -> bool:
        """Turn the wheel over column ``x`` of the time line; False where that is not for us."""
        pane = self.desk.regions(*self.size).get(Pane.TIMELINE)
        if self.desk.show is None or pane is None:
            return False
        if not zoom:
            self.action_pan(1 if rows > 0 else -1)
            return True
        t = under.time_at(self.desk, pane.width, pane.height, x, self.app.clock())
        if t is not None:
            self._zoom(1 if rows > 0 else -1, t)
        return True

    def enter(self) -> None:
        """Show the family of the selected process alone; if it is alone, show all again."""
        show = self.desk.show
        if show is not None and show.process is not None:
            self.desk.family = 0 if self.desk.family else show.process.uid
            self.repaint()

    def row(self, step: int) -> bool:
        """In a grid of processes go a row up or down; False where there is no grid."""
        desk, place = self.desk, self.desk.regions(*self.size).get(Pane.STAGE)
        if desk.show is None or place is None or desk.focus is not Pane.STAGE:
            return False
        now, apart = self.app.clock(), self.apart
        layout = under.stage_layout(desk, place.width, place.height, now, apart)
        moved = getattr(layout.boxes, "moved", None) if layout is not None else None
        if moved is None or desk.show.process is None:
            return False
        desk.show.selected = moved(desk.show.process.uid, step)
        return True

    def _zoom(self, step: int, at: int) -> None:
        last = self._last()
        window = self._window().zoomed(FACTOR**step, at, last) if step else None
        self.desk.window = window
        self.repaint()

    def _window(self) -> "Window":
        from procviz.draw.window import whole

        return self.desk.window or whole(self._last())

    def _last(self) -> int:
        seen = sight.view(self.desk, self.app.clock())
        return sight.last(seen) if seen is not None else 0
