"""What every part of the main screen may count on, whichever of the others there are."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen

    from procviz.ui.app import ProcvizApp
    from procviz.ui.desk import Desk
    from procviz.ui.player import Player

    class Part(Screen[None]):
        """The main screen, as far as its parts know it."""

        app: "ProcvizApp"
        desk: Desk
        player: Player

        @property
        def apart(self) -> bool:
            """Whether the narrator has a place of its own."""

        def repaint(self, everything: bool = True) -> None:
            """Draw again."""

else:

    class Part:
        """Mixed into the main screen, which has all that is named above."""
