"""What the menus of the screen have in common: type to filter, choose, take."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.draw import menu
from procviz.draw.canvas import Canvas
from procviz.ui.screens.ahead import Ahead
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


class MenuScreen(Ahead, ModalScreen[None]):
    """Shows ``menu``, which a subclass makes before it is shown.

    Letters filter, up and down choose, Esc leaves.  ``take`` does what Enter is for, ``clicked``
    what a click on the chosen row is for.
    """

    app: "ProcvizApp"
    menu: menu.Menu
    DEFAULT_CSS = """
    MenuScreen { align: center middle; }
    MenuScreen CanvasPane { max-width: 100%; max-height: 100%; }
    """
    STEPS: ClassVar = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="menu")

    def take(self) -> None:
        """Do what the menu is for with the chosen row, or with what was typed."""
        raise NotImplementedError

    def clicked(self) -> None:
        """Do it with the chosen row, which was clicked once more."""
        self.take()

    def own_key(self, key: str) -> bool:
        """Do what a key means in this menu only; return whether it means something."""
        return False

    def colour(self) -> str:
        """Return the colour of the title."""
        return self.app.desk.theme.accent

    def change(self, **fields: Any) -> None:
        """Change fields of the menu, and draw it."""
        self.menu = replace(self.menu, **fields)
        self.query_one(CanvasPane).paint()

    def _draw(self, canvas: Canvas) -> None:
        menu.draw(canvas, self.app.desk.theme, self.menu, self.colour())

    def on_key(self, event: events.Key) -> None:
        """No key reaches the screen below."""
        event.stop()
        event.prevent_default()
        now, key = self.menu, event.key
        if key == "escape":
            self.dismiss()
        elif self.own_key(key):
            pass
        elif key == "enter":
            self.take()
        elif key in self.STEPS:
            last = max(0, len(now.found) - 1)
            self.change(cursor=max(0, min(now.cursor + self.STEPS[key], last)))
        elif key == "backspace":
            self.change(query=now.query[:-1], cursor=0)
        elif event.is_printable and event.character:
            self.change(query=now.query + event.character, cursor=0)

    def on_canvas_pane_wheel(self, message: CanvasPane.Wheel) -> None:
        """Choose, as the arrows do."""
        last = max(0, len(self.menu.found) - 1)
        step = 1 if message.rows > 0 else -1
        self.change(cursor=max(0, min(self.menu.cursor + step, last)))

    def on_click(self) -> None:
        """A click beside it leaves, as Esc does."""
        self.dismiss()

    def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """A click chooses; a click on what is chosen takes it."""
        row = menu.hit(message.pane.size.height, self.menu, message.y)
        if row == self.menu.cursor:
            self.clicked()
        elif row is not None:
            self.change(cursor=row)
