"""The screen with the panes: keys and mouse in, `Desk` and `Player` do the rest."""

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.layout import Layout
from textual.screen import Screen

from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.draw.layout import PANES, Pane
from procviz.ui import keymap, moves, paint, zoom
from procviz.ui.board import Board
from procviz.ui.breaking import BREAKS, Breaking
from procviz.ui.film.taping import Taping
from procviz.ui.folding import FOLDING, Folding
from procviz.ui.gating import GATING, Gates
from procviz.ui.mapping import Maps
from procviz.ui.mouse import Mouse
from procviz.ui.moves import Moves
from procviz.ui.player import Player
from procviz.ui.running import RUNNING, Running
from procviz.ui.screens.ahead import Ahead
from procviz.ui.typing import TYPING, Typing
from procviz.ui.widgets.canvas_pane import CanvasPane
from procviz.ui.zoom import Zoom

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


def _keys(*rows: tuple[str, str]) -> list[BindingType]:
    """Bindings with ids, so that Textual keymaps can move them."""
    return [Binding(key, action, show=False, id=keymap.name(action)) for key, action in rows]


_MORE = 1 / 30  # seconds until the rest of something long is drawn
_SHOWN = 1.0  # seconds that a key is shown to an audience
# they draw a motion's progress, or what there is to show
_MOVING = (Pane.HEADER, Pane.SOURCE, Pane.STAGE, Pane.TIMELINE)


class MainScreen(
    Ahead, Mouse, Maps, Folding, Typing, Breaking, Running, Gates, Moves, Zoom, Screen[None]
):
    """Draws nothing itself; every pane is a `CanvasPane`."""

    app: "ProcvizApp"
    BLANK = True  # the panes cover it
    BINDINGS: ClassVar[list[BindingType]] = _keys(
        ("up", "move(-1)"), ("down", "move(1)"),
        ("pageup", "page(-1)"), ("pagedown", "page(1)"),
        *moves.KEYS,
        *zoom.KEYS,
        *GATING,
        *BREAKS,
        *FOLDING,
        *TYPING,
        *RUNNING,
        ("tab", "select(1)"), ("shift+tab", "select(-1)"), ("f", "follow"),
        ("k", "signal"), ("e", "events"), ("escape", "back"),
        *((str(pane.value), f"focus_pane({pane.value})") for pane in list(Pane)[:6]),
        ("R", "app.film"), ("s", "app.picture"), ("ctrl+s", "save"),
        ("t", "theme"), ("P", "presenter"), ("question_mark", "help"),
        ("q", "app.quit"), ("ctrl+c", "app.hint_end"),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.desk = self.app.desk
        self._board = Board(self.desk.regions)
        self._panes: dict[Pane, CanvasPane] = {}  # to ask for them by a query takes half a frame
        self.complete = False  # all panes and the list are there
        self.asked = False  # to run what the list will begin with

    @property
    def layout(self) -> Layout:
        """The board: style sheets know Textual's own layouts only."""
        return self._board

    def compose(self) -> ComposeResult:
        """One canvas for each pane that the first picture shows, placed by the board."""
        yield from map(self._canvas, self.desk.regions(*self.app.size))

    async def make_the_rest(self) -> None:
        """Make the panes that the first picture did without."""
        made = {pane.id for pane in self.query(CanvasPane)}
        await self.mount_all(self._canvas(p) for p in Pane if p.name.lower() not in made)
        self.complete = True

    def _canvas(self, pane: Pane) -> CanvasPane:
        told = partial(self._tell, pane) if pane in (*PANES, Pane.FOOTER) else None
        made = CanvasPane(partial(self._painter, pane), id=pane.name.lower(), teller=told)
        self._panes[pane] = made
        return made

    def on_mount(self) -> None:
        """Set up the places; the panes draw themselves when they get their sizes."""
        app = self.app
        self._placed = self._place()
        self.player = Player(
            self,
            self.desk,
            open=app.open,
            clock=app.clock,
            motion=app.animation_level != "none",
            repaint=self.repaint,
            told=app.tell,
            over=self.answers,
            urgent=app.urgent,
        )

    # -- drawing --------------------------------------------------------------------------------

    def _painter(self, pane: Pane, canvas: Canvas) -> None:
        paint.paint(self.desk, pane, canvas, self.app.clock(), self.apart)

    def _tell(self, pane: Pane, width: int, height: int, x: int, y: int) -> str:
        from procviz.ui import hover  # late: nobody's mouse is that quick

        return hover.told(self.desk, pane, width, height, x, y, self.app.clock(), self.apart)

    def _place(self) -> tuple[object, ...]:
        desk = self.desk
        return desk.focus, desk.zoomed, desk.show is None, desk.caption, desk.presenter

    @property
    def apart(self) -> bool:
        """Whether the narrator has a place of its own."""
        return Pane.NARRATOR in self.desk.regions(*self.size)

    def repaint(self, everything: bool = True) -> None:
        """Draw all that can be seen again, or only what moves between two events.

        What has not changed costs no output.
        """
        if (placed := self._place()) != self._placed:
            self._placed = placed
            self.query(CanvasPane).first().refresh(layout=True)  # a child's: drops the cache
        driver = self.app._driver
        with driver.together() if isinstance(driver, Taping) else nullcontext():
            for which in self.desk.regions(*self.size):
                if (everything or which in _MOVING) and which in self._panes:
                    self._panes[which].paint()
        self._go_on_telling()

    def _go_on_telling(self) -> None:
        """Draw again soon, where not all sentences of the output pane are there yet."""
        show = self.desk.show
        if show is not None and show.story.more:
            show.story.more = False  # so says whoever draws it again
            self.set_timer(_MORE, self.repaint)

    # -- keys -----------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """While something is being searched for, letters are letters; else keys are keys.

        Both here and in order: Textual looks at bindings only when a key has bubbled up, and by
        then keys that were typed quickly after it have been here already.
        """
        desk = self.desk
        if not self.complete and event.key == "enter":  # there is no list yet
            self.asked = True
            event.stop()
            event.prevent_default()
            return
        if desk.presenter:
            desk.pressed = keymap.label(event.key), self.app.clock() + _SHOWN
            self.set_timer(_SHOWN + 0.05, self.repaint)
            self.repaint()
        if desk.typing is None:
            active = self.active_bindings.get(event.key)
            if active is not None and active.node is self and active.enabled:
                event.stop()
                event.prevent_default()
                await self.app.run_action(active.binding.action, self)
            return
        if self.typed(event):
            event.stop()
            event.prevent_default()
            self.repaint()

    def action_move(self, step: int) -> None:
        """Move the cursor, select a process, or scroll: whatever the focused pane has."""
        desk = self.desk
        if desk.focus is Pane.PICKER or desk.typing is Pane.PICKER:
            desk.shelf.move(step)
            desk.scroll.clear()
        elif desk.show is not None and desk.focus in (Pane.STAGE, Pane.TIMELINE):
            if not self.row(step):
                desk.show.select(step)
        else:
            desk.turn(desk.focus, step)
        self.repaint()

    def action_page(self, step: int) -> None:
        """Scroll the focused pane by ten rows."""
        if self.desk.focus is Pane.PICKER:
            self.desk.shelf.move(step * 10)
        else:
            self.desk.turn(self.desk.focus, step * 10)
        self.repaint()

    def action_select(self, step: int) -> None:
        """Select the next or the previous process; under the gate one of those that are ready."""
        if self.desk.show is not None and not self.next_turn(step):
            self.desk.show.select(step)
            self.repaint()

    def action_follow(self) -> None:
        """Let the source follow the selected process, or stand still."""
        show = self.desk.show
        if show is not None and show.process is not None:
            show.following = not show.following
            key = "follow on" if show.following else "follow off"
            self.app.tell(label(key, self.desk.lang, show.process.pid), False)
            self.repaint()

    def action_events(self) -> None:
        """Change between what was written and all events."""
        self.desk.events = not self.desk.events
        self.desk.scroll.pop(Pane.OUTPUT, None)
        self.repaint()

    def action_focus_pane(self, number: int) -> None:
        """Go to a pane; when there already, full screen and back."""
        self.desk.press(Pane(number))
        self.repaint()

    def action_back(self) -> None:
        """Leave what is closest: the full screen, a filter, the run."""
        desk = self.desk
        if desk.family:
            desk.family = 0
        elif desk.zoomed:
            desk.zoomed = False
        elif desk.show is not None and desk.show.past:
            self.look(0)
            self.answers(desk.show)
        elif desk.show is not None and desk.query:
            desk.query = ""
        elif desk.show is not None:
            self.player.leave()
        elif desk.shelf.query:
            desk.shelf.search("")
        else:
            desk.focus = Pane.PICKER
        self.repaint()

    def action_theme(self) -> None:
        """Dark or light."""
        self.app.theme = "procviz-light" if self.app.current_theme.dark else "procviz-dark"

    def action_save(self) -> None:
        """Save what runs or is shown as a recording."""
        from procviz.ui.saving import save

        self.app.run_worker(save(self.app), group="save")

    def action_presenter(self) -> None:
        """For an audience: fewer panes, a large caption, and the keys that are pressed."""
        self.desk.presenter = not self.desk.presenter
        self.repaint()

    def action_help(self) -> None:
        """Show all keys and signs."""
        from procviz.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_signal(self) -> None:
        """Choose a signal for the process that is selected now, whoever is selected later."""
        from procviz.ui.screens.signals import SignalScreen, problem

        why = problem(self.desk)
        if why:
            self.app.tell(why, False)
            return
        show = self.desk.show
        if show is not None and show.process is not None:
            self.app.push_screen(SignalScreen(show, show.process))
