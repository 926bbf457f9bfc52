"""A gate that a test drives by hand."""

from collections.abc import Callable

from procviz.events import Where
from procviz.gate.ready import Ready
from procviz.identity import ProcKey

PATH = "/made/up/lesson.py"


def ready(who: str, pid: int, call: str, line: int, number: int, point: str = "call") -> Ready:
    """Return one who stands at the gate."""
    where = Where(PATH, line, "<module>")
    return Ready(who, ProcKey(pid, 0), pid, 0, point, call, where, number)


class Gate:
    """`procviz.ui.turns.Gate`."""

    def __init__(self) -> None:
        self.held, self.asleep = True, False
        self.granted: list[str] = []
        self._ready: list[Ready] = []
        self._told: Callable[[], None] = lambda: None

    def ready(self) -> list[Ready]:
        return list(self._ready) if self.held else []

    def stand(self, *those: Ready) -> None:
        """Let those come to the gate, and nobody run any more."""
        self._ready = list(those)
        self.asleep = not those
        self._told()

    def grant(self, choice: Ready) -> bool:
        if choice not in self._ready:
            return False
        self.granted.append(choice.who)
        self._ready, self.asleep = [], False
        self._told()
        return True

    def free(self) -> None:
        self.held = False

    def hold(self) -> None:
        self.held = True

    def listen(self, told: Callable[[], None]) -> None:
        self._told = told
