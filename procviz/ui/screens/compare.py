"""The time lines of a scenario's variants, one above the other."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.timer import Timer

from procviz.draw import chrome, compare
from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.draw.window import STEP, Window, whole
from procviz.ui.compare import Comparison, Way
from procviz.ui.footing import compare_keys
from procviz.ui.screens.ahead import Ahead
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.feed import Feed
    from procviz.ui.app import ProcvizApp

GLANCE = 1 / 8  # seconds between two looks, while something runs


class CompareScreen(Ahead, ModalScreen[None]):
    """Runs what has not been run yet; full screen, over the panes."""

    app: "ProcvizApp"
    DEFAULT_CSS = "CompareScreen CanvasPane { width: 100%; height: 100%; }"

    def __init__(self, entry: str) -> None:
        super().__init__()
        self._entry = entry
        self._window: Window | None = None
        self._timer: Timer | None = None
        self._comparison = self._begin()

    def _begin(self, anew: bool = False) -> Comparison:
        """Compare; ``anew``: whatever has been run, run it again."""
        app, desk = self.app, self.app.desk
        ways = [Way(target, text) for target, text in desk.shelf.ways(self._entry)]
        if anew:
            for way in ways:
                desk.kept.pop(way.key, None)
        show = desk.show if desk.show is not None and not desk.show.over else None
        return Comparison(
            ways, desk.kept, desk.lang, open=app.open, end=self._end, show=show, hurry=self._hurry
        )

    def compose(self) -> ComposeResult:
        """One canvas for everything."""
        yield CanvasPane(self._draw, id="compare")

    def on_mount(self) -> None:
        """Begin."""
        self.tick()

    async def on_unmount(self) -> None:
        """Leave nothing running."""
        feed = self._comparison.feed
        if feed is not None:
            await asyncio.to_thread(feed.stop)

    # -- running --------------------------------------------------------------------------------

    def tick(self) -> None:
        """Look what has happened; again soon, as long as something runs."""
        self._comparison.tick(self.app.clock())
        self.paint()
        if self._comparison.done:
            self.app.desk.shelf.done.add(self._entry)
            if self._timer is not None:
                self._timer.stop()
                self._timer = None
        elif self._timer is None:
            self._timer = self.set_interval(GLANCE, self.tick)

    def _hurry(self) -> None:
        """Let the run on the screen show all that has come: its picture is not in sight now."""
        player, show = self.app.main.player, self.app.desk.show
        player.tick()
        if show is not None and not show.failure:
            player.transport.end()

    def _end(self, feed: "Feed", ended: Callable[[], None]) -> None:
        async def end() -> None:
            try:
                await asyncio.to_thread(feed.stop)
            except Exception as error:
                self.app.tell(label("not ended", self.app.desk.lang, error), True)
            ended()
            self.paint()

        self.run_worker(end(), group="compare")

    # -- drawing --------------------------------------------------------------------------------

    def paint(self) -> None:
        """Draw again."""
        if self.is_mounted:
            self.query_one(CanvasPane).paint()

    def _runs(self) -> list[compare.Ran]:
        desk = self.app.desk
        return [way.ran(desk.theme, desk.lang) for way in self._comparison.ways]

    def _draw(self, canvas: Canvas) -> None:
        desk = self.app.desk
        title = label("compare", desk.lang, desk.shelf.about(self._entry).title)
        body = canvas.part(0, 0, canvas.width, canvas.height - 1)
        compare.draw(body, desk.theme, desk.lang, title, self._runs(), self._window)
        foot = canvas.part(0, canvas.height - 1, canvas.width, 1)
        chrome.footer(foot, desk.theme, compare_keys(desk.lang))

    # -- keys -----------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Everything that can be done here."""
        event.stop()
        event.prevent_default()
        await self._press(event.character or "" if event.is_printable else event.key)

    async def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """Press the key in the footer that was clicked."""
        width, height = message.pane.size
        if message.y == height - 1:
            keys = compare_keys(self.app.desk.lang)
            await self._press(chrome.key_at(width, keys, "", message.x, half=True))

    def on_canvas_pane_wheel(self, message: CanvasPane.Wheel) -> None:
        """Zoom."""
        self._zoom(0.5 if message.rows < 0 else 2.0)

    async def _press(self, key: str) -> None:
        if key in ("V", "Esc", "escape"):
            self.dismiss()
        elif key == "q":
            await self.on_unmount()
            await self.app.run_action("app.quit")
        elif key in ("left", "right", "←", "→"):
            self._pan(-STEP if key in ("left", "←") else STEP)
        elif key in ("+", "="):
            self._zoom(0.5)
        elif key == "-":
            self._zoom(2.0)
        elif key in ("0", "home"):
            self._window = None
            self.paint()
        elif key == "r" and self._comparison.done:
            self._comparison = self._begin(anew=True)
            self._window = None
            self.tick()

    def _zoom(self, factor: float) -> None:
        last = compare.end(self._runs())
        seen = self._window or whole(last)
        self._window = seen.zoomed(factor, (seen.begin + seen.end) // 2, last)
        self.paint()

    def _pan(self, part: float) -> None:
        last = compare.end(self._runs())
        self._window = (self._window or whole(last)).panned(part, last)
        self.paint()
