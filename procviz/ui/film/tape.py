"""The tape: what the app writes to its terminal, frame by frame, as events of a cast."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from textual.drivers.headless_driver import HeadlessDriver

from procviz.film.asciicast import INPUT, MARKER, OUTPUT, RESIZE, Event
from procviz.ui.film.taping import Taping

if TYPE_CHECKING:
    from textual.app import App

# what is for the terminal and not for the picture: modes, mouse pointers, titles
_NOT_SEEN = re.compile(r"\x1b\[[?<=>][0-9;$]*[a-zA-Z]|\x1b\].*?(?:\x07|\x1b\\)", re.DOTALL)
SLACK = 8  # ms: the panes of one frame are written one after the other
CLEAR = "\x1b[?25l\x1b[0m\x1b[H\x1b[2J"  # no cursor; an empty screen
DONE = "\x1b[0m\x1b[?25h"

KEYS = {
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b", "space": " ",
    "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "shift+right": "\x1b[1;2C", "shift+left": "\x1b[1;2D", "delete": "\x1b[3~",
}  # fmt: skip


def sent(key: str, character: str | None) -> str:
    """Return what a terminal sends for a key, by its name in Textual (xterm's ctlseqs)."""
    if key in KEYS:
        return KEYS[key]
    if character is not None:
        return character
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[5]) & 0x1F)
    return ""


def whole(app: "App[Any]") -> str:
    """Return all of the screen as it is now, for the beginning of a tape."""
    strips = app.screen._compositor.render_strips()
    return "".join(f"\x1b[{y};1H{s.render(app.console)}" for y, s in enumerate(strips, 1))


class Tape:
    """Collects what is written and gives it on as events, one a frame.

    ``clock``: s of any clock; the tape begins at 0.  ``fps``: times are those of a film with so
    many frames a second, and what comes between two of them becomes one; 0: as they are.
    ``framed`` is called after each frame.
    """

    def __init__(
        self,
        take: Callable[[Iterable[Event]], None],
        clock: Callable[[], float],
        fps: float = 0.0,
        framed: Callable[[], None] = lambda: None,
    ) -> None:
        self._take, self._clock, self._fps, self._framed = take, clock, fps, framed
        self._data: list[str] = []  # of the frame that is being written
        self._pending: list[str] = []  # of frames at the same time
        self._marks: list[Event] = []  # that belong to them
        self._slack = 0 if fps else SLACK
        self._at = 0
        self._zero = 0.0
        self.running = False

    def start(self, screen: str = "") -> None:
        """Begin with a screen that is there already."""
        self.running, self._zero = True, self._clock()
        self._take([Event(self.now, OUTPUT, CLEAR + screen)])

    @property
    def now(self) -> int:
        """The time on the tape, ms."""
        t = self._clock() - self._zero
        return round(round(t * self._fps) * 1000 / self._fps) if self._fps else round(t * 1000)

    def write(self, data: str) -> None:
        """Take in what is written to the terminal."""
        if self.running:
            self._data.append(data)

    def frame(self) -> None:
        """All of a frame has been written."""
        data = _NOT_SEEN.sub("", "".join(self._data))
        self._data.clear()
        if not data or not self.running:
            return
        now = self.now
        if self._pending and now - self._at > self._slack:
            self._emit()
        if not self._pending:
            self._at = now
        self._pending.append(data)
        self._framed()

    def _emit(self, *events: Event) -> None:
        """Give on what waits, and these after it."""
        if self._pending:
            self._take([Event(self._at, OUTPUT, "".join(self._pending)), *self._marks])
        self._pending.clear()
        self._marks.clear()
        self._take(events)

    def mark(self, text: str) -> None:
        """Set a marker: a chapter."""
        if self._pending and self.running and text:  # the frame that shows it is being written
            self._marks.append(Event(self._at, MARKER, text))
        else:
            self._other(MARKER, text)

    def key(self, text: str) -> None:
        """A key was pressed: what the terminal sent for it."""
        self._other(INPUT, text)

    def resize(self, cols: int, rows: int) -> None:
        """The terminal has another size."""
        self._other(RESIZE, f"{cols}x{rows}")

    def _other(self, code: str, data: str) -> None:
        if self.running and data:
            self._emit(Event(self.now, code, data))

    def stop(self) -> None:
        """End the tape; nothing is taken in any more."""
        if self.running:
            self._emit(Event(self.now, OUTPUT, DONE))
            self.running = False


class FilmDriver(Taping, HeadlessDriver):
    """A terminal that is nothing but a tape."""

    @property
    def is_headless(self) -> bool:
        """False: Textual writes nothing to one that is."""
        return False

    def resize(self, cols: int, rows: int) -> None:
        """Take another size from now on."""
        self._size = cols, rows
