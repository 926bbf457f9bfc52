"""Searching the scenarios and filtering the output: while that goes on, letters are letters."""

from typing import TYPE_CHECKING

from textual import events

from procviz.draw.layout import Pane
from procviz.ui.part import Part

TYPING = (("slash", "search"),)


class Typing(Part):
    """Mixed into the main screen."""

    if TYPE_CHECKING:

        def action_go(self) -> None:
            """Run what the cursor is on."""

    def typed(self, event: events.Key) -> bool:
        """Take a key while something is searched for; False where it means nothing here."""
        desk = self.desk
        if desk.typing is None:
            return False
        text = desk.shelf.query if desk.typing is Pane.PICKER else desk.query
        if event.key in ("escape", "enter"):
            target = desk.typing
            desk.typing = None
            if event.key == "escape":
                self._search(target, "")
            elif target is Pane.PICKER:
                self.action_go()
        elif event.key == "backspace":
            self._search(desk.typing, text[:-1])
        elif event.is_printable and event.character:
            self._search(desk.typing, text + event.character)
        else:
            return False
        return True

    def _search(self, pane: Pane, text: str) -> None:
        if pane is Pane.PICKER:
            self.desk.shelf.search(text)
        else:
            self.desk.query = text

    def action_search(self) -> None:
        """Search the scenarios, or filter the output."""
        desk = self.desk
        watching = desk.show is not None and desk.focus is not Pane.PICKER
        desk.typing = Pane.OUTPUT if watching else Pane.PICKER
        desk.focus = desk.typing
        self.repaint()
