"""Keys that are typed ahead belong to the screen that is on top when their turn comes.

Textual gives a key to the screen that is on top when it arrives.  Where the key before it closes
or opens a screen, this one would take a key that is not its own any more: close what is below,
or send a signal twice.
"""

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.screen import Screen

    from procviz.ui.app import ProcvizApp

    _Base = Screen[None]
else:
    _Base = object


class Ahead(_Base):
    """Mixed into every screen, before Textual's class."""

    app: "ProcvizApp"

    async def on_event(self, event: events.Event) -> None:
        """Hand a key on to the screen that is on top by now; nobody else's clicks count here."""
        if self.is_active or not isinstance(event, events.Key | events.Click):
            await super().on_event(event)
        elif isinstance(event, events.Key):
            self.app.screen._forward_event(events.Key(event.key, event.character))
        if isinstance(event, events.Key):
            self.app.urgent.had(event.time)
