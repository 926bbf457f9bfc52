"""What the mouse does on the panes: the same as the keys."""

from typing import TYPE_CHECKING

from procviz.draw import chrome, picker
from procviz.draw.layout import Pane
from procviz.ui.footing import PANES_KEY, action, keys
from procviz.ui.part import Part
from procviz.ui.under import head_at, number_at, on_scale, process_at, time_at, turn_at
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.draw.gated import Ready
    from procviz.ui.mapping import Mapped

_TYPED = {"↵": "enter", "Esc": "escape", "↑": "up", "↓": "down"}


class Mouse(Part):
    """Mixed into the main screen."""

    scrubbing = False  # the mouse has hold of the playhead
    _scrub_to: int | None = None  # ns
    _map: "Mapped | None" = None  # the mouse has hold of the map

    if TYPE_CHECKING:

        def wheel(self, rows: int, x: int, *, zoom: bool) -> bool:
            """Zoom or pan the time line."""

        def toggle_line(self, file: str, line: int) -> None:
            """Break at a line, or no longer."""

        def take_turn(self, ready: "Ready") -> None:
            """Choose one that is ready; the chosen one: let it go."""

        def press_head(self, uid: int, folded_row: bool) -> None:
            """Select a lane, or fold what is inside of it."""

        def grab(self, message: CanvasPane.Dragged) -> "Mapped | None":
            """Take hold of the map of the time line."""

        def run_entry(self, entry: str) -> None:
            """Run an entry of the shelf."""

    async def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """Select what was clicked, and give its pane the keyboard."""
        desk, widget, x, y = self.desk, message.pane, message.x, message.y
        pane = Pane[(widget.id or "").upper()]
        width, height = widget.size
        if pane is Pane.FOOTER:
            await self._press(chrome.key_at(width, keys(desk), "", x, half=True))
        elif pane is Pane.TABS:
            desk.focus = chrome.tab_at(width, desk.lang, x) or desk.focus
        elif pane is Pane.PICKER:
            self._pick(width, height, x, y)
        elif pane.value <= Pane.OUTPUT:
            desk.focus = pane
            if self._take(pane, width, height, x, y):
                return
            uid = process_at(desk, pane, width, height, x, y, self.app.clock(), self.apart)
            if uid and desk.show is not None:
                desk.show.selected, desk.show.following = uid, True
                if desk.show.turns is not None:
                    desk.show.turns.pick_process(uid, desk.show)
        self.repaint()

    def _take(self, pane: Pane, width: int, height: int, x: int, y: int) -> bool:
        """A line's number: break there or not; who is ready: choose it, again: let it go.

        The head of a lane with threads or tasks: select it, again: fold them.
        """
        if pane is Pane.TIMELINE:
            uid, row = head_at(self.desk, width, height, x, y, self.app.clock())
            if uid:
                self.press_head(uid, row)
            return bool(uid)
        place = number_at(self.desk, height, x, y) if pane is Pane.SOURCE else None
        if place is not None:
            self.toggle_line(*place)
        ready = turn_at(self.desk, height, y, self.apart) if pane is Pane.STAGE else None
        if ready is not None:
            self.take_turn(ready)
        return place is not None or ready is not None

    def on_canvas_pane_dragged(self, message: CanvasPane.Dragged) -> None:
        """Let the playhead follow the mouse along the time line."""
        pane = Pane[(message.pane.id or "").upper()]
        now, (width, height) = self.app.clock(), message.pane.size
        if message.first and pane is Pane.TIMELINE:
            self._map = self.grab(message)
        if self._map is not None:
            self._map.drag(message)
            if message.last:
                self._map = None
            return
        if message.first:
            cell = width, height, message.x, message.y
            self.scrubbing = pane is Pane.TIMELINE and on_scale(self.desk, *cell, now)
        if self.scrubbing:
            self.scrub(time_at(self.desk, width, height, message.x, now))
        self.scrubbing = self.scrubbing and not message.last

    def scrub(self, t: int | None) -> None:
        """Show the moment of a true time, ns: of many in one frame the last one."""
        if self._scrub_to is None:
            self.call_after_refresh(self._scrub)
        self._scrub_to = t

    def _scrub(self) -> None:
        t, self._scrub_to = self._scrub_to, None
        if t is not None:
            self.player.transport.seek_time(t)

    async def _press(self, key: str) -> None:
        act = action(self.desk, key)
        if self.desk.typing is not None:
            self.app.simulate_key(_TYPED.get(key, "escape"))
        elif key == PANES_KEY:  # one after another
            self.desk.focus = Pane(self.desk.focus.value % Pane.OUTPUT.value + 1)
        elif act:
            prefix = "app." if act in ("quit", "command_palette") else "screen."
            await self.app.run_action(prefix + act)

    def _pick(self, width: int, height: int, x: int, y: int) -> None:
        """A click chooses; a click on what is chosen runs it."""
        desk = self.desk
        desk.focus = Pane.PICKER
        choice = desk.shelf.choice(typing=desk.typing is Pane.PICKER)
        row = picker.hit(width - 4, height - 2, choice, x - 2, y - 1)
        if row is None:
            return
        if row == choice.cursor:
            self.run_entry(desk.shelf.current)
        desk.shelf.cursor = row
        desk.scroll.clear()

    def on_canvas_pane_wheel(self, message: CanvasPane.Wheel) -> None:
        """Scroll the pane under the mouse."""
        pane = Pane[(message.pane.id or "").upper()]
        if pane is Pane.PICKER:
            self.desk.shelf.move(1 if message.rows > 0 else -1)
        elif pane is Pane.TIMELINE and (message.ctrl or message.shift):
            self.wheel(message.rows, message.x, zoom=message.ctrl)
        elif pane.value <= Pane.OUTPUT:
            self.desk.turn(pane, message.rows)
        self.repaint()
