"""A driver that can be listened to: what goes to the terminal goes to a tape too, keys are told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.driver import Driver
from textual.events import Key

if TYPE_CHECKING:
    from textual.message import Message

    from procviz.ui.film.tape import Tape

_made: dict[type[Driver], type[Driver]] = {}


class Taping(Driver):
    """Put before a driver's class; without a tape it costs one comparison a frame.

    ``typed`` is called with the time of each key, from the thread that reads the terminal.
    """

    tape: "Tape | None" = None
    typed: Callable[[float], None] | None = None
    _held: list[str] | None = None

    def write(self, data: str) -> None:
        """Write to the terminal, and to the tape."""
        if self.tape is not None:
            self.tape.write(data)
        if self._held is not None:
            self._held.append(data)
        else:
            super().write(data)  # type: ignore[safe-super]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send all that is written meanwhile in one piece.

        The thread that writes is woken once, when all is drawn: else it takes the interpreter from
        who draws, pane by pane.
        """
        held = self._held = []
        try:
            yield
        finally:
            self._held = None
            if held:
                super().write("".join(held))  # type: ignore[safe-super]

    def flush(self) -> None:
        """A frame is whole."""
        if self.tape is not None:
            self.tape.frame()
        super().flush()

    def process_message(self, message: "Message") -> None:
        """Hand on what the terminal sends."""
        if self.typed is not None and isinstance(message, Key):
            self.typed(message.time)
        super().process_message(message)


def taping(driver: type[Driver]) -> type[Driver]:
    """Return the class of a driver that can be listened to."""
    if driver not in _made:
        _made[driver] = type(f"Taping{driver.__name__}", (Taping, driver), {})
    return _made[driver]
