"""A driver that can be listened to: what goes to the terminal goes to a tape too."""

from typing import TYPE_CHECKING

from textual.driver import Driver

if TYPE_CHECKING:
    from procviz.ui.film.tape import Tape

_made: dict[type[Driver], type[Driver]] = {}


class Taping(Driver):
    """Put before a driver's class; without a tape it costs one comparison a frame."""

    tape: "Tape | None" = None

    def write(self, data: str) -> None:
        """Write to the terminal, and to the tape."""
        if self.tape is not None:
            self.tape.write(data)
        super().write(data)  # type: ignore[safe-super]

    def flush(self) -> None:
        """A frame is whole."""
        if self.tape is not None:
            self.tape.frame()
        super().flush()


def taping(driver: type[Driver]) -> type[Driver]:
    """Return the class of a driver that can be listened to."""
    if driver not in _made:
        _made[driver] = type(f"Taping{driver.__name__}", (Taping, driver), {})
    return _made[driver]
